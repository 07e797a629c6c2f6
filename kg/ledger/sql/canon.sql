-- One account, several numbers: follow the alias pairs of all sources to the smallest raw id.
-- `alias_raw(a, b)` is given; `canon(raw, id)` is made, only for ids that some pair names.
CREATE OR REPLACE TEMP TABLE tie AS
SELECT DISTINCT a, b FROM (
    SELECT a, b FROM alias_raw WHERE a <> b
    UNION ALL
    SELECT b AS a, a AS b FROM alias_raw WHERE a <> b
);

CREATE OR REPLACE TEMP TABLE canon AS
SELECT a AS raw, least(a, min(b)) AS id FROM tie GROUP BY a;
