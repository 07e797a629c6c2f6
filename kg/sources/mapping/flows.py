"""Flows of a layout's rows: the ids of their ends, signs, twins and order in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.messages import Message
from kg.model import snake_case
from kg.sources.layout import LayoutFlow, When
from kg.sources.mapping import flow_amounts, sql
from kg.sources.mapping.parties import Parties
from kg.sources.mapping.statement_doubts import BalanceSteps, doubts
from kg.sources.mapping.typed_rows import RowsRefused, TypedRows, columns_said
from kg.sources.outcomes import DONE, FAILED, STANDS, patterns_of

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


_PROVED = "(p.pos < 100_000 OR (p.pos >> 12) & 15 = 0)"
"""SQL for the rows whose balance must follow their direction: of a long file a sixteenth."""


@dataclass(frozen=True, slots=True)
class End:
    """Who stands at one end of a row: a table of ids by the columns that name the party.

    ``form`` is the sort of key by which the party is known (:meth:`Parties.form`).
    """

    table: str = ""
    columns: tuple[str, ...] = ()
    id: str = "NULL"
    form: str = "''"

    def join(self) -> str:
        """Return the join to the rows; a blank cell is a text like any other."""
        if not self.columns:
            return ""
        same = [
            f"{self.table}.text_{n} IS NOT DISTINCT FROM p.{sql.name(column)}"
            for n, column in enumerate(self.columns)
        ]
        return f"LEFT JOIN {self.table} ON {' AND '.join(same)}"


def settle(frame: TypedRows, parties: Parties, names: Sequence[str], table: str) -> End:
    """Return the end that the first of some parties named in a row stands at."""
    used = {c for name in names for c in parties.id_columns(name) if frame.has(c)}
    columns = tuple(sorted(used))
    whole, form = parties.first_id(names), parties.form(names)
    if not columns:
        return End(id=whole, form=form)
    texts = [sql.name(c) for c in columns]
    values = [sql.name(f"{c}.v") for c in columns if frame.is_quick(c)]
    few = f"(SELECT DISTINCT {', '.join([*texts, *values])} FROM {frame.good()})"
    frame.con.execute(
        f"CREATE OR REPLACE TABLE {table} AS "
        f"SELECT {', '.join(f'p.{text} AS text_{n}' for n, text in enumerate(texts))}, "
        f"{whole} AS id, {form} AS form "
        f"FROM {frame.rows(columns, few)}"
    )
    return End(table, columns, f"{table}.id", f"{table}.form")


Int64 = NDArray[np.int64]
UInt64 = NDArray[np.uint64]
_UNDATED = -(2**63)


@dataclass(frozen=True, slots=True)
class Survey:
    """The rows in file order: place, reporter's hash, moment, hash of what makes two rows twins.

    ``nobody``, ``below`` and ``zero`` count rows without a party, below zero, and of zero. Of a
    file of several sheets ``sheet`` tells them apart, and ``again`` is what two twins on two sheets
    share when they are one row told twice.
    """

    pos: Int64
    reporter: UInt64
    us: Int64
    same: UInt64
    nobody: int
    below: int
    zero: int
    sheet: UInt64 | None = None
    again: UInt64 | None = None
    balance: NDArray[np.float64] | None = None
    moved: NDArray[np.float64] | None = None

    def dated(self) -> tuple[UInt64, Int64]:
        """Return reporter and moment of the rows that have one."""
        known = self.us != _UNDATED
        return self.reporter[known], self.us[known]

    def against_balance(self) -> list[int]:
        """Return the accounts whose balance falls with what came in (:class:`BalanceSteps`)."""
        if self.balance is None or self.moved is None:
            return []
        known = ~np.isnan(self.balance) & ~np.isnan(self.moved) & (self.us != _UNDATED)
        columns = (self.reporter, self.us, self.balance, self.moved)
        return BalanceSteps(*(column[known] for column in columns)).against()

    def twins(self) -> tuple[Int64, Int64]:
        """Return the places of rows that have a twin, and which of their twins each one is."""
        order = np.argsort(self.same, kind="stable")
        ranked = self.same[order]
        fresh = np.concatenate(([True], ranked[1:] != ranked[:-1])) if len(ranked) else ranked > 0
        starts = np.flatnonzero(fresh)
        sizes = np.diff(starts, append=len(ranked))
        nth = np.arange(len(ranked)) - np.repeat(starts, sizes)
        several = np.repeat(sizes > 1, sizes)
        if self.sheet is None or self.again is None:
            return self.pos[order[several]], nth[several]
        rows = np.sort(order[several])
        return self.pos[rows], _on_sheets(self.same[rows], self.sheet[rows], self.again[rows])


def _on_sheets(same: UInt64, sheet: UInt64, again: UInt64) -> Int64:
    """Return which of its twins each row is, where the n-th of a sheet is the n-th of another."""
    occurrences, count = Counter[tuple[int, int, int]](), Counter[int]()
    ordinals = dict[tuple[int, int, int], int]()
    twin_numbers = np.empty(len(same), np.int64)
    rows = zip(same.tolist(), sheet.tolist(), again.tolist(), strict=True)
    for place, (twins, where, what) in enumerate(rows):
        row = (twins, what, occurrences[twins, where, what])
        occurrences[twins, where, what] += 1
        if row not in ordinals:
            ordinals[row] = count[twins]
            count[twins] += 1
        twin_numbers[place] = ordinals[row]
    return twin_numbers


def survey(
    con: duckdb.DuckDBPyConnection,
    rows: str,
    *,
    reporter: str,
    moment: str,
    same: Sequence[str],
    amount: str,
    nobody: str,
    again: str = "",
    balance: tuple[str, str] | None = None,
) -> Survey:
    """Look at the rows of a FROM clause; the other arguments are SQL over them.

    With ``again`` the rows stand on several sheets; where it is NULL a row has no like on another.
    ``balance`` is what was on the account, and what the row moved: below zero what went out.
    """
    sheets = f", hash(p.member) AS sheet, coalesce({again}, hash(p.pos)) AS again" if again else ""
    floats = zip(("balance", "moved"), balance or (), strict=False)
    nan = "'nan'::DOUBLE"
    balances = "".join(f", coalesce(({text})::DOUBLE, {nan}) AS {name}" for name, text in floats)
    columns = con.execute(
        f"SELECT p.pos, coalesce(hash({reporter}), 0) AS reporter, "
        f"coalesce(({moment})::BIGINT, {_UNDATED}) AS us, "
        f"hash({', '.join([reporter, *same])}) AS same, ({nobody}) AS nobody, "
        f"coalesce(sign({amount}), 1)::TINYINT AS sign{sheets}{balances} FROM {rows}"
    ).fetchnumpy()
    order = np.argsort(columns["pos"], kind="stable")
    pos, us = (columns[name][order].astype(np.int64) for name in ("pos", "us"))
    who, key = (columns[name][order].astype(np.uint64) for name in ("reporter", "same"))
    sheet_columns = [columns[name][order].astype(np.uint64) for name in ("sheet", "again") if again]
    nameless, sign = int(columns["nobody"].sum()), columns["sign"]
    below, zero = int((sign < 0).sum()), int((sign == 0).sum())
    seen = Survey(pos, who, us, key, nameless, below, zero)
    if again:
        seen = replace(seen, sheet=sheet_columns[0], again=sheet_columns[1])
    if balance:
        seen = replace(seen, balance=columns["balance"][order], moved=columns["moved"][order])
    return seen


def directions(reporter: NDArray[np.uint64], us: Int64) -> tuple[NDArray[np.uint64], Int64]:
    """Return each reporter and which way its rows run: 1 forwards, -1 backwards, 0 neither.

    Rows come in file order. A statement whose times never change runs as all the others do,
    if these agree; else its order proves nothing.
    """
    order = np.argsort(reporter, kind="stable")
    who, when = reporter[order], us[order]
    starts = np.flatnonzero(np.concatenate(([True], who[1:] != who[:-1]))) if len(who) else order
    if not len(starts):
        return reporter, us
    step = np.diff(when, prepend=when[:1])
    step[starts] = 0
    rises = np.add.reduceat((step > 0).astype(np.int64), starts)
    falls = np.add.reduceat((step < 0).astype(np.int64), starts)
    way = np.sign(rises) - np.sign(falls)
    still = (rises == 0) & (falls == 0)
    sure = way[(rises > 0) ^ (falls > 0)]
    alone = np.diff(starts, append=len(who)) == 1
    way[still] = (
        sure[0] if len(sure) and (sure == sure[0]).all() and not _mixed(rises, falls) else 0
    )
    way[still & alone] = way[still & alone] | (way[still & alone] == 0)
    return who[starts], way


def _mixed(rises: Int64, falls: Int64) -> bool:
    return bool(((rises > 0) & (falls > 0)).any())


@dataclass(slots=True)
class FlowMap:
    """Compiles one flow of a layout over a frame and writes its Parquet file."""

    frame: TypedRows
    parties: Parties
    flow: LayoutFlow
    own: End = field(default_factory=End)
    other: End = field(default_factory=End)
    signs: bool = False
    twins: bool = False
    one_way: int | None = None
    last: int = 0

    def prepare(self) -> None:
        """Settle ends, signs, twins and order of the rows, and refuse those that are no flow.

        To be called once, before the flows are written.
        """
        self.own = settle(self.frame, self.parties, self.flow.own or self.flow.source, "own_end")
        self.other = settle(
            self.frame, self.parties, self.flow.other or self.flow.target, "other_end"
        )
        for doubt, why in flow_amounts.doubts(self.frame, self.flow, self._test):
            self.frame.refuse(doubt, self.rows(), why)
        for doubt, why in doubts(self.frame, self.flow):
            self.frame.refuse(doubt, self.rows(), why)
        seen = self._survey()
        if seen.below and self._find_signs():
            seen = self._survey()
        if seen.nobody or seen.below or seen.zero:
            self._refuse(seen)
            seen = self._survey()
        if self._refuse_against_balance(seen):
            seen = self._survey()
        self.last = int(seen.pos[-1]) if len(seen.pos) else 0
        self._number_twins(seen)
        self._settle_order(seen)

    def columns(self) -> set[str]:
        """Return the columns of the file that the flow's values need; its ends have their own."""
        flow = self.flow
        single = [flow.time, flow.end, flow.direction, flow.amount, flow.currency, flow.balance]
        single += [flow.debit, flow.credit, flow.contract, flow.precision]
        more = [flow.serial, flow.tx_count, flow.counter_name, *flow.number, *flow.memo]
        whens = [when.column for when in (*flow.status, *flow.ends, *flow.directions)]
        extras = [*flow.channel, *flow.outcome, *flow.extras.values(), *whens, *self._own_names()]
        return {c for c in (*single, *more, *extras) if c and self.frame.has(c)}

    def _own_names(self) -> list[str]:
        """Return the columns that say whose account reports, where that is asked for."""
        names = self.flow.own if self.flow.issuer else ()
        return [value for name in names for value in self.parties.party(name).values.values()]

    def own_name(self) -> str:
        """Return SQL for what the file calls the owner of the reporting account."""
        names = [f"({self.frame.value(name)})::VARCHAR" for name in self._own_names()]
        return f"coalesce({', '.join([*names, chr(39) * 2])})"

    def rows(self) -> str:
        """Return the FROM clause of the flow's rows with all that its columns need."""
        ends = [self.own.join(), self.other.join()]
        if self.signs:
            ends.append(f"LEFT JOIN signs ON signs.h = hash({self.own.id})")
        return " ".join([self.frame.rows(self.columns(), self.told()), *filter(None, ends)])

    def is_told(self) -> bool:
        """Say whether some row may tell the flow; only conditions of the row can rule all out."""
        if not self.flow.where:
            return True
        return bool(self.frame.con.execute(f"SELECT 1 FROM {self.told()} LIMIT 1").fetchone())

    def told(self) -> str:
        """Return the table of the rows that tell the flow, or nothing where every row does."""
        if not self.flow.where:
            return ""
        holds = self.parties.all_hold(self.flow.where)
        return f"(SELECT p.* FROM {self.frame.good()} AS p WHERE {holds})"

    def _survey(self) -> Survey:
        """Look at every row once: whose it is, when, what it shares with another, what is wrong."""
        return survey(
            self.frame.con,
            self.rows(),
            reporter=self.own.id if self.flow.own else "''",
            moment=self.frame.value(self.flow.time),
            same=[self.own.id, self.other.id, *self._same()],
            amount=self.amount() if self._has_amount() else "1",
            nobody=self._nobody(),
            again=self._twin_key() if self._has_sheets() else "",
            balance=self._balance(),
        )

    def _has_sheets(self) -> bool:
        """Say whether the rows stand on more than one sheet (or in more than one file of a zip)."""
        query = "SELECT min(member) IS DISTINCT FROM max(member) FROM plain"
        return bool(self.frame.con.execute(query).fetchall()[0][0])

    def _nobody(self) -> str:
        """Return SQL for whether a row names no payer or no payee, where it must name both."""
        ends = [(self.flow.source, self.own), (self.flow.target, self.other)]
        return " OR ".join(f"{end.id} IS NULL" for names, end in ends if names) or "false"

    def _refuse(self, seen: Survey) -> None:
        """Refuse rows that name nobody, and amounts of zero or below where none may be.

        Below zero may be only what undoes another row, or never happened.
        """
        refuse, amount = self.frame.refuse, self.amount()
        if seen.nobody:
            for ends, end in ((self.flow.source, self.own), (self.flow.target, self.other)):
                if ends:
                    nobody = RowsRefused("party", Message("nobody-is-named"), ends[0])
                    refuse(f"{end.id} IS NULL", self.rows(), nobody)
        if seen.below:
            below = f"{amount} < 0 AND NOT ({self.status()} IN ('reversal', 'failed'))"
            refuse(below, self.rows(), RowsRefused("sign", Message("is-below-zero"), "amount"))
        if seen.zero and self.flow.debit:
            blank = [
                f"({self.frame.value(one)}) IS NULL" for one in (self.flow.debit, self.flow.credit)
            ]
            said = columns_said([self.flow.debit, self.flow.credit])
            neither = RowsRefused("amount", Message("neither-holds-an-amount", columns=said))
            known = f"({self.status()}) = 'ok'"
            refuse(" AND ".join([*blank, known]), self.rows(), neither)
        if seen.zero and not self.flow.zero:
            nothing = RowsRefused("zero", Message("is-zero"), "amount")
            refuse(f"{amount} = 0", self.rows(), nothing)

    def _balance(self) -> tuple[str, str] | None:
        """Return SQL for a row's balance and for what it moved, below zero where that went out.

        Of a long file it is NULL for most rows: to prove the signs of all would take a tenth of
        the time in which they are read.
        """
        flow, frame = self.flow, self.frame
        if not flow.own or not frame.has(flow.balance):
            return None
        amount, direction = self.amount(), f"({self.direction()})"
        ways = [(f"{direction} = 'in'", amount), (f"{direction} = 'out'", f"-({amount})")]
        known = f"{self.own.id} IS NOT NULL AND ({self.status()}) = 'ok'"
        balance = frame.value(flow.balance)
        return (
            f"CASE WHEN {_PROVED} THEN {balance} END",
            f"CASE WHEN {_PROVED} THEN CASE WHEN {known} THEN {sql.case(ways)} END END",
        )

    def _refuse_against_balance(self, seen: Survey) -> bool:
        """Refuse statements whose balance says that what went out came in, and the reverse.

        Which way a layout takes a sign, or debit and credit, is then not the way of the file.
        """
        against = seen.against_balance()
        if against:
            accounts = ", ".join(map(str, against))
            why = RowsRefused("balance", Message("balance-runs-the-other-way"), self.flow.balance)
            self.frame.refuse(f"hash({self.own.id}) IN ({accounts})", self.rows(), why)
        return bool(against)

    def _same(self) -> list[str]:
        """Return what two rows must share, besides their ends, to need an ordinal."""
        flow, value = self.flow, self.frame.value
        time = f"coalesce({value(flow.time)}::VARCHAR, {self.frame.text(flow.time)})"
        more = [value(name) for name in (flow.currency, flow.contract, flow.serial) if name]
        return [
            time,
            *(f"({expression})" for expression in (self.direction(), self.amount(), *more)),
        ]

    def _has_amount(self) -> bool:
        return bool(self.flow.amount or self.flow.debit)

    def amount(self) -> str:
        """Return SQL for what the row moves."""
        amount = flow_amounts.amount(self.frame, self.flow)
        if not self.signs:
            return amount
        return f"CASE WHEN signs.h IS NULL THEN {amount} ELSE abs({amount}) END"

    def _find_signs(self) -> bool:
        """Keep, as ``signs``, the statements that write a minus before all that goes out, if any.

        There the sign says the direction once more. Where only some of it has a minus, or what
        comes in has one, the minus may undo another row: those rows stay refused. What failed is
        written as what did not.
        """
        flow = self.flow
        if not flow.own or flow.signed:
            return False
        amount, direction, status = self.amount(), self.direction(), self.status()
        agrees = f"(({direction}) = 'out') = (({amount}) < 0)"
        self.frame.con.execute(
            f"CREATE OR REPLACE TABLE signs AS SELECT hash({self.own.id}) AS h FROM {self.rows()} "
            f"WHERE {amount} <> 0 AND ({direction}) IS NOT NULL "
            f"AND ({status}) <> 'reversal' "
            f"GROUP BY h HAVING bool_and({agrees}) AND bool_or({amount} < 0)"
        )
        self.signs = bool(self.frame.con.execute("SELECT count(*) FROM signs").fetchall()[0][0])
        return self.signs

    def direction(self) -> str:
        """Return SQL for which way it moves, seen from the reporting account."""
        return flow_amounts.direction(self.frame, self.flow, self._test)

    def _twin_key(self) -> str:
        """Return SQL for what makes a row on another sheet the same row, or NULL where nothing may.

        A serial, a running balance, or the minute: without any, two equal rows may be two payments.
        """
        frame, flow = self.frame, self.flow
        named = [frame.text(name) for name in (flow.serial, flow.balance) if name]
        timed = f"({frame.value(flow.time)}) IS NOT NULL AND {frame.form(flow.time)} <> 'day'"
        sure = " OR ".join([*(f"{expression} IS NOT NULL" for expression in named), f"({timed})"])
        balance = f"({frame.value(flow.balance)})"
        return f"CASE WHEN {sure} THEN hash({balance}) END"

    def _number_twins(self, seen: Survey) -> None:
        """Count equal rows of one reporting account in file order, so that two stay two.

        What a sheet tells as another sheet of the file does is the same row, told again.
        """
        import pyarrow as pa

        pos, ordinal = seen.twins() if not self.flow.number else (seen.pos[:0], seen.pos[:0])
        self.twins = bool(len(pos))
        self._keep("twin", pa.table({"pos": pos, "ordinal": ordinal.astype("i4")}))

    def _settle_order(self, seen: Survey) -> None:
        """Find out, statement by statement, whether file order is order in time."""
        import pyarrow as pa

        if self.flow.order == "none":
            self.one_way = 0
            return
        who, way = directions(*seen.dated())
        if self.flow.order == "file":
            way = way.clip(min=0)
        if len(set(way.tolist())) <= 1:
            self.one_way = int(way[0]) if len(way) else 0
            return
        self._keep("way", pa.table({"h": who, "way": way}))

    def _keep(self, name: str, rows: pa.Table) -> None:
        """Keep what was found out as a table that every cursor sees."""
        self.frame.con.register("found_out", rows)
        self.frame.con.execute(f"CREATE OR REPLACE TABLE {name} AS FROM found_out")

    def joins(self) -> str:
        """Return the joins that ordinals and proven order need; none where one answer fits all."""
        twins = "LEFT JOIN twin ON twin.pos = p.pos" if self.twins else ""
        if self.one_way is not None:
            return twins
        reporter = self.own.id if self.flow.own else "''"
        return f"{twins} LEFT JOIN way ON way.h = coalesce(hash({reporter}), 0)"

    def ordinal(self) -> str:
        """Return SQL for which of several equal rows this one is."""
        return "coalesce(twin.ordinal, 0)" if self.twins else "0"

    def seq(self) -> str:
        """Return SQL for the row's proven place in time: bigger is later, NULL is not proven."""
        way = "way.way" if self.one_way is None else str(self.one_way)
        return f"CASE {way} WHEN 1 THEN p.pos WHEN -1 THEN {self.last} - p.pos END"

    def status(self) -> str:
        """Return SQL for whether the row flows."""
        branches = [(test, sql.lit(w.then)) for w in self.flow.status if (test := self._test(w))]
        branches += [
            (f"({_says(text, FAILED)}) AND NOT ({_says(text, STANDS)})", sql.lit(FAILED))
            for text in self._outcomes().values()
        ]
        branches += self._undated()
        return sql.case(branches, "'summary'" if self.flow.summary else "'ok'")

    def _outcomes(self) -> dict[str, str]:
        """Return the columns of outcomes that the file has, and the SQL of their texts."""
        return {name: self.frame.text(name) for name in self.flow.outcome if self.frame.has(name)}

    def unknown_outcomes(self) -> dict[str, list[tuple[str, int]]]:
        """Return, by column, words for outcomes that are not known, with the rows that they have.

        These rows count as carried out.
        """
        rows = self.frame.rows(self.columns(), self.told())
        return {
            name: self.frame.con.execute(
                f"SELECT said, count(*) FROM (SELECT {text} AS said, {self.status()} AS status, "
                f"{_says(text, DONE)} OR {_says(text, STANDS)} AS known FROM {rows}) "
                "WHERE status = 'ok' AND NOT known AND said <> '' GROUP BY said ORDER BY 2 DESC, 1"
            ).fetchall()
            for name, text in self._outcomes().items()
        }

    def _undated(self) -> list[tuple[str, str]]:
        start, end = self.frame.value(self.flow.time), self.frame.value(self.flow.end)
        conditions = [(f"({start}) IS NULL", "'undated'")] if self.flow.undated else []
        if self.flow.end and self.flow.undated and self.flow.summary:
            conditions[0] = (f"({start}) IS NULL OR ({end}) IS NULL", "'undated'")
        return (
            [*conditions, (f"({end}) < ({start})", "'inverted'")] if self.flow.end else conditions
        )

    def _test(self, when: When) -> str:
        if not self.frame.has(when.column):
            return ""
        text = self.frame.text(when.column)
        if when.words:
            return sql.any_of(text, when.words)
        return f"coalesce({sql.fits(text, when.like)}, false)"

    def end_kind(self) -> str:
        """Return SQL for the class of the end that a row without a counterparty reaches."""
        tests = [(self._test(when), sql.lit(when.then)) for when in self.flow.ends]
        return sql.case([(test, kind) for test, kind in tests if test], "'UnknownEnd'")

    def first_text(self, columns: Iterable[str]) -> str:
        """Return SQL for the texts of some columns, joined; NULL if all are blank."""
        texts = [self.frame.text(c) for c in columns if self.frame.has(c)]
        if len(texts) <= 1:
            return texts[0] if texts else "CAST(NULL AS VARCHAR)"
        return f"nullif(concat_ws(' ', {', '.join(texts)}), '')"


def _says(text: str, outcome: str) -> str:
    """Return the condition that a text has a word for an outcome."""
    fits = (sql.fits(text, pattern) for pattern in patterns_of(outcome))
    return " OR ".join(f"coalesce({fit}, false)" for fit in fits)


def flow_name(kind: str) -> str:
    """Return the file name of a flowing class."""
    return f"flow_{snake_case(kind)}.parquet"
