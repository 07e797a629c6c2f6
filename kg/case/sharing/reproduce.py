"""Builds the command and the query texts that reproduce a result outside this tool.

A text that looks for links is held against the result as it would be made now, in the case's own
graph; only where it gives exactly those is it told. Else the text names each link by its id, and
says so.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from kg.case.chains import saved_chains
from kg.case.money.current_results import current_chain, current_trace
from kg.case.money.findings import finding
from kg.case.money.saved_traces import saved_trace
from kg.case.questions.raw_questions import ask_graph, seen
from kg.case.sharing.answer_layers import drawn_chain, is_drawn
from kg.case.storage.resolve import HANDLE, saved_path
from kg.case.storage.session import Session
from kg.chain.build import refreshed_bounds
from kg.errors import NotFound, QueryCrashed, QueryRefused, QueryTimeout, QueryTooBig
from kg.ledger.word_filters import payments_let_pass
from kg.masking import Masker
from kg.messages import Message
from kg.model import Chain, Finding, PatternMatches, Seed, Trace, TraceTerms
from kg.query import QueryRunner
from kg.query.reproduce import (
    WAYS,
    AccountPayments,
    ChainNeighbourhood,
    DeviceUses,
    LinkSearch,
    ListedLinks,
    QuerySpelling,
    StartAccount,
    TracePayments,
    TraceStart,
    cypher,
    sparql,
)
from kg.requests import FindRequest, TraceRequest, command

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
class ReproducibleResult:
    """A result by its name: the command that makes it, and the links that its query must return."""

    name: str
    command: str
    result: ResultLinks


def reproducible_chain(session: Session, chain: Chain) -> ReproducibleResult:
    """Return a chain with its command and the links to find."""
    return ReproducibleResult(chain.name, chain.ask_again.get("kg", ""), of_chain(session, chain))


def reproducible_trace(session: Session, trace: Trace) -> ReproducibleResult:
    """Return a trace with its command and the links to find."""
    handle = session.handles.of(trace.parameters.get("finding", "")) or ""
    return ReproducibleResult(trace.name, trace_command(trace, handle), of_trace(session, trace))


def reproducible_finding(session: Session, finding: Finding) -> ReproducibleResult:
    """Return a finding with its command and the links to find."""
    handle = session.handles.of(finding.id) or finding.id
    return ReproducibleResult(handle, finding_command(finding, handle), of_finding(finding))


def reproducible_matches(found: PatternMatches) -> ReproducibleResult:
    """Return the listed matches of a pattern with their command and their rows.

    Neither SPARQL nor Cypher is asked for a pattern: a SPARQL engine does not end where SQL takes
    seconds, and a server need not hold every payment. So their texts name the rows.
    """
    links = tuple(sorted({row for m in found.matches for link in m.links for row in link.rows}))
    said = command(found.request) if found.request else ""
    return ReproducibleResult(found.pattern, said, ResultLinks(links, why_by_id=BY_SQL))


def reproducible_result(
    session: Session, result: str | Chain | Trace | Finding | PatternMatches
) -> ReproducibleResult:
    """Return a result, or the saved one of a name, with its command and the links to find."""
    if isinstance(result, Chain):
        return reproducible_chain(session, result)
    if isinstance(result, Trace):
        return reproducible_trace(session, result)
    if isinstance(result, Finding):
        return reproducible_finding(session, result)
    if isinstance(result, PatternMatches):
        return reproducible_matches(result)
    return saved_result(session, result)


def saved_result(session: Session, name: str) -> ReproducibleResult:
    """Return a saved chain or trace, or a finding by its handle, with its command and links."""
    if saved_path(session.folder, "chain", name).exists():
        return reproducible_chain(
            session, current_chain(session, saved_chains.saved_chain(session, name))
        )
    if saved_path(session.folder, "trace", name).exists():
        return reproducible_trace(session, current_trace(session, saved_trace(session, name)))
    if is_drawn(session, name):
        return reproducible_chain(session, drawn_chain(session, name))
    if HANDLE.fullmatch(name.strip()):
        return reproducible_finding(session, finding(session, name))
    raise NotFound(Message("no-saved-result", name=repr(name)), hint=Message("see-option-as"))


class IdForm(Enum):
    """Of what a text asks: a masked export, one with real values, the server it was pushed to."""

    MASKED = Message("ids-of-masked-exports")
    REAL = Message("ids-of-real-exports")
    SERVER = Message("ids-of-the-case")


@dataclass(frozen=True)
class QueryAudience:
    """Whom a text is for. The masker has learned all that it must protect.

    ``case`` is by what a server or a script tells this case from others.
    """

    masker: Masker
    case: str
    of: IdForm = IdForm.MASKED

    def shown(self, iri: str) -> str:
        """Return the id under which what is asked has a thing or a fact."""
        return iri if self.of is IdForm.SERVER else self.masker.end(iri)

    def text(self, text: str) -> str:
        """Return a sentence or a command as the reader may see it."""
        return text if self.of is IdForm.SERVER else self.masker.text(text)


@dataclass(frozen=True)
class ReproducingQuery:
    """The query that reproduces a result, ready to be written as SPARQL or Cypher."""

    asked: ReproducibleResult
    way: LinkSearch
    coverage: Sequence[Message]
    schema: Schema
    reader: QueryAudience

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
        spelling = QuerySpelling(self.schema, self.reader.case, self.reader.shown)
        return spell(self.way, spelling, self._remarks())

    def _remarks(self) -> list[str]:
        name, count = self.reader.text(self.asked.name), len(self.asked.result.links)
        how = [LOOKS] if self.way.computed else [NAMES, self.asked.result.why_by_id]
        messages = [LEAD, *how, *self.coverage]
        messages.append(self.reader.of.value)
        return [
            f"crimechain · {name} · {count:,}",
            *(f"{message.text('zh')} · {message.text('en')}" for message in messages),
        ]


def reproducing_query(
    session: Session, questions: QueryRunner, result: ReproducibleResult, reader: QueryAudience
) -> ReproducingQuery:
    """Return the query that reproduces a result: a search if that is exact, else ids."""
    way = _way(session, questions, result.result)
    return ReproducingQuery(result, way, seen(session), session.schema, reader)


def _way(session: Session, questions: QueryRunner, result: ResultLinks) -> LinkSearch:
    """Return the first way in which a text gives what the result would be now, else by id."""
    for way in result.ways:
        text = sparql(way, QuerySpelling(session.schema, ""))
        if _ids_by_query(session, questions, text) == result.now():
            return way
    return result.by_id


def _ids_by_query(session: Session, questions: QueryRunner, text: str) -> frozenset[str] | None:
    """Return the links that a text finds in the case, or None where its limits do not let it.

    A session holds the same text against the same state of the graph once: a chain's page, its
    SPARQL and its Cypher all rest on it, and a large chain takes seconds.
    """
    state = _state(session.store.checkpoint())
    known = questions.checked
    if state is None or (state, text) not in known:
        ids = _run_query(session, questions, text)
        if ids is None or state is None or state != _state(session.store.checkpoint()):
            return ids
        if len(known) >= REMEMBERED:
            known.pop(next(iter(known)), None)
        known[state, text] = ids
    return known[state, text]


def _state(checkpoint: Path | None) -> str | None:
    """Return what tells one checkpoint from all others; numbers are used again after an undo."""
    try:
        seen = checkpoint.stat() if checkpoint else None
    except FileNotFoundError:  # an undo takes it away just now
        return None
    return f"{checkpoint} {seen.st_ino} {seen.st_ctime_ns}" if seen else None


def _run_query(session: Session, questions: QueryRunner, text: str) -> frozenset[str] | None:
    try:
        answer = ask_graph(session, questions, text, SECONDS, 10 * COMPUTED_LINKS, {})
    except (QueryTimeout, QueryTooBig, QueryRefused, QueryCrashed):
        return None
    return None if answer.truncated else frozenset(str(row[0]) for row in answer.rows)


def trace_command(trace: Trace, finding: str = "") -> str:
    """Return the command of a trace with all its terms, or of the finding whose rows it holds.

    A list of starts is called by its name: where it lies is nobody's business.
    """
    page = shlex.join(["kg", "export", "CASE", "money.html", trace.name])
    if finding:
        return f"{shlex.join(['kg', 'find', 'CASE', finding, '--as', trace.name])}\n{page}"
    request = trace.request or TraceRequest()
    name = Path(request.start_file).name
    return f"{command(replace(request, start_file=name, name=trace.name))}\n{page}"


def finding_command(finding: Finding, handle: str) -> str:
    """Return the command that searches as the finding was found, and the one that shows it."""
    search = command(finding.request or FindRequest(finding.typology))
    return f"{search}\n{shlex.join(['kg', 'find', 'CASE', handle])}"


COMPUTED_LINKS = 1_000
"""A result of more links is named link by link, and so is a chain that leaves off more things.

