"""No cell is run by a spreadsheet, and every text comes back."""

import csv
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import account, row, source, texts, transfer

from kg.exports import NoMasking, export, masked
from kg.exports.csv_tables import joined, parted, safe_text
from kg.schema import load_schema

A = "a" * 64
BOMBS = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'quoted"]


@pytest.mark.parametrize("bomb", BOMBS)
def test_formulas_get_one_quote(bomb):
    assert safe_text(bomb) == "'" + bomb


@given(texts)
def test_taking_one_quote_off_gives_the_text_back(text):
    assert safe_text(text).removeprefix("'") == text.removeprefix("'") or text.startswith("'")
    assert safe_text(text) in (text, "'" + text)


@given(st.lists(st.text("\\|e a' \n", max_size=6) | texts, max_size=4).map(tuple))
def test_several_values_in_one_cell_come_back(values):
    assert parted(joined(values)) == values


def written(tmp_path, *, name="=cmd|' /C calc'!A0", amount="-1.50", lang="zh"):
    one, two = account("0071", row(A, 1), name=name), account("6222", row(A, 2))
    material = masked(
        NoMasking(),
        case="案",
        entities=[one, two],
        links=[transfer(1, one, two, row(A, 3, "=1+1"), amount=amount)],
        sources=[source(A)],
        schema=load_schema(),
        lang=lang,
    )
    return export(tmp_path / "out.csv", material)


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def test_files_and_their_cells(tmp_path):
    links, nodes, evidence, readme = written(tmp_path)
    assert [p.name for p in (links, nodes, evidence, readme)] == [
        "out.csv",
        "out.nodes.csv",
        "out.evidence.csv",
        "out.readme.txt",
    ]
    (link,) = rows_of(links)
    assert Decimal(link["amount"]) == Decimal("-1.50")
    assert link["amount"] == "-1.5"
    assert link["startTime"] == "2024-05-01T02:03:04Z"
    assert link["sourceName"].startswith("'=cmd")
    assert {n["cardNumber"] for n in rows_of(nodes)} == {"0071", "6222"}
    assert {e["locator"] for e in rows_of(evidence)} == {"line 1", "line 2", "line 3"}
    assert "'=1+1" in {e["excerpt"] for e in rows_of(evidence)}
    assert "线索" in readme.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("lang", "kind", "act"), [("zh", "银行账户", "转账"), ("en", "bank account", "transfer")]
)
def test_labels_are_in_the_language_of_the_export(tmp_path, lang, kind, act):
    links, nodes, *_ = written(tmp_path, lang=lang)
    assert {node["label"] for node in rows_of(nodes)} == {kind}
    assert [link["label"] for link in rows_of(links)] == [act]


def test_an_end_without_a_name_is_told_by_its_number(tmp_path):
    (link,) = rows_of(written(tmp_path)[0])
    assert (link["sourceName"], link["targetName"]) == ("'=cmd|' /C calc'!A0", "6222")


def test_no_text_cell_is_a_formula(tmp_path):
    for path in written(tmp_path)[:3]:
        for one in rows_of(path):
            for name, cell in one.items():
                assert name in ("amount", "confidence") or not cell.startswith(tuple("=+-@\t\r"))


def test_files_begin_with_a_mark_that_excel_knows(tmp_path):
    assert written(tmp_path)[0].read_bytes().startswith(b"\xef\xbb\xbf")
