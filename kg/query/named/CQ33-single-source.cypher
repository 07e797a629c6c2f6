// number = 33
// name = "single-source"
// theme = "evidence"
// title = { zh = "哪些关键认定只有单一证据或同源证据？", en = "Which key facts rest on one source only?" }
// needs = ["LeaksData", "ObtainsData", "SuppliesData", "SellsData", "GeneratesLeadsFor", "SuppliesAccount", "SuppliesPhone", "SuppliesTool", "ConvertsFor", "TransportsCashFor", "Controls", "Leads", "Recruits", "Deceives", "Extorts", "TakesPartIn", "HoldsRole"]
//
// [columns]
// kind = { type = "kind", zh = "关系", en = "relation" }
// source = { type = "text", zh = "起点", en = "from" }
// target = { type = "text", zh = "终点", en = "to" }
// proof = { type = "proof", zh = "证明程度", en = "proof" }
// files = { type = "count", zh = "文件数", en = "files" }
// papers = { type = "count", zh = "文书数", en = "papers" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (a:Entity)<-[:SOURCE]-(link:LeaksData|ObtainsData|SuppliesData|SellsData|GeneratesLeadsFor|SuppliesAccount|SuppliesPhone|SuppliesTool|ConvertsFor|TransportsCashFor|Controls|Leads|Recruits|Deceives|Extorts|TakesPartIn|HoldsRole {case: $case})-[:TARGET]->(b:Entity)
WHERE link.proof <> 'excluded'
WITH a, b, link, COUNT { MATCH (link)-[:SUPPORTED_BY]->(:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN DISTINCT s } AS files,
  size([] + coalesce(link.sourceReference, [])) AS papers
WHERE files = 1 AND papers < 2
RETURN DISTINCT link.kind AS kind,
       head([] + a.name) AS source,
       coalesce(head([] + b.cardNumber), head([] + b.accountNumber), head([] + b.walletAddress), head([] + b.msisdn), head([] + b.imei), head([] + b.mac), head([] + b.ip), head([] + b.name), head([] + b.platformNumber), head([] + b.url), head([] + b.address)) AS target,
       link.proof AS proof,
       files,
       papers,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY kind, source IS NOT NULL, source, target IS NOT NULL, target, fact
