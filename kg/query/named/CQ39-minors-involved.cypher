// number = 39
// name = "minors-involved"
// theme = "law"
// title = { zh = "涉案未成年人由谁以何种方式引入，行为时几岁，是否同时为被害人？", en = "Minors drawn in: by whom, by what means, how old at the time, victims as well?" }
// note = { zh = "年龄由居民身份号码与事实时间算出；脱敏的导出中没有", en = "the age comes from the resident number and the time of the fact; a masked export has none" }
// needs = ["TakesPartIn", "SuffersFrom", "HoldsRole"]
//
// [columns]
// act = { type = "text", zh = "行为", en = "act" }
// means = { type = "kind", zh = "方式", en = "means" }
// adult = { type = "text", zh = "成年人", en = "adult" }
// minor = { type = "text", zh = "未成年人", en = "minor" }
// age = { type = "count", zh = "行为时年龄", en = "age at the time" }
// victim = { type = "yes", zh = "同时为被害人", en = "also a victim" }
// start = { type = "time", zh = "时间", en = "when" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (b:Entity)<-[:SOURCE]-(link:TakesPartIn|SuffersFrom {case: $case})-[:TARGET]->(act:CoercingMinors|InstigatingMinors|InducingMinors|DeceivingMinors)
WHERE link.proof <> 'excluded' AND (link:SuffersFrom OR 'SuspectedMinor' IN [] + link.role)
OPTIONAL MATCH (act)<-[:TARGET]-(adult:Link:TakesPartIn)-[:SOURCE]->(a:Entity)
WHERE adult.proof <> 'excluded' AND 'AdultInstigator' IN [] + adult.role
WITH DISTINCT act, b, link, a
WITH *, EXISTS { (b)-[:SUFFERED_FROM]->(:Entity) } OR EXISTS { MATCH (b)<-[:SOURCE]-(roleLink:Link:HoldsRole) WHERE roleLink.proof <> 'excluded' AND any(x IN [] + roleLink.role WHERE x IN ['Victim', 'ChildVictim', 'TraffickedPerson']) } AS hurt,
  [n IN [] + b.residentId WHERE n =~ '[0-9]{17}[0-9X]' | link.startTime.year - toInteger(substring(n, 6, 4))
    - CASE WHEN link.startTime.month * 100 + link.startTime.day < toInteger(substring(n, 10, 4)) THEN 1 ELSE 0 END] AS ages
WITH *, head(ages) AS years
RETURN DISTINCT head([] + act.name) AS act,
       act.kind AS means,
       head([] + a.name) AS adult,
       head([] + b.name) AS minor,
       years AS age,
       hurt AS victim,
       link.startTime AS start,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY act IS NOT NULL, act, minor IS NOT NULL, minor, adult IS NOT NULL, adult, fact
