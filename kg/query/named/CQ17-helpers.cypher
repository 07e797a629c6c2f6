// number = 17
// name = "helpers"
// theme = "fraud"
// title = { zh = "谁提供了引流、通讯、技术、支付结算帮助，各自收益多少？", en = "Who helped with leads, phones, tools and settlement, and what did each earn?" }
// needs = ["GeneratesLeadsFor", "SuppliesTool", "SuppliesPhone", "SuppliesAccount", "ConvertsFor", "TransportsCashFor", "Pays"]
//
// [columns]
// helper = { type = "text", zh = "帮助者", en = "helper" }
// kind = { type = "kind", zh = "关系", en = "relation" }
// for = { type = "text", zh = "帮助谁", en = "for whom" }
// object = { type = "text", zh = "客体", en = "object" }
// start = { type = "time", zh = "时间", en = "when" }
// income = { type = "amount", zh = "收益", en = "income" }
// currency = { type = "text", zh = "币种", en = "currency" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (a:Entity)<-[:SOURCE]-(link:GeneratesLeadsFor|SuppliesTool|SuppliesPhone|SuppliesAccount|ConvertsFor|TransportsCashFor {case: $case})-[:TARGET]->(b:Entity)
WHERE link.proof <> 'excluded'
OPTIONAL MATCH (link)-[:OBJECT]->(o:Entity)
OPTIONAL MATCH (pay:Link:Pays)-[:TARGET]->(a) WHERE pay.proof <> 'excluded' AND pay.amount IS NOT NULL
WITH link, a, b, o, pay.currency AS currency, sum(pay.amountUnits) AS total, max(pay.unitDigits) AS digits
RETURN DISTINCT head([] + a.name) AS helper,
       link.kind AS kind,
       head([] + b.name) AS `for`,
       coalesce(head([] + o.cardNumber), head([] + o.accountNumber), head([] + o.walletAddress), head([] + o.msisdn), head([] + o.imei), head([] + o.mac), head([] + o.ip), head([] + o.name), head([] + o.platformNumber), head([] + o.url), head([] + o.address)) AS object,
       link.startTime AS start,
       toString(total / toInteger(10 ^ digits)) + '.' + right('00000000' + toString(total % toInteger(10 ^ digits)), digits) AS income,
       currency,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY kind, helper IS NOT NULL, helper, start IS NOT NULL, start, `for` IS NOT NULL, `for`, currency IS NOT NULL, currency, fact
