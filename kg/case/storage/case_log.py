"""What the custody log says of a case: which sources are in, and what its actions left behind.

The log is the only record of what persons did. The graph, the tables and the problems are derived
from it and from the sources; whatever disagrees with it is named by ``kg verify`` and restored by
``kg rebuild``, and nothing is removed from ``sources/`` unless a line here says that it was taken
out.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kg.case.storage.folder import CaseFolder, Settings
from kg.custody import HASHED, whole_lines
from kg.errors import StoreCorrupt
from kg.graph.oxigraph_engine import KEPT
from kg.limits import LIMITS
from kg.messages import Message
from kg.model import Source
from kg.text import visible

Entry = Mapping[str, Any]

CHANGING = ("load", "unload", "trace", "promote", "reject", "mark", "leg", "window", "same")
"""Actions that change the graph, each of which ``kg undo`` can take back."""
ANSWER = "answer"
"""An answer kept under a name (``kg matrix --as``)."""
LOG_ONLY = frozenset({"chain", ANSWER})
"""Actions that only save a file beside the graph; undo brings back one that it replaced."""
REDONE = "redo"
"""In the line of an action that was done again: the number of the line that was taken back."""

FIRST_SAID = "first_said"
"""In the line of an action that another case handed over: when it was done there."""
TAKING, TAKEN = "transfer", "transferred"
"""The lines before the first action of a case that was handed over, and after the last."""

PENDING = "pending"
"""In the line that a killed action is to have: what it does beside the graph may still lack."""


@dataclass(frozen=True, slots=True)
class LoggedSource:
    """A source as the line of its load describes it.

    ``line`` is that line's number in the log, ``limits`` are those that were not the default,
    ``scope`` names the files with which this one shares its identifiers, ``account`` is whose
    statement a person said that it is.
    ``number``, ``shelf``, ``tables`` and ``problems`` are empty in lines written before kg logged
    them; ``tables`` and ``problems`` are the digests of what the load derived.
    """

    sha256: str
    name: str
    layout: str
    layout_sha256: str
    line: int
    version: str
    number: int = 0
    shelf: str = ""
    encoding: str = ""
    named_layout: str = ""
    link_only: bool = False
    scope: str = ""
    account: str = ""
    limits: Mapping[str, float] = field(default_factory=dict, hash=False)
    tables: str = ""
    problems: str = ""


@dataclass(frozen=True, slots=True)
class LoggedCase:
    """The state of a case after some line of its log.

    Args:
        sources: The sources that are in, by hash, in the order of their loading.
        ever: Every hash that some line says was loaded.
        saved: The name of each saved result, with the line of the action that made it.
        lines: The actions that nobody took back and that undo would, by line: those that changed
            the graph, those that kept an answer, and those that replaced a saved chain.
        undone: The actions that were taken back and that redo would do again, by line, the next
            one last.
    """

    sources: Mapping[str, LoggedSource]
    ever: frozenset[str]
    saved: Mapping[str, int]
    lines: Sequence[tuple[int, Entry]] = field(default_factory=tuple)
    undone: Sequence[tuple[int, Entry]] = field(default_factory=tuple)

    def sources_to_redo(self) -> frozenset[str]:
        """Return the hashes of files whose bytes stay while ``kg redo`` may load them again."""
        return frozenset(source["sha256"] for _, entry in self.undone for source in _loaded(entry))

    def readings_to_return(self) -> list[Mapping[str, Any]]:
        """Return the readings that went with an action which ``kg undo`` can still take back."""
        kept = _of_the_graph(self.lines)[-KEPT:]
        return [entry["out"] for _, entry in kept if "out" in entry]

    def promoted_links(self) -> list[str]:
        """Return the single links that persons have put into the graph."""
        promotions = (entry for _, entry in self.lines if entry["action"] == "promote")
        return [link for entry in promotions for link in entry["links"]]


def logged_case(entries: Iterable[Entry], upto: int | None = None) -> LoggedCase:
    """Return what the log says after one of its lines.

    Args:
        entries: The lines of the log, oldest first.
        upto: The number of the last line to obey; without it all of them are.
    """
    numbered = list(enumerate(entries, start=1))[:upto]
    check_log(entry for _, entry in numbered)
    taken_back = {entry["of"] for _, entry in numbered if entry["action"] == "undo"}
    standing = [
        (line, entry)
        for line, entry in numbered
        if can_be_taken_back(entry) and line not in taken_back
    ]
    return LoggedCase(
        sources=_with_rebuilt(_sources(_of_the_graph(standing)), numbered),
        ever=frozenset(source["sha256"] for _, entry in numbered for source in _loaded(entry)),
        saved=_saved(numbered),
        lines=tuple(standing),
        undone=tuple(_undone(numbered)),
    )


def unfinished_transfer(entries: Iterable[Entry]) -> Entry | None:
    """Return the line of a case that is here in part, as its load was killed; None if none is.

    Args:
        entries: The lines of the log. Those of earlier versions do not say how far a load came.
    """
    begun = None
    for entry in entries:
        if entry["action"] == TAKING and "sha256" in entry:
            begun = entry
        elif entry["action"] == TAKEN:
            begun = None
    return begun


def is_typed(entry: Entry) -> bool:
    """Say whether an action put in only facts that a person typed, no file."""
    loaded = entry.get("sources", ())
    return bool(loaded) and all(source.get("said") for source in loaded)


def can_be_taken_back(entry: Entry) -> bool:
    """Say whether a line is of an action that ``kg undo`` takes back."""
    return entry["action"] in (*CHANGING, ANSWER) or is_replaced_chain(entry)


def is_replaced_chain(entry: Entry) -> bool:
    """Say whether a line is of a chain that was saved in the place of another one.

    One that is new is drawn by many a command, and is no action of its own.
    """
    return entry["action"] == "chain" and bool(entry.get("before"))


def _of_the_graph(lines: Sequence[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
    return [(line, entry) for line, entry in lines if entry["action"] in CHANGING]


def _undone(numbered: Sequence[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
    """Return what was taken back since the last action that was not one done again."""
    lines, undone = dict(numbered), list[tuple[int, Entry]]()
    for _, entry in numbered:
        if entry["action"] == "undo":
            if (of := entry["of"]) in lines:
                undone.append((of, lines[of]))
        elif can_be_taken_back(entry):
            again = entry.get(REDONE)
            if undone and undone[-1][0] == again:
                undone.pop()
            elif again is None:
                undone.clear()
    return undone


def logged_settings(entries: Sequence[Entry]) -> Settings | None:
    """Return the settings that the case was made with; nothing of cases of older versions."""
    first = entries[0] if entries else {}
    fields = first.get("settings")
    return Settings(name=str(first.get("name", "")), **fields) if fields is not None else None


def copy_log(folder: CaseFolder, target: CaseFolder, entries: Sequence[Entry]) -> None:
    """Write the first lines of a case's log into another folder, with the texts beside them.

    Args:
        folder: The case.
        target: An empty folder.
        entries: As many lines as are to be copied; those beyond the log (of an action that was
            killed before its line) are added to the copy.
    """
    for name in ("key_file", "log_texts_file"):
        path: Path = getattr(folder, name)
        if path.exists():
            shutil.copyfile(path, getattr(target, name))
    lines = whole_lines(folder.log.path)
    text = "".join(f"{line}\n" for line in lines[: len(entries)])
    target.log.path.write_text(text, encoding="utf-8", newline="")
    for entry in entries[len(lines) :]:
        facts = {key: value for key, value in entry.items() if key not in ("action", "at")}
        target.log.append(entry["action"], **facts)


def _loaded(entry: Entry) -> Sequence[Mapping[str, Any]]:
    return entry.get("sources", ()) if entry["action"] == "load" else ()


def _sources(standing: Sequence[tuple[int, Entry]]) -> dict[str, LoggedSource]:
    sources: dict[str, LoggedSource] = {}
    for place, (line, entry) in enumerate(standing):
        earlier = standing[max(0, place - KEPT) : place]
        taken = [before["out"]["number"] for _, before in earlier if "out" in before]
        taken += [known.number for known in sources.values()]
        for fields in _loaded(entry):
            sources.pop(fields["sha256"], None)
            source = _source(fields, line, entry, max(taken, default=0) + 1)
            sources[fields["sha256"]] = source
            taken.append(source.number)
        if entry["action"] == "unload":
            sources.pop(entry["sha256"], None)
    return sources


def _with_rebuilt(
    sources: Mapping[str, LoggedSource], numbered: Iterable[tuple[int, Entry]]
) -> dict[str, LoggedSource]:
    """Return the sources with the digests of the tables that a rebuild wrote anew."""
    rebuilt = dict(sources)
    for line, entry in numbered:
        derived = (
            entry.get("derived", {}).get("sources", {}) if entry["action"] == "rebuild" else {}
        )
        for sha256, digests in derived.items():
            if sha256 in rebuilt and rebuilt[sha256].line < line:
                rebuilt[sha256] = replace(rebuilt[sha256], **digests)
    return rebuilt


def _source(fields: Mapping[str, Any], line: int, entry: Entry, number: int) -> LoggedSource:
    derived = entry.get("derived", {}).get("sources", {}).get(fields["sha256"], {})
    return LoggedSource(
        sha256=fields["sha256"],
        name=fields["source"],
        layout=fields["layout"],
        layout_sha256=fields["layout_sha256"],
        line=line,
        version=fields.get("version", ""),
        number=fields.get("number", number),
        shelf=fields.get("shelf", ""),
        encoding=fields.get("encoding", ""),
        named_layout=fields.get("named_layout", ""),
        link_only=fields.get("link_only", False),
        scope=fields.get("scope", ""),
        account=fields.get("account", ""),
        limits=fields.get("limits", {}),
        tables=derived.get("tables", ""),
        problems=derived.get("problems", ""),
    )


def _saved(numbered: Sequence[tuple[int, Entry]]) -> dict[str, int]:
    """Return which line made each saved file that is there now, replaced ones by their new name."""
    files: dict[str, int] = {}
    lines = dict(numbered)
    for line, entry in numbered:
        if entry["action"] == "undo":
            _bring_back(files, lines.get(entry["of"], {}))
            continue
        for name in entry.get("kept", ()):
            if (before := entry.get("before", "")) and name in files:
                files[before] = files[name]
            files[name] = line
    return files


def _bring_back(saved: dict[str, int], entry: Entry) -> None:
    for name in entry.get("kept", ()):
        before = saved.pop(entry.get("before", ""), None)
        if before is None:
            saved.pop(name, None)
        else:
            saved[name] = before


def unsettled(entries: Sequence[Entry]) -> frozenset[str]:
    """Return the saved files that a killed action may have moved, or may not have moved yet."""
    killed = [entry for entry in entries if PENDING in entry]
    touching = [
        *killed,
        *(entries[action["of"] - 1] for action in killed if action["action"] == "undo"),
    ]
    return frozenset(
        name for action in touching for name in (*action.get("kept", ()), action.get("before"))
    )


def log_facts(source: Source, shelf: str) -> dict[str, Any]:
    """Return what the custody log says of a source whose rows lie on a shelf."""
    from kg.version import __version__

    return {
        "source": source.name,
        "sha256": source.sha256,
        "size": source.size,
        "number": source.number,
        "shelf": shelf,
        "layout": source.layout,
        "layout_sha256": source.layout_sha256,
        "rows": source.read,
        "stored": source.stored,
        "skipped": source.skipped,
        "problems": source.problems,
        "version": __version__,
    }


def actions_in_force(folder: CaseFolder) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the actions that nobody took back, each with its line's number in the log."""
    return list(logged_case(folder.log.entries()).lines)


