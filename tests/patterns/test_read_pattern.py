"""Pattern files: what is read, and that whatever cannot be meant is refused with its line."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest

from kg.errors import KgError, NotFound, UsageError
from kg.messages import languages
from kg.patterns import find_pattern, read_pattern, ready_patterns
from kg.patterns.pattern import Bounds, RolePattern
from kg.patterns.read_pattern import parse_pattern
from kg.patterns.symmetry import interchangeable, ordered_roles
from kg.patterns.words import wanted
from kg.schema import load_schema
from tests.languages import WHOLE
from tests.patterns.pattern_twin import symmetries

HEAD = 'title = "x"\ninnocent = "y"\n'
TWO = '[roles.a]\n[roles.b]\n[[links]]\nfrom = "a"\nto = "b"\n'


def pattern(text: str) -> RolePattern:
    return parse_pattern(HEAD + text, "x", "x.toml")


def test_every_key_is_read() -> None:
    made = pattern(
        '[roles.a]\nkind = "银行账户"\nrole = "CardSeller"\nstage = "Collection"\n'
        '[[roles.a.ties]]\nlink = ["Transfer"]\ndirection = "in"\nkind = "Account"\n'
        'things = { min = 3 }\nwithin = "72h"\n[roles.b]\n'
        '[[links]]\nname = "out"\nfrom = "a"\nto = "b"\nlink = "Transfer"\ncurrency = "CNY"\n'
        'each = { min = "1000.50" }\ncount = 2\nsince = 2024-05-01\nuntil = "2024-05-02T08:00:00"\n'
        '[[links]]\nname = "back"\nfrom = "b"\nto = "a"\n'
        '[[order]]\nfirst = "out"\nthen = "back"\nwithin = "30m"\n'
    )
    role, other = made.roles
    assert (role.kinds, role.roles, role.stages) == (
        ("BankAccount",),
        ("CardSeller",),
        ("Collection",),
    )
    (tie,) = role.ties
    assert (tie.facts.direction, tie.facts.within) == ("in", timedelta(hours=72))
    assert (tie.things, "PaymentAccount" in tie.kinds) == (Bounds(Decimal(3)), True)
    out, back = made.links
    assert (out.facts.each, out.facts.count) == (
        Bounds(Decimal("1000.50")),
        Bounds(Decimal(2), Decimal(2)),
    )
    assert out.facts.since == datetime.fromisoformat("2024-05-01 00:00")
    assert out.facts.until == datetime.fromisoformat("2024-05-02 08:00")
    assert (back.facts.kinds, back.facts.direction, other.kinds) == ((), "out", ())
    assert made.orders[0].within == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[roles.a]\nknd = 'x'\n", "line 4: roles.a.knd: 'knd' is not known here — the nearest"),
        ("[roles.a]\nkind = 'Persn'\n", "line 4: roles.a.kind: 'Persn' is not known here"),
        ("[roles.a]\nkind = 'Transfer'\n", "line 4"),
        ("[roles.a]\nstage = 'x'\n", "line 4"),
        ("[roles.'a b']\n", "line 3"),
        ("[roles.a]\ntimes = 0\n", "line 4"),
        ("[roles.a]\n[[roles.a.ties]]\nlink = 'Transfer'\n", "line 4"),
        ("[roles.a]\n[[roles.a.ties]]\nthings = { max = 3 }\nwithin = '1h'\n", "line 5"),
        ("[roles.a]\n[[roles.a.ties]]\nthings = { min = 3, max = 2 }\n", "line 5"),
        ("[roles.a]\n[[roles.a.ties]]\nthings = { min = 1.5 }\n", "line 5"),
        ("[roles.a]\n[[roles.a.ties]]\namount = { min = 5 }\n", "currency"),
        ("[roles.a]\n[roles.b]\n", "no link joins a and b"),
        (TWO + "[roles.c]\n", "no link joins a and c"),
        ("[roles.a]\n[[links]]\nfrom = 'a'\nto = 'a'\n", "line 6"),
        ("[roles.a]\ntimes = 2\n[[links]]\nfrom = 'a'\nto = 'a'\n", "line 7"),
        ("[roles.a]\n[[links]]\nfrom = 'a'\nto = 'c'\n", "line 6: links.0.to: 'c'"),
        (TWO + "absent = true\ncount = 3\n", "line 5"),
        (TWO + "direction = 'back'\n", "line 8"),
        (TWO + 'currency = "\'; --"\n', "line 8"),
        (TWO + "since = 2024-05-02\nuntil = 2024-05-01\n", "line 9"),
        (TWO + "since = 2024-05-02T00:00:00Z\n", "line 8"),
        (TWO + "within = 'soon'\n", "line 8"),
        (TWO + "count = 0\n", "line 8"),
        (TWO + "[[order]]\nfirst = 'a-b'\nthen = 'b-a'\n", "line 10: order.0.then: 'b-a'"),
        (TWO + "[[order]]\nfirst = 'a-b'\nthen = 'a-b'\n", "line 10"),
        (TWO + "absent = true\n[[order]]\nfirst = 'a-b'\nthen = 'a-b'\n", "line 10"),
        ("[roles.a]\ntimes = 'x'\n", "line 4: roles.a.times"),
        ("[roles.a]\nlabel = { zh = '甲' }\n", "line 4: roles.a.label"),
        ("[roles.a]\nlabel = 3\n", "line 4: roles.a.label"),
        ("[roles]\na = 3\n", "line 4: roles.a"),
        ("links = 3\n[roles.a]\n", "line 3: links"),
        ("[roles.a]\n[roles.b]\n[[links]]\nto = 'b'\n", "links.0"),
        (TWO + "count = { max = 3 }\nwithin = '1h'\n", "line 9: links.0.within"),
        (TWO + "count = {}\n", "line 8: links.0.count"),
        (TWO + "word = [3]\n", "line 8: links.0.word"),
        (TWO + "absent = 'x'\n", "line 8: links.0.absent"),
        (TWO + "currency = 3\n", "line 8: links.0.currency"),
        (
            TWO + "name = 'n'\n[[links]]\nfrom = 'a'\nto = 'b'\nname = 'n'\n",
            "line 12: links.1.name",
        ),
        ("roles = 3\n", "line 3"),
        ("[roles]\n", "line 3"),
        ("[roles.a\n", "no TOML"),
        ("[roles.a]\ntimes = 20\n[roles.b]\ntimes = 20\n", "more than 24"),
        ("[roles.a]\ntimes = 25\n", "line 4: roles.a.times: times is how many"),
        ("[roles.a]\ntimes = true\n", "line 4: roles.a.times: times is how many"),
        ("[roles.a]\n[[roles.a.ties]]\ncount = 0\n", "a link of no facts is none"),
        ("[roles.a]\nkind = 3\n", "line 4: roles.a.kind: a text or a list of texts is wanted"),
        ("[roles.a]\nkind = ['Person', 3]\n", "line 4: roles.a.kind: a text or a list of texts"),
        (TWO + "each = { min = 3 }\n", "links.0: an amount needs its currency"),
        (TWO + "amount = 3\n", "links.0: an amount needs its currency"),
        (
            TWO + "currency = 'CNY'\namount = { max = 3 }\nwithin = '1h'\n",
            "line 10: links.0.within: in a window only the least",
        ),
        (
            TWO + "absent = true\ncurrency = 'CNY'\namount = 3\n",
            "line 5: links.0: what is absent has no count and no amount",
        ),
        (TWO + "count = true\n", "line 8: links.0.count: count must be a table"),
        (TWO + "count = '3'\n", "line 8: links.0.count: a whole number is wanted"),
        (TWO + "count = -1\n", "line 8: links.0.count: a whole number is wanted"),
        (TWO + "count = { min = 3, most = 4 }\n", "links.0.count.most: 'most' is not known"),
        (
            TWO + "currency = 'CNY'\neach = '1,000'\n",
            'links.0.each: an amount is wanted: a whole number, or a text such as "1000.50"',
        ),
        (TWO + "currency = 'CNY'\neach = -1\n", "links.0.each: an amount is wanted"),
        (TWO + "currency = 'CNY'\neach = 1.5\n", "links.0.each: each must be a table"),
        (TWO + "since = 3\n", "line 8: links.0.since: a date or time of the case's clock"),
        (TWO + "since = 'x'\n", "line 8: links.0.since: a date or time of the case's clock"),
        (TWO + "since = 08:00:00\n", "line 8: links.0.since: a date or time of the case's clock"),
        (TWO + "name = '" + 1001 * "n" + "'\n", "line 8: links.0.name: a text is wanted"),
        (TWO + 'name = "a\\u0000b"\n', "line 8: links.0.name: a text is wanted"),
        ("core = 'c'\n[roles.a]\n", "line 3: core: 'c' is not known here — known: a"),
        ("[roles.a]\nlabel = { zh = '甲', en = 3 }\n", "roles.a.label.en: a text is wanted"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        pattern(text)
    assert str(refused.value).startswith("x.toml")
    assert said in str(refused.value)
    for lang in languages():
        assert refused.value.message.text(lang)


@pytest.mark.parametrize("lacking", ["title", "innocent", "roles"])
def test_a_pattern_without_what_each_has_is_refused_by_the_key(lacking: str) -> None:
    text = {"title": 'title = "x"\n', "innocent": 'innocent = "y"\n', "roles": "[roles.a]\n"}
    with pytest.raises(UsageError, match=f"^x.toml: {lacking} is missing"):
        parse_pattern("".join(said for key, said in text.items() if key != lacking), "x", "x.toml")


@pytest.mark.parametrize(
    ("said", "bounds"),
    [
        ("3", Bounds(Decimal(3), Decimal(3))),
        ("'0.50'", Bounds(Decimal("0.50"), Decimal("0.50"))),
        ("{ max = '7.25' }", Bounds(None, Decimal("7.25"))),
        ("{ min = 0, max = 0 }", Bounds(Decimal(0), Decimal(0))),
    ],
)
def test_an_amount_is_a_number_a_text_or_its_least_and_most(said: str, bounds: Bounds) -> None:
    (link,) = pattern(TWO + f"currency = 'CNY'\neach = {said}\n").links
    assert link.facts.each == bounds


@pytest.mark.parametrize(
    ("bounds", "holds"),
    [
        (Bounds(), [0, 1, 2, 3]),
        (Bounds(Decimal(1)), [1, 2, 3]),
        (Bounds(None, Decimal(2)), [0, 1, 2]),
        (Bounds(Decimal(1), Decimal(2)), [1, 2]),
    ],
)
def test_bounds_hold_what_lies_within_and_themselves(bounds: Bounds, holds: list[int]) -> None:
    assert [number for number in range(4) if bounds.holds(number)] == holds
    assert bounds.is_open == (len(holds) == 4)


def test_a_condition_is_told_by_its_kinds_and_its_bounds() -> None:
    made = pattern(
        "[roles.a]\n[[roles.a.ties]]\nlink = 'Transfer'\nthings = { min = 35, max = 45 }\n"
        "[[roles.a.ties]]\ncurrency = 'CNY'\ncount = { min = 3 }\namount = { max = '9.50' }\n"
        "[[roles.a.ties]]\nthings = 2\n"
        "[[roles.a.ties]]\ncurrency = 'CNY'\namount = 5\n"
        "[[roles.a.ties]]\nthings = 0\ncount = 0\n"
    )
    said = [wanted(tie, load_schema()).text("en") for tie in made.roles[0].ties]
    assert said == [
        "transfer: 35–45 others",
        "any recorded fact: ≥ 3 facts, sum ≤ 9.50 CNY",
        "any recorded fact: 2 others",
        "any recorded fact: sum 5 CNY",
        "any recorded fact: 0 others, 0 facts",
    ]


def test_a_link_is_found_by_its_name() -> None:
    made = pattern(TWO + "[[links]]\nfrom = 'b'\nto = 'a'\nname = 'back'\n")
    assert made.link("back").source == "b"
    assert made.link("a-b").source == "a"


def test_links_between_the_same_two_are_told_apart() -> None:
    made = pattern(TWO + "[[links]]\nfrom = 'a'\nto = 'b'\n")
    assert [link.name for link in made.links] == ["a-b", "a-b-2"]


def test_a_file_that_is_none_and_a_name_that_is_none_say_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="CT01-insider-to-exit"):
        find_pattern("CT99")
    with pytest.raises(NotFound, match="CT01-insider-to-exit"):
        find_pattern(" ")
    for named in ("x.toml", "x"):  # what has folders in it is a file's path, whatever its end
        with pytest.raises(NotFound, match="no such file"):
            find_pattern(str(tmp_path / named))
    (tmp_path / "y.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KgError, match="UTF-8"):
        read_pattern(tmp_path / "y.toml")
    (tmp_path / "long.toml").write_text("#" * 300_000, "utf-8")
    with pytest.raises(KgError, match="longer"):
        read_pattern(tmp_path / "long.toml")


def test_the_ready_ones_are_told_in_every_whole_language() -> None:
    ready = {one.name: one for one in ready_patterns()}
    chains = [name for name, one in ready.items() if one.chain]
    assert [name[:4] for name in chains] == [f"CT{number:02}" for number in range(1, 13)]
    for one in ready.values():
        for said in (one.title, one.what, one.innocent, *(role.label for role in one.roles)):
            assert len({said.text(lang) for lang in WHOLE}) == len(WHOLE), one.name
    assert all(ready[name].core for name in chains)
    assert find_pattern("ct03").name == "CT03-compound"


def test_what_can_be_swapped_is_found_whatever_the_shape() -> None:
    for one in ready_patterns():
        if len(one.roles) <= 7:
            held(one)
    ring = "".join(f'[[links]]\nfrom = "{a}"\nto = "{b}"\n' for a, b in ("ab", "bc", "cd", "da"))
    held(pattern("[roles.a]\n[roles.b]\n[roles.c]\n[roles.d]\n" + ring))
    star = '[roles.a]\n[roles.b]\ntimes = 3\n[[links]]\nfrom = "a"\nto = "b"\n'
    assert interchangeable(pattern(star)) == (("b-1", "b-2", "b-3"),)
    assert interchangeable(pattern(star), {"b-1": "x"}) == (("b-2", "b-3"),)
    twice = "".join(
        f'[[links]]\nname = "{name}"\nfrom = "{name[0]}"\nto = "c"\n'
        for name in ("a1", "a2", "b1", "b2")
    )
    orders = [f'[[order]]\nfirst = "{one}1"\nthen = "{one}2"\n' for one in "ab"]
    payers = "[roles.a]\n[roles.b]\n[roles.c]\n" + twice
    for text, groups in (
        ("", (("a", "b"),)),
        ("".join(orders), (("a", "b"),)),
        (orders[0], ()),
    ):
        assert interchangeable(pattern(payers + text)) == groups
        held(pattern(payers + text))
    held(pattern(star))


def held(one: RolePattern) -> None:
    """Of the swapped forms of any assignment exactly one keeps the order that is asked for."""
    turns, pairs = symmetries(one), ordered_roles(one)
    names = one.role_names
    for ids in list(permutations(range(len(names))))[:: max(1, len(names) * 7)]:
        chosen = dict(zip(names, ids, strict=True))
        forms = [{name: chosen[turn[name]] for name in names} for turn in turns]
        kept = [form for form in forms if all(form[a] < form[b] for a, b in pairs)]
        assert len(kept) == 1, one.name
