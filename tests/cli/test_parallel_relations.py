"""Two relations between the same two stay two, each called by the word that its file has for it."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kg.views.page_data import data_of
from tests.built import built
from tests.command_line import answer, kg

PEOPLE = (":ID,name,surname,:LABEL", "1,Ada,Lin,Person", "2,Bo,Shan,Person", "3,Cy,Tao,Person")
KNOWS = (":START_ID,:END_ID,:TYPE", "1,2,KNOWS", "1,3,KNOWS")
KNOWS_SN = (":START_ID,:END_ID,:TYPE", "1,2,KNOWS_SN", "1,2,KNOWS_SN")
TABLE = ("from,to,relation", "甲一,乙二,同学", "甲一,乙二,债主", "甲一,乙二,同学")
WORDS = ("KNOWS", "KNOWS_SN")


def build(place: Path) -> None:
    with zipfile.ZipFile(place / "import.zip", "w") as packed:
        for name, lines in {"people": PEOPLE, "knows": KNOWS, "social": KNOWS_SN}.items():
            packed.writestr(f"{name}.csv", "\n".join(lines) + "\n")
    assert kg("new", place / "case").returncode == 0
    done = kg("load", place / "case", place / "import.zip")
    assert done.returncode == 0, done.stderr
    done = kg("chain", place / "case", "Ada Lin", "--as", "around")
    assert done.returncode == 0, done.stderr


@pytest.fixture
def case(tmp_path: Path) -> Path:
    built(build, tmp_path)
    return tmp_path / "case"


def links(case: Path) -> list[Any]:
    query = (
        "SELECT a.name, b.name, l.values->>'$.recordedAs', l.rows FROM link l "
        "JOIN entity a ON a.id = l.source JOIN entity b ON b.id = l.target ORDER BY ALL"
    )
    return answer("query", case, "--sql", query)["rows"]


def exported(case: Path, name: str, *more: str) -> str:
    out = case.parent / name
    done = kg("export", case, out, *more)
    assert done.returncode == 0, done.stderr
    files = sorted(case.parent.glob(f"{out.stem}*{out.suffix}"))
    return "\n".join(one.read_text() for one in files)


def test_each_is_a_link_and_one_told_twice_is_one(case: Path) -> None:
    assert links(case) == [
        ["Ada Lin", "Bo Shan", '["KNOWS"]', 1],
        ["Ada Lin", "Bo Shan", '["KNOWS_SN"]', 1],
        ["Ada Lin", "Cy Tao", '["KNOWS"]', 1],
    ]
    assert kg("verify", case).returncode == 0


def test_a_table_of_edges_keeps_its_relations_apart_too(tmp_path: Path) -> None:
    file = tmp_path / "edges.csv"
    file.write_text("\n".join(TABLE) + "\n")
    assert kg("new", tmp_path / "case").returncode == 0
    assert kg("load", tmp_path / "case", file).returncode == 0
    said = [["甲一", "乙二", '["债主"]', 1], ["甲一", "乙二", '["同学"]', 1]]
    assert links(tmp_path / "case") == said


def test_relations_typed_by_hand_keep_the_words_that_have_no_class_of_their_own(
    tmp_path: Path,
) -> None:
    case, file = tmp_path / "case", tmp_path / "关系.csv"
    rows = ("甲一,夫妻,乙二", "甲一,同事,乙二", "甲一,其他关联,乙二", "甲一,招募,乙二")
    file.write_text("\n".join(("主体,关系,客体", *rows)) + "\n")
    assert kg("new", case).returncode == 0
    assert kg("load", case, file).returncode == 0
    query = "SELECT kind, values->>'$.recordedAs[0]' FROM link ORDER BY ALL"
    assert answer("query", case, "--sql", query)["rows"] == [
        ["Recruits", None], ["RelatedTo", "同事"], ["RelatedTo", "夫妻"], ["RelatedTo", None],
    ]  # fmt: skip
    assert kg("verify", case).returncode == 0


def test_two_numbers_of_one_person_do_not_fold_two_relations(tmp_path: Path) -> None:
    """One relation is told of the number, another of the name: the two ends are one person."""
    case, file = tmp_path / "case", tmp_path / "关系.csv"
    file.write_text(
        "主体,关系,客体,主体证件号,客体类型\n"
        "丙三,车手,某团伙,,团伙\n"
        "丙三,卡农,某团伙,000101199001010018,团伙\n"
    )
    assert kg("new", case).returncode == 0
    assert kg("load", case, file).returncode in (0, 3)
    roles = answer(
        "query", case, "--sql",
        "SELECT l.values->>'$.role' FROM link l WHERE kind = 'HoldsRole' ORDER BY ALL",
    )["rows"]  # fmt: skip
    assert sorted(json.loads(role) for (role,) in roles) == [["CardSeller"], ["CashRunner"]]


@pytest.mark.parametrize(
    "name", ["all.graphml", "all.gexf", "all.json", "all.csv", "all.stix", "all.uco", "all.ftm"]
)
def test_every_export_says_each_name(case: Path, name: str) -> None:
    text = exported(case, name)
    label = {".ftm": "role", ".stix": "description"}
    for word in WORDS:
        assert re.search(rf"\b{word}\b", text), word
    if key := label.get(Path(name).suffix):
        said = re.findall(rf'"{key}": ?\[?"([^"]*)"', text)
        assert {one for one in said if "KNOWS" in one} == set(WORDS)


def test_a_network_tool_shows_the_name_as_the_label_of_the_line(case: Path) -> None:
    told = json.loads(exported(case, "all.json"))
    labels = sorted(one["label"] for one in told.get("links", told.get("edges", [])))
    assert labels == ["KNOWS", "KNOWS", "KNOWS_SN"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_draws_both_and_says_both_names(case: Path, lang: str) -> None:
    html = exported(case, "around.html", "around", "--lang", lang)
    page = data_of(html)
    named = [(one["source"], one["target"], one["name"][lang]) for one in page["edges"]]
    assert len(set(named)) == len(named) == 3
    assert sorted(name for _, _, name in named) == ["knows", "knows", "knows sn"]
    recorded = {str(dict(row["values"])) for one in page["edges"] for row in one["links"]}
    assert recorded == {str({"recordedAs": [word]}) for word in WORDS}  # as the panel shows it
    assert all(one["said"] and not one["quiet"] for one in page["edges"])
    picture = exported(case, "around.svg", "around", "--lang", lang)
    assert {">knows<", ">knows sn<"} <= set(re.findall(r">knows[ \w]*<", picture))


def test_the_terminal_says_the_names(case: Path) -> None:
    shown = kg("show", case, "Ada Lin").stdout
    assert re.search(r"KNOWS\t.*\t2\b", shown)
    assert re.search(r"KNOWS_SN\t.*\t1\b", shown)
    (link,) = (row[0] for row in answer(
        "query", case, "--sql", "SELECT id FROM link WHERE values->>'$.recordedAs[0]' = 'KNOWS_SN'"
    )["rows"])  # fmt: skip
    assert kg("explain", case, link).stdout.startswith("KNOWS_SN (RelatedTo)")
