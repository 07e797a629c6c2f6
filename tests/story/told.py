"""One demo, generated and loaded as a user would: what its answer says, what the case found."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from kg.case import Case, open_case
from kg.demo import make
from kg.demo.exports import BANK_A
from kg.model import Chain, ChainNode, Entity, Trace
from tests.built import built
from tests.story.demo_files import rows_of

NUMBERS = ("cardNumber", "accountNumber", "platformNumber", "walletAddress")
ENDS = {"CashEnd": "cash", "FeeEnd": "fee", "PosEnd": "purchase", "InterestEnd": "interest"}
CHINA = timezone(timedelta(hours=8))
EVERYTHING = 2_000
REVERSALS = "reversals.txt"
WRITTEN = "written.json"
SPARED = 8
"""One in so many stays in a short demo of the payments with accounts that no answer names."""


@dataclass
class Told:
    """A case and the answer beside it."""

    folder: Path
    case: Case
    reversals: int
    """How many reversals the loads found."""

    @cached_property
    def answer(self) -> dict[str, Any]:
        return json.loads((self.folder / "answer.json").read_text(encoding="utf-8"))

    @cached_property
    def trace(self) -> Trace:
        return self.case.trace(victims=True, name="victims")

    @cached_property
    def chain(self) -> Chain:
        """Everything around the trace, with nothing left off."""
        assert self.trace.seeds
        return self.case.chain(trace="victims", limit=EVERYTHING)

    @cached_property
    def parties(self) -> dict[str, Entity]:
        """Everybody whom the trace names, by id."""
        ends = {end for step in self.trace.steps for end in (step.source, step.target)}
        people = {seed.victim for seed in self.trace.seeds}
        return self.case.lookup.entities(sorted(ends | people))

    def called(self, account: str) -> str:
        """Call an account as the answer does: by its card, an end by whose end it is."""
        entity = self.parties[account]
        if entity.kind in ENDS:
            payers = {step.source for step in self.trace.steps if step.target == account}
            (payer,) = payers
            return f"{ENDS[entity.kind]}:{self.called(payer)}"
        return number_of(entity)

    def nodes(self, name: str) -> list[ChainNode]:
        return [node for node in self.chain.nodes if name in node.entity.values.get("name", ())]

    def rows(self, sql: str, *, count_both: bool = False) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.case.sql(sql, count_both=count_both).rows]


def tell(folder: Path, seed: int = 1) -> Told:
    """Return a demo with all its files loaded."""
    built(load_demo, folder, seed)
    reversals = int((folder / REVERSALS).read_text("utf-8"))
    return Told(folder, open_case(folder / "case"), reversals)


def load_demo(folder: Path, seed: int) -> None:
    """Make a demo and load its files, small ones first: what is in is indexed each time."""
    files = make(folder, seed=seed)
    told = load(folder, sorted(files.iterdir(), key=lambda path: path.stat().st_size))
    told.case.close()
    (folder / REVERSALS).write_text(str(told.reversals), "utf-8")


def traced(folder: Path, seed: int = 1) -> Told:
    """Return a demo whose victims' money was followed, with the chain around it saved too."""
    built(trace_demo, folder, seed)
    return Told(folder, open_case(folder / "case"), int((folder / REVERSALS).read_text("utf-8")))


def trace_demo(folder: Path, seed: int) -> None:
    """Load a demo, save its victims' trace as ``victims`` and the chain on that as ``whole``."""
    told = tell(folder, seed)
    told.case.trace(victims=True, name="victims")
    told.case.chain(trace="victims", name="whole")
    told.case.close()


def short(folder: Path) -> Told:
    """Return a demo like :func:`traced`, of which most payments of no account are left out.

    Everything is in it that the story tells; for what costs more the more payments there are.
    """
    built(trace_short_demo, folder)
    return Told(folder, open_case(folder / "case"), int((folder / REVERSALS).read_text("utf-8")))


def trace_short_demo(folder: Path) -> None:
    """Make a demo, shorten the longest of its files, and load and trace it."""
    files = make(folder, seed=1)
    shorten(files / BANK_A, (folder / "answer.json").read_text("utf-8"))
    told = load(folder, sorted(files.iterdir(), key=lambda path: path.stat().st_size))
    told.case.trace(victims=True, name="victims")
    told.case.chain(trace="victims", name="whole")
    told.case.close()
    (folder / REVERSALS).write_text(str(told.reversals), "utf-8")


