// number = 35
// name = "computed-facts"
// theme = "evidence"
// title = { zh = "哪些事实由规则计算得出，用的什么规则、版本和参数？", en = "Which facts were computed, by which rule, version and settings?" }
// needs = ["TracedFlow"]
//
// [columns]
// kind = { type = "kind", zh = "关系", en = "relation" }
// source = { type = "text", zh = "起点", en = "from" }
// target = { type = "text", zh = "终点", en = "to" }
// rule = { type = "text", zh = "规则", en = "rule" }
// version = { type = "text", zh = "版本", en = "version" }
// inputs = { type = "text", zh = "参数", en = "settings" }
// amount = { type = "amount", zh = "金额", en = "amount" }
// currency = { type = "text", zh = "币种", en = "currency" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (a:Entity)<-[:SOURCE]-(link:Link {case: $case})-[:TARGET]->(b:Entity) WHERE link.rule IS NOT NULL
RETURN DISTINCT link.kind AS kind,
       coalesce(head([] + a.cardNumber), head([] + a.accountNumber), head([] + a.walletAddress), head([] + a.msisdn), head([] + a.imei), head([] + a.mac), head([] + a.ip), head([] + a.name), head([] + a.platformNumber), head([] + a.url), head([] + a.address)) AS source,
       coalesce(head([] + b.cardNumber), head([] + b.accountNumber), head([] + b.walletAddress), head([] + b.msisdn), head([] + b.imei), head([] + b.mac), head([] + b.ip), head([] + b.name), head([] + b.platformNumber), head([] + b.url), head([] + b.address)) AS target,
       head([] + link.rule) AS rule,
       head([] + link.ruleVersion) AS version,
       head([] + link.parameters) AS inputs,
       link.amountExact AS amount,
       link.currency AS currency,
       coalesce(head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }), head([] + link.name) + ' · ' + head([] + link.rule)) AS `from`,
       link.id AS fact
ORDER BY kind, rule IS NOT NULL, rule, source IS NOT NULL, source, target IS NOT NULL, target, currency IS NOT NULL, currency, fact
