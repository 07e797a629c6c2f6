"""The map of a case: everything of it is there, its sums are the case's, and nothing leaks."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from statements import card, write_statement

from kg.case import Case, new_case, open_case
from kg.case.sharing import case_map
from kg.case.sharing.case_map import whole_case_map
from kg.case.sharing.export_job import ExportJob
from kg.case.storage.case_masker import masker_of
from kg.errors import UsageError
from kg.limits import LIMITS
from kg.model import CaseMap
from kg.requests import ExportRequest
from tests.built import built

ROWS = 30


def build(place: Path) -> None:
    with new_case(place / "case", name="某案", marking="内部") as made:
        made.load(write_statement(place / "流水.csv", ROWS))
        made.trace(card(1), name="t", hops=1)
        made.chain(trace="t", name="c")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def mapped(case: Case, **options: bool) -> CaseMap:
    opened = case.sharing._open
    with opened.reading() as session:
        request = ExportRequest.of(out="x.html", style="map", **options)
        masker = masker_of(session, show_values=request.show_values)
        return whole_case_map(ExportJob(session, opened.questions(), request, masker))


def test_everything_of_the_case_is_in_it_and_sums_are_those_of_the_case(case: Case) -> None:
    drawn = mapped(case)
    with case.sharing._open.reading() as session:
        index = session.index()
        ids = sorted(one.id for one in drawn.things)
        known = index.entities_of_kinds([k.name for k in session.schema.entity_kinds()])
        assert ids == sorted(entity.id for entity in known)
        totals = {(t.entity, t.currency): t for t in index.totals(ids)}
        handles = session.handles.all()
    paid: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    got: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    payments: Counter[tuple[str, str]] = Counter()
    for pair in drawn.pairs:
        if pair.kind == "Transfer" and pair.total is not None:
            paid[pair.source, pair.currency] += pair.total
            got[pair.target, pair.currency] += pair.total
            payments[pair.source, pair.currency] += pair.count
    assert totals and all(
        (paid[key], got[key], payments[key]) == (one.paid, one.received, one.payments)
        for key, one in totals.items()
    )
    assert drawn.handles == handles and not drawn.left_out and not drawn.pairs_left


def test_it_is_masked_unless_values_are_asked_for(case: Case, tmp_path: Path) -> None:
    masked = text_of(case, tmp_path / "masked.html")
    shown = text_of(case, tmp_path / "shown.html", show_values=True)
    numbers = [card(at) for at in range(1, 4)]
    assert not [number for number in numbers if number in masked]
    assert [number for number in numbers if number in shown]
    assert "urn:crimechain" not in masked + shown
    assert mapped(case).shows_values is False


def text_of(case: Case, place: Path, **options: Any) -> str:
    """Return all that a page holds, inflated."""
    case.export(place, style="map", **options)
    html = place.read_text("utf-8")
    packed = re.search(r'id="columns">(.*?)</script>', html, re.DOTALL)
    assert packed
    return html + zlib.decompress(b64decode(packed[1]), -15).decode("utf-8", "replace")


def test_a_saved_result_has_a_map_of_its_own(case: Case, tmp_path: Path) -> None:
    case.export(tmp_path / "t.html", "t", style="map")
    case.export(tmp_path / "whole.html", style="map")
    sizes = [
        int(re.findall(r'"things":(\d+)', (tmp_path / name).read_text("utf-8"))[0])
        for name in ("t.html", "whole.html")
    ]
    assert 1 < sizes[0] < sizes[1]


def test_same_case_same_bytes(case: Case, tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        case.export(tmp_path / name, style="map")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_what_is_too_much_is_left_out_and_counted(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = mapped(case)
    small = type(LIMITS)(map_things=5, map_pairs=3)
    monkeypatch.setattr(case_map, "LIMITS", small)
    cut = mapped(case)
    assert len(cut.things) == 5 and len(cut.pairs) <= 3
    assert sum(cut.left_out.values()) == len(whole.things) - 5
    kept = {one.id for one in cut.things}
    ends = Counter(end for pair in whole.pairs for end in {pair.source, pair.target} & kept)
    drawn = Counter(end for pair in cut.pairs for end in {pair.source, pair.target})
    assert dict(cut.pairs_left) == dict(ends - drawn)
    degree = Counter(end for pair in whole.pairs for end in (pair.source, pair.target))
    assert min(degree[one] for one in kept) >= sorted(degree.values())[-6]


def test_fewer_are_drawn_where_it_is_asked_for_and_the_page_says_so(
    case: Case, tmp_path: Path
) -> None:
    whole = mapped(case)
    html = text_of(case, tmp_path / "few.html", things=5, pairs=2)
    assert '"things":5,' in html and '"most":[5,2]' in html and '"pairs":2,' in html
    left = re.search(r'"left":(\[\[.*?\]\])', html)
    assert left and sum(many for _, many in json.loads(left[1])) == len(whole.things) - 5


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"things": 5}, "--things"),
        ({"style": "map", "pairs": LIMITS.map_pairs + 1}, "300,000"),
        ({"style": "map", "things": -1}, "--things"),
    ],
)
def test_a_ceiling_is_a_maps_and_no_larger_than_a_page(
    case: Case, tmp_path: Path, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        case.export(tmp_path / "few.html", **options)
    assert said in f"{refused.value} {refused.value.where}"
