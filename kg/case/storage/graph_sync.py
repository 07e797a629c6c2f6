"""The graph follows the ledger: what it holds is decided by rows, judgements and saved traces.

Whatever an action changes of these, the graph gets the difference between what they asked for
before and what they ask for now; so a case is always what one built afresh would be.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any

from kg.case.money.legs import links_of_legs
from kg.case.money.saved_traces import saved_traces
from kg.case.storage.case_log import promoted_links
from kg.case.storage.judgement_store import judged_legs, judged_same, rejected_pairs
from kg.case.storage.session import Session
from kg.ledger import Index, Promotion
from kg.ledger.index_changes import changes
from kg.ledger.payments import Ends, standing
from kg.model import Entity, InferredLeg, Judgement, Link, Resting, Source, Trace, snake_case
from kg.model.legs import ACCEPTED
from kg.schema.meanings import SAME_ACCOUNT, SAME_PERSON
from kg.trace.bridge.legs import as_judged
from kg.trace.trace_links import trace_links


@dataclass(frozen=True)
class SyncScope:
    """What the graph has to hold: whole sources, single links, results of saved traces."""

    index: Index
    sources: Sequence[Source]
    links: frozenset[str]
    traces: Mapping[str, Trace]
    judged: Mapping[str, InferredLeg] = field(default_factory=dict)
    same: Mapping[str, Judgement] = field(default_factory=dict)
    """What persons say of two things being one, by the pair's id."""

    @property
    def promotion(self) -> Promotion:
        """Which flows the graph holds."""
        whole = frozenset(source.sha256 for source in self.sources if source.promoted)
        return Promotion(whole, self.links | self.steps | self._rows(self.legs))

    @cached_property
    def steps(self) -> frozenset[str]:
        """The payments that saved traces follow."""
        return frozenset(step.link for trace in self.traces.values() for step in trace.steps)

    @cached_property
    def standing(self) -> Mapping[str, Ends]:
        """The ends of those single links that a row in the case still records."""
        every = [*self.judged.values(), *self._proposed()]
        return standing(self.index, self.links | self.steps | self._rows(every))

    @property
    def legs(self) -> list[InferredLeg]:
        """The legs of saved traces that nobody rejected, and those that a person accepted."""
        accepted = [leg for leg in self.judged.values() if leg.state == ACCEPTED]
        return [*accepted, *as_judged(self._proposed(), self.judged)]

    def results(self) -> dict[str, Link | Judgement]:
        """Return what was traced, inferred or judged to be one.

        What was traced or inferred stands only while all its payments do.
        """
        results = [link for trace in self.traces.values() for link in self._results(trace)]
        whole = {leg.id: leg for leg in self.legs if self.standing.keys() >= set(leg.rows)}
        links = [*results, *links_of_legs(self.index, map(self._as_one, whole.values()))]
        return {**{link.id: link for link in links}, **self.same}

    def _as_one(self, leg: InferredLeg) -> InferredLeg:
        """Return a leg between the things as they go now."""
        same = self.index.same
        return replace(
            leg,
            source=same.get(leg.source, leg.source),
            target=same.get(leg.target, leg.target),
        )

    def _proposed(self) -> list[InferredLeg]:
        return [leg for trace in self.traces.values() for leg in trace.inferred]

    def _rows(self, legs: Iterable[InferredLeg]) -> frozenset[str]:
        return frozenset(row for leg in legs for row in leg.rows)

    def _results(self, trace: Trace) -> list[Link]:
        broken = {
            (step.source, step.target, step.currency)
            for step in trace.steps
            if self.standing.get(step.link) != (step.source, step.target)
        }
        whole = trace_links(trace)
        return [link for link in whole if (link.source, link.target, link.currency) not in broken]


def sync_scope(session: Session) -> SyncScope:
    """Return what the graph has to hold now."""
    traces = saved_traces(session.folder)
    judged = judged_legs(session.folder)
    index = session.index()
    return SyncScope(
        index,
        session.sources(),
        promoted_links(session.folder),
        traces,
        judged,
        same_judgements(judged_same(session.folder), index),
    )


