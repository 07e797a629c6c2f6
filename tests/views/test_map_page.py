"""The map's file: what it holds is what the case says, in few bytes, and nothing gets out of it."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from hostile import CORPUS
from map_cases import made_case, small_case, thing

from kg.messages import languages
from kg.model import CaseMap, PairSum
from kg.schema import Schema
from kg.text import visible
from kg.views.amount_text import plain
from kg.views.map.map_data import map_texts
from kg.views.map.map_page import map_page


class Unpacked:
    """The columns of a page, read by another reader than the page's own."""

    def __init__(self, html: str) -> None:
        head = re.search(r'id="head">(.*?)</script>', html, re.DOTALL)
        packed = re.search(r'id="columns">(.*?)</script>', html, re.DOTALL)
        assert head and packed
        self.head: dict[str, Any] = json.loads(head[1])
        whole = zlib.decompress(b64decode(packed[1]), -15)
        self.columns: dict[str, bytes] = {}
        for name, size in self.head["columns"]:
            self.columns[name], whole = whole[:size], whole[size:]
        assert not whole

    def texts(self, name: str) -> list[str]:
        return self.columns[name].decode().split("\n")

    def numbers(self, name: str) -> list[int]:
        values, value, step = [], 0, 0
        for byte in self.columns[name]:
            value += (byte & 127) << step
            step += 7
            if byte < 128:
                values.append(value)
                value = step = 0
        return values

    def ends(self) -> list[tuple[int, int]]:
        ends, one = [], 0
        for step, far in zip(self.numbers("source"), self.numbers("target"), strict=True):
            one += step
            ends.append((one, one + (-(far + 1) // 2 if far % 2 else far // 2)))
        return ends

    def places(self) -> set[tuple[int, ...]]:
        planes = (self.columns[name] for name in ("xLow", "xHigh", "yLow", "yHigh"))
        return set(zip(*planes, strict=True))


def unpacked(case: CaseMap, schema: Schema) -> Unpacked:
    return Unpacked(map_page(case, schema, zone=UTC).decode())


@pytest.mark.parametrize("case", [small_case(), made_case(300, 500)], ids=["small", "made"])
def test_the_file_says_what_the_case_says(case: CaseMap, schema: Schema) -> None:
    page = unpacked(case, schema)
    kinds, names = page.head["kinds"], page.texts("label")
    handles = page.texts("handle")
    told = sorted(zip(names, (kinds[at] for at in page.numbers("kind")), handles, strict=True))
    known = [(one.first("name"), one.kind, case.handles.get(one.id, "")) for one in case.things]
    assert told == sorted(known)
    name = {one.id: one.first("name") for one in case.things}
    columns = (page.texts(one) for one in ("amount", "largest", "fact"))
    numbers = (page.numbers(one) for one in ("count", "relation", "currency"))
    pairs = [
        (names[a], names[b], *rest)
        for (a, b), *rest in zip(page.ends(), *columns, *numbers, strict=True)
    ]
    relations, codes = page.head["relations"], page.head["currencies"]
    assert sorted((*pair[:6], relations[pair[6]][0], codes[pair[7]]) for pair in pairs) == sorted(
        (
            name[p.source],
            name[p.target],
            "" if p.total is None else plain(p.total),
            "" if p.largest is None or p.count == 1 else plain(p.largest),
            case.handles.get(p.link, ""),
            p.count,
            p.kind,
            p.currency,
        )
        for p in case.pairs
    )


def test_things_have_their_stage_and_the_head_names_those_that_are_met(schema: Schema) -> None:
    case = small_case()
    payer, payee = case.things[0], case.things[1]
    page = unpacked(
        replace(case, stages={payer.id: "Victimisation", payee.id: "Collection"}), schema
    )
    assert [stage["en"] for stage in page.head["stages"]] == ["victimisation", "collection"]
    stages = dict(zip(page.texts("label"), page.numbers("stage"), strict=True))
    assert stages.pop(payer.first("name")) == 1 and stages.pop(payee.first("name")) == 2
    assert set(stages.values()) == {0}
    assert unpacked(case, schema).head["stages"] == []


def test_same_case_same_bytes_and_every_thing_has_a_place_of_its_own(schema: Schema) -> None:
    case = made_case(600, 900)
    assert map_page(case, schema) == map_page(case, schema)
    assert len(unpacked(case, schema).places()) == 600


def test_twenty_thousand_things_are_a_megabyte_and_a_half_at_most(schema: Schema) -> None:
    content = map_page(made_case(20_000, 30_000), schema)
    assert len(content) <= 1_500_000
    assert len(Unpacked(content.decode()).places()) == 20_000


def test_days_are_those_of_the_zone(schema: Schema) -> None:
    page = unpacked(small_case(), schema)
    assert int(page.texts("base")[0]) == 19_800
    assert set(page.numbers("first")) == {0, 1} and set(page.numbers("span")) == {0, 1}


def test_an_empty_case_is_a_page_too(schema: Schema) -> None:
    page = unpacked(CaseMap("无", (), ()), schema)
    assert page.head["things"] == page.head["pairs"] == page.head["clusters"] == 0


def hostile_case() -> CaseMap:
    """Return a case where every free text is one of the corpus."""
    things = tuple(thing(at, "Person", text) for at, text in enumerate(CORPUS))
    pairs = tuple(
        PairSum(things[at - 1].id, things[at].id, "RelatedTo", CORPUS[at], CORPUS[at], link=str(at))
        for at in range(1, len(things))
    )
    handles = {one.id: CORPUS[at] for at, one in enumerate(things)}
    handles |= {str(at): text for at, text in enumerate(CORPUS)}
    return CaseMap(CORPUS[1], things, pairs, handles, marking=CORPUS[0])


def test_data_cannot_leave_its_element(schema: Schema) -> None:
    html = map_page(hostile_case(), schema).decode()
    assert html.count("<script") == 3 and html.count("</script>") == 3
    head = html[html.index('id="head">') + 10 :]
    assert not set(head[: head.index("</script>")]) & set("<>&\u2028\u2029\u202e\x00\x07")
    page = Unpacked(html)
    names = [re.sub(r"[\r\n]+", " ", visible(text)) for text in CORPUS]
    assert sorted(page.texts("label")) == sorted(names)


def test_the_policy_names_the_one_script_and_style(schema: Schema) -> None:
    html = unescape(map_page(small_case(), schema).decode())
    head = html[: html.index("<style>")]
    for rule in ("default-src 'none'", "trusted-types 'none'", "script-src 'sha256-"):
        assert rule in head
    assert "unsafe" not in head and "connect-src" not in head


def test_the_head_says_from_when_to_when_and_how_much(schema: Schema) -> None:
    case = made_case(60, 90)
    head = unpacked(case, schema).head
    times = [us for p in case.pairs for us in (p.first_us, p.last_us) if us is not None]
    days = [f"{datetime.fromtimestamp(us / 1e6, UTC):%Y-%m-%d}" for us in (min(times), max(times))]
    paid = [p for p in case.pairs if p.total is not None]
    assert head["days"] == days
    total = sum((p.total for p in paid if p.total is not None), Decimal(0))
    [[code, amount, links]] = head["sums"]
    assert (code, Decimal(amount), links) == ("CNY", total, sum(p.count for p in paid))


def test_what_is_left_out_is_in_the_head(schema: Schema) -> None:
    small = small_case()
    first = small.things[0]
    cut = CaseMap(
        "某案", small.things, small.pairs, left_out={"Person": 12}, pairs_left={first.id: 3}
    )
    page = unpacked(cut, schema)
    assert page.head["left"] == [["Person", 12]]
    assert "Person" in page.head["words"]["kinds"]
    at = page.texts("label").index(first.first("name"))
    assert page.numbers("left")[at] == 3 == sum(page.numbers("left"))


def test_every_text_of_the_map_is_there_and_used() -> None:
    from test_page import WEB

    said = map_texts()
    assert all(set(text) == set(languages()) and all(text.values()) for text in said.values())
    sources = "".join(file.read_text(encoding="utf-8") for file in (WEB / "map").glob("*.ts"))
    assert len(sources) > 10_000
    used = set(re.findall(r"\bsay(?:In)?\((?:nextLang\(\), )?\"([\w-]+)\"", sources))
    assert used <= set(said)
    chosen = {"in", "out", "real", "masked"}  # by what is told
    assert set(said) - used <= chosen
    for name, text in said.items():
        assert set(re.findall(r"{\w+}", text["zh"])) == set(re.findall(r"{\w+}", text["en"])), name


def test_a_kind_is_told_with_its_systems_word_where_that_tells_more(schema: Schema) -> None:
    small = small_case()
    said = ["CRIME_REPORT", "Person", "Officer", "officer", "Officer", "", "Officer", ""]
    things = [
        replace(one, values={**one.values, "recordedAs": (word,)} if word else one.values)
        for one, word in zip(small.things, said, strict=False)
    ]
    page = unpacked(replace(small, things=(*things, *small.things[len(things) :])), schema)
    kinds = [page.head["kinds"][at] for at in page.numbers("kind")]
    names = dict(zip(page.texts("label"), kinds, strict=True))
    assert names["甲某1"] == "Person crime report" and names["甲某2"] == "Person"
    assert kinds.count("Person Officer") == 3 and kinds.count("PhoneNumber") == 7
    told = page.head["words"]["kinds"]["Person Officer"]
    assert (told["zh"], told["own"], told["family"]) == ("自然人（Officer）", "Officer", "actor")
