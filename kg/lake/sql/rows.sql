-- Every row of a flowing class with what was decided of it over the whole lake (see decided.sql of the
-- ledger), under the accounts between which its payment flows: all tellings of one lie together.
CREATE OR REPLACE TEMP TABLE leader AS
SELECT rid, arg_min(lead, by_what) AS lead FROM (
    SELECT rid, lead, 1 AS by_what FROM witness
    UNION ALL
    SELECT rid, lead_rid, 2 FROM again
    UNION ALL
    SELECT rid, rid, 3 FROM told)
GROUP BY rid;

CREATE OR REPLACE TEMP TABLE closed AS
SELECT unnest([rid_a, rid_b]) AS rid FROM merged UNION SELECT rid FROM led;

CREATE OR REPLACE TEMP VIEW lake_row AS
SELECT payer.id AS payer, payee.id AS payee,
    l.lead = f.rid AND p.rid IS NOT NULL AS leads,
    l.lead = f.rid AND p.status = 'ok' AND f.start_us IS NOT NULL AS in_time,
    CASE f."precision" WHEN 'second' THEN 1000000 WHEN 'minute' THEN 60000000
        WHEN 'day' THEN 86400000000 ELSE greatest(coalesce(f.end_us, f.start_us) - f.start_us, 1000000) END
        ::BIGINT AS width,
    f.rid, f.sha256, {columns},
    CASE WHEN u.rid IS NOT NULL THEN 'off'
        WHEN l.lead = f.rid THEN CASE WHEN c.rid IS NULL THEN 'open' ELSE 'whole' END
        WHEN n.rid IS NULL OR s.r IN (n.lead_s, n.lead_t) THEN 'also' ELSE 'seen' END AS decided_part,
    nullif(coalesce(p.id, lt.id), f.id) AS decided_payment,
    CASE WHEN count(*) OVER (PARTITION BY l.lead) > 1 THEN concat(o.sha256, ' ', o.member, ' ', o.row_no, ' ', o.id) END
        AS decided_lead,
    nullif(t.id, f.id) AS decided_id,
    CASE WHEN coalesce(p.s, t.s) <> s.s THEN payer.id END AS decided_source,
    CASE WHEN coalesce(p.t, t.t) <> s.t THEN payee.id END AS decided_target,
    CASE WHEN l.lead = f.rid THEN to_json(p.beside)::VARCHAR END AS decided_beside
    {extras}
FROM flow_raw f
JOIN stated s USING (rid)
JOIN leader l USING (rid)
JOIN told lt ON lt.rid = l.lead
JOIN flow_raw o ON o.rid = l.lead
LEFT JOIN flowing p ON p.rid = l.lead
LEFT JOIN told t ON t.rid = f.rid AND l.lead = f.rid
LEFT JOIN sameness n ON n.rid = f.rid
LEFT JOIN (SELECT DISTINCT rid FROM undone) u ON u.rid = l.lead
LEFT JOIN (SELECT DISTINCT rid FROM closed) c ON c.rid = f.rid
JOIN account payer ON payer.code = coalesce(p.s, lt.s)
JOIN account payee ON payee.code = coalesce(p.t, lt.t);

-- What is known of each account by all rows of the lake.
CREATE OR REPLACE TEMP TABLE lake_account AS
WITH ended AS (
    SELECT source_code AS code, target_code AS other, start_us FROM flow_table WHERE in_time
    UNION ALL
    SELECT target_code, source_code, start_us FROM flow_table WHERE in_time
), counted AS (
    SELECT code, count(DISTINCT other) FILTER (other <> code) AS counterparties, count(*) AS payments,
        min(start_us) AS first_us, max(start_us) AS last_us
    FROM ended GROUP BY code
)
SELECT a.id, a.is_end, coalesce(h.hub_kind, 0) AS hub_kind,
    coalesce(c.counterparties, 0) AS counterparties, coalesce(c.payments, 0) AS payments,
    c.first_us, c.last_us
FROM account a LEFT JOIN hub_account h ON h.id = a.id
LEFT JOIN counted c USING (code);
