"""Named questions of a case: what a person gives is understood, the answer says what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo

from kg.case.money.current_results import outdated
from kg.case.money.saved_traces import saved_traces
from kg.case.questions.raw_questions import ask_graph
from kg.case.sharing.export_job import learn_everything
from kg.case.storage.case_masker import masker_of
from kg.case.storage.resolve import resolve_thing
from kg.case.storage.session import Session
from kg.errors import UsageError
from kg.lpg.cypher_literals import cypher_value
from kg.masking import Masker
from kg.messages import Message
from kg.query import Answer, Cell, Parameter, QueryRunner
from kg.query.named import Question, QuestionParameter, bound_cypher, bound_sparql
from kg.values import Refused
from kg.values.moments import named_zone, parse_time

NO_TRACE = Message("no-trace-saved")
Given = Mapping[str, Parameter]


def answer(
    session: Session, runner: QueryRunner, question: Question, typed: Mapping[str, str], rows: int
) -> Answer:
    """Answer a question within limits; one that cannot be computed yet says what is missing."""
    names = tuple(column.name for column in question.columns)
    if question.missing:
        return Answer(names, (), notes=(not_computed(question.missing),))
    given = understood(session, question, typed)
    answer = ask_graph(session, runner, bound_sparql(question, given), 30, rows, {})
    return replace(
        on_the_clock(session, answer), notes=(*_notes(session, question, given), *answer.notes)
    )


def on_the_clock(session: Session, answer: Answer) -> Answer:
    """Return an answer with its times as the case's clock shows them."""
    zone = named_zone(session.folder.settings().zone)
    rows = tuple(tuple(_on_the_clock(cell, zone) for cell in row) for row in answer.rows)
    return replace(answer, rows=rows)


def cypher_parameters(
    session: Session, question: Question, typed: Mapping[str, str]
) -> dict[str, object]:
    """Return every parameter of a question's Cypher text but the case, as a value."""
    if question.missing:
        raise UsageError(not_computed(question.missing), where=question.code)
    given = understood(session, question, typed)
    return {slot.name: _given(slot, given) for slot in question.slots}


def _given(slot: QuestionParameter, given: Given) -> object:
    """Return what was given for a slot, or its default, or nothing."""
    if slot.name in given:
        return given[slot.name]
    return None if slot.default is None else _default(slot)


def not_computed(missing: Message) -> Message:
    """Return the note of a question that has no answer yet."""
    return Message("not-computed", missing=missing)


def understood(
    session: Session, question: Question, typed: Mapping[str, str]
) -> dict[str, Parameter]:
    """Return what a person gave, as values; what the question does not know is refused."""
    for name in typed:
        if question.slot(name) is None:
            known = [slot.name for slot in question.slots] or Message("nothing-at-all")
            raise UsageError(
                Message("not-asked-with", question=question.name, name=repr(name)),
                hint=Message("parameters-are", known=known),
            )
    for slot in question.slots:
        if slot.required and slot.name not in typed:
            raise UsageError(
                Message("parameter-needed", question=question.name, what=slot.said),
                hint=Message("give-question-parameter", question=question.name, slot=slot.name),
            )
    return {name: _value(session, question.slot(name), text) for name, text in typed.items()}


def _value(session: Session, slot: QuestionParameter | None, text: str) -> Parameter:
    assert slot is not None
    if slot.type in ("entity", "fact"):
        return resolve_thing(session, text, slot.kind)
    if slot.type == "time":
        return _moment(session, slot, text)
    if slot.type == "text":
        return text
    try:
        return int(text)
    except ValueError as error:
        raise UsageError(
            Message("text-is-no-whole-number", text=repr(text)), where=slot.name
        ) from error


def _moment(session: Session, slot: QuestionParameter, text: str) -> datetime:
    """Return a typed day or time on the case's clock."""
    try:
        moment = parse_time(text, zone=session.folder.settings().zone)
    except Refused as error:
        raise UsageError(
            Message("not-a-time", text=repr(text)),
            where=slot.name,
            hint=Message("write-date-or-minute"),
        ) from error
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=moment.us)


def _on_the_clock(cell: Cell, zone: tzinfo) -> Cell:
    return cell.astimezone(zone) if isinstance(cell, datetime) else cell


def _notes(session: Session, question: Question, given: Given) -> tuple[Message, ...]:
    notes = (question.note,) if question.note else ()
    if not question.trace:
        return notes
    traces = saved_traces(session.folder)
    if not traces:
        return (NO_TRACE, *notes)
    asked = [trace for name, trace in traces.items() if given.get("trace") in (None, "", name)]
    return (*(said for trace in asked for said in outdated(session, trace)), *notes)


def text_of(
    session: Session, question: Question, typed: Mapping[str, str], form: str, *, show_values: bool
) -> str:
    """Return a question's text with its values in it, to be asked of what was exported.

    Ids and names are those of a masked export, or of one with ``show_values``, which is logged.
    """
    if question.missing:
        raise UsageError(not_computed(question.missing), where=question.code)
    given = understood(session, question, typed)
    masker = masker_of(session, show_values=show_values)
    if show_values:
        session.folder.log.append("ask", question=question.name, form=form, show_values=True)
    learn_everything(session, masker)
    shown = {name: _masked(masker, question, name, value) for name, value in given.items()}
    if form == "sparql":
        return bound_sparql(question, shown)
    return bound_cypher(question, _literals(session, masker, question, shown))


def text_for_server(session: Session, question: Question, typed: Mapping[str, str]) -> str:
    """Return a question's Cypher text for the server that holds the case; this is logged.

    The ids in it are those of the case itself.
    """
    given = cypher_parameters(session, question, typed)
    session.folder.log.append("ask", question=question.name, form="cypher", show_values=True)
    whole = {**given, "case": session.folder.server_key()}
    literals = {name: cypher_value(v) for name, v in whole.items() if v is not None}  # type: ignore[arg-type]
    return bound_cypher(question, literals)


def _masked(masker: Masker, question: Question, name: str, value: Parameter) -> Parameter:
    slot = question.slot(name)
    if not isinstance(value, str) or slot is None:
        return value
    if slot.type == "text":
        return masker.text(value)
    return masker.id(value) if masker.hides(value) else value


def _literals(session: Session, masker: Masker, question: Question, given: Given) -> dict[str, str]:
    """Return every parameter of the Cypher text as a literal; what is not given is its default."""
    whole: dict[str, object] = {"case": masker.text(session.folder.settings().name)}
    typed = {slot.name: _given(slot, given) for slot in question.slots}
    whole |= {name: value for name, value in typed.items() if value is not None}
    return {name: cypher_value(value) for name, value in whole.items()}  # type: ignore[arg-type]


def _default(slot: QuestionParameter) -> object:
    if slot.type == "time":
        return datetime.fromisoformat(str(slot.default))
    return slot.default
