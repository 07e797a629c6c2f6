"""Everything derived is put back from the sources, the log and the texts beside it.

What the case has as it should be stays untouched; what differs is replaced. A file that is replaced
and could hold a person's words goes to ``lost+found``. The graph's own files never repeat: its
statements do.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.case.evidence import state_differences
from kg.case.evidence.derived_case import DerivedCase, DerivedSource, Step
from kg.case.evidence.derived_texts import (
    RestoredText,
    restored_handles,
    restored_judgements,
    restored_pseudonyms,
)
from kg.case.evidence.verdict import DifferenceKind, StateDifference
from kg.case.evidence.verify import pending_action
from kg.case.storage.case_log import LoggedSource, check_log, logged_settings
from kg.case.storage.folder import CaseFolder, check_entries
from kg.case.storage.leftovers import to_lost_and_found
from kg.case.storage.log_digests import log_action
from kg.case.storage.source_store import AGAIN, LINK, StoredSource, stored_source
from kg.case.storage.transaction import finish_log_only
from kg.custody import sha256_of
from kg.errors import EvidenceChanged, NotACase, StoreCorrupt
from kg.files import write_atomically
from kg.graph.oxigraph_engine import Checkpoints
from kg.messages import Message

REBUILDING = ".rebuilding-"


@dataclass
class RebuildReport:
    """What a rebuild did.

    Args:
        restored: The files that were put back, relative to the case.
        underivable: What could not be derived, with the reason: it stays as it was.
        moved: What went to ``lost+found``.
        sources: How many sources the case has.
        links: How many links its graph has.
    """

    restored: list[str] = field(default_factory=list)
    underivable: list[StateDifference] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    sources: int = 0
    links: int = 0


def rebuild(
    folder: CaseFolder,
    handed: Sequence[Path] = (),
    *,
    step: Step = lambda what, name: None,
) -> RebuildReport:
    """Restore tables, problems, judgements, handles, pseudonyms, saved results and graph.

    Args:
        folder: The case.
        handed: Files whose bytes the case has lost, under whatever names.
        step: Is told what is being done.

    Returns:
        What was restored, and what could not be.

    Raises:
        NotACase: The case has links among its files, or the like; nothing was changed.
        EvidenceChanged: Sources or layouts of persons' own are missing or altered and were not
            handed in, or the case's key is not the one that the log knows; nothing was changed.
        LogBroken: The log itself was altered or shortened: nothing can be derived from it.
    """
    check_entries(folder.root)  # its settings may be what is to be restored
    with folder.writing():
        folder.log.check_noted_head()
        entries = list(folder.log.entries())
        check_log(entries)
        with suppress(StoreCorrupt):  # a note that kg did not write is moved aside below
            finish_log_only(folder)
        pending = pending_action(folder, entries)
        work = folder.root / f"{REBUILDING}{entries[-1]['at'][:10] if entries else 'empty'}"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        try:
            rebuilding = _Rebuild(folder, work, handed, step)
            report = rebuilding.run()
        finally:
            shutil.rmtree(work, ignore_errors=True)
        if pending:
            report.moved.append(f"action.json ({pending['action']})")
        folder.under_way.unlink(missing_ok=True)
        if report.restored:
            log_action(folder, "rebuild", restored=report.restored, rebuilt=rebuilding.rebuilt)
        return report


class _Rebuild:
    def __init__(self, folder: CaseFolder, work: Path, handed: Sequence[Path], step: Step) -> None:
        self.folder = folder
        self.work = work
        self.found = RebuildReport()
        self.rebuilt: list[dict[str, str]] = []
        self.entries = list(folder.log.entries())
        self._refuse_another_key()
        self._restore_settings()
        judged = work / "judged"
        judged.mkdir()
        self.judged = restored_judgements(folder, self.entries, judged)
        given = {sha256_of(path): path for path in handed}
        self.case = DerivedCase(
            folder, work, self.entries, self.judged.text, handed=given, step=step
        )

    def run(self) -> RebuildReport:
        """Put back what differs; the graph comes last, since it rests on all else."""
        self._layouts()
        sources = self.case.sources()
        self._refuse_missing()
        try:
            for logged in self.case.logged.sources.values():
                self._source(logged)
            self._unlogged()
            for source in sources:
                self._tables(source)
            self._judgements()
            self._handles()  # saved chains show them
            self._pseudonyms()
            self._results()
            self._index()
            self._graph()
        finally:
            self.case.close()
        self.found.sources = len(sources)
        return self.found

    def _restore_settings(self) -> None:
        """Write case.toml anew where it is lost, unreadable or says otherwise than the log."""
        by_log = logged_settings(self.entries)
        if by_log is None:
            return
        try:
            settings = self.folder.settings()
        except NotACase:
            settings = replace(by_log, name="")
        if settings != (restored := replace(by_log, servers=settings.servers)):
            self.folder.rewrite(restored)
            self.found.restored.append("case.toml")

    def _refuse_another_key(self) -> None:
        if list(state_differences.key_differences(self.folder, self.entries)):
            raise EvidenceChanged(
                Message("not-the-case-key"), where="case.key", hint=Message("put-case-key-back")
            )

    def _layouts(self) -> None:
        """Put layouts of persons' own back as they were, from files that are handed in again."""
        lacking = list(state_differences.layout_differences(self.folder, self.case.logged))
        handed_files = {
            difference.file: self.case.handed.get(Path(difference.file).stem)
            for difference in lacking
        }
        for difference in lacking:
            if handed_files[difference.file] is None:
                is_missing = difference.what == "missing"
                what = Message("is-missing") if is_missing else Message("altered-after-kept")
                raise EvidenceChanged(what, where=difference.file, hint=AGAIN)
        for file, handed in handed_files.items():
            assert handed is not None, "a layout that was not handed in was refused before"
            kept = self.folder.root / file
            if kept.exists():
                self._aside(kept)
            kept.parent.mkdir(mode=0o700, exist_ok=True)
            write_atomically(kept, handed.read_bytes())
            self.found.restored.append(file)

    def _refuse_missing(self) -> None:
        missing = self.case.missing
        if missing:
            named = [
                Message("source-with-hash", name=source.name, sha256=sha256)
                for sha256, source in self.case.logged.sources.items()
                if sha256 in missing
            ]
            raise EvidenceChanged(
                Message("sources-not-to-be-had", count=len(named), names=named),
                where=self.folder.root.name,
                hint=Message("hand-sources-in-again"),
            )

    def _source(self, logged: LoggedSource) -> None:
        """Put a source's bytes back where they are gone or altered; altered ones are kept aside."""
        place = stored_source(self.folder, logged.sha256)
        if logged.link_only:
            self._link(logged, place)
            return
        if place and place.is_there and self.case.hash_of(place.path) == logged.sha256:
            return
        path = self.case.file_of(logged.sha256)
        assert path is not None, "a source that is missing was refused before"
        if place and place.is_there and not place.linked:
            self._aside(place.path)
        suffix = "".join(Path(logged.name).suffixes[-2:]).lower()
        target = self.folder.sources / f"{logged.sha256}{suffix}"
        draft = target.with_name(f".loading-{target.name}")
        shutil.copyfile(path, draft)
        draft.chmod(0o400)
        draft.replace(target)
        self.found.restored.append(f"sources/{target.name}")

    def _link(self, logged: LoggedSource, place: StoredSource | None) -> None:
        """Note where a file lies now of which only hash and place are kept."""
        if place and place.is_there and self.case.hash_of(place.path) == logged.sha256:
            return
        path = self.case.file_of(logged.sha256)
        assert path is not None, "a source that is missing was refused before"
        link = self.folder.sources / f"{logged.sha256}{LINK}"
        write_atomically(link, os.fsencode(path.resolve()))
        self.found.restored.append(f"sources/{link.name}")

    def _unlogged(self) -> None:
        """Move aside what no line of the log speaks of: sources that were never in, results."""
        unlogged = [
            *state_differences.unlogged_files(self.folder, self.case.logged),
            *state_differences.unlogged_results(self.case),
        ]
        for difference in unlogged:
            if (
                difference.standing is DifferenceKind.ALTERED
                and (self.folder.root / difference.file).exists()
            ):
                self._aside(self.folder.root / difference.file)

    def _aside(self, path: Path) -> None:
        moved = to_lost_and_found(self.folder, path)
        self.found.moved.append(moved.relative_to(self.folder.root).as_posix())

    def _tables(self, source: DerivedSource) -> None:
        """Put the tables and problems of a source back where their rows differ or were altered."""
        derived, stored = self.case.ledger / source.shelf, self.folder.ledger / source.shelf
        problems = self.case.problems / f"{source.shelf}.jsonl"
        before = len(self.found.restored)
        if any(part.part == "table" for part in state_differences.table_parts(self.case, source)):
            shutil.rmtree(stored, ignore_errors=True)
            shutil.copytree(derived, stored)
            self.found.restored.append(f"ledger/{source.shelf}")
        self._file(self.folder.problems / problems.name, problems.read_bytes(), aside=False)
        if len(self.found.restored) > before:
            self.rebuilt.append({"sha256": source.logged.sha256, "shelf": source.shelf})

    def _file(self, path: Path, content: bytes, *, aside: bool = True) -> None:
        if path.is_file() and path.read_bytes() == content:
            return
        if path.is_file() and aside:
            self._aside(path)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_atomically(path, content)
        self.found.restored.append(path.relative_to(self.folder.root).as_posix())

    def _judgements(self) -> None:
        if self.judged.differences:
            self._file(self.folder.judgements, self.judged.text)
        lost = [
            difference
            for difference in self.judged.differences
            if difference.what in ("changed", "missing")
        ]
        self.found.underivable += [lost_text for lost_text in lost if lost_text.what == "changed"]

    def _handles(self) -> None:
        self._restore(self.folder.handles, restored_handles(self.case))

    def _pseudonyms(self) -> None:
        self._restore(self.folder.pseudonyms, restored_pseudonyms(self.case))

    def _restore(self, path: Path, restored: RestoredText) -> None:
        """Write a file of given numbers anew where it differs; name what of it is lost for good."""
        if restored.differences:
            self._file(path, restored.text)
        if not restored.is_whole:
            self.found.underivable += restored.differences

    def _results(self) -> None:
        for name, line in self.case.logged.saved.items():
            made = self.case.result(line)
            if made is not None:
                self._file(self.folder.saved / name, made)
        for difference, _ in state_differences.result_differences(self.case):
            if difference is not None:
                self.found.underivable.append(difference)

    def _index(self) -> None:
        """Forget every index but one that is as it is derived; each is derived when asked for."""
        differing = {
            difference.file.split("/")[2]
            for difference in state_differences.index_differences(self.case)
        }
        digest = self.case.now.index().digest
        for stored in (self.folder.ledger / "index").glob("*"):
            if stored.name in differing or stored.name != digest:
                shutil.rmtree(stored)
        if differing:
            self.found.restored.append(f"ledger/index/{digest}")

    def _graph(self) -> None:
        """Publish the derived graph as the newest state, unless the one that is there is equal."""
        checkpoints = Checkpoints(self.folder.graph)
        differs = list(state_differences.graph_parts(self.case))
        differs += state_differences.newest_state(self.folder, self.entries)
        wrong = [
            state.place or state.file
            for state in state_differences.older_states(self.folder, self.entries)
        ]
        if differs or wrong:
            derived = self.case.now.store.checkpoint()
            assert derived is not None, "a graph that was just written has a state"
            checkpoints.replace_all(derived)
            self.found.restored.append("graph")
        self.found.links = self.case.now.store.count().all_links
