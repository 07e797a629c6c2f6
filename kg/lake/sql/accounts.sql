-- What is known of each account by all rows of the lake.
WITH dealt AS (
    SELECT code, other, count(*) AS payments, min(start_us) AS first_us, max(start_us) AS last_us FROM (
        SELECT s AS code, t AS other, start_us FROM lake_step
        UNION ALL
        SELECT t, s, start_us FROM lake_step)
    GROUP BY code, other
), counted AS (
    SELECT code, count(*) FILTER (other <> code) AS counterparties, sum(payments)::BIGINT AS payments,
        min(first_us) AS first_us, max(last_us) AS last_us
    FROM dealt GROUP BY code
)
SELECT a.id, a.is_end, coalesce(h.hub_kind, 0) AS hub_kind,
    coalesce(c.counterparties, 0) AS counterparties, coalesce(c.payments, 0) AS payments,
    c.first_us, c.last_us
FROM account a LEFT JOIN hub_account h ON h.id = a.id
LEFT JOIN counted c USING (code)
ORDER BY a.id
