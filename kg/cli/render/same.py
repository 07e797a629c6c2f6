"""Proposals that two things are one, as tables: each pair with what speaks for it and against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.screen import Screen, json_form
from kg.model.legs import PROPOSED
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.case import Case
    from kg.model import Entity, Evidence, SameGround, SamePair, SameThings

_ROWS_SHOWN = 3
_DATE = 10


def show_same(found: SameThings, case: Case, screen: Screen) -> None:
    """Every pair, the surest first: who, how sure, each ground with both values and its rows."""
    screen.document({"clue": screen.word("same-clue"), **json_form(found)})
    counts = {band: found.counts.get(band, 0) for band in found.counts}
    screen.say("same-title", count=len(found.pairs), things=found.things, compared=found.compared)
    screen.say("same-bands", **counts)
    screen.say("same-clue")
    tell = _Teller(case, found, screen)
    for pair in found.pairs:
        tell.pair(pair)
    if found.cut:
        screen.say("same-cut", count=found.cut)
    for warning in found.warnings:
        screen.line(f"  ! {warning.text(screen.lang)}")
    if any(pair.state == PROPOSED for pair in found.pairs):
        screen.line()
        screen.say("same-next", pair=case.lookup.handle(found.pairs[0].id))


class _Teller:
    """Says things by name and rows by file; all names are looked up once."""

    def __init__(self, case: Case, found: SameThings, screen: Screen) -> None:
        self._case, self._screen = case, screen
        self._schema = load_schema()
        self._files = {source.sha256: source.name for source in case.evidence.sources()}
        ends = [end for pair in found.pairs for end in (pair.one, pair.other)]
        self._things = case.judgements.as_told(ends)

    def pair(self, pair: SamePair) -> None:
        """Print one pair."""
        screen = self._screen
        screen.line()
        state = "" if pair.state == PROPOSED else screen.word(f"same-state-{pair.state}")
        group = screen.word("same-group", group=pair.group) if pair.group else ""
        screen.say(
            "same-pair",
            handle=self._case.lookup.handle(pair.id),
            band=screen.word(f"same-band-{pair.band}"),
            points=pair.points,
            one=self._who(pair.one, pair.records[0]),
            other=self._who(pair.other, pair.records[1]),
            more=" · ".join(filter(None, [group, state])),
        )
        columns = ("same-points", "same-ground", "same-values", "place")
        screen.table("", columns, [self._ground(ground) for ground in pair.grounds])

    def _who(self, thing: str, record: str) -> str:
        entity = self._things.get(thing)
        name = _called(entity, self._schema.kind(entity.kind).label_properties) if entity else ""
        kind = self._schema.kind(entity.kind).label(self._screen.lang) if entity else ""
        told = [self._case.lookup.handle(thing), kind, name, record]
        return " ".join(filter(None, told))

    def _ground(self, ground: SameGround) -> tuple[object, ...]:
        label = ground.text.text(self._screen.lang)
        if ground.sharers > 2:
            label += " " + self._screen.word("same-sharers", count=ground.sharers)
        values = ground.one if ground.one == ground.other else f"{ground.one} | {ground.other}"
        return f"{ground.points:+d}", label, values, self._places(ground.rows)

    def _places(self, rows: Sequence[Evidence]) -> str:
        places = list(dict.fromkeys(self._place(row) for row in rows))
        more = f" +{len(places) - _ROWS_SHOWN}" if len(places) > _ROWS_SHOWN else ""
        return " · ".join(places[:_ROWS_SHOWN]) + more

    def _place(self, row: Evidence) -> str:
        return f"{self._files.get(row.sha256, row.sha256[:8])} {self._screen.place(row.locator)}"


def _called(entity: Entity, names: Sequence[str]) -> str:
    words = (entity.first(name) for name in ("name", *names))
    return next(filter(None, words), "") or next(
        (text for texts in entity.values.values() for text in texts), ""
    )


def show_judged_same(case: Case, changed: Mapping[str, Sequence[str]], screen: Screen) -> None:
    """Say what was accepted, rejected or taken back just now, and what hangs on it."""
    screen.document({"changed": changed, "merged": case.judgements.merged()})
    for word, pairs in changed.items():
        handles = " ".join(case.lookup.handle(pair) for pair in pairs)
        key = f"same-said-{word}" if pairs else "same-said-already"
        screen.say(key, pairs=handles)
    _show_merged(case, screen)


def show_merged(case: Case, screen: Screen) -> None:
    """Every pair that a person took for one, and what hangs on it."""
    screen.document(case.judgements.merged())
    _show_merged(case, screen)


def _show_merged(case: Case, screen: Screen) -> None:
    merged = case.judgements.merged()
    names = case.judgements.as_told([end for pair in merged for end in (pair.one, pair.other)])
    labels = {kind.name: kind.label_properties for kind in load_schema().entity_kinds()}

    def who(thing: str) -> str:
        entity = names.get(thing)
        name = _called(entity, labels[entity.kind]) if entity else ""
        return " ".join(filter(None, (case.lookup.handle(thing), name)))

    rows = [
        (
            case.lookup.handle(pair.pair), who(pair.one), who(pair.other),
            case.lookup.handle(pair.thing), " + ".join(map(str, pair.facts)),
            " + ".join(map(str, pair.rows)), " ".join(pair.results),
            f"{pair.by} {pair.at[:_DATE]}", pair.reason,
        )
        for pair in merged
    ]  # fmt: skip
    columns = (
        "handle", "same-one", "same-other", "same-as-one", "same-facts", "same-rows",
        "same-results", "same-by", "reason",
    )  # fmt: skip
    screen.table(screen.word("same-merged-title", count=len(rows)), columns, rows)


def write_pairs(
    case: Case, found: SameThings, out: Path, screen: Screen, *, show_values: bool, force: bool
) -> None:
    """Write the pairs as a CSV file, and say so."""
    path = case.sharing.export_pairs(out, found, show_values=show_values, force=force)
    more = len(found.through_others)
    screen.document({"file": str(path), "pairs": len(found.pairs), "through_others": more})
    screen.say("same-written", file=str(path), count=len(found.pairs))
    if more:
        screen.say("same-written-more", count=more)
