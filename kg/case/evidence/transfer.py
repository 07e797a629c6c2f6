"""Makes of an empty case the one that another case handed over in one file (``--for-transfer``).

Its files go in as they were read there, under their names, with their places, and what was done is
done again in its order by the verbs that do it; so whatever is derived of a case is derived of this
one too, and ``kg verify`` and ``kg rebuild`` hold for it. Who kills it halfway finds a part of the
case, of which ``kg verify`` says so; the same load goes on where it stopped.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kg import sources
from kg.case.chains import saved_chains
from kg.case.evidence.load_files import FileLoad, load_files
from kg.case.judgements.redo import repeat
from kg.case.storage.case_log import (
    FIRST_SAID,
    TAKEN,
    TAKING,
    Entry,
    check_facts,
    logged_case,
    unfinished_transfer,
)
from kg.case.storage.saved_requests import save_request
from kg.case.storage.session import Session
from kg.case.storage.transaction import give_handles
from kg.custody import sha256_of
from kg.errors import FormatError, KgError, SourceError, UsageError
from kg.messages import Message
from kg.model import LoadReport
from kg.requests import ChainRequest, LoadRequest
from kg.sources.transfer_file import Transferred, TransferredFile

Action = Mapping[str, Any]
_IDENTITY = ("file", "sha256")


def load_transfer(
    session: Session, path: Path, request: LoadRequest
) -> tuple[list[LoadReport], list[SourceError]]:
    """Load a case that was handed over, all of it, or what was left when the same load was killed.

    Args:
        session: An empty case, or one with a part of this one, held for writing.
        path: The file.
        request: Only its limits are heard: the rows are read already.

    Returns:
        A report for each file of the old case. The first one says whose case it is, and what could
        not be done again.

    Raises:
        UsageError: The case is not empty.
        FormatError: The file is cut off, or was altered.
    """
    entries = list(session.folder.log.entries())
    part = _part_of(entries, path)
    if part is None and (session.sources() or logged_case(entries).lines):
        raise UsageError(
            Message("transfer-needs-an-empty-case"),
            where=path.name,
            hint=Message("transfer-load-example"),
        )
    with tempfile.TemporaryDirectory(prefix="kg-transfer-") as folder:
        handed = sources.unpack_transfer(path, Path(folder), limits=request.limits)
        return _Taking(session, path, request, handed, part).run()


def _part_of(entries: Sequence[Entry], path: Path) -> Counter[tuple[str, str]] | None:
    """Return which actions of a file were done before the load was killed; None: it never began."""
    begun = unfinished_transfer(entries)
    said = (path.name, sha256_of(path)) if begun else ()
    if begun is None or tuple(begun[key] for key in _IDENTITY) != said:
        return None
    after = entries[entries.index(begun) + 1 :]
    return Counter(
        (entry["action"], str(entry[FIRST_SAID])) for entry in after if FIRST_SAID in entry
    )


@dataclass
class _Taking:
    """One case on its way in."""

    session: Session
    path: Path
    request: LoadRequest
    handed: Transferred
    done: Counter[tuple[str, str]] | None = None
    """How often the log has an action of some moment already; None: nothing was begun."""
    reports: list[LoadReport] = field(default_factory=list)
    refusals: list[SourceError] = field(default_factory=list)
    failed: list[Message] = field(default_factory=list)

    def run(self) -> tuple[list[LoadReport], list[SourceError]]:
        about = self._about()
        self._files = {file.old: file for file in self.handed.files}
        done, log = self.done or Counter(), self.session.folder.log
        if self.done is None:
            log.append(TAKING, **about, sha256=sha256_of(self.path))
        for text in self.handed.actions:
            action = json.loads(text)
            said = (str(action.get("action")), str(action.get("at")))
            if said[0] != "load" and done[said]:  # a load of files that are in changes nothing
                done[said] -= 1
            else:
                self._do(action)
        log.append(TAKEN, file=self.path.name)
        return self._told(about), self.refusals

    def _about(self) -> dict[str, str]:
        about = json.loads(self.handed.case)
        told = {key: about.get(key) for key in ("name", "marking", "zone", "kg")}
        if not all(isinstance(text, str) for text in told.values()):
            raise FormatError(Message("transfer-line-not-of-kg", line=1), where=self.path.name)
        return {
            "file": self.path.name, "case": told["name"], "marking": told["marking"],
            "zone": told["zone"], "written_by": told["kg"],
        }  # fmt: skip

    def _told(self, about: Mapping[str, str]) -> list[LoadReport]:
        """Return the reports, the first with what is to be known of the case."""
        settings = self.session.folder.settings()
        said = [Message("transfer-of-case", case=about["case"], files=len(self.reports))]
        if self.done is not None:
            said.append(Message("transfer-goes-on"))
        if about["marking"] and about["marking"] != settings.marking:
            said.append(Message("transfer-marked", marking=about["marking"]))
        if about["zone"] != settings.zone:
            said.append(Message("transfer-other-zone", zone=about["zone"], own=settings.zone))
        if not self.reports:
            return []
        first, *others = self.reports
        return [replace(first, warnings=(*said, *self.failed, *first.warnings)), *others]

    def _do(self, action: Action) -> None:
        """Do an action again; one that cannot be done is told, and the others follow."""
        name = str(action.get("action", ""))
        self.session.first_said = str(action.get("at", ""))
        try:
            if name == "load":
                self._load(self._said(action, files=list)["files"])
            elif name == "number":
                self._number(self._said(action, things=list)["things"])
            elif name in ("trace", "chain", "answer"):
                self._save(name, action)
            else:
                check_facts(name, {**_NEEDED_TOO.get(name, {}), **action}, self.path.name)
                repeat(self.session, name, action)
        except FormatError:
            raise
        except KgError as error:
            self.failed.append(Message("transfer-not-done-again", action=name, why=error.what))
        finally:
            self.session.first_said = ""

    def _said(self, action: Action, **kinds: type) -> Action:
        """Return an action that says what it must, each of its kind.

        Raises:
            FormatError: It does not.
        """
        if not all(isinstance(action.get(name), kind) for name, kind in kinds.items()):
            raise self._not_of_kg(action)
        return action

    def _not_of_kg(self, action: Action) -> FormatError:
        name = str(action.get("action", ""))
        return FormatError(Message("transfer-action-not-of-kg", action=name), where=self.path.name)

    def _load(self, hashes: Sequence[Any]) -> None:
        limited = LoadRequest(limits=self.request.limits)
        if not all(isinstance(sha256, str) and sha256 in self._files for sha256 in hashes):
            raise self._not_of_kg({"action": "load"})
        files: list[TransferredFile] = [self._files[sha256] for sha256 in hashes]
        loads = [FileLoad(Path(file.path), limited, file.said) for file in files]
        reports, refusals = load_files(self.session, loads)
        self.reports += reports
        self.refusals += refusals

    def _save(self, name: str, action: Action) -> None:
        """Ask again for what was kept under a name."""
        if action.get("request") is None:
            raise UsageError(Message("request-not-kept"))
        said = self._said(action, request=dict, handles=dict, kind=str)
        meant = {
            text: thing
            for text, thing in said["handles"].items()
            if self.session.handles.thing(text) != thing
        }
        plain = _replaced(said["request"], meant)
        if name == "chain":
            request = ChainRequest.of(**plain)
            chain = saved_chains.chain_of(self.session, request)
            saved_chains.save(self.session, chain, request)
            return
        asked = save_request(self.session.folder, str(action["kind"]), plain)
        repeat(self.session, name, {**action, "request": asked})

    def _number(self, things: Sequence[Any]) -> None:
        """Give the short names that proposals had."""
        for thing in map(str, things):
            give_handles(self.session, "number", self.session.schema.kind_of_id(thing), [thing])


def _replaced(value: Any, meant: Mapping[str, str]) -> Any:
    """Return a request with the ids of things that have another short name here."""
    if isinstance(value, str):
        return meant.get(value, value)
    if isinstance(value, Mapping):
        return {key: _replaced(one, meant) for key, one in value.items()}
    return [_replaced(one, meant) for one in value] if isinstance(value, list) else value


_NEEDED_TOO: Mapping[str, Mapping[str, Any]] = {
    "mark": {"earlier": ""}, "leg": {"earlier": {}}, "window": {"earlier": {}},
    "same": {"earlier": []},
}  # fmt: skip
"""What lines of the log say of the time before an action, and a case handed over does not."""
