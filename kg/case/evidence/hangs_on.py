"""Which conclusions of a case hang on one piece of evidence: each drawn with it and without it.

Both are computed now, by the same rooms and with the same requests: what a saved trace said when
the case held other files is not compared. Nothing is kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.case.chains.saved_chains import chain_of
from kg.case.evidence.derived_case import DerivedSession
from kg.case.evidence.left_out import LeftOut, left_out, rows_behind, session_without
from kg.case.judgements.marks import list_judgements
from kg.case.money.current_results import still_told
from kg.case.money.findings import found_again, kept_findings
from kg.case.money.legs import legs
from kg.case.money.saved_traces import saved_trace, saved_traces
from kg.case.money.traces import trace_money
from kg.case.questions.named_questions import answer
from kg.case.storage.resolve import saved_path
from kg.case.storage.session import Session
from kg.errors import KgError, NotFound
from kg.ledger import Index
from kg.ledger.fact_effects import fact_effects
from kg.messages import Message
from kg.model import Chain, Finding, Trace
from kg.model.exclusion import (
    FALLS,
    LESS,
    OTHERWISE,
    STANDS,
    STATES,
    UNKNOWN,
    Exclusion,
    Figure,
    HangingConclusion,
)
from kg.query import Answer, QueryRunner
from kg.query.named import Question, questions
from kg.records import read_record, to_json
from kg.schema.meanings import REPORTED_LOSS

Figures = Mapping[tuple[str, str], Decimal]
"""The figures of a conclusion, by name and currency."""
GAPS = "gaps"
"""The figure of a chain that is the greater, the less the case holds."""
ROWS = 10_000
"""Rows of an answer that are compared."""


def exclusion(
    session: Session,
    runner: QueryRunner,
    typed: Sequence[str],
    step: Callable[[str, str], None] = lambda what, name: None,
) -> Exclusion:
    """Return what hangs on some items, each conclusion of the case drawn with and without them.

    Args:
        session: The case; it is only read.
        runner: Answers questions.
        typed: The items, as :func:`kg.case.evidence.left_out.left_out` takes them.
        step: Is told what is compared.

    Raises:
        NotFound: Nothing answers to an item.
        EvidenceChanged: The bytes of a file of which rows go are not to be had.
    """
    items = left_out(session, typed)
    step("without", ", ".join(typed))
    with session_without(session, items) as view:
        both = _Both(session, view, items, runner)
        effects, weaker = fact_effects(session.index(), view.index(), view.folder.root)
        step("compare", "")
        conclusions = sorted(both.conclusions(), key=_order)
    titles = {question.code: question.title for question in questions()}
    shown = {
        conclusion.name: titles[conclusion.name]
        for conclusion in conclusions
        if conclusion.name in titles
    }
    return Exclusion(items.items, effects, weaker, tuple(conclusions), shown)


def traced_without(session: Session, view: Session, name: str = "") -> None:
    """Put the saved traces of a case, computed without the items, into the case without them.

    Args:
        session: The case.
        view: The case without the items.
        name: The only trace that is wanted; without it all are.

    Raises:
        NotFound: No such trace is saved, or it cannot begin without the items.
    """
    kept = {name: saved_trace(session, name)} if name else saved_traces(session.folder)
    for trace in kept.values():
        again = _trace_again(view, trace)
        if isinstance(again, Trace):
            _keep(view, again)
        elif name:
            raise NotFound(again, where=name)


def _keep(view: Session, trace: Trace) -> None:
    path = saved_path(view.folder, "trace", trace.name)
    path.write_text(to_json(trace), encoding="utf-8")


def _trace_again(session: Session, kept: Trace) -> Trace | Message:
    """Return a saved trace as it would be now; a finding's rows are one as long as all stand."""
    try:
        if kept.request is not None:
            return trace_money(session, kept.request)
    except KgError as error:
        return error.message
    return kept if still_told(session, kept) else Message("lost-rows-of-finding")


def _order(one: HangingConclusion) -> tuple[int, int, str]:
    return (STATES.index(one.state), KINDS.index(one.kind), one.name)


KINDS = ("trace", "chain", "finding", "leg", "pair", "judgement", "question")


