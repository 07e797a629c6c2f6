-- Tellings of one payment, perhaps, that lie further apart than tellings that are joined.
WITH one_sided AS (
    SELECT id, source, target, amount, currency, start_us,
        reporter_code = source_code AS is_payers,
        precision = 'day' AS whole_day,
        start_us + CASE WHEN precision = 'day' THEN $day - 1 ELSE 0 END AS until_us
    FROM {table}
    WHERE in_time AND amount IS NOT NULL AND source_code <> target_code
        AND coalesce(also_reporter, -1) < 0 AND beside IS NULL
        AND reporter_code IN (source_code, target_code)
        AND id NOT IN (SELECT unnest([id_a, id_b]) FROM pair WHERE id_a <> '' AND id_b <> '')
)
SELECT p.id, q.id, p.source, p.target, p.amount, p.currency, p.start_us,
    -- of a day all of it counts already: no window of seconds makes it longer
    NOT (p.whole_day OR q.whole_day) AS by_window,
    greatest(q.start_us - p.until_us, p.start_us - q.until_us) AS gap
FROM (FROM one_sided WHERE is_payers) p
JOIN (FROM one_sided WHERE NOT is_payers) q USING (source, target, amount, currency)
WHERE gap > CASE WHEN by_window THEN $window ELSE 0 END AND gap <= $day
QUALIFY row_number() OVER (PARTITION BY p.id ORDER BY gap, q.id) = 1
ORDER BY gap, p.start_us, p.id
