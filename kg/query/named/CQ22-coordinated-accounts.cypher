// number = 22
// name = "coordinated-accounts"
// theme = "crowd"
// title = { zh = "哪些账号同步发布同一内容，并共用设备、地址、管理人或绑定账户？", en = "Which accounts post the same within seconds and share a device, address, manager or bound account?" }
// needs = ["Post", "SignsInWith", "Login", "ManagedBy", "BindsCard"]
//
// [parameters.within]
// type = "integer"
// default = 60
// said = { zh = "最多相隔秒数", en = "at most so many seconds apart" }
//
// [columns]
// content = { type = "text", zh = "内容", en = "content" }
// one = { type = "text", zh = "账号", en = "account" }
// other = { type = "text", zh = "另一账号", en = "other account" }
// seconds = { type = "number", zh = "相隔秒数", en = "seconds apart" }
// shared = { type = "text", zh = "共用", en = "shared" }
// by = { type = "kind", zh = "共用方式", en = "by" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// id = { type = "fact", zh = "编号", en = "id" }
UNWIND [['SIGNS_IN_WITH', 'SignsInWith'], ['LOGGED_IN_FROM', 'Login'], ['MANAGED_BY', 'ManagedBy'], ['BINDS_CARD', 'BindsCard']] AS way
MATCH (a:Entity {case: $case})-[p:SIGNS_IN_WITH|LOGGED_IN_FROM|MANAGED_BY|BINDS_CARD]->(c:Entity)<-[r:SIGNS_IN_WITH|LOGGED_IN_FROM|MANAGED_BY|BINDS_CARD]-(b:Entity)
WHERE type(p) = way[0] AND type(r) = way[0] AND a.id < b.id
WITH DISTINCT a, b, c, way[1] AS `by`
MATCH (a)<-[:SOURCE]-(link:Link:Post)-[:TARGET]->(content:Entity)<-[:TARGET]-(other:Link:Post)-[:SOURCE]->(b)
WHERE link.proof <> 'excluded' AND other.proof <> 'excluded'
WITH a, b, c, `by`, content, link, abs(duration.inSeconds(link.startTime, other.startTime).seconds) AS gap
WHERE gap <= $within
MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source)
WITH a, b, c, content, min(`by`) AS `by`, min(gap) AS gap, min(s.name + ' · ' + e.locator) AS `from`
RETURN DISTINCT coalesce(head([] + content.name), head([] + content.cardNumber), head([] + content.accountNumber), head([] + content.walletAddress), head([] + content.platformNumber), head([] + content.msisdn), head([] + content.imei), head([] + content.mac), head([] + content.ip), head([] + content.url), head([] + content.address)) AS content,
       coalesce(head([] + a.platformNumber), head([] + a.accountNumber), head([] + a.msisdn), head([] + a.nickname), head([] + a.name)) AS one,
       coalesce(head([] + b.platformNumber), head([] + b.accountNumber), head([] + b.msisdn), head([] + b.nickname), head([] + b.name)) AS other,
       gap AS seconds,
       coalesce(head([] + c.cardNumber), head([] + c.accountNumber), head([] + c.walletAddress), head([] + c.msisdn), head([] + c.imei), head([] + c.mac), head([] + c.ip), head([] + c.name), head([] + c.platformNumber), head([] + c.url), head([] + c.address)) AS shared,
       `by`,
       `from`,
       a.id AS id
ORDER BY content IS NOT NULL, content, one IS NOT NULL, one, other IS NOT NULL, other, shared IS NOT NULL, shared, id
