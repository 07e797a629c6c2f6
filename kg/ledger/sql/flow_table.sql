-- The published table of payments: those that can be followed in time come first, in time order.
-- A position of the FlowIndex is a row number here.
CREATE OR REPLACE TEMP VIEW flow_table AS
SELECT p.id, src.id AS source, dst.id AS target, f.start_us, f.end_us, f.precision, f.time_text,
    f.amount, f.currency, f.tx_count, p.status, p.sources, f.sha256, f.member, f.row_no, p.members,
    f.seq, f.counter_name, f.memo, f.channel,
    p.s AS source_code, p.t AS target_code, p.r AS reporter_code, p.source_no,
    p.also.r AS also_reporter, p.also.seq AS also_seq, p.also.source_no AS also_source_no,
    j.proof AS judged, p.beside,
    p.status = 'ok' AND f.start_us IS NOT NULL AND j.proof IS DISTINCT FROM 'excluded' AS in_time
    {extras}
FROM flowing p
JOIN flow_raw f USING (rid)
LEFT JOIN judged j USING (rid)
JOIN account src ON src.code = p.s
JOIN account dst ON dst.code = p.t
ORDER BY in_time DESC, f.start_us, p.source_no, coalesce(f.seq, -1), f.member, f.row_no, p.id;

-- Tellings of one number, besides the one that leads, by the payment that counts them.
CREATE OR REPLACE TABLE told_again AS
SELECT min(n.rid) AS rid, n.id, f.rid AS lead, f.id AS payment
FROM sameness n LEFT JOIN merged m ON m.rid_b = n.lead_rid
JOIN flowing f ON f.rid = coalesce(m.rid_a, n.lead_rid)
WHERE n.id <> n.lead_id GROUP BY ALL;

-- The tellings that were counted together, one line each, for those who want both counted.
CREATE OR REPLACE TEMP VIEW told_table AS
SELECT t.id, src.id AS source, dst.id AS target, f.start_us, f.end_us, f.precision, f.time_text,
    f.amount, f.currency, f.tx_count, t.status,
    coalesce(a.sources, 1) AS sources, f.sha256, f.member, f.row_no,
    f.seq, f.counter_name, f.memo, f.channel, j.proof AS judged, p.id AS payment
    {extras}
FROM (SELECT * EXCLUDE (fresh, whole) FROM told UNION ALL (
    SELECT s.* FROM stated s JOIN told_again USING (rid))) t
JOIN (SELECT unnest([rid_a, rid_b]) AS rid, rid_a AS lead, least(id_a, id_b) AS id FROM merged
    UNION ALL SELECT l.rid, l.rid, f.id FROM led l JOIN flowing f USING (rid) WHERE l.beside IS NOT NULL
    UNION SELECT rid, lead, payment FROM told_again
    UNION SELECT lead, lead, payment FROM told_again) p
    USING (rid)
LEFT JOIN judged j ON j.rid = p.lead
LEFT JOIN (SELECT CASE WHEN bool_or(rid = lead_rid) THEN lead_rid ELSE min(rid) END AS rid, count(*) AS sources
    FROM again GROUP BY lead_rid, id) a USING (rid)
JOIN flow_raw f USING (rid)
JOIN account src ON src.code = t.s
JOIN account dst ON dst.code = t.t
ORDER BY f.start_us, t.source_no, f.member, f.row_no, t.id;
