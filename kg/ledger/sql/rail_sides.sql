-- The two sides of a payment on two rails: a bank's rows towards a payment company (`rail_bank`),
-- and that company's rows of a user which moved money over the user's bank card (`rail_user`).
-- Given: `known_entity` and `known_link` (what the case knows), `company_kind`, `holding_kind`,
-- `told`, `undone`, `facing`, `account`, and `card_said(rid, card)`: the card that a row says was used.

-- whose pooled account each one is; two companies for one account say nothing of whose
CREATE OR REPLACE TABLE pool AS
WITH company AS (SELECT id, name FROM known_entity WHERE kind IN (FROM company_kind)),
owned AS (
    SELECT id AS account, name FROM company
    UNION ALL
    SELECT l.target, c.name FROM known_link l JOIN company c ON c.id = l.source
    WHERE l.kind IN (FROM holding_kind) AND l.proof <> 'excluded'
)
SELECT code, CASE WHEN min(name) = max(name) THEN nullif(min(name), '') END AS company
FROM owned JOIN account ON account.id = owned.account GROUP BY code;

-- users of payment companies, and which company keeps each account
CREATE OR REPLACE TABLE kept AS
SELECT code, values->>'$.bankName[0]' AS company
FROM known_entity JOIN account USING (id)
WHERE kind = 'PaymentAccount' AND code NOT IN (SELECT code FROM pool);

CREATE OR REPLACE TABLE bound AS
SELECT DISTINCT u.code AS user_code, c.code AS card
FROM known_link l JOIN account u ON u.id = l.source JOIN account c ON c.id = l.target
WHERE l.kind = 'BindsCard' AND l.proof <> 'excluded';

-- bank accounts with a number of their own, and others' sides of which nothing is known
CREATE OR REPLACE TABLE numbered AS
SELECT code FROM known_entity JOIN account USING (id)
WHERE kind = 'BankAccount' AND code NOT IN (SELECT code FROM pool)
    AND coalesce(values->>'$.cardNumber[0]', values->>'$.accountNumber[0]') IS NOT NULL;

CREATE OR REPLACE TABLE nameless AS
SELECT code FROM known_entity JOIN account USING (id)
WHERE kind = 'UnknownEnd' OR (kind = 'BankAccount' AND code NOT IN (SELECT code FROM numbered));

CREATE OR REPLACE TABLE met_already AS
SELECT unnest([rid_a, rid_b]) AS rid FROM facing WHERE state = 'paired';

CREATE OR REPLACE TABLE one_told AS
SELECT *, CASE teller WHEN 'payer' THEN t ELSE s END AS other FROM told
WHERE status = 'ok' AND teller <> '' AND start_us IS NOT NULL AND amount IS NOT NULL
    AND (r IN (SELECT code FROM kept) OR s IN (SELECT code FROM pool) OR t IN (SELECT code FROM pool))
    AND rid NOT IN (SELECT rid FROM undone) AND NOT whole;

CREATE OR REPLACE TABLE rail_bank AS
SELECT o.rid, o.id, o.fresh, o.r AS card, o.teller = 'payer' AS paid, o.amount, o.currency, o.start_us, o.whole_day, o.seq,
    p.company
FROM one_told o JOIN pool p ON p.code = o.other
WHERE o.r NOT IN (SELECT code FROM kept UNION SELECT code FROM pool)
    AND o.rid NOT IN (SELECT rid FROM met_already);

-- `paid` says that the card paid. `via`: the row tells what the user paid onward with the card (or
-- got back), a payment of its own; else it tells the very payment that the bank tells.
CREATE OR REPLACE TABLE rail_user AS
WITH said AS (
    SELECT o.*, o.teller = 'payer' AS pays, k.company, c.card AS named, c.rid IS NOT NULL AS names_card,
        o.other IN (SELECT code FROM numbered) AS to_bank,
        o.other IN (SELECT code FROM nameless UNION SELECT code FROM pool) OR o.other = o.r AS to_nobody,
        o.source_no IN (SELECT source_no FROM told JOIN card_said USING (rid)) AS tells_cards,
        a.is_end
    FROM one_told o JOIN kept k ON k.code = o.r JOIN account a ON a.code = o.other
    LEFT JOIN card_said c USING (rid)
), moved AS (
    SELECT rid, r, other AS card, NOT pays AS paid, false AS via FROM said WHERE to_bank
    UNION ALL
    SELECT rid, r, named, pays, true FROM said WHERE NOT to_bank AND names_card
    UNION ALL
    SELECT rid, r, b.card, NOT pays, false FROM said JOIN bound b ON b.user_code = r
    WHERE to_nobody AND NOT names_card
    UNION ALL
    SELECT rid, r, b.card, pays, true FROM said JOIN bound b ON b.user_code = r
    WHERE NOT (to_nobody OR to_bank OR names_card OR tells_cards OR is_end)
)
SELECT rid, s.id, s.fresh, m.r AS user_code, m.card, m.paid, m.via, s.amount, s.currency, s.start_us, s.whole_day,
    s.seq, s.company
FROM moved m JOIN said s USING (rid)
WHERE m.card IS NOT NULL AND (m.via OR rid NOT IN (SELECT rid FROM met_already));
