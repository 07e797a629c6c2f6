-- For each statement: how many rows contradict the balance before them, as read and otherwise.
-- First only as read, statements apart by their hash: two that fell together would contradict and be
-- read again below, as is whoever has one contradiction.
-- A difference of 10^20 or more does not fit the column's type, and is no amount that does.
CREATE OR REPLACE TEMP MACRO goes(here, there, amount) AS coalesce(TRY(here - there) = amount, false);

CREATE OR REPLACE TABLE seen AS
WITH beside AS (
    SELECT hash(reporter) AS h, status, balance, abs(amount) AS size,
        CASE direction WHEN 'in' THEN amount ELSE -amount END AS moved,
        lag(balance) OVER statement AS before
    FROM flow_raw
    WHERE reporter <> '' AND status <> 'failed' AND amount IS NOT NULL AND direction IN ('in', 'out')
    WINDOW statement AS (PARTITION BY hash(reporter), hash(reporter, member, coalesce(currency, ''))
        ORDER BY coalesce(seq, row_no), row_no)
)
SELECT h, count(before) AS rows,
    count(*) FILTER (before IS NOT NULL AND NOT goes(balance, before, moved)
        AND NOT (status = 'reversal' AND (goes(balance, before, size) OR goes(before, balance, size)))) AS failed
FROM beside WHERE balance IS NOT NULL GROUP BY h;

CREATE OR REPLACE TABLE entry AS
SELECT reporter, member, coalesce(currency, '') AS currency, abs(amount) AS size, balance, status,
    CASE direction WHEN 'in' THEN amount ELSE -amount END AS moved,
    row_number() OVER (statement ORDER BY coalesce(seq, row_no), row_no) AS place, seq IS NOT NULL AS ordered
FROM flow_raw
WHERE reporter <> '' AND status <> 'failed' AND amount IS NOT NULL AND direction IN ('in', 'out')
    AND hash(reporter) IN (SELECT h FROM seen WHERE failed > 0)
WINDOW statement AS (PARTITION BY reporter, member, coalesce(currency, ''));

CREATE OR REPLACE TABLE judged AS
WITH beside AS (
    SELECT *, lag(balance) OVER statement AS before, lead(balance) OVER statement AS after
    FROM entry WINDOW statement AS (PARTITION BY reporter, member, currency ORDER BY place)
), known AS (
    SELECT reporter, member, currency, balance AS reached FROM entry WHERE balance IS NOT NULL
    GROUP BY ALL
)
SELECT b.*,
    -- a reversal's sign is the layout's own business: either way is believed
    before IS NULL OR goes(balance, before, moved)
        OR (status = 'reversal' AND (goes(balance, before, size) OR goes(before, balance, size))) AS fits,
    after IS NULL OR goes(balance, after, moved)
        OR (status = 'reversal' AND (goes(balance, after, size) OR goes(after, balance, size))) AS fits_reversed,
    before IS NULL OR goes(before, balance, moved) AS fits_swapped,
    after IS NULL OR goes(after, balance, moved) AS fits_both,
    before IS NULL OR coalesce(TRY((balance - before) * 100) = moved, false) AS fits_fen,
    before IS NULL OR k.reached IS NOT NULL AS fits_mixed
FROM beside b
LEFT JOIN known k ON k.reporter = b.reporter AND k.member = b.member AND k.currency = b.currency
    AND k.reached = TRY(b.balance - b.moved)
WHERE b.balance IS NOT NULL;

-- where the file proves no order, neither order is a contradiction
CREATE OR REPLACE TABLE balance_of AS
SELECT reporter AS account, sum(rows)::BIGINT AS rows,
    sum(CASE WHEN ordered THEN failed ELSE least(failed, reversed) END)::BIGINT AS failed,
    sum(reversed)::BIGINT AS reversed, sum(swapped)::BIGINT AS swapped, sum(both_ways)::BIGINT AS both_ways,
    sum(fen)::BIGINT AS fen, sum(mixed)::BIGINT AS mixed
FROM (
    SELECT reporter, member, currency, bool_and(ordered) AS ordered,
        count(*) FILTER (before IS NOT NULL) AS rows,
        count(*) FILTER (NOT fits) AS failed, count(*) FILTER (NOT fits_reversed) AS reversed,
        count(*) FILTER (NOT fits_swapped) AS swapped, count(*) FILTER (NOT fits_both) AS both_ways,
        count(*) FILTER (NOT fits_fen) AS fen, count(*) FILTER (NOT fits_mixed) AS mixed
    FROM judged GROUP BY reporter, member, currency
) WHERE rows > 0 GROUP BY reporter;
