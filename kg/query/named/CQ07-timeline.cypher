// number = 7
// name = "timeline"
// theme = "chain"
// title = { zh = "某段时间内链条上先后发生了什么？", en = "What happened in the chain in a window of time, in order?" }
// note = { zh = "逐笔流水不在此列，见追踪与账户明细", en = "single payments, calls and posts are not listed here" }
// needs = ["Message", "RemovesPost", "AccessesData", "NetworkConnection", "LeaksData", "ObtainsData", "SuppliesData", "SellsData", "HoldsAccount", "HoldsWallet", "UsesPhone", "UsesAccount", "BindsCard", "ManagedBy", "StreamsIn", "Represents", "HoldsShares", "SignsInWith", "ListedIn", "DataFile", "Controls", "Recruits", "Leads", "WorksFor", "MemberOf", "Hires", "Introduces", "SuppliesAccount", "SuppliesPhone", "Operates", "UsesPlatform", "GeneratesLeadsFor", "Promotes", "ConvertsFor", "TransportsCashFor", "Deceives", "Extorts", "KnowsOf", "RelatedTo", "HoldsRole", "ReportedLoss", "Pays", "SuppliesTool", "TakesPartIn", "UsedIn", "SuffersFrom", "StepOf", "InvolvedIn", "ContractsWith", "Owes", "Claims", "PartOf", "InsertedIn", "LocatedAt"]
//
// [parameters.since]
// type = "time"
// default = "1970-01-01T00:00:00Z"
// said = { zh = "从何时起", en = "from when" }
//
// [parameters.until]
// type = "time"
// default = "2100-01-01T00:00:00Z"
// said = { zh = "到何时止", en = "until when" }
//
// [columns]
// start = { type = "time", zh = "时间", en = "when" }
// end = { type = "time", zh = "结束", en = "until" }
// kind = { type = "kind", zh = "关系", en = "relation" }
// source = { type = "text", zh = "起点", en = "from" }
// target = { type = "text", zh = "终点", en = "to" }
// object = { type = "text", zh = "客体", en = "object" }
// amount = { type = "amount", zh = "金额", en = "amount" }
// currency = { type = "text", zh = "币种", en = "currency" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (a:Entity)<-[:SOURCE]-(link:Link {case: $case})-[:TARGET]->(b:Entity)
WHERE link.proof <> 'excluded' AND link.startTime >= $since AND link.startTime < $until
  AND any(kind IN labels(link) WHERE kind IN ['Message', 'RemovesPost', 'AccessesData', 'NetworkConnection', 'LeaksData', 'ObtainsData', 'SuppliesData', 'SellsData', 'HoldsAccount', 'HoldsWallet', 'UsesPhone', 'UsesAccount', 'BindsCard', 'ManagedBy', 'StreamsIn', 'Represents', 'HoldsShares', 'SignsInWith', 'ListedIn', 'DataFile', 'Controls', 'Recruits', 'Leads', 'WorksFor', 'MemberOf', 'Hires', 'Introduces', 'SuppliesAccount', 'SuppliesPhone', 'Operates', 'UsesPlatform', 'GeneratesLeadsFor', 'Promotes', 'ConvertsFor', 'TransportsCashFor', 'Deceives', 'Extorts', 'KnowsOf', 'RelatedTo', 'HoldsRole', 'ReportedLoss', 'Pays', 'SuppliesTool', 'TakesPartIn', 'UsedIn', 'SuffersFrom', 'StepOf', 'InvolvedIn', 'ContractsWith', 'Owes', 'Claims', 'PartOf', 'InsertedIn', 'LocatedAt', 'OperatesAccount', 'Instructs', 'CrossesBorder', 'SellsPerson', 'HoldsCaptive', 'RoutesThrough', 'SettlesTo', 'HandsOverCash', 'FreezesFunds', 'ReturnsFunds', 'ServesAct'])
OPTIONAL MATCH (link)-[:OBJECT]->(o:Entity)
RETURN DISTINCT link.startTime AS start,
       link.endTime AS `end`,
       link.kind AS kind,
       coalesce(head([] + a.cardNumber), head([] + a.accountNumber), head([] + a.walletAddress), head([] + a.msisdn), head([] + a.imei), head([] + a.mac), head([] + a.ip), head([] + a.name), head([] + a.platformNumber), head([] + a.url), head([] + a.address)) AS source,
       coalesce(head([] + b.cardNumber), head([] + b.accountNumber), head([] + b.walletAddress), head([] + b.msisdn), head([] + b.imei), head([] + b.mac), head([] + b.ip), head([] + b.name), head([] + b.platformNumber), head([] + b.url), head([] + b.address)) AS target,
       coalesce(head([] + o.cardNumber), head([] + o.accountNumber), head([] + o.walletAddress), head([] + o.msisdn), head([] + o.imei), head([] + o.mac), head([] + o.ip), head([] + o.name), head([] + o.platformNumber), head([] + o.url), head([] + o.address)) AS object,
       link.amountExact AS amount,
       link.currency AS currency,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY start IS NOT NULL, start, kind, source IS NOT NULL, source, target IS NOT NULL, target, fact
