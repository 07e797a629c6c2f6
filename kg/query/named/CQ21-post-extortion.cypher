// number = 21
// name = "post-extortion"
// theme = "crowd"
// title = { zh = "舆情敲诈：发帖、联系、付款、删帖的先后顺序是否成立？", en = "Extortion by publicity: do post, contact, payment and removal hold in that order?" }
// needs = ["UsedIn", "SuffersFrom", "TakesPartIn", "Post", "Extorts", "Message", "Pays", "RemovesPost"]
//
// [columns]
// act = { type = "text", zh = "行为", en = "act" }
// target = { type = "text", zh = "对象", en = "target" }
// posted = { type = "time", zh = "发帖", en = "posted" }
// contacted = { type = "time", zh = "联系", en = "contacted" }
// paid = { type = "time", zh = "付款", en = "paid" }
// removed = { type = "time", zh = "删帖", en = "removed" }
// inOrder = { type = "yes", zh = "顺序成立", en = "in order" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (b:Entity)<-[:SOURCE]-(link:Link:SuffersFrom {case: $case})-[:TARGET]->(act:PublicityExtortion)
WHERE link.proof <> 'excluded'
MATCH (who:Entity)-[:TOOK_PART_IN]->(act)<-[:USED_IN]-(content:Entity)<-[:POSTED]-(:Entity)
OPTIONAL MATCH (post:Link:Post)-[:TARGET]->(content)
OPTIONAL MATCH (who)<-[:SOURCE]-(contact:Extorts|Message)-[:TARGET]->(b)
OPTIONAL MATCH (b)<-[:SOURCE]-(pay:Link:Pays)-[:TARGET]->(who)
OPTIONAL MATCH (removal:Link:RemovesPost)-[:TARGET]->(content)
WITH link, act, b, min(post.startTime) AS posted, min(contact.startTime) AS contacted, min(pay.startTime) AS paid, min(removal.startTime) AS removed
RETURN DISTINCT head([] + act.name) AS act,
       head([] + b.name) AS target,
       posted,
       contacted,
       paid,
       removed,
       coalesce(posted < contacted AND contacted < paid AND paid < removed, false) AS inOrder,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY act IS NOT NULL, act, target IS NOT NULL, target, fact