def same_judgements(words: Mapping[str, Mapping[str, Any]], index: Index) -> dict[str, Judgement]:
    """Return what persons took for one, as facts of the graph; what they rejected is none.

    Args:
        words: What is said of each pair, by its id: ``one``, ``other``, ``word``, ``by`` …
        index: The index in which what was accepted is one thing. Where that goes by the id of a
            third one, the judgement names it too.
    """
    person = f"urn:crimechain:{snake_case(SAME_PERSON)}:"
    found = {}
    for pair, said in words.items():
        if said["word"] == ACCEPTED:
            kind = SAME_PERSON if pair.startswith(person) else SAME_ACCOUNT
            ends = (said["one"], said["other"])
            thing = index.same.get(said["one"], said["one"])
            subjects = ends if thing in ends else (*ends, thing)
            reason, at = said["reason"], said["when"]
            found[pair] = Judgement(pair, kind, subjects, said["by"], reason, at)
    return found


def holds_no_fact(session: Session, more: Iterable[Source] = ()) -> bool:
    """Say whether the graph is to hold no fact: rows alone, and nobody asked for any of them.

    ``more`` are sources that are to go in.
    """
    if any(not source.flows or source.promoted for source in (*session.sources(), *more)):
        return False
    folder = session.folder
    asked = (promoted_links, saved_traces, judged_legs, judged_same)
    return not any(told(folder) for told in asked)


@dataclass(frozen=True)
class SyncChange:
    """What an action changes of what the graph has to hold."""

    was: SyncScope
    now: SyncScope

    def take(
        self,
        session: Session,
        markers: Collection[Source] = (),
        unmark: Collection[str] = (),
        *,
        afresh: bool = False,
        on_put: Callable[[Entity | Link], None] = lambda fact: None,
    ) -> None:
        """Bring the graph from the one to the other in one write.

        Args:
            session: The case, held for writing.
            markers: The sources that are in from now on.
            unmark: The hashes of sources that are not.
            afresh: Whether no trace of what is removed may stay.
            on_put: Is given each fact that was not in the graph, or is told otherwise now.
        """
        difference = changes(self.was.index, self.now.index, self.was.promotion, self.now.promotion)
        before, after = self.was.results(), self.now.results()
        results = [link for key, link in after.items() if link != before.get(key)]
        marked = [*self._changed_markers(markers), *markers]
        if difference.are_first and not before:
            whole = _telling(chain(difference.new, results), on_put)
            session.write_all_facts(whole, marked, unmark)
            return
        if difference.are_large:
            put = {*difference.put_ids, *(link.id for link in results)}
            whole = _telling(chain(self._standing(), after.values()), on_put, put)
            session.write_all_facts(whole, marked, unmark)
            return
        facts: list[Entity | Link | Judgement] = [*difference.new, *results]
        gone = [*difference.gone, *(before.keys() - after.keys())]
        session.write_facts(facts, gone, marked, unmark, retold=difference.retold, afresh=afresh)
        for fact in (*facts, *difference.again):
            if not isinstance(fact, Judgement):
                on_put(fact)

    def _standing(self) -> Iterator[Entity | Link]:
        """Yield everything of the ledger that the graph is to hold."""
        return changes(None, self.now.index, Promotion(), self.now.promotion).new

    def _changed_markers(self, markers: Collection[Source]) -> list[Source]:
        before = [*self.was.sources, *markers]
        return [source for source in self.now.sources if source not in before]

    def resting(self, session: Session) -> tuple[Resting, ...]:
        """Return the judgements that have lost their rows: kept, and obeyed when these are back."""
        lost = self.was.standing.keys() - self.now.standing.keys()
        pairs = rejected_pairs(session.folder) & (_paired(self.was.index) - _paired(self.now.index))
        resting = [Resting("reject", link) for link in sorted(pairs)]
        resting += [Resting("promote", link) for link in sorted(lost & self.now.links)]
        for key, leg in sorted(self.now.judged.items()):
            if rows := len(lost & set(leg.rows)):
                resting.append(Resting("leg", key, rows))
        for name, trace in sorted(self.now.traces.items()):
            if rows := len({step.link for step in trace.steps} & lost):
                resting.append(Resting("trace", name, rows))
        return tuple(resting)


def _telling(
    facts: Iterable[Entity | Link | Judgement],
    on_put: Callable[[Entity | Link], None],
    ids: Collection[str] | None = None,
) -> Iterator[Entity | Link | Judgement]:
    """Yield the facts as they are, and tell of all, or of those that have one of the ids."""
    for fact in facts:
        if not isinstance(fact, Judgement) and (ids is None or fact.id in ids):
            on_put(fact)
        yield fact


def _paired(index: Index) -> set[str]:
    return {row[end] for row in index.table("pair") for end in ("id_a", "id_b") if row[end]}
