"""One fact that a person types: a file of one row, kept, explained and undone like any other."""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.case.evidence.load_files import FileLoad, load
from kg.case.judgements.typed_parties import party
from kg.case.storage.session import Session
from kg.errors import UsageError
from kg.ledger import Index
from kg.messages import Message
from kg.model import BrokenRule, Entity, Link, Source
from kg.requests import LoadRequest
from kg.sources import dry_run
from kg.text import visible

LAYOUT = "relations"


@dataclass(frozen=True, slots=True)
class TypedFact:
    """A fact in a person's words: who, how, whom, since when, on what evidence."""

    subject: str
    relation: str
    object: str = ""
    evidence: str = ""
    on: str = ""
    until: str = ""
    proof: str = "single"
    subject_id: str = ""
    object_id: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AddedFact:
    """What a typed row gave: its file, its link, its ends, which of them are new.

    ``broken`` are the shapes that the fact breaks; it is stored all the same.
    """

    source: Source
    link: Link
    ends: tuple[Entity, ...]
    new: tuple[str, ...]
    broken: tuple[BrokenRule, ...] = ()


def add(session: Session, typed: TypedFact) -> AddedFact:
    """Put one typed fact into the case, or refuse it with nothing changed."""
    if not typed.evidence.strip():
        raise UsageError(Message("fact-needs-its-evidence"), hint=Message("give-with-evidence"))
    subject = party(session, typed.subject, typed.subject_id)
    other = party(session, typed.object, typed.object_id) if typed.object else None
    row = {
        "主体": subject.text,
        "关系": typed.relation,
        "客体": other.text if other else "",
        "开始时间": typed.on,
        "结束时间": typed.until,
        "来源文书": typed.evidence,
        "证明程度": typed.proof,
        "主体类型": subject.kind,
        "客体类型": other.kind if other else "",
        "主体证件号": subject.number,
        "客体证件号": other.number if other else "",
        "备注": typed.note,
    }
    return put_row(session, f"{typed.subject} {typed.relation} {typed.object}", row, LAYOUT)


def put_row(session: Session, name: str, row: Mapping[str, str], layout: str) -> AddedFact:
    """Write one row as a file of a layout and load it; a row with a problem is refused.

    ``name`` is what the row says, in words: the file is not called so, since its name goes into
    the log and wherever files are listed.
    """
    before, source = session.index(), visible(name).strip()
    with tempfile.TemporaryDirectory(prefix="kg-typed-") as folder:
        path = _file(Path(folder), row)
        _try(before, path, layout, row["来源文书"], source)
        report = load(session, FileLoad(path, LoadRequest(layout=layout), source))
    if report.already:
        raise UsageError(Message("stands-already"), where=source)
    link = _link_of(session, report.source)
    ends = session.index().entities([link.source, link.target])
    known = {entity.id for entity in before.entities(end.id for end in ends)}
    new = tuple(end.id for end in ends if end.id not in known)
    return AddedFact(report.source, link, tuple(ends), new, report.broken)


def _try(before: Index, path: Path, layout: str, evidence: str, source: str) -> None:
    """Refuse a row that cannot be read, and one that the same evidence said before."""
    trial = dry_run(path, layout)
    if problems := trial.reading.problems:
        raise UsageError(problems[0].reason, where=source)
    for link in before.links(row["id"] for row in trial.mapped["link"]):
        if evidence in link.values.get("sourceReference", ("",)):
            raise UsageError(Message("stands-already-on-same-evidence"), where=source)


def _file(folder: Path, row: Mapping[str, str]) -> Path:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, row.keys())
    writer.writeheader()
    writer.writerow(row)
    written = text.getvalue().encode()
    path = folder / f"added-{hashlib.sha256(written).hexdigest()[:8]}.csv"
    path.write_bytes(written)
    return path


def _link_of(session: Session, source: Source) -> Link:
    index = session.index()
    # a rule may have made links of the same row: those say by which rule
    query = "SELECT id FROM link WHERE list_contains(shas, $1) AND values->>'$.rule[0]' IS NULL"
    ((link_id,),) = index.con.execute(query, [source.sha256]).fetchall()
    return index.links([link_id])[0]
