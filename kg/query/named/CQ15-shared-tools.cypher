// number = 15
// name = "shared-tools"
// theme = "fraud"
// title = { zh = "同一话术、域名、应用、设备被哪些案件共用？", en = "Which scripts, domains, apps and devices do several cases share?" }
// needs = ["UsedIn", "InvolvedIn"]
//
// [columns]
// tool = { type = "text", zh = "工具", en = "tool" }
// kind = { type = "kind", zh = "类别", en = "kind" }
// act = { type = "text", zh = "案件或行为", en = "case or act" }
// start = { type = "time", zh = "时间", en = "when" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (a:Entity)<-[:SOURCE]-(link:UsedIn|InvolvedIn {case: $case})-[:TARGET]->(b:Entity)
WHERE link.proof <> 'excluded'
  AND any(kind IN labels(a) WHERE kind IN ['Script', 'DomainName', 'Website', 'MobileApp', 'SimBox', 'Server', 'ChatGroup', 'Device', 'MobileDevice', 'ComputerDevice'])
  AND EXISTS { MATCH (a)-[:USED_IN|INVOLVED_IN]->(other:Entity) WHERE other <> b }
RETURN DISTINCT coalesce(head([] + a.name), head([] + a.cardNumber), head([] + a.accountNumber), head([] + a.walletAddress), head([] + a.platformNumber), head([] + a.msisdn), head([] + a.imei), head([] + a.mac), head([] + a.ip), head([] + a.url), head([] + a.address)) AS tool,
       a.kind AS kind,
       head([] + b.name) AS act,
       link.startTime AS start,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY kind, tool IS NOT NULL, tool, act IS NOT NULL, act, fact
