"""What cases share by identifiers that hold across them; that two things are one it never says."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from kg.case.linking.leak_overlap import leak_overlaps
from kg.case.money.filters import moment
from kg.case.storage.case_masker import masker_of
from kg.case.storage.session import Session
from kg.ledger import all_rows
from kg.masking import Masker, masks
from kg.messages import Message
from kg.model import Entity, Evidence, Link, Proof
from kg.model.linking import (
    APART,
    CLUE,
    GRADES,
    MEET,
    UNDATED,
    CaseLinks,
    LinkedCase,
    SharedSide,
    SharedThing,
)
from kg.requests import LinkRequest
from kg.schema.meanings import REPORTED_LOSS
from kg.values.moments import named_zone

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PLACES = 3
"""Rows of each side that are named."""
MASKS: Mapping[str, Callable[[str], str]] = {
    "id": masks.resident_id,
    "number": masks.number,
    "card": masks.card,
    "phone": masks.phone,
    "wallet": masks.wallet,
    "ip": masks.ip,
    "written": masks.number,
}
CAUTIONS: Mapping[str, Message] = {
    "residentId": Message("link-caution-registered"),
    "uscc": Message("link-caution-registered"),
    "msisdn": Message("link-caution-phone"),
    "imei": Message("link-caution-handset"),
    "mac": Message("link-caution-handset"),
    "ip": Message("link-caution-ip"),
    "name": Message("link-caution-name"),
}
"""What an identifier does not say; of all others, who used the number."""
_Key = tuple[str, str]
"""A property and a value of it."""


@dataclass(frozen=True, slots=True)
class LinkingIdentifier:
    """A property by which two cases may know one thing, and how much that says."""

    property: str
    grade: str
    mask: str
    kinds: tuple[str, ...] = ()
    apart: bool = False
    same_id: bool = False
    least: int = 1


@cache
def identifiers() -> tuple[LinkingIdentifier, ...]:
    """Return the identifiers that are compared, those that say most first."""
    text = (files("kg.case.linking") / "identifiers.toml").read_text(encoding="utf-8")
    return tuple(
        LinkingIdentifier(**{**table, "kinds": tuple(table.get("kinds", ()))})
        for table in tomllib.loads(text)["identifier"]
    )


def compare(
    sessions: Sequence[Session], request: LinkRequest, *, show_values: bool = False
) -> CaseLinks:
    """Return what some cases share, and their leaked data beside their lists.

    Args:
        sessions: The cases, which are only read.
        request: How much is told, and when leaked data was sold where no row says so.
        show_values: Show real identifiers, but for victims and minors.
    """
    cases = [
        LinkedCase(letter, session.folder.settings().name, len(session.sources()))
        for letter, session in zip(_letters(), sessions, strict=False)
    ]
    shared = sorted(_shared(sessions, cases, show_values=show_values), key=_order)
    sold = moment(request.sold, named_zone(sessions[0].folder.settings().zone))
    leaks, warnings = leak_overlaps(sessions, cases, sold)
    counts = Counter(thing.grade for thing in shared)
    return CaseLinks(
        tuple(cases),
        tuple(shared[: request.rows]),
        leaks,
        {grade: counts[grade] for grade in GRADES if counts[grade]},
        max(0, len(shared) - request.rows),
        warnings,
    )


def _letters() -> Iterator[str]:
    yield from LETTERS
    yield from (f"{letter}{two}" for letter in LETTERS for two in LETTERS)


def _order(thing: SharedThing) -> tuple[object, ...]:
    """Let what says most come first, then what most cases share, then what most rows speak of."""
    rows = sum(side.facts for side in thing.sides)
    things = tuple(side.thing for side in thing.sides)
    cases = len({side.case for side in thing.sides})
    return GRADES.index(thing.grade), -cases, thing.periods != MEET, -rows, thing.kind, things


def _shared(
    sessions: Sequence[Session], cases: Sequence[LinkedCase], *, show_values: bool
) -> Iterator[SharedThing]:
    for identifier in identifiers():
        known = [_known(session, identifier) for session in sessions]
        several = Counter(value for values in known for value in values)
        values = sorted(value for value, count in several.items() if count > 1)
        if not values:
            continue
        facts = [
            _Facts(session, {thing for v in values for thing in mine.get(v, ())}, show_values)
            for session, mine in zip(sessions, known, strict=True)
        ]
        for value in values:
            yield _thing(identifier, value, known, facts, cases, show_values=show_values)


def _known(session: Session, one: LinkingIdentifier) -> dict[str, tuple[str, ...]]:
    """Return which things of a case have an identifier, by the identifier as it is compared."""
    path = all_rows.text(f"$.{one.property}")
    query = (
        f"SELECT id, kind, unnest((values->{path})::VARCHAR[]) AS value FROM entity"
        f" WHERE json_exists(values, {path}) ORDER BY id"
    )
    schema, found = session.schema, defaultdict[str, list[str]](list)
    allowed = {kind for root in one.kinds for kind in schema.kinds_below(root)}
    for thing, kind, value in session.index().con.execute(query).fetchall():
        text = _plain(value)
        if "*" in text or len(text) < one.least or schema.is_pool(kind):
            continue
        if not one.kinds or kind in allowed:
            found[f"{thing} {text}" if one.same_id else text].append(thing)
    return {value: tuple(dict.fromkeys(things)) for value, things in found.items()}


def _not_excluded(links: Sequence[Link]) -> list[Link]:
    return [link for link in links if link.proof is not Proof.EXCLUDED]


def _plain(value: str) -> str:
    """Return an identifier as it is compared: hexadecimal ones in small letters."""
    text = value.strip()
    return text.lower() if text.lower().startswith("0x") or ":" in text else text


class _Facts:
    """What one case says of some things; read once for all of them."""

    def __init__(self, session: Session, things: set[str], show_values: bool) -> None:
        self.session = session
        index = session.index()
        self.entities: dict[str, Entity] = {entity.id: entity for entity in index.entities(things)}
        links = _not_excluded(index.links_of(things))
        for kind in index.flow_classes if things else ():
            links += _not_excluded(index.flows_of(things, kind))
        self.links: dict[str, list[Link]] = defaultdict(list)
        for link in links:
            for end in {link.source, link.target, link.object} & things:
                self.links[end].append(link)
        self.numbers = {source.sha256: source.number for source in session.sources()}
        self.masker: Masker | None = None
        if show_values:
            self.masker = masker_of(session, show_values=True)
            self.masker.learn(self.entities.values(), links)

    def hides(self, thing: str) -> bool:
        """Say whether a thing's identifier is shown masked."""
        return self.masker is None or self.masker.hides(thing)

    def side(self, thing: str, letter: str) -> SharedSide:
        """Return what the case says of one thing."""
        links = self.links.get(thing, [])
        starts = [link.start for link in links if link.start]
        ends = [link.end or link.start for link in links if link.start]
        dated = sorted(links, key=lambda link: (link.start is None, link.start, link.id))
        places = [place for link in dated for place in link.evidence]
        places += self.entities[thing].evidence
        return SharedSide(
            letter,
            thing,
            self.session.handles.of(thing) or thing,
            len(links),
            min(starts, default=None),
            max((end for end in ends if end), default=None),
            tuple(sorted({r for link in links for r in link.values.get("role", ())})),
            any(link.kind == REPORTED_LOSS and link.source == thing for link in links),
            tuple(dict.fromkeys(map(self._place, places)))[:PLACES],
        )

    def _place(self, place: Evidence) -> str:
        return f"{self.numbers.get(place.sha256, '?')} · {place.locator}"


