// number = 18
// name = "loan-steps"
// theme = "fraud"
// title = { zh = "套路贷：借款、制造流水、认定违约、催收、诉讼五步各有何证据？", en = "A loan trap: which of its five steps is evidenced, and by how much?" }
// needs = ["StepOf"]
//
// [columns]
// loan = { type = "text", zh = "套路贷", en = "loan" }
// order = { type = "text", zh = "步骤", en = "step" }
// step = { type = "text", zh = "行为", en = "act" }
// start = { type = "time", zh = "时间", en = "when" }
// proof = { type = "proof", zh = "证明程度", en = "proof" }
// pieces = { type = "count", zh = "证据数", en = "pieces of evidence" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (loanId:RoutineLoan {case: $case})
UNWIND ['1', '2', '3', '4', '5'] AS `order`
OPTIONAL MATCH (loanId)<-[:TARGET]-(link:Link:StepOf)-[:SOURCE]->(a:Entity)
WHERE link.proof <> 'excluded' AND `order` IN [] + link.stepOrder
RETURN DISTINCT head([] + loanId.name) AS loan,
       `order`,
       head([] + a.name) AS step,
       link.startTime AS start,
       link.proof AS proof,
       COUNT { (link)-[:SUPPORTED_BY]->(:Evidence) } AS pieces,
       head(COLLECT { MATCH (link)-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 }) AS `from`,
       link.id AS fact
ORDER BY loan IS NOT NULL, loan, `order` IS NOT NULL, `order`, step IS NOT NULL, step, fact
