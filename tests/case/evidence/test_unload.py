"""Whatever is loaded, read again, unloaded, judged and taken back: the case is what remains.

A state machine does these actions in any order beside a plain dictionary; after every few of them
the case must equal one built afresh from what the dictionary says remains: the graph's dump, the
tables of the index, the problems, how the sources were counted. Numbers and handles may differ.
What a person types is a file of one row, and remains as such a file.
A deep run tries two hundred orders.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from statements import card, write_other_side, write_statement
from states import state, tables

from kg.case import Case, new_case, open_case
from kg.case.evidence import load_files, unload
from kg.case.evidence.load_files import FileLoad
from kg.case.judgements import typed_facts
from kg.case.judgements.typed_facts import AddedFact
from kg.case.storage.open_case import reading_session, writing_session
from kg.case.storage.session import Session
from kg.case.storage.source_store import source_file
from kg.custody import sha256_of
from kg.errors import Ambiguous, NotFound, SourceError, UsageError
from kg.ledger.build_index import GRAVEST
from kg.ledger.index_changes import LARGE
from kg.ledger.payments import standing
from kg.limits import Limits
from kg.model import Resting
from kg.requests import LoadRequest
from tests.depth import by_depth, examples

pytestmark = pytest.mark.usefixtures("derived_once")
LIMITS = Limits(promoted_flows=18)
UNDONE_AT_MOST = 4
KEPT = 60
EXAMPLES = by_depth(3, examples(6))
STEPS = 10
NAMES = ("a.csv", "b.csv", "c.csv", "d.csv", "bill.csv")
STATEMENTS = ("a.csv", "b.csv", "c.csv")
REVERSED = "reversed.toml"
BILL = """微信支付账单明细
微信昵称：[小沈]
----------------------微信支付账单明细列表--------------------
交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注
2024-01-01 09:00:00,转账,某人1,/,支出,¥12.00,零钱,支付成功,10001,/,/
2024-01-01 09:05:00,转账,某人2,/,收入,¥7.50,零钱,已存入零钱,10002,/,/
"""


@pytest.fixture(scope="module")
def desk_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two sides of a payment, another statement, a sheet, a wrong layout."""
    place = tmp_path_factory.mktemp("files")
    first = write_statement(place / "a.csv", 12)
    others = [line.split(",")[8] for line in first.read_text("utf-8").splitlines()[1:]]
    write_other_side(place / "b.csv", first, max(sorted(set(others)), key=others.count))
    third = write_statement(place / "c.csv", 9, seed=3)
    third.write_text(third.read_text("utf-8").replace("2024-01-01 00:05:00", "不详"), "utf-8")
    sheet = (
        "主体,关系,客体,来源文书,证明程度\n王五,账户持有,{},笔录,印证\n李四,账户持有,错,笔录,印证\n"
    )
    (place / "d.csv").write_text(sheet.format(card(1)), "utf-8")
    (place / "bill.csv").write_text(BILL, "utf-8")
    layout = (files("kg.sources") / "layouts" / "bank-flow.toml").read_text("utf-8")
    layout = layout.replace('out = ["出"', 'out = ["进"').replace('in = ["进"', 'in = ["出"')
    layout = layout.replace('"交易余额", ', "")  # which would contradict it
    (place / REVERSED).write_text(layout.replace('"bank-flow"', '"bank-reversed"'), "utf-8")
    return place


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return Loaded(tmp_path_factory.mktemp("loaded"))


def held(case: Case) -> dict[str, Any]:
    """Return what a case holds, without numbers: the graph, the index, the problems, the counts."""
    with reading_session(case.folder) as session:
        dump = [line for line in session.store.dump() if b"graph:markers" not in line]
        found = {"graph": dump, "tables": tables(session.index())}
        sources = [
            (one.name, one.layout, one.read, one.stored, one.flows, one.promoted)
            for one in session.sources()
        ]
    return {**found, "sources": sources, "problems": list(case.evidence.problems())}


def load(session: Session, path: Path, layout: str, *, again: bool = False) -> None:
    load_files.load(session, FileLoad(path, LoadRequest(layout=layout, again=again, limits=LIMITS)))


def payments(case: Case) -> list[str]:
    return [row["id"] for row in payment_rows(case)]


def payment_rows(case: Case) -> list[Mapping[str, Any]]:
    """Return the rows of every payment; a case that holds none has no table of them."""
    with reading_session(case.folder) as session:
        if "transfer" not in session.index().flow_classes:
            return []
        return list(session.index().table("flow_transfer"))


