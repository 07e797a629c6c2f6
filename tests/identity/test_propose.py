"""Proposals: no pair is lost by looking only at shared values, and what is strong is right."""

from __future__ import annotations

import random
import sys
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest

from kg.errors import UsageError
from kg.identity import ComparedThing, ThingValue, folding, propose, weights
from kg.identity.compare import Comparison, compare
from kg.identity.person_names import person_name
from kg.identity.propose import finish, prepare
from kg.messages import ids
from kg.model import SamePair
from tests.depth import by_depth
from tests.identity.population import population

YEAR = 365 * 86_400_000_000


def person(id: str, *files: str, **values: str) -> ComparedThing:  # noqa: A002 - what it is called
    told = tuple(ThingValue(name, text) for name, text in values.items())
    return ComparedThing(id, "person", told, files or (id,))


def only(*things: ComparedThing) -> SamePair | None:
    """Return the one proposal on some things, or nothing."""
    pairs = propose(things).pairs
    assert len(pairs) < 2
    return pairs[0] if pairs else None


def grounds(pair: SamePair | None) -> dict[str, int]:
    return {ground.name: ground.points for ground in pair.grounds} if pair else {}


def all_with_all(things: list[ComparedThing]) -> list[SamePair]:
    """The slow twin: every two things of one family are compared."""
    told = weights()
    traits = prepare(things, told)
    sharers = Counter(key for one in traits for key in one.keys)
    found: dict[tuple[str, str], Comparison] = {}
    for a, b in combinations(traits, 2):
        same_family = a.thing.family == b.thing.family
        if same_family and (comparison := compare(a, b, sharers, told)):
            found[a.thing.id, b.thing.id] = comparison
    return finish(found, {one.thing.id: one for one in traits}, told)


@pytest.mark.parametrize("seed", by_depth((1, 2), tuple(range(1, 11))))
def test_what_is_found_by_shared_values_is_all_that_comparing_all_with_all_finds(seed: int) -> None:
    things = population(seed, 150).things
    found = propose(things)
    assert found.pairs == all_with_all(things)
    assert found.compared < len(things) * (len(things) - 1) // 20


def test_the_order_of_the_things_does_not_matter() -> None:
    things = population(5, 200).things
    shuffled = random.Random(1).sample(things, len(things))
    assert propose(things).pairs == propose(shuffled).pairs


@pytest.mark.parametrize("seed", by_depth((11, 12), tuple(range(11, 21))))
def test_strong_pairs_are_right_among_namesakes_twins_fathers_and_family_phones(seed: int) -> None:
    made = population(seed, 1500)
    true = made.pairs()
    right = Counter((p.band, (p.one, p.other) in true) for p in propose(made.things).pairs)
    strong = right["strong", True] + right["strong", False]
    assert strong > 100
    assert right["strong", True] / strong >= 0.99, right
    likely = right["likely", True] + right["likely", False]
    assert right["likely", True] / likely >= 0.85, right
    bands = ("strong", "likely", "possible")
    assert sum(right[band, True] for band in bands) / len(true) >= 0.8


def test_groups_hold_no_two_that_contradict_each_other() -> None:
    made = population(21, 1500)
    groups: dict[int, set[str]] = {}
    for pair in propose(made.things).pairs:
        if pair.group:
            groups.setdefault(pair.group, set()).update((pair.one, pair.other))
    apart = {(p.one, p.other) for p in propose(made.things).pairs if p.band == "apart"}
    for members in groups.values():
        assert not {(a, b) for a in members for b in members} & apart


def test_name_and_birth_date_alone_are_never_strong() -> None:
    pair = only(
        person("a", name="沈铎", birthDate="1990-03-07"),
        person("b", name="沈铎", birthDate="1990/3/7"),
    )
    assert pair
    assert pair.band == "likely"


def test_one_number_is_one_registered_identity() -> None:
    number = "990203199003070017"
    pair = only(person("a", name="沈铎", residentId=number), person("b", residentId=number))
    assert pair
    assert grounds(pair)["identifier"] == 60
    other = only(
        person("a", name="沈铎", residentId=number), person("b", name="岳珞", residentId=number)
    )
    assert other is None or other.band != "strong"


def test_a_number_one_digit_apart_is_a_conflict_and_no_match() -> None:
    one = person("a", name="沈铎", residentId="990203199003070017")
    for near in ("990203199003070018", "990203199003070071"):
        pair = only(one, person("b", name="沈铎", residentId=near))
        assert pair
        assert pair.band == "conflict"
        assert grounds(pair)["number-one-off"] < 0


