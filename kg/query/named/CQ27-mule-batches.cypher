// number = 27
// name = "mule-batches"
// theme = "money"
// title = { zh = "哪些账户由同一卡商批量供应：同日开户、同设备、同地址？", en = "Which accounts of one dealer were opened on one day, or share a device or a place?" }
// needs = ["SuppliesAccount", "HoldsAccount", "SignsInWith", "Login", "LocatedAt"]
//
// [columns]
// dealer = { type = "text", zh = "卡商", en = "dealer" }
// account = { type = "text", zh = "账户", en = "account" }
// holder = { type = "text", zh = "户主", en = "holder" }
// shares = { type = "text", zh = "相同之处", en = "shares" }
// what = { type = "text", zh = "内容", en = "what" }
// others = { type = "count", zh = "另有账户", en = "others" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (d:Entity)<-[:TARGET]-(link:Link:SuppliesAccount {case: $case})-[:SOURCE]->(seller:Entity) WHERE link.proof <> 'excluded'
CALL (link, seller) { MATCH (link)-[:OBJECT]->(a:Entity) RETURN a UNION MATCH (seller)-[:HOLDS_ACCOUNT]->(a:Entity) RETURN a }
MATCH (d)<-[:TARGET]-(second:Link:SuppliesAccount)-[:SOURCE]->(other:Entity) WHERE second.proof <> 'excluded'
CALL (second, other) { MATCH (second)-[:OBJECT]->(o:Entity) RETURN o UNION MATCH (other)-[:HOLDS_ACCOUNT]->(o:Entity) RETURN o }
WITH * WHERE o <> a
CALL (a, o) {
  WITH * WHERE head([] + a.openedOn) = head([] + o.openedOn) RETURN 'day' AS shares, head([] + a.openedOn) AS what
  UNION
  MATCH (a)-[:SIGNS_IN_WITH|LOGGED_IN_FROM]->(t:Entity)<-[:SIGNS_IN_WITH|LOGGED_IN_FROM]-(o)
  RETURN 'device' AS shares, coalesce(head([] + t.imei), head([] + t.mac), head([] + t.ip), head([] + t.name)) AS what
  UNION
  MATCH (a)-[:LOCATED_AT]->(t:Entity)<-[:LOCATED_AT]-(o) RETURN 'place' AS shares, coalesce(head([] + t.name), head([] + t.address)) AS what
}
OPTIONAL MATCH (h:Entity)-[:HOLDS_ACCOUNT]->(a)
WITH d, a, link, shares, what, count(DISTINCT o) AS others, min(head([] + h.name)) AS holder
RETURN DISTINCT head([] + d.name) AS dealer,
       coalesce(head([] + a.cardNumber), head([] + a.accountNumber), head([] + a.walletAddress), head([] + a.platformNumber)) AS account,
       holder,
       shares,
       what,
       others,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY dealer IS NOT NULL, dealer, shares IS NOT NULL, shares, what IS NOT NULL, what, account IS NOT NULL, account, fact
