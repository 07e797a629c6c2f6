-- Rows that were cut out of a larger ledger, with what was decided of them there, where all rows were:
-- decided_part is 'open' or 'whole' of the row that leads a payment (whole: told by both ends or rails,
-- nothing more is paired with it), 'also' and 'seen' of further tellings (also: its statement's order
-- counts), 'off' of one that was taken back or takes back. What a person rejects here is open again.
-- decided_lead is one text for all rows of a payment that several tell.
-- `flow_raw` is given, and `origin_of(shelf, sha256, origin)`: the file that the rows of a source come from.
CREATE OR REPLACE TABLE decided AS
WITH given AS (
    SELECT f.rid, f.id, f.decided_part AS part, coalesce(nullif(f.decided_payment, ''), f.id) AS payment,
        coalesce(nullif(f.decided_lead, ''), f.rid::VARCHAR) AS lead, nullif(f.decided_id, '') AS own_id,
        nullif(f.decided_source, '') AS source,
        nullif(f.decided_target, '') AS target, nullif(f.decided_beside, '')::JSON AS beside,
        f.sha256, o.origin, f.member, f.row_no, f.seq, f.source_no, f.reporter
    FROM flow_raw f LEFT JOIN origin_of o USING (sha256) WHERE f.decided_part <> ''
), torn AS (
    SELECT payment FROM given WHERE id IN (FROM rejected) AND part <> 'off'
)
SELECT *, min(CASE WHEN part IN ('open', 'whole') THEN rid END) OVER (PARTITION BY lead) AS lead_rid,
    count(*) OVER (PARTITION BY lead) AS told_by
FROM given WHERE part = 'off' OR payment NOT IN (FROM torn);
