-- What each account paid and got over all rows of the lake, by currency, in the units of `unit_table`; of a
-- payment within one account both. Amounts that no row tells count as rows only.
WITH leg AS (
    SELECT s AS code, currency, amount, true AS paid FROM lake_step
    UNION ALL
    SELECT t, currency, amount, false FROM lake_step
), counted AS (
    SELECT code, currency, paid, count(*) AS rows,
        sum(floor(amount)::HUGEINT * u.scale::HUGEINT
            + round((amount - floor(amount))::DECIMAL(18, 18) * u.scale::DECIMAL(19, 0))::HUGEINT) AS units
    FROM leg JOIN unit_table u USING (currency) GROUP BY code, currency, paid
)
SELECT a.id, currency,
    coalesce(sum(rows) FILTER (paid), 0)::BIGINT AS paid_rows, coalesce(sum(units) FILTER (paid), 0)::DECIMAL(38, 0) AS paid_units,
    coalesce(sum(rows) FILTER (NOT paid), 0)::BIGINT AS got_rows, coalesce(sum(units) FILTER (NOT paid), 0)::DECIMAL(38, 0) AS got_units
FROM counted JOIN account a USING (code) GROUP BY a.id, currency
ORDER BY a.id, currency
