-- `shas` are the files that tell a pair or, where it is doubtful, all that it might be. Most pairs are all of
-- their cluster: lists are gathered for the others alone, since lists are held in memory.
-- `origin_of(shelf, sha256)` and the macro `shelf_of(rid)` are given: the file that a row comes from.
INSERT INTO pair_list
WITH numbered_pair AS (
    SELECT *, dense_rank() OVER (ORDER BY s, t, amount, currency, cluster) AS meeting FROM facing
), written AS (
    SELECT meeting, list_sort(list(DISTINCT sha256)) AS shas
    FROM (SELECT meeting, unnest([rid_a, rid_b]) AS rid FROM numbered_pair WHERE payers > 1 OR payees > 1)
    JOIN origin_of ON shelf = shelf_of(rid) GROUP BY meeting
)
SELECT getvariable('class'), 'SameTransfer', false, state, coalesce(id_a, ''), coalesce(id_b, ''),
    CASE WHEN start_b BETWEEN start_a AND until_a OR start_a BETWEEN start_b AND until_b THEN 0
        ELSE (start_b - start_a) / 1e6 END,
    CASE state
        WHEN 'ambiguous' THEN concat(payers, ' told by the payer, ', payees, ' by the payee')
        WHEN 'rejected' THEN 'rejected by a person'
        ELSE 'equal ends, amount and currency' END,
    src.id, dst.id, amount, currency, coalesce(start_a, start_b), meeting, rank,
    coalesce(w.shas, list_sort(list_distinct([a.sha256, b.sha256])))
FROM numbered_pair JOIN account src ON src.code = s JOIN account dst ON dst.code = t
LEFT JOIN origin_of a ON a.shelf = shelf_of(rid_a) LEFT JOIN origin_of b ON b.shelf = shelf_of(rid_b)
LEFT JOIN written w USING (meeting);

INSERT INTO pair_list
WITH written AS (
    SELECT meeting, list_sort(list(DISTINCT sha256)) AS shas
    FROM (SELECT meeting, unnest([rid_bank, rid_user]) AS rid FROM rail WHERE banks > 1 OR users > 1)
    JOIN origin_of ON shelf = shelf_of(rid) GROUP BY meeting
)
SELECT getvariable('class'), 'SamePayment', coalesce(via, false), state, coalesce(id_bank, ''), coalesce(id_user, ''),
    CASE WHEN start_user BETWEEN start_bank AND until_bank OR start_bank BETWEEN start_user AND until_user THEN 0
        ELSE (start_user - start_bank) / 1e6 END,
    CASE state
        WHEN 'ambiguous' THEN concat(banks, ' told by the bank, ', users, ' by the payment company')
        WHEN 'rejected' THEN 'rejected by a person'
        WHEN 'paired' THEN CASE WHEN via THEN 'paid on with the card that the user is bound to'
            ELSE 'equal card, amount and currency' END END,
    coalesce(src.id, ''), coalesce(dst.id, ''), amount, currency, coalesce(start_bank, start_user),
    meeting, rank, coalesce(w.shas, list_sort(list_distinct([a.sha256, b.sha256])))
FROM rail LEFT JOIN account src ON src.code = s LEFT JOIN account dst ON dst.code = t
LEFT JOIN origin_of a ON a.shelf = shelf_of(rid_bank) LEFT JOIN origin_of b ON b.shelf = shelf_of(rid_user)
LEFT JOIN written w USING (meeting);

-- rows under one number of their issuer: told again, and kept apart by a person
INSERT INTO pair_list
WITH joined AS (
    SELECT movement, lead_rid AS rid_a, lead_id AS id_a, id AS id_b, min(rid) AS rid_b, 'paired' AS state
    FROM sameness WHERE id <> lead_id GROUP BY ALL
    UNION ALL
    SELECT movement, first_rid, first_id, lead_id, lead_rid, 'rejected'
    FROM sameness WHERE lead_id <> first_id GROUP BY ALL
)
SELECT getvariable('class'), 'SameTransfer', false, j.state, id_a, id_b, (b.start_us - a.start_us) / 1e6,
    CASE j.state WHEN 'rejected' THEN 'rejected by a person' ELSE 'one number of its issuer' END,
    src.id, dst.id, a.amount, a.currency, a.start_us, -j.movement,
    row_number() OVER (PARTITION BY j.movement ORDER BY id_a, id_b),
    list_sort(list_distinct([x.sha256, y.sha256]))
FROM joined j JOIN sameness a ON a.rid = rid_a JOIN sameness b ON b.rid = rid_b
JOIN origin_of x ON x.shelf = shelf_of(rid_a) JOIN origin_of y ON y.shelf = shelf_of(rid_b)
JOIN account src ON src.code = a.lead_s JOIN account dst ON dst.code = a.lead_t;

INSERT INTO reversal_list
SELECT getvariable('class'), id, reverses, state, list_sort(list_distinct([a.sha256, b.sha256]))
FROM reversal c LEFT JOIN origin_of a ON a.shelf = shelf_of(c.rid)
LEFT JOIN origin_of b ON b.shelf = shelf_of(reversed_rid);

INSERT INTO conflict_list
SELECT getvariable('class'), v.id, CASE WHEN v.flowing > 1 THEN v.own_id ELSE v.id END,
    src.id, dst.id, s.amount, s.currency, s.status, f.sha256, s.member, s.row_no
FROM variant v JOIN stated s USING (rid) JOIN flow_raw f USING (rid)
JOIN account src ON src.code = s.s JOIN account dst ON dst.code = s.t;

-- one number of its issuer over several payments (a refund, a fee, a part): each by its first row
INSERT INTO conflict_list
SELECT getvariable('class'), n.number, told.id, src.id, dst.id, n.amount, n.currency, n.status, f.sha256,
    n.member, n.row_no
FROM sameness n JOIN told USING (rid) JOIN flow_raw f USING (rid)
JOIN account src ON src.code = n.lead_s JOIN account dst ON dst.code = n.lead_t
WHERE n.number IN (
    SELECT number FROM sameness GROUP BY number HAVING count(DISTINCT lead_rid) > 1);
