"""One person has one pseudonym in everything that leaves a case, whatever is done to the case."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.case import Case, new_case, open_case
from kg.case.sharing.export_job import NewPseudonyms, log_files
from kg.case.storage import log_digests
from kg.case.storage.pseudonym_store import UnnumberedFacts, numbering, size_of
from kg.case.storage.session import Session
from kg.errors import StoreBusy, StoreCorrupt
from kg.views.page_data import in_clear
from tests.built import built
from tests.command_line import kg

PAIRS = (("沐甲一", "沐乙二"), ("沐丙三", "沐丁四"), ("沐戊五", "沐甲一"))


def build(place: Path) -> None:
    with new_case(place / "case", name="案") as made:
        for one, other in PAIRS:
            made.judgements.add(one, "认识", other, evidence="笔录")
        made.chain("沐丙三", name="two", hops=1)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def shown(root: Path, *words: str, lang: str = "zh") -> dict[str, str]:
    """Export as a node-link graph, and return what it calls each masked id."""
    out = root.parent / "out.json"
    done = kg("export", root, out, *words, "--force", "--lang", lang)
    assert done.returncode == 0, done.stderr
    return {node["id"]: node["name"] for node in json.loads(out.read_text("utf-8"))["nodes"]}


def test_a_part_and_the_whole_call_everybody_alike_in_every_form(case: Case) -> None:
    whole, part = shown(case.root), shown(case.root, "two")
    assert len(whole) == 5 and len(set(whole.values())) == 5
    assert len(part) == 2 and part.items() <= whole.items()
    assert list(part.values()) != ["沐某1", "沐某2"]
    assert shown(case.root, lang="en") == whole
    for suffix in (".html", ".svg", ".csv", ".ttl"):
        written = case.export(case.root.parent / f"two{suffix}", "two")
        text = "".join(in_clear(path.read_bytes()) for path in written)
        assert set(re.findall("沐某[0-9]+", text)) == set(part.values()), suffix


def test_later_loads_undo_unload_and_rebuild_change_no_pseudonym(case: Case) -> None:
    before = shown(case.root)
    case.judgements.add("沐己六", "认识", "沐甲一", evidence="笔录")
    more = shown(case.root)
    assert before.items() <= more.items() and len(more) == 6
    case.judgements.undo()
    assert shown(case.root) == before
    case.judgements.add("沐庚七", "认识", "沐甲一", evidence="笔录")
    other = shown(case.root)
    (seventh,) = set(other.values()) - set(before.values())
    assert seventh not in more.values()
    case.evidence.unload("1")
    left = shown(case.root)
    assert left.items() <= other.items() and len(left) == 5
    case.verify()
    case.folder.pseudonyms.unlink()
    with pytest.raises(StoreCorrupt):
        case.export(case.root.parent / "x.csv")
    assert case.evidence.verdict().differences
    assert case.evidence.rebuild().restored == ["pseudonyms.jsonl"]
    case.verify()
    assert shown(case.root) == left


def test_an_altered_pseudonym_is_found_and_put_back(case: Case) -> None:
    before = case.folder.pseudonyms.read_bytes()
    case.folder.pseudonyms.write_bytes(before.replace(b", 2, ", b", 3, "))
    (wrong,) = case.evidence.verdict(quick=True).differences
    assert (wrong.part, wrong.file) == ("pseudonym", "pseudonyms.jsonl")
    assert kg("verify", case.root).returncode == 4
    case.evidence.rebuild()
    assert case.folder.pseudonyms.read_bytes() == before
    case.folder.pseudonyms.write_bytes(before + b'["thing", "x", 1, "y"]\n')
    assert [one.what for one in case.evidence.verdict(quick=True).differences] == ["extra"]


def test_what_an_export_is_the_first_to_show_stays_and_survives_a_kill(case: Case) -> None:
    given = numbering(case.folder)
    from kg.masking.pseudonyms import name_item

    assert given.give(name_item("沐辛八")) == ("沐某", 6)
    out = case.root.parent / "x"
    said = {"result": "", "show_values": False}
    late, start = NewPseudonyms(given.new, size_of(case.folder)), size_of(case.folder)
    out.write_text("x")
    log_files(case.folder, [out], said, late)
    assert numbering(case.folder).give(name_item("沐辛八")) == ("沐某", 6)
    whole = case.folder.pseudonyms.read_bytes()
    for left in (start, start + 9):  # the export was killed after its line in the log
        case.folder.pseudonyms.write_bytes(whole[:left])
        assert case.evidence.verdict(quick=True).differences == ()
        assert numbering(case.folder).give(name_item("沐辛八")) == ("沐某", 6)
        with case.sessions.writing():
            assert case.folder.pseudonyms.read_bytes() == whole
    case.folder.pseudonyms.write_bytes(whole[: start - 9])
    case.evidence.rebuild()
    assert case.folder.pseudonyms.read_bytes() == whole
    with pytest.raises(StoreBusy):
        log_files(case.folder, [out], said, late)
    assert not out.exists()


def test_a_case_of_an_older_version_gets_its_pseudonyms_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(log_digests, "GROWING_FILES", ("handles", "judgements"))
        older.setattr(Session, "_number", lambda session, entering: None)
        older.setattr("kg.case.storage.open_case.is_older", lambda folder: False)
        build(tmp_path)
    with open_case(tmp_path / "case") as case:
        assert not case.folder.pseudonyms.exists()
        case.verify()
        before = shown(case.root, "two")
        assert before.items() <= shown(case.root).items()
        actions = [entry["action"] for entry in case.folder.log.entries()]
        assert actions.count("pseudonyms") == 1
        case.verify()
        case.folder.pseudonyms.unlink()
        case.evidence.rebuild()
        assert shown(case.root, "two") == before


def test_a_thing_noted_twice_is_numbered_once(case: Case) -> None:
    with case.sessions.reading() as session:
        entering = UnnumberedFacts(session.schema, numbering(case.folder))
        for fact in session.store.entities(session.store.ids()):
            entering.note(fact)
        assert entering.records(session.handles.all()) == []
