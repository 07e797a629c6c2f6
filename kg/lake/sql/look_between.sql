-- Between which two so many others pass on what came, no less than a share of it; each leg of it, and for whom.
WITH leg AS (
    SELECT r.payer, r.payee, r.currency, r.start_us, CAST(r.amount AS DOUBLE) AS amount FROM step r
    WHERE NOT EXISTS (SELECT 1 FROM barred b WHERE b.id = r.payer)
        AND NOT EXISTS (SELECT 1 FROM barred b WHERE b.id = r.payee)
), path AS (
    SELECT DISTINCT c.payer AS source, c.payee AS middle, w.payee AS target
    FROM leg c JOIN leg w ON w.payer = c.payee AND w.currency = c.currency
        AND w.start_us >= c.start_us AND w.start_us <= c.start_us + {onward}
        AND w.amount >= {passed} * c.amount AND w.amount <= {most} * c.amount
    WHERE w.payee <> c.payer
), joined AS (
    SELECT p.* FROM path p JOIN (SELECT source, target FROM path GROUP BY source, target HAVING count(*) >= {between}) AS k
    ON k.source = p.source AND k.target = p.target
)
SELECT source AS payer, middle AS payee, concat(source, ' ', target) AS about FROM joined
UNION SELECT middle, target, concat(source, ' ', target) FROM joined
