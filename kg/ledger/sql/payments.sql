-- What flows: one line per payment, with the rows that report it.
CREATE OR REPLACE TABLE witness AS
WITH telling AS (  -- the rows of a payment that more than one row reports
    SELECT coalesce(p.rid_a, a.lead_rid) AS lead, a.rid FROM again a
    LEFT JOIN merged p ON p.rid_b = a.lead_rid
    UNION
    SELECT rid_a, unnest([rid_a, rid_b]) FROM merged
)
SELECT lead, s.rid, s.id, s.teller, s.r, s.seq, s.source_no, f.sha256, s.member, s.row_no,
    row_number() OVER (PARTITION BY lead ORDER BY s.rid <> lead, s.teller = 'payee',
        s.source_no, s.member, s.row_no, s.rid) AS place
FROM telling w JOIN stated s USING (rid) JOIN flow_raw f USING (rid)
WHERE lead IN (SELECT rid FROM told);

CREATE OR REPLACE TABLE gathered AS
SELECT w.lead AS rid, count(*) AS sources,
    min(coalesce(d.payment, told.id)) AS id,
    list({'id': w.id, 'sha256': w.sha256, 'member': w.member, 'row_no': w.row_no} ORDER BY place)
        AS members,
    arg_min({'seq': w.seq, 'source_no': w.source_no, 'r': w.r}, place)
        FILTER (w.r >= 0 AND w.r <> lead.r AND (n.rid IS NULL OR w.r IN (n.lead_s, n.lead_t))
            AND d.part IS DISTINCT FROM 'seen') AS also
FROM witness w JOIN stated lead ON lead.rid = w.lead LEFT JOIN told ON told.rid = w.rid
LEFT JOIN sameness n ON n.rid = w.rid LEFT JOIN decided d ON d.rid = w.rid
GROUP BY w.lead;

-- the row beside a payment that a larger ledger gave its ends, and what that row proves of the order
CREATE OR REPLACE TABLE beside_decided AS
SELECT d.rid, {'id': b.id, 'sha256': b.sha256, 'member': b.member, 'row_no': b.row_no} AS beside,
    {'seq': b.seq, 'source_no': b.source_no, 'r': p.code} AS beside_also
FROM decided d JOIN decided b ON b.id = d.beside->>'$.id' AND b.origin = d.beside->>'$.sha256'
    AND b.row_no = (d.beside->>'$.row_no')::BIGINT AND b.member IS NOT DISTINCT FROM d.beside->>'$.member'
JOIN place p ON p.raw = b.reporter
QUALIFY row_number() OVER (PARTITION BY d.rid ORDER BY b.rid) = 1;

CREATE OR REPLACE TABLE flowing AS
SELECT t.rid, coalesce(g.id, d.payment, t.id) AS id, coalesce(l.s, t.s) AS s, coalesce(l.t, t.t) AS t, t.r,
    t.seq, t.source_no, t.status, coalesce(g.sources, 1) AS sources, g.members,
    coalesce(l.beside_also, b.beside_also, g.also) AS also, coalesce(l.beside, b.beside) AS beside
FROM told t LEFT JOIN gathered g USING (rid) LEFT JOIN led l USING (rid)
LEFT JOIN decided d USING (rid) LEFT JOIN beside_decided b USING (rid)
WHERE t.status IN ('ok', 'summary', 'undated', 'inverted')
    AND t.rid NOT IN (SELECT rid FROM undone)
    AND t.rid NOT IN (SELECT rid_b FROM merged);

-- What persons say of payments: a word on one telling is a word on the payment.
CREATE OR REPLACE TABLE judged AS
WITH told_id AS (
    SELECT rid, id FROM flowing
    UNION SELECT rid, unnest(list_transform(members, lambda m: m.id)) FROM flowing
    WHERE members IS NOT NULL AND EXISTS (FROM marked)
)
SELECT rid, arg_min(m.proof, m.rank) AS proof FROM told_id JOIN marked m USING (id) GROUP BY rid;
