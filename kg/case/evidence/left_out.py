"""A case as it would be without a file, a row, a paper or a thing: a view, in a folder of its own.

The rows that are not left out are those of the case; a file of which single rows go is read again
without them, as if they had never been written. What persons have judged holds of what remains.
Nothing in the case is written, so that a case on a write-blocked medium can be asked too.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.case.evidence.derived_case import DerivedCase, DerivedSession
from kg.case.evidence.unload import one_source, promoted_anew
from kg.case.storage.case_log import copy_log, promoted_ceilings
from kg.case.storage.folder import CaseFolder
from kg.case.storage.resolve import HANDLE, resolve_thing
from kg.case.storage.session import Session
from kg.errors import EvidenceChanged, NotFound, UsageError
from kg.files import private_files
from kg.ledger import Index, all_rows, index_facts
from kg.messages import Message
from kg.model import Entity, Evidence, Link, Source
from kg.model.exclusion import LeftOutItem

PAPER = "sourceReference"
"""The property by which a row names the document that it was taken from."""
MOST = 20_000
"""Single rows that one item may have: each is named when its file is read again."""
_PARTED = "@"
"""What stands between a file and a row of it: ``bank-3.xlsx@Sheet1!17``, ``bank.csv@17``."""


@dataclass(frozen=True)
class LeftOut:
    """What is left out of a case: whole files by their hash, single rows of others by place."""

    items: tuple[LeftOutItem, ...]
    files: frozenset[str] = frozenset()
    rows: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def holds(self, item: Evidence) -> bool:
        """Say whether a piece of evidence is one of what is left out."""
        return item.sha256 in self.files or item.locator in self.rows.get(item.sha256, ())

    @property
    def message(self) -> Message:
        """What stands beside everything that is computed without it."""
        typed = [item.typed for item in self.items]
        return Message("computed-without", items=typed, rows=sum(item.rows for item in self.items))


def left_out(session: Session, typed: Sequence[str]) -> LeftOut:
    """Return what a person means to leave out.

    Args:
        session: The case.
        typed: Each a file (its name, its number in the case, the beginning of its hash), a row
            (``FILE@17``, ``FILE@Sheet1!17``), a paper that rows name as their ground, a fact
            (its handle or id) or a thing (a handle, number or name): every row that speaks of it.

    Raises:
        NotFound: Nothing in the case answers to one of them.
        Ambiguous: One of them may mean several.
    """
    items: list[LeftOutItem] = []
    files: set[str] = set()
    rows: dict[str, set[str]] = defaultdict(set)
    for text in map(str.strip, typed):
        item = _item(session, text)
        items.append(item)
        if item.kind == "file":
            files.update(item.files)
        for place in item.places:
            rows[place.sha256].add(place.locator)
    single = {sha: frozenset(places) for sha, places in rows.items() if sha not in files}
    return LeftOut(tuple(items), frozenset(files), single)


def _item(session: Session, typed: str) -> LeftOutItem:
    if not typed:
        raise UsageError(Message("left-out-is-blank"), hint=Message("left-out-examples"))
    source = _source(session, typed)
    if source:
        return LeftOutItem(typed, "file", source.name, (source.sha256,), source.stored)
    file, parted, row = typed.rpartition(_PARTED)
    if parted and (source := _source(session, file)):
        return _row(session, source, row.strip(), typed)
    if papers := _rows_of_paper(session, typed):
        return _of_rows(typed, "paper", typed, papers)
    try:
        thing = resolve_thing(session, typed)
    except NotFound as error:
        raise NotFound(
            Message("nothing-to-leave-out", typed=repr(typed)), hint=Message("left-out-examples")
        ) from error
    return _thing(session, thing, typed)


def _source(session: Session, typed: str) -> Source | None:
    """Return the file that is meant, if one is; a handle (``A17``) is no beginning of a hash."""
    if HANDLE.fullmatch(typed) and session.handles.thing(typed):
        return None
    try:
        return one_source(session.sources(), typed)
    except NotFound:
        return None


def _row(session: Session, source: Source, row: str, typed: str) -> LeftOutItem:
    """Return one row of a file, by its place or by its number where that is enough."""
    places = _places_in(session, source)
    meant = [place for place in places if place == row or _number(place) == row]
    if row in meant:
        meant = [row]
    if not meant:
        raise NotFound(
            Message("no-such-row", row=repr(row)),
            where=source.name,
            hint=Message("rows-are-named-as", example=next(iter(places), "17")),
        )
    if len(meant) > 1:
        raise UsageError(
            Message("row-in-several-sheets", row=repr(row), places=meant[:5]), where=source.name
        )
    return _of_rows(typed, "row", source.name, [Evidence(source.sha256, meant[0])])


def _number(place: str) -> str:
    """Return the number at the end of a place: of ``Sheet1!17`` and ``line 17`` it is 17."""
    return place.rpartition("!")[2].rpartition(" ")[2]


def _places_in(session: Session, source: Source) -> list[str]:
    """Return the places of all rows of a file, in their order."""
    from kg.ledger.duck import connect
    from kg.text import locator_sql

    shelf = next(shelf for shelf in session.ledger().shelves() if shelf.sha256 == source.sha256)
    where = locator_sql("coalesce(member, '')", "row_no", shelf.note().reader)
    places: list[str] = []
    with connect() as con:
        for path in sorted(shelf.folder.glob("row_*.parquet")):
            query = f"SELECT {where} FROM {all_rows.parquet(path)}"
            places += [place for (place,) in con.execute(query).fetchall()]
    return places


def _rows_of_paper(session: Session, paper: str) -> list[Evidence]:
    """Return the rows of all facts that name a paper as what they were taken from."""
    index = session.index()
    query = (
        f"SELECT {index_facts.LINK} FROM link WHERE list_contains("
        f"(values->'$.{PAPER}')::VARCHAR[], $1) ORDER BY id"
    )
    rows = index.con.execute(query, [paper]).fetchall()
    links = [index_facts.link(row, index.readers) for row in rows]
    return [place for link in links for place in _naming(session, link, paper)]


def _naming(session: Session, link: Link, paper: str) -> Iterator[Evidence]:
    """Yield those rows of a fact that name the paper; where one alone says it, that one."""
    if len(link.evidence) == 1 or len(link.values.get(PAPER, ())) == 1:
        yield from link.evidence
        return
    from kg.ledger.stored_rows import stored_rows

    places = [(item.sha256, item.locator) for item in link.evidence]
    cells = stored_rows(session.ledger().shelves(), places)
    for item in link.evidence:
        if any(cell == paper for _, cell in cells.get((item.sha256, item.locator), ())):
            yield item


def _thing(session: Session, thing: str, typed: str) -> LeftOutItem:
    index = session.index()
    kind = session.schema.kind(session.schema.kind_of_id(thing))
    if kind.is_link:
        return _of_rows(typed, "fact", thing, _evidence(typed, index.links([thing])))
    facts: list[Entity | Link] = [*index.entities([thing]), *index.links_of([thing])]
    for flow in index.flow_classes:
        facts += index.flows_of([thing], flow)
    return _of_rows(typed, "thing", thing, _evidence(typed, facts))


def _evidence(typed: str, facts: Sequence[Entity | Link]) -> list[Evidence]:
    """Return the rows of facts; what no row records (a traced sum, a leg) has none to leave out."""
    places = [place for fact in facts for place in fact.evidence]
    if not places:
        raise NotFound(
            Message("no-row-speaks-of", typed=repr(typed)), hint=Message("left-out-examples")
        )
    return places


def _of_rows(typed: str, kind: str, name: str, places: Iterable[Evidence]) -> LeftOutItem:
    bare = {
        (place.sha256, place.locator): Evidence(place.sha256, place.locator) for place in places
    }
    rows = tuple(bare[key] for key in sorted(bare))
    if len(rows) > MOST:
        raise UsageError(
            Message("too-many-rows-to-leave-out", count=len(rows), most=MOST),
            where=typed,
            hint=Message("leave-the-file-out"),
        )
    files = tuple(dict.fromkeys(row.sha256 for row in rows))
    return LeftOutItem(typed, kind, name, files, len(rows), rows)


@dataclass(frozen=True)
class CaseWithout:
    """A case without some items, and what is to be said of all that is computed of it."""

    session: Session
    warnings: tuple[Message, ...] = ()


def refuse_name(name: str) -> None:
    """Refuse to save what was computed without an item: the case has that item."""
    if name:
        raise UsageError(
            Message("without-is-not-saved"), where="--as", hint=Message("mark-excluded-to-save")
        )


@contextmanager
def without(session: Session, typed: Sequence[str]) -> Iterator[CaseWithout]:
    """Yield the case without some items, or the case as it is where nothing is named.

    Args:
        session: The case.
        typed: The items, as :func:`left_out` takes them.

    Raises:
        EvidenceChanged: The bytes of a file of which rows go are not to be had, or are others.
    """
    if not typed:
        yield CaseWithout(session)
        return
    item = left_out(session, typed)
    with session_without(session, item) as view:
        yield CaseWithout(view, (item.message,))


@contextmanager
def session_without(session: Session, item: LeftOut) -> Iterator[DerivedSession]:
    """Yield the case without an item; its folder goes when the block ends."""
    with private_files(), tempfile.TemporaryDirectory(prefix="kg-without-") as scratch:
        view = _view(session, item, Path(scratch))
        try:
            yield view
        finally:
            view.let_go()


def _view(session: Session, item: LeftOut, scratch: Path) -> DerivedSession:
    folder = CaseFolder(scratch / "case")
    for room in (folder.root, folder.ledger, folder.saved, folder.problems, folder.sources):
        room.mkdir()
    entries = list(session.folder.log.entries())
    copy_log(session.folder, folder, entries)
    folder.rewrite(session.folder.settings())
    for name in ("handles", "judgements", "pseudonyms"):
        path: Path = getattr(session.folder, name)
        if path.exists():
            shutil.copyfile(path, getattr(folder, name))
    read_again = DerivedCase(
        session.folder, scratch, entries, b"", without={k: [*v] for k, v in item.rows.items()}
    )
    markers: list[Source] = []
    for source in session.sources():
        if source.sha256 in item.files:
            continue
        shelf = session.shelf(source)
        if source.sha256 not in item.rows:
            _show(session.folder.ledger / shelf, folder.ledger / shelf)
            markers.append(source)
            continue
        derived = read_again.source(read_again.logged.sources[source.sha256])
        if derived is None:
            raise EvidenceChanged(
                read_again.missing[source.sha256],
                where=source.name,
                hint=Message("rebuild-from-file"),
            )
        _show(read_again.ledger / derived.shelf, folder.ledger / shelf)
        markers.append(replace(derived.marker, number=source.number))
    return DerivedSession(
        folder, promoted_anew(markers, promoted_ceilings(session.folder)), scratch / "indexes"
    )


def _show(shelf: Path, place: Path) -> None:
    """Let a shelf be seen in another ledger, without a copy where that can be."""
    try:
        place.symlink_to(shelf.resolve(), target_is_directory=True)
    except OSError:
        shutil.copytree(shelf, place)


def rows_behind(index: Index, item: LeftOut, links: Iterable[str]) -> tuple[Evidence, ...]:
    """Return those of an item's rows that some facts rest on, in the order of the files."""
    ids = set(links)
    facts: list[Entity | Link] = [*index.links(ids), *index.entities(ids)]
    places = {
        (place.sha256, place.locator): Evidence(place.sha256, place.locator)
        for fact in facts
        for place in fact.evidence
        if item.holds(place)
    }
    return tuple(places[key] for key in sorted(places, key=lambda key: (key[0], _order(key[1]))))


def _order(place: str) -> tuple[str, int]:
    number = _number(place)
    return (place.removesuffix(number), int(number) if number.isdecimal() else 0)
