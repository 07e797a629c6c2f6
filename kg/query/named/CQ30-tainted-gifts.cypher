// number = 30
// name = "tainted-gifts"
// theme = "money"
// title = { zh = "哪些直播间的打赏来自涉案资金，且打赏人与主播受同一人控制？", en = "In which rooms do gifts come from traced money while one actor controls tipper and performer?" }
// needs = ["Transfer", "StreamsIn", "Controls", "ManagedBy", "BindsCard", "TracedFlow"]
// trace = true
//
// [columns]
// room = { type = "text", zh = "直播间", en = "room" }
// tipper = { type = "text", zh = "打赏人", en = "tipper" }
// anchor = { type = "text", zh = "主播", en = "performer" }
// controller = { type = "text", zh = "控制人", en = "controller" }
// gifts = { type = "count", zh = "打赏次数", en = "gifts" }
// amount = { type = "amount", zh = "打赏金额", en = "amount" }
// currency = { type = "text", zh = "币种", en = "currency" }
// tainted = { type = "amount", zh = "涉案资金", en = "traced money" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// id = { type = "fact", zh = "编号", en = "id" }
MATCH (r:Entity)<-[:PERFORMS_IN]-(b:Entity {case: $case})<-[:TARGET]-(gift:Link:Transfer)-[:SOURCE]->(a:Entity)<-[:CONTROLS]-(who:Entity)
WHERE gift.proof <> 'excluded' AND (EXISTS { (who)-[:CONTROLS]->(b) } OR EXISTS { (b)-[:MANAGED_BY]->(who) })
WITH DISTINCT r, a, b, who, gift
WITH r, a, b, who, gift.currency AS currency, count(gift) AS count, sum(gift.amountUnits) AS given, max(gift.unitDigits) AS digits, collect(gift) AS gifts
WITH *, [x IN COLLECT { MATCH (a)-[:BINDS_CARD*0..1]->(c:Entity)<-[:TARGET]-(flow:Link:TracedFlow) WHERE flow.currency = currency RETURN DISTINCT flow } | [x.amountUnits, x.unitDigits]] AS parts,
  head(COLLECT { UNWIND gifts AS one MATCH (one)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`
WHERE parts <> []
WITH *, reduce(t = 0, x IN parts | t + x[0]) AS sum, parts[0][1] AS their
RETURN DISTINCT coalesce(head([] + r.name), head([] + r.cardNumber), head([] + r.accountNumber), head([] + r.walletAddress), head([] + r.platformNumber), head([] + r.msisdn), head([] + r.imei), head([] + r.mac), head([] + r.ip), head([] + r.url), head([] + r.address)) AS room,
       coalesce(head([] + a.cardNumber), head([] + a.accountNumber), head([] + a.walletAddress), head([] + a.platformNumber)) AS tipper,
       coalesce(head([] + b.cardNumber), head([] + b.accountNumber), head([] + b.walletAddress), head([] + b.platformNumber)) AS anchor,
       head([] + who.name) AS controller,
       count AS gifts,
       toString(given / toInteger(10 ^ digits)) + '.' + right('00000000' + toString(given % toInteger(10 ^ digits)), digits) AS amount,
       currency,
       toString(sum / toInteger(10 ^ their)) + '.' + right('00000000' + toString(sum % toInteger(10 ^ their)), their) AS tainted,
       `from`,
       a.id AS id
ORDER BY room IS NOT NULL, room, tipper IS NOT NULL, tipper, anchor IS NOT NULL, anchor, controller IS NOT NULL, controller, currency IS NOT NULL, currency, id
