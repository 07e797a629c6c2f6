"""The matrix of evidence as a page and a workbook: every cell and row of it, and no real name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from kg.case import Case, open_case
from kg.errors import UsageError
from kg.messages import Message, languages
from kg.model import Matrix
from kg.views.page_data import data_of
from tests.built import built
from tests.case.linking.test_linking import build as build_two
from tests.command_line import kg
from tests.demo.test_case_file import build


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    place = tmp_path_factory.mktemp("matrix")
    built(build, place, 1)
    with open_case(place / "case") as opened:
        yield opened


def names(case: Case) -> set[str]:
    things = case.sessions
    with things.reading() as session:
        people = session.index().entities_of_kinds(["Person"])
        return {text for one in people for text in one.values.get("name", ())}


def sections(html: str, lang: str) -> dict[str, str]:
    """Return the evidence of each cell in one language, by the id of its section."""
    found = re.findall(rf'<section id="{lang}-([^"]+)"(.*?)</section>', html, re.DOTALL)
    return dict(found)


def test_the_page_has_every_cell_and_every_row_in_both_languages_and_no_name(
    case: Case, tmp_path: Path
) -> None:
    matrix: Matrix = case.chains.matrix()
    (page,) = case.export(tmp_path / "m.html", style="matrix")
    html = page.read_text(encoding="utf-8")
    assert not [name for name in names(case) if name in html]
    assert "<script" not in html
    assert "default-src &#39;none&#39;" in html
    for lang in languages():
        parts = sections(html, lang)
        assert len(parts) == len(matrix.cells) + 1  # and the list of inquiries
        for cell in matrix.cells:
            part = parts[f"{cell.stage}-{cell.element}"]
            items = [item for one in cell.subjects for item in (*one.supports, *one.against)]
            bare = sum(not one.supports and not one.against for one in cell.subjects)
            assert part.count("<tr>") == (len(items) + bare + 1 if cell.subjects else 0)
            assert f'href="#{lang}-{cell.stage}-{cell.element}"' in html
            assert Message(f"matrix-state-{cell.state}").text(lang) in part
        assert parts["list"].count("<tr>") == len(matrix.inquiries) + 1


def test_a_kept_matrix_is_written_as_it_was_kept(case: Case, tmp_path: Path) -> None:
    case.chains.matrix(save_as="kept")
    (one,) = case.export(tmp_path / "one.html", "kept")
    (other,) = case.export(tmp_path / "other.html", style="matrix")
    assert one.read_bytes() == other.read_bytes()
    logged = [entry for entry in case.folder.log.entries() if entry["action"] == "export"]
    assert logged[-2]["result"] == "kept"


@pytest.mark.parametrize("lang", languages())
def test_the_workbook_has_cells_inquiries_and_evidence_masked(
    case: Case, tmp_path: Path, lang: str
) -> None:
    matrix = case.chains.matrix()
    (path,) = case.export(tmp_path / "m.xlsx", style="matrix", lang=lang)
    book = openpyxl.load_workbook(path)
    first, cells, listed, evidence = book.worksheets
    assert Message("not-an-opinion").text(lang) in [row[0].value for row in first.rows]
    stages = list(dict.fromkeys(cell.stage for cell in matrix.cells))
    assert cells.max_row == len(stages) + 1
    assert listed.max_row == len(matrix.inquiries) + 1
    items = [
        item
        for cell in matrix.cells
        for one in cell.subjects
        for item in ((*one.supports, *one.against) or (None,))
    ]
    assert evidence.max_row == len(items) + 1
    told = "\n".join(
        str(c.value) for sheet in book.worksheets for row in sheet.rows for c in row if c.value
    )
    assert not [name for name in names(case) if name in told]


def test_real_values_are_shown_on_request_but_for_victims(case: Case, tmp_path: Path) -> None:
    (path,) = case.export(tmp_path / "m.html", style="matrix", show_values=True)
    html = path.read_text(encoding="utf-8")
    shown = {name for name in names(case) if name in html}
    assert shown
    with case.sessions.reading() as session:
        losses = session.index().links_of_kind("ReportedLoss")
        victims = session.index().entities({loss.source for loss in losses})
    assert not shown & {one.first("name") for one in victims}


def test_what_is_no_matrix_is_refused_with_what_to_do(case: Case, tmp_path: Path) -> None:
    case.judgements.same(save_as="pairs")
    with pytest.raises(UsageError, match="can be drawn"):
        case.export(tmp_path / "x.html", "pairs")
    with pytest.raises(UsageError):
        case.export(tmp_path / "x.html", "pairs", style="matrix")
    with pytest.raises(UsageError):
        case.export(tmp_path / "x.svg", style="matrix")


@pytest.mark.parametrize("lang", languages())
def test_what_cases_share_is_a_page_and_a_workbook(tmp_path: Path, lang: str) -> None:
    built(build_two, tmp_path)
    one, two = tmp_path / "one", tmp_path / "two"
    asked = kg("link", one, two, "--as", "shared", lang=lang)
    assert asked.returncode == 0, asked.stderr
    with open_case(one) as case:
        found = case.saved.answer("shared").result
        (page,) = case.export(tmp_path / "l.html", "shared", lang=lang)
        (book,) = case.export(tmp_path / "l.xlsx", "shared", lang=lang)
    html = page.read_text(encoding="utf-8")
    assert html.count("<script") == 0
    for thing in found.shared:  # type: ignore[union-attr]
        assert thing.shown in html
    sheets = openpyxl.load_workbook(book).worksheets
    sides = sum(len(thing.sides) for thing in found.shared)  # type: ignore[union-attr]
    assert sheets[1].max_row == sides + 1
    assert sheets[2].max_row == len(found.leaks) + 1  # type: ignore[union-attr]


def test_the_cells_are_layers_of_the_chain_kept_or_asked_for_it(case: Case, tmp_path: Path) -> None:
    case.chain(name="c")
    matrix = case.chains.matrix(save_as="now")
    case.export(tmp_path / "c.html", "c", answers="matrix,now")
    page = (tmp_path / "c.html").read_text(encoding="utf-8")
    told = data_of(page)
    layers = {layer["handle"]: layer for layer in told["layers"]}
    whole = {f"{cell.stage}/{cell.element}" for cell in matrix.cells if cell.subjects}
    assert whole & layers.keys()
    for handle, layer in layers.items():
        if handle.startswith("now@"):
            made = layers[handle.removeprefix("now@")]
            assert (layer["nodes"], layer["rows"]) == (made["nodes"], made["rows"])
    assert not [name for name in names(case) if name in str(told)]
