"""Every node of a page clicked in Chromium: what is lit, and the numbers of each panel."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

WORDS = {
    "case": {"zh": "进出合计（全案）", "en": "In and out (whole case)"},
    "traced": {"zh": "追踪到的金额", "en": "Traced money"},
}
CLICK_ALL = """([whole, traced]) => {
  const panel = title => {
    const all = [...document.querySelectorAll('aside section')];
    const found = all.find(one => one.querySelector('h3').textContent === title);
    return [...(found?.querySelectorAll('.whose, dl') ?? [])].map(part => part.matches('dl')
      ? [...part.querySelectorAll('dd')].map(one => one.textContent) : [part.textContent]);
  };
  return [...document.querySelectorAll('[data-node]')]
    .sort((a, b) => a.dataset.node - b.dataset.node)
    .map(node => {
      node.dispatchEvent(new MouseEvent('click', {bubbles: true}));
      return {
        nodes: [...document.querySelectorAll('.node.lit')].map(e => +e.dataset.node),
        lines: [...document.querySelectorAll('.edge.lit')].map(e =>
          [+e.dataset.edge, e.dataset.reached, e.getAttribute('aria-label')]),
        sums: panel(whole),
        traced: panel(traced),
      };
    });
}"""


def click_all(tab: Any, lang: str) -> list[dict[str, Any]]:
    """Click every node, and return what each click lights and what its panel says."""
    found: list[dict[str, Any]] = tab.evaluate(
        CLICK_ALL, [WORDS[part][lang] for part in ("case", "traced")]
    )
    return found


def number(text: str) -> tuple[Decimal, int]:
    """Return amount and count as a panel writes them."""
    found = re.match(r"[¥$€]?([\d,.]+)", text)
    many = re.search(r"[（(]\D*([\d,]+)\D*[)）]$", text)
    assert found
    return Decimal(found[1].replace(",", "")), int(many[1].replace(",", "")) if many else 0


def summed(
    known: Mapping[str, Any], handle_of: Callable[[str], str]
) -> list[tuple[str, tuple[Decimal, int]]]:
    """Return what ``kg show --json`` sums: whose, and each amount that is not nothing."""
    found = []
    for one in known["totals"]:
        for amount, many in ((one["received"], one["receipts"]), (one["paid"], one["payments"])):
            if many:
                found.append((handle_of(one["entity"]), (Decimal(amount), many)))
    return found


def told_sums(found: Mapping[str, Any], handle: str) -> list[tuple[str, tuple[Decimal, int]]]:
    """Return what a panel sums of the case: whose, amount and count, as it is written there."""
    whose, told = handle, []
    for part in found["sums"]:
        if len(part) == 1 and re.fullmatch(r"[A-Z]+\d+", part[0]):
            whose = part[0]
        else:
            told += [(whose, number(text)) for text in part]
    return told