@dataclass
class _Both:
    """The case as it is and without the items."""

    now: Session
    view: DerivedSession
    items: LeftOut
    runner: QueryRunner

    def conclusions(self) -> Iterator[HangingConclusion]:
        """Yield every conclusion; traces first, for chains and questions rest on them."""
        yield from self._traces()
        yield from self._chains()
        yield from self._findings()
        yield from self._legs()
        yield from self._pairs()
        yield from self._judgements()
        yield from self._questions()

    def _traces(self) -> Iterator[HangingConclusion]:
        for name, kept in saved_traces(self.now.folder).items():
            before, after = _trace_again(self.now, kept), _trace_again(self.view, kept)
            if isinstance(after, Trace):
                _keep(self.view, after)
            yield self._beside("trace", name, before, after, _of_trace, _links_of_trace)

    def _chains(self) -> Iterator[HangingConclusion]:
        for path in sorted(self.now.folder.saved.glob("chain-*.json")):
            kept = read_record(Chain, path)
            if kept.request is not None:
                before, after = (self._chain(one, kept) for one in (self.now, self.view))
                yield self._beside("chain", kept.name, before, after, _of_chain, _links_of_chain)

    def _chain(self, session: Session, kept: Chain) -> Chain | Message:
        assert kept.request is not None
        try:
            return chain_of(session, kept.request)
        except KgError as error:
            return error.message

    def _beside(
        self,
        kind: str,
        name: str,
        before: object,
        after: object,
        figures: Callable[..., Figures],
        links: Callable[..., set[str]],
    ) -> HangingConclusion:
        """Return a result beside the one without the items; a message says why there is none."""
        if isinstance(before, Message):
            return HangingConclusion(kind, name, UNKNOWN, why=before)
        was, had = figures(before), links(self.now, before)
        if isinstance(after, Message):
            return self._conclusion(kind, name, was, {}, had, set(), after)
        has = links(self.view, after)
        return self._conclusion(kind, name, was, figures(after), had, has)

    def _conclusion(
        self,
        kind: str,
        name: str,
        was: Figures,
        now: Figures,
        had: set[str],
        has: set[str],
        why: Message | None = None,
    ) -> HangingConclusion:
        state = FALLS if why is not None else _state(was, now, had, has)
        lost = sorted(had - has)
        rows = rows_behind(self.now.index(), self.items, had) if state != STANDS else ()
        return HangingConclusion(kind, name, state, _figures(was, now), rows, tuple(lost), why)

    def _findings(self) -> Iterator[HangingConclusion]:
        """Compare what searches have found, as far as it stands in the case now."""
        kept = kept_findings(self.now)
        again = {found.id: found for found in found_again(self.view, kept)}
        for finding in kept:
            name = self.now.handles.of(finding.id) or finding.id
            had, other = set(finding.links), again.get(finding.id)
            was = _of_finding(finding)
            if other is None:
                near = _nearest(finding, again.values())
                now, has = (_of_finding(near), set(near.links)) if near else ({}, set[str]())
            else:
                now, has = _of_finding(other), set(other.links)
            yield self._conclusion("finding", name, was, now, had, has)

    def _legs(self) -> Iterator[HangingConclusion]:
        before, after = ({leg.id: leg for leg in legs(one).legs} for one in (self.now, self.view))
        for key, leg in before.items():
            name, rows = self.now.handles.of(key) or key, set(leg.rows)
            was = {("leg-paid", leg.paid_currency): leg.paid_amount}
            now = was if key in after else {}
            yield self._conclusion("leg", name, was, now, rows, rows if now else set())

    def _pairs(self) -> Iterator[HangingConclusion]:
        """Payments that two files tell: without one of these they are told once, or not at all."""
        before, after = (_told_twice(one.index()) for one in (self.now, self.view))
        rows = {link for pair in before for link in pair}
        standing = {link.id for link in self.view.index().links(rows)}
        for pair in sorted(before - after):
            # a pair is one payment, under the number of one of its rows
            name = next(filter(None, map(self.now.handles.of, pair)), pair[0])
            was = {("told-by-rows", ""): Decimal(2)}
            told = standing & set(pair)
            now = {("told-by-rows", ""): Decimal(1)} if told else {}
            yield self._conclusion("pair", name, was, now, set(pair), told)

    def _judgements(self) -> Iterator[HangingConclusion]:
        now = {
            (judgement.kind, judgement.link): judgement.in_case
            for judgement in list_judgements(self.view)
        }
        for judged in list_judgements(self.now):
            if judged.in_case and not now.get((judged.kind, judged.link), False):
                why = Message("judgement-rests", word=judged.proof or judged.kind)
                yield self._conclusion(
                    "judgement", judged.handle, {}, {}, {judged.link}, set(), why
                )

    def _questions(self) -> Iterator[HangingConclusion]:
        asked = [
            one
            for one in questions()
            if not one.missing and not any(slot.required for slot in one.slots)
        ]
        before = {one.code: self._answer(self.now, one) for one in asked}
        after = {one.code: self._answer(self.view, one) for one in asked}
        for question in asked:
            was, now = before[question.code], after[question.code]
            if was is None or now is None or not was.rows:
                continue
            yield self._of_answers(question.code, was, now)

    def _answer(self, session: Session, question: Question) -> Answer | None:
        try:
            return answer(session, self.runner, question, {}, ROWS)
        except KgError:
            return None

    def _of_answers(self, code: str, was: Answer, now: Answer) -> HangingConclusion:
        rows, left = _counted(was), _counted(now)
        lost, new = rows - left, left - rows
        counts = ({("rows", ""): Decimal(sum(c.values()))} for c in (rows, left))
        before, after = counts
        had = _facts_of(was)
        state = STANDS
        if lost and not left:
            state = FALLS
        elif lost:
            state = OTHERWISE if new else LESS
        elif new:
            state = OTHERWISE
        behind = rows_behind(self.now.index(), self.items, had) if state != STANDS else ()
        gone = tuple(sorted(had - _facts_of(now)))
        changed = sum(lost.values())
        if changed != sum(rows.values()) - sum(left.values()):  # else the rows say it
            before["rows-otherwise", ""] = Decimal(changed)
        figures = _figures(before, after)
        return HangingConclusion("question", code, state, figures, behind, gone)


