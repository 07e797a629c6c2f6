-- Every row of a flowing class, narrow, its ends as numbers of canonical accounts.
-- `flow_raw` is given: the wide rows of all sources with `rid`, `sha256`, `source_no`.
CREATE OR REPLACE TEMP TABLE place AS
WITH ends AS (
    SELECT source AS raw FROM flow_raw UNION SELECT target FROM flow_raw
    UNION SELECT reporter FROM flow_raw WHERE reporter <> ''
), named AS (
    SELECT raw, coalesce(c.id, raw) AS id FROM ends LEFT JOIN canon c USING (raw)
)
SELECT raw, id, (dense_rank() OVER (ORDER BY id) - 1)::INTEGER AS code FROM named;

CREATE OR REPLACE TEMP TABLE account AS
SELECT DISTINCT code, id, split_part(id, ':', 3) IN (SELECT kind FROM end_kind) AS is_end
FROM place ORDER BY code;

CREATE OR REPLACE TEMP TABLE stated AS
SELECT f.rid, f.id, f.source_no, f.member, f.row_no, s.code AS s, t.code AS t,
    coalesce(r.code, -1) AS r,
    CASE
        WHEN f.reporter = '' OR f.reporter IS NULL THEN ''
        WHEN r.code = s.code AND f.direction <> 'in' THEN 'payer'
        WHEN r.code = t.code AND f.direction <> 'out' THEN 'payee'
        ELSE '' END AS teller,
    f.start_us, f.amount, coalesce(f.currency, '') AS currency, f.seq,
    CASE WHEN f.amount < 0 AND f.status = 'ok' THEN 'reversal' ELSE f.status END AS status
FROM flow_raw f
JOIN place s ON s.raw = f.source
JOIN place t ON t.raw = f.target
LEFT JOIN place r ON r.raw = f.reporter;
