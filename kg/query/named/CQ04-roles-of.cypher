// number = 4
// name = "roles-of"
// theme = "chain"
// title = { zh = "某主体承担哪些角色，起止时间和依据是什么？", en = "Which roles has somebody, from when to when, on what ground?" }
// needs = ["HoldsRole", "TakesPartIn"]
//
// [parameters.who]
// type = "entity"
// kind = "Actor"
// said = { zh = "哪一名主体", en = "which actor" }
//
// [columns]
// who = { type = "text", zh = "谁", en = "who" }
// role = { type = "kind", zh = "角色", en = "role" }
// within = { type = "text", zh = "在何处", en = "within" }
// start = { type = "time", zh = "时间", en = "when" }
// end = { type = "time", zh = "结束", en = "until" }
// proof = { type = "proof", zh = "证明程度", en = "proof" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (whoId:Entity)<-[:SOURCE]-(link:HoldsRole|TakesPartIn {case: $case})-[:TARGET]->(b:Entity)
WHERE link.proof <> 'excluded'
  AND ($who IS NULL OR whoId.id = $who)
OPTIONAL MATCH (link)-[:TARGET]->(c:Entity) WHERE c <> whoId
RETURN DISTINCT head([] + whoId.name) AS who,
       head([] + link.role) AS role,
       head([] + c.name) AS within,
       link.startTime AS start,
       link.endTime AS `end`,
       link.proof AS proof,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY who IS NOT NULL, who, start IS NOT NULL, start, role IS NOT NULL, role, within IS NOT NULL, within, fact
