-- Whom a source that goes speaks of, and between whom it states facts: only these are told anew.
-- `entity_gone`, `link_gone` are its rows, `entity_all`, `link_all` those of the sources that remain.
CREATE OR REPLACE TABLE touched_entity AS
SELECT DISTINCT coalesce(c.id, e.id) AS id FROM entity_gone e LEFT JOIN canon c ON c.raw = e.id;

CREATE OR REPLACE TABLE touched_link AS
SELECT DISTINCT coalesce(s.id, l.source) AS source, coalesce(t.id, l.target) AS target FROM link_gone l
LEFT JOIN canon s ON s.raw = l.source LEFT JOIN canon t ON t.raw = l.target;

CREATE OR REPLACE TEMP VIEW entity_raw AS
SELECT e.* FROM entity_all e LEFT JOIN canon c ON c.raw = e.id
WHERE coalesce(c.id, e.id) IN (SELECT id FROM touched_entity);

CREATE OR REPLACE TEMP VIEW link_told AS
SELECT l.* FROM link_all l LEFT JOIN canon s ON s.raw = l.source LEFT JOIN canon t ON t.raw = l.target
WHERE (coalesce(s.id, l.source), coalesce(t.id, l.target)) IN (SELECT (source, target) FROM touched_link);
