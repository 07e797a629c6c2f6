"""Pictures of any pages at three sizes and in both languages, counted: see scripts/legible."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from string import ascii_lowercase
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "views")]

from legibility import SIZES, legibility, unfoldable  # noqa: E402 - how the tests count

LANGS = ("zh", "en")
NAMED = 0.8
LOW, HIGH = 0.6, 0.75
"""The picture's least share of the window: of one lower than 800 pixels, and above."""
READY = 60_000
VIEWS = ("chain", "table", "flow", "time", "lanes")
A4 = {"format": "A4", "landscape": True, "print_background": True}
SHEET = {"width": 1039, "height": 703}
"""A4 within the margins of the page's style, in pixels of 1/96 inch."""
WRITTEN = """() => {
  const map = window.__map;
  if (map) return map.written().map(({text, size, box}) => ({text, size, box}));
  const net = window.network;
  const all = net ? net.body.data.nodes.get().filter(n => n.label?.trim?.()) : [];
  if (net) return all.map(({id, label, font}) => {
    const {x, y} = net.canvasToDOM(net.getPosition(id)), scale = net.getScale();
    const size = font.size * scale;
    const rows = label.split('\\n');
    const wide = row => [...row].reduce((sum, sign) => sum + (sign > 'ÿ' ? 0.5 : 0.29), 0) * size;
    const half = Math.max(...rows.map(wide));
    const low = (net.body.nodes[id].options.size + 4) * scale;
    const box = [x - half, y + low, x + half, y + low + size * rows.length];
    return {text: label, size, box};
  });
  const seen = e => e.textContent.trim() && getComputedStyle(e).visibility !== 'hidden';
  const texts = [...document.querySelectorAll('.flow text, .times text, .lanes-picture text')];
  return texts.filter(e => seen(e) && e.getClientRects().length).map(e => {
    const {left, right, top, bottom} = e.getBoundingClientRect(), trim = 0.16 * (bottom - top);
    const size = parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a;
    return {text: e.textContent, size, box: [left + 1, top + trim, right - 1, bottom - trim]};
  });
}"""
PANE = """() => {
  const all = [...document.querySelectorAll('canvas, .flow-pane, .time-pane, .lanes, main.table')];
  return Math.max(0, ...all.map(e => e.getBoundingClientRect().height)) / innerHeight;
}"""
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Wanted:
    """One page as it was asked for: its file, the level of detail, and what is done first."""

    page: Path
    level: str = ""
    what: str = ""

    @classmethod
    def of(cls, text: str) -> Wanted:
        rest, _, what = text.partition("@")
        page, _, level = rest.partition("#")
        return cls(Path(page).resolve(), level, what)

    @property
    def told(self) -> str:
        return " ".join(filter(None, [self.page.stem, self.level, self.what]))


@dataclass(frozen=True)
class Counted:
    """What is counted of one picture."""

    labels: int
    covered: Sequence[Sequence[str]]
    small: int
    named: float = 1.0
    amounts: tuple[int, int] = (0, 0)
    share: float = 1.0

    def breaks(self, height: int) -> bool:
        """Say whether one of the counts is worse than what is promised."""
        told, amounts = self.amounts
        least = LOW if height < 800 else HIGH
        worse = self.covered or self.small or told < amounts
        return bool(worse) or self.named < NAMED or self.share < least - 0.005

    def row(self) -> str:
        told, amounts = self.amounts
        return (
            f"labels {self.labels:4} covered {len(self.covered):3} small {self.small:3} "
            f"named {self.named:4.0%} amounts {told}/{amounts} picture {self.share:4.0%}"
        )


