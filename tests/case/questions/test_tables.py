"""Every view is a table with the columns that are told of it, and holds what the case holds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from kg.case import Case, open_case
from kg.errors import UsageError
from kg.exports.arrow_tables import TABLES
from kg.messages import languages, say


@pytest.fixture(scope="module")
def case(whole: Path) -> Iterator[Case]:
    with open_case(whole) as opened:
        yield opened


@pytest.fixture(scope="module")
def tables(case: Case) -> dict[str, pa.Table]:
    return {view: case.table(view) for view in case.questions.tables()}


def test_every_view_has_the_columns_that_are_told_of_it(
    case: Case, tables: dict[str, pa.Table]
) -> None:
    known = case.questions.tables()
    assert {"transfer", "transfer_both", "call", "entity", "link", "row"} < known.keys()
    assert known.keys() > TABLES.keys()
    for view, told in known.items():
        names = tables[view].column_names
        assert names[: len(told)] == list(told), view
        if view in ("entity", "link", "call", "call_both", *TABLES):
            assert len(names) == len(told), view


@pytest.mark.parametrize("lang", languages("zh"))
def test_every_column_says_what_it_holds(case: Case, lang: str) -> None:
    for told in case.questions.tables(lang=lang).values():
        assert all(text and "view-column" not in text for text in told.values())
    table = case.table("row", lang=lang)
    brought = table.schema.field(table.num_columns - 1).metadata[b"description"].decode()
    assert brought == say("view-column-of-a-file", lang)


def test_views_of_the_ledger_are_what_sql_answers(case: Case, tables: dict[str, pa.Table]) -> None:
    for view, table in tables.items():
        if view not in TABLES:
            answer = case.sql(f'FROM "{view}"')
            assert tuple(table.column_names) == answer.columns, view
            assert table.num_rows == len(answer.rows), view
    paid = sum(tables["transfer"]["amount"].to_pylist(), Decimal())
    assert case.sql("SELECT sum(amount) FROM transfer").rows == ((paid,),)


def test_views_of_the_graph_are_what_networkx_gets(case: Case, tables: dict[str, pa.Table]) -> None:
    graph = case.sharing.networkx()
    assert tables["node"]["id"].to_pylist() == sorted(graph)
    edges = {
        row["id"]: (row["source"], row["target"], row["kind"], row["label"], row["amount"])
        for row in tables["edge"].to_pylist()
    }
    assert edges == {
        key: (one, other, told["kind"], told["label"], _exact(told.get("amountExact")))
        for one, other, key, told in graph.edges(keys=True, data=True)
    }
    told = [*graph.nodes.values(), *(told for *_, told in graph.edges(data=True))]
    assert tables["evidence"].num_rows == sum(one["evidenceCount"] for one in told)


def _exact(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def test_times_are_those_of_the_ledger(tables: dict[str, pa.Table]) -> None:
    edges = {row["id"]: row["start_time"] for row in tables["edge"].to_pylist()}
    flows = {row["id"]: row["start_time"] for row in tables["transfer"].to_pylist()}
    assert flows
    assert {key: edges[key] for key in flows} == flows


def test_other_libraries_take_the_stream(tables: dict[str, pa.Table]) -> None:
    for table in tables.values():
        assert pa.RecordBatchReader.from_stream(table).read_all().equals(table)


def test_pandas_takes_a_table(tables: dict[str, pa.Table]) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    frame = tables["transfer"].to_pandas()
    assert list(frame.columns) == tables["transfer"].column_names
    assert frame.amount.sum() == sum(tables["transfer"]["amount"].to_pylist(), Decimal())


def test_of_another_name_the_views_that_there_are_are_told(case: Case) -> None:
    with pytest.raises(UsageError) as refused:
        case.table("transfers")
    assert "'transfers'" in str(refused.value)
    assert all(view in str(refused.value) for view in case.questions.tables())
