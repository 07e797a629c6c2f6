"""Leaked data held against victims, called numbers and other leaked data: counts, never members.

A batch lies in its case as hashes under the case's key. The numbers of a list are hashed under the
same key in memory and looked for in the batch. Two batches of different cases have different keys:
they are compared only where the file of one can be read again, under the key of the other.
"""

from __future__ import annotations

import tempfile
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from kg.case.evidence.derived_case import DerivedCase
from kg.case.storage.session import Session
from kg.errors import KgError
from kg.files import private_files
from kg.ledger import all_rows
from kg.ledger.build_index import LISTED, NUMBERS, as_hashed
from kg.ledger.duck import connect
from kg.ledger.index_facts import moment
from kg.ledger.source_tables import Shelf
from kg.masking.numbering import keyed_hash
from kg.messages import Message
from kg.model import Link, Proof
from kg.model.linking import BATCH, CALLED, VICTIMS, ClassCount, LeakOverlap, LinkedCase
from kg.schema.meanings import REPORTED_LOSS
from kg.sources.detect_layout import plain_header
from kg.sources.leaked_lists import UNCLASSIFIED, batch_id, information_of

if TYPE_CHECKING:
    from kg.ledger import Index

CALL = "call"
SOLD, HELD, USES = "SellsData", "DataFile", "UsesPhone"
PLACES = Decimal("0.0001")
_Number = tuple[str, str]
"""The sort of a number and the number."""


@dataclass(frozen=True)
class _Batch:
    """A batch of leaked data: its hashes with the first row of each, and when it was first sold."""

    case: LinkedCase
    session: Session
    sha256: str
    handle: str
    rows: Mapping[str, tuple[int, str]]
    people: int
    sold: datetime | None
    shelf: Shelf


@dataclass
class _Member:
    """Somebody of a list, by every number known of them, and when they were first in touch."""

    numbers: set[_Number] = field(default_factory=set)
    first: datetime | None = None


@dataclass(frozen=True)
class _List:
    """A list of people or numbers that a case has."""

    case: LinkedCase
    kind: str
    name: str
    members: tuple[_Member, ...]


def leak_overlaps(
    sessions: Sequence[Session], cases: Sequence[LinkedCase], sold: datetime | None
) -> tuple[tuple[LeakOverlap, ...], tuple[Message, ...]]:
    """Return every batch of leaked data of some cases beside every list and batch of them.

    Args:
        sessions: The cases.
        cases: What they are called, in the same order.
        sold: When leaked data was first sold, where no row of its case says so.

    Returns:
        The overlaps in which anybody was found, the closest first, and what could not be compared.
    """
    pairs = list(zip(sessions, cases, strict=True))
    batches = [batch for session, case in pairs for batch in _batches(session, case, sold)]
    if not batches:
        return (), ()
    lists = [one for session, case in pairs for one in _lists(session, case)]
    overlaps = [_overlap(batch, one) for batch in batches for one in lists]
    warnings: list[Message] = []
    for place, batch in enumerate(batches):
        for other in batches[place + 1 :]:
            overlaps += _of_batches(batch, other, warnings)
    found = [overlap for overlap in overlaps if overlap.found]
    return tuple(sorted(found, key=_closest)), tuple(dict.fromkeys(warnings))


def _closest(one: LeakOverlap) -> tuple[object, ...]:
    names = (one.batch_case, one.batch, one.case, one.list)
    return (VICTIMS, CALLED, BATCH).index(one.against), -one.share, *names


def _batches(session: Session, case: LinkedCase, sold: datetime | None) -> Iterator[_Batch]:
    for shelf in session.ledger().shelves():
        path = shelf.table(LISTED)
        if path is None:
            continue
        rows = _first_rows(path)
        thing = batch_id(shelf.origin())
        yield _Batch(
            case,
            session,
            shelf.sha256,
            session.handles.of(thing) or thing,
            rows,
            _people(path),
            _first_sale(session.index(), thing) or sold,
            shelf,
        )


def _first_rows(path: Path) -> dict[str, tuple[int, str]]:
    """Return the first row of each hash, by its place in the batch."""
    query = (
        "SELECT sort || ':' || hash, arg_min(row_no, pos), coalesce(arg_min(member, pos), '')"
        f" FROM {all_rows.parquet(path)} GROUP BY 1"
    )
    with connect() as con:
        return {key: (row, member) for key, row, member in con.execute(query).fetchall()}


def _people(path: Path) -> int:
    """Return how many different numbers of the commoner sort a batch has: people at least."""
    query = f"SELECT count(DISTINCT hash) FROM {all_rows.parquet(path)} GROUP BY sort"
    with connect() as con:
        return max((int(count) for (count,) in con.execute(query).fetchall()), default=0)


