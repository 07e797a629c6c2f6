"""Takes into a case what a trace can follow in a lake: found there, cut out, loaded as files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.case.evidence.load_files import FileLoad, load_files
from kg.case.money.filters import least, period, zone_of
from kg.case.money.lake_legs import legs_of_lake
from kg.case.money.legs import recorded_ties
from kg.case.money.victims import reported_losses
from kg.case.storage.handles import SHAPE
from kg.case.storage.session import Session
from kg.errors import NotFound, SourceError, UsageError
from kg.lake.accounts import LakeAccounts, listed_starts
from kg.lake.duck_engine import DuckEngine
from kg.lake.extract import cut_payments, cut_rows, payments_told, write_extract
from kg.lake.layout import Lake
from kg.lake.search import SECOND, Found, LakeBounds, LakeSearch
from kg.ledger.extracts import extracted_rows
from kg.ledger.payments import TRANSFER
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import InferredLeg, LoadReport
from kg.requests import ExtractRequest, LoadRequest
from kg.trace.times import duration, moment_of

if TYPE_CHECKING:
    from kg.lake.engine import Engine

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Extracted:
    """What came out of a lake: which accounts were followed, and the files that went in.

    ``followed`` are those of which all rows are in the case now, ``stopped`` the hubs and ends at
    which the search stopped; ``hops`` is how far it went, ``unknown`` which starts the lake lacks,
    ``warnings`` what was not looked for.
    """

    followed: int
    stopped: int
    hops: int
    rows: int
    reports: tuple[LoadReport, ...]
    refusals: tuple[SourceError, ...] = ()
    unknown: tuple[str, ...] = ()
    warnings: tuple[Message, ...] = ()


def extract(
    session: Session,
    place: Path,
    request: ExtractRequest,
    on_hop: Progress = lambda hop, accounts: None,
) -> Extracted:
    """Find in a lake what a trace within the bounds can follow, and load all rows of it.

    Args:
        session: The case, open for writing.
        place: The lake.
        request: Starts and bounds.
        on_hop: Told each hop and at how many accounts it begins.

    Raises:
        NotFound: There is no lake, or no start is in it.
        UsageError: A bound is none; or the case holds one of the lake's files itself, or rows of
            it as it was before more files went in.
    """
    lake = Lake(place)
    _check_case(session, lake)
    with (
        tempfile.TemporaryDirectory(prefix="kg-extract-") as folder,
        opened_engine(request.spark, Path(folder)) as engine,
    ):
        return _Extraction(session, lake, engine, request).run(Path(folder), on_hop)


@contextmanager
def opened_engine(spark: str, scratch: Path) -> Iterator[Engine]:
    """Open the engine that reads a lake, and close it afterwards.

    Args:
        spark: The address of a Spark; blank: DuckDB on this machine.
        scratch: The folder of all that it writes meanwhile.

    Raises:
        UsageError: PySpark or Java is not installed.
        StoreUnavailable: Spark does not start, or cannot be reached.
    """
    if not spark:
        yield DuckEngine(scratch / "spill")
        return
    from kg.lake.spark_engine import SparkEngine

    engine = SparkEngine(spark, scratch)
    try:
        yield engine
    finally:
        engine.close()


def _check_case(session: Session, lake: Lake) -> None:
    """Refuse a case that has a file of the lake whole, or rows of it from before it grew."""
    own = {source.sha256: source for source in session.sources()}
    both = [file for file in lake.settings.files if file.sha256 in own]
    if both:
        raise UsageError(
            Message("lake-file-is-in-the-case", name=both[0].name, count=len(both)),
            hint=Message("unload-it-first", name=both[0].name),
        )
    files = {file.sha256 for file in lake.settings.files}
    for shelf in session.ledger().shelves():
        note = shelf.note()
        if note.origin in files and note.lake != lake.settings.tables:
            raise UsageError(
                Message("lake-has-changed", name=note.name),
                hint=Message("unload-it-first", name=note.name),
            )


class _Extraction:
    """One extraction while it runs."""

    def __init__(
        self, session: Session, lake: Lake, engine: Engine, request: ExtractRequest
    ) -> None:
        self._session, self._lake, self._engine, self._request = session, lake, engine, request
        self._names = LakeAccounts(lake)
        self._unknown: list[str] = []
        self._warnings: list[Message] = []

    def run(self, folder: Path, on_hop: Progress) -> Extracted:
        starts = self._starts()
        bounds = self._bounds()
        same = self._groups()
        search = LakeSearch(self._lake, self._engine, TRANSFER, bounds, same, on_hop=on_hop)
        found = search.run(starts)
        out = folder / "files"
        out.mkdir()
        cut = {
            kind: cut_rows(self._lake, self._engine, kind, found.followed)
            for kind in self._lake.kinds()
        }
        legs = self._with_legs(cut)
        known = extracted_rows(self._session.ledger().shelves())
        written = write_extract(
            self._lake, self._engine, cut, found.followed, self._asked(), out, known, same, legs
        )
        rows = sum(file.rows for file in written)
        loads = [FileLoad(file.path, self._load_request(rows)) for file in written]
        reports, refusals = load_files(self._session, loads)
        return self._told(found, rows, reports, refusals)

    def _load_request(self, rows: int) -> LoadRequest:
        """Return how the files are loaded: in the graph stand all rows of an extract, or none."""
        held = sum(source.flows for source in self._session.sources())
        if held + rows <= LIMITS.promoted_flows:
            return LoadRequest()
        return LoadRequest(limits=replace(LIMITS, promoted_flows=0))

    def _with_legs(self, cut: dict[str, Any]) -> list[InferredLeg] | None:
        """Return the legs that rest on rows that were cut; add to these what the others rest on."""
        known = recorded_ties(self._session.schema, self._session.index())
        zone = zone_of(self._session)
        legs = legs_of_lake(self._lake, self._engine, known, zone)
        if isinstance(legs, Message):
            self._warnings.append(legs)
            return None
        self._warnings += legs.warnings
        resting, payers = legs.resting_on(payments_told(cut.values()))
        for kind, needed in payers.items():
            cut[kind] = cut_payments(self._lake, self._engine, kind, needed, cut[kind])
        return resting

    def _told(
        self, found: Found, rows: int, reports: list[LoadReport], refusals: list[SourceError]
    ) -> Extracted:
        return Extracted(
            len(found.followed), len(found.stopped), found.hops, rows, tuple(reports),
            tuple(refusals), tuple(self._unknown), (*self._warnings, *self._engine.warnings),
        )  # fmt: skip

    def _asked(self) -> Mapping[str, object]:
        """Return what was asked, for the extract's own account of itself: bounds, no names."""
        request = self._request
        bounds = ("direction", "within", "hops", "floor", "hub", "skew", "since", "until")
        return {name: str(getattr(request, name)) for name in bounds}

    def _bounds(self) -> LakeBounds:
        request = self._request
        since, until = period(request.since, request.until, zone_of(self._session))
        return LakeBounds(
            direction=request.direction,
            within=int(duration(request.within).total_seconds()) * SECOND,
            hops=request.hops,
            since=None if since is None else moment_of(since),
            until=None if until is None else moment_of(until),
            floor=least(request.floor),
            hub=request.hub,
            skew=request.skew * SECOND,
            channels=tuple(request.channel),
            through=frozenset(
                account for text in request.through for account in self._accounts(text)
            ),
        )

    def _groups(self) -> list[frozenset[str]]:
        """Return the accounts that a person took for one in the case, group by group."""
        groups: list[set[str]] = []
        for one, other in self._session.ledger().same:
            mine = [group for group in groups if group & {one, other}]
            groups = [group for group in groups if group not in mine]
            groups.append({one, other}.union(*mine))
        return [frozenset(group) for group in groups]

    def _starts(self) -> list[str]:
        """Return the accounts that are named, in the case or in the lake.

        Raises:
            UsageError: None is named.
            NotFound: None of those named is in the lake.
        """
        typed = [text for text in self._request.starts if text]
        if self._request.start_file:
            typed += listed_starts(self._request.start_file)
        reported = self._paid_by_victims()
        if not typed and not self._request.victims:
            raise UsageError(Message("name-start-or-list"), hint=Message("extract-example"))
        found = [account for text in typed for account in self._accounts(text)]
        found += [entity.id for entity in self._names.things(reported)]
        if not found:
            raise NotFound(
                Message("no-start-is-in-the-lake", count=len(typed) + len(reported)),
                where=str(self._lake.folder),
                hint=Message("lake-search-numbers"),
            )
        return sorted(set(found))

    def _paid_by_victims(self) -> list[str]:
        """Return the accounts to which victims of the case say that they paid.

        Raises:
            NotFound: They are asked for, and no victim reports a payment.
        """
        if not self._request.victims:
            return []
        paid = sorted({report.target for report in reported_losses(self._session)})
        if not paid:
            what = Message("no-payment-of-victims")
            raise NotFound(what, hint=Message("load-victims-or-name-start"))
        return paid

    def _accounts(self, text: str) -> list[str]:
        """Return the accounts of what is named: an account, or all of whoever holds some."""
        thing = self._session.thing(text) if SHAPE.fullmatch(text.strip()) else ""
        if thing:
            found = self._names.accounts_of(self._names.things([thing]), text)
        else:
            found = self._names.named(text)
        if not found:
            self._unknown.append(text)
        return found
