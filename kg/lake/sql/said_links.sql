-- What the rows of a lake say between things, as said_entities.sql has what they say of each.
-- `link_row` is given (see links.sql of the ledger): `s`, `t` are the ends as they go in the lake.
CREATE OR REPLACE TABLE saying AS
SELECT s, t, {columns}, source_no, sha256, member, min(row_no) AS row_no, count(*) AS rows
FROM link_row GROUP BY ALL;

CREATE OR REPLACE TEMP VIEW said_link AS
SELECT s, t, {columns}, sum(rows)::BIGINT AS times,
    list_sort(list({{'source_no': source_no, 'sha256': sha256, 'member': member, 'row_no': row_no}}))[1:{most}] AS places
FROM saying GROUP BY ALL ORDER BY s, t;