def facts(case: Case) -> list[str]:
    """Return the facts that a person may judge: payments, and what does not flow."""
    with reading_session(case.folder) as session:
        links = [row["id"] for row in session.index().table("link")]
    return [*payments(case), *sorted(links)]


def standing_fact(case: Case, link: str) -> str:
    with reading_session(case.folder) as session:
        return link if session.index().links([link]) else ""


class Loaded:
    """Cases into which files were loaded in some order, each order once; below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept: dict[tuple[tuple[str, str], ...], Path] = {}
        self.held: dict[str, Any] = {}
        """What cases hold that were built from what remains, by what was to remain."""

    def copy(self, told: Sequence[tuple[Path, str]], root: Path) -> Case:
        """Return a case at ``root`` into which the files were loaded, each with its layout."""
        order = tuple((f"{path.name} {sha256_of(path)}", layout) for path, layout in told)
        if order not in self.kept:
            begun = self.folder / "begun"
            with self.copy(told[:-1], begun) if told else new_case(begun) as case:
                for path, layout in told[-1:]:
                    with writing_session(case.folder) as session:
                        load(session, path, layout)
            self.keep(begun, order)
        shutil.copytree(self.kept[order], root)
        return open_case(root)

    def keep(self, begun: Path, order: tuple[tuple[str, str], ...]) -> None:
        """Keep a case; of many the oldest goes."""
        if gone := forget(self.kept):
            shutil.rmtree(gone)
        place = self.folder / hashlib.sha256(repr(order).encode()).hexdigest()[:16]
        self.kept[order] = begun.rename(place)


def forget(kept: dict[Any, Any]) -> Any:
    """Take the oldest out of what is kept, where that is much."""
    return kept.pop(next(iter(kept))) if len(kept) == KEPT else None


class PuttingRight(RuleBasedStateMachine):
    """A case and the dictionary of what must remain in it."""

    files: Path
    loaded: Loaded

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.case = new_case(self.place / "case")
        self.typed = self.place / "typed"
        self.typed.mkdir()
        self.remains: dict[str, Any] = {
            "files": {}, "rejected": [], "promoted": [], "marks": {}, "window": 120
        }  # fmt: skip
        self.before: list[dict[str, Any]] = []
        self.compared = ""

    def does(self) -> None:
        self.before = [*self.before, deepcopy(self.remains)][-UNDONE_AT_MOST:]

    def layout(self, wrong: bool, name: str) -> str:
        return str(self.files / REVERSED) if wrong and name in STATEMENTS else ""

    def typed_in(self, act: Callable[[], AddedFact], layout: str) -> None:
        """Have a person type a fact, and keep the file that it became; a second time is refused."""
        try:
            source = act().source
        except (UsageError, NotFound):
            return
        self.does()
        kept = source_file(self.case.folder, source.sha256)
        assert kept is not None
        shutil.copyfile(kept, self.typed / source.name)
        self.remains["files"][source.name] = layout

    @initialize(names=st.lists(st.sampled_from(NAMES), unique=True, min_size=3))
    def begins(self, names: list[str]) -> None:
        for name in names:
            self.loads(name, wrong=False)

    @rule(name=st.sampled_from(NAMES), wrong=st.booleans())
    def loads(self, name: str, wrong: bool) -> None:
        with writing_session(self.case.folder) as session:
            load(session, self.files / name, self.layout(wrong, name))
        if name not in self.remains["files"]:
            self.does()
            self.remains["files"][name] = self.layout(wrong, name)

    @rule(name=st.sampled_from(NAMES), wrong=st.booleans())
    def loads_again(self, name: str, wrong: bool) -> None:
        with writing_session(self.case.folder) as session:
            load(session, self.files / name, self.layout(wrong, name), again=True)
        self.does()
        self.remains["files"].pop(name, None)
        self.remains["files"][name] = self.layout(wrong, name)

    @precondition(lambda self: self.remains["files"])
    @rule(data=st.data())
    def unloads(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.remains["files"])))
        with writing_session(self.case.folder) as session:
            unload.unload(session, name)
        self.does()
        del self.remains["files"][name]

    @rule()
    def rejects(self) -> None:
        pairs = [row["id_a"] for row in self.case.money.pairs() if row["state"] == "paired"]
        if pairs:
            self.case.judgements.reject_pair(min(pairs), "两笔")
            self.does()
            self.remains["rejected"].append(min(pairs))

    @rule(seconds=st.sampled_from((0, 120, 3_600)))
    def widens(self, seconds: int) -> None:
        if seconds != self.remains["window"]:
            self.case.judgements.set_pair_windows("时钟", pair=seconds)
            self.does()
            self.remains["window"] = seconds

    @rule(who=st.sampled_from(("李四", "王五")), whom=st.sampled_from((card(1), card(3))))
    def adds(self, who: str, whom: str) -> None:
        self.typed_in(
            lambda: self.case.judgements.add(who, "账户持有", whom, evidence="笔录 第1页"),
            "relations",
        )

    @rule(who=st.sampled_from(("沈白", "王五")))
    def owns(self, who: str) -> None:
        self.typed_in(
            lambda: self.case.judgements.owner("bill.csv", who, evidence="截图"), "owners"
        )

    @rule(place=st.integers(0, 60), word=st.sampled_from((*GRAVEST, "clear")))
    def marks(self, place: int, word: str) -> None:
        found = facts(self.case)
        try:
            link = (
                self.case.judgements.mark(found[place % len(found)], word, "核对") if found else ""
            )
        except UsageError:
            return
        if link:
            self.does()
            self.remains["marks"].pop(link, None)
            self.remains["marks"] |= {} if word == "clear" else {link: word}

    @rule(place=st.integers(0, 30))
    def promotes(self, place: int) -> None:
        if found := payments(self.case):
            link = found[place % len(found)]
            self.case.judgements.promote([link])
            self.does()
            self.remains["promoted"].append(link)

    @precondition(lambda self: self.before)
    @rule()
    def takes_back(self) -> None:
        self.case.judgements.undo()
        self.remains = self.before.pop()

    @rule()
    def compares(self) -> None:
        """Compare, unless the log says that nothing was done since."""
        if (head := self.case.folder.log.head()) == self.compared:
            return
        assert held(self.case) == self.held_afresh()
        self.case.verify()
        self.compared = head

    def held_afresh(self) -> dict[str, Any]:
        """Return what a case holds that is built from what remains; the same is built once."""
        typed = {path.name: sha256_of(path) for path in sorted(self.typed.iterdir())}
        told = repr((typed, self.remains))
        if told not in self.loaded.held:
            with tempfile.TemporaryDirectory() as place:
                found = held(self.built_afresh(Path(place) / "case"))
            forget(self.loaded.held)
            self.loaded.held[told] = found
        return self.loaded.held[told]

    def built_afresh(self, root: Path) -> Case:
        """Build a case from what remains, with nothing but what a person would do."""
        told = [
            (next(path for path in (self.typed / name, self.files / name) if path.exists()), layout)
            for name, layout in self.remains["files"].items()
        ]
        case = self.loaded.copy(told, root)
        case.judgements.set_pair_windows("时钟", pair=self.remains["window"])
        self.judged_afresh(case)
        return case

    def judged_afresh(self, case: Case) -> None:
        """Say again what was said: where two rows became one payment, the gravest word last."""
        for link in self.remains["rejected"]:
            if any(link in (row["id_a"], row["id_b"]) for row in case.money.pairs()):
                case.judgements.reject_pair(link, "两笔")
        for link in self.remains["promoted"]:
            if payment := paid_as(case, link):
                case.judgements.promote([payment])
        for link, word in sorted(
            self.remains["marks"].items(), key=lambda said: -GRAVEST.index(said[1])
        ):
            if fact := paid_as(case, link) or standing_fact(case, link):
                self.marked_afresh(case, fact, word)

    def marked_afresh(self, case: Case, fact: str, word: str) -> None:
        if word not in {one.proof for one in case.judgements.all() if one.link == fact}:
            case.judgements.mark(fact, word, "核对")

    def teardown(self) -> None:
        try:
            self.compares()
        finally:
            shutil.rmtree(self.place)


def paid_as(case: Case, link: str) -> str:
    """Return the payment that a link's row now tells, alone or as one of a pair."""
    with reading_session(case.folder) as session:
        if not standing(session.index(), [link]):
            return ""
    for row in payment_rows(case):
        if link == row["id"] or link in {one["id"] for one in row["members"] or ()}:
            return str(row["id"])
    return ""


