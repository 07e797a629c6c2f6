-- One payment written in several rows under one link id, or under one number of its issuer
-- (`sameness`): one telling with several witnesses. Rows under one id that differ in ends, amount,
-- currency or status are variants: all kept, listed.
-- Rows under the id of one that was decided in a larger ledger tell its payment once more.
CREATE OR REPLACE TABLE retold AS
SELECT s.rid, min(d.lead_rid) AS lead_rid
FROM stated s JOIN decided d USING (id) JOIN stated o ON o.rid = d.rid
WHERE s.rid NOT IN (SELECT rid FROM decided) AND d.lead_rid IS NOT NULL
    AND s.s = o.s AND s.t = o.t AND s.amount IS NOT DISTINCT FROM o.amount AND s.currency = o.currency
    AND s.status = o.status
GROUP BY s.rid;

CREATE OR REPLACE TABLE again AS
SELECT s.*, coalesce(d.lead_rid, r.lead_rid) AS lead_rid, 1 AS variant_no
FROM stated s LEFT JOIN decided d USING (rid) LEFT JOIN retold r USING (rid)
WHERE d.told_by > 1 AND d.part <> 'off' OR r.rid IS NOT NULL OR s.rid IN (SELECT lead_rid FROM retold)
UNION ALL
SELECT s.*, n.lead_rid, 1 AS variant_no
FROM stated s JOIN sameness n USING (rid) WHERE n.told_by > 1
UNION ALL
SELECT s.*, first_value(rid) OVER variant AS lead_rid, dense_rank() OVER within AS variant_no
FROM stated s
WHERE number IS NULL AND rid NOT IN (SELECT rid FROM decided UNION ALL SELECT rid FROM retold)
    AND hash(id) IN (SELECT hash(id) FROM stated WHERE number IS NULL
        AND rid NOT IN (SELECT rid FROM decided UNION ALL SELECT rid FROM retold) GROUP BY hash(id) HAVING count(*) > 1)
WINDOW variant AS (
        PARTITION BY id, s, t, amount, currency, status ORDER BY source_no, member, row_no, rid),
    within AS (PARTITION BY id ORDER BY s, t, amount, currency, status);

CREATE OR REPLACE TABLE variant AS
SELECT a.lead_rid AS rid, a.id,
    count(*) FILTER (a.rid = a.lead_rid AND a.status IN ('ok', 'summary', 'undated', 'inverted'))
        OVER (PARTITION BY a.id) AS flowing,
    concat('urn:crimechain:', getvariable('class'), ':', substr(sha256(concat(
        part(a.id), part(f.source), part(f.target), part(f.amount::VARCHAR), part(f.currency))), 1, 32)) AS own_id
FROM again a JOIN flow_raw f ON f.rid = a.lead_rid
WHERE a.id IN (SELECT id FROM again GROUP BY id HAVING max(variant_no) > 1)
QUALIFY row_number() OVER (PARTITION BY a.lead_rid ORDER BY a.rid) = 1;

-- another payment under the id of one that was decided in a larger ledger: that keeps the id
CREATE OR REPLACE TABLE renamed AS
SELECT s.rid, concat('urn:crimechain:', getvariable('class'), ':', substr(sha256(concat(
    part(s.id), part(f.source), part(f.target), part(f.amount::VARCHAR), part(f.currency))), 1, 32)) AS own_id
FROM stated s JOIN flow_raw f USING (rid)
WHERE s.id IN (SELECT id FROM decided) AND rid NOT IN (SELECT rid FROM decided UNION ALL SELECT rid FROM retold);

-- what stands under an id of its own: one line per telling
CREATE OR REPLACE TABLE told AS
SELECT s.* REPLACE (coalesce(d.own_id, v.own_id, m.own_id, s.id) AS id,
    coalesce(payer.code, n.lead_s, s.s) AS s, coalesce(payee.code, n.lead_t, s.t) AS t),
    d.rid IS NULL AS fresh, d.part IS NOT DISTINCT FROM 'whole' AS whole
FROM stated s
LEFT JOIN sameness n USING (rid)
LEFT JOIN decided d USING (rid)
LEFT JOIN renamed m USING (rid)
LEFT JOIN place payer ON payer.raw = d.source
LEFT JOIN place payee ON payee.raw = d.target
LEFT JOIN (SELECT rid, own_id FROM variant WHERE flowing > 1) v USING (rid)
WHERE s.rid NOT IN (SELECT rid FROM again WHERE rid <> lead_rid);
