"""What ``kg verify`` finds: each difference with its place and both values, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.errors import EvidenceChanged, KgError, StoreCorrupt
from kg.messages import Message

EVIDENCE = frozenset({"source", "log", "settings", "key", "judgement", "result", "layout"})
"""Parts that persons gave, or that rest on more than can be derived: altered, they exit with 6."""
WHOLE_THING = frozenset({"missing", "extra", "unreadable", "changed"})
"""What may be said of a thing as a whole; all else is the name of a column or property."""


class DifferenceKind(StrEnum):
    """What a difference means.

    ``altered``: the case has what neither its sources give nor its log says was derived.
    ``version``: the case has what its log says; this version of kg derives something else.
    ``unproven``: an older version of kg loaded it, and the log has no digest to tell the two apart.
    """

    ALTERED = "altered"
    VERSION = "version"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class StateDifference:
    """One thing that is not as it is derived anew.

    Args:
        part: source, log, settings, key, layout, table, problem, index, graph, judgement, handle,
            pseudonym or result.
        file: The file in the case, relative to its folder.
        place: The row, line or statement in it.
        thing: The handle, name or id of what it is about.
        what: The column or property that differs, or one of the words ``missing``, ``extra``,
            ``unreadable``, ``changed``.
        before: What is derived from sources and log.
        after: What the case has; of what is ``unreadable``, why, in English.
        standing: What the difference means.
        reason: Why it is ``unreadable``, where kg itself says so.
    """

    part: str
    file: str
    what: str
    place: str = ""
    thing: str = ""
    before: str = ""
    after: str = ""
    standing: DifferenceKind = DifferenceKind.ALTERED
    reason: Message | None = None


def unreadable(part: str, file: str, reason: Message, thing: str = "") -> StateDifference:
    """Return that a file cannot be read, and why."""
    after = str(reason)[:200]
    return StateDifference(part, file, "unreadable", thing=thing, after=after, reason=reason)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification saw.

    Args:
        sources: How many sources are in, by the log.
        linked: Of how many of them the case has no copy.
        layouts: How many layouts of persons' own are kept.
        entries: How many lines the log has.
        links: How many links the graph has.
        derived: How many edges and kinds rules conclude from them.
        head: The hash of the log's last line.
        differences: Everything that differs, the gravest first.
        more: How many further differences were counted and are not listed.
        pending: What a killed action was about: the next write finishes or forgets it.
        unfinished: The file of a case handed over of which only a part is in, its load killed.
        not_derived: What could not be derived anew, and why: held to its digest alone, or not held.
        quick: True where nothing was derived anew.
    """

    sources: int
    linked: int
    layouts: int
    entries: int
    links: int
    derived: int
    head: str
    differences: tuple[StateDifference, ...] = ()
    more: int = 0
    pending: tuple[str, ...] = ()
    unfinished: str = ""
    not_derived: tuple[tuple[str, str], ...] = ()
    quick: bool = False

    @property
    def altered(self) -> tuple[StateDifference, ...]:
        """The differences that no version of kg explains."""
        return tuple(
            difference
            for difference in self.differences
            if difference.standing is DifferenceKind.ALTERED
        )

    def error(self) -> KgError | None:
        """Return the refusal that names the first altered thing; nothing where all is whole."""
        altered = self.altered
        if not altered:
            return None
        first, more = altered[0], len(altered) - 1 + self.more
        column = "" if first.what in WHOLE_THING else first.what
        place = " ".join(filter(None, (first.file, first.place, first.thing, column)))
        if first.what == "missing":
            what = (
                Message("is-missing-and-more-differ", more=more) if more else Message("is-missing")
            )
        elif more:
            what = Message("differs-from-derived-and-more", more=more)
        else:
            what = Message("differs-from-derived")
        evidence = any(difference.part in EVIDENCE for difference in altered)
        kind = EvidenceChanged if evidence else StoreCorrupt
        return kind(what, where=place, hint=Message("rebuild-restores-derived"))
