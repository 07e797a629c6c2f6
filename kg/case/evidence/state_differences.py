"""What a case has, held against what is derived anew: one function for each part of it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.case.evidence.verdict import DifferenceKind, StateDifference, unreadable
from kg.case.storage.case_log import PENDING, Entry, LoggedCase, LoggedSource, unsettled
from kg.case.storage.folder import CaseFolder
from kg.case.storage.log_digests import graph_digest, key_fingerprint, tables_digest
from kg.case.storage.source_store import SUFFIX
from kg.custody import HASHED, sha256_of
from kg.errors import KgError, OutOfMemory, StoreFull
from kg.graph.oxigraph_engine import Checkpoints
from kg.graph.quad_diff import QuadDifference, graph_differences
from kg.ledger.table_diff import table_differences
from kg.messages import Message
from kg.records import to_json
from kg.sources.layout_files import layouts

if TYPE_CHECKING:
    from kg.case.evidence.derived_case import DerivedCase, DerivedSource

LISTED = 20
"""How many rows of one table are told."""
SENTENCES = {"zh", "en"}
"""What a saved result of before 0.5 has where later ones have a message."""
_ARRAYS = "columns_"


def settings_differences(folder: CaseFolder, entries: Sequence[Entry]) -> Iterator[StateDifference]:
    """Hold case.toml against what the log says of it since the case was made."""
    first = entries[0] if entries else {}
    logged = first.get("settings")
    if logged is not None:
        now = folder.settings()
        settings: Mapping[str, object] = {
            "name": now.name, "zone": now.zone, "marking": now.marking, "ontology": now.ontology,
        }  # fmt: skip
        for key, before in {"name": first.get("name", ""), **logged}.items():
            if settings.get(key) != before:
                yield StateDifference(
                    "settings", "case.toml", key, before=str(before), after=str(settings.get(key))
                )


def key_differences(folder: CaseFolder, entries: Sequence[Entry]) -> Iterator[StateDifference]:
    """Hold case.key against the fingerprint that the log has had of it since the case was made."""
    if entries and (fingerprint := entries[0].get("key")):
        key = folder.key_file.read_bytes() if folder.key_file.is_file() else b""
        after = key_fingerprint(key) if key else ""
        if after != fingerprint:
            what = "changed" if after else "missing"
            yield StateDifference("key", "case.key", what, before=fingerprint, after=after)


def source_differences(case: DerivedCase) -> Iterator[StateDifference]:
    """Hold the bytes of every source to its hash, in the case or where its link points."""
    from kg.case.storage.source_store import stored_source

    for source in case.logged.sources.values():
        place = stored_source(case.folder, source.sha256)
        file = f"sources/{place.path.name}" if place and not place.linked else "sources/"
        if place is None or not place.is_there:
            yield StateDifference(
                "source", file, "missing", thing=source.name, before=source.sha256
            )
        elif case.hash_of(place.path) != source.sha256:
            after = case.hash_of(place.path)
            yield StateDifference("source", file, "changed", "", source.name, source.sha256, after)
        elif reason := case.missing.get(source.sha256):
            yield replace(
                unreadable("source", file, reason, source.name), standing=DifferenceKind.VERSION
            )


def text_differences(folder: CaseFolder, entries: Sequence[Entry]) -> Iterator[StateDifference]:
    """Hold the texts that lines of the log name against the hashes by which they name them."""
    file = folder.log_texts_file.name
    for number in folder.log_texts.wrong():
        yield StateDifference("log", file, "changed", f"line {number}")
    for line, entry in enumerate(entries, start=1):
        if _has_lost_text(entry):
            yield StateDifference("log", file, "missing", f"log.jsonl line {line}", entry["action"])


def _has_lost_text(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_lost_text, (*value.keys(), *value.values())))
    if isinstance(value, list):
        return any(map(_has_lost_text, value))
    return isinstance(value, str) and value.startswith(HASHED)


def unlogged_files(folder: CaseFolder, logged: LoggedCase) -> Iterator[StateDifference]:
    """Name the files among the sources that no line of the log speaks of."""
    for path in sorted(folder.sources.iterdir()):
        if path.name[:64] not in logged.ever and not path.name.startswith("."):
            yield StateDifference("source", f"sources/{path.name}", "extra", after=path.name)


def layout_differences(folder: CaseFolder, logged: LoggedCase) -> Iterator[StateDifference]:
    """Hold each kept layout of a person's own to its hash, and each source to its layout.

    A shipped layout of another version is not here, and its name is known: only its hash is logged.
    """
    kept = sorted(folder.layouts.glob(f"*{SUFFIX}"))
    for path in kept:
        if (after := sha256_of(path)) != path.stem:
            file = f"layouts/{path.name}"
            yield StateDifference("layout", file, "changed", before=path.stem, after=after)
    known, shipped = {path.stem for path in kept}, {layout.name for layout in layouts()}
    for source in logged.sources.values():
        if source.layout not in shipped and source.layout_sha256 not in known:
            file = f"layouts/{source.layout_sha256}{SUFFIX}"
            yield StateDifference("layout", file, "missing", source.layout, source.name)


def table_parts(case: DerivedCase, source: DerivedSource) -> Iterator[StateDifference]:
    """Hold the tables and problems of one source against those that it gives when read again."""
    folder, logged = case.folder, source.logged
    shelf = folder.ledger / source.shelf
    if not shelf.is_dir():
        yield StateDifference("table", f"ledger/{source.shelf}", "missing", thing=logged.name)
    else:
        standing = _standing(logged.tables, tables_digest(shelf), logged)
        derived = case.ledger / source.shelf
        differences = [*_shelf(derived, shelf, logged.name)]
        if not differences and logged.tables and standing is DifferenceKind.ALTERED:
            differences = [*_other_bytes(derived, shelf, logged.name)]
        yield from (_as(difference, standing) for difference in differences)
    stored = folder.problems / f"{source.shelf}.jsonl"
    derived = case.problems / stored.name
    digest = sha256_of(stored) if stored.is_file() else ""
    standing = _standing(logged.problems, digest, logged)
    differences = [*line_differences("problem", "problems", derived, stored, logged.name)]
    if not differences and logged.problems and standing is DifferenceKind.ALTERED:
        file = f"problems/{stored.name}"
        differences = [
            StateDifference("problem", file, "changed", "", logged.name, logged.problems, digest)
        ]
    yield from (_as(difference, standing) for difference in differences)


def _standing(logged: str, stored: str, source: LoggedSource) -> DifferenceKind:
    """Return what a difference means: what has its logged digest was not touched."""
    from kg.version import __version__

    if logged:
        return DifferenceKind.VERSION if logged == stored else DifferenceKind.ALTERED
    return DifferenceKind.ALTERED if source.version == __version__ else DifferenceKind.UNPROVEN


def _as(difference: StateDifference, standing: DifferenceKind) -> StateDifference:
    return replace(difference, standing=standing)


def _shelf(derived: Path, stored: Path, name: str) -> Iterator[StateDifference]:
    for file in sorted({path.name for path in (*derived.iterdir(), *stored.iterdir())}):
        place = f"ledger/{stored.name}"
        if not (derived / file).exists() or not (stored / file).exists():
            what = "extra" if (stored / file).exists() else "missing"
            yield StateDifference("table", f"{place}/{file}", what, thing=name)
        elif file.endswith(".parquet"):
            yield from table_file_differences("table", place, derived / file, stored / file, name)
        else:
            yield from line_differences("table", place, derived / file, stored / file, name)


def _other_bytes(derived: Path, stored: Path, name: str) -> Iterator[StateDifference]:
    """Name the files of a shelf that hold the same rows in other bytes than were logged."""
    for path in sorted(stored.iterdir()):
        before, after = sha256_of(derived / path.name), sha256_of(path)
        if before != after:
            file = f"ledger/{stored.name}/{path.name}"
            yield StateDifference("table", file, "changed", "", name, before, after)


def table_file_differences(
    part: str, folder: str, derived: Path, stored: Path, name: str
) -> Iterator[StateDifference]:
    """Yield how a Parquet file differs, row by row; equal bytes are not looked into."""
    if _equal(derived, stored):
        return
    file = f"{folder}/{stored.name}"
    differences = table_differences(derived, stored, LISTED)
    if differences.unreadable:
        yield StateDifference(part, file, "unreadable", thing=name, after=differences.unreadable)
    for row in differences.rows:
        what = row.column or ("missing" if not row.stored else "extra")
        yield StateDifference(part, file, what, row.row, name, row.derived, row.stored)
    if differences.count > LISTED:
        yield StateDifference(part, file, "more", thing=name, after=str(differences.count - LISTED))


def line_differences(
    part: str, folder: str, derived: Path, stored: Path, name: str
) -> Iterator[StateDifference]:
    """Yield which lines of a text file differ; a line is known by its place in a source.

    Lines of before 0.5 hold the reason as a sentence alone, without the message that it is: that is
    no difference of what they say.
    """
    file = f"{folder}/{stored.name}"
    if not stored.is_file():
        yield StateDifference(part, file, "missing", thing=name)
        return
    if _equal(derived, stored):
        return
    right, wrong = (_by_place(path) for path in (derived, stored))
    for place in sorted({*right, *wrong}):
        before, after = right.get(place, ""), wrong.get(place, "")
        if after not in (before, _without_message(before)):
            what = "missing" if not after else "extra" if not before else "changed"
            yield StateDifference(part, file, what, place, name, before[:200], after[:200])


def _without_message(line: str) -> str:
    """Return a refused or skipped row as kg before 0.5 stored it."""
    with contextlib.suppress(ValueError, RecursionError, AttributeError):
        return to_json({key: value for key, value in json.loads(line).items() if key != "message"})
    return line


def _by_place(path: Path) -> dict[str, str]:
    lines: dict[str, str] = {}
    for number, line in enumerate(path.read_bytes().decode(errors="replace").splitlines(), 1):
        place = f"line {number}"
        with contextlib.suppress(ValueError, RecursionError, AttributeError):
            place = str(json.loads(line).get("locator", place))
        lines[place if place not in lines else f"{place} ({number})"] = line
    return lines


def _equal(path: Path, other: Path) -> bool:
    if path.stat().st_size != other.stat().st_size:
        return False
    return sha256_of(path) == sha256_of(other)


def index_differences(case: DerivedCase) -> Iterator[StateDifference]:
    """Hold the index that questions use against one derived from the tables that were read again.

    Where nobody has asked anything yet there is none to hold.
    """
    stored = case.folder.ledger / "index" / case.now.ledger().index_place().name
    if not stored.is_dir():
        return
    case.step("index", "")
    index = case.now.index()
    place = f"ledger/index/{stored.name}"
    for path in sorted(index.folder.glob("*.parquet")):
        if not (stored / path.name).is_file():
            yield StateDifference("index", f"{place}/{path.name}", "missing")
        else:
            yield from table_file_differences("index", place, path, stored / path.name, "")
    for columns in sorted(stored.glob(f"{_ARRAYS}*")):
        kind = columns.name.removeprefix(_ARRAYS)
        if kind not in index.flow_classes:
            yield StateDifference("index", f"{place}/{columns.name}", "extra")
            continue
        index.flow_index(kind)
        for path in sorted((index.folder / columns.name).iterdir()):
            other = columns / path.name
            if not other.is_file() or not _equal(path, other):
                what = "changed" if other.is_file() else "missing"
                yield StateDifference("index", f"{place}/{columns.name}/{path.name}", what)


def has_earlier_indexes(case: DerivedCase) -> bool:
    """Say whether there are indexes of earlier states, which only an undo would use again."""
    used = case.now.ledger().index_place().name
    room = case.folder.ledger / "index"
    there = [path.name for path in room.iterdir()] if room.is_dir() else []
    return any(name != used and not name.startswith(".") for name in there)


def graph_parts(case: DerivedCase) -> Iterator[StateDifference]:
    """Hold the newest state of the graph, and the writer's own copy, against the derived graph."""
    checkpoints = Checkpoints(case.folder.graph)
    newest = checkpoints.newest()
    if newest is None:
        yield StateDifference("graph", "graph.checkpoints", "missing")
        return
    case.step("graph", "")
    yield from rolled_back(case.folder, case.entries)
    logged = _logged_states(case.entries)
    standing = DifferenceKind.ALTERED
    if newest.name == _last_state(case.entries) and logged[newest.name] == graph_digest(newest):
        standing = DifferenceKind.VERSION
    elif newest.name not in logged and not logged:
        standing = DifferenceKind.UNPROVEN if _is_older(case.entries) else DifferenceKind.ALTERED
    states = {newest: f"graph.checkpoints/{newest.name}"}
    if case.folder.graph.is_dir() and not checkpoints.is_pending():
        states[case.folder.graph] = "graph"
    explained: set[StateDifference] = set()
    for state, name in states.items():
        for difference in _graph(case, state, name):
            # the writer's own copy is the newest state: what differs there alone was altered
            same = replace(difference, file="")
            if state == newest:
                explained.add(same)
            yield _as(difference, standing if same in explained else DifferenceKind.ALTERED)


