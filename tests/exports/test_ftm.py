"""FtM entities: every link is an edge of FtM's own graph, no holder is made up, nothing is dropped.

What needs FollowTheMoney itself skips where it is not installed: ``scripts/test`` tries to.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import account, entities, links, row, source, transfer

from kg.exports import NoMasking, export, masked
from kg.exports.ftm_schemas import _mapping_tables, edge_of, edges, thing_of
from kg.exports.recount import check
from kg.model import Entity, Link, Proof, stable_id
from kg.schema import load_schema
from tests.depth import examples

SHA = "a" * 64
SCHEMA = load_schema()
ANY_TEXT = {"name", "identifier", "string", "text", "address"}
"""Types of FtM that keep any text."""


@pytest.fixture(scope="module")
def model():
    return pytest.importorskip(
        "followthemoney", reason="followthemoney is not installed (it builds on ICU)"
    ).model


def written(things, facts, folder: Path, suffix: str = ".ftm") -> Path:
    material = masked(
        NoMasking(), case="案", entities=things, links=facts, sources=[source(SHA)], schema=SCHEMA
    )
    return export(folder / f"x{suffix}", material, force=True)[0]


def told(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def of(schema: str, lines: list[dict]) -> list[dict]:
    return [line["properties"] for line in lines if line["schema"] == schema]


def ours(lines: list[dict]) -> dict[str, str]:
    """Return our id of each entity that tells it."""
    notes = {one["id"]: one["properties"].get("notes", ()) for one in lines}
    return {own: n[4:] for own, all_ in notes.items() for n in all_ if n.startswith("id: ")}


def person(number: str, **values: str) -> Entity:
    return Entity(stable_id("Person", number), "Person", {n: (v,) for n, v in values.items()})


def holds(who: Entity, what: Entity, proof: Proof = Proof.SINGLE) -> Link:
    own = stable_id("HoldsAccount", who.id, what.id)
    return Link(own, "HoldsAccount", who.id, what.id, proof=proof)


def ftm_graph(path: Path) -> nx.MultiDiGraph:
    """Return what FollowTheMoney's own exporter of networks makes of a file."""
    from followthemoney import model
    from followthemoney.export.graph import NXGraphExporter

    out = io.StringIO()
    exporter = NXGraphExporter(out)
    for line in told(path):
        exporter.write(model.get_proxy(line))
    exporter.finalize()
    return nx.read_gexf(io.BytesIO(out.getvalue().encode()))


def test_parallel_payments_between_accounts_stay_two_and_keep_their_way(
    tmp_path: Path, model
) -> None:
    a, b = account("1"), account("2")
    facts = [transfer(n, a, b, amount="0.10") for n in (1, 2)] + [transfer(3, b, a)]
    path = written([a, b], facts, tmp_path)
    owner = {one["asset"][0]: one["owner"][0] for one in of("Ownership", told(path))}
    known = {our: own for own, our in ours(told(path)).items()}
    parties = {one.id: owner[known[one.id]] for one in (a, b)}
    paid = [
        (source, target)
        for source, target, data in ftm_graph(path).edges(data=True)
        if data["schema"] == "Payment"
    ]
    node = model.get("Payment").get("payer").type.node_id
    wanted = [(node(parties[f.source]), node(parties[f.target])) for f in facts]
    assert Counter(paid) == Counter(wanted)


def test_a_payment_names_its_accounts_its_exact_amount_and_its_second(tmp_path: Path) -> None:
    a, b = account("1"), account("2")
    path = written([a, b], [transfer(1, a, b, amount="0.100000000000000001")], tmp_path)
    known = {our: own for own, our in ours(told(path)).items()}
    (paid,) = of("Payment", told(path))
    assert (paid["amount"], paid["currency"]) == (["0.100000000000000001"], ["CNY"])
    assert paid["date"] == ["2024-05-01T02:03:04"]
    assert (paid["payerAccount"], paid["beneficiaryAccount"]) == ([known[a.id]], [known[b.id]])
    assert paid["purpose"] == ['货款 "一"\n二']


