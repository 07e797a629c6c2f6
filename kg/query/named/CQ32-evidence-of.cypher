// number = 32
// name = "evidence-of"
// theme = "evidence"
// title = { zh = "某一事实由哪些证据支持或反驳，出自哪个文件、哪个位置、校验值是什么？", en = "What supports or refutes a fact: which file, which place, which hash?" }
// needs = []
//
// [parameters.fact]
// type = "fact"
// required = true
// said = { zh = "哪一事实或主体", en = "which fact or thing" }
//
// [columns]
// stands = { type = "text", zh = "作用", en = "stands" }
// file = { type = "text", zh = "文件", en = "file" }
// place = { type = "text", zh = "位置", en = "place" }
// reference = { type = "text", zh = "来源文书", en = "paper" }
// reader = { type = "text", zh = "读取程序", en = "reader" }
// excerpt = { type = "text", zh = "原文", en = "excerpt" }
// sha256 = { type = "text", zh = "校验值", en = "sha256" }
// from = { type = "place", zh = "出处", en = "where it stands" }
// fact = { type = "fact", zh = "事实", en = "fact" }
MATCH (factId:Entity|Link {case: $case}) WHERE factId.id = $fact
MATCH (factId)-[r:SUPPORTED_BY|REFUTED_BY]->(e:Evidence)
OPTIONAL MATCH (e)-[:FROM_SOURCE]->(s:Source)
WITH factId, CASE type(r) WHEN 'REFUTED_BY' THEN 'refutes' ELSE 'supports' END AS says, s.name AS file, e.locator AS locator, e.reader AS reader, e.excerpt AS excerpt, s.id AS sha256
RETURN DISTINCT says AS stands,
       file,
       locator AS place,
       head([] + factId.sourceReference) AS reference,
       reader,
       excerpt,
       sha256,
       coalesce(file + ' · ' + locator, locator) AS `from`,
       factId.id AS fact
ORDER BY stands, file IS NOT NULL, file, place IS NOT NULL, place, reader IS NOT NULL, reader, excerpt IS NOT NULL, excerpt
