-- Who has so many payments in the hours that are at night, and such a share of those that tell an hour.
SELECT id FROM (
    SELECT t.id, CASE WHEN n.hour IS NULL THEN 0 ELSE 1 END AS night
    FROM (SELECT r.payer AS id, r.start_us FROM step r WHERE r.width < {hour}
        UNION ALL SELECT r.payee, r.start_us FROM step r WHERE r.width < {hour}) AS t
    LEFT JOIN nights n ON n.hour = CAST(floor(t.start_us / CAST({hour} AS DOUBLE)) AS BIGINT)
    WHERE NOT EXISTS (SELECT 1 FROM barred b WHERE b.id = t.id)) AS timed
GROUP BY id HAVING sum(night) >= {rows} AND sum(night) >= {share} * count(*)