def _state(was: Figures, now: Figures, had: set[str], has: set[str]) -> str:
    """Say how a conclusion stands by its figures and by the facts that it shows."""
    if had and not has:
        return FALLS
    if was == now and had == has:
        return STANDS
    more = [key for key, amount in now.items() if amount > was.get(key, Decimal(0))]
    grows = any(name != GAPS for name, _ in more) or has - had  # what is missing is no conclusion
    return OTHERWISE if grows else LESS


def _figures(was: Figures, now: Figures) -> tuple[Figure, ...]:
    keys = [*was, *(key for key in now if key not in was)]
    zero = Decimal(0)
    return tuple(
        Figure(name, was.get((name, c), zero), now.get((name, c), zero), c) for name, c in keys
    )


def _of_trace(trace: Trace) -> dict[tuple[str, str], Decimal]:
    """Return what of a trace is told in one line: its payments, and where the money is."""
    figures: dict[tuple[str, str], Decimal] = {
        ("payments", ""): Decimal(len(trace.steps)),
        ("accounts", ""): Decimal(len({account.account for account in trace.accounts})),
        ("levels", ""): Decimal(max((step.level for step in trace.steps), default=0)),
    }
    units: dict[tuple[str, str], int] = defaultdict(int)
    for seed in trace.seeds:
        units["money-begun", seed.currency] += seed.amount
    for holding in trace.holdings:
        units["money-left" if holding.left else "money-lies", holding.currency] += holding.amount
    for key, amount in sorted(units.items()):
        figures[key] = trace.money(amount, key[1]).amount
    figures["inferred-legs", ""] = Decimal(len(trace.inferred))
    return figures


def _links_of_trace(session: Session, trace: Trace) -> set[str]:
    """Return what a trace rests on: its payments, and the reports of victims that begin it."""
    links = {step.link for step in trace.steps} | {one.link for one in trace.seeds if one.link}
    victims = {seed.victim for seed in trace.seeds if seed.victim}
    about = session.index().links_of(victims)
    return links | {link.id for link in about if link.kind == REPORTED_LOSS}


def _of_chain(chain: Chain) -> dict[tuple[str, str], Decimal]:
    """Return what of a chain is told in one line: things, facts, gaps, and sums by currency."""
    figures: dict[tuple[str, str], Decimal] = {
        ("things", ""): Decimal(len(chain.nodes)),
        ("facts", ""): Decimal(sum(len(edge.links) for edge in chain.edges)),
        (GAPS, ""): Decimal(len(chain.gaps)),
    }
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for edge in chain.edges:
        for currency, amount in edge.totals.items():
            sums[currency] += amount
    return figures | {("money-shown", currency): sums[currency] for currency in sorted(sums)}


def _links_of_chain(session: Session, chain: Chain) -> set[str]:
    return {link.id for edge in chain.edges for link in edge.links}


def _of_finding(finding: Finding) -> dict[tuple[str, str], Decimal]:
    figures = {("payments", ""): Decimal(len(finding.links))}
    sums = {("money-shown", c): amount for c, amount in sorted(finding.amounts.items())}
    return {**figures, **sums, ("score", ""): Decimal(finding.score)}


def _nearest(finding: Finding, others: Iterable[Finding]) -> Finding | None:
    """Return the finding of the same shape about the same accounts that shares most payments."""
    had = set(finding.links)
    same = [
        other
        for other in others
        if other.typology == finding.typology
        and set(other.centre) & set(finding.centre)
        and had & set(other.links)
    ]
    return max(same, key=lambda other: (len(had & set(other.links)), other.id), default=None)


def _told_twice(index: Index) -> set[tuple[str, str]]:
    """Return the payments that two rows tell and that are one by a rule."""
    return {
        (row["id_a"], row["id_b"])
        for row in index.table("pair")
        if row["state"] == "paired" and row["id_a"] and row["id_b"]
    }


def _counted(answer: Answer) -> Counter[tuple[str, ...]]:
    """Return the rows of an answer as texts; where two files say one thing, which is no matter."""
    kept = [n for n, column in enumerate(answer.columns) if column != "from"]
    return Counter(tuple(str(row[n]) for n in kept) for row in answer.rows)


def _facts_of(answer: Answer) -> set[str]:
    if "fact" not in answer.columns:
        return set()
    place = answer.columns.index("fact")
    return {str(row[place]) for row in answer.rows if row[place]}
