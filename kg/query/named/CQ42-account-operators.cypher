// number = 42
// name = "account-operators"
// theme = "money"
// title = { zh = "钱转出时，账户由谁操作，用的什么设备？", en = "Who operated the account when the money left it, and on which device?" }
// note = { zh = "只列出落在操作时段之内的付款；没有结束时间的操作视为持续", en = "only payments inside the time of an operation; one without an end goes on" }
// needs = ["OperatesAccount", "Transfer"]
//
// [parameters.account]
// type = "entity"
// kind = "Account"
// said = { zh = "哪个账户", en = "which account" }
//
// [columns]
// account = { type = "text", zh = "账户", en = "account" }
// paid = { type = "time", zh = "转出时间", en = "paid" }
// to = { type = "kind", zh = "转给", en = "to" }
// amount = { type = "amount", zh = "金额", en = "amount" }
// currency = { type = "text", zh = "币种", en = "currency" }
// who = { type = "text", zh = "操作人", en = "operator" }
// device = { type = "text", zh = "设备", en = "device" }
// since = { type = "time", zh = "操作自", en = "since" }
// until = { type = "time", zh = "操作至", en = "until" }
// proof = { type = "proof", zh = "证明程度", en = "proof" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// payment = { type = "fact", zh = "付款", en = "payment" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (accountId:Entity)<-[:TARGET]-(link:Link:OperatesAccount {case: $case})-[:SOURCE]->(a:Entity)
WHERE link.proof <> 'excluded' AND link.startTime IS NOT NULL AND ($account IS NULL OR accountId.id = $account)
MATCH (accountId)<-[:SOURCE]-(pay:Link:Transfer)-[:TARGET]->(b:Entity)
WHERE pay.proof <> 'excluded' AND pay.startTime >= link.startTime
  // an end that is known to the day or the minute holds to the end of that day or minute
  AND (link.endTime IS NULL OR duration.inSeconds(link.endTime, pay.startTime).milliseconds < CASE link.precision WHEN 'day' THEN 86400000 WHEN 'minute' THEN 60000 ELSE 1000 END)
OPTIONAL MATCH (link)-[:OBJECT]->(o:Entity)
RETURN DISTINCT coalesce(head([] + accountId.cardNumber), head([] + accountId.accountNumber), head([] + accountId.walletAddress), head([] + accountId.platformNumber)) AS account,
       pay.startTime AS paid,
       coalesce(head([] + b.cardNumber), head([] + b.accountNumber), head([] + b.walletAddress), head([] + b.platformNumber), b.kind) AS `to`,
       pay.amountExact AS amount,
       pay.currency AS currency,
       head([] + a.name) AS who,
       coalesce(head([] + o.imei), head([] + o.mac), head([] + o.ip), head([] + o.name)) AS device,
       link.startTime AS since,
       link.endTime AS until,
       link.proof AS proof,
       head(COLLECT { MATCH (pay)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS spot ORDER BY spot LIMIT 1 }) + '; ' + head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS spot ORDER BY spot LIMIT 1 }) AS `from`,
       pay.id AS payment,
       link.id AS fact
ORDER BY account IS NOT NULL, account, paid, who IS NOT NULL, who, since, payment, fact
