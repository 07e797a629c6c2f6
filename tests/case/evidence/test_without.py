"""A case without an item is the case that never had it, and what is said to hang on it does."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from batches import CLASSES, rows, write_list
from small_case import bytes_of
from statements import busiest, card, write_other_side, write_statement

from kg.case import Case, new_case, open_case
from kg.case.evidence import left_out as left_out_module
from kg.case.evidence.left_out import left_out, without
from kg.errors import Ambiguous, NotFound, UsageError
from kg.model import Link, Trace
from kg.model.exclusion import FALLS, LESS, STANDS, STATES
from tests.built import built
from tests.command_line import kg
from tests.depth import by_depth

ROWS = 14
SCOPE = "卷宗"
"""The files share what they call people by: else a person by name is another in each file."""
TRACE: dict[str, Any] = {"hops": 2, "within": "9000h"}
Row = dict[str, str]
Keeps = Callable[[int, Row], bool]
RELATIONS = (
    "主体,关系,客体,开始时间,结束时间,来源文书,证明程度,主体类型,客体类型,主体证件号,客体证件号\n"
    "容川,控制,{card},2024-01-01,,讯问笔录第一次,孤证,自然人,银行账户,,\n"
    "容川,招募,乙某,2024-01-01,,讯问笔录第一次,孤证,自然人,自然人,,\n"
    "容川,招募,乙某,2024-01-01,,辨认笔录,孤证,自然人,自然人,,\n"
)


def write(place: Path, keeps: Keeps = lambda n, row: True) -> list[Path]:
    """Write two statements that tell some payments twice, and relations from two papers.

    Of rows that are not kept an empty line stays, so that the others stand where they stood.
    """
    first = write_statement(place / "a.csv", ROWS)
    second = write_other_side(place / "b.csv", first, busiest(first))
    third = place / "relations.csv"
    third.write_text(RELATIONS.format(card=card(1)), encoding="utf-8")
    for path in (first, second, third):
        with path.open(encoding="utf-8", newline="") as stream:
            lines = stream.read().splitlines()
        head, *body = lines
        rows = [dict(zip(head.split(","), line.split(","), strict=True)) for line in body]
        kept = [
            line if keeps(number, {**row, "file": path.name}) else ""
            for number, (line, row) in enumerate(zip(body, rows, strict=True), start=2)
        ]
        path.write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    return [first, second, third]


def make(place: Path, *paths: Path) -> Case:
    case = new_case(place, name="某案")
    for path in paths:
        case.load(path, scope=SCOPE)
    return case


def build(place: Path) -> None:
    with make(place / "case", *write(place)) as case:
        case.trace(card(1), name="t", **TRACE)
        case.chain(trace="t", name="c")
        case.judgements.mark(first_payment(case), "disputed", "被告人否认")


def first_payment(case: Case) -> str:
    ((payment,),) = case.sql("SELECT id FROM transfer ORDER BY start_time LIMIT 1").rows
    return str(payment)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def facts(session: Any) -> Counter[tuple[Any, ...]]:
    """Return everything that a state of a case holds, by what it says and how often it is told."""
    index = session.index()
    links = [link for kind in index.flow_classes for link in index.payments(kind)]
    things = index.con.execute("SELECT id, len(evidence) FROM entity").fetchall()
    links += index.links_of(thing for thing, _ in things)
    told = Counter(_said(link) for link in links)
    told.update(things)
    return told


def _said(link: Link) -> tuple[Any, ...]:
    places = tuple(sorted(place.locator for place in link.evidence))
    about = (link.kind, link.source, link.target, link.object, link.start, link.amount)
    return (*about, link.proof, places)


def figures(trace: Trace) -> tuple[Any, ...]:
    steps = [(s.source, s.target, s.level, s.start, s.amount, s.traced) for s in trace.steps]
    return steps, trace.accounts, trace.stops, [h.amount for h in trace.holdings], trace.ranges


def same_as_real(case: Case, real: Case, *items: str) -> None:
    """Hold a case without items to one that was built of files that really lack them."""
    marked = case.judgements.all()[0]
    if real.lookup.links([marked.link]):
        real.judgements.mark(marked.link, marked.proof, marked.reason)
    with case.sessions.reading() as session, without(session, items) as view:
        assert view.session is not session
        with real.sessions.reading() as other:
            assert facts(view.session) == facts(other)
            counts, real_counts = view.session.store.count(), other.store.count()
            assert (counts.entities, counts.links) == (real_counts.entities, real_counts.links)
    seen, had = case.trace(card(1), without=items, **TRACE), real.trace(card(1), **TRACE)
    assert figures(seen) == figures(had)
    assert seen.warnings[0].id == "computed-without"
    lean, whole = case.chain(card(1), without=items), real.chain(card(1))
    assert {node.entity.id for node in lean.nodes} == {node.entity.id for node in whole.nodes}
    found, wanted = case.money.find(without=items), real.money.find()
    assert [one.links for one in found.findings] == [one.links for one in wanted.findings]
    reached = [case.money.reach(card(1), without=items), real.money.reach(card(1))]
    assert reached[0].places == reached[1].places
    for question in ("account-operators", "single-source"):
        told = case.questions.ask(question, without=items)
        assert len(told.rows) == len(real.ask(question).rows)


@pytest.mark.parametrize(
    "file", by_depth(["a.csv", "relations.csv"], ["a.csv", "b.csv", "relations.csv"])
)
def test_without_a_file_is_a_case_that_never_had_it(case: Case, tmp_path: Path, file: str) -> None:
    rest = [path for path in write(tmp_path) if path.name != file]
    with make(tmp_path / "real", *rest) as real:
        same_as_real(case, real, file)


@pytest.mark.parametrize("seed", by_depth([1], [1, 2, 3, 4]))
def test_without_rows_is_a_case_whose_files_lack_them(
    case: Case, tmp_path: Path, seed: int
) -> None:
    """The twin: the rows are taken out of the files before they are loaded."""
    chance = Random(seed)
    gone = {("a.csv", n) for n in chance.sample(range(2, ROWS + 2), 3)} | {("relations.csv", 3)}
    (tmp_path / "less").mkdir()
    files = write(tmp_path / "less", lambda n, row: (row["file"], n) not in gone)
    items = [f"{name}@{n}" for name, n in sorted(gone)]
    with make(tmp_path / "real", *files) as real:
        same_as_real(case, real, *items)


def test_without_a_thing_is_a_case_in_which_no_row_speaks_of_it(case: Case, tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        other = busiest(tmp_path / "a.csv")
        assert other in [row["交易对手账卡号"] for row in csv.DictReader(stream)]
    (tmp_path / "less").mkdir()
    files = write(tmp_path / "less", lambda n, row: other not in row.values())
    with make(tmp_path / "real") as real:
        for path in files:
            if path.name != "b.csv":  # of that nothing is left
                real.load(path, scope=SCOPE)
        same_as_real(case, real, other)


def test_without_a_paper_what_it_alone_says_falls_and_the_rest_stays_with_less(case: Case) -> None:
    result = case.evidence.without("讯问笔录第一次")
    (item,) = result.items
    assert (item.kind, item.rows) == ("paper", 2)
    effects = {one.kind: (one.falls, one.weaker) for one in result.facts}
    assert effects["Controls"] == (1, 0)
    assert effects["Recruits"] == (0, 1)
    (weaker,) = [one for one in result.weaker if one.kind == "Recruits"]
    assert (weaker.rows, weaker.rows_without) == (2, 1)


def test_what_hangs_on_a_file_is_told_with_figures_and_rows(case: Case, tmp_path: Path) -> None:
    rooms = ("saved", "sources", "problems", "graph", "graph.checkpoints")
    before, log = bytes_of(case.root, *rooms), (case.root / "log.jsonl").read_bytes()
    result = case.evidence.without("a.csv")
    assert bytes_of(case.root, *rooms) == before
    assert (case.root / "log.jsonl").read_bytes() == log
    by_name = {(one.kind, one.name): one for one in result.conclusions}
    trace = by_name["trace", "t"]
    assert trace.state in (LESS, FALLS)
    payments = next(one for one in trace.figures if one.name == "payments")
    real = case.trace(card(1), without=["a.csv"], **TRACE)
    assert payments.after == len(real.steps) < payments.before
    assert {row.sha256 for row in trace.rows} == set(result.items[0].files)
    assert by_name["chain", "c"].state != STANDS
    pairs = [one for one in result.conclusions if one.kind == "pair"]
    assert len(pairs) == sum(pair["state"] == "paired" for pair in case.money.pairs()) > 0
    assert all(one.figures[0].after == Decimal(1) for one in pairs)
    states = [STATES.index(one.state) for one in result.conclusions]
    assert states == sorted(states)


def test_a_judgement_whose_fact_falls_rests(case: Case) -> None:
    result = case.evidence.without(first_payment(case))
    judged = [one for one in result.conclusions if one.kind == "judgement"]
    with case.sessions.reading() as session:
        told_twice = len(session.index().links([first_payment(case)])[0].evidence) > 1
    assert [one.state for one in judged] == [FALLS]
    assert result.items[0].rows == 1 + told_twice
    assert judged[0].why is not None


def test_what_hangs_on_nothing_stands(case: Case, tmp_path: Path) -> None:
    extra = tmp_path / "x.csv"
    row = "外人,招募,路人,2024-01-01,,走访记录,孤证,自然人,自然人,,"
    extra.write_text(f"{RELATIONS.splitlines()[0]}\n{row}\n", "utf-8")
    case.load(extra)
    result = case.evidence.without("走访记录")
    money = [one for one in result.conclusions if one.kind in ("trace", "chain", "pair")]
    assert {one.state for one in money} == {STANDS}


def test_a_row_of_leaked_data_is_left_out_of_its_counts(tmp_path: Path) -> None:
    body = rows(6)
    with new_case(tmp_path / "case") as case:
        case.load(write_list(tmp_path / "list.csv", body), link_only=True)
        with case.sessions.reading() as session:
            (whole,) = session.index().entities_of_kinds(["DataBatch"])
            with without(session, ["list.csv@2"]) as view:
                (less,) = view.session.index().entities_of_kinds(["DataBatch"])
    assert int(whole.first("recordCount")) - int(less.first("recordCount")) == 1
    assert int(whole.first("distinctPhones")) - int(less.first("distinctPhones")) == 1
    filled = int(whole.first("ordinaryCells")) - int(less.first("ordinaryCells"))
    assert filled == len(CLASSES["ordinary"])  # the first row of a list is full


def test_what_cannot_be_left_out_is_said(case: Case, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nothing in the case"):
        case.evidence.without("nobody-here.xlsx")
    with pytest.raises(NotFound, match="has no row"):
        case.evidence.without("a.csv@999")
    with pytest.raises(UsageError):
        case.evidence.without()
    with pytest.raises(UsageError, match="not saved"):
        case.trace(card(1), without=["a.csv"], name="what-if")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(left_out_module, "MOST", 1)
        with pytest.raises(UsageError, match="too many rows"):
            case.evidence.without(card(1))
    (tmp_path / "more").mkdir()
    write_statement(tmp_path / "more" / "a.csv", 4, seed=7)
    case.load(tmp_path / "more" / "a.csv")
    with pytest.raises(Ambiguous):
        case.evidence.without("a.csv")


def test_an_item_is_a_file_a_row_a_fact_or_a_thing(case: Case) -> None:
    with case.sessions.reading() as session:
        handle = session.handles.of(first_payment(case))
        kinds = {
            typed: left_out(session, [typed]).items[0].kind
            for typed in ("b.csv", "2", "a.csv@3", "a.csv@line 3", handle, card(1), "辨认笔录")
        }
    assert list(kinds.values()) == ["file", "file", "row", "row", "fact", "thing", "paper"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_says_what_falls_in_both_languages(case: Case, lang: str) -> None:
    told = kg("without", case.root, "a.csv", KG_LANG=lang)
    assert told.returncode == 0, told.stderr
    for word in ("a.csv", {"en": "trace t", "zh": "追踪 t"}[lang]):
        assert word in told.stdout
    document = json.loads(kg("without", case.root, "a.csv@2", "--json", KG_LANG=lang).stdout)
    assert document["items"][0]["kind"] == "row"
    again = kg("trace", case.root, card(1), "--without", "a.csv@2", KG_LANG=lang)
    assert "a.csv@2" in again.stdout
    assert kg("chain", case.root, "--trace", "t", "--without", "a.csv@2").returncode == 0
    assert kg("trace", case.root, card(1), "--without", "a.csv", "--show", "sparql").returncode == 2
