// number = 36
// name = "merge-basis"
// theme = "evidence"
// title = { zh = "两个实体被认定为同一的依据是什么，撤销后图会怎样变？", en = "On what ground were two entities taken for one, and what changes if that is undone?" }
// needs = []
//
// [columns]
// kind = { type = "kind", zh = "认定", en = "judgement" }
// thing = { type = "text", zh = "合为", en = "taken for one" }
// by = { type = "text", zh = "认定人", en = "by" }
// at = { type = "text", zh = "认定时间", en = "judged at" }
// reason = { type = "text", zh = "理由", en = "reason" }
// facts = { type = "count", zh = "撤销后须重新归属的事实", en = "facts to be shared out anew" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "编号", en = "handle" }
MATCH (j:Judgement {case: $case})
WHERE j.kind IN ['SamePerson', 'SameAccount'] AND j.holds
MATCH (x:Entity {case: $case})
WHERE x.id IN j.subjects
RETURN DISTINCT j.kind AS kind,
       coalesce(head([] + x.name), head([] + x.cardNumber), head([] + x.accountNumber), head([] + x.walletAddress), head([] + x.msisdn), head([] + x.imei), head([] + x.mac), head([] + x.ip), head([] + x.platformNumber), head([] + x.url), head([] + x.address)) AS thing,
       j.by AS `by`,
       j.at AS at,
       j.reason AS reason,
       COUNT { MATCH (link:Link {case: $case})-[:SOURCE|TARGET|OBJECT]->(x) RETURN DISTINCT link } AS facts,
       head(COLLECT { MATCH (x)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       j.id AS fact
ORDER BY at, kind, thing IS NOT NULL, thing, fact
