"""What every test shares: no network, real data only where it is, one browser."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.built import share_builds_in
from tests.depth import is_run, set_up_hypothesis
from tests.forked_questions import forked_questions

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared"))
set_up_hypothesis()
INSTALLED = ("Neo4j", "Chromium", "playwright", "Java", "followthemoney", "pyspark", "stix2",
             "case-utils", "pdfminer", "ofxparse")  # fmt: skip
"""What a reason for a skip names when something was not installed."""
LOOPBACK = ("127.", "::1", "localhost")


def refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: a test that reaches out of this machine fails where it does so."""
    if event != "socket.connect":
        return
    address = arguments[1]
    if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
        raise AssertionError(f"a test opened the network: {address}")


sys.addaudithook(refuse_network)


def pytest_collection_finish() -> None:
    """Let no collection of garbage look through what was imported: a seventh of all time."""
    gc.set_threshold(50_000, 20, 50)  # as of the command line
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what kg remembers of a user out of that user's own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_CONFIG", str(tmp_path_factory.mktemp("settings")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _shared_builds(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let the processes of a run share the cases that their tests begin with."""
    base = tmp_path_factory.getbasetemp()
    own = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "built"
    share_builds_in(Path(os.environ.get("KG_TESTS_BUILT", own)))


@pytest.fixture(scope="session", autouse=True)
def _forked_questions(_own_settings: None) -> Iterator[None]:
    """Let the workers that answer questions be forked: see :mod:`tests.forked_questions`."""
    with forked_questions():
        yield


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Return the folder of a real data set, or skip: users do not have these files."""

    def folder(name: str) -> Path:
        path = SHARED / "data" / name
        if not path.exists():
            pytest.skip(f"real data set {name} is not on this machine")
        return path

    return folder


@pytest.fixture(scope="session")
def seed_article() -> str:
    """Return the text that names the concepts of the ontology, or skip where it is not."""
    path = SHARED / "domain" / "seed-article.txt"
    if not path.exists():
        pytest.skip("the seed article is not on this machine")
    return path.read_text("utf-8")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return a Chromium's path, or skip with the reason."""
    names = ("chromium", "chromium-browser")
    found = os.environ.get("KG_BROWSER") or next(filter(None, map(shutil.which, names)), "")
    if not found:
        pytest.skip("no Chromium on this machine: the page tests need one")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """Open Chromium once for all tests; it finds no host."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(
            executable_path=chromium, args=["--host-resolver-rules=MAP * ~NOTFOUND"]
        )
        yield opened
        opened.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run is not for: see :mod:`tests.depth`."""
    gone = {item for item in items if not is_run(item)}
    if gone:
        config.hook.pytest_deselected(items=[*gone])
        items[:] = [item for item in items if item not in gone]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Turn a skip of a test into a failure where what it needs is required (CI)."""
    report = yield
    return _required(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """Turn a skip of a whole file into a failure where what it needs is required (CI)."""
    report = yield
    return _required(report)


def _required(report: Any) -> Any:
    required = report.skipped and os.environ.get("KG_REQUIRE_ALL")
    if required and any(wanted in str(report.longrepr) for wanted in INSTALLED):
        report.outcome = "failed"
        report.longrepr = f"must not be skipped here: {report.longrepr}"
    return report
