// number = 1
// name = "chain-lines"
// theme = "chain"
// title = { zh = "从一名被害人的付款出发，资金、信息、技术三条线各经过哪些环节？", en = "From one victim's payment, where do the lines of money, information and technology run?" }
// needs = ["ReportedLoss", "TracedFlow", "SuffersFrom", "UsedIn", "LeaksData", "ObtainsData", "SuppliesData", "SellsData", "SuppliesTool", "SuppliesPhone"]
// trace = true
//
// [parameters.victim]
// type = "entity"
// kind = "Person"
// required = true
// said = { zh = "哪一名被害人", en = "which victim" }
//
// [columns]
// line = { type = "text", zh = "线", en = "line" }
// step = { type = "count", zh = "层级", en = "step" }
// kind = { type = "kind", zh = "关系", en = "relation" }
// source = { type = "text", zh = "起点", en = "from" }
// target = { type = "text", zh = "终点", en = "to" }
// object = { type = "text", zh = "客体", en = "object" }
// amount = { type = "amount", zh = "金额", en = "amount" }
// currency = { type = "text", zh = "币种", en = "currency" }
// start = { type = "time", zh = "时间", en = "when" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (victim:Entity {case: $case}) WHERE victim.id = $victim
CALL (victim) {
  MATCH (victim)<-[:SOURCE]-(link:ReportedLoss) RETURN 'money' AS line, 0 AS step, link
  UNION
  MATCH (victim)<-[:SOURCE]-(:ReportedLoss)-[:TARGET]->(first:Entity)
  MATCH (first)-[:TRACED_TO*0..16]->(paid:Entity)<-[:SOURCE]-(link:TracedFlow)
  RETURN 'money' AS line, toInteger(link.level) AS step, link
  UNION
  MATCH (victim)-[:SUFFERED_FROM]->(act:Entity)<-[:USED_IN]-(used:Entity)<-[:OBJECT]-(link:LeaksData|SuppliesData|SellsData)
  RETURN 'information' AS line, null AS step, link
  UNION
  MATCH (victim)-[:SUFFERED_FROM]->(act:Entity)<-[:USED_IN]-(used:Entity)<-[:OBJECT]-(link:SuppliesTool|SuppliesPhone)
  RETURN 'technology' AS line, null AS step, link
  UNION
  MATCH (victim)-[:SUFFERED_FROM]->(act:Entity)<-[:USED_IN]-(used:Entity)<-[:TARGET]-(link:ObtainsData)
  RETURN 'information' AS line, null AS step, link
}
MATCH (a:Entity)<-[:SOURCE]-(link)-[:TARGET]->(b:Entity)
WHERE link.proof <> 'excluded'
OPTIONAL MATCH (link)-[:OBJECT]->(o:Entity)
RETURN DISTINCT line,
       step,
       link.kind AS kind,
       coalesce(head([] + a.cardNumber), head([] + a.accountNumber), head([] + a.walletAddress), head([] + a.msisdn), head([] + a.platformNumber), head([] + a.imei), head([] + a.mac), head([] + a.ip), head([] + a.name), head([] + a.address)) AS source,
       coalesce(head([] + b.cardNumber), head([] + b.accountNumber), head([] + b.walletAddress), head([] + b.msisdn), head([] + b.platformNumber), head([] + b.imei), head([] + b.mac), head([] + b.ip), head([] + b.name), head([] + b.address)) AS target,
       coalesce(head([] + o.cardNumber), head([] + o.accountNumber), head([] + o.walletAddress), head([] + o.msisdn), head([] + o.imei), head([] + o.mac), head([] + o.ip), head([] + o.name), head([] + o.platformNumber), head([] + o.url), head([] + o.address)) AS object,
       link.amountExact AS amount,
       link.currency AS currency,
       link.startTime AS start,
       coalesce(head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }), head([] + link.name) + ' · ' + head([] + link.rule)) AS `from`,
       link.id AS fact
ORDER BY line, step IS NOT NULL, step, start IS NOT NULL, start, source IS NOT NULL, source, target IS NOT NULL, target, fact
