-- Entities under their canonical ids: values merged over numbers and sources, evidence counted.
-- `kind_depth(kind, depth)` is given: of several kinds the most special one names the entity.
CREATE OR REPLACE TABLE entity_row AS
SELECT coalesce(c.id, e.id) AS id, e.id AS raw, e.kind, e.name, e.values, e.sha256, e.source_no, e.member, e.row_no, e.times
FROM entity_raw e LEFT JOIN canon c ON c.raw = e.id;

-- Rows of a lake that are not here and say what rows say that were cut out of it: `times` counts both.
CREATE OR REPLACE TABLE unseen AS
SELECT id, name, sum(more) AS more FROM (
    SELECT id, name, greatest(0, max(times) - count(*)) AS more FROM entity_row
    WHERE times IS NOT NULL GROUP BY id, raw, kind, name, values::VARCHAR
) GROUP BY id, name;

CREATE OR REPLACE TABLE single AS
SELECT id FROM entity_row GROUP BY id HAVING count(*) = 1;

CREATE OR REPLACE TABLE merged_values AS
WITH wording AS (  -- most rows of one account say the same: as texts they fold before they are read
    SELECT DISTINCT id, values::VARCHAR AS wording FROM entity_row
    WHERE id NOT IN (SELECT id FROM single)
), many AS (
    SELECT id, wording::JSON::MAP(VARCHAR, VARCHAR[]) AS v FROM wording
), pair AS (
    SELECT id, unnest(map_entries(v)) AS e FROM many
), said AS (
    SELECT DISTINCT id, e.key AS key, unnest(e.value) AS word FROM pair
), listed AS (
    SELECT id, key, list(word ORDER BY word) AS words FROM said GROUP BY id, key
)
SELECT id, to_json(map_from_entries(list({'k': key, 'v': words} ORDER BY key)))::VARCHAR AS values
FROM listed GROUP BY id;

CREATE OR REPLACE TABLE merged AS
SELECT r.id, arg_max(r.kind, (coalesce(d.depth, 0), r.kind)) AS kind,
    list(DISTINCT r.sha256 ORDER BY r.sha256) AS shas,
    (count(DISTINCT (r.source_no, r.member, r.row_no)) + coalesce(max(u.more), 0))::BIGINT AS rows,
    list(DISTINCT {'source_no': r.source_no, 'sha256': r.sha256, 'member': r.member, 'row_no': r.row_no}
        ORDER BY {'source_no': r.source_no, 'sha256': r.sha256, 'member': r.member, 'row_no': r.row_no}) AS places
FROM entity_row r LEFT JOIN kind_depth d USING (kind)
LEFT JOIN (SELECT id, sum(more) AS more FROM unseen GROUP BY id) u ON u.id = r.id
WHERE r.id NOT IN (SELECT id FROM single) GROUP BY r.id;

CREATE OR REPLACE TABLE best_name AS
SELECT id, arg_min(name, (-n, name)) AS name FROM (
    SELECT r.id, r.name, count(*) + coalesce(max(u.more), 0) AS n
    FROM entity_row r LEFT JOIN unseen u ON u.id = r.id AND u.name = r.name
    WHERE r.name <> '' AND r.id NOT IN (SELECT id FROM single) GROUP BY r.id, r.name
) GROUP BY id;

CREATE OR REPLACE TEMP VIEW entity_table AS
SELECT * FROM (
    SELECT id, kind, coalesce(name, '') AS name, coalesce(values::VARCHAR, '{}') AS values, [sha256] AS shas,
        coalesce(times, 1) AS rows, [{'sha256': sha256, 'member': member, 'row_no': row_no}] AS evidence
    FROM entity_row WHERE id IN (SELECT id FROM single)
    UNION ALL
    SELECT m.id, m.kind, coalesce(b.name, ''), coalesce(v.values, '{}'), m.shas, m.rows,
        list_transform(m.places[1:20], lambda p: {'sha256': p.sha256, 'member': p.member, 'row_no': p.row_no})
    FROM merged m LEFT JOIN best_name b USING (id) LEFT JOIN merged_values v USING (id)
) ORDER BY id;
