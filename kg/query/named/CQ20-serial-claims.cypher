// number = 20
// name = "serial-claims"
// theme = "fraud"
// title = { zh = "同一索赔人向多少商家索赔多少次，共得多少？", en = "Who claims from many shops again and again, and how much was paid?" }
// needs = ["Claims", "Pays"]
//
// [columns]
// claimant = { type = "text", zh = "索赔人", en = "claimant" }
// merchants = { type = "count", zh = "商家数", en = "shops" }
// claims = { type = "count", zh = "次数", en = "claims" }
// claimed = { type = "amount", zh = "索赔额", en = "claimed" }
// currency = { type = "text", zh = "币种", en = "currency" }
// paid = { type = "amount", zh = "所得", en = "paid" }
// first = { type = "time", zh = "最早", en = "first" }
// last = { type = "time", zh = "最晚", en = "last" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// id = { type = "fact", zh = "编号", en = "id" }
MATCH (a:Entity)<-[:SOURCE]-(claim:Link:Claims {case: $case})-[:TARGET]->(b:Entity)
WHERE claim.proof <> 'excluded' AND claim.amount IS NOT NULL
WITH a, claim.currency AS currency, collect(DISTINCT b) AS shopList, count(DISTINCT claim) AS count, sum(claim.amountUnits) AS sum, max(claim.unitDigits) AS digits,
  min(claim.startTime) AS begun, max(claim.startTime) AS ended, collect(DISTINCT claim) AS claimList
WHERE count > 1
WITH *, size(shopList) AS shops,
  [x IN COLLECT { MATCH (a)<-[:TARGET]-(pay:Link:Pays)-[:SOURCE]->(b:Entity) WHERE b IN shopList AND pay.currency = currency AND pay.proof <> 'excluded' RETURN [pay.amountUnits, pay.unitDigits] } | x] AS gifts,
  head(COLLECT { UNWIND claimList AS one MATCH (one)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`
WITH *, reduce(t = 0, x IN gifts | t + x[0]) AS got, gifts[0][1] AS their
RETURN DISTINCT head([] + a.name) AS claimant,
       shops AS merchants,
       count AS claims,
       toString(sum / toInteger(10 ^ digits)) + '.' + right('00000000' + toString(sum % toInteger(10 ^ digits)), digits) AS claimed,
       currency,
       toString(got / toInteger(10 ^ their)) + '.' + right('00000000' + toString(got % toInteger(10 ^ their)), their) AS paid,
       begun AS first,
       ended AS last,
       `from`,
       a.id AS id
ORDER BY claims DESC, claimant IS NOT NULL, claimant, currency IS NOT NULL, currency, id