@pytest.mark.slow
@pytest.mark.parametrize("large", [0, LARGE], ids=["told-whole", "told-changes"])
def test_the_case_is_what_remains(
    desk_files: Path, loaded: Loaded, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    # what is typed counts by the same small ceiling as what is loaded
    monkeypatch.setattr(typed_facts, "LoadRequest", partial(LoadRequest, limits=LIMITS))
    monkeypatch.setattr(sys.modules["kg.ledger.index_changes"], "LARGE", large)
    machine = type("Here", (PuttingRight,), {"files": desk_files, "loaded": loaded})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_source_is_known_by_name_number_and_hash(desk_files: Path, tmp_path: Path) -> None:
    case = new_case(tmp_path / "case")
    case.load(desk_files / "a.csv")
    sha256 = case.evidence.sources()[0].sha256
    for typed in ("b.csv", "9", sha256[:3]):
        with pytest.raises(NotFound, match="no source"):
            case.evidence.unload(typed)
    assert case.evidence.unload(sha256[:8]).source.name == "a.csv"
    assert case.evidence.sources() == [] and case.verify().links == 0
    assert case.judgements.undo() == "unload a.csv"
    assert case.evidence.unload("1").source.sha256 == sha256


def test_two_files_of_one_name_are_told_apart_by_number(desk_files: Path, tmp_path: Path) -> None:
    case = new_case(tmp_path / "case")
    (tmp_path / "other").mkdir()
    case.load(desk_files / "a.csv")
    case.load(shutil.copyfile(desk_files / "c.csv", tmp_path / "other" / "a.csv"))
    with pytest.raises(Ambiguous) as caught:
        case.evidence.unload("a.csv")
    assert [line[:8] for line in caught.value.candidates] == ["1  a.csv", "2  a.csv"]
    assert case.evidence.unload("2").source.number == 2


def test_judgements_rest_while_their_rows_are_gone(desk_files: Path, tmp_path: Path) -> None:
    case = new_case(tmp_path / "case")
    for name in ("a.csv", "b.csv"):
        case.load(desk_files / name)
    pair = case.money.pairs()[0]["id_a"]
    case.judgements.reject_pair(pair, "两笔")
    case.judgements.promote([payments(case)[0]])
    trace = case.trace(card(1), name="t", hops=1)
    whole = held(case)
    resting = case.evidence.unload("a.csv").resting
    assert [one.kind for one in resting] == ["reject", "promote", "trace"]
    assert resting[0].what == pair
    assert resting[2] == Resting("trace", "t", len({step.link for step in trace.steps}))
    assert not [line for line in held(case)["graph"] if b":traced_flow:" in line]
    with pytest.raises(UsageError, match="no longer in the case"):
        case.chain(trace="t")
    case.verify()
    case.load(desk_files / "a.csv")
    assert held(case)["graph"] == whole["graph"]
    assert case.chain(trace="t").nodes


def test_a_refused_reading_leaves_the_earlier_one_in(desk_files: Path, tmp_path: Path) -> None:
    case = new_case(tmp_path / "case")
    case.load(desk_files / "a.csv")
    whole = state(case.root)
    with pytest.raises(SourceError):
        case.load(desk_files / "a.csv", again=True, layout="calls")
    assert state(case.root) == whole


def test_what_went_stays_on_disk_no_longer_than_undo_may_ask(
    desk_files: Path, tmp_path: Path
) -> None:
    case = new_case(tmp_path / "case")
    for name in ("a.csv", "b.csv"):
        case.load(desk_files / name)
    gone = case.evidence.unload("b.csv").source.sha256
    for _ in range(5):
        assert any(gone in path.name for path in case.folder.sources.iterdir())
        case.judgements.promote([payments(case)[0]])
    case.verify()
    left = [path.name for room in ("sources", "ledger", "problems")
            for path in (case.root / room).iterdir()]  # fmt: skip
    assert left and not any(gone in name for name in left)


def test_what_was_loaded_below_a_ceiling_stays_so_when_another_goes(tmp_path: Path) -> None:
    with new_case(tmp_path / "case") as case:
        with writing_session(case.folder) as session:
            request = LoadRequest(limits=Limits(promoted_flows=1))
            load_files.load(session, FileLoad(write_statement(tmp_path / "a.csv", 12), request))
        case.load(write_statement(tmp_path / "b.csv", 3, seed=5))
        case.evidence.unload("b.csv")
        assert [source.promoted for source in case.evidence.sources()] == [False]
        assert not case.verify().differences