def _logged_states(entries: Sequence[Entry]) -> dict[str, str]:
    """Return the last digest that the log has of each numbered state of the graph."""
    digests: dict[str, str] = {}
    for entry in entries:
        if state := entry.get("derived", {}).get("graph"):
            digests[state["state"]] = state["sha256"]
    return digests


def _last_state(entries: Sequence[Entry]) -> str:
    """Return the number of the state that the last action left the graph in."""
    states = [entry["derived"]["graph"] for entry in entries if "graph" in entry.get("derived", {})]
    return str(states[-1]["state"]) if states else ""


def rolled_back(folder: CaseFolder, entries: Sequence[Entry]) -> Iterator[StateDifference]:
    """Name the state that the log says is the newest, where the graph has only earlier ones.

    An undo that was killed has gone back to an earlier state, and its line is still to come.
    """
    newest, last = Checkpoints(folder.graph).newest(), _last_state(entries)
    is_pending = any(PENDING in entry for entry in entries)
    if newest is not None and last and int(newest.name) < int(last) and not is_pending:
        yield StateDifference("graph", f"graph.checkpoints/{last}", "missing")


def older_states(folder: CaseFolder, entries: Sequence[Entry]) -> Iterator[StateDifference]:
    """Hold the states that ``kg undo`` would return to against the digests in the log."""
    logged, checkpoints = _logged_states(entries), Checkpoints(folder.graph)
    for number in checkpoints.numbers()[:-1]:
        before = logged.get(str(number), "")
        after = graph_digest(checkpoints.folder / str(number))
        if before and before != after:
            place = f"graph.checkpoints/{number}"
            yield StateDifference("graph", place, "changed", before=before, after=after)


