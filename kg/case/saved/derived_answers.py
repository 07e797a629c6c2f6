"""Kept answers that the log and the sources suffice for: they can be computed anew, to the byte."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kg.case.chains.matrix import matrix_of
from kg.case.network.coordinated import coordinated
from kg.case.network.key import key_things
from kg.case.network.paths import find_paths
from kg.case.saved.answers import AnswerResult, answer_text, request_of
from kg.case.storage.session import Session

DERIVED: Mapping[str, Callable[[Session, Any], AnswerResult]] = {
    "key": key_things,
    "coordinated": coordinated,
    "matrix": matrix_of,
    "path": find_paths,
}
"""By verb, what answers it. What asks a worker, other cases or the words of persons as they were is
held to its digest by ``kg verify``; these are computed anew."""


def derived_answer(session: Session, verb: str, plain: Mapping[str, Any]) -> bytes | None:
    """Return the bytes of a kept answer, computed anew; nothing where the log does not suffice."""
    if verb not in DERIVED:
        return None
    request = request_of(verb, plain)
    return answer_text(request, DERIVED[verb](session, request))
