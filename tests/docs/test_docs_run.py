"""Every command, program and query of the pages runs on the demo and prints what the page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from servers import clear_case, named_server

from kg.case import open_case
from tests.command_line import kg
from tests.docs.doc_pages import (
    DOCS,
    LANGUAGES,
    SERVER,
    Block,
    Page,
    Runner,
    demo_in,
    first_difference,
    pages,
)

PAGES = pages()
WITH_SERVER = [page for page in PAGES if any(block.needs_server for block in page.blocks)]


def name_of(page: Page) -> str:
    return page.path.name


def by_turns(found: list[Page]) -> list[object]:
    """Return the pages, of each topic one language by default, all of them in a deep run.

    The commands of both languages are the same (tested below); what they print is translated.
    """
    topics = sorted({page.path.name.partition(".")[0] for page in found})
    turn = {topic: LANGUAGES[number % 2] for number, topic in enumerate(topics)}
    return [
        page
        if page.lang == turn[page.path.name.partition(".")[0]]
        else pytest.param(page, marks=pytest.mark.deep)
        for page in found
    ]


@pytest.mark.slow
@pytest.mark.parametrize("page", by_turns(PAGES), ids=name_of)
def test_a_page_does_what_it_shows(page: Page, tmp_path: Path) -> None:
    if any(block.kind not in ("text", "ftl") for block in page.blocks):
        demo_in(tmp_path)
    runner = Runner(page, tmp_path)
    runner.run()
    assert not runner.faults, "\n".join(runner.faults)


@pytest.mark.neo4j
@pytest.mark.parametrize("page", by_turns(WITH_SERVER), ids=name_of)
def test_a_page_does_what_it_shows_with_a_server(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = named_server()
    monkeypatch.setenv("KG_NEO4J_PASSWORD", server.password)
    monkeypatch.setenv("KG_NEO4J_URI", server.uri)
    demo_in(tmp_path)
    try:
        if not any(SERVER in block.text for block in page.blocks):
            assert kg("push", "case", server.uri, folder=tmp_path).returncode == 0
        runner = Runner(page, tmp_path, server.uri)
        runner.run()
        assert not runner.faults, "\n".join(runner.faults)
    finally:
        with open_case(tmp_path / "case") as opened:
            clear_case(opened.sharing.server_key())


@pytest.mark.parametrize("english", [page for page in PAGES if page.lang == "en"], ids=name_of)
def test_both_languages_have_the_same_blocks(english: Page) -> None:
    """But for remarks: the commands, programs and queries of a page are the same."""
    chinese = Page(english.path.with_name(english.path.name.replace(".en.", ".zh.")), "zh")
    assert chinese.path.exists()
    pairs = zip(english.blocks, chinese.blocks, strict=True)
    differing = [one.line for one, other in pairs if said(one) != said(other)]
    assert not differing


def said(block: Block) -> object:
    """Return what of a block is the same in every language."""
    if block.kind == "console":
        return [command.words for command in block.commands]
    if block.kind in ("text", "ftl"):
        return block.kind
    remarks = ("#", "//", "--")
    return [line for line in block.text.splitlines() if not line.lstrip().startswith(remarks)]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_begins_with_what_it_is_for(page: Page) -> None:
    title, blank, promise = page.path.read_text("utf-8").splitlines()[:3]
    assert title.startswith("# ") and not blank
    assert promise and not promise.startswith(("#", "|", "```", "!"))


def test_every_link_between_pages_leads_somewhere() -> None:
    missing = [
        f"{page.path.name}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#]+)\)", page.path.read_text("utf-8"))
        if not target.startswith("http") and not (DOCS / target).exists()
    ]
    assert not missing


def test_there_is_a_page_in_each_language() -> None:
    assert {page.lang for page in PAGES} == set(LANGUAGES)


@pytest.mark.parametrize(
    ("shown", "printed", "missing"),
    [
        (("a  b", "c"), "a\tb\nc\n", ""),
        (("a", "…"), "a\nb\nc\n", ""),
        (("…", "c"), "a\nb\nc\n", ""),
        (("a", "…", "c"), "a\nb\nc\n", ""),
        (("x … z",), "x y z\n", ""),
        (("a",), "a\nb\n", "b   (printed, not shown)"),
        (("b",), "a\nb\n", "b"),
        (("a", "c"), "a\nb\nc\n", "c"),
        (("a", "…", "d"), "a\nb\nc\n", "d"),
    ],
)
def test_what_is_shown_is_held_to_what_is_printed(
    shown: tuple[str, ...], printed: str, missing: str
) -> None:
    assert first_difference(shown, printed) == missing
