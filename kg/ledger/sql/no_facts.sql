-- The published tables of facts, of no source: with the columns of `entity_table` and `link_table`
-- as entities.sql and links.sql make them.
CREATE OR REPLACE TABLE entity_table (
    id VARCHAR, kind VARCHAR, name VARCHAR, values VARCHAR, shas VARCHAR[], rows BIGINT,
    evidence STRUCT(sha256 VARCHAR, member VARCHAR, row_no BIGINT)[]);
CREATE OR REPLACE TABLE link_table (
    id VARCHAR, kind VARCHAR, source VARCHAR, target VARCHAR, object VARCHAR, start_us BIGINT,
    end_us BIGINT, precision VARCHAR, time_text VARCHAR, amount DECIMAL(38, 18), currency VARCHAR,
    proof VARCHAR, confidence INTEGER, values VARCHAR, shas VARCHAR[], rows BIGINT,
    evidence STRUCT(sha256 VARCHAR, member VARCHAR, row_no BIGINT)[]);
