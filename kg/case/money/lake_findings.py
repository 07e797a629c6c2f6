"""Typologies over a whole lake: where a shape can stand the lake says, what stands there kg find.

The lake's engine answers where a shape can be (:mod:`kg.lake.scan`), by the typology's own
thresholds read as loosely as can be; all rows of those accounts are brought, some at a time, and
the very detectors of ``kg find`` judge them. So there is one definition, and nothing is found that
is not found in a case of the same files, nor the other way round.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.case.evidence.extract import opened_engine
from kg.case.money.filters import least, period
from kg.case.storage.folder import ZONE
from kg.errors import UsageError
from kg.lake.accounts import LakeAccounts, NamedAccounts
from kg.lake.layout import Lake
from kg.lake.scan import Band, LakeQuestion, LakeScan, LakeScope, ScanTotals
from kg.lake.search import account_facts
from kg.ledger.holders import LOGIN, holders, uses
from kg.ledger.part_index import part_index
from kg.ledger.payments import TRANSFER
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import Finding, Findings
from kg.requests import FindRequest
from kg.schema import load_schema
from kg.schema.meanings import ACCOUNT, HOLDING
from kg.trace.times import moment_of
from kg.trace.typologies.amounts import SAFE
from kg.trace.typologies.catalogue import Typology, named_typologies, typed_thresholds
from kg.trace.typologies.detector import (
    NEVER,
    DeviceUse,
    SearchContext,
    Values,
    length,
    whole_units_of,
)
from kg.trace.typologies.finding_result import FindingBuilder
from kg.trace.typologies.innocent import members
from kg.trace.typologies.night_peak import least_share, nights
from kg.trace.typologies.search_rows import LargerLedger, SearchScope, no_rows, rows_of
from kg.trace.typologies.structuring import below_limits
from kg.trace.typology_search import DETECTORS, not_looked_at, rank, warnings_of
from kg.values.moments import named_zone

if TYPE_CHECKING:
    from kg.lake.engine import Engine
    from kg.ledger.base import FlowIndex

AT_ONCE = 1_000_000
"""So many rows of the lake are held at a time, at least one account's."""
PAIR = 100
"""So many rows of two accounts are reckoned with: how many there are is not asked."""
LOOSE = 1e-6
"""Sums of money are compared as floats where a shape is only looked for: wider by this."""
MOST_AMOUNT = Decimal(10) ** 20
"""No amount of the ledger is as large."""
DEVICES = "shared-device"
NOT_OF_A_LAKE: Mapping[str, Message] = {
    "cycle": Message("lake-cannot-follow-cycles"),
    "shared-counterparty": Message("lake-cannot-group-accounts"),
}
"""What is no window and no join over payments, and why."""


@dataclass(frozen=True, slots=True)
class LakeFindings:
    """What was found in a lake, and what could not be asked of it.

    ``found`` are the findings, best first; ``not_asked`` says of each typology that was left out
    why. ``accounts`` are the accounts and devices that the findings are about, with the names of
    who holds them, ``starts`` by finding what ``kg extract`` takes to open it as a case.
    """

    found: Findings
    not_asked: Mapping[str, Message]
    accounts: NamedAccounts
    starts: Mapping[str, tuple[str, ...]]
    zone: str = ZONE


def find_in_lake(
    place: Path,
    request: FindRequest,
    *,
    spark: str = "",
    zone: str = ZONE,
    on_step: Callable[[str], None] = lambda step: None,
) -> LakeFindings:
    """Search a whole lake for typologies, and return the best ``rows`` findings.

    Args:
        place: The lake.
        request: Which typologies, in which payments, by which thresholds.
        spark: The address of a Spark that reads the lake; without one this machine does.
        zone: The time zone in which hours and dates are meant; that of new cases by default.
        on_step: Told what is looked for next.

    Raises:
        NotFound: There is no lake, or no file is in it.
        UsageError: A typology or a threshold is not known, or it cannot be asked of a lake.

    Example::

        found = find_in_lake(Path("lake"), FindRequest(("fan-in",), rows=10)).found
    """
    lake = Lake(place)
    with (
        tempfile.TemporaryDirectory(prefix="kg-find-") as scratch,
        opened_engine(spark, Path(scratch)) as engine,
    ):
        result = _LakeFind(lake, engine, request, zone, on_step).run()
        warnings = (*result.found.warnings, *engine.warnings)
        return replace(result, found=replace(result.found, warnings=warnings))