A search would have to name every thing that the picture leaves off: it would be longer than the
list of links, and a SPARQL engine does not end with it.
"""
SHUT = ("hub", "end", "excluded")
"""Why a trace stops at an account, whatever is paid from there."""
USES = ("SignsInWith", "UsesPhone")


MANY = Message("over-a-thousand-links")
CUT_OFF = Message("over-a-thousand-left-off")
OLD = Message("saved-by-older-version")
ROWS = Message("links-are-finding-rows")
CHOSEN = Message("measures-chose-rows")
NO_QUERY = Message("time-order-needs-rows")
BY_SQL = Message("pattern-rows-by-id")


@dataclass(frozen=True)
class ResultLinks:
    """The links of a result, and the ways in which a text may look for them, the best first.

    ``now`` returns the links that the result would have if it were made again now, ``why_by_id``
    says why none of the ways will do.
    """

    links: tuple[str, ...]
    ways: Sequence[LinkSearch] = ()
    now: Callable[[], frozenset[str]] = frozenset
    why_by_id: Message = NO_QUERY

    @property
    def by_id(self) -> ListedLinks:
        """The way that always finds them, and nothing new."""
        return ListedLinks(self.links)


def of_chain(session: Session, chain: Chain) -> ResultLinks:
    """Return what a chain's text must find."""
    links = tuple(sorted(link.id for edge in chain.edges for link in edge.links))
    if not links:
        return ResultLinks(links)
    if len(links) > COMPUTED_LINKS or not chain.bounds.spreads:
        return ResultLinks(links, why_by_id=OLD if len(links) <= COMPUTED_LINKS else MANY)
    if len(chain.bounds.left_off) > COMPUTED_LINKS:
        return ResultLinks(links, why_by_id=CUT_OFF)
    bounds, now = refreshed_bounds(session.store, session.schema, chain.bounds)
    return ResultLinks(links, [ChainNeighbourhood(bounds)], lambda: now)


