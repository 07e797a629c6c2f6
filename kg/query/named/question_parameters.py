"""What a question is given, put into its two texts as values, never as text pasted in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from kg.errors import UsageError
from kg.messages import Message
from kg.query import Answer, Cell
from kg.query.named.question_files import Question, QuestionParameter
from kg.query.parameters import Parameter, bind, term_text
from kg.query.sparql_guard import check_sparql

_IN_CYPHER = re.compile(r"'(?:[^'\\]|\\.)*'|`[^`]*`|//[^\n]*|\$(\w+)")
CASE = "case"
"""The parameter that every Cypher text has: the case whose nodes are asked."""


def bound_sparql(question: Question, given: Mapping[str, Parameter]) -> str:
    """Return the SPARQL text with its values in it: it runs as it is."""
    text = question.sparql
    slots = {slot.name: slot for slot in question.slots}
    for name, value in given.items():
        if slots[name].default is not None:
            text = _instead_of_default(text, slots[name], value)
    rest = {slots[n].variable: value for n, value in given.items() if slots[n].default is None}
    return bind(text, check_sparql(text), rest)


def bound_cypher(question: Question, literals: Mapping[str, str]) -> str:
    """Return the Cypher text with literals in the place of its parameters."""

    def put(match: re.Match[str]) -> str:
        return literals.get(match[1], "null") if match[1] else match[0]

    return _IN_CYPHER.sub(put, question.cypher)


def cypher_parameters(text: str) -> set[str]:
    """Return the names of the parameters in a Cypher text."""
    return {match[1] for match in _IN_CYPHER.finditer(text) if match[1]}


def default_line(slot: QuestionParameter) -> re.Pattern[str]:
    """Return how the line looks that holds a slot's default in the SPARQL text."""
    return re.compile(rf"VALUES \?{slot.variable} \{{ [^{{}}]* \}}")


def _instead_of_default(text: str, slot: QuestionParameter, value: Parameter) -> str:
    line = f"VALUES ?{slot.variable} {{ {term_text(value)} }}"
    text, places = default_line(slot).subn(lambda _: line, text)
    if not places:
        raise UsageError(Message("question-text-lacks-default"), where=slot.name)
    return text


def typed(question: Question, answer: Answer) -> Answer:
    """Return the answer with every cell of the type that its column declares."""
    types = {column.name: column.type for column in question.columns}
    rows = (
        tuple(
            _typed(types.get(name, ""), cell)
            for name, cell in zip(answer.columns, row, strict=True)
        )
        for row in answer.rows
    )
    return replace(answer, rows=tuple(rows))


def _typed(kind: str, cell: Cell) -> Cell:
    """Return a cell; Cypher has no decimals, so the questions tell amounts as texts there."""
    if kind in ("amount", "number") and isinstance(cell, str | int):
        return Decimal(cell)
    return Decimal(repr(cell)) if isinstance(cell, float) else cell
