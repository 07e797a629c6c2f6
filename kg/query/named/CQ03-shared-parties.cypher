// number = 3
// name = "shared-parties"
// theme = "chain"
// title = { zh = "哪些主体或物同时出现在两个以上案件或链条中？", en = "Who or what stands in two or more cases or chains?" }
// needs = ["InvolvedIn", "PartOf"]
//
// [columns]
// thing = { type = "text", zh = "主体或物", en = "who or what" }
// chain = { type = "text", zh = "案件或链条", en = "case or chain" }
// start = { type = "time", zh = "时间", en = "when" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (a:Entity)<-[:SOURCE]-(link:InvolvedIn|PartOf {case: $case})-[:TARGET]->(b:Entity)
WHERE link.proof <> 'excluded'
  AND (b:CriminalCase OR b:CourtCase OR b:CrimeChain OR b:IndustryChain OR b:InterestChain)
  AND EXISTS { MATCH (a)-[:INVOLVED_IN|PART_OF]->(other:CriminalCase|CourtCase|CrimeChain|IndustryChain|InterestChain) WHERE other <> b }
RETURN DISTINCT coalesce(head([] + a.cardNumber), head([] + a.accountNumber), head([] + a.walletAddress), head([] + a.msisdn), head([] + a.imei), head([] + a.mac), head([] + a.ip), head([] + a.name), head([] + a.platformNumber), head([] + a.url), head([] + a.address)) AS thing,
       head([] + b.name) AS chain,
       link.startTime AS start,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY thing IS NOT NULL, thing, chain IS NOT NULL, chain, fact
