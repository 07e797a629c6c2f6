-- Which two have a first payment that counts as small, and in its currency a large one within some time.
SELECT DISTINCT payer, payee, '' AS about FROM (
    SELECT p.payer, p.payee FROM (
        SELECT r.*, min(r.start_us) OVER (PARTITION BY r.payer, r.payee) AS begun FROM step r) AS p
    JOIN marks m ON m.currency = p.currency AND (m.low IS NULL OR p.amount >= m.low)
        AND (m.high IS NULL OR p.amount < m.high)
    WHERE p.start_us <= p.begun + {within}
    GROUP BY p.payer, p.payee, p.currency
    HAVING max(CASE WHEN m.what = 0 AND p.start_us = p.begun THEN 1 ELSE 0 END) = 1
        AND max(CASE WHEN m.what = 1 THEN 1 ELSE 0 END) = 1) AS tested
