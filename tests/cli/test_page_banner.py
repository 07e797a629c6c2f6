"""A page says how it is classified, and whether it holds real values."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from kg.case import new_case
from kg.views.page_data import in_clear
from tests.built import built
from tests.command_line import kg

REAL = {"zh": "含真实姓名、号码等信息", "en": "Holds real names and numbers"}


def build(place: Path) -> None:
    with new_case(place / "case", name="案") as made:
        made.judgements.add("沐甲一", "认识", "沐乙二", evidence="笔录")
        made.chain("沐甲一", name="two", hops=1)


def read(page: Path) -> str:
    """Return the text of a page, its escapes resolved."""
    text = re.sub(
        r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), in_clear(page.read_bytes())
    )
    return html.unescape(text)


@pytest.mark.parametrize("out", ["x.html", "x.svg", "pyvis.html"])
def test_a_page_with_real_values_says_so_and_another_does_not(tmp_path: Path, out: str) -> None:
    built(build, tmp_path)
    how = ["--style", "pyvis"] if out.startswith("pyvis") else []
    for lang, told in REAL.items():
        for shown in (["--show-values"], []):
            words = [tmp_path / out, "two", *how, *shown, "--force", "--lang", lang]
            done = kg("export", tmp_path / "case", *words)
            assert done.returncode == 0, done.stderr
            page = read(tmp_path / out)
            said = told if out.endswith("html") else "--show-values"  # a picture breaks its lines
            assert (said in page) == bool(shown), (lang, shown)
            assert ("沐甲一" in page) == bool(shown)


def test_open_and_new_take_a_marking_that_stands_on_the_page(tmp_path: Path) -> None:
    assert kg("new", tmp_path / "one", "--marking", "内部资料").returncode == 0
    assert 'marking = "内部资料"' in (tmp_path / "one" / "case.toml").read_text("utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "关系.csv").write_text(
        "主体,关系,客体,证据\n沐甲一,认识,沐乙二,笔录\n", encoding="utf-8"
    )
    place = ["--case", tmp_path / "two", "--marking", "内部资料"]
    kg("open", tmp_path / "in", *place)
    assert 'marking = "内部资料"' in (tmp_path / "two" / "case.toml").read_text("utf-8")
    assert kg("verify", tmp_path / "two", "--quick").returncode == 0
