"""Counts and sums of published data sets, through the ledger alone (no reader of ours)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from shelving import Reading

from kg.ledger import Index, Ledger
from kg.ledger.all_rows import FLOW_COLUMNS, name, text

pytestmark = pytest.mark.shared
IRI = "'urn:crimechain:{kind}:' || substr(sha256({parts}), 1, 32)"


def shelve_sql(ledger: Ledger, reading: Reading, query: str) -> None:
    """Publish a reading whose transfers are the rows of a query."""
    scratch = ledger.folder.parent / f"scratch-{reading.name}"
    scratch.mkdir()
    path = scratch / "flow_transfer.parquet"
    with duckdb.connect() as con:
        con.execute(f"CREATE VIEW given AS {query}")
        given = {row[0] for row in con.execute("DESCRIBE given").fetchall()}
        blank = {"VARCHAR": "''", "BIGINT": "NULL::BIGINT", "INTEGER": "0::INTEGER"}
        columns = [
            name(c) if c in given else f"{blank.get(kind, f'NULL::{kind}')} AS {name(c)}"
            for c, kind in FLOW_COLUMNS.items()
        ]
        con.execute(f"COPY (SELECT {', '.join(columns)} FROM given) TO {text(path)}")
    ledger.publish(scratch, reading)


def ask(index: Index, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as con:
        index.views(con)
        return con.execute(query).fetchall()


def test_fincen(tmp_path: Path, shared_data: Callable[[str], Path]) -> None:
    reading = Reading("fincen.csv")
    ledger = Ledger(tmp_path / "ledger", [reading.sha256])
    file = text(shared_data("fincen") / "download_transactions_map.csv")
    bank = IRI.format(kind="bank", parts="{}_bank_id")
    shelve_sql(
        ledger,
        reading,
        f"SELECT {IRI.format(kind='transfer', parts='id')} AS id,"
        f" {bank.format('originator')} AS source, {bank.format('beneficiary')} AS target,"
        " epoch_us(try_strptime(begin_date, '%b %-d, %Y')) AS start_us,"
        " epoch_us(try_strptime(end_date, '%b %-d, %Y')) AS end_us, 'day' AS precision,"
        " amount_transactions::DOUBLE::DECIMAL(20, 2)::DECIMAL(38, 18) AS amount,"
        " 'USD' AS currency, number_transactions::BIGINT AS tx_count,"
        " CASE WHEN begin_date IS NULL OR end_date IS NULL THEN 'undated'"
        " WHEN start_us > end_us THEN 'inverted' ELSE 'summary' END AS status,"
        " row_number() OVER () + 1 AS row_no"
        f" FROM read_csv({file}, header = true, all_varchar = true)",
    )
    index = ledger.index()
    assert ask(index, "SELECT count(*), sum(amount), sum(tx_count) FROM transfer") == [
        (4507, Decimal("35682247985.01"), 18153)
    ]
    assert ask(index, "SELECT count(*) FROM transfer WHERE tx_count IS NULL") == [(111,)]
    banks = "SELECT count(*) FROM (SELECT source FROM transfer UNION SELECT target FROM transfer)"
    assert ask(index, banks) == [(2277,)]
    pairs = "SELECT count(*), count(*) FILTER (source = target) FROM"
    distinct = "(SELECT DISTINCT source, target FROM transfer)"
    assert ask(index, f"{pairs} {distinct}") == [(2690, 1)]
    assert len(index.flow_index()) == 0
    assert index.flow_index().left_out == {"inverted": 15, "summary": 4486, "undated": 6}


def test_both_amlsim_sets_in_one_case(tmp_path: Path, shared_data: Callable[[str], Path]) -> None:
    sets = {"20K_cycle200": (117805, "33003407.68"), "20K_fanin200": (118250, "33039037.18")}
    readings = {key: Reading(f"{key}.csv") for key in sets}
    ledger = Ledger(tmp_path / "ledger", [one.sha256 for one in readings.values()])
    for key, reading in readings.items():
        file = text(shared_data("amlsim") / key / "transactions.csv.gz")
        account = IRI.format(kind="account", parts=f"'{key}' || {{}}NodeId")
        shelve_sql(
            ledger,
            reading,
            f"SELECT {IRI.format(kind='transfer', parts=f'{text(key)} || row_no')} AS id, *"
            " FROM (SELECT row_number() OVER () + 1 AS row_no,"
            f" {account.format('source')} AS source, {account.format('target')} AS target,"
            " time::BIGINT * 86400000000 AS start_us, 'day' AS precision,"
            " value::DECIMAL(38, 18) AS amount, 'CNY' AS currency, 'ok' AS status"
            f" FROM read_csv({file}, header = true, all_varchar = true))",
        )
    index = ledger.index()
    for key, (count, total) in sets.items():
        where = f"sha256 = '{readings[key].sha256}'"
        found = ask(index, f"SELECT count(*), sum(amount) FROM transfer WHERE {where}")
        assert found == [(count, Decimal(total))]
    ends = "(SELECT source, sha256 FROM transfer UNION SELECT target, sha256 FROM transfer)"
    shared = f"SELECT count(*) FROM (SELECT source FROM {ends} GROUP BY source HAVING count(*) > 1)"
    assert ask(index, shared) == [(0,)]
    flows = index.flow_index()
    assert len(flows) == 236_055
    assert int(flows.amount.sum()) == 3300340768 + 3303903718
