-- One account, several numbers: follow the alias pairs of all sources to the smallest raw id.
-- `alias_raw(a, b)` is given; `canon(raw, id)` is made, only for ids that some pair names.
-- A name typed without a number means whoever is typed with it and a number, if that is one; a name
-- that two numbers bear means neither. `same_pair(a, b)` is given: what a person took for one, whatever the rows say.
CREATE OR REPLACE TABLE tie AS
WITH clear AS (
    SELECT a, b FROM alias_raw WHERE a <> b
    QUALIFY split_part(a, ':', 3) = 'account'
        OR min(b) OVER (PARTITION BY a) = max(b) OVER (PARTITION BY a)
)
SELECT DISTINCT a, b FROM (
    FROM clear
    UNION ALL
    SELECT b AS a, a AS b FROM clear
    UNION ALL
    SELECT a, b FROM same_pair
    UNION ALL
    SELECT b AS a, a AS b FROM same_pair
);

CREATE OR REPLACE TABLE canon AS
SELECT a AS raw, least(a, min(b)) AS id FROM tie GROUP BY a;
