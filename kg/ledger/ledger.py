"""The ledger of a case: the rows of the sources that are in, and the index derived from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kg.ledger.index import Index
from kg.ledger.source_tables import Shelf, SourceNote, derived, publish, shelves, withdraw
from kg.limits import LIMITS
from kg.locking import remove_unused
from kg.model import UnreadColumn

if TYPE_CHECKING:
    from kg.ledger.build_index import IndexTerms

INDEX = "index"
BEFORE_AND_AFTER = 2
TRIES = 3


class Described(Protocol):
    """What a reading says of itself; the ledger asks for no more."""

    @property
    def sha256(self) -> str:
        """The hash of the file."""

    @property
    def name(self) -> str:
        """The file's name."""

    @property
    def unread(self) -> tuple[UnreadColumn, ...]:
        """The filled columns of which no fact is made."""

    @property
    def reader(self) -> str:
        """How its rows are named: 'delimited' or 'workbook'."""

    @property
    def layout(self) -> str:
        """The layout by which it was read."""

    @property
    def layout_sha256(self) -> str:
        """The layout's hash."""

    @property
    def origin(self) -> str:
        """Of rows cut out of a lake: the hash of the file that they come from; else empty."""

    @property
    def lake(self) -> str:
        """Of such rows: the state of the lake."""


class Ledger:
    """The rows of the named sources; what lies in the folder without being named is not seen.

    Its indexes lie in the folder ``indexes``, in one of their own beside the rows if none is named.
    """

    def __init__(
        self,
        folder: Path,
        shas: Sequence[str] = (),
        *,
        rejected: Collection[str] = (),
        marks: Mapping[str, str] | None = None,
        pair_seconds: int = LIMITS.pair_seconds,
        rail_seconds: int = LIMITS.rail_seconds,
        key: bytes = b"",
        same: Collection[tuple[str, str]] = (),
        indexes: Path | None = None,
    ) -> None:
        self.folder = folder
        self.indexes = indexes or folder / INDEX
        self.shas = tuple(sorted(set(shas)))
        self.rejected = frozenset(rejected)
        self.marks = dict(marks or {})
        self.pair_seconds = pair_seconds
        self.rail_seconds = rail_seconds
        self.same = tuple(sorted(same))
        self._key = key

    def publish(self, scratch: Path, reading: Described, name: str = "") -> Shelf:
        """Put a reading's Parquet files into the ledger by one rename, under its hash or a name."""
        names = (reading.name, reading.reader, reading.layout, reading.layout_sha256)
        note = SourceNote(*names, reading.unread, reading.origin, reading.lake)
        return publish(self.folder, scratch, name or reading.sha256, note)

    def shelves(self) -> list[Shelf]:
        """Return the published rows of the named sources, in the order of their hashes."""
        return shelves(self.folder, self.shas)

    def withdraw(self, sha256: str) -> None:
        """Take a source's rows out of the ledger."""
        withdraw(self.folder, sha256)

    def index(self, before: Index | None = None) -> Index:
        """Return the index of the named sources, derived now if it was not before.

        Where ``before`` has one source more, what that leaves as it is is taken from there.
        """
        from kg.ledger.build_index import build_index
        from kg.ledger.index_without_source import build_remaining

        sources, terms, place = shelves(self.folder, self.shas), self._terms(), self.index_place()

        def build(work: Path) -> None:
            if before:
                build_remaining(work, sources, terms, before)
            else:
                build_index(work, sources, terms)

        for _ in range(TRIES):
            # a writer may remove it between the moment that it is found and the one it is held
            with suppress(FileNotFoundError):
                return _opened(derived(place, build), tuple(sources))
        return _opened(derived(place, build), tuple(sources))

    def index_place(self) -> Path:
        """Return where the index of the named sources lies, or would if it were derived."""
        from kg.ledger.build_index import index_digest

        sources = shelves(self.folder, self.shas)
        return self.indexes / index_digest(sources, self._terms())

    def _terms(self) -> IndexTerms:
        from kg.ledger.build_index import IndexTerms

        return IndexTerms(
            self.rejected,
            self.pair_seconds,
            self.rail_seconds,
            self.marks,
            self._key,
            self.same,
        )

    def keep_only(self, *digests: str) -> None:
        """Forget every index but those named and those in use; each can be derived again."""
        for place in self.indexes.glob("*"):
            if place.name not in digests:
                remove_unused(place)


@lru_cache(maxsize=BEFORE_AND_AFTER)
def _opened(place: Path, sources: tuple[Shelf, ...]) -> Index:
    """Open an index once for all that is asked of it in a row; what it says never changes."""
    return Index(place, sources)
