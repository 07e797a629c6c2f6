"""Size of a chain's page, time to lay it out and to write it, time to the first picture."""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "views")]

TURNS = 5


def main() -> int:
    from chains import banks, fraud

    from kg.schema import load_schema
    from kg.views.page import arrange, page
    from kg.views.svg import svg

    schema = load_schema()
    chains = {"7": banks(), "63": fraud(), "152": fraud(30, (12, 24, 26, 16))}
    print(
        f"{'entities':>8} {'lines':>6} {'KB':>6} {'layout':>9} {'page':>9} {'svg':>9} {'ready':>9}"
    )
    for name, chain in chains.items():
        content = page(chain, schema)
        times = [
            measured(lambda chain=chain: arrange(chain, schema)),
            measured(lambda chain=chain: page(chain, schema)),
            measured(lambda chain=chain: svg(chain, schema)),
        ]
        told = " ".join(f"{1000 * seconds:>6.0f} ms" for seconds in times)
        sizes = f"{name:>8} {len(chain.edges):>6} {len(content) / 1000:>6.0f}"
        print(f"{sizes} {told} {first_picture(content):>9}")
    return 0


def measured(work: Callable[[], object]) -> float:
    """Return the median of a few turns."""
    turns = []
    for _ in range(TURNS):
        begin = time.perf_counter()
        work()
        turns.append(time.perf_counter() - begin)
    return statistics.median(turns)


def first_picture(content: bytes) -> str:
    """Return the time from opening the file to the first paint of the whole chain."""
    chromium = shutil.which("chromium")
    if not chromium:
        return "no browser"
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        file = Path(folder) / "chain.html"
        file.write_bytes(content)
        browser = running.chromium.launch(executable_path=chromium)
        waited = [paint(browser, file) for _ in range(TURNS)]
        browser.close()
    return f"{statistics.median(waited):.0f} ms"


def paint(browser: object, file: Path) -> float:
    tab = browser.new_page(viewport={"width": 1440, "height": 900})  # type: ignore[attr-defined]
    tab.goto(file.as_uri())
    tab.wait_for_selector("html[data-ready=yes]")
    waited = tab.evaluate(
        """() => new Promise(done => requestAnimationFrame(() => done(
          performance.getEntriesByName('first-contentful-paint')[0]?.startTime
          ?? performance.now())))"""
    )
    tab.close()
    return float(waited)


if __name__ == "__main__":
    sys.exit(main())
