// number = 9
// name = "who-leaked"
// theme = "data"
// title = { zh = "某批数据最初由谁、在哪个系统、何时取得并交给了谁？", en = "Who first took a set of data, in which system, when, and let it out to whom?" }
// needs = ["AccessesData", "LeaksData", "ObtainsData"]
//
// [parameters.data]
// type = "entity"
// kind = "DataSet"
// said = { zh = "哪一批数据", en = "which data" }
//
// [columns]
// data = { type = "text", zh = "数据", en = "data" }
// who = { type = "text", zh = "谁", en = "who" }
// kind = { type = "kind", zh = "关系", en = "relation" }
// system = { type = "text", zh = "系统", en = "system" }
// to = { type = "text", zh = "给谁", en = "to whom" }
// start = { type = "time", zh = "时间", en = "when" }
// proof = { type = "proof", zh = "证明程度", en = "proof" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (a:Entity)<-[:SOURCE]-(link:AccessesData|ObtainsData|LeaksData {case: $case})-[:TARGET]->(t:Entity)
WHERE link.proof <> 'excluded'
OPTIONAL MATCH (link)-[:OBJECT]->(o:Entity)
WITH a, link, CASE WHEN link:LeaksData THEN o ELSE t END AS dataId,
     CASE WHEN link:LeaksData THEN t END AS b, CASE WHEN link:AccessesData THEN o END AS place
WHERE dataId IS NOT NULL AND ($data IS NULL OR dataId.id = $data)
RETURN DISTINCT head([] + dataId.name) AS data,
       head([] + a.name) AS who,
       link.kind AS kind,
       head([] + place.name) AS system,
       head([] + b.name) AS `to`,
       link.startTime AS start,
       link.proof AS proof,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS spot ORDER BY spot LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY data IS NOT NULL, data, start IS NOT NULL, start, kind, who IS NOT NULL, who, fact
