-- What each account held before the first row of its own statement, where that row says the balance.
-- Of several rows of one moment only a proven order tells the first. The moment is the payment's
-- own: the other end's bank may have told it seconds earlier.
CREATE OR REPLACE TEMP VIEW opening_table AS
WITH own AS (
    SELECT s.rid, s.r, s.currency, s.seq, s.source_no, f.start_us, f.balance,
        CASE s.teller WHEN 'payee' THEN f.amount ELSE -f.amount END AS moved
    FROM stated s JOIN flow_raw f USING (rid)
    WHERE s.r >= 0 AND s.teller <> '' AND s.status = 'ok' AND f.start_us IS NOT NULL
    QUALIFY f.start_us = min(f.start_us) OVER (PARTITION BY s.r, s.currency)
), first AS (
    SELECT r, currency, arg_min(rid, coalesce(seq, 0)) AS rid,
        count(*) = 1 OR (count(DISTINCT source_no) = 1 AND count(DISTINCT seq) = count(*)) AS known
    FROM own GROUP BY r, currency
), telling AS (
    SELECT rid, min(lead) AS lead FROM witness GROUP BY rid
)
SELECT o.r AS code, o.currency, o.balance - o.moved AS amount,
    least(o.start_us, coalesce(p.start_us, o.start_us)) AS at_us
FROM first JOIN own o USING (rid)
LEFT JOIN telling t ON t.rid = o.rid
LEFT JOIN flow_raw p ON p.rid = t.lead
WHERE first.known AND o.balance IS NOT NULL
ORDER BY code, currency;
