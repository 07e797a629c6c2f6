"""Which accounts a trace within some bounds can follow: a search hop by hop where the rows lie.

The search may follow more than the trace will, never less: a payment that can follow another by the
loosest reading of the clocks is followed. So the accounts that it finds are those of which all rows
must be extracted. What is kept between two hops are periods by account and currency, small enough
for one machine however large the lake is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from kg.lake.engine import SoughtRows
from kg.lake.layout import PAYEE, PAYER, SOUGHT, Lake
from kg.limits import LIMITS

if TYPE_CHECKING:
    import pyarrow as pa

    from kg.lake.engine import Engine

SECOND = 1_000_000
LATEST = 1 << 62


@dataclass(frozen=True, slots=True)
class LakeBounds:
    """What a trace of the extract may follow, as :class:`kg.trace.base.KernelTerms` says it.

    Times are UTC microseconds; without ``within`` money may lie for any time before it goes on,
    without ``hops`` it is followed as far as it goes. ``floor`` is in units of a currency;
    ``through`` are hubs that are passed all the same, ``channels`` the words of rows that are
    followed, all if there are none.
    """

    direction: str = "out"
    within: int | None = LIMITS.window_hours * 3600 * SECOND
    hops: int | None = LIMITS.hops
    since: int | None = None
    until: int | None = None
    floor: Decimal = Decimal(0)
    hub: int = LIMITS.hub
    skew: int = LIMITS.cross_source_skew * SECOND
    channels: tuple[str, ...] = ()
    through: frozenset[str] = frozenset()


class Period(NamedTuple):
    """In which time payments of an account in a currency can follow; blank: in any currency."""

    account: str
    currency: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the accounts to follow, those where it stops, and by how many hops."""

    followed: frozenset[str]
    stopped: frozenset[str]
    hops: int


