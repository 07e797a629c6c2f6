"""What the tests of pictures share: the shipped ontology and invented chains."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from chains import banks, fraud

from kg.model import Chain
from kg.schema import Schema, load_schema

Open = Callable[..., Any]
WINDOW = (1440, 900)


@pytest.fixture(scope="session")
def schema() -> Schema:
    return load_schema()


@pytest.fixture(scope="session", params=["sixty", "hundred and fifty", "banks"])
def chain(request: pytest.FixtureRequest) -> Chain:
    made = {
        "sixty": lambda: fraud(),
        "hundred and fifty": lambda: fraud(30, (12, 24, 26, 16)),
        "banks": banks,
    }
    return made[request.param]()


@pytest.fixture(scope="module")
def one_tab(browser: Any) -> Iterator[Any]:
    """Return the tab in which a file's tests open their pages: Chromium needs a second for each."""
    context = browser.new_context(offline=True, accept_downloads=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def opened(one_tab: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens bytes from file:// at a size; fails on any request, console error or alert.

    What the console is ``expected`` to say is no error. ``detail`` is the picture that is shown:
    overview, groups or things; "" for the one that the page itself would choose.
    """
    wrong: list[str] = []
    held: list[tuple[str, Callable[[Any], None]]] = []

    def show(
        content: bytes,
        size: tuple[int, int] = WINDOW,
        expected: str = "nothing",
        detail: str = "things",
    ) -> Any:
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.html"
        file.write_bytes(content)
        _let_go(one_tab, held)
        one_tab.set_viewport_size({"width": size[0], "height": size[1]})
        for event, said in (
            ("pageerror", lambda error: f"error: {error}"),
            ("console", lambda message: "" if expected in message.text else message.text),
            ("request", lambda asked: "" if _is_local(asked.url, file) else asked.url),
            ("dialog", lambda dialog: f"dialog: {dialog.message}"),
        ):
            heard = partial(_note, wrong, said)
            held.append((event, heard))
            one_tab.on(event, heard)
        one_tab.goto(f"{file.as_uri()}#{detail}")
        return one_tab

    yield show
    one_tab.emulate_media(media="screen")
    one_tab.mouse.move(0, 0)
    one_tab.goto("about:blank")
    _let_go(one_tab, held)
    assert not wrong


def _note(wrong: list[str], said: Callable[[Any], str], happened: Any) -> None:
    wrong += filter(None, [said(happened)])


def _let_go(tab: Any, held: list[tuple[str, Callable[[Any], None]]]) -> None:
    while held:
        tab.remove_listener(*held.pop())


def _is_local(url: str, file: Path) -> bool:
    return url.partition("#")[0] in (file.as_uri(), "about:blank") or url.startswith(
        ("data:", "blob:")
    )