def _thing(
    one: LinkingIdentifier,
    value: str,
    known: Sequence[Mapping[str, tuple[str, ...]]],
    facts: Sequence[_Facts],
    cases: Sequence[LinkedCase],
    *,
    show_values: bool,
) -> SharedThing:
    holders = [
        (thing, mine, case)
        for mine, case, values in zip(facts, cases, known, strict=True)
        for thing in values.get(value, ())
    ]
    sides = tuple(mine.side(thing, case.letter) for thing, mine, case in holders)
    hidden = not show_values or any(mine.hides(thing) for thing, mine, _ in holders)
    text = value.rpartition(" ")[2] if one.same_id else value
    periods = _periods(sides)
    return SharedThing(
        holders[0][1].entities[holders[0][0]].kind,
        one.property,
        MASKS[one.mask](text) if hidden else text,
        CLUE if one.apart and periods == APART else one.grade,
        periods,
        sides,
        CAUTIONS.get(one.property, Message("link-caution-number")),
    )


def _periods(sides: Sequence[SharedSide]) -> str:
    """Say whether the times meet in which the cases speak of the thing."""
    spans: dict[str, list[datetime]] = defaultdict(list)
    for side in sides:
        if side.first and side.last:
            spans[side.case] += [side.first, side.last]
    if len(spans) < len({side.case for side in sides}):
        return UNDATED
    first, last = max(map(min, spans.values())), min(map(max, spans.values()))
    return MEET if first <= last else APART
