-- What the rows of a lake say between things, as said_entities.sql has what they say of each.
-- `link_row` is given (see links.sql of the ledger): `s`, `t` are the ends as they go in the lake.
WITH of_file AS (
    SELECT s, t, {columns}, source_no, sha256, min({{'member': member, 'row_no': row_no}}) AS place, count(*) AS rows
    FROM link_row GROUP BY ALL
)
SELECT s, t, {columns}, sum(rows)::BIGINT AS times,
    min({{'source_no': source_no, 'sha256': sha256, 'member': place.member, 'row_no': place.row_no}}, {most}) AS places
FROM of_file GROUP BY ALL ORDER BY s, t
