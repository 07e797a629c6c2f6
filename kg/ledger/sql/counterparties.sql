-- Whom a source's statements name as the other side, and how many of them the case knows otherwise:
-- by a statement of their own, or by a row that says who holds them.
WITH stated AS (
    SELECT source_code, target_code, reporter_code FROM {flow} WHERE sha256 = $1
    UNION ALL  -- payments that this source is the second to tell
    SELECT source_code, target_code, also_reporter FROM {flow}
    WHERE sha256 <> $1 AND list_contains(list_transform(members, lambda m: m.sha256), $1)
), other AS (
    SELECT DISTINCT unnest(CASE reporter_code
        WHEN source_code THEN [target_code]
        WHEN target_code THEN [source_code]
        ELSE [source_code, target_code] END) AS code
    FROM stated
), met AS (
    SELECT a.code, a.id FROM other JOIN {account} a USING (code) WHERE NOT a.is_end
)
SELECT count(*), count(*) FILTER (
    code IN (SELECT unnest([reporter_code, coalesce(also_reporter, -1)]) FROM {flow})
    OR id IN (SELECT target FROM link))
FROM met;
