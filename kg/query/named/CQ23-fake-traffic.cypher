// number = 23
// name = "fake-traffic"
// theme = "crowd"
// title = { zh = "刷量任务：下单人、平台、刷手、数量、单价各是什么？", en = "Fake traffic: who ordered, on which platform, who performed, how much, at what price each?" }
// needs = ["TakesPartIn", "Hires", "MemberOf", "HoldsRole", "UsedIn", "UsesAccount", "Post", "Pays"]
//
// [columns]
// act = { type = "text", zh = "行为", en = "act" }
// client = { type = "text", zh = "下单人", en = "client" }
// platform = { type = "text", zh = "平台", en = "platform" }
// performer = { type = "text", zh = "刷手", en = "performer" }
// posts = { type = "count", zh = "发帖数", en = "posts" }
// paid = { type = "amount", zh = "付款", en = "paid" }
// currency = { type = "text", zh = "币种", en = "currency" }
// each = { type = "number", zh = "单价", en = "each" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (a:Entity)<-[:SOURCE]-(link:Link:TakesPartIn {case: $case})-[:TARGET]->(act:FakeTraffic)
WHERE link.proof <> 'excluded'
MATCH (client:Entity {case: $case})-[:HIRED]->(hand:Entity)
WHERE client <> a AND (hand = a OR EXISTS { (a)-[:MEMBER_OF|HAS_ROLE_WITH]->(hand) })
WITH DISTINCT act, a, link, client
OPTIONAL MATCH (p:Platform)-[:USED_IN]->(act)
WITH act, a, link, client, p,
  COUNT { MATCH (a)-[:USES_ACCOUNT]->(:Entity)<-[:SOURCE]-(post:Link:Post)-[:TARGET]->(:Entity)-[:USED_IN]->(act) RETURN DISTINCT post } AS found
OPTIONAL MATCH (client)<-[:SOURCE]-(pay:Link:Pays)-[:TARGET]->(a) WHERE pay.proof <> 'excluded' AND pay.amount IS NOT NULL
WITH act, a, link, client, p, CASE WHEN found = 0 THEN null ELSE found END AS count, pay.currency AS currency, sum(pay.amountUnits) AS total, max(pay.unitDigits) AS digits
WITH *, toInteger(10 ^ digits) / 10000 * count AS share
WITH *, (2 * total + share) / (2 * share) AS mean
RETURN DISTINCT head([] + act.name) AS act,
       head([] + client.name) AS client,
       head([] + p.name) AS platform,
       head([] + a.name) AS performer,
       count AS posts,
       toString(total / toInteger(10 ^ digits)) + '.' + right('00000000' + toString(total % toInteger(10 ^ digits)), digits) AS paid,
       currency,
       toString(mean / 10000) + '.' + right('0000' + toString(mean % 10000), 4) AS each,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY act IS NOT NULL, act, client IS NOT NULL, client, performer IS NOT NULL, performer, platform IS NOT NULL, platform, currency IS NOT NULL, currency, fact