@pytest.mark.parametrize(
    ("proofs", "is_told"),
    [
        ([], False),
        ([Proof.SINGLE], True),
        ([Proof.DISPUTED], False),
        ([Proof.SINGLE, Proof.EXCLUDED], True),
        ([Proof.SINGLE, Proof.CLUE], False),
    ],
)
def test_the_one_undoubted_holder_pays_and_else_a_party_that_says_it_is_nobody(
    tmp_path: Path, proofs: list[Proof], is_told: bool
) -> None:
    a, b = account("1", name="甲"), account("2")
    people = [person(str(n), name="甲") for n, _ in enumerate(proofs)]
    held = [holds(who, a, proof) for who, proof in zip(people, proofs, strict=True)]
    lines = told(written([a, b, *people], [*held, transfer(1, a, b)], tmp_path))
    ((payer,),) = (one["payer"] for one in of("Payment", lines))
    assert (ours(lines).get(payer) == (people[0].id if people else "")) is is_told
    for stub in of("LegalEntity", lines):
        assert (
            "name" not in stub and "未载明" in stub["weakAlias"][0] and "并非" in stub["notes"][0]
        )
    assert len(of("LegalEntity", lines)) == (1 if is_told else 2)


def test_what_was_excluded_is_no_payment(tmp_path: Path) -> None:
    a, b = account("1"), account("2")
    path = written([a, b], [replace(transfer(1, a, b), proof=Proof.EXCLUDED)], tmp_path)
    (drawn,) = of("UnknownLink", told(path))
    assert drawn["role"] == ["转账 · 排除"] and not of("LegalEntity", told(path))
    assert check(path).sums == {"CNY": Decimal("1.5")}


def test_a_wallet_is_no_account_of_a_bank_yet_its_payment_names_it(tmp_path: Path) -> None:
    wallet = Entity(stable_id("Wallet", "T1"), "Wallet", {"walletAddress": ("T1",)})
    a = account("1")
    lines = told(written([a, wallet], [transfer(1, wallet, a)], tmp_path))
    (paid,) = of("Payment", lines)
    assert "payerAccount" not in paid and f"source: {wallet.id}" in paid["description"]
    assert of("CryptoWallet", lines)[0]["publicKey"] == ["T1"]
    assert len(of("UnknownLink", lines)) == len(of("Ownership", lines)) == 1


def test_an_end_that_is_described_nowhere_is_there_all_the_same(tmp_path: Path, model) -> None:
    a, b = account("1"), account("2")
    know = Link(stable_id("KnowsOf", "1"), "KnowsOf", stable_id("Person", "9"), a.id)
    path = written([a], [transfer(1, a, b), know], tmp_path)
    drawn = Counter(data["schema"] for *_, data in ftm_graph(path).edges(data=True))
    assert (drawn["Payment"], drawn["UnknownLink"]) == (1, 1)
    assert {b.id, know.source} <= set(ours(told(path)).values())


def test_times_finer_than_a_second_are_told_in_words(tmp_path: Path) -> None:
    a, b = account("1"), account("2")
    fine = datetime(2024, 5, 1, 2, 3, 4, 120000, tzinfo=UTC)
    path = written([a, b], [replace(transfer(1, a, b), start=fine)], tmp_path)
    (paid,) = of("Payment", told(path))
    assert paid["date"] == ["2024-05-01T02:03:04"]
    assert "startTime: 2024-05-01T02:03:04.12Z" in paid["description"]


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        ("Person", "Person"), ("Bank", "Company"), ("Group", "Organization"),
        ("BankAccount", "BankAccount"), ("PaymentAccount", "BankAccount"),
        ("PlatformAccount", "UserAccount"), ("Wallet", "CryptoWallet"), ("CashEnd", "LegalEntity"),
        ("PhoneNumber", "Asset"), ("IdentityDocument", "Asset"), ("CoinMixing", "Event"),
        ("Court", "PublicBody"), ("CourtCase", "CourtCase"), ("DataBatch", "Table"),
    ],
)  # fmt: skip
def test_a_kind_is_what_the_table_says_or_its_ancestor(kind: str, schema: str) -> None:
    assert thing_of(SCHEMA.kind(kind)) == schema


