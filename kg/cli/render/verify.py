"""What a verification or a rebuild found, as sentences and a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.case.evidence.verdict import DifferenceKind
from kg.cli.screen import Screen, json_form

if TYPE_CHECKING:
    from kg.case.evidence.verdict import StateDifference, Verdict

SHORT_HEAD = 16

LISTED = 50

UNUSED = "earlier_index"
"""What nothing rests on: where only this was not derived, all that is used was."""

SHORT = 12

_HASHES = re.compile(r"[0-9a-f]{32,64}")

_AMOUNT = re.compile(r"-?[0-9]+\.[0-9]+")

_COLUMNS = (
    *("differs-part", "differs-file", "differs-place", "differs-thing", "differs-what"),
    *("differs-before", "differs-after", "differs-standing"),
)


def show_verdict(verdict: Verdict, screen: Screen) -> None:
    """Say what was verified, what differs and where, and what was not derived."""
    screen.steps_done()
    document = json_form(verdict)
    document["whole"] = not verdict.altered
    screen.document(document)
    for about in verdict.pending:
        screen.say("verify-pending", about=about)
    if verdict.unfinished:
        screen.say("verify-unfinished", file=verdict.unfinished)
    show_differences(verdict.differences, screen)
    if verdict.more or len(verdict.differences) > LISTED:
        screen.say("verify-more", count=verdict.more + max(0, len(verdict.differences) - LISTED))
    for part, names in verdict.not_derived:
        about = screen.word(f"part-{part.replace('_', '-')}")
        key = "verify-not-derived-of" if names else "verify-not-derived"
        screen.say(key, part=about, names=names)
    if not verdict.altered:
        _say_whole(verdict, screen)


def _say_whole(verdict: Verdict, screen: Screen) -> None:
    facts = {
        "sources": verdict.sources,
        "layouts": verdict.layouts,
        "entries": verdict.entries,
        "links": verdict.links,
        "derived": verdict.derived,
        "linked": verdict.linked,
        "head": verdict.head[:SHORT_HEAD],
    }
    proven = not verdict.differences and {part for part, _ in verdict.not_derived} <= {UNUSED}
    whole = "verified" if proven else "verified-in-part"
    screen.say("verified-quick" if verdict.quick else whole, **facts)
    if verdict.linked:
        screen.say("verified-linked", **facts)


def show_differences(differences: tuple[StateDifference, ...], screen: Screen) -> None:
    """Show each difference with its place and both values.

    Where all of them mean the same, that something was altered, the column that says so is left
    off.
    """
    if not differences:
        return
    same = all(difference.standing is DifferenceKind.ALTERED for difference in differences)
    rows = [
        (
            screen.word(f"part-{difference.part.replace('_', '-')}"),
            _short(difference.file),
            difference.place,
            _short(difference.thing),
            _what(difference.what, screen),
            _short(difference.before),
            screen.message(difference.reason) if difference.reason else _short(difference.after),
            *(() if same else (screen.word(f"standing-{difference.standing}"),)),
        )
        for difference in differences[:LISTED]
    ]
    columns = _COLUMNS[:-1] if same else _COLUMNS
    screen.table(screen.word("differences-title", count=len(differences)), columns, rows)


def _short(text: str) -> str:
    """Return a text with its hashes cut and without zeros behind an amount; JSON has all of it."""
    cut = _HASHES.sub(lambda match: f"{match[0][:SHORT]}…", text)
    return cut.rstrip("0").rstrip(".") if _AMOUNT.fullmatch(cut) else cut


def _what(name: str, screen: Screen) -> str:
    """Return the word for what differs; a column or property keeps its own name."""
    return screen.word_or(f"differs-is-{name}", name)
