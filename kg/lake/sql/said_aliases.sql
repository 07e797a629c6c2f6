-- Which numbers the rows of a lake tie, each tie once with its first rows.
CREATE OR REPLACE TABLE saying AS
SELECT a, b, source_no, sha256, member, min(row_no) AS row_no FROM alias_raw GROUP BY ALL;

CREATE OR REPLACE TEMP VIEW said_alias AS
SELECT coalesce(c.id, a) AS id, a, b,
    list_sort(list({{'source_no': source_no, 'sha256': sha256, 'member': member, 'row_no': row_no}}))[1:{most}] AS places
FROM saying LEFT JOIN canon c ON c.raw = a GROUP BY ALL ORDER BY 1;
