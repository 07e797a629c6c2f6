// number = 25
// name = "rumour-origin"
// theme = "crowd"
// title = { zh = "某谣言最早由谁发布、谁放大、谁获利？", en = "Where did a rumour begin, who spread it, who was paid?" }
// needs = ["UsedIn", "Post", "TakesPartIn", "Pays"]
//
// [parameters.act]
// type = "entity"
// kind = "Behaviour"
// said = { zh = "哪一起谣言行为", en = "which rumour" }
//
// [columns]
// act = { type = "text", zh = "行为", en = "act" }
// content = { type = "text", zh = "内容", en = "content" }
// part = { type = "text", zh = "所起作用", en = "part" }
// who = { type = "text", zh = "谁", en = "who" }
// first = { type = "time", zh = "最早", en = "first" }
// posts = { type = "count", zh = "次数", en = "times" }
// amount = { type = "amount", zh = "金额", en = "amount" }
// currency = { type = "text", zh = "币种", en = "currency" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// id = { type = "fact", zh = "编号", en = "id" }
MATCH (actId:RumourMongering|RumourDiversion {case: $case}) WHERE $act IS NULL OR actId.id = $act
CALL (actId) {
  MATCH (actId)<-[:USED_IN]-(b:Entity)<-[:TARGET]-(`all`:Link:Post) WHERE `all`.proof <> 'excluded'
  WITH b, min(`all`.startTime) AS earliest
  MATCH (b)<-[:TARGET]-(link:Link:Post)-[:SOURCE]->(a:Entity) WHERE link.proof <> 'excluded'
  WITH b, a, earliest, min(link.startTime) AS begun, collect(DISTINCT link) AS links
  RETURN b, a, CASE WHEN begun = earliest THEN 'origin' ELSE 'amplifier' END AS part, begun, links, null AS sum, null AS digits, null AS currency
  UNION
  MATCH (a:Entity)-[:TOOK_PART_IN]->(actId) WITH DISTINCT a
  MATCH (a)<-[:TARGET]-(link:Link:Pays) WHERE link.proof <> 'excluded' AND link.amount IS NOT NULL
  WITH a, link.currency AS currency, min(link.startTime) AS begun, collect(DISTINCT link) AS links, sum(link.amountUnits) AS sum, max(link.unitDigits) AS digits
  RETURN null AS b, a, 'income' AS part, begun, links, sum, digits, currency
}
WITH actId, b, a, part, begun, sum, digits, currency, size(links) AS count,
  head(COLLECT { UNWIND links AS one MATCH (one)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`
RETURN head([] + actId.name) AS act,
       coalesce(head([] + b.name), head([] + b.cardNumber), head([] + b.accountNumber), head([] + b.walletAddress), head([] + b.platformNumber), head([] + b.msisdn), head([] + b.imei), head([] + b.mac), head([] + b.ip), head([] + b.url), head([] + b.address)) AS content,
       part,
       coalesce(head([] + a.platformNumber), head([] + a.accountNumber), head([] + a.msisdn), head([] + a.nickname), head([] + a.name)) AS who,
       begun AS first,
       count AS posts,
       toString(sum / toInteger(10 ^ digits)) + '.' + right('00000000' + toString(sum % toInteger(10 ^ digits)), digits) AS amount,
       currency,
       `from`,
       a.id AS id
ORDER BY act IS NOT NULL, act, part DESC, first IS NOT NULL, first, who IS NOT NULL, who, currency IS NOT NULL, currency, content IS NOT NULL, content, id
