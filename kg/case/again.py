"""How a result is asked for again: the command, and texts that give its links without this tool.

A text that looks for links is held against the result as it would be made now, in the case's own
graph; only where it gives exactly those is it told. Else the text names each link by its id, and
says so.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from kg.case import charting
from kg.case.asking import ask_graph, seen
from kg.case.commands import of_finding as finding_command
from kg.case.commands import of_trace as trace_command
from kg.case.desk import Desk
from kg.case.finding import finding
from kg.case.naming import HANDLE, saved_path
from kg.case.standing import current_chain, current_trace
from kg.case.tracing import saved_trace
from kg.case.wanted import COMPUTED_LINKS, Result, of_chain, of_finding, of_trace
from kg.errors import NotFound, QueryCrashed, QueryRefused, QueryTimeout, QueryTooBig
from kg.masking import Masker
from kg.messages import Message
from kg.model import Chain, Finding, Trace
from kg.query import Questions
from kg.query.again import Spelling, Wanted, cypher, sparql

if TYPE_CHECKING:
    from kg.schema import Schema

FORMS = ("sparql", "cypher")
SECONDS = 30.0
REMEMBERED = 8
"""How many of the last texts that were held against the graph a session remembers."""
LOOKS = Message("text-looks-for-links")
NAMES = Message("text-names-each-link")
LEAD = Message("not-an-opinion")


@dataclass(frozen=True)
class Asked:
    """A result by its name: the command that makes it, and what a text must find."""

    name: str
    command: str
    result: Result


def chain_asked(desk: Desk, chain: Chain) -> Asked:
    """Return a chain as it is asked for."""
    return Asked(chain.name, chain.ask_again.get("kg", ""), of_chain(desk, chain))


def trace_asked(desk: Desk, trace: Trace) -> Asked:
    """Return a trace as it is asked for."""
    found = desk.handles.of(trace.parameters.get("finding", "")) or ""
    return Asked(trace.name, trace_command(trace, found), of_trace(desk, trace))


def finding_asked(desk: Desk, found: Finding) -> Asked:
    """Return a finding as it is asked for."""
    handle = desk.handles.of(found.id) or found.id
    return Asked(handle, finding_command(found, handle), of_finding(found))


def asked_of(desk: Desk, result: str | Chain | Trace | Finding) -> Asked:
    """Return a result, or the saved one of a name, as it is asked for."""
    if isinstance(result, Chain):
        return chain_asked(desk, result)
    if isinstance(result, Trace):
        return trace_asked(desk, result)
    if isinstance(result, Finding):
        return finding_asked(desk, result)
    return asked_by_name(desk, result)


def asked_by_name(desk: Desk, name: str) -> Asked:
    """Return a saved chain or trace, or a finding by its handle, as it is asked for."""
    if saved_path(desk.folder, "chain", name).exists():
        return chain_asked(desk, current_chain(desk, charting.saved_chain(desk, name)))
    if saved_path(desk.folder, "trace", name).exists():
        return trace_asked(desk, current_trace(desk, saved_trace(desk, name)))
    if HANDLE.fullmatch(name.strip()):
        return finding_asked(desk, finding(desk, name))
    raise NotFound(Message("no-saved-result", name=repr(name)), hint=Message("see-option-as"))


class Of(Enum):
    """Of what a text asks: a masked export, one with real values, the server it was pushed to."""

    MASKED = Message("ids-of-masked-exports")
    REAL = Message("ids-of-real-exports")
    SERVER = Message("ids-of-the-case")


@dataclass(frozen=True)
class Reader:
    """Whom a text is for. The masker has learned all that it must protect.

    ``case`` is by what a server or a script tells this case from others.
    """

    masker: Masker
    case: str
    of: Of = Of.MASKED

    def shown(self, iri: str) -> str:
        """Return the id under which what is asked has a thing or a fact."""
        return iri if self.of is Of.SERVER else self.masker.end(iri)

    def text(self, text: str) -> str:
        """Return a sentence or a command as the reader may see it."""
        return text if self.of is Of.SERVER else self.masker.text(text)


@dataclass(frozen=True)
class Again:
    """How a result is asked for again, ready to be spelled."""

    asked: Asked
    way: Wanted
    coverage: Sequence[Message]
    schema: Schema
    reader: Reader

    def texts(self) -> dict[str, str]:
        """Return the command and both texts, by how a page calls them; long ones by a command."""
        command, count = self.reader.text(self.asked.command), len(self.asked.result.links)
        if count > COMPUTED_LINKS:
            more = shlex.join(["kg", "export", "CASE", "x.rq", self.asked.name])
            return {"kg": f"{command}\n{self.reader.text(more)}"}
        return {"kg": command, **{form: self.text(form) for form in FORMS}}

    def text(self, form: str) -> str:
        """Return one of the two texts; it runs as it is."""
        spell = sparql if form == "sparql" else cypher
        spelling = Spelling(self.schema, self.reader.case, self.reader.shown)
        return spell(self.way, spelling, self._remarks())

    def _remarks(self) -> list[str]:
        name, count = self.reader.text(self.asked.name), len(self.asked.result.links)
        how = [LOOKS] if self.way.computed else [NAMES, self.asked.result.why_by_id]
        said = [LEAD, *how, *self.coverage]
        said.append(self.reader.of.value)
        return [
            f"crimechain · {name} · {count:,}",
            *(f"{one.text('zh')} · {one.text('en')}" for one in said),
        ]


def again(desk: Desk, questions: Questions, asked: Asked, reader: Reader) -> Again:
    """Return how a result is asked for again: by looking where a text finds exactly its links."""
    way = _way(desk, questions, asked.result)
    return Again(asked, way, seen(desk), desk.schema, reader)


def _way(desk: Desk, questions: Questions, result: Result) -> Wanted:
    """Return the first way in which a text gives what the result would be now, else by id."""
    for way in result.ways:
        text = sparql(way, Spelling(desk.schema, ""))
        if _found(desk, questions, text) == result.now():
            return way
    return result.by_id


def _found(desk: Desk, questions: Questions, text: str) -> frozenset[str] | None:
    """Return the links that a text finds in the case, or None where its limits do not let it.

    A session holds the same text against the same state of the graph once: a chain's page, its
    SPARQL and its Cypher all rest on it, and a large chain takes seconds.
    """
    state = _state(desk.store.checkpoint())
    known = questions.checked
    if state is None or (state, text) not in known:
        found = _links_found(desk, questions, text)
        if found is None or state is None or state != _state(desk.store.checkpoint()):
            return found
        if len(known) >= REMEMBERED:
            known.pop(next(iter(known)), None)
        known[state, text] = found
    return known[state, text]


def _state(checkpoint: Path | None) -> str | None:
    """Return what tells one checkpoint from all others; numbers are used again after an undo."""
    try:
        seen = checkpoint.stat() if checkpoint else None
    except FileNotFoundError:  # an undo takes it away just now
        return None
    return f"{checkpoint} {seen.st_ino} {seen.st_ctime_ns}" if seen else None


def _links_found(desk: Desk, questions: Questions, text: str) -> frozenset[str] | None:
    try:
        answer = ask_graph(desk, questions, text, SECONDS, 10 * COMPUTED_LINKS, {})
    except (QueryTimeout, QueryTooBig, QueryRefused, QueryCrashed):
        return None
    return None if answer.truncated else frozenset(str(row[0]) for row in answer.rows)
