"""A case held open: it hands out sessions, and keeps the process that answers queries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kg.case.storage.folder import CaseFolder
from kg.case.storage.leftovers import clear_leftovers
from kg.case.storage.log_digests import log_action
from kg.case.storage.pseudonym_store import (
    finish_export,
    is_older,
)
from kg.case.storage.session import Session, open_graph
from kg.case.storage.transaction import (
    finish_pending,
    log_unlogged_loads,
    refuse_disagreement,
    refuse_lost_graph,
    refuse_newer,
)
from kg.errors import UsageError
from kg.graph.oxigraph_engine import Checkpoints
from kg.messages import Message
from kg.schema import load_schema
from kg.system_errors import as_kg_errors

if TYPE_CHECKING:
    from kg.query import QueryRunner


@contextmanager
def writing_session(folder: CaseFolder) -> Iterator[Session]:
    """Hold the case for writing; finish what a killed action began, or clear it away."""
    folder.check()
    with folder.writing():
        folder.log.check_noted_head()
        refuse_newer(folder)
        refuse_lost_graph(folder)
        finish_export(folder)
        store = open_graph(folder, load_schema(), read_only=False)
        try:
            session = Session(folder, store)
            session.finished = (*finish_pending(session), *log_unlogged_loads(session))
            refuse_disagreement(session)
            clear_leftovers(session)
            number_older_case(session)
            yield session
            clear_leftovers(session)
        finally:
            store.close()


def number_older_case(session: Session) -> None:
    """Give pseudonyms in a case that was made before they were kept, and log it, once.

    Whoever calls this holds the case's lock.
    """
    if is_older(session.folder) and session.number_missing():
        log_action(session.folder, "pseudonyms")


def _raw_session() -> type[Session]:
    from kg.case.storage.raw_session import RawSession  # all that a graph is made of

    return RawSession


class SessionReader:
    """Opens a reading session on the newest state of a case, and reuses it until the case changes.

    Who reads has the session alone: a question asked inside another one gets a session of its own.
    """

    def __init__(self, folder: CaseFolder, *, raw: bool = False) -> None:
        self._folder = folder
        self._session = _raw_session() if raw else Session
        self._kept: tuple[object, Session] | None = None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session on the newest state; after an error it is not reused."""
        self._folder.settings()
        kept, self._kept = self._kept, None
        now = self._seen()
        if kept is None or kept[0] != now:
            self._folder.check()
        session = kept[1] if kept and kept[0] == now else self._session(self._folder, None)
        yield session
        self._kept = now, session

    def forget(self) -> None:
        """Drop the session that is kept: a writer may remove its files."""
        self._kept = None

    def _seen(self) -> object:
        """Return what changes with every action: undo may give a state's name a second time."""
        log = self._folder.log.path
        newest = Checkpoints(self._folder.graph).newest()
        return newest, log.stat().st_size if log.exists() else 0


@contextmanager
def reading_session(folder: CaseFolder) -> Iterator[Session]:
    """Open the case's newest whole state."""
    folder.check()
    session = Session(folder, None)
    try:
        yield session
    finally:
        if "store" in vars(session):
            session.store.close()


class OpenCase:
    """A case held open: all its parts get their reading and writing sessions here.

    With ``raw`` it is read as its files tell it: what a person took for one is as many there.
    """

    def __init__(self, folder: CaseFolder, *, raw: bool = False) -> None:
        self.folder = folder
        self._raw = raw
        self._reader = SessionReader(folder, raw=raw)
        self._questions: QueryRunner | None = None

    @property
    def root(self) -> Path:
        """Where the case lies."""
        return self.folder.root

    def close(self) -> None:
        """End the process that answers queries, and let go of what was read."""
        self._reader.forget()
        if self._questions is not None:
            self._questions.close()
            self._questions = None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a reading session on the newest state."""
        with as_kg_errors(self.root), self._reader.reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a writing session, under the case's lock.

        Raises:
            UsageError: The case is read as its files tell it.
        """
        if self._raw:
            raise UsageError(Message("raw-is-read-only"), hint=Message("leave-raw-out"))
        self._reader.forget()
        with as_kg_errors(self.root), writing_session(self.folder) as session:
            yield session

    def questions(self) -> QueryRunner:
        """Return the process that answers queries; it starts with the first one."""
        from kg.query import QueryRunner

        if self._questions is None:
            self._questions = QueryRunner()
        return self._questions