def _first_sale(index: Index, batch: str) -> datetime | None:
    """Return when a batch, or the data set that it holds, was first sold by what rows say."""
    sets = {batch, *(link.source for link in _standing(index, HELD) if link.target == batch)}
    sales = [link for link in _standing(index, SOLD) if {link.object, link.target} & sets]
    return min((link.start for link in sales if link.start), default=None)


def _standing(index: Index, kind: str) -> list[Link]:
    return [link for link in index.links_of_kind(kind) if link.proof is not Proof.EXCLUDED]


def _lists(session: Session, case: LinkedCase) -> Iterator[_List]:
    """Yield the victims of a case, and of each file with calls the numbers that were called."""
    index = session.index()
    calls = _called(index)
    if victims := _victims(index, calls):
        yield _List(case, VICTIMS, "", victims)
    numbers = {source.sha256: source.number for source in session.sources()}
    by_file: dict[str, list[_Member]] = {}
    phones = _numbers_of(index, {target for _, target in calls})
    for (sha256, target), first in sorted(calls.items()):
        if mine := phones.get(target):
            by_file.setdefault(sha256, []).append(_Member(set(mine), first))
    for sha256, members in sorted(by_file.items(), key=lambda item: numbers.get(item[0], 0)):
        yield _List(case, CALLED, str(numbers.get(sha256, "?")), tuple(members))


def _called(index: Index) -> dict[tuple[str, str], datetime | None]:
    """Return when each number was first called, by the file that says so."""
    if CALL not in index.flow_classes:
        return {}
    query = (
        f"SELECT sha256, target, min(start_us) FROM {all_rows.flow_table(CALL)}"
        " WHERE judged IS DISTINCT FROM 'excluded' GROUP BY ALL"
    )
    return {(sha, end): moment(us) for sha, end, us in index.con.execute(query).fetchall()}


def _victims(index: Index, calls: Mapping[tuple[str, str], datetime | None]) -> tuple[_Member, ...]:
    """Return who reported a loss, with their numbers; first reached by a call, else the loss."""
    losses: dict[str, datetime | None] = {}
    for link in _standing(index, REPORTED_LOSS):
        losses[link.source] = _earlier(losses.get(link.source), link.start)
    phones: dict[str, set[str]] = {person: set() for person in losses}
    for link in _standing(index, USES):
        if link.source in phones:
            phones[link.source].add(link.target)
    called: dict[str, datetime | None] = {}
    for (_, target), first in calls.items():
        called[target] = _earlier(called.get(target), first)
    known = _numbers_of(index, {*losses, *(phone for some in phones.values() for phone in some)})
    members = []
    for person, lost in sorted(losses.items()):
        numbers = {n for thing in (person, *phones[person]) for n in known.get(thing, ())}
        first = None
        for phone in phones[person]:
            first = _earlier(first, called.get(phone))
        if numbers:
            members.append(_Member(numbers, first or lost))
    return tuple(members)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((time for time in (one, other) if time), default=None)


def _numbers_of(index: Index, things: Iterable[str]) -> dict[str, set[_Number]]:
    """Return the telephones and identity numbers of things, as a batch hashes them."""
    return {
        entity.id: {
            (sort, as_hashed(sort, text))
            for sort, name in NUMBERS.items()
            for text in entity.values.get(name, ())
        }
        for entity in index.entities(things)
    }


def _overlap(batch: _Batch, one: _List) -> LeakOverlap:
    key = batch.session.folder.key()
    places = {id(member): _place_of(batch, member, key) for member in one.members}
    after = [member for member in one.members if _is_after(member, batch.sold)]
    found = [member for member in one.members if places[id(member)]]
    found_after = [member for member in after if places[id(member)]]
    rows = [place for member in found_after if (place := places[id(member)])]
    order, pairs = _order(found_after, places)
    return LeakOverlap(
        batch.case.letter,
        batch.handle,
        batch.people,
        one.case.letter,
        one.kind,
        one.name,
        len(one.members),
        len(found),
        len(after),
        len(found_after),
        _share(len(found_after), len(after)),
        _share(len(found_after), batch.people),
        bool(after) and len(found_after) == len(after),
        batch.sold,
        min((member.first for member in found_after if member.first), default=None),
        order,
        pairs,
        _classes(batch, set(rows)),
    )


def _place_of(batch: _Batch, member: _Member, key: bytes) -> tuple[int, str] | None:
    """Return the first row of the batch in which one of somebody's numbers stands."""
    hashes = (f"{sort}:{keyed_hash(key, sort, text)}" for sort, text in member.numbers)
    return min((batch.rows[one] for one in hashes if one in batch.rows), default=None)


def _is_after(member: _Member, sold: datetime | None) -> bool:
    """Say whether somebody was first in touch after the sale; without a dated sale all count."""
    return sold is None or (member.first is not None and member.first > sold)


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole).quantize(PLACES) if whole else Decimal(0)


