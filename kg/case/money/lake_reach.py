"""Who can have been reached by whose money, over a whole lake.

The lake's engine follows the payments from account to account, by the loosest reading of the
clocks and without a window, until nobody new is met (:mod:`kg.lake.search`); then the payments of
all who were met are brought, and the very pass of ``kg reach`` decides over them. So the answer is
that of a case of the same files.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.case.evidence.extract import opened_engine
from kg.case.money.filters import least
from kg.case.storage.folder import ZONE
from kg.errors import NotFound, UsageError
from kg.lake.accounts import LakeAccounts, NamedAccounts, listed_starts
from kg.lake.layout import PAYEE, PAYER, Lake
from kg.lake.scan import LakeScan, LakeScope
from kg.lake.search import SECOND, LakeBounds, LakeSearch, account_facts
from kg.ledger.part_index import part_index
from kg.ledger.payments import TRANSFER
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import Reach, Seed
from kg.requests import ReachRequest
from kg.trace.base import KernelTerms
from kg.trace.reach import reach
from kg.trace.seeds import account_at

if TYPE_CHECKING:
    from kg.lake.engine import Engine
    from kg.ledger.base import FlowIndex

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LakeReach:
    """Who can have been reached, and what the accounts of the answer are called.

    ``followed`` is of how many accounts payments were looked at, ``rows`` how many these are;
    ``unknown`` are starts that the lake lacks.
    """

    reach: Reach
    accounts: NamedAccounts
    followed: int
    rows: int
    unknown: tuple[str, ...] = ()
    zone: str = ZONE


def reach_in_lake(
    place: Path,
    request: ReachRequest,
    *,
    start_file: str = "",
    spark: str = "",
    zone: str = ZONE,
    on_hop: Progress = lambda hop, accounts: None,
) -> LakeReach:
    """Return every account of a lake that the money of some accounts can have come to.

    Args:
        place: The lake.
        request: Whose money, and where it is looked for.
        start_file: A list with one account a row, whose money it is as well.
        spark: The address of a Spark that reads the lake; without one this machine does.
        zone: The time zone in which times are shown; that of new cases by default.
        on_hop: Told each hop and at how many accounts it begins.

    Raises:
        NotFound: There is no lake, no file or no transfer is in it, or none of the accounts.
        UsageError: No account is named; something of a case is named; or so many payments can
            follow that this machine cannot hold them (``LIMITS.reach_rows``).

    Example::

        reached = reach_in_lake(Path("lake"), ReachRequest(("6222000000000000123",))).reach
    """
    if request.victims or request.without:
        raise UsageError(Message("lake-reach-has-no-case"), hint=Message("extract-example"))
    lake = Lake(place)
    if TRANSFER not in lake.kinds():
        raise NotFound(Message("lake-has-no-transfers"), where=str(place))
    with (
        tempfile.TemporaryDirectory(prefix="kg-reach-") as scratch,
        opened_engine(spark, Path(scratch)) as engine,
    ):
        result = _LakeReach(lake, engine, request, zone).run(start_file, on_hop)
        warnings = (*result.reach.warnings, *engine.warnings)
        return replace(result, reach=replace(result.reach, warnings=warnings))


class _LakeReach:
    """One search for who can have been reached."""

    def __init__(self, lake: Lake, engine: Engine, request: ReachRequest, zone: str) -> None:
        self._lake, self._engine, self._request, self._zone = lake, engine, request, zone
        self._names = LakeAccounts(lake)
        self._unknown: list[str] = []
        self._near = PAYEE if request.direction == "in" else PAYER
        scope = LakeScope(floor=least(request.floor), hub=request.hub)
        self._scan = LakeScan(lake, engine, TRANSFER, scope)

    def run(self, start_file: str, on_hop: Progress) -> LakeReach:
        typed = [*self._request.starts, *(listed_starts(start_file) if start_file else ())]
        if not typed:
            raise UsageError(Message("name-start-or-list"), hint=Message("lake-reach-example"))
        starts = self._asked(typed)
        if not starts:
            raise NotFound(
                Message("no-start-is-in-the-lake", count=len(typed)),
                where=str(self._lake.folder),
                hint=Message("lake-search-numbers"),
            )
        into, through = self._asked(self._request.into), self._asked(self._request.through)
        bounds = LakeBounds(
            direction=self._request.direction,
            within=None,
            hops=None,
            floor=least(self._request.floor),
            hub=self._request.hub,
            skew=self._request.skew * SECOND,
            through=frozenset(through),
        )
        search = LakeSearch(self._lake, self._engine, TRANSFER, bounds, on_hop=on_hop)
        followed = search.run(starts).followed
        index = self._index(followed, {*starts, *into, *through})
        seeds = [Seed(account=start) for start in starts]
        result = reach(index, seeds, self._terms(index, through), into=into)
        shown = {*starts, *into, *(place.account for place in result.places)}
        accounts = self._names.described(shown)
        unknown = tuple(self._unknown)
        return LakeReach(result, accounts, len(followed), len(index), unknown, self._zone)

    def _asked(self, texts: Sequence[str]) -> list[str]:
        """Return the accounts that are named, each once, in this order; note what is not there."""
        found = dict[str, None]()
        for text in texts:
            named = self._names.named(text)
            found |= dict.fromkeys(named)
            if not named:
                self._unknown.append(text)
        return list(found)

    def _index(self, followed: frozenset[str], named: set[str]) -> FlowIndex:
        """Return the payments of the side that is followed, ordered and counted as in the whole."""
        count = self._scan.count_of_side(self._near, followed)
        if count > LIMITS.reach_rows:
            raise UsageError(
                Message("lake-reach-too-many", count=count, most=LIMITS.reach_rows),
                hint=Message("lake-reach-narrow"),
            )
        rows = self._scan.rows_of_side(self._near, followed)
        ends = {*rows.column(PAYER).to_pylist(), *rows.column(PAYEE).to_pylist(), *named}
        known = account_facts(self._lake, self._engine, TRANSFER, ends)
        accounts = [{"id": one, **known[one]._asdict()} for one in sorted(known)]
        index = part_index(rows, self._scan.units, accounts)
        about = self._lake.about()["kinds"][TRANSFER]
        return replace(
            index,
            widest=int(about["widest"]),
            many=about["sources"] > 1,
            left_out=self._scan.totals().not_in_time,
        )

    def _terms(self, index: FlowIndex, through: Sequence[str]) -> KernelTerms:
        return KernelTerms(
            direction="in" if self._request.direction == "in" else "out",
            floor=least(self._request.floor),
            hub=self._request.hub,
            skew_across=self._request.skew * SECOND,
            through=frozenset(account_at(index, hub) for hub in through),
        )