def of_finding(finding: Finding) -> ResultLinks:
    """Return what a finding's text must find; its rows stand as long as it does."""
    links = tuple(sorted(set(finding.links)))
    if len(links) > COMPUTED_LINKS:
        return ResultLinks(links, why_by_id=MANY)
    return ResultLinks(links, list(_ways(finding)), lambda: frozenset(links), CHOSEN)


def _ways(finding: Finding) -> Iterator[LinkSearch]:
    if finding.first is None or finding.last is None:
        yield DeviceUses(finding.centre, USES)
        return
    for way in WAYS:
        yield AccountPayments(way, finding.centre, finding.accounts, finding.first, finding.last)


def of_trace(session: Session, trace: Trace) -> ResultLinks:
    """Return what a trace's text must find: every payment that it follows."""
    links = tuple(sorted({step.link for step in trace.steps}))
    terms = trace.terms
    if len(links) > COMPUTED_LINKS or trace.request is None or terms is None:
        return ResultLinks(links, why_by_id=MANY if len(links) > COMPUTED_LINKS else ROWS)
    return ResultLinks(links, [_followed(trace, terms)], lambda: _now(session, trace, terms))


def _followed(trace: Trace, terms: TraceTerms) -> TracePayments:
    return TracePayments(
        begin=_begin(trace.seeds),
        within=timedelta(microseconds=terms.within),
        hops=terms.hops,
        backward=trace.direction == "in",
        across=timedelta(seconds=terms.skew),
        strict=terms.strict_order,
        floor=terms.floor,
        since=terms.since,
        until=terms.until,
        words=terms.words,
        shut=tuple(sorted({stop.account for stop in trace.stops if stop.reason in SHUT})),
    )


def _begin(seeds: Sequence[Seed]) -> TraceStart:
    paying = {
        StartAccount(seed.account, seed.since, seed.until): None for seed in seeds if not seed.link
    }
    return TraceStart(tuple(sorted({seed.link for seed in seeds if seed.link})), tuple(paying))


def _now(session: Session, trace: Trace, terms: TraceTerms) -> frozenset[str]:
    """Follow the same seeds on the same terms in the ledger as it is now."""
    from kg.trace.tracing import trace as follow

    flows = session.index().flow_index()
    begun = {(s.account, s.link, s.since, s.until): s for s in trace.seeds}
    followed = follow(
        flows,
        list(begun.values()),
        direction="in" if trace.direction == "in" else "out",
        within=timedelta(microseconds=terms.within),
        hops=terms.hops,
        floor=terms.floor,
        since=terms.since,
        until=terms.until,
        hub=terms.hub,
        skew=terms.skew,
        strict_order=terms.strict_order,
        through=terms.through,
        exclude=terms.excluded,
        words=terms.words,
        marks=payments_let_pass(session.index(), flows, terms.words),
        edges=terms.edges,
    )
    return frozenset(step.link for step in followed.steps)
