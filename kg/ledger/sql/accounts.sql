-- The canonical accounts that rows of a flowing class name, numbered in the order of their ids.
-- `flow_raw` is given: the wide rows of all sources, and `decided`: what a larger ledger said of some.
CREATE OR REPLACE TABLE place AS
WITH ends AS (
    SELECT source AS raw FROM flow_raw UNION SELECT target FROM flow_raw
    UNION SELECT reporter FROM flow_raw WHERE reporter <> ''
    UNION SELECT source FROM decided WHERE source IS NOT NULL
    UNION SELECT target FROM decided WHERE target IS NOT NULL
), named AS (
    SELECT raw, coalesce(c.id, raw) AS id FROM ends LEFT JOIN canon c USING (raw)
)
SELECT raw, id, (dense_rank() OVER (ORDER BY id) - 1)::INTEGER AS code FROM named;

CREATE OR REPLACE TABLE account AS
SELECT DISTINCT code, id, split_part(id, ':', 3) IN (SELECT kind FROM end_kind) AS is_end
FROM place ORDER BY code;
