"""A graph that is updated step by step ends where one that is built at once would stand."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from shelving import Reading, account, shelve
from test_determinism import GROUPS, readings

from kg.ledger import Index, Ledger, Promotion, changes
from kg.ledger.index_changes import IndexChanges
from tests.depth import examples


def applied(held: dict[str, Any], old: Index | None, new: Index, shas: set[str]) -> dict[str, Any]:
    delta = new.changes(old, shas)
    gone = set(delta.gone)
    put = {fact.id: fact for fact in [*delta.put_entities, *delta.put_links]}
    new = {fact.id: fact for fact in delta.new}
    assert {**new, **retold(held, delta)} == {
        key: set_of(fact) if key not in new else fact for key, fact in put.items()
    }
    kept = {key: fact for key, fact in held.items() if key not in gone}
    return kept | put


def retold(held: dict[str, Any], delta: IndexChanges) -> dict[str, Any]:
    """Return what is told otherwise, made of what was held and of what differs."""
    found = {}
    for was, now in delta.retold:
        stays = set(held[was.id].evidence) - set(was.evidence)
        assert replace(was, evidence=()) == replace(held[was.id], evidence=())
        assert not stays & set(now.evidence)
        found[now.id] = replace(now, evidence=frozenset((*stays, *now.evidence)))
    return found


def set_of(fact: Any) -> Any:
    return replace(fact, evidence=frozenset(fact.evidence))


@settings(max_examples=examples(5))
@given(GROUPS, st.sets(st.integers(0, 2), max_size=2))
def test_step_by_step_equals_at_once(groups: list[Any], kept_out: set[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = readings(*groups)
        whole = shelve(Path(folder) / "ledger", *found)
        shas = {one.sha256 for n, one in enumerate(found) if n not in kept_out}
        held: dict[str, Any] = {}
        before: Index | None = None
        for count in range(1, len(found) + 1):
            after = Ledger(whole.folder, [one.sha256 for one in found[:count]]).index()
            held, before = applied(held, before, after, shas), after
        assert held == applied({}, None, whole.index(), shas)


def two_sources() -> tuple[Reading, Reading]:
    bank, sheet = Reading("bank.csv"), Reading("sheet.csv", layout="relations")
    for number in ("A", "B", "C"):
        bank.entity(number)
    bank.flow("A", "B", "10", 0)
    bank.flow("B", "C", "10", 60)
    bank.link("HoldsAccount", "P", "B")
    bank.link("HoldsAccount", "Q", "A")
    sheet.link("Controls", "R", "C")
    return bank, sheet


def test_an_unpromoted_file_gives_only_what_a_fact_mentions(tmp_path: Path) -> None:
    bank, sheet = two_sources()
    index = shelve(tmp_path / "ledger", bank, sheet).index()
    delta = index.changes(None, set())
    assert [entity.id for entity in delta.put_entities] == [account("C")]
    assert [link.kind for link in delta.put_links] == ["Controls"]


def test_a_promoted_payment_brings_its_accounts_and_their_holders(tmp_path: Path) -> None:
    bank, sheet = two_sources()
    index = shelve(tmp_path / "ledger", bank, sheet).index()
    payment = bank.flows[0]["id"]
    delta = changes(index, index, Promotion(), Promotion(links=frozenset([payment])))
    assert {entity.id for entity in delta.put_entities} == {account("A"), account("B")}
    kinds = sorted(link.kind for link in delta.put_links)
    assert kinds == ["HoldsAccount", "HoldsAccount", "Transfer"]


def test_facts_of_two_numbers_of_one_account_fold_and_corroborate(tmp_path: Path) -> None:
    one, other = Reading("bank.csv"), Reading("accounts.csv", layout="accounts")
    one.aliases.append(("A", "A-card"))
    first = one.link("HoldsAccount", "P", "A", values=json.dumps({"note": ["x"]}))
    second = other.link("HoldsAccount", "P", "A-card", values=json.dumps({"note": ["y"]}))
    twice = [one.link("SellsData", "P", "Q", amount=Decimal(5), currency="CNY") for _ in "12"]
    index = shelve(tmp_path / "ledger", one, other).index()
    held = {link.id: link for link in index.links([first, second, *twice])}
    assert set(held) == {min(first, second), *twice}
    fact = held[min(first, second)]
    assert fact.proof == "corroborated"
    assert fact.values == {"note": ("x", "y")}
    assert len(fact.evidence) == 2


def test_one_id_with_two_contents_keeps_both_and_lists_them(tmp_path: Path) -> None:
    one, other = Reading("one.csv"), Reading("other.csv")
    one.flow("A", "B", "10", 0, serial="s1")
    other.flow("A", "B", "11", 0, serial="s1")
    index = shelve(tmp_path / "ledger", one, other).index()
    assert sorted(row["amount"] for row in index.table("flow_transfer")) == [10, 11]
    assert len({row["own_id"] for row in index.table("conflict")}) == 2
