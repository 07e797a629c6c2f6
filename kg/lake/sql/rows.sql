-- Rows of a flowing class with what was decided of them over the whole lake, under the accounts between
-- which their payments flow: all tellings of one lie together. Of the row's own ends only those are
-- written that are other accounts; `reporter_end` says which of the two its statement is of.
-- The rows come in stretches; `lake_decided` is what was decided of some.
SELECT payer, payee, leads, in_time,
    CASE "precision" WHEN 'second' THEN 1000000 WHEN 'minute' THEN 60000000
        WHEN 'day' THEN 86400000000 ELSE greatest(coalesce(end_us, start_us) - start_us, 1000000) END
        ::BIGINT AS width,
    rid, sha256, nullif(own_source, payer) AS source, nullif(own_target, payee) AS target,
    CASE own_reporter WHEN own_source THEN 'source' WHEN own_target THEN 'target' END AS reporter_end,
    CASE WHEN own_reporter IN (own_source, own_target) THEN NULL ELSE own_reporter END AS reporter,
    amount::{amount} AS amount, balance::{balance} AS balance, {columns},
    decided_part, decided_payment, decided_lead, decided_id, decided_source, decided_target, decided_beside
    {extras},
    coalesce(strftime(make_timestamp(start_us), '%Y-%m'), '{undated}') AS month,
    {bucket} AS bucket
FROM (
    SELECT coalesce(d.payer, s.id, f.source) AS payer, coalesce(d.payee, t.id, f.target) AS payee,
        coalesce(d.leads, f.status IN ('ok', 'summary', 'undated', 'inverted'), false) AS leads,
        coalesce(d.flows, f.status = 'ok', false) AND f.start_us IS NOT NULL AS in_time,
        f.* EXCLUDE (decided_part, decided_payment, decided_lead, decided_id, decided_source, decided_target,
            decided_beside, source, target, reporter),
        f.source AS own_source, f.target AS own_target, f.reporter AS own_reporter,
        coalesce(d.decided_part, 'open') AS decided_part,
        d.decided_payment, d.decided_lead, d.decided_id, d.decided_source, d.decided_target, d.decided_beside
    FROM ({stretch}) f
    LEFT JOIN (FROM lake_decided WHERE rid BETWEEN {first} AND {last}) d USING (rid)
    LEFT JOIN canon s ON s.raw = f.source
    LEFT JOIN canon t ON t.raw = f.target
) AS told
