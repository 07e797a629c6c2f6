-- Who has so many rows that count within some time, with so many others in all.
SELECT id FROM (
    SELECT r.{end} AS id, r.{other} AS other,
        count(*) OVER (PARTITION BY r.{end} ORDER BY r.start_us RANGE BETWEEN CURRENT ROW AND {within} FOLLOWING) AS near
    FROM step r {marked}
    WHERE NOT EXISTS (SELECT 1 FROM barred b WHERE b.id = r.{end})) AS windows
GROUP BY id HAVING max(near) >= {rows} AND count(DISTINCT other) >= {others}
