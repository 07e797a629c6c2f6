"""What people type of parties and relations: kinds, roles, numbers, and what is none of them."""

from __future__ import annotations

import json

import pytest

from kg.messages import Message
from kg.model import stable_id
from kg.schema import load_schema
from kg.sources.mapping.typed_words import Somebody, WordReader
from kg.values import Refused

WALLET = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8"
FIRM, PERSON = "91350100M000100Y43", "11010519491231002X"
HASH = "a" * 64


def reader() -> WordReader:
    return WordReader(load_schema())


@pytest.mark.parametrize(
    ("word", "kind", "role"),
    [
        ("转账", "Transfer", ""),
        ("transfer", "Transfer", ""),
        ("持有", "HoldsAccount", ""),
        ("车手", "HoldsRole", "CashRunner"),
        ("卡农", "HoldsRole", "CardSeller"),
    ],
)
def test_a_word_is_a_relation_or_the_claim_of_a_role(word: str, kind: str, role: str) -> None:
    found, called = reader().relation(word)
    assert (found.name, called) == (kind, role)


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("Transfe", "'Transfe' is no relation or role; nearest: transfer"),
        ("zzzzqqq", "'zzzzqqq' is no relation or role"),
        ("", "'' is no relation or role"),
    ],
)
def test_a_word_that_is_no_relation_is_refused_with_the_nearest(word: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        reader().relation(word)
    assert refused.value.code == "relation" and str(refused.value.reason).startswith(why)


def test_a_capacity_is_a_role_or_nothing() -> None:
    assert [reader().capacity(word) for word in ("", "车手")] == ["", "CashRunner"]
    with pytest.raises(Refused, match="'转账' is no role"):
        reader().capacity("转账")


@pytest.mark.parametrize(
    ("party", "expected", "kind", "values", "role"),
    [
        # what is typed of nobody's kind has a shape, else what the relation expects
        (Somebody("张三"), "Actor", "Person", {"name": "张三"}, ""),
        (Somebody("某某公司"), "Actor", "Organisation", {"name": "某某公司"}, ""),
        (Somebody("某某公司"), "Person", "Person", {"name": "某某公司"}, ""),
        (Somebody("A"), "Organisation", "Organisation", {"name": "A"}, ""),
        (Somebody("A"), "Item", "Item", {"name": "A"}, ""),
        (Somebody("6220 9900 0000 0000 017"), "MoneyParty", "Account",
         {"accountNumber": "6220990000000000017"}, ""),
        (Somebody("13800000000"), "Entity", "PhoneNumber", {"msisdn": "+8613800000000"}, ""),
        (Somebody(WALLET), "Entity", "Wallet", {"walletAddress": WALLET, "chain": "tron"}, ""),
        # a number says what its bearer is
        (Somebody("A", form="uscc", number=FIRM), "Actor", "Organisation",
         {"name": "A", "uscc": FIRM}, ""),
        (Somebody("A", form="residentId", number=PERSON), "Actor", "Person",
         {"name": "A", "residentId": PERSON}, ""),
        (Somebody("A", number="X77"), "Actor", "Person",
         {"name": "A", "certificateNumber": "X77"}, ""),
        # a type is a kind, or a role, which some kind has
        (Somebody("张三", "人"), "Actor", "Person", {"name": "张三"}, ""),
        (Somebody("张三", "车手"), "Actor", "Person", {"name": "张三"}, "CashRunner"),
        (Somebody("某某公司", "车手"), "Actor", "Organisation", {"name": "某某公司"}, "CashRunner"),
        (Somebody("某某公司", "车手", PERSON, form="residentId"), "Actor", "Person",
         {"name": "某某公司", "residentId": PERSON}, "CashRunner"),
        (Somebody("A", "车手", FIRM, form="uscc"), "Actor", "Organisation",
         {"name": "A", "uscc": FIRM}, "CashRunner"),
        (Somebody("13800000000", "PhoneNumber"), "Actor", "PhoneNumber",
         {"msisdn": "+8613800000000"}, ""),
        (Somebody(WALLET, "Wallet"), "Actor", "Wallet",
         {"walletAddress": WALLET, "chain": "tron"}, ""),
        (Somebody(HASH, "DataBatch"), "Actor", "DataBatch", {"sha256": HASH}, ""),
        (Somebody("198.51.100.7", "IPAddress"), "Actor", "IPAddress", {"ip": "198.51.100.7"}, ""),
        (Somebody("35000000000001 7", "Device"), "Actor", "Device",
         {"imei": "350000000000017"}, ""),
        (Somebody("my phone", "Device"), "Actor", "Device", {"name": "my phone"}, ""),
        (Somebody(" 77 ", scope="微信"), "Actor", "Person", {"platformNumber": "77"}, ""),
    ],
)  # fmt: skip
def test_a_party_is_what_its_type_its_number_its_shape_or_its_relation_says(
    party: Somebody, expected: str, kind: str, values: dict[str, str], role: str
) -> None:
    words = reader()
    identity = words.party(party, expected, 3, "proven")
    (row,) = words.entities.values()
    assert (row[0], row[1], row[4], row[5]) == (identity, kind, role, 3)
    assert json.loads(row[3]) == {name: [text] for name, text in values.items()}
    assert words.claims == ({(identity, role, "proven"): 3} if role else {})
    assert bool(words.aliases) == bool(party.number)


@pytest.mark.parametrize(
    ("party", "expected", "code", "why"),
    [
        (Somebody("张三"), "MoneyParty", "account", "'张三' is not an account number"),
        (Somebody("A"), "", "kind", "'A' may be of several kinds: write which"),
        (Somebody("张三", "zzz"), "Actor", "kind", "'zzz' is no kind of party"),
        (Somebody("张三", "Perso"), "Actor", "kind",
         "'Perso' is no kind of party; nearest: person"),
        (Somebody("zz", "DataBatch"), "Actor", "batch", "'zz' is no batch: name it by its hash"),
        (Somebody("x", "IPAddress"), "Actor", "ip", "'x' is not an IP address"),
        (Somebody(" "), "Actor", "name", "the name is blank"),
        (Somebody(" ", columns=("谁", "类型")), "Actor", "name", "谁: the name is blank"),
        (Somebody("x", "zzz", columns=("谁", "类型")), "Actor", "kind",
         "类型: 'zzz' is no kind of party"),
    ],
)  # fmt: skip
def test_a_party_that_is_none_is_refused_with_its_column(
    party: Somebody, expected: str, code: str, why: str
) -> None:
    words = reader()
    with pytest.raises(Refused) as refused:
        words.party(party, expected, 3, "proven")
    assert (refused.value.code, str(refused.value.reason)) == (code, why)
    assert not words.entities


def test_a_name_that_one_number_bears_is_that_bearer_and_namesakes_are_two() -> None:
    words = reader()
    one = words.party(Somebody("张三", number="X1"), "Person", 1, "proven")
    for number, row in (("X2", 2), ("X3", 3)):
        words.party(Somebody("李四", number=number), "Person", row, "proven")
    assert words.party(Somebody("张三", number="X1"), "Person", 4, "proven") == one
    words.party(Somebody("A", "Item", number="5"), "Actor", 5, "proven")
    assert words.sole_bearers() == [(stable_id("Person", "case", "张三"), one, 1)]


def test_a_row_that_is_refused_leaves_nothing_of_itself() -> None:
    words = reader()
    words.party(Somebody("张三", "车手", number="X1"), "Person", 1, "proven")
    known = (dict(words.entities), dict(words.aliases), dict(words.claims))
    with pytest.raises(Refused), words.whole_row():
        words.party(Somebody("李四", "车手", number="X2"), "Person", 2, "proven")
        words.party(Somebody("王五", "卡农", number="X3"), "Person", 2, "proven")
        raise Refused("name", Message("name-blank"))
    assert (words.entities, words.aliases, words.claims) == known
    with words.whole_row():
        words.party(Somebody("李四", number="X2"), "Person", 3, "proven")
    assert len(words.entities) == len(words.aliases) == 2


def test_a_name_that_an_eye_takes_for_another_is_noted_with_its_column() -> None:
    words = reader()
    words.party(Somebody("Раypal", columns=("谁", "")), "Actor", 1, "proven")
    ((column, odd),) = words.odd
    assert (column, str(odd)) == ("谁", "'Раypal' looks like 'Paypal'")
