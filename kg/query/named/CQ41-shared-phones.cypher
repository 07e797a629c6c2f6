// number = 41
// name = "shared-phones"
// theme = "fraud"
// title = { zh = "哪些电话号码由两个以上主体使用？", en = "Which phone numbers do two or more actors use?" }
// needs = ["UsesPhone"]
//
// [columns]
// phone = { type = "text", zh = "号码", en = "phone" }
// who = { type = "text", zh = "谁", en = "who" }
// others = { type = "count", zh = "另有几人", en = "others" }
// start = { type = "time", zh = "时间", en = "when" }
// proof = { type = "proof", zh = "证明程度", en = "proof" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (a:Entity)<-[:SOURCE]-(link:Link:UsesPhone {case: $case})-[:TARGET]->(b:Entity)
WHERE link.proof <> 'excluded'
MATCH (b)<-[:USES_PHONE]-(other:Entity) WHERE other <> a
WITH a, b, link, count(DISTINCT other) AS others
RETURN DISTINCT head([] + b.msisdn) AS phone,
       head([] + a.name) AS who,
       others,
       link.startTime AS start,
       link.proof AS proof,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY phone IS NOT NULL, phone, who IS NOT NULL, who, fact
