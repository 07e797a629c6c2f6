// number = 14
// name = "dark-sales"
// theme = "data"
// title = { zh = "哪些数据以虚拟币成交，收款地址的币又去了哪里？", en = "Which data was sold for coin, and where did the coin go from the seller's wallet?" }
// needs = ["SellsData", "HoldsWallet", "Transfer", "UsesPlatform"]
//
// [columns]
// data = { type = "text", zh = "数据", en = "data" }
// seller = { type = "text", zh = "卖方", en = "seller" }
// buyer = { type = "text", zh = "买方", en = "buyer" }
// market = { type = "text", zh = "市场", en = "market" }
// amount = { type = "amount", zh = "金额", en = "amount" }
// currency = { type = "text", zh = "币种", en = "currency" }
// sold = { type = "time", zh = "成交", en = "sold" }
// wallet = { type = "text", zh = "收款钱包", en = "wallet" }
// next = { type = "text", zh = "下一地址", en = "next wallet" }
// moved = { type = "amount", zh = "转出", en = "moved on" }
// times = { type = "count", zh = "笔数", en = "times" }
// first = { type = "time", zh = "最早", en = "first" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (a:Entity)<-[:SOURCE]-(link:Link:SellsData {case: $case})-[:TARGET]->(b:Entity), (link)-[:OBJECT]->(d:Entity)
WHERE link.proof <> 'excluded'
  AND link.currency IN ['USDT', 'USDC', 'TRX', 'BTC', 'ETH', 'BNB']
MATCH (a)-[:HOLDS_WALLET]->(w:Entity)
OPTIONAL MATCH (a)-[:USES_PLATFORM]->(m:DarkWebService)
OPTIONAL MATCH (w)<-[:SOURCE]-(move:Link:Transfer)-[:TARGET]->(n:Entity)
WHERE move.proof <> 'excluded' AND move.currency = link.currency AND move.startTime >= link.startTime
WITH link, a, b, d, w, m, n, sum(move.amountUnits) AS total, max(move.unitDigits) AS digits, count(DISTINCT move) AS count, min(move.startTime) AS begun
RETURN DISTINCT head([] + d.name) AS data,
       head([] + a.name) AS seller,
       head([] + b.name) AS buyer,
       head([] + m.name) AS market,
       link.amountExact AS amount,
       link.currency AS currency,
       link.startTime AS sold,
       coalesce(head([] + w.cardNumber), head([] + w.accountNumber), head([] + w.walletAddress), head([] + w.platformNumber)) AS wallet,
       coalesce(head([] + n.cardNumber), head([] + n.accountNumber), head([] + n.walletAddress), head([] + n.platformNumber)) AS next,
       toString(total / toInteger(10 ^ digits)) + '.' + right('00000000' + toString(total % toInteger(10 ^ digits)), digits) AS moved,
       count AS times,
       begun AS first,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY data IS NOT NULL, data, sold IS NOT NULL, sold, wallet IS NOT NULL, wallet, first IS NOT NULL, first, next IS NOT NULL, next, fact
