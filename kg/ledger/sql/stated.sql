-- Every row of a flowing class, narrow, its ends as numbers of canonical accounts.
-- `flow_raw` is given: the wide rows of all sources with `rid`, `sha256`, `source_no`. Of rows that were
-- decided elsewhere, and of those that tell them again, the issuer's number decides nothing more.
CREATE OR REPLACE TABLE stated AS
SELECT f.rid, f.id, f.source_no, f.member, f.row_no, s.code AS s, t.code AS t,
    coalesce(r.code, -1) AS r,
    CASE
        WHEN f.reporter = '' OR f.reporter IS NULL THEN ''
        WHEN r.code = s.code AND f.direction <> 'in' THEN 'payer'
        WHEN r.code = t.code AND f.direction <> 'out' THEN 'payee'
        ELSE '' END AS teller,
    CASE WHEN f.issuer <> '' AND f.serial <> '' AND f.id NOT IN (SELECT id FROM decided)
        THEN concat(f.issuer, ' ', f.serial) END AS number,
    f.start_us, f.precision = 'day' AS whole_day, f.amount, coalesce(f.currency, '') AS currency, f.seq,
    CASE WHEN f.amount < 0 AND f.status = 'ok' THEN 'reversal' ELSE f.status END AS status
FROM flow_raw f
JOIN place s ON s.raw = f.source
JOIN place t ON t.raw = f.target
LEFT JOIN place r ON r.raw = f.reporter;
