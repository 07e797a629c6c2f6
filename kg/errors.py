"""Every way kg can refuse, in one tree.

::

    KgError                    exit code
    ├── UsageError             2   what was asked does not fit: Ambiguous, NotFound, NoneNamed,
    │                              PartialAccounts
    ├── SourceError            3   what came in: DecodeError, FormatError, LimitExceeded,
    │                              LayoutError (AnswerNeeded, FileToSplit, LayoutUnknown),
    │                              BalanceFails, EvidenceMoved, ReaderCrashed
    ├── SchemaError            1   the ontology itself is wrong
    ├── StoreError             4   StoreBusy, StoreFull, StoreReadOnly, StoreCorrupt,
    │                              StoreUnavailable, OutOfMemory
    ├── QueryError             5   QueryRefused, QuerySyntaxError, QueryTimeout,
    │                              QueryTooBig, QueryCrashed
    └── CaseError              2   NotACase; EvidenceChanged and LogBroken exit with 6
"""

from __future__ import annotations

import re

from kg.messages import Message

_LINE = re.compile(r"(?P<file>.+) line (?P<line>[0-9]+)(?P<rest>(?: .*)?)", re.DOTALL)


class KgError(Exception):
    """One sentence that says what is wrong, where, and what to do about it.

    >>> str(FormatError(Message("is-a-folder"), where="flows.csv", hint=Message("name-file")))
    'flows.csv: is a folder — name a file in it'
    """

    exit_code = 1

    def __init__(self, what: Message, *, where: str = "", hint: Message | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    @property
    def message(self) -> Message:
        """The error as one sentence: what is wrong, where, and what to do about it."""
        said = self.what
        if self.where:
            said = Message("at-place", where=_place(self.where), what=said)
        return Message("with-advice", what=said, hint=self.hint) if self.hint else said

    def __str__(self) -> str:
        return self.message.text()


def _place(where: str) -> str | Message:
    """Return a place as it is said: ``flows.csv line 3`` is a locator, no English sentence."""
    found = _LINE.fullmatch(where)
    return Message("line-of-named-file", **found.groupdict()) if found else where


class UsageError(KgError):
    """The request does not fit the case."""

    exit_code = 2


class Ambiguous(UsageError):
    """What was typed fits several things; ``candidates`` lists them, one line each."""

    def __init__(
        self, what: Message, candidates: tuple[str, ...], *, hint: Message | None = None
    ) -> None:
        super().__init__(what, hint=hint)
        self.candidates = candidates


class NotFound(UsageError):
    """Nothing in the case answers to what was typed."""


class PartialAccounts(UsageError):
    """A trace goes on from accounts of which the case has but a part of the rows."""

    def __init__(self, accounts: tuple[str, ...]) -> None:
        super().__init__(Message("accounts-are-partial", count=len(accounts)))
        self.accounts = accounts


class NoneNamed(NotFound):
    """No row of a list names anything; ``rows`` says of each where it stands, and why."""

    def __init__(self, what: Message, rows: tuple[tuple[str, Message], ...], *, where: str) -> None:
        super().__init__(what, where=where, hint=Message("each-row-listed-below"))
        self.rows = rows


class SourceError(KgError):
    """A file was refused as a whole; nothing of it was stored."""

    exit_code = 3


class DecodeError(SourceError):
    """The bytes are not the text they are said to be."""


class FormatError(SourceError):
    """The file is not what its name says, or is broken."""


class NotATableError(FormatError):
    """Not a table: another form of data, which the message names, or running text."""


class LimitExceeded(SourceError):
    """A named ceiling of :mod:`kg.limits` was reached."""


class LayoutError(SourceError):
    """No layout fits the header, or the layout itself is wrong."""


class AnswerNeeded(LayoutError):
    """A layout fits, and asks what the file does not say: whose statement it is."""


class FileToSplit(LayoutError):
    """A table is several: of other accounts or currencies below one another, or side by side."""


class LayoutUnknown(LayoutError):
    """No layout is known that fits the file; ``proposal`` is one, made from the file itself.

    What it asks must be answered, and what it says be accepted, before the file is loaded with it
    (:class:`kg.sources.proposal.propose.Proposal`); ``path`` is the file.
    """

    def __init__(
        self,
        what: Message,
        *,
        where: str = "",
        hint: Message | None = None,
        proposal: object = None,
        path: str = "",
    ) -> None:
        super().__init__(what, where=where, hint=hint)
        self.proposal, self.path = proposal, path


class BalanceFails(SourceError):
    """The running balance contradicts the rows of an account too often to believe the layout."""


class EvidenceMoved(SourceError):
    """The file changed while it was being read."""


class ReaderCrashed(SourceError):
    """The worker process that read the file died of it; kg and the other files are unharmed."""


class SchemaError(KgError):
    """The ontology itself is wrong."""


class StoreError(KgError):
    """A store could not do what was asked; what it held before is intact."""

    exit_code = 4


class StoreBusy(StoreError):
    """Another process holds the case's write lock."""


class StoreFull(StoreError):
    """No space is left; nothing was half written."""


class StoreReadOnly(StoreError):
    """Nothing can be written there: the medium is read-only, or the user has no right to it."""


class OutOfMemory(StoreError):
    """The system gives no more memory; nothing was half written."""


class StoreCorrupt(StoreError):
    """The store's own checks fail."""


class StoreUnavailable(StoreError):
    """The store cannot be opened or reached."""


class QueryError(KgError):
    """A query gave no answer."""

    exit_code = 5


class QueryRefused(QueryError):
    """The guard does not let this query run."""


class QuerySyntaxError(QueryError):
    """The query is not well formed."""


class QueryTimeout(QueryError):
    """The time limit passed first."""


class QueryTooBig(QueryError):
    """The memory limit was reached."""


class QueryCrashed(QueryError):
    """The engine died; the case is unharmed."""


class CaseError(KgError):
    """The folder is not a case that can be used."""

    exit_code = 2


class NotACase(CaseError):
    """The folder is something else, or sits where a case must not sit."""


class EvidenceChanged(CaseError):
    """A stored source no longer has the hash it was loaded with."""

    exit_code = 6


class LogBroken(CaseError):
    """The custody log's hash chain does not hold."""

    exit_code = 6