def shorten(path: Path, answer: str) -> None:
    """Keep of a statement the payments with accounts that the answer names, and some others.

    Its balances go: with a row left out they would contradict the rows.
    """
    head, *rows = rows_of(path)
    other, balance = head.index("交易对手账卡号"), head.index("交易余额")
    for row in rows:
        row[balance : balance + 1] = [""] if balance < len(row) else []
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([
            head,
            *(
                row
                for number, row in enumerate(rows)
                if number % SPARED == 0 or len(row) <= other or row[other][:16] in answer
            ),
        ])  # fmt: skip


def exported(
    folder: Path, suffix: str, *, shown: bool = False, of: Callable[[Path], Told] = traced
) -> list[Path]:
    """Return what an export of a demo's whole graph writes; it is written once in a run."""
    built(_export_short if of is short else _export, folder, suffix, shown)
    return [folder / name for name in json.loads((folder / WRITTEN).read_text("utf-8"))]


def _export(folder: Path, suffix: str, shown: bool) -> None:
    _write_all(traced(folder / "of"), folder, suffix, shown)


def _export_short(folder: Path, suffix: str, shown: bool) -> None:
    _write_all(short(folder / "of"), folder, suffix, shown)


def _write_all(told: Told, folder: Path, suffix: str, shown: bool) -> None:
    written = told.case.export(folder / f"all{suffix}", show_values=shown)
    told.case.close()
    shutil.rmtree(folder / "of")
    names = [path.relative_to(folder).as_posix() for path in written]
    (folder / WRITTEN).write_text(json.dumps(names), "utf-8")


def load(folder: Path, files: Path | list[Path], name: str = "case") -> Told:
    """Load files into a new case in the folder; no file may be refused."""
    case = open_case(folder / name)
    reports, refusals = case.evidence.load_all([files] if isinstance(files, Path) else files)
    assert refusals == []
    return Told(folder, case, sum(report.reversals for report in reports))


def number_of(entity: Entity) -> str:
    """Return the number that the answer calls an account by: its card, else its own number."""
    return next(entity.first(name) for name in NUMBERS if entity.first(name))


def numbers_of(entity: Entity) -> set[str]:
    """Return every number that an account or a wallet goes by."""
    return {number for name in NUMBERS for number in entity.values.get(name, ())}


def fen(text: str) -> int:
    """Return yuan written with two decimals as fen."""
    return int(Decimal(text) * 100)


def clock(moment: datetime) -> str:
    """Return a moment as the banks write it."""
    local = moment.astimezone(CHINA) if moment.tzinfo else moment
    return f"{local:%Y-%m-%d %H:%M:%S}"


def serials(told: Told) -> dict[str, str]:
    """Return the bank's serial of every telling of a payment, read from its row."""
    lines = told.rows(
        'SELECT t.id, r."交易流水号" FROM transfer_both t JOIN row r USING (sha256, member, row_no)'
    )
    return {str(link): str(number) for link, number in lines}


def flowing(told: Told) -> Counter[tuple[str, str, str, int]]:
    """Return every payment between two accounts that flows: both ends, time, fen."""
    rows = told.rows("SELECT source, target, start_time, amount FROM transfer WHERE currency='CNY'")
    ends = told.case.lookup.entities(sorted({end for row in rows for end in row[:2]}))
    number = {e.id: number_of(e) for e in ends.values() if not e.kind.endswith("End")}
    return Counter(
        (number[payer], number[payee], clock(at), int(amount * 100))
        for payer, payee, at, amount in rows
        if payer in number and payee in number
    )


def reached_from(chain: Chain, start: str) -> set[str]:
    """Return whatever any recorded line of any kind joins with a node, however far."""
    beside: dict[str, set[str]] = defaultdict(set)
    for edge in (one for one in chain.edges if one.kind != "InferredLeg"):
        beside[edge.source].add(edge.target)
        beside[edge.target].add(edge.source)
    reached, ahead = {start}, [start]
    while ahead:
        new = beside[ahead.pop()] - reached
        reached |= new
        ahead += new
    return reached