def _order(
    members: Iterable[_Member], places: Mapping[int, tuple[int, str] | None]
) -> tuple[Decimal | None, int]:
    """Return the share of pairs that were reached in the order of the batch, and of how many.

    Pairs of one time, or of one row, say nothing. It is Kendall's tau brought between 0 and 1.
    """
    dated = sorted(
        (member.first, place)
        for member in members
        if member.first and (place := places[id(member)]) is not None
    )
    return concordance([(first, place[0]) for first, place in dated])


def concordance(pairs: Sequence[tuple[datetime, int]]) -> tuple[Decimal | None, int]:
    """Return which share of the pairs rise in both, and how many differ in both.

    >>> from datetime import UTC, datetime
    >>> times = [datetime(2024, 1, day, tzinfo=UTC) for day in (1, 2, 3)]
    >>> concordance(list(zip(times, (5, 9, 7))))
    (Decimal('0.6667'), 3)
    """
    ordered, seen, waiting = sorted(pairs), list[int](), list[int]()
    rising = falling = 0
    last: datetime | None = None
    for first, row in ordered:
        if first != last:  # of one time no order is known
            for one in waiting:
                insort(seen, one)
            waiting, last = [], first
        below = bisect_left(seen, row)
        rising += below
        falling += len(seen) - below - (bisect_left(seen, row + 1) - below)
        waiting.append(row)
    total = rising + falling
    return (_share(rising, total) if total else None), total


def _classes(batch: _Batch, rows: set[tuple[int, str]]) -> tuple[ClassCount, ...]:
    """Return, by class of information, how many of some rows have a filled cell of it."""
    if not rows:
        return ()
    counts: dict[str, int] = {}
    with connect() as con:
        con.execute("CREATE TEMP TABLE wanted (row_no BIGINT, member VARCHAR)")
        con.executemany("INSERT INTO wanted VALUES (?, ?)", sorted(rows))
        for path in sorted(batch.shelf.folder.glob("row_*.parquet")):
            for name, cells in _by_class(all_rows.columns_of(con, path), batch.shelf).items():
                filled = " OR ".join(f"{all_rows.name(cell)} IS NOT NULL" for cell in cells)
                query = (
                    f"SELECT count(*) FROM {all_rows.parquet(path)} r SEMI JOIN wanted w"
                    f" ON r.row_no = w.row_no AND coalesce(r.member, '') = w.member WHERE {filled}"
                )
                counts[name] = counts.get(name, 0) + con.execute(query).fetchall()[0][0]
    return tuple(ClassCount(name, count) for name, count in sorted(counts.items()) if count)


def _by_class(columns: Sequence[str], shelf: Shelf) -> dict[str, list[str]]:
    classes: dict[str, list[str]] = {}
    known = information_of(shelf.note().layout)
    for column in columns:
        if column not in ("row_no", "member"):
            classes.setdefault(known.get(plain_header(column), UNCLASSIFIED), []).append(column)
    return classes


def _of_batches(one: _Batch, other: _Batch, warnings: list[Message]) -> Iterator[LeakOverlap]:
    """Yield what two batches have in common; of two cases one file must be there to be read."""
    if one.sha256 == other.sha256 or one.session is other.session:
        yield _beside(one, other, set(other.rows))
        return
    for first, second in ((one, other), (other, one)):
        hashes = _read_under(second, first.session.folder.key())
        if hashes is not None:
            yield _beside(first, second, hashes)
            return
    names = [f"{batch.case.letter} {batch.handle}" for batch in (one, other)]
    warnings.append(Message("link-batches-not-compared", one=names[0], other=names[1]))


def _beside(one: _Batch, other: _Batch, hashes: set[str]) -> LeakOverlap:
    """Return how many numbers of the commoner sort two batches share."""
    same = hashes if one.sha256 != other.sha256 else set(one.rows)
    common = [key for key in one.rows if key in same]
    sorts = {key.partition(":")[0] for key in common}
    found = max((sum(key.startswith(f"{s}:") for key in common) for s in sorts), default=0)
    blank = _overlap(replace(one, sold=None), _List(other.case, BATCH, other.handle, ()))
    return replace(
        blank,
        listed=other.people,
        found=found,
        after=other.people,
        found_after=found,
        share=_share(found, other.people),
        batch_share=_share(found, one.people),
        subset=bool(found) and found == other.people,
    )


def _read_under(batch: _Batch, key: bytes) -> set[str] | None:
    """Return the hashes of a batch under another key, if its file can be read; nothing is kept."""
    folder = batch.session.folder
    entries = list(folder.log.entries())
    with private_files(), tempfile.TemporaryDirectory(prefix="kg-link-") as scratch:
        case = DerivedCase(folder, Path(scratch), entries, b"", key=key)
        try:
            derived = case.source(case.logged.sources[batch.sha256])
        except KgError:
            return None
        if derived is None:
            return None
        path = Shelf(batch.sha256, case.ledger / derived.shelf).table(LISTED)
        return set(_first_rows(path)) if path else None
