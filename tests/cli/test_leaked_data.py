"""Leaked data on the command line, in both languages: what is said of it, never what it says."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "case"))

from batches import phone, planted, rows, write_calls, write_list

from tests.command_line import kg

SAID = {
    "zh": (
        *(
            "只存电话与身份证号的密钥散列",
            "记录条数：31",
            "高度敏感信息（已填单元格）",
            "不复制入案",
        ),
        *("1 个新见于泄露数据", "--again --propose --rows person", "不予显示"),
    ),
    "en": (
        *("only keyed hashes", "number of records: 31", "sensitive information (filled cells)"),
        *("never copied", "1 numbers or persons", "--again --propose --rows person"),
    ),
}
SHOWN = {
    "zh": ("数据批次 list.csv", "数据字段：姓名", "不同电话号码数", "列于", "指向它"),
    "en": (
        "data batch list.csv",
        "data fields: 姓名",
        "distinct telephone",
        "is listed in",
        "to it",
    ),
}
GONE = {"zh": "缺失", "en": "missing"}
HASH_ONLY = {"zh": "只以哈希登记", "en": "kept by hash only"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_list_is_loaded_shown_explained_and_verified(lang: str, tmp_path: Path) -> None:
    case, path = tmp_path / "case", write_list(tmp_path / "list.csv", rows(30))
    words = planted(path)
    assert kg("new", case).returncode == 0
    assert kg("load", case, write_calls(tmp_path / "calls.csv", [0])).returncode == 0
    loaded = kg("load", case, path, "--lang", lang)
    assert loaded.returncode == 0, loaded.stderr
    assert not [word for word in words if word in loaded.stdout + loaded.stderr]
    assert not [word for word in SAID[lang] if word not in loaded.stdout]
    shown = kg("show", case, "list.csv", "--lang", lang).stdout
    assert not [word for word in SHOWN[lang] if word not in shown]
    problems = kg("problems", case, "--lang", lang).stdout
    place = {"zh": "第 32 行", "en": "line 32"}[lang]
    assert place in problems and not [word for word in words if word in problems]
    select = "select id from link where kind = 'ListedIn'"
    link = next(w for w in kg("query", case, "--sql", select).stdout.split() if "urn:" in w)
    assert phone(0) in kg("explain", case, link, "--lang", lang).stdout
    path.unlink()
    assert HASH_ONLY[lang] in kg("explain", case, link, "--lang", lang).stdout
    checked = kg("verify", case, "--lang", lang)
    assert checked.returncode == 6 and "list.csv" in checked.stdout
    assert GONE[lang] in checked.stdout


def test_sources_and_verify_tell_links_from_copies(tmp_path: Path) -> None:
    case, calls = tmp_path / "case", write_calls(tmp_path / "calls.csv", [0, 1])
    kg("new", case)
    (report,) = json.loads(kg("load", case, calls, "--link-only", "--json").stdout)["loaded"]
    assert report["linked"] and report["batch"] == {}
    kg("load", case, write_calls(tmp_path / "more.csv", [5]))
    listed = json.loads(kg("sources", case, "--json").stdout)
    assert [one["linked"] for one in listed] == [True, False]
    assert "仅哈希与路径" in kg("sources", case, "--lang", "zh").stdout
    assert "未复制入案" in kg("log", case, "--lang", "zh").stdout
    calls.write_text("changed", encoding="utf-8")
    broken = kg("verify", case)
    assert broken.returncode == 6 and "calls.csv" in broken.stdout


def test_what_was_read_in_the_clear_is_said_to_stay_for_undo(tmp_path: Path) -> None:
    case, path = tmp_path / "case", write_list(tmp_path / "list.csv", rows(5))
    kg("new", case)
    kg("load", case, path, "--layout", "persons")
    again = kg("load", case, path, "--again", "--layout", "data-batch", "--lang", "zh")
    assert again.returncode == 0 and "再做 5 个操作后清除" in again.stdout
