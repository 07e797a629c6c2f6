"""The questions that an investigator asks of every case, each as SPARQL and as Cypher.

Each stands in two files beside this one, ``CQ03-shared-parties.rq`` and ``.cypher``. Their first
lines are comments that hold, as TOML, what the question is called, what it can be given and what
its columns mean; the text below them runs anywhere, without this tool.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from pathlib import Path

from kg.errors import UsageError
from kg.messages import Message
from kg.query.named.question_files import AnswerColumn, Question, QuestionParameter, read_pair
from kg.query.named.question_parameters import bound_cypher, bound_sparql

__all__ = [
    "THEMES",
    "AnswerColumn",
    "Question",
    "QuestionParameter",
    "bound_cypher",
    "bound_sparql",
    "question",
    "questions",
]

THEMES = ("chain", "data", "fraud", "crowd", "money", "evidence", "law")
"""The themes in the order in which they are listed."""


@cache
def questions() -> tuple[Question, ...]:
    """Return every question, by number."""
    folder = Path(__file__).parent
    questions = [read_pair(path, path.with_suffix(".cypher")) for path in folder.glob("CQ*.rq")]
    return tuple(sorted(questions, key=lambda question: question.number))


def question(word: str) -> Question:
    """Return the question of that short name or number (``shared-parties``, ``CQ03``, ``3``)."""
    typed = word.strip().casefold()
    number = typed.removeprefix("cq")
    for question in questions():
        if typed == question.name or number.lstrip("0") == str(question.number):
            return question
    near = get_close_matches(typed, [question.name for question in questions()], n=3, cutoff=0.4)
    hint = Message("nearest-questions", names=near) if near else Message("ask-lists-questions")
    raise UsageError(Message("no-such-question", word=repr(word)), hint=hint)
