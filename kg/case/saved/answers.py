"""Answers that are kept under a name: key things, acting together, matrices and the like.

All of them are kept in one way: a file beside the graph, a line in the log with its digest, and the
request by which it can be asked again. The graph does not change by it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
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


@dataclass(frozen=True, slots=True)
class _Kind:
    """How answers of one verb are read, asked again, and whether the log and sources suffice."""

    request: type[AnswerRequest]
    result: type[AnswerResult]
    ask: Callable[[Session, Any], AnswerResult]
    is_derived: bool = False


def _function(place: str) -> Callable[[Session, Any], Any]:
    """Return a function of a room that is loaded when it is first called."""
    module, name = place.split(":")
    return lambda session, request: getattr(import_module(module), name)(session, request)


def _pattern(session: Session, request: PatternRequest) -> PatternMatches:
    from kg.case.patterns.matches import find_matches
    from kg.query import QueryRunner

    with closing(QueryRunner()) as runner:
        return find_matches(session, runner, request)


def _without(session: Session, request: WithoutRequest) -> Exclusion:
    from kg.case.evidence.hangs_on import exclusion
    from kg.query import QueryRunner

    with closing(QueryRunner()) as runner:
        return exclusion(session, runner, request.items)


def _link(session: Session, request: LinkRequest) -> CaseLinks:
    from contextlib import ExitStack

    from kg.case.linking.compare import compare
    from kg.case.storage.folder import CaseFolder
    from kg.case.storage.open_case import reading_session

    with ExitStack() as stack:
        places = (CaseFolder(Path(place)) for place in request.others)
        others = [stack.enter_context(reading_session(place)) for place in places]
        return compare([session, *others], request)


_KINDS: Mapping[str, _Kind] = {
    "key": _Kind(KeyRequest, KeyThings, _function("kg.case.network.key:key_things"), True),
    "coordinated": _Kind(
        CoordinatedRequest, Coordination, _function("kg.case.network.coordinated:coordinated"), True
    ),
    "matrix": _Kind(MatrixRequest, Matrix, _function("kg.case.chains.matrix:matrix_of"), True),
    "path": _Kind(PathRequest, Paths, _function("kg.case.network.paths:find_paths"), True),
    "pattern": _Kind(PatternRequest, PatternMatches, _pattern),
    "same": _Kind(SameRequest, SameThings, _function("kg.case.judgements.same:same")),
    "without": _Kind(WithoutRequest, Exclusion, _without),
    "link": _Kind(LinkRequest, CaseLinks, _link),
}
"""By verb. What asks a worker, other cases or the words of persons as they were is held to its
digest by ``kg verify``; the others are computed anew."""


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
    path, text = saved_path(session.folder, ANSWER, name), _text(request, result)
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


def _text(request: AnswerRequest, result: AnswerResult) -> bytes:
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
        kind = _KINDS[kept["verb"]]
        return SavedAnswer(
            str(kept["name"]),
            kept["verb"],
            request_of(kept["verb"], kept["request"]),
            from_plain(kind.result, kept["result"]),
        )


def request_of(verb: str, plain: Mapping[str, Any]) -> AnswerRequest:
    """Return the request of a verb, from its plain values."""
    request: AnswerRequest = _KINDS[verb].request.of(**plain)
    return request


def save_again(session: Session, verb: str, plain: Mapping[str, Any]) -> None:
    """Ask what was kept once more, and keep it under its name (``kg redo``)."""
    request = request_of(verb, plain)
    save_answer(session, request, _KINDS[verb].ask(session, request))


def derived_answer(session: Session, verb: str, plain: Mapping[str, Any]) -> bytes | None:
    """Return the bytes of a kept answer, computed anew; nothing where the log does not suffice."""
    kind = _KINDS[verb]
    if not kind.is_derived:
        return None
    request = request_of(verb, plain)
    return _text(request, kind.ask(session, request))


VERBS: Sequence[str] = tuple(_KINDS)
"""The commands whose answers can be kept."""