def promoted_links(folder: CaseFolder) -> frozenset[str]:
    """Return the single links that a person has put into the graph."""
    return frozenset(logged_case(folder.log.entries()).promoted_links())


def promoted_ceilings(folder: CaseFolder) -> dict[str, int]:
    """Return by each source's hash the ceiling with which it was loaded: see :func:`promoted_anew`.

    The flows of a source stand in the graph while the case has no more than so many.
    """
    sources = logged_case(folder.log.entries()).sources.values()
    usual = LIMITS.promoted_flows
    return {one.sha256: int(one.limits.get("promoted_flows", usual)) for one in sources}


def was_in_clear(folder: CaseFolder, batch: Source) -> bool:
    """Say whether leaked data was ever read by another layout, one that keeps its texts."""
    loads = [source for entry in folder.log.entries() for source in entry.get("sources", ())]
    return any(o["sha256"] == batch.sha256 and o["layout"] != batch.layout for o in loads)


def taken_out(folder: CaseFolder) -> list[Mapping[str, Any]]:
    """Return the readings that went, and that ``kg undo`` may still bring back."""
    return logged_case(folder.log.entries()).readings_to_return()


NEEDED: Mapping[str, Mapping[str, type]] = {
    "load": {"sources": list},
    "unload": {"sha256": str, "out": dict},
    "trace": {"kept": list, "before": str},
    "promote": {"links": list},
    "reject": {"link": str, "reason": str},
    "mark": {"link": str, "proof": str, "earlier": str, "reason": str},
    "leg": {"link": str, "said": dict, "earlier": dict},
    "window": {"windows": dict, "earlier": dict, "reason": str},
    "same": {"pairs": list, "said": dict, "earlier": list, "reason": str},
    ANSWER: {"kept": list, "before": str, "verb": str},
    "undo": {"of": int},
}
"""By action that changes the case, the facts that are acted on, and their types."""
_A_SOURCE: Mapping[str, type] = {
    "source": str, "sha256": str, "layout": str, "layout_sha256": str,
}  # fmt: skip
_A_PAIR: Mapping[str, type] = {"id": str, "one": str, "other": str}
_LISTED_PARTS: Mapping[str, tuple[str, Mapping[str, type]]] = {
    "load": ("sources", _A_SOURCE), "same": ("pairs", _A_PAIR),
}  # fmt: skip
"""By action, a fact that is a list, and what each of it must say."""
_OUT: Mapping[str, type] = {"shelf": str, "number": int}
WINDOWS = ("pair", "rail")
_NAME = re.compile(r"[^/\\:\x00]{1,255}")
_HASH = re.compile(r"[0-9a-f]{64}")
_HINT = Message("file-was-altered")


