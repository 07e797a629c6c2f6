// number = 10
// name = "sales-of-data"
// theme = "data"
// title = { zh = "某批数据经过几手买卖，每手的价格和条数是多少？", en = "Through which hands was data sold, at what price, how many records?" }
// needs = ["SellsData"]
//
// [parameters.data]
// type = "entity"
// kind = "DataSet"
// said = { zh = "哪一批数据", en = "which data" }
//
// [columns]
// data = { type = "text", zh = "数据", en = "data" }
// seller = { type = "text", zh = "卖方", en = "seller" }
// buyer = { type = "text", zh = "买方", en = "buyer" }
// start = { type = "time", zh = "时间", en = "when" }
// records = { type = "count", zh = "条数", en = "records" }
// price = { type = "amount", zh = "价款", en = "price" }
// currency = { type = "text", zh = "币种", en = "currency" }
// proof = { type = "proof", zh = "证明程度", en = "proof" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (a:Entity)<-[:SOURCE]-(link:Link:SellsData {case: $case})-[:TARGET]->(b:Entity), (link)-[:OBJECT]->(dataId:Entity)
WHERE link.proof <> 'excluded'
  AND ($data IS NULL OR dataId.id = $data)
RETURN DISTINCT head([] + dataId.name) AS data,
       head([] + a.name) AS seller,
       head([] + b.name) AS buyer,
       link.startTime AS start,
       toInteger(head([] + link.recordCount)) AS records,
       link.amountExact AS price,
       link.currency AS currency,
       link.proof AS proof,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY data IS NOT NULL, data, start IS NOT NULL, start, seller IS NOT NULL, seller, fact