def test_two_lifelong_numbers_rule_a_pair_out_and_two_passports_do_not() -> None:
    told = {"name": "Ada Quill", "birthDate": "1990-03-07", "email": "ada@quill.example"}
    lifelong = only(
        person("a", **told, nationalNumber="111222333 US"),
        person("b", **told, nationalNumber="999888777 US"),
    )
    assert lifelong
    assert lifelong.band == "apart"
    renewed = only(
        person("a", **told, passportNumber="11122233 US"),
        person("b", **told, passportNumber="99988877 US"),
    )
    assert renewed
    assert renewed.band in ("likely", "possible")
    abroad = only(
        person("a", **told, nationalNumber="111222333 US"),
        person("b", **told, nationalNumber="999888777 FR"),
    )
    assert abroad
    assert "identifier-differs" not in grounds(abroad)


def phone(start: int | None, end: int | None, *, held: bool = True) -> ThingValue:
    return ThingValue("phone", "+8612000000017", start, end, held)


def with_phone(id: str, value: ThingValue) -> ComparedThing:  # noqa: A002
    return ComparedThing(id, "person", (ThingValue("name", "沈铎"), value), (id,))


def test_a_phone_counts_only_where_the_periods_overlap() -> None:
    both = only(with_phone("a", phone(0, YEAR)), with_phone("b", phone(YEAR // 2, None)))
    assert grounds(both)["phone"] == 25
    apart = only(with_phone("a", phone(0, YEAR)), with_phone("b", phone(2 * YEAR, None)))
    assert grounds(apart)["periods-apart"] == 0
    assert "phone" not in grounds(apart)


def test_who_is_registered_and_who_only_uses_it_stay_two() -> None:
    held = ThingValue("account", "0622000000000017")
    used = ThingValue("account", "0622000000000017", held=False)
    pair = only(with_phone("a", held), with_phone("b", used))
    assert grounds(pair)["held-and-used"] == 0


def test_what_dozens_share_says_nothing() -> None:
    crowd = [
        person(f"c{n}", name=f"客户{n}甲", phone="+8612000000017") for n in range(30)
    ]  # fmt: skip
    assert not propose(crowd).pairs


def test_masked_values_support_or_rule_out() -> None:
    whole = person("a", name="张小三", residentId="990203199003070017")
    fits = only(whole, person("b", name="张*三", residentId="990203********0017"))
    assert grounds(fits)["number-mask"] > 0
    assert grounds(fits)["name-mask"] > 0
    assert only(whole, person("b", name="李*三", residentId="990203********0017")) is None


def account(id: str, number: str, file: str, name: str = "") -> ComparedThing:  # noqa: A002
    values = [ThingValue("accountNumber", number)]
    values += [ThingValue("name", name)] if name else []
    return ComparedThing(id, "account", tuple(values), (file,))


def test_a_masked_card_is_proposed_for_the_number_that_it_fits() -> None:
    things = [
        account("a", "6222****0123", "f1"),
        account("b", "0622000000000123", "f2"),
        account("c", "6222000000000123", "f2"),
    ]
    pair = only(*things)
    assert pair
    assert (pair.one, pair.other) == ("a", "c")


def test_numbers_that_two_files_count_as_their_own_are_proposed_where_they_agree_in_bulk() -> None:
    numbers = ("71000017", "71000025", "71000033")
    things = [account(f"{file}{n}", n, file) for file in ("f", "g") for n in numbers]
    bands = [pair.band for pair in propose(things).pairs]
    assert bands == ["likely"] * 3
    assert only(account("f1", numbers[0], "f"), account("g1", numbers[0], "g"))
    # a file that tells both as two things keeps them apart
    assert only(account("f1", numbers[0], "f"), account("f2", numbers[0], "f")) is None


def test_a_father_and_his_son_of_one_name_are_told_apart() -> None:
    home = {"address": "12 Main St, Reno NV 89501", "phone": "702-555-0117"}
    pair = only(
        person("a", name="Quill Sr, Robert", **home), person("b", name="Robert Quill Jr", **home)
    )
    assert pair is None or pair.band not in ("strong", "likely")


def test_firms_are_compared_without_their_legal_form() -> None:
    def firm(id: str, name: str) -> ComparedThing:  # noqa: A002
        return ComparedThing(id, "organisation", (ThingValue("name", name),), (id,))

    assert only(firm("a", "澄湖远图商务有限公司"), firm("b", "澄湖远图商务股份有限公司"))
    assert only(firm("a", "Borex Foods GmbH"), firm("b", "BOREX FOODS, Inc."))
    assert only(firm("a", "Borex Foods GmbH"), firm("b", "Quillon Tools GmbH")) is None


def test_every_ground_has_its_words_and_its_reason_and_every_rule_names_grounds() -> None:
    told, known = weights(), set(ids())
    for ground in told.grounds.values():
        assert {f"same-{ground.name}", ground.why.id} <= known
    assert told.never_strong <= told.grounds.keys()
    parts = {ground.part for ground in told.grounds.values()}
    assert all(needed <= parts for needed in told.strong)
    # nothing that is not looked for makes a pair by itself: that is why none is lost
    assert all(g.points >= 0 for g in told.grounds.values() if g.is_shared)
    assert {"name", "birth"} not in [set(needed) for needed in told.strong]


@pytest.mark.parametrize("library", ["rapidfuzz", "opencc"])
def test_without_its_libraries_it_says_what_to_install(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    folding._converter.cache_clear()
    folding._simplified_sign.cache_clear()
    person_name.cache_clear()
    try:
        with pytest.raises(UsageError, match="is not installed") as refused:
            propose([person("a", name="岳珞"), person("b", name="岳珞")])
        assert "crimechain[identity]" in str(refused.value)
    finally:
        folding._converter.cache_clear()


def several(id: str, *values: tuple[str, str]) -> ComparedThing:  # noqa: A002
    """Somebody of whom a file tells more than one value of a name."""
    return ComparedThing(id, "person", tuple(ThingValue(*value) for value in values), (id,))


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (
            {"name": "Ada Quill", "employer": "Borex Foods Ltd"},
            {"name": "Quill", "employer": "BOREX FOODS"},
            {"employer": 21, "name-partial": 19},
        ),
        (
            {"name": "Ada Quill", "employer": "Borex Foods Ltd"},
            {"name": "Quill", "employer": "Borex Tools"},
            {},  # one word of it is no employer
        ),
        (
            {"name": "Ada Quill", "employer": "Global Group"},
            {"name": "Ada Quill", "employer": "Global Group"},
            {"name-same": 30},
        ),
        (
            {"name": "沈铎", "passportNumber": "1234 US"},
            {"name": "沈铎", "passportNumber": "1234"},
            {"name-same": 30, "identifier-end": 25},
        ),
        (
            {"name": "沈铎", "passportNumber": "123456 US"},
            {"name": "沈铎", "passportNumber": "123456"},
            {"name-same": 30, "identifier": 60},
        ),
        (
            {"name": "沈铎", "passportNumber": "12345678 US"},
            {"name": "沈铎", "passportNumber": "12345678 FR"},
            {"name-same": 30},  # two issuers count from one
        ),
        (
            {"name": "沈铎", "phone": "5550117"},
            {"name": "沈铎", "phone": "702-5550117"},
            {"name-same": 30, "phone-end": 18},
        ),
        (
            {"name": "沈铎", "phone": "+15550117"},
            {"name": "沈铎", "phone": "+15550117"},
            {"name-same": 30, "phone-end": 18},
        ),
        (
            {"name": "沈铎", "phone": "555011"},
            {"name": "沈铎", "phone": "555011"},
            {"name-same": 30},
        ),
        (
            {"name": "沈铎", "email": "Ada <Ada@Quill.example>"},
            {"name": "沈铎", "email": "'ada@quill.example'"},
            {"name-same": 30, "email": 30},
        ),
        (
            {"name": "沈铎", "email": "ada@quill.example"},
            {"name": "沈铎", "email": "bea@quill.example"},
            {"name-same": 30},
        ),
        (
            {"name": "沈铎", "gender": "男", "account": "0622000000000017"},
            {"name": "沈铎", "gender": "Male", "account": "0622000000000017"},
            {"name-same": 30, "account-held": 25},
        ),
        (
            {"name": "沈铎", "gender": "女", "account": "0622000000000017"},
            {"name": "沈铎", "gender": "male", "account": "0622000000000017"},
            {"name-same": 30, "account-held": 25, "gender-differs": -25},
        ),
        (
            {"name": "沈铎", "gender": "女", "device": "350000000000017"},
            {"name": "沈铎", "gender": "unknown", "device": "350000000000017"},
            {"name-same": 30, "device": 20},
        ),
    ],
)  # fmt: skip
def test_what_two_persons_have_in_common_counts_so_much(
    one: dict[str, str], other: dict[str, str], told: dict[str, int]
) -> None:
    pair = only(person("a", **one), person("b", **other))
    assert grounds(pair) == told


@pytest.mark.parametrize(
    ("one", "other", "band", "told"),
    [
        (
            ("6222****0123", "张三"), ("6222000000000123", "張三"),
            "likely", {"number-mask": 35, "holder-same": 15},
        ),
        (
            ("6222****0123", "张*"), ("6222000000000123", "张三"),
            "likely", {"number-mask": 35, "holder-same": 15},
        ),
        (
            ("6222****0123", "Zhang San"), ("6222000000000123", "张三"),
            "likely", {"number-mask": 35, "holder-same": 15},
        ),
        (("6222****0123", "李*"), ("6222000000000123", "张三"), None, {}),
        (("6222****0123", "李四"), ("6222000000000123", "张三"), None, {}),
        (("6222****0123", ""), ("6222000000000123", "张三"), "possible", {"number-mask": 35}),
        (
            ("71000017", "张三"), ("71000018", "张三"),
            "conflict", {"number-one-off": -20, "holder-same": 15},
        ),
        (("71000017", "张三"), ("99000026", "张三"), None, {}),
        (
            ("71000017", "张三"), ("71000017", "张小三"),
            "possible", {"number-scope": 40},  # a surname alone says nothing
        ),
        # one number of two holders is two files' own count
        (("71000017", "张三"), ("71000017", "李四"), None, {}),
    ],
)  # fmt: skip
def test_two_accounts_are_one_by_number_and_holder(
    one: tuple[str, str], other: tuple[str, str], band: str | None, told: dict[str, int]
) -> None:
    pair = only(account("a", one[0], "f", one[1]), account("b", other[0], "g", other[1]))
    assert (pair.band if pair else None, grounds(pair)) == (band, told)


def test_the_nearest_of_several_names_counts_and_is_the_one_shown() -> None:
    pair = only(
        several("a", ("name", "Bea Timm"), ("alias", "Ada Quill"), ("phone", "702-555-0117")),
        several("b", ("name", "Quill"), ("alias", "Quill Ada"), ("phone", "702-555-0117")),
    )
    assert pair
    shown = {ground.name: (ground.one, ground.other) for ground in pair.grounds}
    assert shown["name-same"] == ("Ada Quill", "Quill Ada")
    assert "names-differ" not in shown


def test_a_value_too_many_share_is_told_and_counts_nothing() -> None:
    """Six share a telephone without its area, and two of them a name that only they have."""
    crowd = [person(f"c{n}", name=f"客户{n}甲", phone="+8612000000017") for n in range(11)]
    pair = only(
        person("x", name="沈铎岳", phone="+8612000000017", email="d@quill.example"),
        person("y", name="沈铎岳", phone="+8612000000017", email="d@quill.example"),
        *crowd,
    )
    assert grounds(pair) == {"name-same": 30, "email": 30, "too-many-share": 0}


def test_an_address_that_too_many_share_is_told_and_counts_nothing() -> None:
    home = "12 Longroad, 89501 Reno"
    crowd = [person(f"c{n:02}", name=f"客户{n}甲", address=home) for n in range(40)]
    pair = only(
        person("x", name="沈铎岳", address=home, email="d@quill.example"),
        person("y", name="沈铎岳", address=home, email="d@quill.example"),
        *crowd,
    )
    assert grounds(pair) == {"name-same": 30, "email": 30, "too-many-share": 0}


def test_a_ground_is_worth_less_the_more_share_it() -> None:
    ground = weights().grounds["name-same"]
    assert [ground.worth(n) for n in (2, 5, 6)] == [30, 30, 18]
    phone = weights().grounds["phone"]
    assert [phone.worth(n) for n in (3, 4, 10, 11)] == [25, 12, 12, 0]
    against = weights().grounds["names-differ"]
    assert against.worth(99) == -60


def test_what_speaks_against_a_pair_keeps_it_from_being_strong() -> None:
    told = weights()
    parts = {"identifier"}
    assert told.band(75, {"identifier"}, parts) == "strong"
    assert told.band(75, {"identifier", "middle-differs"}, parts) == "likely"
    assert told.band(74, {"identifier"}, parts) == "likely"
    assert told.band(75, {"name-same"}, {"name", "birth"}) == "likely"
    assert told.band(44, {"identifier"}, parts) == "possible"
    assert told.band(29, {"identifier"}, parts) == ""


def test_weights_of_ones_own_count_instead() -> None:
    pair = (person("a", name="沈铎", email="d@q.example"), person("b", email="d@q.example"))
    own = replace(weights(), bands={**weights().bands, "likely": 30})
    assert [p.band for p in propose(pair).pairs] == ["possible"]
    assert [p.band for p in propose(pair, own).pairs] == ["likely"]