class LakeSearch:
    """One search through a lake.

    Args:
        lake: Where the rows lie.
        engine: What reads them.
        kind: The flowing class.
        bounds: What is followed.
        same: Groups of accounts that a person took for one: all of a group are followed together.
        on_hop: Told each hop and how many accounts it begins at.
    """

    def __init__(
        self,
        lake: Lake,
        engine: Engine,
        kind: str,
        bounds: LakeBounds,
        same: Iterable[frozenset[str]] = (),
        on_hop: Callable[[int, int], None] = lambda hop, accounts: None,
    ) -> None:
        self.lake, self.engine, self.kind, self.bounds = lake, engine, kind, bounds
        self._near, self._far = (PAYER, PAYEE) if bounds.direction == "out" else (PAYEE, PAYER)
        self._same = tuple(same)
        self._group = {account: group for group in self._same for account in group}
        self._on_hop = on_hop
        self._widest = int(lake.about()["kinds"].get(kind, {"widest": 0})["widest"])
        self._covered: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)

    def run(self, starts: Iterable[str]) -> Found:
        """Follow the payments of some accounts; return every account that they lead to.

        The starts are followed whatever they are; elsewhere the search stops at hubs and ends.
        """
        followed = {one for start in starts for one in self._group.get(start, {start})}
        stopped = set[str]()
        periods = [Period(account, "", -LATEST, LATEST) for account in sorted(followed)]
        hop = 0
        while periods and (self.bounds.hops is None or hop < self.bounds.hops):
            hop += 1
            self._on_hop(hop, len({period.account for period in periods}))
            reached = self._with_groups(self._reached(periods))
            barred = self._barred({period.account for period in reached})
            stopped |= barred
            open_periods = [p for p in reached if p.account not in barred]
            followed |= {period.account for period in open_periods}
            periods = [period for period in open_periods if self._is_new(period)]
        return Found(frozenset(followed), frozenset(stopped - followed), hop)

    def _reached(self, periods: Sequence[Period]) -> list[Period]:
        """Return in which periods payments of the accounts reached can follow those of these."""
        import pyarrow as pa

        accounts = {period.account for period in periods}
        first, last = min(p.low for p in periods), max(p.high for p in periods)
        months = _month(first), _month(last)
        sought = self.lake.sought_rows(self.kind, self._near, accounts, months)
        if not sought:
            return []
        low, high = self._slack()
        query = _HOP.format(
            near=self._near, far=self._far, low=low, high=high,
            bounds=" ".join(f"AND {bound}" for bound in self._bounds()),
        )  # fmt: skip
        channels = pa.table({"word": pa.array(self.bounds.channels, pa.string())})
        tables = {"spans": _table(periods), "channels": channels}
        found = self.engine.select_parts(query, sought, tables)
        columns = [found.column(name).to_pylist() for name in Period._fields]
        return _joined(sorted(Period(*row) for row in zip(*columns, strict=True)))

    def _slack(self) -> tuple[str, str]:
        """Return from when to when others can follow a payment, as SQL."""
        clocks = self._widest + max(self.bounds.skew, LIMITS.cross_source_skew * SECOND)
        within = self.bounds.within
        if self.bounds.direction == "out":
            last = f"CAST({LATEST} AS BIGINT)" if within is None else f"r.start_us + {within}"
            return f"r.start_us - {clocks}", last
        first = f"CAST(-{LATEST} AS BIGINT)" if within is None else f"r.start_us - {within}"
        return first, f"r.start_us + {clocks}"

    def _bounds(self) -> Iterable[str]:
        bounds = self.bounds
        if bounds.floor > 0:
            yield f"r.amount >= CAST('{bounds.floor:f}' AS DECIMAL(38, 18))"
        if bounds.since is not None:
            yield f"r.start_us + r.width > {bounds.since}"
        if bounds.until is not None:
            yield f"r.start_us < {bounds.until}"
        if bounds.channels:
            # words as people write them: how a literal says a quote or a backslash, engines differ
            yield "r.channel IN (SELECT word FROM channels)"

    def _with_groups(self, periods: Iterable[Period]) -> list[Period]:
        """Return periods of each account that is taken for one of these, too."""
        return [
            period._replace(account=account)
            for period in periods
            for account in sorted(self._group.get(period.account, {period.account}))
        ]

    def _barred(self, accounts: set[str]) -> set[str]:
        """Return the accounts at which a trace stops: ends and hubs that are not passed."""
        if not accounts:
            return set()
        known = account_facts(self.lake, self.engine, self.kind, accounts, self._same)
        return {
            account
            for account, facts in known.items()
            if facts.is_end
            or (facts.is_hub(self.bounds.hub) and account not in self.bounds.through)
        }

    def _is_new(self, period: Period) -> bool:
        """Say whether a period is not within one that was followed before, and note it."""
        covered = self._covered[period.account, period.currency]
        if any(low <= period.low and period.high <= high for low, high in covered):
            return False
        covered.append((period.low, period.high))
        return True


class AccountFacts(NamedTuple):
    """What a lake knows of an account by all of its rows."""

    is_end: bool
    hub_kind: int
    counterparties: int

    def is_hub(self, most: int) -> bool:
        """Say whether a trace stops here as at a hub."""
        return self.hub_kind != 0 or self.counterparties > most


def account_facts(
    lake: Lake,
    engine: Engine,
    kind: str,
    accounts: Iterable[str],
    same: Sequence[frozenset[str]] = (),
) -> Mapping[str, AccountFacts]:
    """Return what a lake knows of accounts by all rows of a class.

    Args:
        lake: Where the rows lie.
        engine: What reads them.
        kind: The flowing class.
        accounts: Which accounts; those that the lake lacks are left out.
        same: Groups of accounts that a person took for one: each counts as one counterparty, and
            has those of all its accounts.
    """
    import pyarrow as pa

    ids = sorted(set(accounts))
    wanted = pa.table({"id": pa.array(ids, pa.string())})
    query = (
        "SELECT r.id, r.is_end, r.hub_kind, r.counterparties FROM rows r"
        " JOIN wanted w ON r.id = w.id"
    )
    named = ids if len(ids) <= SOUGHT else ()
    sought = SoughtRows([str(lake.tables / f"account_{kind}.parquet")], "id", named)
    found = engine.select_parts(query, [sought], {"wanted": wanted}).to_pylist()
    facts = {row.pop("id"): AccountFacts(**row) for row in found}
    for group in same:
        dealt = _dealt_with(lake, engine, kind, group)
        others = set().union(*dealt.values()) - group
        counted = Counter(other for mine in dealt.values() for other in mine - group)
        for account in facts.keys() & group:
            facts[account] = facts[account]._replace(counterparties=len(others))
        for account in facts.keys() & counted.keys():
            told = facts[account]
            less = told.counterparties - counted[account] + 1
            facts[account] = told._replace(counterparties=less)
    return facts