def _is_older(entries: Sequence[Entry]) -> bool:
    from kg.version import __version__

    loads = [source for entry in entries for source in entry.get("sources", ())]
    return any(load.get("version") != __version__ for load in loads)


def _graph(case: DerivedCase, stored: Path, name: str) -> Iterator[StateDifference]:
    try:
        differences = graph_differences(case.graph_dump, stored, case.scratch)
    except (OutOfMemory, StoreFull):
        raise
    except KgError as error:
        yield unreadable("graph", name, error.what)
        return
    pairs: dict[tuple[str, str, str], list[QuadDifference]] = {}
    for quad in differences.quads:
        pairs.setdefault((quad.subject, quad.property, quad.part), []).append(quad)
    for (subject, name_of, part), quads in list(pairs.items())[: LISTED * 10]:
        before = ", ".join(quad.value for quad in quads if quad.lacking)
        after = ", ".join(quad.value for quad in quads if not quad.lacking)
        thing = case.known_handles.get(subject, subject)
        yield StateDifference("graph", name, name_of, part, thing, before[:200], after[:200])
    if len(pairs) > LISTED * 10:
        yield StateDifference("graph", name, "more", after=str(len(pairs) - LISTED * 10))


def result_differences(case: DerivedCase) -> Iterator[tuple[StateDifference | None, str]]:
    """Yield how each saved result differs, or nothing with the name of one held to its digest."""
    for name, line in _settled(case):
        path, digest = case.folder.saved / name, _saved_digest(case.entries[line - 1], name)
        stored = sha256_of(path) if path.is_file() else ""
        if not stored:
            yield StateDifference("result", f"saved/{name}", "missing"), name
            continue
        made = case.result(line)
        if made is None:
            wrong = StateDifference("result", f"saved/{name}", "changed", "", "", digest, stored)
            yield (wrong if digest and digest != stored else None), name
        elif made != path.read_bytes():
            standing = DifferenceKind.VERSION if digest == stored else DifferenceKind.ALTERED
            for value in _record_differences(made, path.read_bytes()):
                difference = StateDifference("result", f"saved/{name}", "value", *value)
                yield _as(difference, standing), name


