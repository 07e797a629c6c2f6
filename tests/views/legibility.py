"""Counts how legible a page is in Chromium: labels covered, sizes, shares. Also run by hand:

``python tests/views/legibility.py PAGE.html …`` prints the figures at three sizes and in both
languages; with ``--groups`` each group is opened, and what is covered then is counted as well.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SIZES = ((1024, 768), (1440, 900), (1920, 1080))
_COUNT = """() => {
  const seen = (e) => {
    const style = getComputedStyle(e);
    const hidden = style.visibility === 'hidden' || style.display === 'none' || e.closest('.off');
    return !hidden && e.textContent.trim() !== '';
  };
  const box = (e, by) => {
    const { left, right, top, bottom } = e.getBoundingClientRect();
    const [dx, dy] = [Math.min(1, by), (bottom - top) * (by ? 0.16 : 0)];
    return { left: left + dx, right: right - dx, top: top + dy, bottom: bottom - dy };
  };
  const meet = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const picture = document.querySelector('main.chain');
  const pane = picture.getBoundingClientRect();
  const texts = [...picture.querySelectorAll('.picture text')].filter(seen);
  const labels = texts.filter((e) => e.matches('.name, .second, .amount, .verb'));
  const boxes = labels.map((e) => box(e, 1));
  const nodes = [...picture.querySelectorAll('.node:not(.off)')];
  const bodies = nodes.map((e) => [e, box(e.querySelector('.body'), 1)]);
  const covered = [];
  boxes.forEach((a, at) => {
    for (let n = at + 1; n < boxes.length; n++)
      if (meet(a, boxes[n])) covered.push([labels[at].textContent, labels[n].textContent]);
    for (const [node, b] of bodies)
      if (meet(a, b)) covered.push([labels[at].textContent, node.getAttribute('aria-label')]);
  });
  const size = (e) => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a;
  const named = new Set();
  for (const node of nodes) {
    if ([...node.querySelectorAll('.name')].some(seen)) named.add(node.getAttribute('data-spot'));
    for (const e of node.querySelectorAll('[data-names]'))
      e.getAttribute('data-names').split(' ').forEach((name) => named.add(name));
  }
  named.delete('');
  const weighty = [...picture.querySelectorAll('[data-weighty]:not(.off)')];
  return {
    nodes: nodes.length,
    labels: labels.length,
    covered,
    small: texts.filter((e) => size(e) < 10.99).length,
    least: Math.round(10 * Math.min(...texts.map(size))) / 10,
    named: nodes.length ? named.size / nodes.length : 1,
    amounts: weighty.length,
    amounts_said: weighty.filter(seen).length,
    outside: boxes.filter(
      (b) => b.left < pane.left - 1 || b.right > pane.right + 1 || b.bottom > pane.bottom
    ).length,
    picture: pane.height / innerHeight,
    level:
      document.querySelector('[data-level][aria-pressed=true]')?.getAttribute('data-level') ??
      'things',
  };
}"""


def legibility(tab: Any) -> dict[str, Any]:
    """Return the counts of what is drawn on a page now."""
    counted: dict[str, Any] = tab.evaluate(_COUNT)
    return counted


_GROUPS = """() => [...document.querySelectorAll('.node.group')].map(e => e.dataset.spot)"""
_MEMBERS = "e => +e.querySelector('.badge').textContent"
UNFOLDED = 48
"""More members than these are listed and not drawn."""


def unfoldable(tab: Any) -> list[tuple[int, str]]:
    """Return the groups that a click unfolds in the picture: how many are in it, and its spot."""
    spots = tab.evaluate(_GROUPS)
    many = [(tab.locator(f".node.group[data-spot='{at}']").evaluate(_MEMBERS), at) for at in spots]
    return [(members, spot) for members, spot in many if members <= UNFOLDED]


def opened_groups(tab: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """Open each group of the picture by a click, alone, and yield its size and the counts."""
    level = legibility(tab)["level"]
    for members, spot in unfoldable(tab):
        tab.locator(f".node.group[data-spot='{spot}']").dispatch_event("click")
        yield members, legibility(tab)
        tab.locator(f"[data-level={level}]").click()


def main(pages: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--disable-gpu"]
        )
        groups = "--groups" in pages
        for page in (page for page in pages if page != "--groups"):
            for width, height in SIZES:
                tab = browser.new_page(viewport={"width": width, "height": height})
                tab.goto(Path(page).resolve().as_uri())
                for _ in range(2):
                    tab.wait_for_timeout(200)
                    _show(page, width, tab)
                    for members, counted in opened_groups(tab) if groups else ():
                        covered = len(counted["covered"])
                        sys.stdout.write(f"    a group of {members} opened: covered {covered}\n")
                        for pair in counted["covered"][:3]:
                            sys.stdout.write(f"        {' | '.join(pair)}\n")
                    tab.locator(".language").click()
                tab.close()
        browser.close()


def _show(page: str, width: int, tab: Any) -> None:
    counted = legibility(tab)
    lang = tab.evaluate("document.documentElement.lang")
    said = f"{counted['amounts_said']}/{counted['amounts']}"
    sys.stdout.write(
        f"{Path(page).stem:10} {width:5} {lang:6} {counted['level']:9} nodes {counted['nodes']:4} "
        f"labels {counted['labels']:4} covered {len(counted['covered']):3} "
        f"small {counted['small']:3} least {counted['least']:5} named {counted['named']:4.0%} "
        f"amounts {said:7} outside {counted['outside']:3} picture {counted['picture']:4.0%}"
        "\n"
    )
    for pair in counted["covered"][:4]:
        sys.stdout.write(f"        {' | '.join(pair)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
