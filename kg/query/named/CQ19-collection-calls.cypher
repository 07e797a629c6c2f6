// number = 19
// name = "collection-calls"
// theme = "fraud"
// title = { zh = "软暴力催收：对谁、以何方式、日均多少次？", en = "Soft-violence collection: whom, by what means, how many times a day?" }
// note = { zh = "天数按协调世界时计", en = "days are counted in UTC" }
// needs = ["TakesPartIn", "SuffersFrom", "Call", "Message", "UsesPhone", "UsesAccount"]
//
// [columns]
// act = { type = "text", zh = "行为", en = "act" }
// collector = { type = "text", zh = "催收人", en = "collector" }
// target = { type = "text", zh = "对象", en = "target" }
// kind = { type = "kind", zh = "方式", en = "means" }
// calls = { type = "count", zh = "次数", en = "times" }
// days = { type = "count", zh = "天数", en = "days" }
// perDay = { type = "number", zh = "日均", en = "a day" }
// first = { type = "time", zh = "最早", en = "first" }
// last = { type = "time", zh = "最晚", en = "last" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (a:Entity)<-[:SOURCE]-(link:Link:TakesPartIn {case: $case})-[:TARGET]->(act:SoftViolenceCollection)
WHERE link.proof <> 'excluded'
MATCH (b:Entity)-[:SUFFERED_FROM]->(act)
MATCH (a)-[:USES_PHONE|USES_ACCOUNT]->(x:Entity)<-[:SOURCE]-(`call`:Call|Message)-[:TARGET]->(y:Entity)<-[:USES_PHONE|USES_ACCOUNT]-(b)
WHERE `call`.proof <> 'excluded' AND `call`.startTime IS NOT NULL
WITH act, a, b, link, `call`.kind AS kind, count(DISTINCT `call`) AS calls,
  count(DISTINCT date(`call`.startTime)) AS days, min(`call`.startTime) AS first, max(`call`.startTime) AS last
RETURN DISTINCT head([] + act.name) AS act,
       head([] + a.name) AS collector,
       head([] + b.name) AS target,
       kind,
       calls,
       days,
       round(100.0 * calls / days) / 100 AS perDay,
       first,
       last,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY act IS NOT NULL, act, collector IS NOT NULL, collector, target IS NOT NULL, target, kind, fact
