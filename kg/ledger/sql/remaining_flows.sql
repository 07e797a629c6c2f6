-- The payments of an index without those of one source, under the numbers that remain: `before` are
-- all of them, `code(old, new)` the accounts' numbers, `gone_no` the number of the source that goes.
CREATE OR REPLACE TEMP VIEW remaining AS
SELECT b.* EXCLUDE (file_row_number) REPLACE (
    s.new AS source_code, t.new AS target_code, coalesce(r.new, -1) AS reporter_code,
    a.new AS also_reporter,
    b.source_no - (b.source_no > getvariable('gone_no'))::INTEGER AS source_no,
    b.also_source_no - (b.also_source_no > getvariable('gone_no'))::INTEGER AS also_source_no)
FROM before b
JOIN code s ON s.old = b.source_code JOIN code t ON t.old = b.target_code
LEFT JOIN code r ON r.old = b.reporter_code LEFT JOIN code a ON a.old = b.also_reporter
WHERE b.sha256 <> getvariable('gone')
ORDER BY b.file_row_number;
