// number = 2
// name = "upstream-downstream"
// theme = "chain"
// title = { zh = "某团伙的上游信息来源、下游洗钱渠道各是谁？", en = "Who supplies a gang with information, and who launders for it?" }
// needs = ["SellsData", "SuppliesData", "LeaksData", "GeneratesLeadsFor", "ConvertsFor", "TransportsCashFor", "SuppliesAccount", "HoldsRole", "MemberOf", "WorksFor", "Leads"]
//
// [parameters.gang]
// type = "entity"
// kind = "Actor"
// required = true
// said = { zh = "哪一个团伙", en = "which gang" }
//
// [columns]
// gang = { type = "text", zh = "团伙", en = "gang" }
// side = { type = "text", zh = "方向", en = "side" }
// kind = { type = "kind", zh = "关系", en = "relation" }
// who = { type = "text", zh = "谁", en = "who" }
// to = { type = "text", zh = "给谁", en = "to whom" }
// object = { type = "text", zh = "客体", en = "object" }
// start = { type = "time", zh = "时间", en = "when" }
// amount = { type = "amount", zh = "金额", en = "amount" }
// currency = { type = "text", zh = "币种", en = "currency" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (gangId:Entity {case: $case}) WHERE gangId.id = $gang
CALL (gangId) {
  RETURN gangId AS b
  UNION
  MATCH (b:Entity)-[:HAS_ROLE_WITH|MEMBER_OF|WORKS_FOR|LEADS]->(gangId) RETURN b
}
MATCH (a:Entity)<-[:SOURCE]-(link:SellsData|SuppliesData|LeaksData|GeneratesLeadsFor|ConvertsFor|TransportsCashFor|SuppliesAccount)-[:TARGET]->(b)
WHERE link.proof <> 'excluded'
OPTIONAL MATCH (link)-[:OBJECT]->(o:Entity)
WITH *, CASE WHEN link:ConvertsFor OR link:TransportsCashFor OR link:SuppliesAccount THEN 'downstream' ELSE 'upstream' END AS side
RETURN DISTINCT head([] + gangId.name) AS gang,
       side,
       link.kind AS kind,
       head([] + a.name) AS who,
       head([] + b.name) AS `to`,
       coalesce(head([] + o.cardNumber), head([] + o.accountNumber), head([] + o.walletAddress), head([] + o.msisdn), head([] + o.imei), head([] + o.mac), head([] + o.ip), head([] + o.name), head([] + o.platformNumber), head([] + o.url), head([] + o.address)) AS object,
       link.startTime AS start,
       link.amountExact AS amount,
       link.currency AS currency,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY side, start IS NOT NULL, start, who IS NOT NULL, who, `to` IS NOT NULL, `to`, fact
