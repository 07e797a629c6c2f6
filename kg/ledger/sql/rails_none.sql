-- Where no payment company is known, no payment can be on two rails.
CREATE OR REPLACE TABLE rail (
    meeting BIGINT, rank BIGINT, card INTEGER, paid BOOLEAN, amount DECIMAL(38, 18), currency VARCHAR,
    rid_bank BIGINT, rid_user BIGINT, id_bank VARCHAR, id_user VARCHAR, user_code INTEGER, via BOOLEAN,
    start_bank BIGINT, start_user BIGINT, until_bank BIGINT, until_user BIGINT, banks BIGINT, users BIGINT, s INTEGER, t INTEGER,
    beside STRUCT(id VARCHAR, sha256 VARCHAR, member VARCHAR, row_no BIGINT),
    user_seq BIGINT, user_source INTEGER, bank_leads BOOLEAN, state VARCHAR);
