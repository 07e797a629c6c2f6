-- One payment told by the payer's and by the payee's statement: paired one to one, in order.
-- Tellings of equal ends, amount and currency form a cluster when a chain of payer-payee steps of at
-- most `window` joins them; k told by each side are k payments, unequal numbers are ambiguous. A telling
-- that knows only the day may be of any time of it.
CREATE OR REPLACE TABLE candidate AS
WITH one_sided AS (
    SELECT rid, id, s, t, amount, currency, start_us, seq, teller, whole_day, fresh,
        start_us + CASE WHEN whole_day THEN greatest(0, 86399999999 - getvariable('pair_us')) ELSE 0 END AS until_us
    FROM told
    WHERE status = 'ok' AND teller <> '' AND start_us IS NOT NULL AND amount IS NOT NULL AND NOT whole
        AND rid NOT IN (SELECT rid FROM undone)
        AND rid NOT IN (
            SELECT lead_rid FROM again WHERE teller <> ''
            GROUP BY lead_rid HAVING count(DISTINCT teller) > 1)
)
SELECT * FROM one_sided
WHERE hash(s, t, amount, currency) IN (
    SELECT hash(s, t, amount, currency) FROM one_sided
    GROUP BY hash(s, t, amount, currency) HAVING count(DISTINCT teller) = 2 AND bool_or(fresh));

CREATE OR REPLACE TABLE clustered AS
WITH near AS (
    SELECT *,
        max(until_us) FILTER (teller = 'payer') OVER upto AS payer_before,
        max(until_us) FILTER (teller = 'payee') OVER upto AS payee_before,
        min(start_us) FILTER (teller = 'payer') OVER after_it AS payer_after,
        min(start_us) FILTER (teller = 'payee') OVER after_it AS payee_after
    FROM candidate
    WINDOW same AS (PARTITION BY s, t, amount, currency),
        upto AS (same ORDER BY start_us, teller, seq, id ROWS UNBOUNDED PRECEDING),
        after_it AS (same ORDER BY start_us, teller, seq, id
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
), cut AS (
    SELECT *, NOT coalesce(payee_after - payer_before <= getvariable('pair_us'), false)
        AND NOT coalesce(payer_after - payee_before <= getvariable('pair_us'), false) AS ends_here
    FROM near
)
SELECT *, coalesce(sum(ends_here::INTEGER) OVER (
    PARTITION BY s, t, amount, currency ORDER BY start_us, teller, seq, id
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS cluster
FROM cut;

CREATE OR REPLACE TABLE facing AS
WITH ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY s, t, amount, currency, cluster, teller ORDER BY start_us, seq, id) AS rank,
    FROM clustered
), payer AS (SELECT * FROM ranked WHERE teller = 'payer'),
payee AS (SELECT * FROM ranked WHERE teller = 'payee'),
met AS (
    SELECT coalesce(a.s, b.s) AS s, coalesce(a.t, b.t) AS t, coalesce(a.amount, b.amount) AS amount,
        coalesce(a.currency, b.currency) AS currency, coalesce(a.cluster, b.cluster) AS cluster,
        coalesce(a.rank, b.rank) AS rank, a.rid AS rid_a, b.rid AS rid_b, a.id AS id_a, b.id AS id_b,
        a.start_us AS start_a, b.start_us AS start_b, a.until_us AS until_a, b.until_us AS until_b,
        coalesce(a.whole_day AND NOT b.whole_day, false) AS payee_is_finer,
        coalesce(a.fresh, false) OR coalesce(b.fresh, false) AS fresh
    FROM payer a FULL JOIN payee b
        USING (s, t, amount, currency, cluster, rank)
), weighed AS (
    SELECT * EXCLUDE (fresh), count(rid_a) OVER cluster AS payers, count(rid_b) OVER cluster AS payees,
        bool_or(fresh) OVER cluster AS fresh,
        max(greatest(start_b - until_a, start_a - until_b)) OVER cluster AS widest
    FROM met WINDOW cluster AS (PARTITION BY s, t, amount, currency, cluster)
)
SELECT *, CASE
    WHEN payers <> payees OR widest > getvariable('pair_us') THEN 'ambiguous'
    WHEN id_a IN (FROM rejected) OR id_b IN (FROM rejected) THEN 'rejected'
    ELSE 'paired' END AS state
FROM weighed
-- a telling that no one of the other side could match is no pair, not even a doubtful one
WHERE payers > 0 AND payees > 0
-- what was all decided in a larger ledger is not decided anew
    AND fresh;