def _settled(case: DerivedCase) -> list[tuple[str, int]]:
    loose = unsettled(case.entries)
    return sorted(item for item in case.logged.saved.items() if item[0] not in loose)


def _saved_digest(entry: Entry, name: str) -> str:
    """Return the digest of a saved result, also of one that another replaced and undo may need."""
    saved = entry.get("derived", {}).get("saved", {})
    return str(saved.get(name) or saved.get(f"{name.partition('.json')[0]}.json", ""))


def digest_results(case: DerivedCase) -> Iterator[tuple[StateDifference | None, str]]:
    """Hold each saved result to the digest that the log has of it."""
    for name, line in _settled(case):
        path, digest = case.folder.saved / name, _saved_digest(case.entries[line - 1], name)
        stored = sha256_of(path) if path.is_file() else ""
        what = "changed" if stored else "missing"
        differs = stored != digest if digest else not stored
        difference = StateDifference("result", f"saved/{name}", what, "", "", digest, stored)
        yield (difference if differs else None), name


def newest_state(folder: CaseFolder, entries: Sequence[Entry]) -> Iterator[StateDifference]:
    """Hold the newest state of the graph to the digest that the log has of it."""
    newest = Checkpoints(folder.graph).newest()
    if newest is None:
        yield StateDifference("graph", "graph.checkpoints", "missing")
        return
    yield from rolled_back(folder, entries)
    before, after = _logged_states(entries).get(newest.name, ""), graph_digest(newest)
    if before and before != after:
        place = f"graph.checkpoints/{newest.name}"
        yield StateDifference("graph", place, "changed", before=before, after=after)