def _dealt_with(
    lake: Lake, engine: Engine, kind: str, group: frozenset[str]
) -> dict[str, set[str]]:
    """Return with whom each account of a group dealt, whichever way."""
    import pyarrow as pa

    dealt: dict[str, set[str]] = {account: set() for account in group}
    wanted = {"wanted": pa.table({"id": pa.array(sorted(group), pa.string())})}
    for near, far in ((PAYER, PAYEE), (PAYEE, PAYER)):
        if sought := lake.sought_rows(kind, near, group):
            query = (
                f"SELECT DISTINCT {near} AS near, {far} AS far FROM rows"
                f" WHERE leads AND in_time AND {near} IN (SELECT id FROM wanted)"
            )
            for row in engine.select_parts(query, sought, wanted).to_pylist():
                dealt[row["near"]].add(row["far"])
    return dealt


def _table(periods: Sequence[Period]) -> pa.Table:
    import pyarrow as pa

    kinds = (pa.string(), pa.string(), pa.int64(), pa.int64())
    columns = zip(Period._fields, zip(*periods, strict=True), kinds, strict=True)
    return pa.table({name: pa.array(column, kind) for name, column, kind in columns})


def _joined(periods: Iterable[Period]) -> list[Period]:
    """Return sorted periods with those that overlap as one, where parts of a lake told them.

    >>> _joined([Period("a", "", 0, 5), Period("a", "", 3, 4), Period("a", "", 5, 9)])
    [Period(account='a', currency='', low=0, high=9)]
    """
    joined = list[Period]()
    for period in periods:
        last = joined[-1] if joined else None
        if last and last[:2] == period[:2] and last.high >= period.low:
            joined[-1] = last._replace(high=max(last.high, period.high))
        else:
            joined.append(period)
    return joined


def _month(moment: int) -> str:
    """Return the month of a moment as the path of rows has it.

    >>> _month(1_714_521_600_000_000), _month(-(1 << 62)), _month(1 << 61)
    ('2024-05', '0000-00', '9999-99')
    """
    from datetime import timedelta

    from kg.lake.layout import EPOCH

    try:
        return f"{EPOCH + timedelta(microseconds=moment):%Y-%m}"
    except OverflowError:
        return "0000-00" if moment < 0 else "9999-99"


_HOP = """
WITH step AS (
    SELECT r.{far} AS account, r.currency,
        {low} AS low, {high} AS high
    FROM rows r JOIN spans s ON r.{near} = s.account
    WHERE r.leads AND r.in_time AND (s.currency = '' OR r.currency = s.currency)
        AND r.start_us >= s.low AND r.start_us <= s.high {bounds}
), ordered AS (
    SELECT *, max(high) OVER (PARTITION BY account, currency ORDER BY low
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_it
    FROM step
), grouped AS (
    SELECT *, sum(CASE WHEN before_it >= low THEN 0 ELSE 1 END) OVER (PARTITION BY account, currency
        ORDER BY low ROWS UNBOUNDED PRECEDING) AS place
    FROM ordered
)
SELECT account, currency, min(low) AS low, max(high) AS high FROM grouped
GROUP BY account, currency, place
"""
"""Of the payments that can follow: who is reached, and in which periods theirs can follow on."""