class _Lot(NamedTuple):
    """Rows to be judged, and for which typologies.

    ``whole`` are the accounts of which all rows are there (None: what a shape needs is there),
    ``about`` the centres of which that holds, where it holds of some alone.
    """

    typologies: Sequence[Typology]
    rows: Any
    whole: frozenset[str] | None = None
    about: frozenset[str] = frozenset()


@dataclass
class _Kept:
    """The best findings of each typology so far, and how many there are in all."""

    best: dict[str, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    count: Counter[str] = field(default_factory=Counter)

    def add(self, found: Iterable[Finding]) -> None:
        for finding in found:
            self.best[finding.typology].append(finding)
            self.count[finding.typology] += 1
        for name, findings in self.best.items():
            self.best[name] = sorted(findings, key=rank)[: LIMITS.findings]

    def cut(self) -> dict[str, int]:
        over = {name: self.count[name] - len(kept) for name, kept in self.best.items()}
        return {name: count for name, count in over.items() if count}


class _LakeFind:
    """One search through a lake."""

    def __init__(
        self,
        lake: Lake,
        engine: Engine,
        request: FindRequest,
        zone: str,
        on_step: Callable[[str], None],
    ) -> None:
        self._lake, self._engine, self._request = lake, engine, request
        self._zone_name, self._zone, self._on_step = zone, named_zone(zone), on_step
        if request.exclude or request.without:
            raise UsageError(Message("lake-find-has-no-case"), hint=Message("extract-example"))
        since, until = period(request.since, request.until, self._zone)
        self._scope = SearchScope(since, until, least(request.floor), (), request.hub)
        self._scan = LakeScan(
            lake,
            engine,
            TRANSFER,
            LakeScope(
                None if since is None else moment_of(since),
                None if until is None else moment_of(until),
                self._scope.floor,
                hub=request.hub,
            ),
        )
        self._names = LakeAccounts(lake)
        self._tables = self._names.tables
        self._changed = typed_thresholds(request.thresholds)
        self._kept = _Kept()
        self._stopped: dict[str, int] = {}

    def run(self) -> LakeFindings:
        asked, refused = self._asked()
        if DEVICES in asked:
            self._on_step(DEVICES)
            self._find_devices(asked.pop(DEVICES), refused)
        if asked:
            self._find_payments(asked)
        return self._told(refused)

    def _asked(self) -> tuple[dict[str, Typology], dict[str, Message]]:
        """Return what is looked for, and why the rest is not; what is named must be possible.

        Raises:
            UsageError: A typology is named that cannot be asked of this lake.
        """
        named = {
            typology.name: typology
            for typology in named_typologies(tuple(self._request.typologies))
        }
        refused = {name: why for name, why in NOT_OF_A_LAKE.items() if name in named}
        if TRANSFER not in self._lake.kinds():
            why = Message("lake-has-no-transfers")
            refused |= {name: why for name in named if name != DEVICES and name not in refused}
        if self._request.typologies and refused:
            name, why = next(iter(refused.items()))
            raise UsageError(why, where=name, hint=Message("extract-then-find"))
        return {name: one for name, one in named.items() if name not in refused}, refused

    def _values(self, typology: Typology) -> dict[str, Any]:
        return typology.with_values(self._changed.get(typology.name, {}))

    # payments

    @cached_property
    def _totals(self) -> ScanTotals:
        return self._scan.totals()

    @cached_property
    def _floats(self) -> bool:
        """Whether floats hold every sum of an account on which a shape may be built."""
        if any(unit.wide for unit in self._scan.units.values()):
            return False
        return self._scan.largest_sum() < SAFE or self._scan.largest_of_an_account() < SAFE

    @cached_property
    def _hours(self) -> list[tuple[int, int]]:
        return self._scan.hours()

    def _nights(self, values: Values) -> tuple[tuple[int, ...], float]:
        """Return the hours that are at night, and which share of all payments lies in them."""
        return nights(self._hours, self._zone, values["hours"])

    def _find_payments(self, asked: Mapping[str, Typology]) -> None:
        around, pairs = list[Typology](), list[Typology]()
        for typology in asked.values():
            (pairs if typology.name in _OF_PAIRS else around).append(typology)
        places = set[str]()
        for typology in around:
            self._on_step(typology.name)
            for question in self._questions(typology):
                places.update(self._scan.look(question).column("id").to_pylist())
        for batch in self._around(around, places):
            self._judge(batch)
        for typology in pairs:
            self._on_step(typology.name)
            for question in self._questions(typology):
                for batch in self._between(typology, self._scan.look(question)):
                    self._judge(batch)

    def _questions(self, typology: Typology) -> Iterator[LakeQuestion]:
        values = self._values(typology)
        if typology.name == "night-peak":
            yield self._night_question(values)
            return
        yield from QUESTIONS[typology.name](values, self._scales)

    @cached_property
    def _scales(self) -> dict[str, int]:
        return {currency: 10**unit.digits for currency, unit in self._scan.units.items()}

    def _night_question(self, values: Values) -> LakeQuestion:
        hours, usual = self._nights(values)
        share = least_share(values, usual) * (1 - LOOSE)
        return LakeQuestion("look_night", {"rows": values["rows"], "share": share}, hours=hours)

    def _around(self, typologies: Sequence[Typology], places: set[str]) -> Iterator[_Lot]:
        """Yield all rows of the accounts where a shape can stand, some accounts at a time."""
        if not places:
            return
        sized = [((account,), size) for account, size in self._scan.payments_of(places)]
        for some in _at_once(sized, AT_ONCE):
            yield _Lot(typologies, self._scan.rows_at(some), frozenset(some))

    def _between(self, typology: Typology, legs: Any) -> Iterator[_Lot]:
        """Yield the rows between pairs of accounts, those together that are about one thing."""
        about = defaultdict(list)
        for leg in legs.to_pylist():
            pair = (leg["payer"], leg["payee"])
            about[leg["about"] or " ".join(pair)].append((leg["about"], pair))
        sized = [(some, len(some)) for _, some in sorted(about.items())]
        for some in _at_once(sized, AT_ONCE // PAIR):
            rows = self._scan.rows_between(pair for _, pair in some)
            yield _Lot([typology], rows, about=frozenset(filter(None, (what for what, _ in some))))

    def _judge(self, batch: _Lot) -> None:
        """Let the detectors look at some rows, and keep the best of what they find."""
        ends = {*batch.rows.column("payer").to_pylist(), *batch.rows.column("payee").to_pylist()}
        known = account_facts(self._lake, self._engine, TRANSFER, ends)
        accounts = [{"id": end, **known[end]._asdict()} for end in sorted(ends)]
        index = part_index(batch.rows, self._scan.units, accounts)
        whole = [batch.whole is None or account in batch.whole for account in index.accounts]
        for typology in batch.typologies:
            values = self._values(typology)
            nightly = self._nights(values)[1] if "hours" in values else 0.0
            larger = LargerLedger(
                whole,
                self._totals.last - self._totals.first,
                nightly,
                self._floats,
            )
            rows = rows_of(index, self._scope, larger)
            context = SearchContext(index, rows, self._zone, larger=larger)
            self._kept.add(self._built(context, typology, values, batch.about))
            self._stopped |= dict.fromkeys(context.cut, context.steps)

    def _built(
        self,
        context: SearchContext,
        typology: Typology,
        values: Values,
        about: frozenset[str] = frozenset(),
    ) -> Iterator[Finding]:
        names = context.index.accounts
        hits = [
            hit
            for hit in DETECTORS[typology.name](context, values)
            if not about or " ".join(names[place] for place in hit.centre) in about
        ]
        if not hits:
            return
        ends = {
            account_id for hit in hits for account_id in hit.account_ids or members(context, hit)
        }
        held = holders(self._tables, load_schema().kinds_below(HOLDING), ends)
        builder = FindingBuilder(context, typology, values, self._scope, held)
        yield from map(builder.build, hits)

    # devices

    def _find_devices(self, typology: Typology, refused: dict[str, Message]) -> None:
        con, logins = self._tables.con, LOGIN in self._lake.kinds()
        if logins:
            query = (
                "SELECT r.payer AS source, r.payee AS target, 'ok' AS status,"
                " CAST(NULL AS STRING) AS judged, min(coalesce(r.decided_payment, r.id)) AS id"
                " FROM rows r WHERE r.leads AND r.status = 'ok' GROUP BY r.payer, r.payee"
            )
            told = self._engine.select(query, self._lake.files_of(LOGIN, "payer"))
            con.register("flow_login", told)
        kinds = load_schema().kinds_below(ACCOUNT)
        rows = uses(self._tables, kinds, "SignsInWith", "UsesPhone", logins=logins)
        if not rows:
            refused[typology.name] = Message("lake-has-no-uses")
            return
        index = no_rows()
        context = SearchContext(
            index, rows_of(index, self._scope), self._zone, [DeviceUse(*row) for row in rows]
        )
        self._kept.add(self._built(context, typology, self._values(typology)))

    # the result

    def _told(self, refused: Mapping[str, Message]) -> LakeFindings:
        cut = self._kept.cut()
        best = sorted((one for some in self._kept.best.values() for one in some), key=rank)
        shown = best[: self._request.rows]
        more = Counter(finding.typology for finding in best[self._request.rows :]) + Counter(cut)
        rows, accounts, left_out, warnings = 0, 0, {}, list[Message]()
        if TRANSFER in self._lake.kinds():
            totals = self._totals
            index = self._about(totals)
            accounts, hubs = self._scan.accounts()
            rows, left_out = totals.rows, {**totals.not_in_time, **totals.kept_out}
            warnings += warnings_of(hubs, self._scope.hub, self._stopped, cut)
            warnings += not_looked_at(index, self._scope, totals.kept_out)
        found = Findings(
            tuple(shown), rows, accounts, tuple(warnings), dict(sorted(more.items())), left_out
        )
        things = self._names.described({start for finding in shown for start in _starts(finding)})
        numbers = self._names.numbers(things)
        starts = {
            finding.id: tuple(numbers.get(one, one) for one in _accounts_of(finding))
            for finding in shown
        }
        return LakeFindings(found, refused, things, starts, self._zone_name)

    def _about(self, totals: ScanTotals) -> FlowIndex:
        """Return an index without rows that tells what was not looked at, and the currencies."""
        units = self._scan.units
        return replace(
            no_rows(),
            currencies=tuple(units),
            scales=tuple(self._scales.values()),
            wide=tuple(place for place, unit in enumerate(units.values()) if unit.wide),
            left_out=totals.not_in_time,
        )


def _accounts_of(finding: Finding) -> tuple[str, ...]:
    """Return the accounts whose rows are the finding's: its centre, or who uses its device."""
    return finding.accounts if finding.first is None else finding.centre


def _starts(finding: Finding) -> tuple[str, ...]:
    return (*finding.centre, *_accounts_of(finding))


def _at_once(sized: Iterable[tuple[Sequence[Any], int]], most: int) -> Iterator[list[Any]]:
    """Yield what stands together in lots of so many rows at most, or of one thing."""
    lot, rows = list[Any](), 0
    for some, size in sized:
        if lot and rows + size > most:
            yield lot
            lot, rows = [], 0
        lot += some
        rows += size
    if lot:
        yield lot


# Where a shape can stand: the typology's thresholds as the numbers of a question. Rows stand for
# the others that they are with, a window for any in it, the largest share for every one.


def _window(end: str, rows: str, within: str, others: str) -> Callable[..., Iterator[LakeQuestion]]:
    def asked(values: Values, scales: Mapping[str, int]) -> Iterator[LakeQuestion]:
        yield _within(end, values[rows], length(values[within]), values[others])

    return asked


def _within(
    end: str, rows: int, within: int, others: int, bands: Sequence[Band] = ()
) -> LakeQuestion:
    other = "payee" if end == "payer" else "payer"
    numbers = {"end": end, "other": other, "rows": rows, "within": within, "others": others}
    return LakeQuestion("look_window", numbers, tuple(bands))


def _rounds(values: Values, scales: Mapping[str, int]) -> Iterator[LakeQuestion]:
    """Yield what is gathered, and what leaves after it: gather-scatter, funnel and spray."""
    gather, onward = length(values["gather"]), length(values["onward"])
    yield _leaving(
        gather, gather + onward, values.get("payers", 1), values.get("payees", 1), values["passed"]
    )


def _passing(values: Values, scales: Mapping[str, int]) -> Iterator[LakeQuestion]:
    onward = length(values["onward"])
    more = {"times": values["rounds"], "share": values["share"] * (1 - LOOSE)}
    yield _leaving(onward, onward, 1, 1, values["passed"], more)


def _leaving(
    gather: int,
    until: int,
    payers: int,
    payees: int,
    passed: float,
    more: Mapping[str, object] | None = None,
) -> LakeQuestion:
    numbers = {"gather": gather, "until": until, "payers": payers, "payees": payees}
    loose = {"passed": passed * (1 - LOOSE), "times": 1, "share": 0}
    return LakeQuestion("look_leaving", {**numbers, **loose, **(more or {})})


def _near_limits(values: Values, scales: Mapping[str, int]) -> Iterator[LakeQuestion]:
    bands = [
        Band(currency, _amount(below[currency], scale), _amount(limits[currency], scale))
        for below, limits in below_limits(values)
        for currency, scale in scales.items()
        if currency in limits
    ]
    for end in ("payer", "payee") if bands else ():
        yield _within(end, values["rows"], length(values["within"]), 1, bands)


def _multiples(values: Values, scales: Mapping[str, int]) -> Iterator[LakeQuestion]:
    units = {
        currency: _amount(values["unit"][currency], scale)
        for currency, scale in scales.items()
        if currency in values["unit"]
    }
    bands = [Band(currency, unit=unit) for currency, unit in units.items() if unit]
    if bands:
        yield _within("payee", values["rows"], length(values["within"]), values["payers"], bands)


def _tests(values: Values, scales: Mapping[str, int]) -> Iterator[LakeQuestion]:
    bands = []
    for currency, scale in scales.items():
        if currency in values["small"] and currency in values["big"]:
            most = _amount(values["small"][currency], scale, 1)
            bands.append(Band(currency, high=most, what=0))
            bands.append(Band(currency, low=_amount(values["big"][currency], scale), what=1))
    if bands:
        yield LakeQuestion("look_first", {"within": length(values["within"])}, tuple(bands))


def _joined(values: Values, scales: Mapping[str, int]) -> Iterator[LakeQuestion]:
    passed = {"passed": values["passed"] * (1 - LOOSE), "most": 1 + LOOSE}
    numbers = {"onward": length(values["onward"]), "between": values["between"], **passed}
    yield LakeQuestion("look_between", numbers)


def _amount(amount: Any, scale: int, more: int = 0) -> Decimal | None:
    """Return a sum as the detectors compare it, in whole units; None: no amount is as large."""
    units = min(whole_units_of(amount, scale), NEVER) + more
    exact = Decimal(units) / scale
    return exact if exact < MOST_AMOUNT else None


QUESTIONS: Mapping[str, Callable[[Values, Mapping[str, int]], Iterator[LakeQuestion]]] = {
    "fan-in": _window("payee", "payers", "within", "payers"),
    "fan-out": _window("payer", "payees", "within", "payees"),
    "gather-scatter": _rounds,
    "funnel": _rounds,
    "spray": _rounds,
    "pass-through": _passing,
    "structuring": _near_limits,
    "round-amounts": _multiples,
    "test-transfer": _tests,
    "scatter-gather": _joined,
}
"""What is asked for each typology: its thresholds, and the units of each currency, as questions."""
_OF_PAIRS = ("test-transfer", "scatter-gather")
"""What is about the payments between two accounts, not about all of one's."""
