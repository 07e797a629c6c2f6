"""``kg ask``: the list, an answer, the text to paste elsewhere, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

import kg
from kg.cli import app
from kg.demo.writers import write_csv
from kg.errors import KgError, UsageError

HEAD = ["主体", "关系", "客体", "开始时间", "来源文书", "证明程度", "主体类型", "客体类型"]
ROWS = [
    ["沐筠声", "招募", "苗砚初", "2024-03-01", "讯问笔录", "印证", "自然人", "自然人"],
    ["沐筠声", "收卡人", "沐筠声", "2024-03-02", "讯问笔录", "孤证", "自然人", "自然人"],
    ["苗砚初", "使用手机号", "12070000001", "2024-03-02", "复函", "查实", "自然人", "电话号码"],
    ["沐筠声", "使用手机号", "12070000001", "2024-03-03", "复函", "查实", "自然人", "电话号码"],
]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ask")
    write_csv(folder / "关系表.csv", [HEAD, *ROWS], "utf-8")
    with kg.open_case(folder / "case") as made:
        assert made.load(folder / "关系表.csv", layout="relations").source.stored == len(ROWS)
    return folder / "case"


def run(*words: object) -> str:
    result = CliRunner().invoke(app, list(map(str, words)), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_list_names_every_question_under_its_theme(case: Path) -> None:
    said = run("ask", case, "--lang", "en")
    assert "Personal information" in said
    assert "CQ16\tdevice-history" in said
    assert "device=…" in said
    assert "(not computed yet)" in said
    assert "全链条" in run("ask", case, "--lang", "zh")
    listed = json.loads(run("ask", case, "--json"))
    assert [one["number"] for one in listed] == list(range(1, 47))
    assert not listed[36]["computed"]


def test_an_answer_is_in_words_with_its_place_and_handle(case: Path) -> None:
    said = run("ask", case, "roles-of", "-p", "who=沐筠声", "--lang", "zh")
    assert "收卡人" in said or "卡商" in said
    assert "2024-03-02" in said
    assert "关系表.csv · line 3" in said
    handle = said.splitlines()[2].split("\t")[-1]
    assert "沐筠声" in run("explain", case, handle, "--lang", "zh")


def test_json_has_codes_and_exact_values(case: Path) -> None:
    found = json.loads(run("ask", case, "shared-phones", "--json"))
    assert found["name"] == "shared-phones"
    assert [row[1] for row in found["rows"]] == ["沐筠声", "苗砚初"]
    assert found["columns"][:2] == ["phone", "who"]


def test_a_question_without_an_answer_says_so(case: Path) -> None:
    assert "no row answers this" in run("ask", case, "dark-sales", "--lang", "en")
    assert "未计算" in run("ask", case, "37", "--lang", "zh")
    assert "no trace is saved" in run("ask", case, "level-tree", "--lang", "en")


def test_the_text_answers_alike_over_a_masked_export(case: Path, tmp_path: Path) -> None:
    with kg.open_case(case) as opened:
        opened.export(tmp_path / "all.trig")
        text = opened.questions.text("roles-of", who="沐筠声")
    assert "沐筠声" not in text
    assert text == run("ask", case, "roles-of", "-p", "who=沐筠声", "--show", "sparql")
    store = ox.Store()
    store.bulk_load((tmp_path / "all.trig").read_bytes(), format=ox.RdfFormat.TRIG)
    (row,) = store.query(text)
    assert row["role"].value == "CardDealer"
    assert "沐筠声" not in row["who"].value


def test_real_values_in_a_text_are_asked_for_and_logged(case: Path, tmp_path: Path) -> None:
    with kg.open_case(case) as opened:
        (person,) = [one.id for one in opened.lookup.find("沐筠声")]
        masked = opened.questions.text("roles-of", "cypher", who="沐筠声")
        plain = opened.questions.text("roles-of", "cypher", show_values=True, who="沐筠声")
        logged = [entry for _, entry, _ in opened.folder.log.numbered()][-1]
    assert person in plain
    assert person not in masked
    assert "$" not in masked
    assert (logged["action"], logged["show_values"]) == ("ask", True)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["who-stole"], "no question is called"),
        (["roles-of", "-p", "who"], "is no KEY=VALUE"),
        (["roles-of", "-p", "when=now"], "is not asked with"),
        (["roles-of", "-p", "who=谁也不是"], "nothing in the case answers"),
        (["device-history"], "must be told which device"),
        (["timeline", "-p", "since=soon"], "is no time"),
        (["coordinated-accounts", "-p", "within=long"], "is no whole number"),
        (["roles-of", "--show", "gql"], "no text in"),
        (["37", "--show", "sparql"], "not computed"),
        (["roles-of", "--show", "sparql", "--server"], "sparql has no text of its own"),
    ],
)
def test_what_cannot_be_asked_is_a_usage_error(case: Path, words: list[str], why: str) -> None:
    with pytest.raises(KgError, match=why) as caught:
        CliRunner().invoke(app, ["ask", str(case), *words], catch_exceptions=False)
    assert isinstance(caught.value, UsageError)
    assert caught.value.exit_code == 2
