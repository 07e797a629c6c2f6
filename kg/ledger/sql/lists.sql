-- What a person must be able to look through, over all flowing classes.
CREATE TABLE pair_list (
    class VARCHAR, kind VARCHAR, via BOOLEAN, state VARCHAR, id_a VARCHAR, id_b VARCHAR, seconds_apart DOUBLE, reason VARCHAR,
    source VARCHAR, target VARCHAR, amount DECIMAL(38, 18), currency VARCHAR, start_us BIGINT,
    cluster BIGINT, rank BIGINT, shas VARCHAR[]);
CREATE TABLE reversal_list (
    class VARCHAR, id VARCHAR, reverses VARCHAR, state VARCHAR, shas VARCHAR[]);
CREATE TABLE conflict_list (
    class VARCHAR, id VARCHAR, own_id VARCHAR, source VARCHAR, target VARCHAR,
    amount DECIMAL(38, 18), currency VARCHAR, status VARCHAR, sha256 VARCHAR, member VARCHAR,
    row_no BIGINT);
