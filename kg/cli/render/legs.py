"""Legs that no row records, in the terminal: what is proposed, why, and what a person said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kg.cli.render.log import on_the_clock
from kg.cli.render.tables import SHOWN, say_cut
from kg.cli.render.trace_text import number_of
from kg.cli.screen import Row, Screen
from kg.messages import Message
from kg.values.money import exact_text

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import InferredLeg, Legs, Trace

JUDGED = ("accepted", "rejected")


def show_legs(legs: Legs, case: Case, screen: Screen) -> None:
    """List every leg with its score and state, then the grounds, points and assumption of each."""
    named = _Ends(legs.legs, case, screen)
    rows = [_line(leg, named, case, screen) for leg in legs.legs]
    columns = (
        "handle",
        "leg-rule",
        "leg-from",
        "leg-to",
        "leg-paid",
        "leg-got",
        "leg-rate",
        "leg-gap",
    )
    screen.line()
    title = screen.word("legs-title", count=len(rows))
    screen.table(title, (*columns, "score", "leg-others", "state"), rows)
    for leg in legs.legs[:SHOWN]:
        _show_grounds(leg, case, screen)
    say_cut(len(legs.legs), screen)
    _say_once((leg.assumption for leg in legs.legs), "leg-assumed", screen)
    _say_once((leg.innocent for leg in legs.legs), "leg-innocent", screen)
    for warning in legs.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")
    if legs.legs:
        screen.say("legs-inferred")


def show_after(trace: Trace, case: Case, screen: Screen) -> None:
    """Say by which inferred legs a trace's money may have gone on, after all that is recorded."""
    if not trace.inferred:
        return
    named = _Ends(trace.inferred, case, screen)
    beside = [leg for leg in trace.inferred if _stands_beside(leg)]
    after = [leg for leg in trace.inferred if leg not in beside]
    way = "then-possibly" if trace.direction == "out" else "before-possibly"
    for key, legs in ((way, after), ("beside-possibly", beside)):
        if legs:
            screen.say(key)
        for leg in legs[:SHOWN]:
            _say_leg(leg, named, case, screen)
        say_cut(len(legs), screen)
    screen.say("legs-inferred")


def _stands_beside(leg: InferredLeg) -> bool:
    from kg.trace.bridge.leg_kinds import kinds

    return leg.rule in kinds() and kinds()[leg.rule].beside


def _say_leg(leg: InferredLeg, named: _Ends, case: Case, screen: Screen) -> None:
    way = f"{named(leg.source)} ⇢ {named(leg.target)}"
    word = screen.word(f"leg-{leg.state}")
    handle = case.lookup.handle(leg.id)
    name = "" if handle == leg.id else f"{handle}  "
    screen.line(f"  ⇢ {name}{way}  [{word}]  {leg.said.text(screen.lang)}")


def _line(leg: InferredLeg, named: _Ends, case: Case, screen: Screen) -> Row:
    handle = case.lookup.handle(leg.id)
    return (
        "" if handle == leg.id else handle,
        leg.label.text(screen.lang),
        named(leg.source),
        named(leg.target),
        exact_text(leg.paid_amount, leg.paid_currency),
        exact_text(leg.got_amount, leg.got_currency),
        f"{leg.rate:f}",
        _gap(leg.gap),
        leg.score,
        leg.alternatives,
        screen.word(f"leg-{leg.state}"),
    )


def _gap(seconds: int) -> str:
    from kg.trace.times import length_text

    return length_text(seconds)


def _show_grounds(leg: InferredLeg, case: Case, screen: Screen) -> None:
    """Say the rows of a leg, the points that it got, and who judged it."""
    points = " · ".join(
        f"{part.label.text(screen.lang)} {part.value}/{part.threshold}" for part in leg.parts
    )
    rows = " ".join(map(case.lookup.handle, leg.paid)), " ".join(map(case.lookup.handle, leg.got))
    screen.say(
        "leg-points", handle=case.lookup.handle(leg.id), points=points, paid=rows[0], got=rows[1]
    )
    if leg.state in JUDGED:
        at = on_the_clock(case.folder, leg.at)
        word = screen.word(f"leg-{leg.state}")
        screen.say("leg-judged", word=word, by=leg.by or "-", at=at, reason=leg.reason)


def _say_once(texts: Iterable[Message], key: str, screen: Screen) -> None:
    for text in dict.fromkeys(text.text(screen.lang) for text in texts):
        screen.say(key, text=text)


class _Ends:
    """How a person knows the ends of legs: handle, number, holder."""

    def __init__(self, legs: Sequence[InferredLeg], case: Case, screen: Screen) -> None:
        ids = list(dict.fromkeys(end for leg in legs for end in (leg.source, leg.target)))
        self._case, self._screen = case, screen
        self._entities, self._holders = case.lookup.entities(ids), case.lookup.holders(ids)

    def __call__(self, thing: str) -> str:
        handle = self._case.lookup.handle(thing)
        number = number_of(self._entities[thing], self._screen) if thing in self._entities else ""
        words = ("" if handle == thing else handle, number, "/".join(self._holders.get(thing, ())))
        return " ".join(filter(None, dict.fromkeys(words)))
