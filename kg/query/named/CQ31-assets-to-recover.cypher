// number = 31
// name = "assets-to-recover"
// theme = "money"
// title = { zh = "犯罪所得最终停在哪些账户，由谁控制或持有，可追缴多少？", en = "Where did the proceeds come to rest, who controls or holds that account, how much is there?" }
// needs = ["TracedFlow", "Controls", "HoldsAccount", "HoldsWallet"]
// trace = true
//
// [parameters.trace]
// type = "text"
// said = { zh = "哪一次追踪的名称", en = "the name of one saved trace" }
//
// [columns]
// account = { type = "text", zh = "账户", en = "account" }
// kept = { type = "amount", zh = "留存", en = "kept" }
// currency = { type = "text", zh = "币种", en = "currency" }
// who = { type = "text", zh = "谁", en = "who" }
// kind = { type = "kind", zh = "关系", en = "relation" }
// proof = { type = "proof", zh = "证明程度", en = "proof" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
// id = { type = "fact", zh = "账户编号", en = "account's id" }
MATCH (a:Entity)<-[:TARGET]-(flow:Link:TracedFlow {case: $case})
WHERE $trace IS NULL OR head([] + flow.name) = $trace
WITH a, flow.currency AS currency, head([] + flow.name) AS trace, sum(flow.amountUnits) AS `in`, max(flow.unitDigits) AS digits, min(toInteger(head([] + flow.level))) AS step, min(flow.startTime) AS begun, min(head([] + flow.rule)) AS rule
OPTIONAL MATCH (a)<-[:SOURCE]-(flow:Link:TracedFlow) WHERE flow.currency = currency AND head([] + flow.name) = trace
WITH a, currency, trace, `in`, digits, step, begun, rule, sum(flow.amountUnits) AS out, max(flow.endTime) AS ended
WITH *, `in` - out AS rest WHERE `in` > out
OPTIONAL MATCH (a)<-[:TARGET]-(link:Controls|HoldsAccount|HoldsWallet)-[:SOURCE]->(b:Entity) WHERE link.proof <> 'excluded'
RETURN coalesce(head([] + a.cardNumber), head([] + a.accountNumber), head([] + a.walletAddress), head([] + a.platformNumber)) AS account,
       toString(rest / toInteger(10 ^ digits)) + '.' + right('00000000' + toString(rest % toInteger(10 ^ digits)), digits) AS kept,
       currency,
       head([] + b.name) AS who,
       link.kind AS kind,
       link.proof AS proof,
       coalesce(head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }), trace + ' · ' + rule) AS `from`,
       link.id AS fact,
       a.id AS id
ORDER BY toFloat(kept) DESC, account IS NOT NULL, account, currency IS NOT NULL, currency, kind, who IS NOT NULL, who, fact, id
