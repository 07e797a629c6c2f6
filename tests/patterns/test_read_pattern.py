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
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        pattern(text)
    assert str(refused.value).startswith("x.toml")
    assert said in str(refused.value)
    for lang in languages():
        assert refused.value.message.text(lang)


def test_links_between_the_same_two_are_told_apart() -> None:
    made = pattern(TWO + "[[links]]\nfrom = 'a'\nto = 'b'\n")
    assert [link.name for link in made.links] == ["a-b", "a-b-2"]


def test_a_file_that_is_none_and_a_name_that_is_none_say_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="CT01-insider-to-exit"):
        find_pattern("CT99")
    with pytest.raises(NotFound, match="no such file"):
        find_pattern(str(tmp_path / "x.toml"))
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
