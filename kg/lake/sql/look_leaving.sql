-- Who is paid so often within some time, and pays so often until some time later, no less than a share of what
-- first came; and of whom that holds so often, for such a share of the income.
WITH leg AS (
    SELECT r.payee AS id, r.currency, r.start_us, CAST(r.amount AS DOUBLE) AS amount, 1 AS came FROM step r
    UNION ALL
    SELECT r.payer, r.currency, r.start_us, CAST(r.amount AS DOUBLE), 0 FROM step r
), near AS (
    SELECT l.*,
        sum(came) OVER (PARTITION BY id, currency ORDER BY start_us RANGE BETWEEN CURRENT ROW AND {gather} FOLLOWING) AS ins,
        sum(1 - came) OVER (PARTITION BY id, currency ORDER BY start_us RANGE BETWEEN CURRENT ROW AND {until} FOLLOWING) AS outs,
        sum(CASE WHEN came = 0 THEN amount ELSE 0 END) OVER (PARTITION BY id, currency ORDER BY start_us
            RANGE BETWEEN CURRENT ROW AND {until} FOLLOWING) AS leaves
    FROM leg l WHERE NOT EXISTS (SELECT 1 FROM barred b WHERE b.id = l.id)
), held AS (
    SELECT id, currency, amount, came,
        CASE WHEN came = 1 AND ins >= {payers} AND outs >= {payees} AND leaves >= {passed} * amount THEN 1 ELSE 0 END AS here
    FROM near
)
SELECT DISTINCT id FROM (
    SELECT id FROM held GROUP BY id, currency
    HAVING sum(here) >= {times} AND sum(here * amount) >= {share} * sum(came * amount)) AS purses
