-- Calls and messages that stand in time, by one form; `{calls}` and `{messages}` are given.
-- A handset is known by its first 14 digits: the check digit is often left at zero.
CREATE OR REPLACE TABLE contact_told AS
FROM ({calls} UNION ALL BY NAME {messages});

CREATE OR REPLACE TABLE contact_end AS
SELECT id, (row_number() OVER (ORDER BY id) - 1)::INTEGER AS code
FROM (SELECT source AS id FROM contact_told UNION SELECT target FROM contact_told);

CREATE OR REPLACE TABLE contact_device AS
SELECT device AS id, (row_number() OVER (ORDER BY device) - 1)::INTEGER AS code
FROM (SELECT DISTINCT device FROM contact_told WHERE device IS NOT NULL);

CREATE OR REPLACE TABLE contact_cell AS
SELECT cell AS id, (row_number() OVER (ORDER BY cell) - 1)::INTEGER AS code
FROM (SELECT DISTINCT cell FROM contact_told WHERE cell IS NOT NULL);

CREATE OR REPLACE TABLE contact_row AS
SELECT t.id, s.code AS src, e.code AS dst, start_us AS start,
    CASE "precision" WHEN 'second' THEN 1000000 WHEN 'minute' THEN 60000000
        WHEN 'day' THEN 86400000000 ELSE greatest(coalesce(end_us, start_us) - start_us, 1000000) END
        ::BIGINT AS width,
    seq, source_no, reporter, coalesce(p.seconds, -1) AS seconds,
    NOT written AND (unanswered OR coalesce(p.seconds, -1) = 0) AS silent, written, own,
    coalesce(d.code, -1) AS device, coalesce(c.code, -1) AS cell
FROM contact_told t
JOIN contact_end s ON s.id = t.source
JOIN contact_end e ON e.id = t.target
LEFT JOIN contact_span p ON p.text = t.duration
LEFT JOIN contact_device d ON d.id = t.device
LEFT JOIN contact_cell c ON c.id = t.cell
ORDER BY start, source_no, seq, place, t.id;