def unlogged_results(case: DerivedCase) -> Iterator[StateDifference]:
    """Name the saved files that no line of the log says were saved.

    Versions before the first digests saved chains and findings without a line.
    """
    older = bool(case.entries) and "derived" not in case.entries[0]
    standing = DifferenceKind.UNPROVEN if older else DifferenceKind.ALTERED
    known = {*case.logged.saved, *unsettled(case.entries)}
    for path in sorted(case.folder.saved.iterdir()):
        if path.is_file() and path.name not in known and path.name[0] != ".":
            yield StateDifference("result", f"saved/{path.name}", "extra", standing=standing)


def _record_differences(right: bytes, wrong: bytes) -> list[tuple[str, str, str, str]]:
    """Return the places in a saved record whose values differ: place, thing, before, after."""
    try:
        pairs = list(_walk(json.loads(right), json.loads(wrong), ""))
    except (ValueError, RecursionError):
        return [("", "", "", "unreadable")]
    return [(place, "", before, after) for place, before, after in pairs[:LISTED]] or [
        ("", "", "", "")
    ]


def _walk(right: object, wrong: object, place: str) -> Iterator[tuple[str, str, str]]:
    right = _as_stored(right, wrong)
    if isinstance(right, dict) and isinstance(wrong, dict):
        for key in sorted({*right, *wrong}):
            yield from _walk(right.get(key), wrong.get(key), f"{place}.{key}" if place else key)
    elif isinstance(right, list) and isinstance(wrong, list) and len(right) == len(wrong):
        for number, (value, other) in enumerate(zip(right, wrong, strict=True)):
            yield from _walk(value, other, f"{place}[{number}]")
    elif right != wrong:
        yield place, str(right)[:200], str(wrong)[:200]


def _as_stored(derived: object, stored: object) -> object:
    """Return a message as results of before 0.5 hold it, its sentence in two languages."""
    if not (isinstance(derived, dict) and isinstance(stored, dict)) or stored.keys() != SENTENCES:
        return derived
    with contextlib.suppress(ValueError, TypeError):
        message = Message.from_plain(derived)
        return {lang: message.text(lang) for lang in SENTENCES}
    return derived
