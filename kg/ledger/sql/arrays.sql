-- The flows that can be followed, in the order of their table.
-- Places in a statement are doubled: between two rows there is room for what a card paid in or got.
CREATE OR REPLACE TEMP VIEW followed AS
SELECT id, source_code AS src, target_code AS dst, start_us AS start,
    CASE "precision" WHEN 'second' THEN 1000000 WHEN 'minute' THEN 60000000
        WHEN 'day' THEN 86400000000 ELSE greatest(coalesce(end_us, start_us) - start_us, 1000000) END
        ::BIGINT AS width,
    amount, {currency} AS currency, coalesce(2 * seq + 2, -1) AS seq, source_no,
    reporter_code AS reporter, coalesce(2 * also_seq + CASE
        WHEN beside IS NULL THEN 2 WHEN also_reporter = target_code THEN 1 ELSE 3 END, -1) AS also_seq,
    coalesce(also_source_no, -1) AS also_source_no, coalesce(also_reporter, -1) AS also_reporter
FROM {table} WHERE in_time;
