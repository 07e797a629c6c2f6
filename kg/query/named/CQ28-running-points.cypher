// number = 28
// name = "running-points"
// theme = "money"
// title = { zh = "跑分平台：接单、保证金、返佣与犯罪资金如何对应？", en = "Running points: how do orders, deposits and commissions match the money of crime?" }
// needs = ["PlatformOrder", "BindsCard", "TracedFlow"]
// trace = true
//
// [columns]
// platform = { type = "text", zh = "平台", en = "platform" }
// member = { type = "text", zh = "会员", en = "member" }
// orders = { type = "count", zh = "接单数", en = "orders" }
// ordered = { type = "amount", zh = "接单金额", en = "ordered" }
// currency = { type = "text", zh = "币种", en = "currency" }
// deposit = { type = "amount", zh = "最高保证金", en = "highest deposit" }
// commission = { type = "amount", zh = "佣金合计", en = "commission" }
// account = { type = "text", zh = "绑定账户", en = "bound account" }
// traced = { type = "amount", zh = "追踪所得", en = "traced there" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// id = { type = "fact", zh = "编号", en = "id" }
MATCH (a:Entity)<-[:SOURCE]-(link:Link:PlatformOrder {case: $case})-[:TARGET]->(p:Entity)
WHERE link.proof <> 'excluded' AND link.amount IS NOT NULL
WITH p, a, link.currency AS currency, count(link) AS count, sum(link.amountUnits) AS sum, max(link.unitDigits) AS digits, max(toInteger(round(toFloat(head([] + link.deposit)) * 1000000))) AS most,
  sum(toInteger(round(coalesce(toFloat(head([] + link.commission)), 0) * 1000000))) AS fee, collect(link) AS links
OPTIONAL MATCH (a)-[:BINDS_CARD]->(b:Entity)
WITH *, [x IN COLLECT { MATCH (b)<-[:TARGET]-(flow:Link:TracedFlow) WHERE flow.currency = currency RETURN [flow.amountUnits, flow.unitDigits] } | x] AS parts,
  head(COLLECT { UNWIND links AS one MATCH (one)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`
WITH *, reduce(t = 0, x IN parts | t + x[0]) AS reached, parts[0][1] AS their
RETURN DISTINCT head([] + p.name) AS platform,
       coalesce(head([] + a.cardNumber), head([] + a.accountNumber), head([] + a.walletAddress), head([] + a.platformNumber)) AS member,
       count AS orders,
       toString(sum / toInteger(10 ^ digits)) + '.' + right('00000000' + toString(sum % toInteger(10 ^ digits)), digits) AS ordered,
       currency,
       toString(most / toInteger(10 ^ 6)) + '.' + right('00000000' + toString(most % toInteger(10 ^ 6)), 6) AS deposit,
       toString(fee / toInteger(10 ^ 6)) + '.' + right('00000000' + toString(fee % toInteger(10 ^ 6)), 6) AS commission,
       coalesce(head([] + b.cardNumber), head([] + b.accountNumber), head([] + b.walletAddress), head([] + b.platformNumber)) AS account,
       toString(reached / toInteger(10 ^ their)) + '.' + right('00000000' + toString(reached % toInteger(10 ^ their)), their) AS traced,
       `from`,
       a.id AS id
ORDER BY platform IS NOT NULL, platform, member IS NOT NULL, member, currency IS NOT NULL, currency, account IS NOT NULL, account, id
