"""Every file, folder and module of the project that a page names is there."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator

import pytest

from tests.docs.doc_pages import ROOT, Page, pages

_QUOTED = re.compile(r"`((?:kg|ontology|tests|scripts)/[^`\s]*)`")
_NAMED_FOR_MANY = re.compile(r"NAME|CQnn|LANG|PART|\*|名称|部分|语言|…")
"""How a page writes a path that is one of many, or one to be made."""


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.path.name)
def test_every_path_that_a_page_names_is_there(page: Page) -> None:
    missing = [path for path in paths(page) if not (ROOT / path).exists()]
    assert not missing


def paths(page: Page) -> Iterator[str]:
    """Yield the paths that a page names in its text; of one among many, the folder."""
    for path in _QUOTED.findall(page.path.read_text("utf-8")):
        if many := _NAMED_FOR_MANY.search(path):
            path = path[: many.start()].rpartition("/")[0]
        yield path.partition("::")[0]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.path.name)
def test_every_module_that_a_program_of_a_page_imports_is_there(page: Page) -> None:
    missing = [
        module
        for block in page.blocks
        if block.kind == "python"
        for node in ast.walk(ast.parse(block.text))
        if isinstance(node, ast.ImportFrom) and (module := node.module or "").startswith("kg")
        if importlib.util.find_spec(module) is None
    ]
    assert not missing
