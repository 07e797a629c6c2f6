"""A case folder from somebody else: nothing outside it changes, whatever lies in it.

The long form, every verb on every craft, is ``scripts/fuzz folder``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "fuzzing"))

from crafted import TOP_FILES, TOP_FOLDERS, World, crafts, new_world
from folders import good_case, run, statement

from kg.case import new_case, open_case
from kg.case.evidence.rebuild import rebuild
from kg.case.storage.folder import CaseFolder, Settings, as_toml, check_entries, read_settings
from kg.errors import KgError, NotACase, UsageError
from tests.built import built

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
VERBS = (("verify", "--quick"), ("log",), ("mark",), ("undo", "--yes"))
LINKS = [name for name in crafts() if name.startswith(("link", "pipe", "folder", "file"))]
VALUES = [name for name in crafts() if name.startswith(("action.json", "log:", "judgements"))]
SETTINGS = [name for name in crafts() if name.startswith(("case.toml", "case.key"))]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("good")
    built(good_case, place)
    return place / "case"


@pytest.fixture
def world(tmp_path: Path, good: Path) -> Iterator[World]:
    made = new_world(tmp_path / "world", good)
    (tmp_path / "out").mkdir()
    statement(tmp_path / "new.csv", other=2)
    yield made


def test_there_are_enough_crafts() -> None:
    assert len(crafts()) >= 60


@pytest.mark.parametrize("name", LINKS)
def test_what_leads_out_of_a_case_is_refused_by_name(world: World, name: str) -> None:
    crafts()[name](world)
    before = world.around()
    with pytest.raises(NotACase) as refused:
        open_case(world.case, create=False)
    with pytest.raises(NotACase):
        rebuild(CaseFolder(world.case))
    assert (refused.value.where or str(refused.value)) != ""
    assert world.around() == before


@pytest.mark.parametrize("name", [f"second name {one}" for one in ("lock", "log.jsonl")])
def test_a_file_with_a_second_name_is_not_written(world: World, name: str) -> None:
    crafts()[name](world)
    before = world.around()
    new = world.root.parent / "new.csv"
    with pytest.raises(KgError), open_case(world.case, create=False) as case:
        case.load(new)
    assert world.around() == before


@pytest.mark.parametrize("name", VALUES)
def test_values_of_a_case_name_no_file_outside_it(world: World, name: str) -> None:
    crafts()[name](world)
    codes = run(world, VERBS, world.root.parent / "out", world.root.parent / "new.csv")
    assert codes.total() == len(VERBS)


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_and_key_are_checked(world: World, name: str) -> None:
    crafts()[name](world)
    codes = run(world, (("log",),), world.root.parent / "out", world.root.parent / "new.csv")
    fine = ("case.toml: name hides", "case.toml: servers listens", "case.toml: ontology is a path")
    assert set(codes) == ({0} if name in fine or name.startswith("case.key") else {2})


@pytest.mark.parametrize("name", ["sources", "ledger", "saved"])
def test_a_load_never_deletes_the_evidence_of_another_case(world: World, name: str) -> None:
    crafts()[f"link {name}"](world)
    before = world.around()
    run(world, (("load", "@NEW"),), world.root.parent / "out", world.root.parent / "new.csv")
    assert world.around() == before


def test_the_way_to_a_case_may_hold_links(world: World) -> None:
    (world.root / "way").symlink_to(world.case.parent)
    with open_case(world.root / "way" / "case", create=False) as case:
        assert case.evidence.sources()


def test_what_is_not_kgs_own_is_not_looked_at(world: World) -> None:
    (world.case / "notes").symlink_to(world.letter)
    check_entries(world.case)


def test_every_entry_that_kg_makes_is_known(good: Path) -> None:
    assert {path.name for path in good.iterdir()} <= {*TOP_FILES, *TOP_FOLDERS}


@pytest.mark.parametrize("name", ["某案", 'a"b\\c', "a\nb\x7f\x00", "\u202eabc", "\udcff"])
def test_settings_are_read_as_they_were_written(tmp_path: Path, name: str) -> None:
    path = tmp_path / "case.toml"
    path.write_text(as_toml(Settings(name, servers=("bolt://a", 'b"'))), encoding="utf-8")
    once = read_settings(path)
    assert once.servers == ("bolt://a", 'b"')
    path.write_text(as_toml(once), encoding="utf-8")
    assert read_settings(path) == once
    assert not {"\u202e", "\x00", "\udcff"}.intersection(once.name)


@pytest.mark.parametrize("zone", ["Asia", "../x", "+99:00", "x" * 5_000, ""])
def test_a_case_is_not_made_with_a_zone_that_is_none(tmp_path: Path, zone: str) -> None:
    if not zone:
        new_case(tmp_path / "case", zone=zone).close()  # the usual one
        return
    with pytest.raises(UsageError, match="time zone"):
        new_case(tmp_path / "case", zone=zone)
    assert not (tmp_path / "case").exists()


def test_a_key_is_never_half_a_key(world: World) -> None:
    (world.case / "case.key").write_bytes(b"short")
    with pytest.raises(NotACase, match="32 bytes"):
        CaseFolder(world.case).key()
