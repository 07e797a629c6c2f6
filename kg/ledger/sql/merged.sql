-- Tellings of one payment, the payer's first, however they were found to be one; and the ends that a
-- payment has by what a payment company says of it, with the row beside it that says so.
CREATE OR REPLACE TEMP TABLE merged AS
SELECT rid_a, rid_b, id_a, id_b FROM facing WHERE state = 'paired'
UNION ALL
SELECT CASE WHEN paid THEN rid_bank ELSE rid_user END, CASE WHEN paid THEN rid_user ELSE rid_bank END,
    CASE WHEN paid THEN id_bank ELSE id_user END, CASE WHEN paid THEN id_user ELSE id_bank END
FROM rail WHERE state = 'paired' AND NOT via;

CREATE OR REPLACE TEMP TABLE led AS
SELECT CASE WHEN via OR paid THEN rid_bank ELSE rid_user END AS rid, s, t,
    CASE WHEN via THEN beside END AS beside,
    CASE WHEN via THEN {'seq': user_seq, 'source_no': user_source, 'r': user_code} END AS beside_also
FROM rail WHERE state = 'paired';
