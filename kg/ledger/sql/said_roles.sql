-- Tables of before 0.6 have a role ("rogue data company") as the kind of what a row calls by its word: the
-- thing is of the neutral kind, and the role is a claim with that row. `role_kind(role, neutral)` is given. The
-- claim has the id that it has where the reading makes it (see kg.sources.mapping.fact_rows), but not the
-- proof that the row states: such tables have none of things.
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
