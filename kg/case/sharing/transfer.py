"""A case handed over whole, for an equal case to be made of one file: see ``--for-transfer``.

Beside the facts the file has the rows of the ledger, with the places that they have in the files as
received, and the actions in force in their order. Only who was under 18 stays masked, and leaked
data stays sealed under the key of this case.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kg.case.storage.case_log import CHANGING, FIRST_SAID, Entry, logged_case
from kg.case.storage.case_masker import masker_of
from kg.case.storage.resolve import HANDLE
from kg.case.storage.saved_requests import saved_request
from kg.case.storage.session import Session
from kg.custody import whole_lines
from kg.errors import UsageError
from kg.exports.losses import transfer_forms
from kg.ledger.source_tables import SKIPPED, Shelf
from kg.ledger.transfer_rows import TransferRows, alias_pairs
from kg.masking.handed_rows import HandedRows
from kg.messages import Message
from kg.model import Source
from kg.model.loads import TRANSFER
from kg.records import to_plain
from kg.version import __version__

if TYPE_CHECKING:
    from kg.case.sharing.export_job import ExportJob
    from kg.exports import ExportMaterial
    from kg.masking import Masker
    from kg.requests import ExportRequest

HANDED: Mapping[str, Sequence[str]] = {
    "promote": ("links",),
    "reject": ("link", "reason"),
    "mark": ("link", "proof", "reason"),
    "leg": ("link", "said", "reason"),
    "window": ("windows", "reason"),
    "same": ("pairs", "said", "reason"),
}
"""By action, what of its line is said again; of a load, of what was saved, and of names given it is
said otherwise."""
SAVED = ("trace", "chain", "answer")
NAMED = "things"
"""In lines of actions that only gave short names: to which proposals."""


def refuse_transfer(request: ExportRequest) -> None:
    """Refuse to hand a case over in a form that has no place for it, or a part of it only.

    Raises:
        UsageError: Some option is not for it.
    """
    if not request.for_transfer:
        return
    known = [form.suffix for form in transfer_forms()]
    if request.suffix not in known:
        hint = Message("there-are", known=" ".join(known))
        raise UsageError(Message("no-transfer-in", suffix=repr(request.suffix)), hint=hint)
    if request.name or request.style or request.answers or request.money:
        raise UsageError(Message("transfer-is-of-the-whole-case"), where="--for-transfer")


def transfer_masker(session: Session, lang: str) -> Masker:
    """Return the masker of a case handed over: only who was under 18 stays masked by it."""
    return masker_of(session, show_values=True, lang=lang, shows_victims=True)


def with_lines(job: ExportJob, material: ExportMaterial) -> ExportMaterial:
    """Return the facts with the lines by which another case is made of the file."""
    return replace(material, handed=lambda: _Handing(job.session, job.masker).lines())


class _Handing:
    """The lines of one case."""

    def __init__(self, session: Session, masker: Masker) -> None:
        self._session = session
        shelves = session.ledger().shelves()
        protected = _every_id(session, masker.protected, shelves)
        masker.protect(protected)
        self._masked = HandedRows(masker, protected) if protected else None
        self._rows = TransferRows(
            shelves, session.folder.key(), self._masked.row if self._masked else None
        )
        self._shelves = {shelf.sha256: shelf for shelf in shelves}

    def lines(self) -> Iterator[str]:
        """Yield each line; the last one says how many they are, and their digest."""
        digest, count = hashlib.sha256(), 0
        for line in self._said():
            text = _line(*line)
            digest.update(text.encode() + b"\n")
            count += 1
            yield text
        yield _line("end", count, digest.hexdigest())

    def _said(self) -> Iterator[list[Any]]:
        yield ["case", self._case()]
        for source in self._session.sources():
            yield from self._source(source)
        for action in self._actions():
            yield ["action", self._plain(action)]

    def _plain(self, value: Any) -> Any:
        return self._masked.plain(value) if self._masked else value

    def _case(self) -> Mapping[str, Any]:
        settings = self._session.folder.settings()
        return {
            "version": 1,
            "kg": __version__,
            "name": self._plain(settings.name),
            "marking": self._plain(settings.marking),
            "zone": settings.zone,
            "masked": self._masked.people if self._masked else 0,
            "batches": sum(shelf.table("listed") is not None for shelf in self._shelves.values()),
        }

    def _source(self, source: Source) -> Iterator[list[Any]]:
        shelf = self._shelves[source.sha256]
        note = shelf.note()
        if self._masked:
            self._masked.begin()
        about = {
            "sha256": source.sha256, "origin": shelf.origin(), "name": source.name,
            "reader": note.reader, "layout": note.layout, "layout_sha256": note.layout_sha256,
            "tables": note.lake, "rows": source.read, "stored": source.stored,
            "flows": source.flows, "unread": to_plain(note.unread),
            "said": self._typed().get(source.sha256, ""),
        }  # fmt: skip
        yield ["source", self._plain(about)]
        for table in self._rows.tables(shelf):
            yield ["table", table.name, table.columns]
            for row in table.rows:
                yield ["row", row]
        for which, path in (
            ("problems.jsonl", self._session.folder.problems / f"{shelf.folder.name}.jsonl"),
            ("skipped.jsonl", shelf.folder / SKIPPED),
        ):
            for line in whole_lines(path):
                yield ["left", which, self._plain(json.loads(line))]

    def _typed(self) -> Mapping[str, str]:
        """Return what a person typed, by the hash of the file that was made of it."""
        loads = [
            source
            for entry in self._session.folder.log.entries()
            for source in entry.get("sources", ())
        ]
        return {source["sha256"]: str(source.get("said", "")) for source in loads}

    def _actions(self) -> Iterator[Mapping[str, Any]]:
        """Yield the actions in force, and between them those that gave short names."""
        folder = self._session.folder
        entries = list(folder.log.entries())
        case = logged_case(entries)
        standing = dict(case.lines)
        undone = {entry["of"] for entry in entries if entry["action"] == "undo"}
        for line, entry in enumerate(entries, start=1):
            action = entry["action"]
            when = {"at": str(entry.get(FIRST_SAID) or entry["at"]), "action": action}
            if line in standing and action == "load":
                files = [sha for sha, source in case.sources.items() if source.line == line]
                if files:
                    yield {**when, "files": files}
            elif line in standing and action in HANDED:
                yield {**when, **{key: entry[key] for key in HANDED[action]}}
            elif action in SAVED and line not in undone:
                yield {**when, "name": str(entry["name"]), **self._request(entry)}
            elif action not in CHANGING and isinstance(entry.get(NAMED), list):
                yield {**when, "action": "number", NAMED: entry[NAMED]}

    def _request(self, entry: Entry) -> Mapping[str, Any]:
        """Return what was asked, and which things the short names in it meant."""
        kept = saved_request(self._session.folder, entry.get("request", ""))
        if kept is None:
            return {"request": None}
        said = {text for text in _texts(kept["request"]) if HANDLE.fullmatch(text)}
        meant = {text: self._session.handles.thing(text) for text in sorted(said)}
        handles = {text: thing for text, thing in meant.items() if thing}
        return {"request": kept["request"], "kind": kept["kind"], "handles": handles}


def _line(*said: Any) -> str:
    return json.dumps([TRANSFER, *said], ensure_ascii=False, separators=(",", ":"), default=str)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def _every_id(
    session: Session, protected: Collection[str], shelves: Iterable[Shelf]
) -> frozenset[str]:
    """Return the ids that stay masked, also those by which a row calls one that goes by another."""
    if not protected:
        return frozenset()
    found = set(protected)
    pairs = [*alias_pairs(list(shelves)), *session.ledger().same]
    while more := {end for pair in pairs if not found.isdisjoint(pair) for end in pair} - found:
        found |= more
    return frozenset(found)
