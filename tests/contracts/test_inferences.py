"""What stores conclude: one tries every triple, Oxigraph asks and keeps; both say the same."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.graph import inference, open_store
from kg.model import Concluded, Entity, Link, Proof, stable_id
from kg.rules import load_rules
from kg.schema import load_schema
from tests.depth import examples

SHORTCUTS = {kind.name: kind.shortcut for kind in load_schema().kinds() if kind.shortcut}
RULES = load_rules()
CROWD = 51
DERIVED = b"graph:derived"
CC = "https://w3id.org/crimechain/"


def thing(kind: str, number: int) -> Entity:
    return Entity(stable_id(load_schema().kind(kind).key_kind, str(number)), kind)


def link(kind: str, source: Entity, target: Entity, proof: Proof = Proof.SINGLE) -> Link:
    return Link(stable_id(kind, source.id, target.id), kind, source.id, target.id, proof=proof)


PERSONS = [thing("Person", n) for n in range(5)]
ACCOUNTS = [thing("BankAccount", n) for n in range(3)]
WALLETS = [thing("Wallet", n) for n in range(2)]
PHONES = [thing("PhoneNumber", n) for n in range(2)]
# one id, two kinds: what is loaded later may know better
DEVICES = [thing("MobileDevice", 0), thing("IPAddress", 1), thing("SimBox", 0)]
ROOMS = [thing("LiveRoom", 0), thing("Platform", 0)]
THINGS = [*PERSONS, *ACCOUNTS, *WALLETS, *PHONES, *DEVICES, *ROOMS]
ENDS = {
    "UsesPhone": (PERSONS, PHONES),
    "SignsInWith": (ACCOUNTS, DEVICES),
    "Login": (ACCOUNTS, DEVICES),
    "HoldsAccount": (PERSONS, ACCOUNTS),
    "HoldsWallet": (PERSONS, WALLETS),
    "Transfer": (ACCOUNTS + WALLETS, ACCOUNTS + WALLETS),
    "StreamsIn": (ACCOUNTS, ROOMS),
    "SellsData": (PERSONS, PERSONS),
    "SuppliesAccount": (PERSONS, PERSONS),
}
links = st.sampled_from(sorted(ENDS)).flatmap(
    lambda kind: st.builds(
        link,
        st.just(kind),
        st.sampled_from(ENDS[kind][0]),
        st.sampled_from(ENDS[kind][1]),
        st.sampled_from((Proof.SINGLE, Proof.SINGLE, Proof.EXCLUDED)),
    )
)
facts = st.lists(st.sampled_from(THINGS) | links, max_size=12, unique_by=lambda fact: fact.id)
writes = st.lists(st.tuples(facts, st.lists(links.map(lambda one: one.id), max_size=4)), max_size=5)


@pytest.fixture(params=[1, 2_000])
def many(request, monkeypatch):
    """Let few changes be many: so both ways of deriving are tried."""
    monkeypatch.setattr(inference, "MANY", request.param)


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(writes)
def test_what_is_kept_is_what_follows(many, sequence):
    folder = Path(tempfile.mkdtemp())
    slow, fast = stores(folder)
    for put, gone in sequence:
        for store in (slow, fast):
            store.apply(put, gone=gone)
        assert list(fast.dump()) == list(slow.dump())
        assert fast.misderived() == []
    assert fast.derived() == slow.derived()
    for thing in THINGS[::2]:
        assert fast.conclusions(thing.id) == slow.conclusions(thing.id)
    fast.close()
    shutil.rmtree(folder)


def stores(folder, rules=RULES):
    return [
        open_store(folder / name, name=name, shortcuts=SHORTCUTS, rules=rules)
        for name in ("memory", "oxigraph")
    ]


@pytest.fixture(params=["memory", "oxigraph"])
def store(request, tmp_path):
    opened = open_store(tmp_path / "g", name=request.param, shortcuts=SHORTCUTS, rules=RULES)
    yield opened
    opened.close()


def concluded(store, name: str) -> set[tuple[str, ...]]:
    """Return what stands in the derived graph under a property, or as being of a kind."""
    found = set()
    for line in store.dump():
        subject, predicate, thing, *rest = line.decode().split()
        if rest[0] == "<urn:crimechain:graph:derived>" and f"<{CC}{name}>" in (predicate, thing):
            found.add(
                (subject[1:-1],) if thing == f"<{CC}{name}>" else (subject[1:-1], thing[1:-1])
            )
    return found


def test_two_who_use_one_phone_share_it_until_one_is_excluded(store):
    a, b, phone = PERSONS[0], PERSONS[1], PHONES[0]
    uses = [link("UsesPhone", a, phone), link("UsesPhone", b, phone)]
    store.apply([a, b, phone, *uses])
    assert concluded(store, "sharesPhone") == {(a.id, b.id), (b.id, a.id)}
    store.apply([link("UsesPhone", b, phone, Proof.EXCLUDED)])
    assert concluded(store, "sharesPhone") == set()
    assert concluded(store, "hasOrUses") == {(a.id, phone.id)}
    store.undo()
    assert concluded(store, "sharesPhone") == {(a.id, b.id), (b.id, a.id)}
    store.apply(gone=[uses[0].id])
    assert concluded(store, "sharesPhone") == set()


def test_a_conclusion_is_told_with_its_rule_and_its_links(store):
    a, b, phone = PERSONS[0], PERSONS[1], PHONES[0]
    uses = [link("UsesPhone", a, phone), link("UsesPhone", b, phone)]
    store.apply([a, b, phone, *uses])
    found = store.conclusions(a.id, b.id)
    links = tuple(sorted(one.id for one in uses))
    assert sorted(found, key=lambda one: one.source != a.id) == [
        Concluded("shares-phone", "1", "sharesPhone", *ends, links)
        for ends in ((a.id, b.id), (b.id, a.id))
    ]
    assert store.conclusions(a.id, b.id, limit=1)[0].more == 1
    assert {one.name for one in store.conclusions(phone.id)} == {"hasOrUses", "heldOrUsedBy"}
    assert store.derived() == {
        **{"usesPhone": 2, "hasOrUses": 2, "heldOrUsedBy": 2, "sharesPhone": 2, "Actor": 2}
    }


def test_what_everybody_uses_joins_nobody(store):
    phone, crowd = PHONES[0], [thing("Person", n) for n in range(CROWD)]
    store.apply([phone, *crowd, *(link("UsesPhone", one, phone) for one in crowd[:-1])])
    assert len(concluded(store, "sharesPhone")) == (CROWD - 1) * (CROWD - 2)
    store.apply([link("UsesPhone", crowd[-1], phone)])
    assert concluded(store, "sharesPhone") == set()


def test_an_address_that_many_share_is_no_device(store):
    phone, address = DEVICES[:2]
    facts = [link("Login", ACCOUNTS[0], address), link("SignsInWith", ACCOUNTS[1], address)]
    store.apply([*ACCOUNTS, phone, address, *facts])
    assert concluded(store, "sharesDevice") == set()
    store.apply([link("Login", ACCOUNTS[0], phone), link("SignsInWith", ACCOUNTS[1], phone)])
    one, two = ACCOUNTS[0].id, ACCOUNTS[1].id
    assert concluded(store, "sharesDevice") == {(one, two), (two, one)}


def test_who_pays_himself_pays_nobody_through_an_account(store):
    a, b = PERSONS[:2]
    holds = [link("HoldsAccount", a, ACCOUNTS[0]), link("HoldsAccount", a, ACCOUNTS[1])]
    holds += [link("HoldsWallet", b, WALLETS[0])]
    store.apply([a, b, *ACCOUNTS, *WALLETS, *holds, link("Transfer", ACCOUNTS[0], ACCOUNTS[1])])
    assert concluded(store, "paidThrough") == set()
    store.apply([link("Transfer", ACCOUNTS[1], WALLETS[0])])
    assert concluded(store, "paidThrough") == {(a.id, b.id)}
    assert concluded(store, "controls") == set()


@pytest.mark.parametrize("crowded", [0, 1])
def test_an_account_that_more_than_three_hold_pays_through_nobody(store, crowded):
    holders = [thing("Person", n) for n in range(10, 15)]
    shared, other = ACCOUNTS[crowded], ACCOUNTS[1 - crowded]
    holds = [link("HoldsAccount", holder, shared) for holder in holders[:3]]
    holds.append(link("HoldsAccount", holders[4], other))
    store.apply([*holders, *ACCOUNTS, *holds, link("Transfer", ACCOUNTS[0], ACCOUNTS[1])])
    assert len(concluded(store, "paidThrough")) == 3
    fourth = link("HoldsAccount", holders[3], shared)
    store.apply([fourth])
    assert concluded(store, "paidThrough") == set()
    store.apply(gone=[fourth.id])
    assert len(concluded(store, "paidThrough")) == 3


def test_a_transfer_is_classed_by_its_ends(store):
    coins = link("Transfer", *WALLETS)
    gift, plain = link("Transfer", ACCOUNTS[0], ACCOUNTS[1]), link("Transfer", *ACCOUNTS[1:])
    streams = link("StreamsIn", ACCOUNTS[1], ROOMS[0])
    store.apply([*ACCOUNTS, *WALLETS, *ROOMS[:1], coins, gift, plain])
    assert (concluded(store, "CoinTransfer"), concluded(store, "LiveGift")) == (
        {(coins.id,)},
        set(),
    )
    store.apply([streams])
    assert concluded(store, "LiveGift") == {(gift.id,)}
    store.apply([thing("BankAccount", 0)], gone=[streams.id])
    assert concluded(store, "LiveGift") == set()


def test_a_thing_that_turns_out_to_be_of_another_kind_is_derived_anew(store):
    store.apply([thing("MobileDevice", 5)])
    assert concluded(store, "Device") == {(thing("Device", 5).id,)}
    store.apply([thing("Device", 5)])
    assert concluded(store, "Device") == set()


def test_every_rule_is_told_with_its_version_and_a_new_one_derives_anew(tmp_path):
    a, b, phone = PERSONS[0], PERSONS[1], PHONES[0]
    facts = [a, b, phone, link("UsesPhone", a, phone), link("UsesPhone", b, phone)]
    old = [rule for rule in RULES if rule.name != "shares-phone"]
    store = stores(tmp_path, old)[1]
    store.apply(facts)
    assert concluded(store, "sharesPhone") == set()
    store.close()
    store = stores(tmp_path)[1]
    store.apply()
    assert concluded(store, "sharesPhone") == {(a.id, b.id), (b.id, a.id)}
    told = [line for line in store.dump() if b"rule:shares-phone>" in line]
    assert len(told) == 4
    assert any(b"ruleVersion" in line and b'"1"' in line for line in told)
    store.close()
    store = stores(tmp_path, old)[1]
    store.apply()
    assert not [line for line in store.dump() if b"shares" in line and b"hone" in line]
    store.close()
