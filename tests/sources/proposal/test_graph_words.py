"""The layout that is proposed for the words of a graph that no list knows."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.limits import LIMITS
from kg.requests import TableAnswers
from kg.sources.formats.property_graph import read_property_graph
from kg.sources.layout_files import read_layout
from kg.sources.proposal.graph_words import SAMPLED
from kg.sources.proposal.proposal import Proposal
from kg.sources.proposal.propose import propose
from kg.sources.reading_result import UNKNOWN_WORDS
from kg.values.identities import check_digit
from tests.command_line import kg
from tests.sources.formats.test_graph_words import GRAPH, A, B, edge, node, told
from tests.sources.reader import Result, read_file


def written(folder: Path, graph: list[dict[str, Any]]) -> Path:
    path = folder / "graph.json"
    path.write_text("".join(json.dumps(item) + "\n" for item in graph), "utf-8")
    return path


def proposed(folder: Path, graph: list[dict[str, Any]], **answers: Any) -> Proposal:
    return propose(written(folder, graph), TableAnswers(**answers), lang="en")


def words(proposal: Proposal) -> dict[str, Any]:
    """Return what the proposed layout says of the words."""
    graph: dict[str, Any] = tomllib.loads(proposal.layout)["graph"]
    return graph


def loaded(folder: Path, proposal: Proposal) -> Result:
    """Read the graph with the layout that was proposed for it."""
    layout, scratch = folder / "words.toml", folder / "scratch"
    layout.write_text(proposal.layout, "utf-8")
    scratch.mkdir()
    return read_file(folder / "graph.json", scratch, layout=str(layout))


GOOD = [item for item in GRAPH if item["id"] not in ("5", "7") or item["type"] == "node"][:5] + [
    item for item in GRAPH if item["type"] == "relationship" and item["id"] in "012346"
]


def test_words_of_another_language_are_told_by_their_form_and_by_what_they_tie(
    tmp_path: Path,
) -> None:
    proposal = proposed(tmp_path, GOOD, dates="day-first")
    graph = words(proposal)
    assert graph["nodes"] == {"Klient": "Person", "Konto": "BankAccount"}
    assert graph["edges"]["GEHOERT"] == {"kind": "HoldsAccount", "reversed": True}
    assert graph["edges"]["UEBERWIESEN"] == {"kind": "Transfer"}
    assert graph["between"] == {
        "Buchung": {"kind": "Transfer", "source": ["BELASTET"], "target": ["GUTSCHRIFT"]}
    }
    properties = graph["properties"]
    assert properties["Klient.vorname"] == properties["Klient.nachname"] == "name"
    assert properties["Konto.iban"] == "accountNumber"
    assert [properties[f"Buchung.{name}"] for name in ("betrag", "datum", "waehrung")] == [
        "amount", "startTime", "currency",
    ]  # fmt: skip
    assert told(loaded(tmp_path, proposal)) == [
        (A, B, Decimal("1200.5"), "USD", "ok"),
        (B, A, Decimal(7), "XXX", "ok"),
        (B, A, Decimal("5.25"), "XXX", "ok"),
    ]


def test_what_the_graph_does_not_tell_is_asked(tmp_path: Path) -> None:
    asked = {question.option for question in proposed(tmp_path, GOOD).questions}
    assert asked == {"dates", "currency"}
    proposal = proposed(tmp_path, GOOD, dates="month-first", currency="GBP")
    assert not proposal.questions
    times = [flow["time_text"] for flow in loaded(tmp_path, proposal).flows]
    assert len(times) == 3 and {"GBP"} < {flow[3] for flow in told(loaded_again(tmp_path))}


def loaded_again(folder: Path) -> Result:
    scratch = folder / "again"
    scratch.mkdir()
    return read_file(folder / "graph.json", scratch, layout=str(folder / "words.toml"))


def test_of_two_properties_that_may_be_the_amount_the_surer_is_it_and_the_other_is_kept(
    tmp_path: Path,
) -> None:
    graph = [
        node(0, "Konto", iban=A),
        node(1, "Konto", iban=B),
        edge(0, "UEBERWEISUNG", 0, 1, summe="70", betrag="5", amount="6", datum="2024-01-01"),
    ]
    proposal = proposed(tmp_path, graph, currency="EUR")
    properties = words(proposal)["properties"]
    assert [name for name, ours in properties.items() if ours == "amount"] == [
        "UEBERWEISUNG.amount"
    ]
    assert told(loaded(tmp_path, proposal)) == [(A, B, Decimal(6), "EUR", "ok")]


PAIRED = [
    node(0, "Konto", iban=A),
    node(1, "Konto", iban=B),
    node(2, "Vorgang", betrag="5"),
    edge(0, "SEITE_EINS", 2, 0),
    edge(1, "SEITE_ZWEI", 2, 1),
]


def test_which_end_paid_is_asked_where_no_word_tells_it(tmp_path: Path) -> None:
    (question, _) = proposed(tmp_path, PAIRED).questions
    assert question.option == "role"
    assert [one.text for one in question.answers] == ["source=SEITE_EINS", "source=SEITE_ZWEI"]
    for answer, payer in (("source=SEITE_EINS", A), ("source=SEITE_ZWEI", B)):
        with TemporaryDirectory() as folder:
            proposal = proposed(Path(folder), PAIRED, role=[answer], currency="EUR")
            assert not proposal.questions
            (flow,) = told(loaded(Path(folder), proposal))
            assert (flow[0], flow[2]) == (payer, Decimal(5))
    with pytest.raises(UsageError, match="SEITE_EINS"):
        proposed(tmp_path, PAIRED, role=["source=NOWHERE"])


def test_who_pays_and_is_known_by_an_id_alone_is_an_account(tmp_path: Path) -> None:
    graph = [
        node(0, "Client", id="C1", name="Leah"),
        node(1, "Merchant", id="M1", name="Shop"),
        node(2, "Transaction", amount=4.5, ts=1_700_000_000),
        node(3, "Transaction", amount=5.5, ts=1_700_000_060),
        edge(0, "PERFORMED", 0, 2),
        edge(1, "TO", 2, 1),
        edge(2, "PERFORMED", 0, 3),
        edge(3, "TO", 3, 1),
        edge(4, "NEXT", 2, 3),
    ]
    proposal = proposed(tmp_path, graph, currency="USD")
    assert words(proposal)["nodes"] == {"Client": "Account", "Merchant": "Account"}
    assert words(proposal)["epoch"] == "s"
    flows = loaded(tmp_path, proposal).flows
    assert [flow["start_us"] for flow in flows] == [1_700_000_000_000_000, 1_700_000_060_000_000]


def test_an_address_of_a_chain_is_a_wallet_and_no_place(tmp_path: Path) -> None:
    graph = [
        node(0, "Address", address="0x52908400098527886E0F7030069857D2E4169EE7"),
        node(1, "Address", address="0xde709f2102306220921060314715629080e2fb77"),
        edge(0, "MOVED", 0, 1, value="1.5", token="USDT", block_time=1_709_290_000),
    ]
    result = loaded(tmp_path, proposed(tmp_path, graph))
    (flow,) = result.flows
    assert (flow["amount"].normalize(), flow["currency"]) == (Decimal("1.5"), "USDT")
    assert {row["kind"] for row in result.rows("entity")} == {"Wallet"}


@pytest.mark.parametrize("write", [nx.write_graphml, nx.write_gexf])
def test_an_attribute_of_any_name_may_say_what_each_is(
    write: Callable[[Any, Path], None], tmp_path: Path
) -> None:
    graph = nx.MultiDiGraph()
    graph.add_node(A, art="Konto", inhaber="Anna")
    graph.add_node(B, art="Konto", label="B")
    graph.add_node("p", art="Person", name="Anna Muster", label="p")
    graph.add_edge(A, B, betrag=12.5, datum="2024-05-06 07:08:09")
    graph.add_edge("p", A, rolle="Inhaberin")
    path = tmp_path / "graph.xml"
    write(graph, path)
    proposal = propose(path, TableAnswers(currency="EUR"), lang="en")
    said = words(proposal)
    assert (said["node_word"], said["edge_word"]) == ("art", "rolle")
    assert said["nodes"] == {"Konto": "BankAccount", "Person": "Person"}
    assert said["edges"] == {
        "edge": {"kind": "Transfer"}, "Inhaberin": {"kind": "HoldsAccount"},
    }  # fmt: skip
    layout, scratch = tmp_path / "words.toml", tmp_path / "scratch"
    layout.write_text(proposal.layout, "utf-8")
    scratch.mkdir()
    result = read_file(path, scratch, layout=str(layout))
    assert told(result) == [(A, B, Decimal("12.5"), "EUR", "ok")]
    people = [row["values"] for row in result.rows("entity") if row["kind"] == "Person"]
    assert ["Anna Muster"] in [values.get("name") for values in people]


def test_a_graph_without_money_is_proposed_for_by_its_words_too(tmp_path: Path) -> None:
    nodes = [{"id": 1, "type": "Klient"}, {"id": "1", "type": "vessel"}]
    graph = {"nodes": nodes, "links": [{"source": 1, "target": "1", "type": "KENNT"}]}
    path = tmp_path / "graph.json"
    path.write_text(json.dumps(graph), "utf-8")
    said = words(propose(path))
    assert said["nodes"] == {"Klient": "Person", "vessel": "Vehicle"}
    assert said["edges"] == {"KENNT": {"kind": "RelatedTo"}}


PERSON_NUMBER = "00010219900307123" + check_digit("00010219900307123")
OF_PROPERTIES = [
    ({"gender": "f"}, "Person", "gender"),
    ({"nr": PERSON_NUMBER}, "Person", "residentId"),
    ({"nr": "91990304MA8751521L"}, "Organisation", "uscc"),
    ({"kontakt": "a@example.com"}, "EmailAddress", "email"),
    ({"nr": A}, "BankAccount", "accountNumber"),
    ({"nr": "0x52908400098527886E0F7030069857D2E4169EE7"}, "Wallet", "walletAddress"),
    ({"phone": "+491701234567"}, "PhoneNumber", "msisdn"),
    ({"holder": "Ann"}, "BankAccount", "name"),
    ({"farbe": "rot"}, "Item", ""),
]


@pytest.mark.parametrize(("said", "kind", "ours"), OF_PROPERTIES)
def test_what_a_node_under_an_unknown_label_is_its_properties_tell(
    said: dict[str, str], kind: str, ours: str, tmp_path: Path
) -> None:
    graph = [node(0, "Alpha", **said), node(1, "Omega", farbe="blau"), edge(0, "KENNT", 0, 1)]
    told_by = words(proposed(tmp_path, graph))
    (name,) = said
    assert (told_by["nodes"]["Alpha"], told_by["properties"][f"Alpha.{name}"]) == (kind, ours)


def test_a_name_beside_a_telephone_is_nobodys_line(tmp_path: Path) -> None:
    graph = [node(0, "Alpha", phone="+491701234567", name="Bo"), node(1, "Omega", name="Di")]
    assert words(proposed(tmp_path, graph))["nodes"]["Alpha"] == "Item"


def test_which_way_relations_lead_tells_who_pays(tmp_path: Path) -> None:
    graph = [
        *PAIRED[:2], node(2, "Vorgang", betrag="5", datum="2024-05-01"),
        edge(0, "ZAHLT", 0, 2), edge(1, "ERREICHT", 2, 1),
    ]  # fmt: skip
    proposal = proposed(tmp_path, graph, currency="EUR")
    assert words(proposal)["between"]["Vorgang"] == {
        "kind": "Transfer", "source": ["ZAHLT"], "target": ["ERREICHT"],
    }  # fmt: skip
    assert not proposal.questions
    assert told(loaded(tmp_path, proposal)) == [(A, B, Decimal(5), "EUR", "ok")]


def test_a_person_may_say_which_relation_leads_to_who_was_paid(tmp_path: Path) -> None:
    proposal = proposed(tmp_path, PAIRED, role=["target=SEITE_EINS"], currency="EUR")
    assert told(loaded(tmp_path, proposal)) == [(B, A, Decimal(5), "EUR", "undated")]
    with pytest.raises(UsageError) as refused:
        proposed(tmp_path, PAIRED, role=["own=SEITE_EINS"])
    assert (refused.value.what.id, refused.value.where) == ("role-not-known", "--role")


def test_relations_of_unknown_words_are_what_may_tie_their_ends(tmp_path: Path) -> None:
    graph = [
        node(0, "Klient", name="Ann"), node(1, "Handy", phone="+491701234567"),
        node(2, "Brieftasche", adresse="0x52908400098527886E0F7030069857D2E4169EE7"),
        node(3, "Konto", nr=A), edge(0, "NUTZT", 0, 1), edge(1, "HAT", 0, 2),
        edge(2, "BEI", 3, 0), edge(3, "MAG", 1, 2),
    ]  # fmt: skip
    assert words(proposed(tmp_path, graph))["edges"] == {
        "NUTZT": {"kind": "UsesPhone"},
        "HAT": {"kind": "HoldsWallet"},
        "BEI": {"kind": "HoldsAccount", "reversed": True},
        "MAG": {"kind": "RelatedTo"},
    }


def test_the_ends_of_a_listed_payment_are_those_of_its_listed_words(tmp_path: Path) -> None:
    graph = [
        node(0, "Account", id="A1"), node(1, "Account", id="A2"),
        node(2, "Transaction", amount="5", date="01/02/2024"),
        edge(0, "SENT", 0, 2), edge(1, "RECEIVED", 2, 1),
    ]  # fmt: skip
    proposal = proposed(tmp_path, graph, currency="USD", zone="Europe/Berlin")
    assert [question.option for question in proposal.questions] == ["dates"]
    assert tomllib.loads(proposal.layout)["zone"] == "Europe/Berlin"
    assert words(proposal)["between"]["Transaction"] == {
        "kind": "Transfer", "source": ["SENT"], "target": ["RECEIVED"],
    }  # fmt: skip


def test_a_graph_in_chinese_is_of_chinas_clock_and_others_of_none(tmp_path: Path) -> None:
    graph = [
        node(0, "账户", 账号=A), node(1, "账户", 账号=B),
        edge(0, "转账", 0, 1, 金额="5.00", 时间="2024-05-01 10:00:00"),
    ]  # fmt: skip
    proposal = proposed(tmp_path, graph, currency="CNY")
    assert tomllib.loads(proposal.layout)["zone"] == "Asia/Shanghai"
    assert [(f["amount"].normalize(), f["currency"]) for f in loaded(tmp_path, proposal).flows] == [
        (Decimal(5), "CNY")
    ]
    assert tomllib.loads(proposed(tmp_path, PAIRED).layout)["zone"] == "UTC"


def test_every_relation_is_counted_though_only_the_first_are_looked_at(tmp_path: Path) -> None:
    graph = [
        *PAIRED[:2],
        *(edge(n, "GAB", 0, 1, betrag="5", datum="2024-02-01") for n in range(210)),
    ]
    proposal = proposed(tmp_path, graph, currency="EUR")
    counts = {word.word: word.count for word in proposal.words}
    assert (counts["GAB"], counts["GAB.betrag"]) == (210, SAMPLED)
    assert len(loaded(tmp_path, proposal).flows) == 210


def test_a_number_that_stands_twice_tells_no_account(tmp_path: Path) -> None:
    for second, ours in (("2", "platformNumber"), ("1", "")):
        graph = [
            node(0, "Mitglied", kundennummer="1"), node(1, "Mitglied", kundennummer=second),
            edge(0, "UEBERWEISUNG", 0, 1, betrag="5"),
        ]  # fmt: skip
        properties = words(proposed(tmp_path, graph, currency="EUR"))["properties"]
        assert properties["UEBERWEISUNG.betrag"] == "amount"
        assert set(properties.values()) == {"amount", ours}


NAMES = st.text("aZ账.\"'#\\\n 9_", min_size=1, max_size=6)
VALUES = st.one_of(
    st.text(max_size=8), st.integers(-5, 2_000_000_000), st.floats(0, 9), st.just(A),
    st.just("2024-05-06 07:08:09"), st.lists(st.text("ab", max_size=2), max_size=2),
)  # fmt: skip
SAID = st.dictionaries(NAMES | st.sampled_from(("amount", "date", "name")), VALUES, max_size=3)


@st.composite
def graphs(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw a graph of a few words, with properties of any names and values."""
    labels, types = (draw(st.lists(NAMES, min_size=1, max_size=3)) for _ in range(2))
    count = draw(st.integers(1, 5))
    nodes = [node(n, draw(st.sampled_from(labels)), **draw(SAID)) for n in range(count)]
    ends = st.tuples(*[st.integers(0, count - 1)] * 2)
    edges = [
        edge(n, draw(st.sampled_from(types)), *draw(ends), **draw(SAID))
        for n in range(draw(st.integers(0, 5)))
    ]
    return nodes + edges


