// number = 43
// name = "run-instructions"
// theme = "money"
// title = { zh = "经手人转账或交现之前，谁用哪条消息下达了指令？", en = "Who instructed the runner, by which message, before money was sent on or cash handed over?" }
// note = { zh = "只列出先后已证的指令：发出时间只精确到日或分的，只对该日或该分之后的行动列出", en = "only instructions that are proven to come first: one known to the day or the minute only counts for runs after that day or minute" }
// needs = ["Instructs", "OperatesAccount", "HandsOverCash", "Transfer", "PlatformOrder"]
//
// [parameters.runner]
// type = "entity"
// kind = "Actor"
// said = { zh = "哪个经手人", en = "which runner" }
//
// [parameters.minutes]
// type = "integer"
// default = 60
// said = { zh = "最多提前分钟数", en = "at most so many minutes before" }
//
// [columns]
// runner = { type = "text", zh = "经手人", en = "runner" }
// kind = { type = "kind", zh = "行动", en = "run" }
// at = { type = "time", zh = "行动时间", en = "when" }
// to = { type = "kind", zh = "给谁", en = "to" }
// amount = { type = "amount", zh = "金额", en = "amount" }
// currency = { type = "text", zh = "币种", en = "currency" }
// by = { type = "text", zh = "指令人", en = "instructed by" }
// message = { type = "text", zh = "消息", en = "message" }
// sent = { type = "time", zh = "发出时间", en = "sent" }
// proof = { type = "proof", zh = "证明程度", en = "proof" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// run = { type = "fact", zh = "行动编号", en = "run's id" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (runnerId:Entity)<-[:TARGET]-(link:Link:Instructs {case: $case})-[:SOURCE]->(a:Entity)
WHERE link.proof <> 'excluded' AND link.startTime IS NOT NULL AND ($runner IS NULL OR runnerId.id = $runner)
CALL (runnerId) {
  MATCH (runnerId)<-[:SOURCE]-(run:HandsOverCash)-[:TARGET]->(b:Entity) RETURN run, b, null AS worked
  UNION
  MATCH (runnerId)<-[:SOURCE]-(worked:OperatesAccount)-[:TARGET]->(:Entity)<-[:SOURCE]-(run:Transfer|PlatformOrder)-[:TARGET]->(b:Entity)
  WHERE worked.proof <> 'excluded' AND run.startTime >= worked.startTime
    AND (worked.endTime IS NULL OR duration.inSeconds(worked.endTime, run.startTime).milliseconds < CASE worked.precision WHEN 'day' THEN 86400000 WHEN 'minute' THEN 60000 ELSE 1000 END)
  RETURN run, b, worked
}
WITH link, a, runnerId, run, b, collect(worked) AS turns
WHERE run.proof <> 'excluded' AND run.startTime > link.startTime
  AND duration.inSeconds(link.startTime, run.startTime).milliseconds >= CASE link.precision WHEN 'day' THEN 86400000 WHEN 'minute' THEN 60000 ELSE 0 END
  AND duration.inSeconds(link.startTime, run.startTime).milliseconds <= $minutes * 60000
OPTIONAL MATCH (link)-[:OBJECT]->(o:Entity)
RETURN DISTINCT head([] + runnerId.name) AS runner,
       run.kind AS kind,
       run.startTime AS at,
       coalesce(head([] + b.cardNumber), head([] + b.accountNumber), head([] + b.walletAddress), head([] + b.platformNumber), head([] + b.name), b.kind) AS `to`,
       run.amountExact AS amount,
       run.currency AS currency,
       head([] + a.name) AS `by`,
       coalesce(head([] + o.name), head([] + o.platformNumber), head([] + o.url)) AS message,
       link.startTime AS sent,
       link.proof AS proof,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS spot ORDER BY spot LIMIT 1 }) + '; ' + head(COLLECT { MATCH (run)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS spot ORDER BY spot LIMIT 1 }) + coalesce('; ' + head(COLLECT { UNWIND turns AS one MATCH (one)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS spot ORDER BY spot LIMIT 1 }), '') AS `from`,
       run.id AS run,
       link.id AS fact
ORDER BY runner IS NOT NULL, runner, at, sent, `by` IS NOT NULL, `by`, run, fact
