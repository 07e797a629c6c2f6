-- What the rows of a lake say of things: each saying once, with its first row in each of the first tables
-- that say it (a file has one, a workbook one a sheet), and how many rows do. `entity_row` is given (see
-- entities.sql of the ledger). Sorted as a list is made and cut, `min(place, {most})` would hold room for
-- so many places of every saying.
CREATE OR REPLACE TABLE saying AS
SELECT id, raw, kind, name, values::VARCHAR AS values, source_no, sha256, member, min(row_no) AS row_no, count(*) AS rows
FROM entity_row GROUP BY ALL;

CREATE OR REPLACE TEMP VIEW said_entity AS
SELECT id, raw, kind, name, values, sum(rows)::BIGINT AS times,
    list_sort(list({{'source_no': source_no, 'sha256': sha256, 'member': member, 'row_no': row_no}}))[1:{most}] AS places
FROM saying GROUP BY ALL;