@pytest.mark.parametrize(
    ("kind", "ends", "schema"),
    [
        ("Transfer", ("BankAccount", "CryptoWallet"), "Payment"),
        ("Pays", ("Person", "Person"), "Payment"),
        ("TracedFlow", ("BankAccount", "BankAccount"), "UnknownLink"),
        ("ReportedLoss", ("Person", "BankAccount"), "UnknownLink"),
        ("HoldsAccount", ("Person", "BankAccount"), "Ownership"),
        ("HoldsAccount", ("Person", "UserAccount"), "UnknownLink"),
        ("MemberOf", ("Person", "Organization"), "Membership"),
        ("MemberOf", ("Person", "Person"), "UnknownLink"),
        ("Call", ("Asset", "Asset"), "UnknownLink"),
    ],
)
def test_a_link_is_drawn_as_what_its_ends_allow(kind: str, ends, schema: str) -> None:
    assert edge_of(SCHEMA.kind(kind), *ends).schema == schema


def is_of_a_case(link) -> bool:
    """Say whether a case can hold the amount: 20 digits before the point, 18 behind it."""
    amount = link.amount or Decimal(0)
    return abs(amount) < 10**20 and amount.as_tuple().exponent >= -18


@settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))
@given(
    st.lists(entities, max_size=5, unique_by=lambda e: e.id),
    st.lists(links.filter(is_of_a_case), max_size=6, unique_by=lambda link: link.id),
)
def test_any_facts_are_counted_as_in_a_table(things: list, facts: list) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ftm, table = (written(things, facts, Path(folder), one) for one in (".ftm", ".csv"))
        found, wanted = check(ftm), check(table)
        lines = told(ftm)
    assert (found.nodes, found.edges, found.sums) == (wanted.nodes, wanted.edges, wanted.sums)
    assert len(lines) == len({line["id"] for line in lines})
    for line in lines:
        for name in {name for edge in edges().values() for name in edge.ends}:
            assert len(line["properties"].get(name, [""])) == 1


def test_every_kind_of_fact_passes_through_ftm_unchanged(tmp_path: Path, model) -> None:
    values = {
        name: (f"{name} 一", f"6222****{n}")
        for n, name in enumerate(("name", "msisdn", "email", "residentId", "uscc", "url", "note"))
    }
    things = [
        Entity(stable_id(kind.key_kind, kind.name), kind.name, values, (row(SHA, n, "摘录"),))
        for n, kind in enumerate(SCHEMA.entity_kinds())
    ]
    facts = [
        replace(transfer(n, *things[n : n + 2], row(SHA, n)), kind=kind.name)
        for n, kind in enumerate(SCHEMA.link_kinds())
    ]
    for line in told(written(things, facts, tmp_path)):
        for cleaned in (True, False):
            proxy = model.get_proxy(line, cleaned=cleaned)
            assert {n: proxy.get(n) for n in line["properties"]} == line["properties"]
        assert not model.get(line["schema"]).abstract


def test_the_table_says_what_ftm_says_of_itself(model) -> None:
    things = _mapping_tables()["things"]
    for name, kin in things.items():
        schema = model.get(name)
        assert schema.is_a("Thing") and not schema.abstract and not schema.edge
        assert {one.name for one in schema.schemata} & set(things) == {name, *kin}
    for edge in edges().values():
        schema = model.get(edge.schema)
        assert (schema.source_prop.name, schema.target_prop.name) == edge.ends
        allowed = [prop.range.name for prop in (schema.source_prop, schema.target_prop)]
        assert [one.replace("Thing", "") for one in allowed] == list(edge.range)
    for name, told_here in _mapping_tables()["values"].items():
        for prop in (model.get(name).get(one) for one in told_here.values()):
            assert prop.type.name in ANY_TEXT and prop.format is None


def test_only_payments_are_summed(tmp_path: Path) -> None:
    a, b = account("1"), account("2")
    lost = Link(
        stable_id("ReportedLoss", "1"), "ReportedLoss", person("1").id, b.id,
        amount=Decimal("7.5"), currency="USDT",
    )  # fmt: skip
    found = check(written([a, b], [transfer(1, a, b), lost], tmp_path))
    assert (found.edges, found.sums) == (2, {"CNY": Decimal("1.5")})
