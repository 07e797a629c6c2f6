// number = 45
// name = "border-companions"
// theme = "fraud"
// title = { zh = "谁与谁一同越境，去了哪个被称为电诈园区的地方？", en = "Who crossed the border with whom, to which alleged compound?" }
// note = { zh = "同行：材料写明同行或带路，或者两人前往同一处且可证相隔不超过若干小时；越境须在该处被称为园区的时段之内", en = "together means that a paper names the other, or that both went to the same place provably within so many hours; the crossing lies in the time in which the place is said to be a compound" }
// needs = ["CrossesBorder", "HoldsRole", "LocatedAt"]
//
// [parameters.who]
// type = "entity"
// kind = "Person"
// said = { zh = "何人", en = "whom" }
//
// [parameters.hours]
// type = "integer"
// default = 24
// said = { zh = "最多相隔小时数", en = "at most so many hours apart" }
//
// [columns]
// who = { type = "text", zh = "谁", en = "who" }
// companion = { type = "text", zh = "同行人", en = "together with" }
// compound = { type = "text", zh = "园区", en = "compound" }
// crossed = { type = "time", zh = "越境时间", en = "crossed" }
// named = { type = "yes", zh = "材料写明同行", en = "named in the paper" }
// proof = { type = "proof", zh = "证明程度", en = "proof" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (whoId:Entity)<-[:SOURCE]-(link:Link:CrossesBorder {case: $case})-[:TARGET]->(place:Entity)
WHERE link.proof <> 'excluded' AND link.startTime IS NOT NULL AND ($who IS NULL OR whoId.id = $who)
MATCH (place)<-[:LOCATED_AT*0..1]-(said:Entity)<-[:SOURCE]-(claim:Link:HoldsRole)
WHERE claim.proof <> 'excluded' AND 'ScamCompound' IN [] + claim.role AND (claim.startTime IS NULL OR claim.startTime <= link.startTime)
  AND (claim.endTime IS NULL OR duration.inSeconds(claim.endTime, link.startTime).milliseconds < CASE claim.precision WHEN 'day' THEN 86400000 WHEN 'minute' THEN 60000 ELSE 1000 END)
CALL (whoId, link, place) {
  MATCH (link)-[:OBJECT]->(c:Entity) RETURN c, 1 AS told, null AS other
  UNION
  MATCH (place)<-[:TARGET]-(other:Link:CrossesBorder)-[:SOURCE]->(c:Entity)
  WHERE other.proof <> 'excluded' AND other.startTime IS NOT NULL
    AND duration.inSeconds(other.startTime, link.startTime).milliseconds + CASE link.precision WHEN 'day' THEN 86400000 WHEN 'minute' THEN 60000 ELSE 0 END <= $hours * 3600000
    AND duration.inSeconds(link.startTime, other.startTime).milliseconds + CASE other.precision WHEN 'day' THEN 86400000 WHEN 'minute' THEN 60000 ELSE 0 END <= $hours * 3600000
  RETURN c, 0 AS told, other
}
WITH whoId, link, place, c, max(told) AS told, collect(claim) AS claims, collect(other) AS others WHERE c <> whoId
RETURN DISTINCT head([] + whoId.name) AS who,
       head([] + c.name) AS companion,
       coalesce(head([] + place.name), head([] + place.address)) AS compound,
       link.startTime AS crossed,
       told = 1 AS named,
       link.proof AS proof,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS spot ORDER BY spot LIMIT 1 }) + '; ' + head(COLLECT { UNWIND claims AS one MATCH (one)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS spot ORDER BY spot LIMIT 1 }) + CASE told WHEN 1 THEN '' ELSE '; ' + head(COLLECT { UNWIND others AS one MATCH (one)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS spot ORDER BY spot LIMIT 1 }) END AS `from`,
       link.id AS fact
ORDER BY compound IS NOT NULL, compound, crossed, who IS NOT NULL, who, companion IS NOT NULL, companion, fact
