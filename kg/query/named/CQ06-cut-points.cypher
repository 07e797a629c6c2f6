// number = 6
// name = "cut-points"
// theme = "chain"
// title = { zh = "切断哪个节点会中断最多的资金路径？", en = "Which node, cut off, breaks the most ways of money?" }
// note = { zh = "按已保存追踪中经过该处继续流转的金额排列；其余随之改变的内容见 kg without 案件 编号，别处可能取而代之", en = "by the traced money that goes on through it; what else changes without it says kg without CASE HANDLE, and others may take its place" }
// needs = ["TracedFlow", "HoldsAccount"]
// trace = true
//
// [parameters.trace]
// type = "text"
// said = { zh = "哪一次追踪的名称", en = "the name of one saved trace" }
//
// [columns]
// account = { type = "text", zh = "账户", en = "account" }
// holder = { type = "text", zh = "户主", en = "holder" }
// ways = { type = "count", zh = "路径数", en = "ways through it" }
// received = { type = "amount", zh = "收到", en = "received" }
// passed = { type = "amount", zh = "转出", en = "passed on" }
// currency = { type = "text", zh = "币种", en = "currency" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// id = { type = "fact", zh = "编号", en = "id" }
MATCH (payer:Entity)<-[:SOURCE]-(flow:Link:TracedFlow {case: $case})-[:TARGET]->(a:Entity)
WHERE $trace IS NULL OR head([] + flow.name) = $trace
WITH a, flow.currency AS currency, head([] + flow.name) AS trace, sum(flow.amountUnits) AS `in`, count(DISTINCT payer) AS ins, max(flow.unitDigits) AS digits, min(head([] + flow.rule)) AS rule
MATCH (a)<-[:SOURCE]-(flow:Link:TracedFlow)-[:TARGET]->(payee:Entity) WHERE flow.currency = currency AND head([] + flow.name) = trace
WITH a, currency, trace, `in`, ins, digits, rule, sum(flow.amountUnits) AS out, count(DISTINCT payee) AS outs
OPTIONAL MATCH (h:Entity)-[:HOLDS_ACCOUNT|HOLDS_WALLET]->(a)
WITH a, currency, trace, `in`, ins, digits, rule, out, outs, min(head([] + h.name)) AS holder
RETURN DISTINCT coalesce(head([] + a.cardNumber), head([] + a.accountNumber), head([] + a.walletAddress), head([] + a.platformNumber)) AS account,
       holder,
       ins * outs AS ways,
       toString(`in` / toInteger(10 ^ digits)) + '.' + right('00000000' + toString(`in` % toInteger(10 ^ digits)), digits) AS received,
       toString(out / toInteger(10 ^ digits)) + '.' + right('00000000' + toString(out % toInteger(10 ^ digits)), digits) AS passed,
       currency,
       trace + ' · ' + rule AS `from`,
       a.id AS id
ORDER BY currency, toFloat(passed) DESC, account IS NOT NULL, account, id
