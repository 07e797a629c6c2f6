-- Which numbers the rows of a lake tie, each tie once with its first row.
SELECT coalesce(c.id, a) AS id, a, b, min({{'source_no': source_no, 'sha256': sha256, 'member': member, 'row_no': row_no}}, {most}) AS places
FROM alias_raw LEFT JOIN canon c ON c.raw = a GROUP BY ALL ORDER BY 1
