-- What was decided over the whole lake of rows that are not a payment of their own under their own id and
-- ends (see decided.sql of the ledger); and the payments, narrow. Of every other row the row itself tells.
CREATE OR REPLACE TABLE leader AS
SELECT rid, arg_min(lead, by_what) AS lead FROM (
    SELECT rid, lead, 1 AS by_what FROM witness UNION ALL SELECT rid, lead_rid, 2 FROM again)
GROUP BY rid;

CREATE OR REPLACE TABLE closed AS
SELECT unnest([rid_a, rid_b]) AS rid FROM merged UNION SELECT rid FROM led;

CREATE OR REPLACE TABLE lake_decided AS
WITH touched AS (
    SELECT rid FROM leader UNION SELECT lead FROM leader UNION SELECT rid FROM sameness
    UNION SELECT rid FROM undone UNION SELECT rid FROM closed UNION SELECT rid FROM variant
), led_by AS (
    SELECT rid, coalesce(lead, rid) AS lead FROM touched LEFT JOIN leader USING (rid)
), several AS (
    SELECT o.rid AS lead, concat(o.sha256, ' ', o.member, ' ', o.row_no, ' ', o.id) AS decided_lead
    FROM flow_raw o JOIN (SELECT lead FROM led_by GROUP BY lead HAVING count(*) > 1) m ON m.lead = o.rid
)
SELECT l.rid, payer.id AS payer, payee.id AS payee,
    l.lead = l.rid AND p.rid IS NOT NULL AS leads,
    l.lead = l.rid AND coalesce(p.status = 'ok', false) AS flows,
    CASE WHEN u.rid IS NOT NULL THEN 'off'
        WHEN l.lead = l.rid THEN CASE WHEN c.rid IS NULL THEN 'open' ELSE 'whole' END
        WHEN n.rid IS NULL OR s.r IN (n.lead_s, n.lead_t) THEN 'also' ELSE 'seen' END AS decided_part,
    nullif(coalesce(p.id, lt.id), s.id) AS decided_payment,
    m.decided_lead,
    nullif(t.id, s.id) AS decided_id,
    CASE WHEN coalesce(p.s, t.s) <> s.s THEN payer.id END AS decided_source,
    CASE WHEN coalesce(p.t, t.t) <> s.t THEN payee.id END AS decided_target,
    CASE WHEN l.lead = l.rid THEN to_json(p.beside)::VARCHAR END AS decided_beside
FROM led_by l
JOIN stated s USING (rid)
JOIN told lt ON lt.rid = l.lead
LEFT JOIN several m ON m.lead = l.lead
LEFT JOIN flowing p ON p.rid = l.lead
LEFT JOIN told t ON t.rid = l.rid AND l.lead = l.rid
LEFT JOIN sameness n ON n.rid = l.rid
LEFT JOIN (SELECT DISTINCT rid FROM undone) u ON u.rid = l.lead
LEFT JOIN closed c ON c.rid = l.rid
JOIN account payer ON payer.code = coalesce(p.s, lt.s)
JOIN account payee ON payee.code = coalesce(p.t, lt.t)
ORDER BY l.rid;

CREATE OR REPLACE TABLE lake_step AS
SELECT p.s, p.t, p.source_no, p.also.source_no AS also_source_no, f.start_us, f.amount, coalesce(f.currency, '') AS currency, true AS in_time,
    CASE f."precision" WHEN 'second' THEN 1000000 WHEN 'minute' THEN 60000000
        WHEN 'day' THEN 86400000000 ELSE greatest(coalesce(f.end_us, f.start_us) - f.start_us, 1000000) END
        ::BIGINT AS width
FROM flowing p JOIN flow_raw f USING (rid) WHERE p.status = 'ok' AND f.start_us IS NOT NULL;
