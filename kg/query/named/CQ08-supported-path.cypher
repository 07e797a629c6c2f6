// number = 8
// name = "supported-path"
// theme = "chain"
// title = { zh = "两个主体或案件之间最短的、每一步都有证据的联系是什么？", en = "What is the shortest connection of two parties or cases, every step of it evidenced?" }
// note = { zh = "至多四步；不经过流水、通话、登录、发帖和笔录陈述", en = "at most four steps; payments, calls, logins, posts and statements are no steps" }
// needs = ["InvolvedIn", "UsesPhone", "HoldsAccount", "MemberOf"]
//
// [parameters.one]
// type = "entity"
// kind = "Actor"
// required = true
// said = { zh = "从谁或何物", en = "from whom or what" }
//
// [parameters.other]
// type = "entity"
// kind = "Actor"
// required = true
// said = { zh = "到谁或何物", en = "to whom or what" }
//
// [columns]
// hops = { type = "count", zh = "步数", en = "steps" }
// path = { type = "text", zh = "联系", en = "connection" }
// from = { type = "place", zh = "出处", en = "where it stands" }
MATCH (one:Entity {case: $case}), (other:Entity {case: $case}) WHERE one.id = $one AND other.id = $other AND one <> other
MATCH p = (one)-[*1..4]-(other)
WHERE none(r IN relationships(p) WHERE r.proof = 'excluded' OR type(r) IN ['TRANSFERRED_TO', 'CALLED', 'POSTED', 'LOGGED_IN_FROM', 'TOOK_ORDER_ON', 'STATED_OF', 'TRACED_TO', 'INFERRED_TO'])
  AND all(r IN relationships(p) WHERE EXISTS { MATCH (:Link {case: $case, id: r.linkId})-[:SUPPORTED_BY]->(:Evidence)-[:FROM_SOURCE]->(:Source) })
  AND all(i IN range(0, size(nodes(p)) - 2) WHERE NOT nodes(p)[i] IN nodes(p)[i + 1..])
WITH p, length(p) AS hops, [n IN nodes(p) | coalesce(head([] + n.name), head([] + n.cardNumber), head([] + n.accountNumber), head([] + n.msisdn), head([] + n.walletAddress), head([] + n.platformNumber), head([] + n.imei), head([] + n.ip), head([] + n.url), '?')] AS names,
  [r IN relationships(p) | head(COLLECT { MATCH (l:Link {case: $case, id: r.linkId}) RETURN l.kind })] AS kinds,
  [r IN relationships(p) | head(COLLECT { MATCH (:Link {case: $case, id: r.linkId})-[:SUPPORTED_BY]->(e:Evidence)-[:FROM_SOURCE]->(s:Source) RETURN s.name + ' · ' + e.locator AS place ORDER BY place LIMIT 1 })] AS places
WITH hops, reduce(t = names[0], i IN range(0, hops - 1) | t + CASE WHEN startNode(relationships(p)[i]) = nodes(p)[i] THEN ' –' + kinds[i] + '→ ' ELSE ' ←' + kinds[i] + '– ' END + names[i + 1]) AS path,
  reduce(t = places[0], i IN range(1, hops - 1) | t + '; ' + places[i]) AS `from`
RETURN DISTINCT hops,
       path,
       `from`
ORDER BY hops, path, `from`
LIMIT 10
