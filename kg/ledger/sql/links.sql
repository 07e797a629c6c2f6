-- Facts that do not flow, between canonical entities; rows that say one fact are its evidence.
-- Two numbers of one account give one fact two raw ids: those fold, two ids between equal raw ends
-- do not (two equal sales stay two). `word` tells apart what has the same ends: the role that
-- somebody has, the name that a system gives the relation. `party(source_no, layout)` says who wrote a source.
CREATE OR REPLACE TABLE link_row AS
WITH mapped AS (
    SELECT l.* REPLACE (coalesce(l.object, '') AS object, coalesce(l.currency, '') AS currency,
            coalesce(l.values::VARCHAR, '{}') AS values),
        coalesce(s.id, l.source) AS s, coalesce(t.id, l.target) AS t,
        coalesce(o.id, l.object, '') AS o,
        CASE WHEN contains(l.values::VARCHAR, '"recordedAs"') OR contains(l.values::VARCHAR, '"role"')
            THEN concat_ws(chr(10), l.values->>'$.role[0]', l.values->>'$.recordedAs[0]') ELSE '' END AS word,
        p.layout, m.proof AS judged, m.rank AS weight
    FROM link_raw l
    LEFT JOIN canon s ON s.raw = l.source LEFT JOIN canon t ON t.raw = l.target
    LEFT JOIN canon o ON o.raw = l.object LEFT JOIN party p USING (source_no)
    LEFT JOIN marked m ON m.id = l.id
)
SELECT *, dense_rank() OVER (
    PARTITION BY kind, source, target, object, start_us, end_us, amount, currency, word ORDER BY id) AS twin
FROM mapped;

CREATE OR REPLACE TABLE fact AS
SELECT min(id) AS id, kind, s AS source, t AS target, o AS object, start_us, end_us,
    arg_min(precision, (source_no, member, row_no)) AS precision,
    arg_min(time_text, (source_no, member, row_no)) AS time_text, amount, currency,
    arg_min(judged, weight) AS judged, list(DISTINCT proof) AS proofs, count(DISTINCT (source_no, layout)) AS parties,
    count(DISTINCT layout) AS layouts, max(confidence) AS confidence,
    list(DISTINCT values ORDER BY values) AS said, list(DISTINCT sha256 ORDER BY sha256) AS shas,
    list(DISTINCT {'source_no': source_no, 'sha256': sha256, 'member': member, 'row_no': row_no}
        ORDER BY {'source_no': source_no, 'sha256': sha256, 'member': member, 'row_no': row_no}) AS places,
    sum(coalesce(times, 1) - 1) AS more
FROM link_row
GROUP BY kind, s, t, o, start_us, end_us, amount, currency, word, twin;

CREATE OR REPLACE TABLE fact_values AS
WITH wording AS (
    SELECT id, unnest(said)::JSON::MAP(VARCHAR, VARCHAR[]) AS v FROM fact WHERE len(said) > 1
), pair AS (SELECT id, unnest(map_entries(v)) AS e FROM wording),
word AS (SELECT DISTINCT id, e.key AS key, unnest(e.value) AS word FROM pair),
listed AS (SELECT id, key, list(word ORDER BY word) AS words FROM word GROUP BY id, key)
SELECT id, to_json(map_from_entries(list({'k': key, 'v': words} ORDER BY key)))::VARCHAR AS values
FROM listed GROUP BY id;

CREATE OR REPLACE TEMP VIEW link_table AS
SELECT f.id, kind, source, target, object, start_us, end_us, precision, time_text, amount, currency,
    CASE
        WHEN judged IS NOT NULL THEN judged
        WHEN proofs = ['excluded'] THEN 'excluded'
        WHEN list_has_any(proofs, ['disputed', 'excluded']) THEN 'disputed'
        WHEN list_contains(proofs, 'verified') THEN 'verified'
        WHEN list_contains(proofs, 'corroborated') OR layouts > 1 THEN 'corroborated'
        WHEN list_contains(proofs, 'single') OR NOT list_contains(proofs, 'clue') THEN 'single'
        ELSE 'clue' END AS proof,
    coalesce(confidence, 50) AS confidence, coalesce(v.values, said[1]) AS values, shas,
    (len(places) + more)::BIGINT AS rows,
    list_transform(places[1:20], lambda p: {'sha256': p.sha256, 'member': p.member, 'row_no': p.row_no}) AS evidence
FROM fact f LEFT JOIN fact_values v USING (id)
ORDER BY f.id;
