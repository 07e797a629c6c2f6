"""Rows of files on a page: what a page shows is what the file says, and nothing leaks."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from statements import card, write_statement

from kg.case import Case, new_case, open_case
from kg.case.chains.saved_chains import saved_chain
from kg.case.money.current_results import current_chain
from kg.errors import UsageError
from kg.model import Chain
from kg.views.page_data import as_json, data_of

ROWS = 12
SECRET = ("交易卡号", "交易账号", "账户开户名称", "交易对手账卡号", "对手户名", "交易流水号")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a case of one statement with a saved chain and findings, and the statement."""
    files = tmp_path_factory.mktemp("paged")
    statement = write_statement(files / "流水.csv", ROWS)
    with new_case(files / "case", name="某案", marking="内部") as case:
        case.load(statement)
        case.trace(card(1), name="t", hops=1)
        case.chain(trace="t", name="c")
        case.money.find()
    return files / "case", statement


def packed(case: Case, place: Path, **options: Any) -> tuple[dict[str, Any], str]:
    case.sharing.export(place, "c", force=True, **options)
    told = data_of(place.read_bytes())
    return told, as_json(told)


def rows_of(told: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return the cells by the line of the file, each under its heading."""
    rows = {}
    pieces = [piece for edge in told["edges"] for row in edge["links"] for piece in row["evidence"]]
    for _, where, _, number in pieces:
        if isinstance(number, int):
            head, *cells = told["cells"][number]
            rows[where] = dict(zip(told["heads"][head], cells, strict=True))
    return rows


def lines(statement: Path) -> dict[str, dict[str, str]]:
    with statement.open(encoding="utf-8", newline="") as stream:
        return {f"line {n}": row for n, row in enumerate(csv.DictReader(stream), start=2)}


def test_every_row_of_the_page_is_masked_and_its_own(
    made: tuple[Path, Path], tmp_path: Path
) -> None:
    with open_case(made[0]) as case:
        told, text = packed(case, tmp_path / "c.html")
    file, shown = lines(made[1]), rows_of(told)
    assert shown and shown.keys() <= file.keys()
    for where, cells in shown.items():
        assert cells["交易金额"] == file[where]["交易金额"]
        assert cells["交易时间"] == file[where]["交易时间"]
        assert cells["收付标志"] == file[where]["收付标志"]
        assert cells["交易对手账卡号"] != file[where]["交易对手账卡号"]
        assert cells["交易流水号"] == "▒"
    secret = {
        cell for row in file.values() for name, cell in row.items() if name in SECRET and cell
    }
    assert not [cell for cell in secret if cell in text]


def test_with_real_values_a_row_is_what_explain_reads_from_the_file(
    made: tuple[Path, Path], tmp_path: Path
) -> None:
    with open_case(made[0]) as case:
        told, _ = packed(case, tmp_path / "c.html", show_values=True)
        edge = next(edge for edge in told["edges"] if edge["kind"] == "Transfer")
        (piece,) = case.lookup.explain(edge["handles"][0], "en").pieces
    _, where, _, number = edge["links"][0]["evidence"][0]
    assert piece.locator == where
    read = [cell.strip() for cell in piece.cells if cell.strip()]
    assert told["cells"][number][1:] == read


def test_what_finds_no_room_is_counted(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.case.sharing.page_details.ROOM", 0)
    monkeypatch.setattr("kg.case.sharing.page_details.ROOM_PER_NODE", 90)
    with open_case(made[0]) as case:
        told, _ = packed(case, tmp_path / "c.html")
    cited = {piece[1] for e in told["edges"] for row in e["links"] for piece in row["evidence"]}
    assert 0 < len(told["cells"]) < len(cited)
    assert len(told["cells"]) + told["cellsLeft"] == len(cited)


def test_findings_are_layers_with_their_rows_and_innocent_reading(
    made: tuple[Path, Path], tmp_path: Path
) -> None:
    with open_case(made[0]) as case:
        told, _ = packed(case, tmp_path / "c.html")
    for layer in told["layers"]:
        assert layer["handle"].startswith("FD") and layer["said"]
        for line, *places in layer["rows"]:
            assert max(places) < len(told["edges"][line]["links"])


def test_the_same_case_is_the_same_page(made: tuple[Path, Path], tmp_path: Path) -> None:
    with open_case(made[0]) as case:
        packed(case, tmp_path / "one.html")
        packed(case, tmp_path / "two.html")
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_answers_of_named_questions_are_layers(made: tuple[Path, Path], tmp_path: Path) -> None:
    with open_case(made[0]) as case:
        told, _ = packed(case, tmp_path / "c.html", answers="CQ33, timeline")
        asked = [layer for layer in told["layers"] if layer["sort"] == "question"]
        assert [layer["handle"] for layer in asked] == ["CQ33", "CQ07"]
        with pytest.raises(UsageError, match="CQ08 needs one, other"):
            packed(case, tmp_path / "c.html", answers="CQ08")
        with pytest.raises(UsageError, match="only a page"):
            case.sharing.export(tmp_path / "c.svg", "c", answers="CQ33")


def test_the_templates_that_a_chain_fits_are_layers(
    made: tuple[Path, Path], tmp_path: Path
) -> None:
    with open_case(made[0]) as case:
        fits = case.patterns.fits(saved_chain_of(case, "c"))
        told, _ = packed(case, tmp_path / "c.html", answers="template")
    best = [fit for fit in fits if fit.fits][:3] or [
        max(fits, key=lambda fit: fit.shown / fit.wanted)
    ]
    layers = [layer for layer in told["layers"] if layer["handle"].startswith("CT")]
    assert [layer["handle"] for layer in layers] == [fit.template[:4] for fit in best]
    for layer, fit in zip(layers, best, strict=True):
        drawn = {thing for role in fit.roles for thing in role.things}
        assert len(layer["nodes"]) == len(drawn)


def saved_chain_of(case: Case, name: str) -> Chain:
    with case.sessions.reading() as session:
        return current_chain(session, saved_chain(session, name))
