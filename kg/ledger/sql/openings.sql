-- What each account held before the first payment of its own statement, where its row says the balance.
-- `told` are the rows of all sources; of payments of one moment only a proven order tells the first.
CREATE OR REPLACE TABLE opened AS
WITH own AS (
    SELECT reporter_code AS code, currency, source_no, seq, start_us, id FROM {table}
    WHERE in_time AND reporter_code >= 0
    UNION ALL
    SELECT also_reporter, currency, also_source_no, also_seq, start_us, id FROM {table}
    WHERE in_time AND also_reporter >= 0 AND beside IS NULL
), first AS (
    SELECT code, currency, min(start_us) AS at_us,
        CASE WHEN count(DISTINCT source_no) = 1 AND count(DISTINCT seq) = count(*) THEN arg_min(id, seq)
            WHEN count(*) FILTER (start_us = earliest) = 1 THEN arg_min(id, start_us) END AS id
    FROM (SELECT *, min(start_us) OVER (PARTITION BY code, currency) AS earliest FROM own)
    GROUP BY code, currency
), row_of AS (
    SELECT f.code, f.currency, f.at_us, p.source_code, p.target_code,
        unnest(coalesce(list_transform(p.members, lambda m: {'sha256': m.sha256, 'member': m.member, 'row_no': m.row_no}),
            [{'sha256': p.sha256, 'member': p.member, 'row_no': p.row_no}])) AS r
    FROM first f JOIN {table} p USING (id)
)
SELECT o.code, o.currency, any_value(o.at_us) AS at_us, min(t.opened) AS amount
FROM row_of o
JOIN (
    -- of more than the column's type holds nothing is said
    SELECT sha256, member, row_no, coming,
        TRY(CASE WHEN coming THEN balance - amount ELSE balance + amount END) AS opened
    FROM (SELECT *, direction = 'in' OR (direction <> 'out' AND reporter = target) AS coming FROM told)
) t ON t.sha256 = o.r.sha256 AND t.row_no = o.r.row_no AND t.member IS NOT DISTINCT FROM o.r.member
WHERE o.code = CASE WHEN t.coming THEN o.target_code ELSE o.source_code END
GROUP BY o.code, o.currency
HAVING count(t.opened) = count(*) AND min(t.opened) = max(t.opened);
