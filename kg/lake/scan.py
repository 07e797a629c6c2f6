"""Looks through all payments of a lake: where a shape of money can stand, and the rows there.

A question finds every account where a shape can stand, and more: what does stand the detectors of
``kg find`` say, of all rows of those accounts. The questions are SQL (``sql/look_*.sql``); what
they are held to are numbers of the typology's own thresholds, and small tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kg.lake.layout import COPIES, PAYEE, PAYER, Lake
from kg.lake.tables import sql
from kg.ledger.all_rows import text
from kg.ledger.units import DECIMALS, Unit

if TYPE_CHECKING:
    import pyarrow as pa

    from kg.lake.engine import Engine

HOUR = 3_600_000_000
OWN, NOTHING, EXCLUDE, PERIOD, FLOOR, INEXACT = (
    "own", "nothing", "exclude", "period", "floor", "inexact",
)  # fmt: skip
COLUMNS = {
    "id": "coalesce(r.decided_payment, r.id)",
    "payer": "r.payer",
    "payee": "r.payee",
    "start_us": "r.start_us",
    "width": "r.width",
    "amount": f"CAST(r.amount AS DECIMAL(38, {DECIMALS}))",
    "currency": "r.currency",
    "rid": "r.rid",
    "seq": "r.seq",
    "member": "r.member",
    "row_no": "r.row_no",
}
"""What is told of each payment, and the order of those of one time."""


@dataclass(frozen=True, slots=True)
class LakeScope:
    """Which payments are looked at, and with how many others an account may deal.

    Times are UTC microseconds; ``exclude`` are accounts.
    """

    since: int | None = None
    until: int | None = None
    floor: Decimal = Decimal(0)
    exclude: tuple[str, ...] = ()
    hub: int = 1_000


@dataclass(frozen=True, slots=True)
class Band:
    """Amounts that count: of a currency, from ``low`` on, below ``high``, multiples of ``unit``.

    ``what`` tells one sort from another.
    """

    currency: str
    low: Decimal | None = None
    high: Decimal | None = None
    unit: Decimal | None = None
    what: int = 0


@dataclass(frozen=True, slots=True)
class LakeQuestion:
    """A question by the name of its SQL file, with its numbers and the amounts that count."""

    name: str
    numbers: Mapping[str, object]
    bands: tuple[Band, ...] = ()
    hours: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanTotals:
    """What holds of all payments: how many are looked at, from when to when, what is left out."""

    rows: int
    first: int
    last: int
    kept_out: Mapping[str, int]
    not_in_time: Mapping[str, int]


class LakeScan:
    """One look through all payments of a lake.

    Args:
        lake: Where the rows lie.
        engine: What reads them.
        kind: The flowing class.
        scope: Which payments are looked at.
    """

    def __init__(self, lake: Lake, engine: Engine, kind: str, scope: LakeScope) -> None:
        self.lake, self.engine, self.kind, self.scope = lake, engine, kind, scope

    @cached_property
    def units(self) -> dict[str, Unit]:
        """In which unit each currency is counted."""
        rows = self._of(f"unit_{self.kind}", "SELECT currency, digits, wide FROM rows")
        known = {row["currency"]: Unit(row["digits"], row["wide"]) for row in rows.to_pylist()}
        return dict(sorted(known.items()))

    @cached_property
    def barred(self) -> pa.Table:
        """The accounts that no shape is built on: ends such as cash, and hubs."""
        query = (
            "SELECT r.id FROM rows r WHERE r.is_end OR r.hub_kind <> 0"
            f" OR r.counterparties > {self.scope.hub}"
        )
        return self._of(f"account_{self.kind}", query)

    def accounts(self) -> tuple[int, int]:
        """Return how many accounts there are, and how many of them are hubs."""
        query = (
            "SELECT count(*) AS n, coalesce(sum(CASE WHEN NOT r.is_end AND (r.hub_kind <> 0 OR"
            f" r.counterparties > {self.scope.hub}) THEN 1 ELSE 0 END), 0) AS hubs FROM rows r"
        )
        (row,) = self._of(f"account_{self.kind}", query).to_pylist()
        return int(row["n"]), int(row["hubs"])

    def totals(self) -> ScanTotals:
        """Count the payments that are looked at, and the others by the reason."""
        whens = "".join(f" WHEN NOT ({kept}) THEN '{name}'" for name, kept in self._sieves())
        query = (
            "SELECT why, status, count(*) AS n, min(start_us) AS first_us,"
            " max(start_us) AS last_us FROM (SELECT r.start_us,"
            f" CASE WHEN NOT r.in_time THEN 'late'{whens} ELSE '' END AS why,"
            " CASE WHEN r.in_time THEN '' WHEN r.status <> 'ok' THEN r.status ELSE 'undated' END"
            " AS status FROM rows r WHERE r.leads) AS told GROUP BY why, status"
        )
        rows, kept_out, late = 0, Counter[str](), Counter[str]()
        first = last = 0
        for row in self._ask(query).to_pylist():
            if row["why"] == "late":
                late[row["status"]] += row["n"]
            elif row["why"]:
                kept_out[row["why"]] += row["n"]
            else:
                rows, first, last = row["n"], row["first_us"], row["last_us"]
        if inexact := kept_out.pop(INEXACT, 0):
            late[INEXACT] += inexact
        names = dict.fromkeys(name for name, _ in self._sieves())
        ordered = {name: kept_out[name] for name in names if kept_out[name]}
        return ScanTotals(rows, first, last, ordered, dict(late))

    def hours(self) -> list[tuple[int, int]]:
        """Return the hours, counted from 1970 in UTC, and how many payments each has."""
        query = (
            f"SELECT CAST(floor(r.start_us / CAST({HOUR} AS DOUBLE)) AS BIGINT) AS hour,"
            f" count(*) AS n FROM step r WHERE r.width < {HOUR} GROUP BY 1 ORDER BY 1"
        )
        return [(row["hour"], row["n"]) for row in self._ask(self._with_steps(query)).to_pylist()]

    def largest_sum(self) -> float:
        """Return what all payments add up to in units; if that is much, the most of one account."""
        scales = self._scales()
        query = (
            "SELECT sum(CAST(r.amount AS DOUBLE) * u.scale) AS total FROM rows r"
            " JOIN scales u ON u.currency = r.currency WHERE r.in_time"
        )
        (row,) = self._ask(query, {"scales": scales}).to_pylist()
        return float(row["total"] or 0)

    def largest_of_an_account(self) -> float:
        """Return the most units that an account gets or pays on which a shape may be built."""
        parts = " UNION ALL ".join(
            f"SELECT r.{end} AS id, '{end}' AS way, CAST(r.amount AS DOUBLE) * u.scale AS units"
            f" FROM step r JOIN scales u ON u.currency = r.currency"
            for end in COPIES
        )
        query = self._with_steps(
            "SELECT coalesce(max(total), 0) AS most FROM (SELECT sum(units) AS total"
            f" FROM ({parts}) AS t WHERE NOT EXISTS (SELECT 1 FROM barred b WHERE b.id = t.id)"
            " GROUP BY id, way) AS sums"
        )
        tables = {"scales": self._scales(), "barred": self.barred}
        (row,) = self._ask(query, tables).to_pylist()
        return float(row["most"])

    def look(self, question: LakeQuestion) -> pa.Table:
        """Return where a shape can stand: accounts, or pairs of them with what they are part of."""
        import pyarrow as pa

        query = sql(question.name)
        joined = (
            "JOIN marks m ON m.currency = r.currency AND (m.low IS NULL OR r.amount >= m.low)"
            " AND (m.high IS NULL OR r.amount < m.high)"
            " AND (m.unit IS NULL OR r.amount % m.unit = 0)"
        )
        numbers = {"marked": joined if question.bands else "", "hour": HOUR, **question.numbers}
        for name, number in numbers.items():
            query = query.replace(f"{{{name}}}", str(number))
        nights = pa.table({"hour": pa.array(question.hours, pa.int64())})
        tables = {"barred": self.barred, "marks": _marks(question.bands), "nights": nights}
        return self._ask(self._with_steps(query), tables)

    def rows_at(self, accounts: Iterable[str]) -> pa.Table:
        """Return every payment from or to one of these accounts, each once."""
        import pyarrow as pa

        wanted = sorted(set(accounts))
        table = {"wanted": pa.table({"id": pa.array(wanted, pa.string())})}
        other = f"r.{PAYER} IN (SELECT id FROM wanted)"
        parts = []
        for copy, more in ((PAYER, ""), (PAYEE, f" AND NOT {other}")):
            if files := self.lake.rows_of(self.kind, copy, wanted):
                where = f"r.in_time AND r.{copy} IN (SELECT id FROM wanted){more}"
                parts.append(self.engine.select(_rows(where), files, table))
        return pa.concat_tables(parts)

    def rows_of_side(self, end: str, accounts: Iterable[str]) -> pa.Table:
        """Return every payment that these accounts make (``payer``) or get (``payee``)."""
        wanted = sorted(set(accounts))
        where, table = self._of_side(end, wanted)
        return self.engine.select(_rows(where), self.lake.rows_of(self.kind, end, wanted), table)

    def count_of_side(self, end: str, accounts: Iterable[str]) -> int:
        """Return how many payments these accounts make (``payer``) or get (``payee``)."""
        wanted = sorted(set(accounts))
        where, table = self._of_side(end, wanted)
        query = f"SELECT count(*) AS n FROM rows r WHERE {where}"
        (row,) = self.engine.select(
            query, self.lake.rows_of(self.kind, end, wanted), table
        ).to_pylist()
        return int(row["n"])

    def _of_side(self, end: str, wanted: Sequence[str]) -> tuple[str, dict[str, pa.Table]]:
        import pyarrow as pa

        floor = f" AND r.amount >= {_number(self.scope.floor)}" if self.scope.floor > 0 else ""
        where = f"r.in_time AND r.{end} IN (SELECT id FROM wanted){floor}"
        return where, {"wanted": pa.table({"id": pa.array(wanted, pa.string())})}

    def rows_between(self, pairs: Iterable[tuple[str, str]]) -> pa.Table:
        """Return every payment from the first to the second of these pairs, each once."""
        import pyarrow as pa

        wanted = sorted(set(pairs))
        columns = zip(COPIES, zip(*wanted, strict=True), strict=True)
        table = pa.table({name: pa.array(ids, pa.string()) for name, ids in columns})
        files = self.lake.rows_of(self.kind, PAYER, (payer for payer, _ in wanted))
        where = (
            "r.in_time AND EXISTS"
            " (SELECT 1 FROM wanted w WHERE w.payer = r.payer AND w.payee = r.payee)"
        )
        return self.engine.select(_rows(where), files, {"wanted": table})

    def payments_of(self, accounts: Iterable[str]) -> list[tuple[str, int]]:
        """Return accounts, sorted, each with how many payments it has."""
        import pyarrow as pa

        wanted = pa.table({"id": pa.array(sorted(accounts), pa.string())})
        query = (
            "SELECT r.id, r.payments FROM rows r WHERE r.id IN (SELECT id FROM wanted)"
            " ORDER BY r.id"
        )
        files = [str(self.lake.tables / f"account_{self.kind}.parquet")]
        found = self.engine.select(query, files, {"wanted": wanted})
        return [(row["id"], row["payments"]) for row in found.to_pylist()]

    def _sieves(self) -> Iterator[tuple[str, str]]:
        """Yield what lets payments through, by the reason why others are left out."""
        scope = self.scope
        wide = {currency: unit for currency, unit in self.units.items() if unit.wide}
        for currency, unit in wide.items():
            step = _number(Decimal(1).scaleb(-unit.digits))
            yield INEXACT, f"r.currency <> {text(currency)} OR r.amount % {step} = 0"
        yield OWN, "r.payer <> r.payee"
        yield NOTHING, "coalesce(r.amount, 0) > 0"
        if scope.exclude:
            listed = ", ".join(f"'{account}'" for account in scope.exclude)
            yield EXCLUDE, f"r.payer NOT IN ({listed}) AND r.payee NOT IN ({listed})"
        if scope.since is not None:
            yield PERIOD, f"r.start_us >= {scope.since}"
        if scope.until is not None:
            yield PERIOD, f"r.start_us < {scope.until}"
        if scope.floor > 0:
            yield FLOOR, f"r.amount >= {_number(scope.floor)}"

    def _with_steps(self, query: str) -> str:
        """Return a query that knows the payments that are looked at as ``step``."""
        kept = " AND ".join(f"({kept})" for _, kept in self._sieves())
        columns = "r.payer, r.payee, r.start_us, r.width, r.amount, r.currency"
        step = f"WITH step AS (SELECT {columns} FROM rows r WHERE r.in_time AND {kept})"
        lines = [line for line in query.splitlines() if not line.startswith("--")]
        rest = "\n".join(lines)
        if rest.startswith("WITH "):
            return f"{step}, {rest.removeprefix('WITH ')}"
        return f"{step} {rest}"

    def _ask(self, query: str, tables: Mapping[str, pa.Table] | None = None) -> pa.Table:
        return self.engine.select(query, self.lake.files_of(self.kind, PAYER), tables)

    def _of(self, table: str, query: str) -> pa.Table:
        return self.engine.select(query, [str(self.lake.tables / f"{table}.parquet")])

    def _scales(self) -> pa.Table:
        import pyarrow as pa

        scales = [float(10**unit.digits) for unit in self.units.values()]
        return pa.table({"currency": pa.array(list(self.units), pa.string()), "scale": scales})


def _rows(where: str) -> str:
    columns = ", ".join(f"{said} AS {name}" for name, said in COLUMNS.items())
    return f"SELECT {columns} FROM rows r WHERE {where}"


def _number(amount: Decimal) -> str:
    return f"CAST('{amount:f}' AS DECIMAL(38, {DECIMALS}))"


def _marks(bands: Sequence[Band]) -> pa.Table:
    import pyarrow as pa

    amount: Any = pa.decimal128(38, DECIMALS)
    columns = {name: [getattr(band, name) for band in bands] for name in ("low", "high", "unit")}
    return pa.table(
        {
            "currency": pa.array([band.currency for band in bands], pa.string()),
            **{name: pa.array(column, amount) for name, column in columns.items()},
            "what": pa.array([band.what for band in bands], pa.int32()),
        }
    )
