// number = 13
// name = "firms-with-front"
// theme = "data"
// title = { zh = "哪些数据企业有真实经营外观，而客户中有涉案主体？", en = "Which data firms look like real businesses while their clients are suspects?" }
// needs = ["ContractsWith", "HoldsRole", "TakesPartIn"]
//
// [columns]
// firm = { type = "text", zh = "数据企业", en = "firm" }
// client = { type = "text", zh = "客户", en = "client" }
// contract = { type = "text", zh = "合同", en = "contract" }
// why = { type = "kind", zh = "客户涉嫌", en = "client's part" }
// start = { type = "time", zh = "时间", en = "when" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (firmId:Entity)<-[one:SOURCE|TARGET]-(link:Link:ContractsWith {case: $case})-[two:SOURCE|TARGET]->(b:Entity)
WHERE link.proof <> 'excluded' AND firmId <> b
  AND (EXISTS { MATCH (firmId)<-[:SOURCE]-(claim:Link:HoldsRole) WHERE claim.proof <> 'excluded' AND 'DataBlackEnterprise' IN [] + claim.role } OR (firmId:Organisation AND EXISTS { (firmId)-[:SOLD_DATA_TO|SUPPLIED_DATA_TO]->(:Entity) }))
MATCH (part:HoldsRole|TakesPartIn)-[:SOURCE]->(b)
WHERE part.proof <> 'excluded'
OPTIONAL MATCH (part)-[:TARGET]->(act:Entity)
WITH firmId, b, link, CASE WHEN part:HoldsRole THEN head([] + part.role) ELSE head([] + act.name) END AS part
WHERE part IS NOT NULL AND NOT part IN ['Victim', 'ChildVictim', 'TraffickedPerson', 'Minor', 'Citizen', 'ProtectedGroupMember', 'FamilyProtector', 'SchoolProtector', 'SocietyProtector', 'GovernmentProtector', 'Investigator', 'Procurator']
WITH firmId, b, link, min(part) AS why
OPTIONAL MATCH (link)-[:OBJECT]->(o:Entity)
RETURN DISTINCT head([] + firmId.name) AS firm,
       head([] + b.name) AS client,
       coalesce(head([] + o.name), head([] + o.cardNumber), head([] + o.accountNumber), head([] + o.walletAddress), head([] + o.platformNumber), head([] + o.msisdn), head([] + o.imei), head([] + o.mac), head([] + o.ip), head([] + o.url), head([] + o.address)) AS contract,
       why,
       link.startTime AS start,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY firm IS NOT NULL, firm, client IS NOT NULL, client, start IS NOT NULL, start, fact
