-- One round: every id takes the smallest name among its neighbours, then the name of that name.
CREATE OR REPLACE TABLE hooked AS
SELECT c.raw, least(c.id, min(n.id)) AS id
FROM canon c JOIN tie ON tie.a = c.raw JOIN canon n ON n.raw = tie.b
GROUP BY c.raw, c.id;

CREATE OR REPLACE TABLE settled AS
SELECT h.raw, least(h.id, coalesce(up.id, h.id)) AS id FROM hooked h LEFT JOIN hooked up ON up.raw = h.id;
