// number = 46
// name = "payment-route"
// theme = "money"
// title = { zh = "一笔第四方支付的背后：哪个商户、哪条通道、结算到哪个账户？", en = "Behind a fourth-party payment: which merchant, which channel, which settlement account?" }
// note = { zh = "分派与结算取付款时有效的；直接付给通道的款项，列出当时走这条通道的每个商户", en = "routing and settlement are those in force when it was paid; a payment straight to a channel is shown for every merchant then routed over it" }
// needs = ["Transfer", "RoutesThrough", "SettlesTo"]
//
// [parameters.merchant]
// type = "entity"
// kind = "Account"
// said = { zh = "哪个商户账户", en = "which merchant account" }
//
// [columns]
// paid = { type = "time", zh = "付款时间", en = "paid" }
// payer = { type = "text", zh = "付款账户", en = "payer" }
// amount = { type = "amount", zh = "金额", en = "amount" }
// currency = { type = "text", zh = "币种", en = "currency" }
// merchant = { type = "text", zh = "商户", en = "merchant" }
// platform = { type = "text", zh = "平台", en = "platform" }
// channel = { type = "text", zh = "通道", en = "channel" }
// settler = { type = "text", zh = "由何处结算", en = "settled from" }
// account = { type = "text", zh = "结算账户", en = "settlement account" }
// proof = { type = "proof", zh = "证明程度", en = "proof" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// payment = { type = "fact", zh = "付款", en = "payment" }
// route = { type = "fact", zh = "分派", en = "routing" }
// fact = { type = "fact", zh = "结算", en = "settlement" }
MATCH (merchantId:Entity)<-[:SOURCE]-(route:Link:RoutesThrough {case: $case})-[:TARGET]->(c:Entity)
WHERE route.proof <> 'excluded' AND ($merchant IS NULL OR merchantId.id = $merchant)
UNWIND [merchantId, c] AS x
UNWIND [merchantId, c] AS payee
MATCH (x)<-[:SOURCE]-(link:Link:SettlesTo)-[:TARGET]->(settled:Entity)
MATCH (payee)<-[:TARGET]-(pay:Link:Transfer)-[:SOURCE]->(b:Entity)
WHERE link.proof <> 'excluded' AND pay.proof <> 'excluded'
  AND (route.startTime IS NULL OR route.startTime <= pay.startTime) AND (link.startTime IS NULL OR link.startTime <= pay.startTime)
  // an end that is known to the day or the minute holds to the end of that day or minute
  AND (route.endTime IS NULL OR duration.inSeconds(route.endTime, pay.startTime).milliseconds < CASE route.precision WHEN 'day' THEN 86400000 WHEN 'minute' THEN 60000 ELSE 1000 END)
  AND (link.endTime IS NULL OR duration.inSeconds(link.endTime, pay.startTime).milliseconds < CASE link.precision WHEN 'day' THEN 86400000 WHEN 'minute' THEN 60000 ELSE 1000 END)
OPTIONAL MATCH (route)-[:OBJECT]->(o:Entity)
RETURN DISTINCT pay.startTime AS paid,
       coalesce(head([] + b.cardNumber), head([] + b.accountNumber), head([] + b.walletAddress), head([] + b.platformNumber)) AS payer,
       pay.amountExact AS amount,
       pay.currency AS currency,
       coalesce(head([] + merchantId.cardNumber), head([] + merchantId.accountNumber), head([] + merchantId.walletAddress), head([] + merchantId.platformNumber)) AS merchant,
       head([] + o.name) AS platform,
       coalesce(head([] + c.cardNumber), head([] + c.accountNumber), head([] + c.walletAddress), head([] + c.platformNumber)) AS channel,
       coalesce(head([] + x.cardNumber), head([] + x.accountNumber), head([] + x.walletAddress), head([] + x.platformNumber)) AS settler,
       coalesce(head([] + settled.cardNumber), head([] + settled.accountNumber), head([] + settled.walletAddress), head([] + settled.platformNumber)) AS account,
       link.proof AS proof,
       head(COLLECT { MATCH (pay)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS spot ORDER BY spot LIMIT 1 }) + '; ' + head(COLLECT { MATCH (route)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS spot ORDER BY spot LIMIT 1 }) + '; ' + head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS spot ORDER BY spot LIMIT 1 }) AS `from`,
       pay.id AS payment,
       route.id AS route,
       link.id AS fact
ORDER BY paid, merchant IS NOT NULL, merchant, channel IS NOT NULL, channel, settler IS NOT NULL, settler, account IS NOT NULL, account, payment, route, fact
