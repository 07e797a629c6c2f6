// number = 44
// name = "unreported-payers"
// theme = "money"
// title = { zh = "哪些付款人不在已报案的被害人之列，为其冻结或返还了多少？", en = "Which payers are not among the victims who reported, and what is frozen or returned for each?" }
// note = { zh = "付款人：在报案损失前后若干天内向同一账户付款、本人和账户都未报案的人；早于其首次付款的冻结不计", en = "payers are those who paid into an account within so many days of a loss reported there, and who, like their account, are in no report; a freeze before their first payment is not theirs" }
// needs = ["ReportedLoss", "Transfer", "HoldsAccount", "HoldsWallet", "FreezesFunds", "ReturnsFunds"]
//
// [parameters.days]
// type = "integer"
// default = 30
// said = { zh = "报案损失前后的天数", en = "so many days around a reported loss" }
//
// [columns]
// payer = { type = "text", zh = "付款人", en = "payer" }
// account = { type = "text", zh = "付款账户", en = "paying account" }
// paid = { type = "amount", zh = "付款金额", en = "paid" }
// currency = { type = "text", zh = "币种", en = "currency" }
// times = { type = "count", zh = "笔数", en = "times" }
// first = { type = "time", zh = "最早", en = "first" }
// last = { type = "time", zh = "最晚", en = "last" }
// measure = { type = "kind", zh = "措施", en = "measure" }
// secured = { type = "amount", zh = "冻结或返还金额", en = "frozen or returned" }
// securedIn = { type = "text", zh = "其币种", en = "its currency" }
// held = { type = "text", zh = "所在账户", en = "in account" }
// since = { type = "time", zh = "自", en = "since" }
// until = { type = "time", zh = "至", en = "until" }
// organ = { type = "text", zh = "机关", en = "organ" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// id = { type = "fact", zh = "付款账户编号", en = "account's id" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (card:Entity {case: $case})<-[:TARGET]-(loss:Link:ReportedLoss) WHERE loss.proof <> 'excluded' AND loss.startTime IS NOT NULL
WITH card, min(loss.startTime) AS firstLost, max(loss.startTime) AS lastLost
MATCH (card)<-[:TARGET]-(pay:Link:Transfer)-[:SOURCE]->(p:Entity)
WHERE pay.proof <> 'excluded' AND pay.amount IS NOT NULL
  AND duration.inSeconds(pay.startTime, firstLost).milliseconds <= $days * 86400000 AND duration.inSeconds(lastLost, pay.startTime).milliseconds <= $days * 86400000
  // cash and other ends of an account have no number
  AND coalesce(head([] + p.cardNumber), head([] + p.accountNumber), head([] + p.walletAddress), head([] + p.platformNumber)) IS NOT NULL
  AND NOT EXISTS { (p)<-[:HOLDS_ACCOUNT|HOLDS_WALLET]-(:Entity)-[:REPORTED_LOSS_TO]->(:Entity) }
  AND NOT EXISTS { (p)<-[:REPORTED_LOSS_TO]-(:Entity) }
  AND NOT EXISTS { MATCH (report:Link:ReportedLoss {case: $case}) WHERE any(n IN [] + report.accountNumber WHERE n IN [] + p.cardNumber OR n IN [] + p.accountNumber) }
OPTIONAL MATCH (p)<-[:TARGET]-(hold:HoldsAccount|HoldsWallet)-[:SOURCE]->(w:Entity)
WHERE hold.proof <> 'excluded' AND (hold.startTime IS NULL OR hold.startTime <= pay.startTime)
  AND (hold.endTime IS NULL OR duration.inSeconds(hold.endTime, pay.startTime).milliseconds < CASE hold.precision WHEN 'day' THEN 86400000 WHEN 'minute' THEN 60000 ELSE 1000 END)
WITH DISTINCT p, w, pay
WITH p, w, pay.currency AS currency, count(pay) AS count, sum(pay.amountUnits) AS sum, max(pay.unitDigits) AS digits, min(pay.startTime) AS begun, max(pay.startTime) AS ended, collect(pay) AS pays
WITH *, coalesce(w, p) AS owner, head(COLLECT { UNWIND pays AS one MATCH (one)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS spot ORDER BY spot LIMIT 1 }) AS paidAt
OPTIONAL MATCH (owner)<-[theirs:OBJECT|TARGET]-(link:FreezesFunds|ReturnsFunds)-[:SOURCE]->(g:Entity)
WHERE link.proof <> 'excluded' AND type(theirs) = CASE WHEN link:FreezesFunds THEN 'OBJECT' ELSE 'TARGET' END
  AND (link.startTime IS NULL OR duration.inSeconds(link.startTime, begun).milliseconds < CASE link.precision WHEN 'day' THEN 86400000 WHEN 'minute' THEN 60000 ELSE 1000 END)
OPTIONAL MATCH (link)-[side:OBJECT|TARGET]->(h:Entity) WHERE type(side) = CASE WHEN link:FreezesFunds THEN 'TARGET' ELSE 'OBJECT' END
RETURN DISTINCT head([] + owner.name) AS payer,
       coalesce(head([] + p.cardNumber), head([] + p.accountNumber), head([] + p.walletAddress), head([] + p.platformNumber)) AS account,
       toString(sum / toInteger(10 ^ digits)) + '.' + right('00000000' + toString(sum % toInteger(10 ^ digits)), digits) AS paid,
       currency,
       count AS times,
       begun AS first,
       ended AS last,
       link.kind AS measure,
       link.amountExact AS secured,
       link.currency AS securedIn,
       coalesce(head([] + h.cardNumber), head([] + h.accountNumber), head([] + h.walletAddress), head([] + h.platformNumber)) AS held,
       link.startTime AS since,
       link.endTime AS until,
       head([] + g.name) AS organ,
       paidAt + coalesce('; ' + head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS spot ORDER BY spot LIMIT 1 }), '') AS `from`,
       p.id AS id,
       link.id AS fact
ORDER BY payer IS NOT NULL, payer, account IS NOT NULL, account, currency IS NOT NULL, currency, since IS NOT NULL, since, measure IS NOT NULL, measure, fact IS NOT NULL, fact
