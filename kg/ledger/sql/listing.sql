-- Who of the case stands in a batch of leaked data: numbers whose keyed hash is one of the batch's.
-- `listed_raw(sort, hash, …)` of all batches and `keyed(sort, number, hash)` of all that the other
-- files know are given, and `batch_file(sha256, origin)`: the file that the rows of a source come
-- from. The row of the batch is the evidence; nothing but equality is looked at.
CREATE OR REPLACE TABLE batch AS
SELECT sha256, id, values->>'$.name[0]' AS name FROM entity_raw JOIN batch_file f USING (sha256)
WHERE kind = 'DataBatch' AND values->>'$.sha256[0]' = f.origin;

CREATE OR REPLACE TABLE met AS
SELECT DISTINCT n.id AS source, b.id AS target, l.rid, l.sha256, l.source_no, l.row_no, l.member
FROM number n JOIN keyed k USING (sort, number) JOIN listed_raw l USING (sort, hash)
JOIN batch b ON b.sha256 = l.sha256;

-- A data set that another file speaks of by the name of exactly one batch's file is that batch's.
CREATE OR REPLACE TABLE named AS
SELECT e.id AS source, b.id AS target, e.rid, e.sha256, e.source_no, e.row_no, e.member
FROM (SELECT *, unnest((values->'$.name')::VARCHAR[]) AS called FROM entity_raw
    WHERE starts_with(id, 'urn:crimechain:data_set:') AND kind <> 'DataBatch') e
JOIN (SELECT name, min(id) AS id FROM batch GROUP BY name HAVING count(*) = 1) b ON b.name = e.called
WHERE e.id <> b.id;

CREATE OR REPLACE TABLE listing AS
SELECT rid, sha256, source_no,
    concat('urn:crimechain:', word, ':', substr(sha256(concat(part(source), part(target),
        repeat(part(''), 6))), 1, 32)) AS id,
    kind, source, target, '' AS object, NULL::BIGINT AS start_us, NULL::BIGINT AS end_us,
    'unknown' AS precision, '' AS time_text, NULL::DECIMAL(38, 18) AS amount, '' AS currency,
    'single' AS proof, 50 AS confidence,
    to_json({'rule': [rule], 'ruleVersion': ['1']}) AS values, row_no, member
FROM (
    SELECT *, 'ListedIn' AS kind, 'listed_in' AS word, 'equal-keyed-hash' AS rule FROM met
    UNION ALL
    SELECT *, 'DataFile', 'data_file', 'same-file-name' FROM named
);
