// number = 11
// name = "victims-in-data"
// theme = "data"
// title = { zh = "哪些被害人列在某批数据中，并在该数据出售之后接到电话？", en = "Which victims stand in a set of data and were called after it was sold?" }
// needs = ["ListedIn", "SellsData", "ReportedLoss", "UsesPhone", "Call"]
//
// [columns]
// data = { type = "text", zh = "数据", en = "data" }
// victim = { type = "text", zh = "被害人", en = "victim" }
// phone = { type = "text", zh = "号码", en = "phone" }
// sold = { type = "time", zh = "首次出售", en = "first sold" }
// called = { type = "time", zh = "其后首次来电", en = "first call after" }
// calls = { type = "count", zh = "来电次数", en = "calls" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (sale:Link:SellsData {case: $case})-[:OBJECT]->(dataId:Entity) WHERE sale.proof <> 'excluded' AND sale.startTime IS NOT NULL
WITH dataId, min(sale.startTime) AS sold
MATCH (dataId)-[:HELD_IN*0..1]->(listed:Entity)<-[:TARGET]-(link:Link:ListedIn)-[:SOURCE]->(one:Entity)
WHERE link.proof <> 'excluded'
CALL (one) {
  MATCH (one)-[:REPORTED_LOSS_TO]->(:Entity) MATCH (one)-[:USES_PHONE]->(phone:Entity) RETURN DISTINCT one AS a, phone
  UNION
  MATCH (a:Entity)-[:USES_PHONE]->(one) WHERE EXISTS { (a)-[:REPORTED_LOSS_TO]->(:Entity) } RETURN DISTINCT a, one AS phone
}
MATCH (`call`:Link:Call)-[:TARGET]->(phone) WHERE `call`.startTime > sold
WITH dataId, sold, link, a, phone, min(`call`.startTime) AS called, count(DISTINCT `call`) AS calls
RETURN DISTINCT head([] + dataId.name) AS data,
       head([] + a.name) AS victim,
       head([] + phone.msisdn) AS phone,
       sold,
       called,
       calls,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY data IS NOT NULL, data, victim IS NOT NULL, victim, phone IS NOT NULL, phone, fact
