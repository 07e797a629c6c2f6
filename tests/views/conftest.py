"""What the tests of pictures share: the shipped ontology, invented chains, a browser if any."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from chains import banks, fraud

from kg.model import Chain
from kg.schema import Schema, load_schema


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


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no chromium here: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(
            executable_path=chromium, args=["--host-resolver-rules=MAP * ~NOTFOUND"]
        )
        yield opened
        opened.close()
