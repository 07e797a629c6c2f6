// number = 24
// name = "paid-deletion"
// theme = "crowd"
// title = { zh = "有偿删帖：谁删了什么、用什么办法、收了多少？", en = "Paid removal of posts: who removed what, how, and for how much?" }
// needs = ["RemovesPost", "HoldsRole", "Pays"]
//
// [columns]
// remover = { type = "text", zh = "删帖人", en = "remover" }
// role = { type = "kind", zh = "角色", en = "role" }
// content = { type = "text", zh = "内容", en = "content" }
// removed = { type = "time", zh = "删除时间", en = "removed" }
// how = { type = "text", zh = "办法", en = "how" }
// payer = { type = "text", zh = "付款人", en = "payer" }
// paid = { type = "amount", zh = "付款", en = "paid" }
// currency = { type = "text", zh = "币种", en = "currency" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (a:Entity)<-[:SOURCE]-(link:Link:RemovesPost {case: $case})-[:TARGET]->(b:Entity)
WHERE link.proof <> 'excluded'
OPTIONAL MATCH (a)<-[:SOURCE]-(roleLink:Link:HoldsRole) WHERE roleLink.proof <> 'excluded'
WITH a, b, link, min(head([] + roleLink.role)) AS role
OPTIONAL MATCH (giver:Entity)<-[:SOURCE]-(pay:Link:Pays)-[:TARGET]->(a) WHERE pay.proof <> 'excluded' AND pay.amount IS NOT NULL
WITH a, b, link, role, giver, pay.currency AS currency, sum(pay.amountUnits) AS total, max(pay.unitDigits) AS digits
RETURN DISTINCT head([] + a.name) AS remover,
       role,
       coalesce(head([] + b.name), head([] + b.cardNumber), head([] + b.accountNumber), head([] + b.walletAddress), head([] + b.platformNumber), head([] + b.msisdn), head([] + b.imei), head([] + b.mac), head([] + b.ip), head([] + b.url), head([] + b.address)) AS content,
       link.startTime AS removed,
       head([] + link.channel) AS how,
       head([] + giver.name) AS payer,
       toString(total / toInteger(10 ^ digits)) + '.' + right('00000000' + toString(total % toInteger(10 ^ digits)), digits) AS paid,
       currency,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY removed IS NOT NULL, removed, remover IS NOT NULL, remover, content IS NOT NULL, content, payer IS NOT NULL, payer, currency IS NOT NULL, currency, fact
