// number = 12
// name = "records-by-actor"
// theme = "data"
// title = { zh = "各主体取得、提供、出售了多少条信息，其中敏感、重要、一般信息各多少？", en = "How many records did each actor take, pass on or sell, and of which classes?" }
// note = { zh = "分类条数来自案内的数据批次；去重后人数见号码数", en = "counts by class come from the batch in the case; phones counts distinct people" }
// needs = ["LeaksData", "ObtainsData", "SuppliesData", "SellsData"]
//
// [columns]
// who = { type = "text", zh = "谁", en = "who" }
// kind = { type = "kind", zh = "关系", en = "relation" }
// data = { type = "text", zh = "数据", en = "data" }
// records = { type = "count", zh = "条数", en = "records" }
// sensitive = { type = "count", zh = "敏感信息", en = "sensitive" }
// important = { type = "count", zh = "重要信息", en = "important" }
// ordinary = { type = "count", zh = "一般信息", en = "ordinary" }
// phones = { type = "count", zh = "不同号码", en = "phones" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (a:Entity)<-[:SOURCE]-(link:LeaksData|ObtainsData|SuppliesData|SellsData {case: $case})
WHERE link.proof <> 'excluded'
MATCH (link)-[`end`:OBJECT|TARGET]->(d:Entity)
WHERE (link:ObtainsData AND type(`end`) = 'TARGET') OR (NOT link:ObtainsData AND type(`end`) = 'OBJECT')
OPTIONAL MATCH (d)-[:HELD_IN]->(batch:Entity)
RETURN head([] + a.name) AS who,
       link.kind AS kind,
       head([] + d.name) AS data,
       coalesce(toInteger(head([] + link.recordCount)), toInteger(head([] + d.recordCount))) AS records,
       max(toInteger(head([] + batch.sensitiveCells))) AS sensitive,
       max(toInteger(head([] + batch.importantCells))) AS important,
       max(toInteger(head([] + batch.ordinaryCells))) AS ordinary,
       max(toInteger(head([] + batch.distinctPhones))) AS phones,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY who IS NOT NULL, who, kind, data IS NOT NULL, data, fact