def check_log(entries: Iterable[Mapping[str, Any]]) -> None:
    """Refuse a log with a line that kg cannot have written; raises StoreCorrupt that names it.

    A fact whose text is lost is not looked at: it is only needed to take its action back.
    """
    for line, entry in enumerate(entries, start=1):
        facts = {key: value for key, value in entry.items() if not is_lost(value)}
        _check_types(entry["action"], facts, f"log.jsonl line {line}", entry.keys() - facts.keys())


def check_facts(action: str, facts: Mapping[str, Any], where: str) -> None:
    """Refuse facts that an action of kg never has; what is not acted on may be anything.

    Raises StoreCorrupt that names the file (``where``), the action and the fact.
    """
    for key in NEEDED.get(action, {}):
        if is_lost(facts.get(key)):
            raise StoreCorrupt(
                Message("fact-is-lost", fact=repr(key), action=visible(action)),
                where="log.texts.jsonl",
                hint=_HINT,
            )
    _check_types(action, facts, where)


def _check_types(
    action: str, facts: Mapping[str, Any], where: str, lost: Collection[str] = ()
) -> None:
    for key, kind in NEEDED.get(action, {}).items():
        value = facts.get(key)
        if key in lost:
            continue
        if not isinstance(value, kind) or isinstance(value, bool):
            raise _not_of_kg(action, key, where)
    _check_windows(action, facts, where)
    if action == "trace" or action in LOG_ONLY:
        for name in (*facts.get("kept", ()), *filter(None, [facts.get("before")])):
            plain_name(name, where)
    listed, parts = _LISTED_PARTS.get(action, ("", {}))
    for fields in facts.get(listed, ()) if listed not in lost else ():
        _check_parts(parts, fields, action, where)
    for source in facts["sources"] if action == "load" else ():
        if shelf := source.get("shelf"):
            plain_name(shelf, where)
    if "redo" in facts and type(facts["redo"]) is not int:
        raise _not_of_kg(action, "redo", where)
    if type(facts.get(FIRST_SAID, "")) is not str:
        raise _not_of_kg(action, FIRST_SAID, where)
    if "out" in facts:
        _check_parts(_OUT, facts["out"], action, where)
        plain_name(facts["out"]["shelf"], where)


