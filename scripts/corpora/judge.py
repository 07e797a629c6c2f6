"""What became of a file: it is read, what is asked is answered, what was stored compared."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from tables import TableFile, Told

from kg import sources
from kg.errors import AnswerNeeded, KgError, LayoutError, ReaderCrashed
from kg.messages import Message
from kg.requests import TableAnswers
from kg.sources.proposal.proposal import TableQuestion

RIGHT, WRONG = "right", "WRONG"
ASKED_RIGHT, ASKED_WRONG = "asked, right", "asked, WRONG"
PARTLY, REFUSED, BROKEN = "partly", "refused", "BROKEN"
MOST_QUESTIONS = 3
Rows = list[dict[str, Any]]
_UNREAD = frozenset({"sheet-not-read", "member-not-read"})
"""Warnings that name a table of the file which is not loaded."""


@dataclass(frozen=True)
class Verdict:
    """What became of one file.

    ``outcome`` is one of the names above: ``partly`` means that every payment stored is true and
    that each other one is listed, as a problem or by its sheet as not read; ``BROKEN`` that the
    reader itself failed. ``why`` is the reason of a refusal, or what differs.
    """

    file: TableFile
    outcome: str
    why: str = ""
    questions: int = 0
    layout: str = ""


@dataclass
class Stored:
    """What a load stored: the flows with their ends; the rows and the tables listed as not read."""

    flows: Rows = field(default_factory=list)
    entities: Mapping[str, set[str]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    layout: str = ""
    questions: int = 0


def answers(questions: Iterable[TableQuestion], file: TableFile) -> dict[str, Any]:
    """Return the true answer to each question of a proposal, by its option; none that is unknown.

    What goes out is told by a sign, by a word, or by the header of a column.
    """
    facts, true = file.facts, dict[str, Any]()
    roles = {role: key.removeprefix("column:") for key, role in facts.items() if ":" in key}
    for question in questions:
        texts = [answer.text for answer in question.answers]
        if question.option == "sign":
            wanted = facts.get("sign", "")
            ways = {f"out={facts.get('out', '')}", f"out={roles.get('out', '')}", wanted}
            if wanted == "in=minus" or (wanted and wanted not in texts):
                ways.add("out=plus")
            true["sign"] = next((text for text in texts if text in ways), "")
        elif question.option == "role":
            sides = (("amount", "amount"), ("source", "payer"), ("target", "payee"))
            told = [f"{role}={roles.get(kept, '')}" for role, kept in sides]
            true["role"] = [text for text in told if text in texts]
        elif question.option == "decimal":
            dots = facts.get("figure", "") in ("comma", "dot_comma", "space_comma", "dots")
            true["decimal"] = "comma" if dots else "point"
        else:
            true[question.option] = facts.get(question.option, "")
    return {option: answer for option, answer in true.items() if answer}


def judged(file: TableFile, read: Callable[[Path], Stored] | None = None) -> Verdict:
    """Return what became of a file; what is asked of it is answered truly."""
    with tempfile.TemporaryDirectory(prefix="kg-corpus-") as folder:
        path = Path(folder) / file.name
        path.write_bytes(file.data)
        try:
            stored = (read or read_directly)(path)
        except LayoutError as refused:
            return proposed(path, file, refused)
        except KgError as refused:
            outcome = BROKEN if isinstance(refused, ReaderCrashed) else REFUSED
            return Verdict(file, outcome, " ".join(str(refused).split()))
        verdict = compared(file, stored)
        if verdict.outcome == PARTLY and stored.unread:
            # a table of it was not read: that one is proposed for, and the file is read once more
            again = proposed(path, file, LayoutError(Message("it-is-empty")))
            return again if again.outcome in (ASKED_RIGHT, ASKED_WRONG) else verdict
    return verdict


def proposed(path: Path, file: TableFile, refused: LayoutError) -> Verdict:
    """Return what became of a file for which a layout is proposed, its questions answered."""
    said: dict[str, Any] = {}
    asked = 0
    try:
        if isinstance(refused, AnswerNeeded):
            said, asked = {"account": file.facts.get("account", "")}, 1
            return compared(file, read_directly(path, account=said["account"], questions=1))
        for _ in range(MOST_QUESTIONS):
            proposal = sources.propose(path, TableAnswers(**said))
            if not proposal.questions:
                break
            found = answers(proposal.questions, file)
            asked += len(proposal.questions)
            if not found or found.keys() <= said.keys():
                why = ", ".join(question.option for question in proposal.questions)
                return Verdict(file, REFUSED, f"asked what nothing answers: {why}", asked)
            said |= found
        layout = path.with_suffix(".proposed.toml")
        layout.write_text(proposal.layout, "utf-8")
        account = said.get("account", "")
        return compared(file, read_directly(path, str(layout), account, max(asked, 1)))
    except KgError as still:
        outcome = BROKEN if isinstance(still, ReaderCrashed) else REFUSED
        return Verdict(file, outcome, " ".join(str(still).split()), asked)


def read_directly(
    path: Path, layout: str | None = None, account: str = "", questions: int = 0
) -> Stored:
    """Read a file as a load does, without a case."""
    scratch = Path(tempfile.mkdtemp(dir=path.parent))
    reading = sources.read(path, layout, scratch=scratch, account=account)
    flows = [
        row | {"view": part.stem.removeprefix("flow_")}
        for part in sorted(scratch.glob("flow_*.parquet"))
        for row in table(part)
    ]
    entities: dict[str, set[str]] = {}
    for row in table(scratch / "entity.parquet"):
        called = entities.setdefault(row["id"], {row["name"] or ""})
        called.update(text for texts in json.loads(row["values"]).values() for text in texts)
    problems = tuple(str(problem.reason) for problem in reading.problems)
    unread = [str(warning) for warning in reading.warnings if warning.id in _UNREAD]
    return Stored(flows, entities, problems, tuple(unread), reading.layout, questions)


def table(path: Path) -> Rows:
    return pq.read_table(path).to_pylist() if path.exists() else []


def compared(file: TableFile, stored: Stored) -> Verdict:
    """Compare what was stored with what is true."""
    told, found = Counter(file.told), Counter(found_in(file, stored))
    false, missing = found - told, told - found
    listed = len(stored.problems)
    if false or (missing.total() > listed and not stored.unread):
        outcome = ASKED_WRONG if stored.questions else WRONG
        return Verdict(file, outcome, differs(false, missing), stored.questions, stored.layout)
    if not found:
        return Verdict(file, REFUSED, stored.problems[0], stored.questions, stored.layout)
    if missing or listed > file.noise:
        why = (*stored.problems, *stored.unread)[0]
        return Verdict(file, PARTLY, why, stored.questions, stored.layout)
    outcome = ASKED_RIGHT if stored.questions else RIGHT
    return Verdict(file, outcome, "", stored.questions, stored.layout)


def differs(false: Counter[Told], missing: Counter[Told]) -> str:
    """Return the first payment stored that is not true, and the first true one not stored."""
    parts = [f"{false.total()} false, {missing.total()} missing"]
    parts += [f"stored {min(false)}"] if false else []
    parts += [f"true {min(missing)}"] if missing else []
    return "; ".join(parts)


def found_in(file: TableFile, stored: Stored) -> list[Told]:
    """Return the stored flows in the terms of what the file tells."""
    keys = {key for told in file.told for key in (told.source, told.target)} - {"?"}
    return [
        Told(
            _end(row, "source", stored.entities, keys), _end(row, "target", stored.entities, keys),
            row["start_us"] if row["start_us"] is not None else -1, row["precision"],
            row["amount"].normalize() + 0, row["currency"] or "", row["status"],
        )
        for row in stored.flows
    ]  # fmt: skip


def _end(row: Mapping[str, Any], end: str, entities: Mapping[str, set[str]], keys: set[str]) -> str:
    """Return by which of the file's names and numbers an end is known; ``?`` if by none."""
    called = {_plain(text) for text in entities.get(row[end] or "", ())}
    other = "target" if row.get("direction") == "out" else "source"
    if end == other or not row.get("direction"):
        called.add(row.get("counter_name") or "")
    known = sorted(called & keys, key=_by_number)
    return known[0] if known else "?"


def _plain(text: str) -> str:
    """Return a number without a country's prefix, an address without its checksum's letters."""
    return text.lower() if text.startswith("0x") else text.removeprefix("+86")


def _by_number(key: str) -> tuple[bool, str]:
    return not any(c.isdigit() for c in key), key


def totals(verdicts: Sequence[Verdict]) -> Counter[str]:
    return Counter(verdict.outcome for verdict in verdicts)
