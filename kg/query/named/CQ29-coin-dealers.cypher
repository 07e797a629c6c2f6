// number = 29
// name = "coin-dealers"
// theme = "money"
// title = { zh = "哪些币商在何时收付了多少法币与虚拟币？", en = "Which coin dealers took and paid money and coin, when and how much?" }
// needs = ["ConvertsFor", "HoldsRole", "HoldsAccount", "HoldsWallet", "Controls", "Transfer"]
//
// [columns]
// dealer = { type = "text", zh = "币商", en = "dealer" }
// side = { type = "text", zh = "收付", en = "side" }
// own = { type = "text", zh = "本方账户", en = "own account" }
// other = { type = "text", zh = "对手", en = "other side" }
// times = { type = "count", zh = "笔数", en = "times" }
// first = { type = "time", zh = "最早", en = "first" }
// last = { type = "time", zh = "最晚", en = "last" }
// amount = { type = "amount", zh = "金额", en = "amount" }
// currency = { type = "text", zh = "币种", en = "currency" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// id = { type = "fact", zh = "编号", en = "id" }
MATCH (d:Entity)<-[:SOURCE]-(x:ConvertsFor|HoldsRole {case: $case})
WHERE x.proof <> 'excluded' AND (x:ConvertsFor OR 'OtcDealer' IN [] + x.role)
MATCH (d)-[:HOLDS_ACCOUNT|HOLDS_WALLET|CONTROLS]->(own:Entity)
WITH DISTINCT d, own
MATCH (own)<-[mine:SOURCE|TARGET]-(move:Link:Transfer)-[theirs:SOURCE|TARGET]->(other:Entity)
WHERE move.proof <> 'excluded' AND type(mine) <> type(theirs)
WITH d, own, other, move, move.currency AS currency,
  CASE WHEN move.currency IN ['USDT', 'USDC', 'TRX', 'BTC', 'ETH', 'BNB'] THEN 'coin ' ELSE 'money ' END + CASE type(mine) WHEN 'SOURCE' THEN 'out' ELSE 'in' END AS side
WITH d, own, other, side, currency, count(DISTINCT move) AS count, sum(move.amountUnits) AS sum, max(move.unitDigits) AS digits, min(move.startTime) AS begun, max(move.startTime) AS ended, collect(move) AS moves
WITH *, head(COLLECT { UNWIND moves AS one MATCH (one)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`
RETURN DISTINCT head([] + d.name) AS dealer,
       side,
       coalesce(head([] + own.cardNumber), head([] + own.accountNumber), head([] + own.walletAddress), head([] + own.platformNumber)) AS own,
       coalesce(head([] + other.cardNumber), head([] + other.accountNumber), head([] + other.walletAddress), head([] + other.platformNumber)) AS other,
       count AS times,
       begun AS first,
       ended AS last,
       toString(sum / toInteger(10 ^ digits)) + '.' + right('00000000' + toString(sum % toInteger(10 ^ digits)), digits) AS amount,
       currency,
       `from`,
       other.id AS id
ORDER BY dealer IS NOT NULL, dealer, side, own IS NOT NULL, own, first IS NOT NULL, first, other IS NOT NULL, other, currency IS NOT NULL, currency, id
