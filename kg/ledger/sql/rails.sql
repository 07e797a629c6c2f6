-- One payment on two rails: a bank's row towards a payment company and the company's row of the user
-- whose card it was. Rows of one card, way, amount, currency and company form clusters as in
-- pairs.sql; k by the bank and k of one user are k payments, in order; all else is ambiguous.
CREATE OR REPLACE TABLE rail_row AS
WITH both_sides AS (
    SELECT 'bank' AS side, rid, id, fresh, card, paid, amount, currency, start_us, whole_day, seq, company,
        NULL::INTEGER AS user_code, NULL::BOOLEAN AS via FROM rail_bank
    UNION ALL
    SELECT 'user', rid, id, fresh, card, paid, amount, currency, start_us, whole_day, seq, company, user_code, via
    FROM rail_user
), keyed AS (  -- a row that does not say whose company it is means the only one that is named
    SELECT * REPLACE (coalesce(company, CASE WHEN min(company) OVER same = max(company) OVER same
            THEN min(company) OVER same END, '') AS company),
        start_us + CASE WHEN whole_day THEN greatest(0, 86399999999 - getvariable('rail_us')) ELSE 0 END AS until_us
    FROM both_sides WINDOW same AS (PARTITION BY card, paid, amount, currency)
), near AS (
    SELECT *,
        max(until_us) FILTER (side = 'bank') OVER upto AS bank_before,
        max(until_us) FILTER (side = 'user') OVER upto AS user_before,
        min(start_us) FILTER (side = 'bank') OVER after_it AS bank_after,
        min(start_us) FILTER (side = 'user') OVER after_it AS user_after
    FROM keyed
    WINDOW same AS (PARTITION BY card, paid, amount, currency, company),
        upto AS (same ORDER BY start_us, side, seq, id ROWS UNBOUNDED PRECEDING),
        after_it AS (same ORDER BY start_us, side, seq, id
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
), cut AS (
    SELECT *, NOT coalesce(user_after - bank_before <= getvariable('rail_us'), false)
        AND NOT coalesce(bank_after - user_before <= getvariable('rail_us'), false) AS ends_here
    FROM near
), clustered AS (
    SELECT *, coalesce(sum(ends_here::INTEGER) OVER (
        PARTITION BY card, paid, amount, currency, company ORDER BY start_us, side, seq, id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS cluster
    FROM cut
)
SELECT *, dense_rank() OVER (ORDER BY card, paid, amount, currency, company, cluster) AS meeting,
    row_number() OVER (PARTITION BY card, paid, amount, currency, company, cluster, side
        ORDER BY start_us, seq, id) AS rank
FROM clustered;

CREATE OR REPLACE TABLE rail AS
WITH meeting AS (
    SELECT meeting FROM rail_row GROUP BY meeting HAVING count(DISTINCT side) = 2 AND bool_or(fresh)
), here AS (SELECT * FROM rail_row WHERE meeting IN (FROM meeting)),
-- a row of a user with two cards may meet a bank's row of each: then it is neither's
torn AS (
    SELECT DISTINCT h.meeting FROM here h WHERE h.rid IN (
        SELECT rid FROM here WHERE side = 'user' GROUP BY rid HAVING count(*) > 1)
), met AS (
    SELECT coalesce(b.meeting, u.meeting) AS meeting, coalesce(b.rank, u.rank) AS rank,
        coalesce(b.card, u.card) AS card, coalesce(b.paid, u.paid) AS paid,
        coalesce(b.amount, u.amount) AS amount, coalesce(b.currency, u.currency) AS currency,
        b.rid AS rid_bank, u.rid AS rid_user, b.id AS id_bank, u.id AS id_user, u.user_code, u.via,
        b.start_us AS start_bank, u.start_us AS start_user, b.until_us AS until_bank, u.until_us AS until_user,
        CASE WHEN b.whole_day <> u.whole_day THEN u.whole_day ELSE coalesce(b.paid, u.paid) END AS bank_leads
    FROM (FROM here WHERE side = 'bank') b FULL JOIN (FROM here WHERE side = 'user') u
        USING (meeting, rank)
), weighed AS (
    SELECT *, count(rid_bank) OVER whole AS banks, count(rid_user) OVER whole AS users,
        min(user_code) OVER whole = max(user_code) OVER whole AS one_user,
        max(greatest(start_user - until_bank, start_bank - until_user)) OVER whole AS widest
    FROM met WINDOW whole AS (PARTITION BY meeting)
)
SELECT w.*, CASE WHEN paid THEN card ELSE user_code END AS s, CASE WHEN paid THEN user_code ELSE card END AS t,
    {'id': id_user, 'sha256': f.sha256, 'member': f.member, 'row_no': f.row_no} AS beside,
    f.seq AS user_seq, f.source_no AS user_source,
    CASE
        WHEN banks <> users OR NOT one_user OR widest > getvariable('rail_us')
            OR meeting IN (FROM torn) THEN 'ambiguous'
        WHEN id_bank IN (FROM rejected) OR (NOT via AND id_user IN (FROM rejected)) THEN 'rejected'
        ELSE 'paired' END AS state
FROM weighed w LEFT JOIN flow_raw f ON f.rid = w.rid_user;
