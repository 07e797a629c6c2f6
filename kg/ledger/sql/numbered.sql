-- Rows under one number that its issuer gave (`stated.number`): which of them tell one payment.
-- Rows of equal amount, currency and status do, told by one side (payer or payee) near in time, or by
-- both sides where two parties are told apart. Another amount, status or way (a refund, a fee, a part)
-- under the number is a payment of its own. `sameness` has one line per row, `movement` is its payment.
CREATE OR REPLACE TABLE numbered AS
SELECT s.rid, s.id, s.number, s.s, s.t, s.r, s.teller, s.start_us, s.amount, s.currency, s.status,
    s.source_no, s.member, s.row_no, coalesce(f.counter_name, '') AS other_name, f.known_ends AS known,
    f.reporter_form AS form,
    CASE WHEN f.reporter_form = '@source' THEN f.reporter_name ELSE s.r::VARCHAR END AS who,
    s.start_us + CASE f.precision WHEN 'day' THEN 86400000000 WHEN 'minute' THEN 60000000 ELSE 1 END AS until_us,
    s.id IN (FROM rejected) AS alone
FROM stated s JOIN flow_raw f USING (rid)
WHERE s.number IS NOT NULL AND hash(s.number) IN (
    SELECT hash(number) FROM stated WHERE number IS NOT NULL GROUP BY hash(number) HAVING count(*) > 1);

-- What one side tells: near in time; of two owners that are known to differ each tells a payment of
-- its own, and so does each other side that one file tells apart (a red packet to five).
CREATE OR REPLACE TABLE sided AS
WITH timed AS (
    SELECT *, max(until_us) OVER (PARTITION BY number, amount, currency, status, teller
        ORDER BY start_us, rid ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_us
    FROM numbered
), near AS (
    SELECT *, sum(coalesce(start_us - before_us > getvariable('pair_us'), false)::INTEGER)
        OVER (PARTITION BY number, amount, currency, status, teller ORDER BY start_us, rid) AS cluster
    FROM timed
), owners AS (
    SELECT number, amount, currency, status, teller, cluster, form, count(DISTINCT nullif(who, '')) AS owners
    FROM near GROUP BY ALL
), owned AS (
    SELECT near.*, CASE WHEN teller = '' THEN concat(s, '>', t)
        WHEN max(o.owners) OVER same > 1 THEN concat(form, ' ', coalesce(nullif(who, ''), source_no::VARCHAR))
        ELSE '' END AS owner
    FROM near JOIN owners o USING (number, amount, currency, status, teller, cluster, form)
    WINDOW same AS (PARTITION BY number, amount, currency, status, teller, cluster)
), others AS (
    SELECT number, amount, currency, status, teller, cluster, owner, max(others) AS others FROM (
        SELECT number, amount, currency, status, teller, cluster, owner, source_no, member,
            count(DISTINCT (s, t)) AS others
        FROM owned GROUP BY ALL) GROUP BY ALL
)
SELECT owned.*, dense_rank() OVER (ORDER BY number, amount, currency, status, teller, cluster, owner,
    CASE WHEN others > 1 THEN coalesce(nullif(other_name, ''), concat(s, '>', t)) ELSE '' END) AS side
FROM owned JOIN others USING (number, amount, currency, status, teller, cluster, owner);

-- A payer's side and a payee's are one payment where their ends agree, or where the number has one of
-- each and these are two parties: two owners, or each names another one; within a day (a receipt may
-- come late). One owner on both sides is a payment and its return.
CREATE OR REPLACE TABLE both_told AS
WITH met AS (
    SELECT a.side AS payer, b.side AS payee, bool_or(a.s = b.s AND a.t = b.t) AS same_ends,
        bool_or(a.r = b.r OR (a.form = b.form AND a.who = b.who AND a.who <> '')
            OR (a.other_name = b.other_name AND a.other_name <> '')) AS one_owner,
        bool_or((a.form = b.form AND a.who <> b.who AND a.who <> '' AND b.who <> '')
            OR (a.other_name <> b.other_name AND a.other_name <> '' AND b.other_name <> '')) AS two_owners,
        min(abs(a.start_us - b.start_us)) AS apart_us
    FROM sided a JOIN sided b USING (number, amount, currency, status)
    WHERE a.teller = 'payer' AND b.teller = 'payee' GROUP BY ALL
), counted AS (
    SELECT *, count(*) OVER (PARTITION BY payer) AS of_payer, count(*) OVER (PARTITION BY payee) AS of_payee,
        count(*) FILTER (same_ends) OVER (PARTITION BY payer) AS alike_payer,
        count(*) FILTER (same_ends) OVER (PARTITION BY payee) AS alike_payee
    FROM met WHERE coalesce(apart_us, 0) <= 86400000000
)
SELECT payer, payee FROM counted
WHERE (same_ends AND alike_payer = 1 AND alike_payee = 1)
    OR (alike_payer = 0 AND alike_payee = 0 AND of_payer = 1 AND of_payee = 1 AND two_owners AND NOT one_owner);

-- `told_by` are the rows that count as one; what a person rejected counts alone. The ends are those of
-- the statements that are about them; else of the row that knows most of them.
CREATE OR REPLACE TABLE sameness AS
WITH moved AS (
    SELECT d.*, coalesce(b.payer, d.side) AS movement,
        CASE WHEN alone THEN d.id ELSE '' END AS kept_apart
    FROM sided d LEFT JOIN both_told b ON b.payee = d.side
)
SELECT *, first_value(rid) OVER whole AS first_rid, first_value(id) OVER whole AS first_id,
    first_value(rid) OVER one AS lead_rid, first_value(id) OVER one AS lead_id,
    count(*) OVER (PARTITION BY movement, kept_apart) AS told_by,
    first_value(s) OVER one AS lead_s,
    coalesce(first_value(CASE WHEN teller = 'payee' THEN t END) OVER payees, first_value(t) OVER one) AS lead_t
FROM moved
WINDOW whole AS (PARTITION BY movement
        ORDER BY teller = 'payee', known DESC, source_no, member, row_no, rid),
    one AS (PARTITION BY movement, kept_apart
        ORDER BY teller = 'payee', known DESC, source_no, member, row_no, rid),
    payees AS (PARTITION BY movement, kept_apart
        ORDER BY teller <> 'payee', known DESC, source_no, member, row_no, rid);
