// number = 34
// name = "exclusion-effect"
// theme = "evidence"
// title = { zh = "若排除某证据，哪些事实、路径和金额随之失效？", en = "If one piece of evidence is excluded, which facts, ways and sums fall with it?" }
// note = { zh = "逐项列出事实；路径、金额及由此得出的结论重新计算：kg without 案件 文件", en = "fact by fact; ways, sums and whatever was concluded from them are computed again by kg without CASE FILE" }
// needs = []
//
// [parameters.file]
// type = "text"
// required = true
// said = { zh = "排除哪个文件（案中的名称）", en = "which file is excluded, by its name in the case" }
//
// [columns]
// effect = { type = "text", zh = "影响", en = "effect" }
// kind = { type = "kind", zh = "关系", en = "relation" }
// source = { type = "text", zh = "起点", en = "from" }
// target = { type = "text", zh = "终点", en = "to" }
// amount = { type = "amount", zh = "金额", en = "amount" }
// currency = { type = "text", zh = "币种", en = "currency" }
// others = { type = "count", zh = "其余文件", en = "other files" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (a:Entity)<-[:SOURCE]-(link:Link {case: $case})-[:TARGET]->(b:Entity)
WHERE link.proof <> 'excluded'
WITH a, b, link, COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) WHERE s.name = $file RETURN s.name + ' · ' + e.locator AS place ORDER BY place } AS places,
  COUNT { MATCH (link)-[:SUPPORTED_BY]->(:Evidence)-[:FROM_SOURCE]->(s:Source) WHERE s.name <> $file RETURN DISTINCT s } AS others
WHERE size(places) > 0
RETURN DISTINCT CASE WHEN others = 0 THEN 'falls' ELSE 'stays with less' END AS effect,
       link.kind AS kind,
       coalesce(head([] + a.cardNumber), head([] + a.accountNumber), head([] + a.walletAddress), head([] + a.msisdn), head([] + a.imei), head([] + a.mac), head([] + a.ip), head([] + a.name), head([] + a.platformNumber), head([] + a.url), head([] + a.address)) AS source,
       coalesce(head([] + b.cardNumber), head([] + b.accountNumber), head([] + b.walletAddress), head([] + b.msisdn), head([] + b.imei), head([] + b.mac), head([] + b.ip), head([] + b.name), head([] + b.platformNumber), head([] + b.url), head([] + b.address)) AS target,
       link.amountExact AS amount,
       link.currency AS currency,
       others,
       head(places) AS `from`,
       link.id AS fact
ORDER BY effect, kind, source IS NOT NULL, source, target IS NOT NULL, target, fact