def main(arguments: list[str]) -> int:
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if chromium is None:
        sys.stderr.write("no Chromium on this machine\n")
        return 1
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    letters, told, broken = names(), [], 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"],
        )
        for wanted in map(Wanted.of, arguments[1:]):
            for said, width, height, tab in opened(browser, wanted):
                name = f"{next(letters)}.png"
                tab.screenshot(path=out / name)
                counted = count_page(tab)
                mark = "!" if counted.breaks(height) else " "
                broken += mark == "!"
                told.append(f"{name}\t{wanted.told}\t{said}\t{width}x{height}\t{counted.row()}")
                sys.stdout.write(f"{mark} {name:8} {wanted.told:24} {said} {width:5} ")
                sys.stdout.write(counted.row() + "\n")
                for pair in counted.covered[:3]:
                    sys.stdout.write(f"      {' | '.join(pair)}\n")
                if (width, said) == (SIZES[0][0], LANGS[0]):
                    paper = next(letters)
                    tab.pdf(path=out / f"{paper}.pdf", **A4)
                    first_sheet(tab, out / f"{paper}.png", width, height)
                    told.append(f"{paper}.png\t{wanted.told}\t{said}\tA4, {paper}.pdf")
                sys.stdout.flush()
                (out / "pictures.txt").write_text("\n".join(told) + "\n", encoding="utf-8")
        browser.close()
    return 1 if broken else 0


def names() -> Iterator[str]:
    """Yield a, b, c, after z a1, b1, c1 and so on."""
    for turn in count():
        for letter in ascii_lowercase:
            yield f"{letter}{turn or ''}"


def opened(browser: Any, wanted: Wanted) -> Iterator[tuple[str, int, int, Any]]:
    """Open a page at each size, in each language that it can be read in."""
    for width, height in SIZES:
        tab = browser.new_page(viewport={"width": width, "height": height})
        tab.goto(wanted.page.as_uri() + (f"#{wanted.level}" if wanted.level else ""))
        tab.wait_for_timeout(700)
        if tab.locator("html[data-ready]").count() == 0 and tab.locator(".language").count():
            tab.wait_for_selector("html[data-ready=yes]", timeout=READY)
        for lang in LANGS:
            own = tab.locator("html").get_attribute("lang") or lang
            is_there, button = own.startswith(lang), tab.locator(".language")
            if not is_there and not button.count():
                continue
            if not is_there:
                button.click()
            done = ACTS.get(wanted.what, lambda tab: None)
            done(tab)
            tab.mouse.move(0, 0)
            tab.wait_for_timeout(300)
            yield lang, width, height, tab
        tab.close()


def first_sheet(tab: Any, out: Path, width: int, height: int) -> None:
    """Take the first sheet of paper as a picture, and show the page as it was."""
    tab.emulate_media(media="print")
    tab.set_viewport_size(SHEET)
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.screenshot(path=out)
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    tab.emulate_media(media="screen")
    tab.set_viewport_size({"width": width, "height": height})


def open_group(tab: Any) -> None:
    """Open the largest group that is unfolded in the picture."""
    spots = unfoldable(tab)
    if spots:
        _, spot = max(spots)
        tab.locator(f".node.group[data-spot='{spot}']").dispatch_event("click")
        tab.locator("aside .close").click()


def show(view: str) -> Callable[[Any], None]:
    return lambda tab: tab.locator(f"button[data-view={view}]").click()


ACTS: dict[str, Callable[[Any], None]] = {"open": open_group} | {view: show(view) for view in VIEWS}


def count_page(tab: Any) -> Counted:
    """Return what is counted of what a page shows now."""
    if tab.locator("main.chain:visible").count():
        told = legibility(tab)
        amounts = (told["amounts_said"], told["amounts"])
        return Counted(
            told["labels"], told["covered"], told["small"], told["named"], amounts, told["picture"]
        )
    labels = tab.evaluate(WRITTEN)
    covered = [
        (one["text"], other["text"])
        for at, one in enumerate(labels)
        for other in labels[at + 1 :]
        if meet(one["box"], other["box"])
    ]
    small = sum(label["size"] < 10.99 for label in labels)
    return Counted(len(labels), covered, small, share=tab.evaluate(PANE))


def meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
