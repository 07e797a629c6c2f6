"""A case handed over whole becomes an equal case: all but what ``losses.toml`` names comes back."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from batches import rows as leaked_rows
from batches import write_list
from dying import Dying

from kg.case import Case, new_case, open_case
from kg.case.sharing.export_job import learn_everything
from kg.case.sharing.transfer import transfer_masker
from kg.case.storage.open_case import reading_session
from kg.errors import FormatError, NotATableError, UsageError
from kg.exports.losses import transfer_forms
from kg.ledger.stored_rows import stored_rows
from kg.sources import read, unpack_transfer
from kg.values.identities import check_digit
from tests.built import built
from tests.depth import by_depth
from tests.sources.reader import bank

FORMS = by_depth((".nq", ".json"), tuple(form.suffix for form in transfer_forms()))
NUMBERS = ("6220990000000000017", "6220990000000000025", "6220990000000000033")
HOLDER = "99010119900307039X"
PHONE = "13800000000"
RULES = by_depth(("fifo", "haircut"), ("fifo", "lifo", "haircut", "lowest", "poison", "floor"))
RELATIONS = f"""主体,关系,客体,开始时间,来源文书,证明程度,备注
容某甲,雇用,容某乙,2024-01-01,笔录1,印证,说明
容某乙,使用手机,{PHONE},,,,
容某甲,朋友,容某丙,,,存疑,未成年人小米也在场
"""
YOUNG = "小米粒"


def young_id() -> str:
    body = "99010120100307001"
    return body + check_digit(body)


def build(place: Path) -> None:
    a, b, c = NUMBERS
    day = "2024-05-01"
    one = f"{a},,容某甲,{HOLDER}"
    files = {
        "a.csv": bank(
            f"{one},{day} 10:00:00,100.50,900,出,{b},容某乙,货款,成功,S1",
            f"{one},{day} 11:00:00,7,893,出,{c},{YOUNG},给{YOUNG},成功,S2",
            f"{one},不详,7,893,出,{c},{YOUNG},,成功,S3",
            f"{one},{day} 09:00:00,1000,1000,进,6220990000000000041,容某丁,本金,成功,S0",
        ),
        "b.csv": bank(
            f"{b},,容某乙,,{day} 10:00:30,100.50,100.50,进,{a},容某甲,货款,成功,T1",
            f"{b},,容某乙,,{day} 12:00:00,90,10.50,出,6220990000000000058,容某戊,,成功,T2",
        ),
        "c.csv": bank(f"{c},,{YOUNG},{young_id()},{day} 13:00:00,5,2,出,{b},容某乙,,成功,U1"),
        "relations.csv": RELATIONS,
    }
    for name, text in files.items():
        (place / name).write_text(text, encoding="utf-8")
    write_list(place / "list.csv", leaked_rows(4))
    with new_case(place / "case", name="某案", marking="内部资料") as case:
        case.load(place / "a.csv")
        names = ("b.csv", "c.csv", "relations.csv", "list.csv")
        assert case.evidence.load_all([place / name for name in names])[0][-1].batch
        case.judgements.add("容某新", "朋友", "容某旧", evidence="笔录2")
        case.judgements.set_pair_windows("钟不准", pair=90)
        flows = {float(paid): id_ for paid, id_ in case.sql("SELECT amount, id FROM transfer").rows}
        case.judgements.mark(flows[90], "disputed", "待查")
        people = dict(case.sql("SELECT name, id FROM entity WHERE kind LIKE '%Person'").rows)
        case.judgements.accept_same([f"{people['容某丙']}={people['容某新']}"], "同一人", "某警官")
        case.trace(a, name="t", hops=3)
        case.chain(trace="t", name="c")
        case.network.key(save_as="k")
        case.judgements.mark(flows[1000], "excluded", "又改")
        case.judgements.undo()
        for form in FORMS:
            case.export(place / f"x{form}", for_transfer=True)
    with new_case(place / "again", name="另案", marking="内部资料") as case:
        case.load(place / "x.nq")
        case.export(place / "y.nq", for_transfer=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("transfer")
    built(build, place)
    return place


@pytest.fixture(scope="module")
def told(folder: Path) -> Iterator[tuple[Any, Any]]:
    with open_case(folder / "case") as old, open_case(folder / "again") as new:
        yield Told(old), Told(new)


class Told:
    """What a case says, aspect by aspect, in words that do not hang on its own folder and files."""

    def __init__(self, case: Case) -> None:
        self.case = case
        with reading_session(case.folder) as session:
            shelves = session.ledger().shelves()
            self.handles = dict(session.handles.all())
            self.entities = {e.id: e for e in session.index().entities(self.handles)}
            self.origins = {shelf.sha256: shelf.origin() for shelf in shelves}
            places = {(e.sha256, e.locator) for one in self.entities.values() for e in one.evidence}
            self.cells = {
                (self.origins[sha], place): row
                for (sha, place), row in stored_rows(shelves, places).items()
            }

    def aspects(self, hidden: set[str]) -> dict[str, Any]:
        """Return all of it, but for what touches somebody of the hidden."""
        case = self.case
        words = [json.loads(line) for line in case.folder.judgements.read_text().splitlines()]
        return {
            "things": self.rows("id, kind, name, values FROM entity", hidden),
            "links": self.rows(
                "id, kind, source, target, object, start_time, end_time, proof, values FROM link",
                hidden,
            ),
            "flows": self.rows(
                "id, source, target, start_time, amount, currency FROM transfer", hidden
            ),
            "places": {
                (thing.id, self.origins[e.sha256], e.locator, e.reader)
                for thing in self.entities.values() if thing.id not in hidden
                for e in thing.evidence
            },
            "cells": {at: row for at, row in self.cells.items() if not _is_of_minor(at[0], row)},
            "files": [
                (s.name, s.layout, s.layout_sha256, s.read, s.stored, s.skipped, s.problems,
                 s.flows, s.promoted, s.number)
                for s in case.evidence.sources()
            ],
            "problems": [(p.locator, p.code, p.reason) for p in case.evidence.problems()],
            "skipped": [(s.name, one.locator, one.reason) for s, one in case.evidence.skipped()],
            "unread": sorted(map(repr, case.evidence.unread_columns().values())),
            "judgements": [word for word in words if word["reason"] not in ("又改", "undo")],
            "traces": [self.trace(rule, hidden) for rule in RULES],
            "saved": sorted(path.name for path in case.folder.saved.glob("*.json")),
            "chain": sorted(
                (node.entity.kind, node.stage, *node.roles) for node in case.chain(trace="t").nodes
            ),
            "seal": case.folder.key(),
            "bytes": sorted(path.read_bytes() for path in case.folder.sources.iterdir()),
            "history": [(one["action"], one["at"]) for one in case.folder.log.entries()],
            "handles": self.handles,
            "settings": case.folder.settings(),
            "minors": {e.id for e in self.entities.values() if "residentId" in e.values},
        }  # fmt: skip

    def rows(self, what: str, hidden: set[str]) -> list[tuple[object, ...]]:
        found = self.case.sql(f"SELECT {what} ORDER BY ALL").rows
        return [row for row in found if hidden.isdisjoint(map(str, row))]

    def trace(self, rule: str, hidden: set[str]) -> list[tuple[object, ...]]:
        steps = self.case.trace(NUMBERS[0], hops=3, rule=rule).steps
        ends = ((step.source, step.target, step.amount) for step in steps)
        return sorted(tuple("?" if part in hidden else str(part) for part in end) for end in ends)


def _is_of_minor(origin: str, row: tuple[tuple[str, str], ...]) -> bool:
    cells = dict(row)
    return bool({NUMBERS[2], "▒"} & set(cells.values()))


def hidden_in(case: Case) -> tuple[set[str], dict[str, str]]:
    """Return what stays masked of a case, and how it is called in a file by which it is handed."""
    with reading_session(case.folder) as session:
        masker = transfer_masker(session, "zh")
        learn_everything(session, masker)
        return set(masker.protected), {id_: masker.id(id_) for id_ in masker.protected}


def test_what_comes_back_is_all_but_the_listed_losses(told: tuple[Told, Told]) -> None:
    old, new = told
    hidden, renamed = hidden_in(old.case)
    before, after = old.aspects(hidden), new.aspects(set(renamed.values()))
    differing = {name for name in before if before[name] != after[name]}
    for form in transfer_forms():
        assert differing == set(form.loses), form.suffix
    things = {renamed.get(id_, id_) for id_ in old.entities}
    assert things == set(new.entities), "nobody is lost, only called otherwise"
    flows = "SELECT count(*), sum(amount) FROM transfer"
    assert old.case.sql(flows).rows == new.case.sql(flows).rows


def test_who_was_under_age_is_in_no_file(folder: Path) -> None:
    for form in FORMS:
        text = (folder / f"x{form}").read_text("utf-8")
        assert YOUNG not in text and young_id() not in text and NUMBERS[2] not in text
        assert "容某甲" in text and HOLDER in text


def test_what_was_handed_over_is_handed_over_again_the_same(folder: Path) -> None:
    once, twice = (_lines(folder / name) for name in ("x.nq", "y.nq"))
    assert [line for line in once if line[1] in ("row", "table")] == [
        line for line in twice if line[1] in ("row", "table")
    ]


def _lines(path: Path) -> list[list[Any]]:
    """Return the lines by which a case is handed over, as a reader of RDF has them."""
    says = ox.NamedNode("urn:crimechain:transfer:says")
    with path.open("rb") as stream:
        quads = ox.parse(stream, format=ox.RdfFormat.N_QUADS)
        return [json.loads(quad.object.value) for quad in quads if quad.predicate == says]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same_lines(form: str, folder: Path, tmp_path: Path) -> None:
    handed = unpack_transfer(folder / f"x{form}", tmp_path)
    assert [file.said for file in handed.files] == ["", "", "", "", "", "容某新 朋友 容某旧"]
    assert [json.loads(one)["action"] for one in handed.actions] == [
        *("load", "load", "load", "window", "mark", "number", "same"),
        *("trace", "chain", "answer"),
    ]


def test_a_fact_leads_to_the_file_as_it_was_received(folder: Path, told: tuple[Told, Told]) -> None:
    new = told[1].case
    ((paid,),) = new.sql("SELECT id FROM transfer WHERE amount = 90").rows
    (piece,) = new.lookup.explain(str(paid)).pieces
    assert (piece.file, piece.locator) == ("b.csv", "line 3")
    assert piece.origin in {one.sha256 for one in told[0].case.evidence.sources()}
    *cells, place = piece.cells
    assert "容某戊" in cells
    number = int(place.removeprefix("x.nq line "))
    line = (folder / "x.nq").read_text("utf-8").split("\n")[number - 1]
    assert "6220990000000000058" in line and "T2" in line


@pytest.mark.deep
def test_a_case_made_so_is_verified(told: tuple[Told, Told]) -> None:
    assert not told[1].case.evidence.verdict().differences


def test_both_logs_say_that_a_case_was_handed_over(told: tuple[Told, Told]) -> None:
    new = told[1].case
    (taken,) = [one for one in new.folder.log.entries() if one["action"] == "transfer"]
    assert (taken["case"], taken["marking"], taken["file"]) == ("某案", "内部资料", "x.nq")
    written = [one for one in told[0].case.folder.log.entries() if one["action"] == "export"]
    assert all(one["show_values"] and one["for_transfer"] for one in written)


def test_it_goes_into_an_empty_case_only_whole_and_unaltered(folder: Path, tmp_path: Path) -> None:
    with open_case(folder / "again") as full, pytest.raises(UsageError):
        full.load(folder / "x.nq")
    with pytest.raises(NotATableError):
        read(folder / "x.nq", scratch=tmp_path)
    whole = (folder / "x.nq").read_text("utf-8").split("\n")
    rows = [n for n, line in enumerate(whole) if '[\\"kg-transfer\\",\\"row' in line]
    bad = {
        "cut": whole[: rows[-1]],
        "lacking": whole[: rows[3]] + whole[rows[4] :],
        "altered": [line.replace("900", "901") if n == rows[-1] else line
                    for n, line in enumerate(whole)],
        "swapped": [whole[rows[4]] if n == rows[3] else line for n, line in enumerate(whole)],
        "no json": [line[:200] + '" .' if n == rows[3] else line for n, line in enumerate(whole)],
    }  # fmt: skip
    for name, lines in bad.items():
        path, scratch = tmp_path / f"{name}.nq", tmp_path / name
        path.write_text("\n".join(lines), encoding="utf-8")
        scratch.mkdir()
        if lines != whole:
            with pytest.raises(FormatError):
                unpack_transfer(path, scratch)
        shutil.rmtree(scratch)


def test_only_whole_cases_are_handed_over_and_in_forms_that_hold_them(folder: Path) -> None:
    with open_case(folder / "case") as case:
        for out, name in (("x.ttl", ""), ("x.nq", "t"), ("x.html", "")):
            with pytest.raises(UsageError):
                case.export(folder / out, name, for_transfer=True)


KILLS = by_depth(3, 12)


def test_a_load_that_is_killed_goes_on_where_it_stopped(folder: Path, tmp_path: Path) -> None:
    with new_case(tmp_path / "empty", name="另案", marking="内部资料"):
        pass
    with Dying() as dying:
        dying(KILLS, tmp_path / "empty", tmp_path / "out", "load", str(folder / "x.nq"))
    *killed, last = sorted((tmp_path / "out").iterdir(), key=lambda path: int(path.name))
    with open_case(last) as whole:
        hidden = set(hidden_in(whole)[1].values())
        wanted = done_in(whole, hidden)
    parts = 0
    for left in killed:
        with open_case(left) as case:
            lines = [entry["action"] for entry in case.folder.log.entries()]
            begun, done = "transfer" in lines, "transferred" in lines
            is_part = begun and not done
            parts += is_part
            assert case.verify(quick=True).unfinished == ("x.nq" if is_part else "")
            if not done:
                reports = case.evidence.load_all([folder / "x.nq"])[0]
                said = [warning.id for warning in reports[0].warnings]
                assert len(reports) == 6 and ("transfer-goes-on" in said) == begun
            assert done_in(case, hidden) == wanted, left.name
            assert not case.verify().unfinished and not case.verify().differences
            with pytest.raises(UsageError):
                case.load(folder / "x.nq")
    assert parts >= KILLS - 2, "the kills fell between the first action and the last"


def done_in(case: Case, hidden: set[str]) -> dict[str, Any]:
    """Return what a case says, and each action of its log once."""
    told = Told(case).aspects(hidden)
    told["judgements"] = [{**word, "at": ""} for word in told["judgements"]]
    told["history"] = sorted(
        (entry["action"], entry.get("first_said", ""))
        for entry in case.folder.log.entries()
        if entry["action"] not in ("chain", "number")
    )
    return {name: value for name, value in told.items() if name not in ("seal", "bytes")}


WRONG = {
    "unknown file": ["action", {"action": "load", "files": ["0" * 64]}],
    "no list": ["action", {"action": "load", "files": 3}],
    "no request": ["action", {"action": "trace", "request": [], "handles": {}, "kind": "trace"}],
    "no action": ["action", ["load"]],
    "no case": ["case", []],
}


@pytest.mark.parametrize("name", WRONG)
def test_what_kg_never_says_is_refused_in_one_sentence(
    name: str, folder: Path, tmp_path: Path
) -> None:
    case_line, *_ = _lines(folder / "x.nq")
    wrong = ["kg-transfer", *WRONG[name]]
    said = [wrong] if name == "no case" else [case_line, wrong]
    texts = [json.dumps(one, separators=(",", ":")) for one in said]
    digest = hashlib.sha256("".join(f"{text}\n" for text in texts).encode()).hexdigest()
    texts.append(json.dumps(["kg-transfer", "end", len(texts), digest], separators=(",", ":")))
    first = json.dumps(texts[0])
    assert first.startswith('"[\\"kg-transfer\\",\\"case')
    mark = "urn:crimechain:transfer:"
    lines = [
        f"<{mark}{number}> <{mark}says> {json.dumps(text)} <{mark}graph> ."
        for number, text in enumerate(texts)
    ]
    path = tmp_path / "x.nq"
    path.write_text("\n".join(lines), encoding="utf-8")
    with new_case(tmp_path / "case") as case, pytest.raises(FormatError):
        case.load(path)
