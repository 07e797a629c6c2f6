"""A file that is handed out lies where it was ordered, and nothing else is touched for it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.case import new_case
from kg.case.sharing.output_paths import checked_new_folder, checked_place
from kg.cli import app
from kg.errors import UsageError

Verb = Callable[[Path], list[str]]
LAYOUT_OF = "付款账号,收款账号,金额,日期\n0629000000000000017,0629000000000000025,5.00,2024-05-01\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    with new_case(tmp_path / "case", name="某案") as made:
        return made.root


@pytest.fixture(params=["all.ttl", "all.csv", "all.xlsx", "problems", "template", "layout"])
def verb(request: pytest.FixtureRequest, case: Path, tmp_path: Path) -> Verb:
    """Return the words of each verb that writes a file, given where."""
    (tmp_path / "foreign.csv").write_text(LAYOUT_OF, encoding="utf-8")
    words: dict[str, Verb] = {
        "problems": lambda out: ["problems", str(case), "--xlsx", str(out.with_suffix(".xlsx"))],
        "template": lambda out: ["template", "victims", str(out.with_suffix(".xlsx"))],
        "layout": lambda out: ["layout", str(tmp_path / "foreign.csv"), str(out) + ".toml"],
    }
    name = request.param
    export: Verb = lambda out: ["export", str(case), str(out.with_suffix(Path(name).suffix))]  # noqa: E731
    return words.get(name, export)


def kg(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words))
    error = done.exception
    assert error is None or isinstance(error, UsageError | SystemExit), error
    return (error.exit_code, str(error)) if isinstance(error, UsageError) else (done.exit_code, "")


def tree(root: Path) -> dict[str, int]:
    return {str(path): path.lstat().st_mtime_ns for path in root.rglob("*")}


def test_no_folder_is_made_that_was_not_asked_for(verb: Verb, tmp_path: Path) -> None:
    code, said = kg(*verb(tmp_path / "not" / "there" / "x"))
    assert (code, "no such folder" in said) == (2, True)
    assert not (tmp_path / "not").exists()


@pytest.mark.parametrize("room", ["sources", "ledger", "saved", "graph", "lost+found"])
def test_nothing_is_written_among_the_files_of_a_case(verb: Verb, case: Path, room: str) -> None:
    (case / room).mkdir(exist_ok=True)
    before = tree(case)
    code, said = kg(*verb(case / room / "x"), "--force")
    assert (code, "case's own files" in said) == (2, True)
    assert tree(case) == before


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_at_the_target_is_never_followed(verb: Verb, tmp_path: Path) -> None:
    words = verb(tmp_path / "x")
    place = next(Path(word) for word in words if Path(word).stem == "x" or word.endswith("x.toml"))
    target = tmp_path / "letter.txt"
    target.write_text("mine", encoding="utf-8")
    for name in (place, place.with_name("x.nodes.csv"), place.with_name("x.links.csv")):
        name.symlink_to(target)
    assert kg(*words)[0] == 2
    assert place.is_symlink()
    assert kg(*words, "--force")[0] == 0
    assert target.read_text("utf-8") == "mine"
    written = [path for path in tmp_path.glob("x*") if not path.is_symlink()]
    assert written


def test_beside_the_rooms_of_a_case_a_page_may_lie(case: Path) -> None:
    assert checked_place(case / "chain.html", force=False) == case / "chain.html"
    for own in ("log.jsonl", "case.toml", ".hidden"):
        with pytest.raises(UsageError, match="case's own files"):
            checked_place(case / own, force=True)


def test_a_site_is_written_into_no_case_and_through_no_link(case: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="case's own files"):
        checked_new_folder(case / "saved" / "site")
    with pytest.raises(UsageError, match="no such folder"):
        checked_new_folder(tmp_path / "not" / "site")
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(UsageError, match="is a link"):
        checked_new_folder(tmp_path / "link")


def test_the_demo_makes_its_own_folder_only(tmp_path: Path) -> None:
    assert kg("demo", str(tmp_path / "not" / "there"))[0] == 2
    assert not (tmp_path / "not").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of this kind")
def test_a_masked_export_keeps_the_users_umask(case: Path, tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        assert kg("export", str(case), str(tmp_path / "a.ttl"))[0] == 0
        assert kg("export", str(case), str(tmp_path / "b.ttl"), "--show-values")[0] == 0
    finally:
        os.umask(before)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a.ttl", "b.ttl")]
    assert modes == [0o640, 0o600]
