"""Answers that are kept under a name: key things, acting together, matrices and the like.

All of them are kept in one way: a file beside the graph, a line in the log with its digest, and the
request by which it can be asked again. The graph does not change by it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.case.storage.resolve import saved_path
from kg.case.storage.saved_requests import save_request
from kg.case.storage.transaction import log_only
from kg.errors import NotFound
from kg.files import write_atomically
from kg.messages import Message
from kg.model import (
    CaseLinks,
    Coordination,
    Exclusion,
    KeyThings,
    Matrix,
    Paths,
    PatternMatches,
    SameThings,
)
from kg.records import as_kg_wrote, from_plain, to_json
from kg.requests import (
    CoordinatedRequest,
    KeyRequest,
    LinkRequest,
    MatrixRequest,
    PathRequest,
    PatternRequest,
    SameRequest,
    WithoutRequest,
)

if TYPE_CHECKING:
    from kg.case.storage.folder import CaseFolder
    from kg.case.storage.open_case import OpenCase
    from kg.case.storage.session import Session

AnswerRequest = (
    KeyRequest
    | CoordinatedRequest
    | MatrixRequest
    | PathRequest
    | PatternRequest
    | SameRequest
    | WithoutRequest
    | LinkRequest
)
AnswerResult = (
    KeyThings | Coordination | Matrix | Paths | PatternMatches | SameThings | Exclusion | CaseLinks
)
ANSWER = "answer"
"""The kind of the file, and the action of the log."""


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """An answer as it was kept.

    Args:
        name: Under which it is kept.
        verb: The command that answered: ``key``, ``matrix`` …
        request: What was asked; the same asked now may give something else.
        result: What was answered then.
    """

    name: str
    verb: str
    request: AnswerRequest
    result: AnswerResult


_KINDS: Mapping[str, tuple[type[AnswerRequest], type[AnswerResult]]] = {
    "key": (KeyRequest, KeyThings),
    "coordinated": (CoordinatedRequest, Coordination),
    "matrix": (MatrixRequest, Matrix),
    "path": (PathRequest, Paths),
    "pattern": (PatternRequest, PatternMatches),
    "same": (SameRequest, SameThings),
    "without": (WithoutRequest, Exclusion),
    "link": (LinkRequest, CaseLinks),
}
"""By verb: what is asked, and what is answered. How it is asked says ``saved/asked_again.py``."""


def keep_answer(opened: OpenCase, request: AnswerRequest, result: AnswerResult) -> None:
    """Keep an answer under the name of its request, and log it; without a name nothing is done.

    Args:
        opened: The case, which nobody holds.
        request: What was asked.
        result: What was answered.

    Raises:
        UsageError: The case is read as its files tell it.
    """
    if name_of(request):
        with opened.writing() as session:
            save_answer(session, request, result)


def name_of(request: AnswerRequest) -> str:
    """Return the name under which the answer to a request is to be kept; blank if it is not."""
    name = request.name if isinstance(request, PatternRequest) else request.save_as
    return name.strip()


def save_answer(session: Session, request: AnswerRequest, result: AnswerResult) -> None:
    """Keep an answer under its name in one action; one that it replaces is kept for ``kg undo``."""
    name = name_of(request)
    path, text = saved_path(session.folder, ANSWER, name), answer_text(request, result)
    if path.is_file() and path.read_bytes() == text:
        return
    lines = sum(1 for _ in session.folder.log.entries())
    before = f"{path.name}.line{lines}" if path.is_file() else ""
    write_atomically(session.folder.draft(path.name), text)
    facts: dict[str, object] = {
        "name": name, "verb": request.verb, "kept": [path.name], "before": before,
        "request": save_request(session.folder, request.verb, request),
        **({"replaced": True} if before else {}),
    }  # fmt: skip
    log_only(session, ANSWER, **facts)


def answer_text(request: AnswerRequest, result: AnswerResult) -> bytes:
    """Return the bytes that are kept of an answer."""
    kept = {"name": name_of(request), "verb": request.verb, "request": request, "result": result}
    return to_json(kept, in_order=True).encode()  # roles and states are shown in their order


def saved_answer(folder: CaseFolder, name: str) -> SavedAnswer:
    """Return the answer kept under a name.

    Raises:
        NotFound: No answer is kept under it.
        StoreCorrupt: The file is not as kg wrote it.
    """
    path = saved_path(folder, ANSWER, name)
    if not path.is_file():
        raise NotFound(Message("no-saved-answer", name=repr(name)), hint=Message("see-kg-saved"))
    return _read(path)


def is_saved_answer(folder: CaseFolder, name: str, *verbs: str) -> bool:
    """Say whether an answer of one of these verbs (any, if none is said) is kept under a name."""
    if not name.strip() or not (path := saved_path(folder, ANSWER, name)).is_file():
        return False
    return not verbs or _read(path).verb in verbs


def saved_answers(folder: CaseFolder) -> Iterator[SavedAnswer]:
    """Yield every answer that is kept, by the names of their files."""
    yield from map(_read, sorted(folder.saved.glob(f"{ANSWER}-*.json")))


def _read(path: Path) -> SavedAnswer:
    with as_kg_wrote(path):
        kept = json.loads(path.read_text(encoding="utf-8"))
        _, result = _KINDS[kept["verb"]]
        return SavedAnswer(
            str(kept["name"]),
            kept["verb"],
            request_of(kept["verb"], kept["request"]),
            from_plain(result, kept["result"]),
        )


def request_of(verb: str, plain: Mapping[str, Any]) -> AnswerRequest:
    """Return the request of a verb, from its plain values."""
    request: AnswerRequest = _KINDS[verb][0].of(**plain)
    return request


VERBS: Sequence[str] = tuple(_KINDS)
"""The commands whose answers can be kept."""
