"""What a layout says of the words of a graph: labels, types of relations, names of properties."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg.case import new_case
from kg.errors import LayoutError
from kg.requests import LoadRequest
from kg.sources.layout_files import read_layout
from tests.sources.reader import Result, read_file

A, B = "DE89370400440532013000", "DE02120300000000202051"
WORDS = """
name = "office"
zone = "Europe/Berlin"
[graph]
currency = "EUR"
day_first = true
[graph.nodes]
Klient = "Person"
Konto = "BankAccount"
[graph.edges]
GEHOERT = { kind = "HoldsAccount", reversed = true }
UEBERWIESEN = { kind = "Transfer" }
[graph.between.Buchung]
kind = "Transfer"
source = "BELASTET"
target = ["GUTSCHRIFT"]
[graph.properties]
"Klient.vorname" = "name"
nachname = "name"
"Klient.telefon" = "PhoneNumber"
"Konto.iban" = "accountNumber"
betrag = "amount"
waehrung = "currency"
datum = "startTime"
zustand = "status"
address = ""
[graph.states]
failed = ["geplatzt"]
"""


def node(id_: int, label: str, **properties: Any) -> dict[str, Any]:
    return {"type": "node", "id": str(id_), "labels": ["Ding", label], "properties": properties}


def edge(id_: int, type_: str, start: int, end: int, **properties: Any) -> dict[str, Any]:
    ends = {"start": {"id": str(start)}, "end": {"id": str(end)}}
    return {
        "type": "relationship",
        "id": str(id_),
        "label": type_,
        **ends,
        "properties": properties,
    }


GRAPH = [
    node(0, "Klient", vorname="Anna", nachname="Muster", telefon="+491701234567", address="Weg 1"),
    node(1, "Konto", iban=A),
    node(2, "Konto", iban=B),
    node(3, "Buchung", betrag="1200.50", datum="03/04/2024 10:00", waehrung="USD"),
    node(4, "Buchung", betrag="7", datum="04/04/2024 10:00", zustand="Geplatzt"),
    node(5, "Buchung", betrag="8"),
    edge(0, "GEHOERT", 1, 0),
    edge(1, "BELASTET", 3, 1),
    edge(2, "GUTSCHRIFT", 3, 2),
    edge(3, "BELASTET", 4, 2),
    edge(4, "GUTSCHRIFT", 4, 1),
    edge(5, "BELASTET", 5, 2),
    edge(6, "UEBERWIESEN", 2, 1, betrag="5.25", datum="05/04/2024"),
    edge(7, "GEHOERT", 0, 1),
    edge(8, "KENNT", 0, 2),
    edge(9, "AM", 3, 0),
]


def read(folder: Path, graph: list[dict[str, Any]], words: str = "") -> Result:
    path, layout = folder / "graph.json", folder / "words.toml"
    path.write_text("".join(json.dumps(item) + "\n" for item in graph), "utf-8")
    layout.write_text(words, "utf-8")
    scratch = folder / "scratch"
    scratch.mkdir()
    return read_file(path, scratch, layout=str(layout) if words else None)


def entities(result: Result) -> list[dict[str, Any]]:
    return result.rows("entity")


def told(result: Result) -> list[tuple[str, str, Decimal, str, str]]:
    """Return from whom, to whom, how much of what, and whether it moved."""
    numbers = {
        row["id"]: number
        for row in entities(result)
        for number in row["values"].get("accountNumber", ())
    }
    return [
        (numbers[f["source"]], numbers[f["target"]], f["amount"].normalize(), f["currency"],
         f["status"])
        for f in sorted(result.flows, key=lambda flow: flow["row_no"])
    ]  # fmt: skip


def test_the_words_decide_what_each_is(tmp_path: Path) -> None:
    result = read(tmp_path, GRAPH, WORDS)
    # the telephone of a node gives a row of its own
    assert result.reading.stored == result.reading.read == len(GRAPH) + 1
    assert told(result) == [
        (A, B, Decimal("1200.5"), "USD", "ok"),
        (B, A, Decimal(7), "EUR", "failed"),
        (B, A, Decimal("5.25"), "EUR", "ok"),
    ]
    # Berlin, in summer: the third of April, as the layout says that the day comes first
    assert result.flows[0]["time_text"].startswith("03/04/2024")
    names = [row["values"].get("name") for row in entities(result) if row["kind"] == "Person"]
    assert ["Anna Muster"] in names
    kinds = sorted((link["kind"], link["row_no"]) for link in result.rows("link"))
    assert kinds == [
        ("HoldsAccount", 7), ("RelatedTo", 12), ("RelatedTo", 14), ("RelatedTo", 15),
        ("UsesPhone", 1),
    ]  # fmt: skip
    held = next(link for link in result.rows("link") if link["kind"] == "HoldsAccount")
    assert {row["id"]: row["kind"] for row in entities(result)}[held["source"]] == "Person"
    assert [column.name for column in result.reading.unread] == [
        "network:labels",
        "network:address",
    ]
    assert "address" not in {name for row in entities(result) for name in row["values"]}


def test_what_does_not_fit_the_words_is_said(tmp_path: Path) -> None:
    said = [str(warning) for warning in read(tmp_path, GRAPH, WORDS).reading.warnings]
    assert any("1 relation 'GEHOERT' is not read as HoldsAccount" in one for one in said)
    assert any("1 node 'Buchung' stands for no relation" in one for one in said)
    assert any("words that no list knows" in one and "KENNT" in one for one in said)


def test_rows_that_lead_to_the_ends_keep_them(tmp_path: Path) -> None:
    rows = {row["row_no"]: row for row in read(tmp_path, GRAPH, WORDS).as_read()}
    assert (rows[8]["network:source"], rows[8]["network:target"]) == ("3", "1")
    assert rows[16]["network:type"] == "AM"


@pytest.mark.parametrize(
    ("labels", "told", "kinds"),
    [
        pytest.param(
            [["Person", "Taeter"], ["Person", "Opfer"]], "", ["Person", "Person"], id="known"
        ),
        pytest.param([["Ding", "Taeter"], ["Ding", "Opfer"]], "", ["Item", "Item"], id="unknown"),
        pytest.param(
            [["Ding", "Taeter"], ["Ding", "Opfer"]], 'Ding = "Group"\n', ["Group", "Group"],
            id="told of all",
        ),
        pytest.param(
            [["Ding", "Taeter"], ["Ding", "Opfer"]], 'Opfer = "Person"\n', ["Item", "Person"],
            id="told of one",
        ),
    ],
)  # fmt: skip
def test_of_several_labels_the_one_decides_that_says_most(
    labels: list[list[str]], told: str, kinds: list[str], tmp_path: Path
) -> None:
    graph = [{**node(n, ""), "labels": some} for n, some in enumerate(labels)]
    words = f'name = "w"\nzone = "UTC"\n[graph.nodes]\n{told}'
    rows = entities(read(tmp_path, graph, words))
    assert [row["kind"] for row in rows] == kinds
    recorded = [row["values"]["recordedAs"] for row in rows]
    assert recorded == [[one[0] if one[0] in (*kinds, told[:4]) else one[1]] for one in labels]


PAYMENTS = [
    node(0, "Account", account_no=A),
    node(1, "Account", account_no=B),
    node(2, "Transaction", amount=5, date="2024-05-01T00:00:00Z", currency="EUR"),
    edge(0, "PERFORMS", 0, 2),
    edge(1, "BENEFITS_TO", 2, 1),
]


def test_payments_that_are_nodes_are_known_by_the_usual_words(tmp_path: Path) -> None:
    assert told(read(tmp_path, PAYMENTS)) == [(A, B, Decimal(5), "EUR", "ok")]


@pytest.mark.parametrize(
    ("place", "other"),
    [
        pytest.param(1, node(1, "Person", name="x"), id="an end that has no account"),
        pytest.param(2, node(2, "Transaction", date="2024-05-01"), id="no amount"),
        pytest.param(4, edge(1, "PERFORMS", 1, 2), id="two who pay"),
        pytest.param(4, edge(1, "NEAR", 1, 2), id="nobody who is paid"),
        pytest.param(1, node(1, "Payment", amount=6), id="an end that is a payment"),
    ],
)
def test_other_nodes_of_such_a_label_stay_things(
    place: int, other: dict[str, Any], tmp_path: Path
) -> None:
    graph = [*PAYMENTS[:place], other, *PAYMENTS[place + 1 :]]
    result = read(tmp_path, graph)
    assert result.flows == [] and result.reading.stored == len(graph)
    assert "Item" in {row["kind"] for row in entities(result)}


@pytest.mark.parametrize(
    ("before", "after", "where", "what"),
    [
        ('"Person"', '"Persona"', "line 8 graph.nodes.Klient", "no kind 'Persona'"),
        ('"Person"', '"Transfer"', "graph.nodes.Klient", "no kind of a thing"),
        ('kind = "HoldsAccount"', 'kind = "Person"', "edges.GEHOERT", "no kind of a relation"),
        ('"accountNumber"', '"kontonummer"', "Konto.iban", "no property 'kontonummer'"),
        ('betrag = "amount"', 'betrag = "source"', "graph.properties.betrag", "follows from"),
        ("failed =", "platzt =", "graph.states.platzt", "no such state"),
        ('"EUR"', '"EURO"', "graph.currency", "EURO"),
        ("day_first = true", 'epoch = "h"', "graph.epoch", "'h'"),
        ('source = "BELASTET"', "source = []", "graph.between.Buchung.source", "no relation"),
        ("[graph.between.Buchung]", "[graph.between.Konto]", "graph.between.Konto", "nodes too"),
        ('zone = "Europe/Berlin"', "columns = {}", "columns", "has only"),
        ("[graph.states]", "[graph.labels]", "graph.labels", "labels"),
    ],
)  # fmt: skip
def test_words_that_mean_nothing_are_refused_where_they_stand(
    before: str, after: str, where: str, what: str, tmp_path: Path
) -> None:
    assert before in WORDS
    path = tmp_path / "words.toml"
    path.write_text(WORDS.replace(before, after, 1), "utf-8")
    with pytest.raises(LayoutError) as refused:
        read_layout(path)
    assert where in refused.value.where.replace('"', "") and what in str(refused.value)


def test_a_case_keeps_the_words_and_is_derived_anew_by_them(tmp_path: Path) -> None:
    read(tmp_path, GRAPH, WORDS)
    with new_case(tmp_path / "case") as case:
        request = LoadRequest(layout=str(tmp_path / "words.toml"))
        reports, refused = case.evidence.load_as([tmp_path / "graph.json"], request)
        assert not refused and reports[0].source.layout == "office"
        (tmp_path / "words.toml").unlink()
        assert case.verify().error() is None
        assert case.sql("SELECT count(*) FROM transfer").rows == ((2,),)
        (step,) = case.trace(A, hops=1).steps
        paid = case.sql(f"SELECT amount FROM transfer WHERE id = '{step.link}'").rows
        assert paid == ((Decimal("1200.5"),),)
