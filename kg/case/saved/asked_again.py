"""What was kept under a name is asked once more (``kg redo``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from kg.case.evidence.hangs_on import exclusion
from kg.case.judgements.same import same
from kg.case.linking.compare import compare
from kg.case.patterns.matches import find_matches
from kg.case.saved.answers import AnswerResult, request_of, save_answer
from kg.case.saved.derived_answers import DERIVED
from kg.case.storage.folder import CaseFolder
from kg.case.storage.open_case import reading_session
from kg.case.storage.session import Session
from kg.model import CaseLinks, Exclusion, PatternMatches
from kg.query import QueryRunner
from kg.requests import LinkRequest, PatternRequest, WithoutRequest


def save_again(session: Session, verb: str, plain: Mapping[str, Any]) -> None:
    """Ask what was kept once more, and keep it under its name."""
    request = request_of(verb, plain)
    save_answer(session, request, _ASKED[verb](session, request))


def _pattern(session: Session, request: PatternRequest) -> PatternMatches:
    with closing(QueryRunner()) as runner:
        return find_matches(session, runner, request)


def _without(session: Session, request: WithoutRequest) -> Exclusion:
    with closing(QueryRunner()) as runner:
        return exclusion(session, runner, request.items)


def _link(session: Session, request: LinkRequest) -> CaseLinks:
    with ExitStack() as stack:
        places = (CaseFolder(Path(place)) for place in request.others)
        others = [stack.enter_context(reading_session(place)) for place in places]
        return compare([session, *others], request)


_ASKED: Mapping[str, Callable[[Session, Any], AnswerResult]] = {
    **DERIVED,
    "pattern": _pattern,
    "same": same,
    "without": _without,
    "link": _link,
}
