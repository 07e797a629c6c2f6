"""What a verification or a rebuild found, as sentences and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli.showing import Screen, words
from kg.records import to_plain

if TYPE_CHECKING:
    from kg.case.differences import Difference, Verdict
    from kg.case.rebuilding import Rebuilt

SHORT_HEAD = 16
LISTED = 50
UNUSED = "earlier_index"
"""What nothing rests on: where only this was not derived, all that is used was."""
_COLUMNS = (
    *("differs_part", "differs_file", "differs_place", "differs_thing", "differs_what"),
    *("differs_before", "differs_after", "differs_standing"),
)


def show_verdict(verdict: Verdict, screen: Screen) -> None:
    """Say what was verified, what differs and where, and what was not derived."""
    document = to_plain(verdict)
    document["whole"] = not verdict.altered
    screen.document(document)
    for about in verdict.pending:
        screen.say("verify_pending", about=about)
    show_differences(verdict.differences, screen)
    if verdict.more or len(verdict.differences) > LISTED:
        screen.say("verify_more", count=verdict.more + max(0, len(verdict.differences) - LISTED))
    for part, names in verdict.not_derived:
        about = screen.word(f"part_{part}")
        key = "verify_not_derived_of" if names else "verify_not_derived"
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
    whole = "verified" if proven else "verified_in_part"
    screen.say("verified_quick" if verdict.quick else whole, **facts)
    if verdict.linked:
        screen.say("verified_linked", **facts)


def show_differences(differences: tuple[Difference, ...], screen: Screen) -> None:
    """Show each difference with its place and both values."""
    if not differences:
        return
    rows = [
        (
            screen.word(f"part_{one.part}"),
            one.file,
            one.place,
            one.thing,
            _what(one.what, screen),
            one.before,
            one.after,
            screen.word(f"standing_{one.standing}"),
        )
        for one in differences[:LISTED]
    ]
    screen.table(screen.word("differences_title", count=len(differences)), _COLUMNS, rows)


def show_rebuilt(found: Rebuilt, screen: Screen) -> None:
    """Say what was restored, what went to lost+found, and what could not be derived."""
    screen.document(to_plain(found))
    for file in found.restored:
        screen.say("restored", file=file)
    for file in found.moved:
        screen.say("moved_aside", file=file)
    show_differences(tuple(found.underivable), screen)
    key = "rebuilt" if found.restored else "nothing_to_rebuild"
    screen.say(key, count=len(found.restored), sources=found.sources, links=found.links)


def _what(name: str, screen: Screen) -> str:
    """Return the word for what differs; a column or property keeps its own name."""
    key = f"differs_is_{name}"
    return screen.word(key) if key in words() else name
