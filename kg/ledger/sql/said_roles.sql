-- What a row calls a thing by a role's word ("rogue data company") is no kind: the thing is of the neutral
-- kind, and the role is a claim with that row. `role_kind(role, neutral)` is given. The claim has the id that
-- a row has which says the same of itself (see kg.sources.mapping.map_layout).
CREATE OR REPLACE TEMP VIEW {entity} AS
SELECT w.* REPLACE (coalesce(k.neutral, w.kind) AS kind)
FROM {entity}_written w LEFT JOIN role_kind k ON k.role = w.kind;

CREATE OR REPLACE TEMP VIEW {link} AS
FROM {link}_written
UNION ALL BY NAME
SELECT rid, sha256, source_no,
    'urn:crimechain:holds_role:' || substr(sha256(concat(
        part(id), part(id), part(''), part(''), part(''), part(''), part(''), part(kind))), 1, 32) AS id,
    'HoldsRole' AS kind, id AS source, id AS target, '' AS object, 'unknown' AS precision, '' AS time_text,
    '' AS currency, 'single' AS proof, 50 AS confidence, json_object('role', [kind]) AS values, row_no, member
FROM {entity}_written WHERE kind IN (SELECT role FROM role_kind);
