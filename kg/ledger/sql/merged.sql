-- Tellings of one payment, the payer's first (the payee's, where the payer's knows only the day), however
-- they were found to be one; and the ends that a payment has by what a payment company says of it, with
-- the row beside it that says so.
CREATE OR REPLACE TABLE merged AS
SELECT CASE WHEN payee_is_finer THEN rid_b ELSE rid_a END AS rid_a,
    CASE WHEN payee_is_finer THEN rid_a ELSE rid_b END AS rid_b,
    CASE WHEN payee_is_finer THEN id_b ELSE id_a END AS id_a,
    CASE WHEN payee_is_finer THEN id_a ELSE id_b END AS id_b
FROM facing WHERE state = 'paired'
UNION ALL
SELECT CASE WHEN bank_leads THEN rid_bank ELSE rid_user END, CASE WHEN bank_leads THEN rid_user ELSE rid_bank END,
    CASE WHEN bank_leads THEN id_bank ELSE id_user END, CASE WHEN bank_leads THEN id_user ELSE id_bank END
FROM rail WHERE state = 'paired' AND NOT via;

CREATE OR REPLACE TABLE led AS
SELECT CASE WHEN via OR bank_leads THEN rid_bank ELSE rid_user END AS rid, s, t,
    CASE WHEN via THEN beside END AS beside,
    CASE WHEN via THEN {'seq': user_seq, 'source_no': user_source, 'r': user_code} END AS beside_also
FROM rail WHERE state = 'paired';
