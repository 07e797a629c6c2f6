-- What the rows of a lake say of things: each saying once, with its first row in each of the first files
-- that say it, and how many rows do. `entity_row` is given (see entities.sql of the ledger).
WITH of_file AS (
    SELECT id, raw, kind, name, values::VARCHAR AS values, source_no, sha256,
        min({{'member': member, 'row_no': row_no}}) AS place, count(*) AS rows
    FROM entity_row GROUP BY ALL
)
SELECT id, raw, kind, name, values, sum(rows)::BIGINT AS times,
    min({{'source_no': source_no, 'sha256': sha256, 'member': place.member, 'row_no': place.row_no}}, {most}) AS places
FROM of_file GROUP BY ALL ORDER BY id
