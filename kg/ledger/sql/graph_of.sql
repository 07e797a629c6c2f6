-- What the graph holds of one index. Flows and facts promoted one by one, flows of promoted sources; facts and
-- entities of sources without flows or promoted; of the others only what those mention: the ends of
-- a promoted payment and the facts about them (holders of its accounts).
CREATE OR REPLACE TABLE held_link AS
SELECT id, kind, source, target, object, start_us, end_us, precision, amount, currency, proof, confidence, values, evidence FROM all_link WHERE list_has_any(shas, (SELECT coalesce(list(sha256), []) FROM whole)) OR id IN (FROM single)
UNION ALL SELECT id, kind, source, target, object, start_us, end_us, precision, amount, currency, proof, confidence, values, evidence FROM all_flow;

CREATE OR REPLACE TABLE held AS SELECT id FROM (
SELECT id FROM all_entity WHERE list_has_any(shas, (SELECT coalesce(list(sha256), []) FROM whole))
UNION SELECT unnest([source, target, nullif(object, '')]) AS id FROM held_link)
WHERE id IS NOT NULL;

CREATE OR REPLACE TABLE {age}_link AS
FROM held_link
UNION ALL
SELECT id, kind, source, target, object, start_us, end_us, precision, amount, currency, proof, confidence, values, evidence FROM all_link
WHERE NOT list_has_any(shas, (SELECT coalesce(list(sha256), []) FROM whole)) AND id NOT IN (FROM single)
    AND (source IN (FROM held) OR target IN (FROM held) OR object IN (FROM held));

CREATE OR REPLACE TABLE {age}_entity AS
SELECT id, kind, name, values, evidence FROM all_entity
WHERE id IN (FROM held UNION SELECT unnest([source, target, object]) FROM {age}_link);
