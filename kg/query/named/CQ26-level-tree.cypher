// number = 26
// name = "level-tree"
// theme = "money"
// title = { zh = "被害人资金逐级到了哪些账户，各级留存多少、停留多久？", en = "To which accounts, level by level, did the victims' money go, how much stayed, how long?" }
// needs = ["TracedFlow", "HoldsAccount"]
// trace = true
//
// [parameters.trace]
// type = "text"
// said = { zh = "哪一次追踪的名称", en = "the name of one saved trace" }
//
// [columns]
// level = { type = "count", zh = "层级", en = "level" }
// account = { type = "text", zh = "账户", en = "account" }
// holder = { type = "text", zh = "户主", en = "holder" }
// received = { type = "amount", zh = "收到", en = "received" }
// passed = { type = "amount", zh = "转出", en = "passed on" }
// kept = { type = "amount", zh = "留存", en = "kept" }
// currency = { type = "text", zh = "币种", en = "currency" }
// first = { type = "time", zh = "最早转入", en = "first in" }
// last = { type = "time", zh = "最晚转出", en = "last out" }
// hours = { type = "number", zh = "停留小时", en = "hours" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// id = { type = "fact", zh = "编号", en = "id" }
MATCH (a:Entity)<-[:TARGET]-(flow:Link:TracedFlow {case: $case})
WHERE $trace IS NULL OR head([] + flow.name) = $trace
WITH a, flow.currency AS currency, head([] + flow.name) AS trace, sum(flow.amountUnits) AS `in`, max(flow.unitDigits) AS digits, min(toInteger(head([] + flow.level))) AS step, min(flow.startTime) AS begun, min(head([] + flow.rule)) AS rule
OPTIONAL MATCH (a)<-[:SOURCE]-(flow:Link:TracedFlow) WHERE flow.currency = currency AND head([] + flow.name) = trace
WITH a, currency, trace, `in`, digits, step, begun, rule, sum(flow.amountUnits) AS out, max(flow.endTime) AS ended
WITH * WHERE `in` > 0
OPTIONAL MATCH (h:Entity)-[:HOLDS_ACCOUNT|HOLDS_WALLET]->(a)
WITH a, currency, trace, `in`, digits, out, step, begun, ended, rule, min(head([] + h.name)) AS holder
WITH *, round(duration.inSeconds(begun, ended).seconds / 36.0) / 100 AS stay
RETURN DISTINCT step AS level,
       coalesce(head([] + a.cardNumber), head([] + a.accountNumber), head([] + a.walletAddress), head([] + a.platformNumber)) AS account,
       holder,
       toString(`in` / toInteger(10 ^ digits)) + '.' + right('00000000' + toString(`in` % toInteger(10 ^ digits)), digits) AS received,
       toString(out / toInteger(10 ^ digits)) + '.' + right('00000000' + toString(out % toInteger(10 ^ digits)), digits) AS passed,
       toString((`in` - out) / toInteger(10 ^ digits)) + '.' + right('00000000' + toString((`in` - out) % toInteger(10 ^ digits)), digits) AS kept,
       currency,
       begun AS first,
       ended AS last,
       stay AS hours,
       trace + ' · ' + rule AS `from`,
       a.id AS id
ORDER BY `from`, level IS NOT NULL, level, account IS NOT NULL, account, currency IS NOT NULL, currency, id
