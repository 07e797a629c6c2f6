"""``kg docs`` lists every page of a language with what it is for, and shows one."""

from __future__ import annotations

from importlib import resources

import pytest

from tests.command_line import kg


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_page_is_listed_with_what_it_is_for(lang: str) -> None:
    listed = kg("docs", "--lang", lang).stdout.splitlines()
    pages = {line.split("\t")[0]: line.split("\t")[1] for line in listed if "\t" in line}
    folder = resources.files("kg").joinpath("docs")
    written = {one.name.split(".")[0] for one in folder.iterdir() if f".{lang}.md" in one.name}
    assert written < pages.keys()
    assert all(pages.values())


def test_a_page_is_shown_in_the_language_asked_for() -> None:
    assert kg("docs", "trace", "--lang", "zh").stdout.startswith("# 追踪资金")
    assert kg("docs", "trace", "--lang", "en").stdout.startswith("# ")


def test_a_page_that_is_not_there_is_refused_with_those_that_are() -> None:
    refused = kg("docs", "cooking", "--lang", "en")
    assert refused.returncode == 2
    assert "no page on 'cooking'" in refused.stderr and "first-case" in refused.stderr