@given(graph=graphs())
def test_any_graph_gets_a_layout_that_reads_every_row(graph: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as name:
        path, layout = written(Path(name), graph), Path(name) / "words.toml"
        layout.write_text(propose(path).layout, "utf-8")
        told_by = read_layout(layout).graph
        plain = read_property_graph(path.read_text("utf-8"), "x", LIMITS)
        read = read_property_graph(path.read_text("utf-8"), "x", LIMITS, lambda network: told_by)
        refused = [sum(bool(one.reason) for one in found.records) for found in (plain, read)]
        assert refused[0] == refused[1] and len(read.records) >= len(graph)
        assert not any(warning.id == UNKNOWN_WORDS for warning in read.warnings)


def test_the_command_shows_the_words_and_writes_them(tmp_path: Path) -> None:
    path, out = written(tmp_path, GOOD), tmp_path / "words.toml"
    done = kg("layout", path, out, "--dates", "day-first", "--currency", "EUR")
    assert done.returncode == 0, done.stderr
    assert "What the words of graph.json are taken for" in done.stdout
    assert "account holding, the other way round" in done.stdout
    assert kg("new", tmp_path / "case").returncode == 0
    done = kg("load", tmp_path / "case", path, "--layout", out)
    assert done.returncode == 0 and "no list knows" not in done.stdout, done.stdout
    kept = kg("layout", path, "--keep", "--dates", "day-first", "--currency", "EUR")
    assert kept.returncode == 2 and "found by no header" in kept.stderr


@pytest.mark.parametrize("name", ["graph.json", f"{'图 ' * 60}.json"], ids=["plain", "long"])
def test_a_proposal_is_taken_where_no_list_knows_the_words(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, GOOD).rename(tmp_path / name)
    assert kg("new", tmp_path / "case").returncode == 0
    done = kg("load", tmp_path / "case", path, "--propose")
    assert done.returncode == 3 and "--dates day-first" in done.stdout, done.stdout
    done = kg("load", tmp_path / "case", path, "--propose", "--dates", "day-first", "--currency",
              "EUR")  # fmt: skip
    assert done.returncode == 0 and "Buchung → transfer (2)" in done.stdout, done.stdout
    assert kg("verify", tmp_path / "case").returncode == 0
