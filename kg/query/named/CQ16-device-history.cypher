// number = 16
// name = "device-history"
// theme = "fraud"
// title = { zh = "某设备先后插过哪些卡、登录过哪些账号、在哪些地方？", en = "Which cards were in a device, which accounts signed in from it, where was it?" }
// needs = ["InsertedIn", "SignsInWith", "Login", "LocatedAt", "NetworkConnection"]
//
// [parameters.device]
// type = "entity"
// kind = "Device"
// required = true
// said = { zh = "哪一台设备", en = "which device" }
//
// [columns]
// device = { type = "text", zh = "设备", en = "device" }
// kind = { type = "kind", zh = "关系", en = "relation" }
// thing = { type = "text", zh = "卡、账号或地点", en = "card, account or place" }
// first = { type = "time", zh = "最早", en = "first" }
// last = { type = "time", zh = "最晚", en = "last" }
// times = { type = "count", zh = "次数", en = "times" }
// from = { type = "place", zh = "出处", en = "where it stands" }
MATCH (deviceId:Entity {case: $case}) WHERE deviceId.id = $device
CALL (deviceId) {
  MATCH (deviceId)<-[:TARGET]-(link:InsertedIn|SignsInWith|Login)-[:SOURCE]->(b:Entity) RETURN link, b
  UNION
  MATCH (deviceId)<-[:SOURCE]-(link:LocatedAt|NetworkConnection)-[:TARGET]->(b:Entity) RETURN link, b
}
WITH * WHERE link.proof <> 'excluded'
MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source)
WITH deviceId, b, link.kind AS kind,
  min(link.startTime) AS first, max(coalesce(link.endTime, link.startTime)) AS last, count(DISTINCT link) AS times,
  min(s.name + ' · ' + e.locator) AS `from`
RETURN DISTINCT coalesce(head([] + deviceId.imei), head([] + deviceId.mac), head([] + deviceId.ip), head([] + deviceId.name)) AS device,
       kind,
       coalesce(head([] + b.cardNumber), head([] + b.accountNumber), head([] + b.walletAddress), head([] + b.msisdn), head([] + b.platformNumber), head([] + b.imei), head([] + b.mac), head([] + b.ip), head([] + b.name), head([] + b.address)) AS thing,
       first,
       last,
       times,
       `from`
ORDER BY first IS NOT NULL, first, kind, thing IS NOT NULL, thing