def _check_windows(action: str, facts: Mapping[str, Any], where: str) -> None:
    for name, seconds in facts.get("windows", {}).items() if action == "window" else ():
        if name not in WINDOWS or type(seconds) is not int:
            raise _not_of_kg(action, "windows", where)


def _check_parts(parts: Mapping[str, type], fields: object, action: str, where: str) -> None:
    for key, kind in parts.items():
        value = fields.get(key) if isinstance(fields, Mapping) else None
        if type(value) is not kind or (key == "sha256" and not _HASH.fullmatch(str(value))):
            raise _not_of_kg(action, key, where)


def _not_of_kg(action: str, key: str, where: str) -> StoreCorrupt:
    what = Message("fact-not-of-kg", action=visible(action), fact=repr(key))
    return StoreCorrupt(what, where=where, hint=_HINT)


def is_lost(value: object) -> bool:
    """Say whether a line still has the hash of a text, which the case no longer has."""
    every = value if isinstance(value, list) else [value]
    return any(isinstance(text, str) and text.startswith(HASHED) for text in every)


def plain_name(name: object, where: str) -> str:
    """Return a name of a file in a folder of the case, or raise StoreCorrupt for anything else."""
    if isinstance(name, str) and _NAME.fullmatch(name) and name not in (".", ".."):
        return name
    what = Message("file-name-not-of-kg", name=repr(visible(str(name))[:60]))
    raise StoreCorrupt(what, where=where, hint=_HINT)


def checked_source(source: Source) -> Source:
    """Return a source of the graph, whose hashes name files of the case, or raise StoreCorrupt."""
    hashes = [source.sha256, *filter(None, [source.layout_sha256])]
    if all(_HASH.fullmatch(hash_) for hash_ in hashes):
        return source
    what = Message("source-without-hash", sha256=repr(visible(source.sha256)[:80]))
    raise StoreCorrupt(what, where="graph", hint=_HINT)
