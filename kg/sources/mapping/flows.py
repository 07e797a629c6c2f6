"""What moves, once a row: flows with their parties, moment, amount, order and standing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.model import snake_case
from kg.sources.layout import Flow, When
from kg.sources.mapping import money, sql
from kg.sources.mapping.frame import Frame
from kg.sources.mapping.order import directions
from kg.sources.mapping.parties import Parties

_MONEY = "DECIMAL(38,18)"
COPY = "(FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE 61440)"


@dataclass(slots=True)
class FlowMap:
    """Compiles one flow of a layout over a frame and writes its Parquet file."""

    frame: Frame
    parties: Parties
    flow: Flow
    twins: bool = False
    one_way: int | None = None

    def write(self, path: Path) -> int:
        """Write the flows; return how many."""
        self._refuse_nobody()
        self._refuse_amounts()
        self._number_twins()
        self._settle_order()
        con = self.frame.con
        from kg.sources.mapping.flow_rows import flow_rows

        con.execute(f"COPY ({flow_rows(self)}) TO {sql.lit(str(path))} {COPY}")
        found = con.execute(f"SELECT count(*) FROM {self.frame.rows([])}").fetchone()
        return int(found[0]) if found else 0

    def columns(self) -> set[str]:
        """Return the columns of the file that the flow needs."""
        flow = self.flow
        names = [*flow.source, *flow.target, *flow.own, *flow.other]
        single = [flow.time, flow.end, flow.direction, flow.amount, flow.currency, flow.balance]
        single += [flow.debit, flow.credit]
        more = [flow.serial, flow.tx_count, flow.counter_name, *flow.number, *flow.memo]
        whens = [when.column for when in (*flow.status, *flow.ends, *flow.directions)]
        extras = [*flow.channel, *flow.extras.values(), *whens]
        ids = [column for name in names for column in self.parties.id_columns(name)]
        return {c for c in (*single, *more, *extras, *ids) if c and self.frame.has(c)}

    def _refuse_amounts(self) -> None:
        """Apply the sign rule: below zero only where the row undoes another, zero if allowed."""
        amount, columns = self.amount(), self.columns()
        for doubt, code, why in money.doubts(self.frame, self.flow, self._test):
            self.frame.refuse(doubt, columns, code, why)
        if not (self.flow.amount or self.flow.debit):
            return
        undoes = f"{self.status()} IN ('reversal', 'failed')"
        below = f"{amount} < 0 AND NOT ({undoes})"
        self.frame.refuse(below, columns, "sign", "amount: is below zero; the layout allows none")
        if not self.flow.zero:
            self.frame.refuse(f"{amount} = 0", columns, "zero", "amount: is zero: nothing moved")

    def _refuse_nobody(self) -> None:
        """Refuse rows whose payer or payee nobody names, where no statement gives an end to it."""
        for ends in (self.flow.source, self.flow.target):
            if ends:
                nobody = f"({self.parties.first_key(ends)}) IS NULL"
                self.frame.refuse(nobody, self.columns(), "party", f"{ends[0]}: nobody is named")

    def _reporter_key(self) -> str:
        return self.parties.first_key(self.flow.own) if self.flow.own else "''"

    def _number_twins(self) -> None:
        """Count equal rows of one reporting account in file order, so that two stay two."""
        con = self.frame.con
        con.execute("CREATE OR REPLACE TABLE twin (pos BIGINT, ordinal INTEGER)")
        if self.flow.number:
            return
        key = f"hash({', '.join([self._reporter_key(), *self._same()])})"
        con.execute(
            f"CREATE OR REPLACE TABLE keyed AS SELECT p.pos, {key} AS h "
            f"FROM {self.frame.rows(self.columns())}"
        )
        con.execute(
            "INSERT INTO twin SELECT pos, row_number() OVER (PARTITION BY h ORDER BY pos) - 1 "
            "FROM keyed WHERE h IN (SELECT h FROM keyed GROUP BY h HAVING count(*) > 1)"
        )
        con.execute("DROP TABLE keyed")
        found = con.execute("SELECT count(*) FROM twin").fetchone()
        self.twins = bool(found and found[0])

    def _same(self) -> list[str]:
        """Return what two rows must share, besides their reporter, to need an ordinal."""
        flow, value = self.flow, self.frame.value
        ends = [
            self.parties.first_key(one) for one in (flow.other, flow.source, flow.target) if one
        ]
        time = f"coalesce({value(flow.time)}::VARCHAR, {self.frame.text(flow.time)})"
        more = [value(name) for name in (flow.currency, flow.serial) if name]
        return [*ends, time, *(f"({one})" for one in (self.direction(), self.amount(), *more))]

    def amount(self) -> str:
        """Return SQL for what the row moves."""
        return money.amount(self.frame, self.flow)

    def direction(self) -> str:
        """Return SQL for which way it moves, seen from the reporting account."""
        return money.direction(self.frame, self.flow, self._test)

    def _settle_order(self) -> None:
        """Find out, statement by statement, whether file order is order in time."""
        import pyarrow as pa

        con = self.frame.con
        con.execute("CREATE OR REPLACE TABLE way (h UBIGINT, way INTEGER)")
        if self.flow.order == "none":
            self.one_way = 0
            return
        columns = {*self.columns()}
        found = con.execute(
            f"SELECT coalesce(hash({self._reporter_key()}), 0) AS h, "
            f"{self.frame.value(self.flow.time)} AS us "
            f"FROM {self.frame.rows(columns)} WHERE us IS NOT NULL ORDER BY p.pos"
        ).fetchnumpy()
        who, way = directions(found["h"].astype("u8"), found["us"].astype("i8"))
        if self.flow.order == "file":
            way = way.clip(min=0)
        if len(set(way.tolist())) <= 1:
            self.one_way = int(way[0]) if len(way) else 0
            return
        con.register("ways", pa.table({"h": who, "way": way}))
        con.execute("INSERT INTO way SELECT h, way FROM ways")

    def joins(self) -> str:
        """Return the joins that ordinals and proven order need; none where one answer fits all."""
        twins = " LEFT JOIN twin ON twin.pos = p.pos" if self.twins else ""
        if self.one_way is not None:
            return twins
        return f"{twins} LEFT JOIN way ON way.h = coalesce(hash({self._reporter_key()}), 0)"

    def ordered(self) -> str:
        """Return the ORDER BY that joins make necessary: rows alone come as they stand."""
        joined = self.joins() or self.frame.joined(self.columns())
        return " ORDER BY pos" if joined else ""

    def ordinal(self) -> str:
        """Return SQL for which of several equal rows this one is."""
        return "coalesce(twin.ordinal, 0)" if self.twins else "0"

    def seq(self) -> str:
        """Return SQL for the row's proven place in time: bigger is later, NULL is not proven."""
        way = "way.way" if self.one_way is None else str(self.one_way)
        last = "(SELECT max(pos) FROM plain)"
        return f"CASE {way} WHEN 1 THEN p.pos WHEN -1 THEN {last} - p.pos END"

    def status(self) -> str:
        """Return SQL for whether the row flows."""
        branches = [(test, sql.lit(w.then)) for w in self.flow.status if (test := self._test(w))]
        branches += self._undated()
        return sql.case(branches, "'summary'" if self.flow.summary else "'ok'")

    def _undated(self) -> list[tuple[str, str]]:
        start, end = self.frame.value(self.flow.time), self.frame.value(self.flow.end)
        found = [(f"({start}) IS NULL", "'undated'")] if self.flow.undated else []
        if self.flow.end and self.flow.undated:
            found[0] = (f"({start}) IS NULL OR ({end}) IS NULL", "'undated'")
        return [*found, (f"({end}) < ({start})", "'inverted'")] if self.flow.end else found

    def _test(self, when: When) -> str:
        if not self.frame.has(when.column):
            return ""
        text = self.frame.text(when.column)
        if when.words:
            return sql.any_of(text, when.words)
        return f"coalesce(regexp_matches({text}, {sql.lit(when.like)}), false)"

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


def flow_name(kind: str) -> str:
    """Return the file name of a flowing class."""
    return f"flow_{snake_case(kind)}.parquet"
