"""Where a trace begins, as a person names it: accounts, payments, people, victims, lists, findings.

Everything becomes seeds, and everything that a reader must know of them is said: whose accounts
are held with others, which have no dates, which rows of a list name nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.case.money.holdings import held_by, is_account
from kg.case.money.victims import victims_seeds
from kg.case.storage.handles import SHAPE
from kg.case.storage.resolve import resolve_thing
from kg.case.storage.session import Session
from kg.errors import NoneNamed, NotFound, UsageError
from kg.ledger.base import FlowIndex
from kg.ledger.search import payments_numbered, properties
from kg.messages import Message
from kg.model import Entity, Problem, Seed
from kg.schema.meanings import FINDING
from kg.sources import read_starts
from kg.sources.start_list import StartRow
from kg.trace.holding_periods import HoldingPeriod
from kg.values.accounts import normal_account
from kg.values.refused import Refused


@dataclass(slots=True)
class TraceStarts:
    """The seeds of a trace, what must be said of them, and the rows of a list that name none.

    ``fed`` are the rows of a finding that its other rows feed.
    """

    seeds: list[Seed] = field(default_factory=list)
    warnings: list[Message] = field(default_factory=list)
    refused: tuple[Problem, ...] = ()
    named: list[str] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)
    fed: set[str] = field(default_factory=set)


def starts(
    session: Session,
    flows: FlowIndex,
    typed: Sequence[str],
    *,
    victims: bool = False,
    listed: str | Path = "",
    exclude: Iterable[str] = (),
) -> TraceStarts:
    """Return the seeds of all that is named: victims first, then what is typed, then a list."""
    starts = TraceStarts()
    if victims:
        seeds, warnings = victims_seeds(session)
        starts.seeds += seeds
        starts.warnings += warnings
        starts.named.append("victims")
    for text in typed:
        _add(session, flows, starts, resolve_thing(session, text), "")
        starts.named.append(text)
    if listed:
        _add_list(session, flows, starts, listed)
    return _checked(session, starts, set(exclude))


def _add_list(session: Session, flows: FlowIndex, starts: TraceStarts, listed: str | Path) -> None:
    read = meant(session, flows, listed)
    for thing, place in read.things:
        _add(session, flows, starts, thing, place)
    starts.refused = read.refused
    starts.parameters |= {"start_file": read.name, "start_sha256": read.sha256}
    if read.refused:
        starts.warnings.append(_unmeant(len(read.refused), read.rows))
    starts.warnings += read.warnings


def _unmeant(count: int, rows: int) -> Message:
    return Message("list-rows-name-no-start", count=count, rows=rows)


def _add(session: Session, flows: FlowIndex, starts: TraceStarts, thing: str, named: str) -> None:
    """Add the seeds of one thing: a finding's rows, a payment, an account, a holder's accounts."""
    kind = session.schema.kind_of_id(thing)
    if kind == FINDING:
        _add_finding(session, flows, starts, thing)
    elif session.schema.kind(kind).is_link:
        starts.seeds.append(Seed(account="", link=thing, named=named))
    elif is_account(session, thing):
        starts.seeds.append(Seed(account=thing, named=named))
    else:
        _add_holder(session, flows, starts, thing, named)


def _add_finding(session: Session, flows: FlowIndex, starts: TraceStarts, thing: str) -> None:
    """Add a finding's payments with their whole amounts, but for those that others of it feed.

    A row that is paid from what another row brought is followed, not begun: the same money would
    be there twice.
    """
    from kg.case.money.findings import finding
    from kg.trace.typologies.finding_as_trace import entries

    handle = session.handles.of(thing)
    start_finding = finding(session, handle)
    if start_finding.first is None:
        what = Message("finding-begins-no-trace")
        raise UsageError(what, where=handle, hint=Message("draw-chain-of-device"))
    begin = entries(flows, start_finding)
    starts.seeds += [Seed(account="", link=link, named=handle) for link in begin]
    starts.fed |= set(start_finding.links) - set(begin)
    if fed := len(start_finding.links) - len(begin):
        starts.warnings.append(
            Message(
                "finding-rows-that-start",
                count=len(begin),
                count2=len(start_finding.links),
                handle=handle,
                fed=fed,
            )
        )


def unreached(starts: TraceStarts, steps: Iterable[str]) -> list[Message]:
    """Say how many rows of a finding the trace did not come to."""
    gone = len(starts.fed - set(steps))
    if not gone:
        return []
    return [Message("finding-rows-not-reached", gone=gone)]


def _add_holder(
    session: Session, flows: FlowIndex, starts: TraceStarts, holder: str, named: str
) -> None:
    """Add the accounts of a holder, each for the time in which it was theirs, whole."""
    periods = held_by(session, holder)
    moving = [period for period in periods if moves(flows, period.account)]
    if not moving:
        what = Message("holder-without-flows")
        raise NotFound(what, where=handles_of(session, [holder]))
    starts.seeds += [
        Seed(period.account, holder=holder, since=period.since, until=period.until,
             joint=period.joint, named=named)
        for period in moving
    ]  # fmt: skip
    still = [period.account for period in periods if period not in moving]
    starts.warnings += _holding_warnings(session, holder, moving, list(dict.fromkeys(still)))


def _holding_warnings(
    session: Session, holder: str, periods: Sequence[HoldingPeriod], still: Sequence[str]
) -> list[Message]:
    who = handles_of(session, [holder])
    warnings = [_joint(session, who, period) for period in periods if period.joint]
    if undated := list(dict.fromkeys(period.account for period in periods if not period.dated)):
        count = len(undated)
        warnings.append(Message("accounts-held-undated", count=count, who=who))
    if still:
        names = handles_of(session, still)
        warnings.append(Message("accounts-that-begin-nothing", names=names, who=who))
    return warnings


def _joint(session: Session, who: str, period: HoldingPeriod) -> Message:
    account, others = handles_of(session, [period.account]), handles_of(session, period.joint)
    return Message("start-held-jointly", account=account, who=who, others=others)


def handles_of(session: Session, things: Sequence[str]) -> str:
    """Return things by their handles: names would leave the case with the words."""
    return ", ".join(session.handles.of(thing) or thing for thing in things)


def _checked(session: Session, starts: TraceStarts, exclude: set[str]) -> TraceStarts:
    """Drop starts that are named twice or excluded, and say so; refuse what leaves none."""
    distinct = {replace(seed, named=""): seed for seed in reversed(starts.seeds)}
    seeds = [seed for seed in reversed(list(distinct.values())) if seed.account not in exclude]
    if twice := len(starts.seeds) - len(distinct):
        starts.warnings.append(Message("starts-named-twice", twice=twice))
    if shut := [seed.account for seed in distinct.values() if seed.account in exclude]:
        names = handles_of(session, sorted(set(shut)))
        starts.warnings.append(Message("excluded-starts", names=names))
    if not starts.seeds and starts.refused:
        rows = tuple((problem.locator, problem.reason) for problem in starts.refused)
        name = starts.parameters["start_file"]
        raise NoneNamed(Message("list-names-no-start"), rows, where=name)
    if not starts.seeds and starts.named == ["victims"]:
        reported = len(starts.warnings)
        raise NotFound(
            Message("no-loss-is-one-payment", reported=reported),
            hint=Message("request-statements-or-start"),
        )
    if not seeds:
        raise UsageError(Message("no-start-left"), hint=Message("name-a-start"))
    starts.seeds = seeds
    return starts


@dataclass(frozen=True, slots=True)
class ResolvedStarts:
    """What the rows of a list mean, in their order, each with its place; and those that do not."""

    name: str
    sha256: str
    rows: int
    things: tuple[tuple[str, str], ...]
    refused: tuple[Problem, ...]
    warnings: tuple[Message, ...] = ()


def meant(session: Session, flows: FlowIndex, path: str | Path) -> ResolvedStarts:
    """Return what every row of a list means; one that means nothing is a problem with its place."""
    read = read_starts(path)
    reader = _StartResolver(session, flows, read.rows)
    things: list[tuple[str, str]] = []
    refused = list(read.problems)
    for row in read.rows:
        try:
            things.append((reader.thing(row), row.locator))
        except Refused as error:
            problem = Problem(read.sha256, row.locator, error.code, error.reason, row.text)
            refused.append(problem)
    rows = len(read.rows) + len(read.problems)
    return ResolvedStarts(
        read.name, read.sha256, rows, tuple(things), tuple(refused), read.warnings
    )


class _StartResolver:
    """Knows the case's handles, numbers and serials, asked for once for the whole list."""

    def __init__(self, session: Session, flows: FlowIndex, rows: Sequence[StartRow]) -> None:
        self.session, self.flows = session, flows
        serials = [row.text for row in rows if row.column == "serial"]
        self.payments = payments_numbered(session.index(), serials) if serials else {}

    def thing(self, row: StartRow) -> str:
        """Return the id that a row means, of something that can begin a trace."""
        if not row.text:
            raise Refused("blank", Message("names-no-start"))
        if row.column == "serial":
            return self._payment(row.text)
        thing = self._by_handle(row.text) or self._account(row.text)
        if not self._begins(thing):
            raise Refused("no_payment", Message("has-no-flowing-payment"))
        return thing

    def _by_handle(self, text: str) -> str:
        """Return the id behind a handle or a whole id; of other words the empty text."""
        if text.startswith("urn:crimechain:"):
            text = self.session.canonical(text)
            known = [*self.session.index().entities([text]), *self.session.index().links([text])]
            if not known:
                raise Refused("unknown", Message("not-an-id"))
            return text
        if not SHAPE.fullmatch(text.upper()):
            return ""
        return self.session.thing(text)

    def _payment(self, serial: str) -> str:
        rows = self.payments.get(serial.strip(), [])
        if len(rows) > 1:
            raise Refused("several", Message("serial-of-several", count=len(rows)))
        if not rows:
            raise Refused("unknown", Message("serial-of-none"))
        return rows[0]

    def _account(self, text: str) -> str:
        number = normal_account(text).text
        entities = [
            entity for entity in self.session.index().find(number) if _bears(entity, number)
        ]
        if len(entities) > 1:
            raise Refused("several", Message("number-of-several", count=len(entities)))
        if not entities:
            raise Refused("unknown", Message("answers-to-nothing"))
        return entities[0].id

    def _begins(self, thing: str) -> bool:
        kind = self.session.schema.kind_of_id(thing)
        if kind == FINDING:
            return True
        if self.session.schema.kind(kind).is_link:
            return stands_in(self.flows.links, thing)
        if is_account(self.session, thing):
            return moves(self.flows, thing)
        try:
            return any(moves(self.flows, period.account) for period in held_by(self.session, thing))
        except NotFound:
            return False


def moves(flows: FlowIndex, account: str) -> bool:
    """Say whether an account has a payment that flows in time."""
    return stands_in(flows.accounts, account)


def stands_in(words: Sequence[str], word: str) -> bool:
    """Say whether an id is one of the index's, looked for in its mapped column at once."""
    try:
        words.index(word)
    except ValueError:
        return False
    return True


def _bears(entity: Entity, number: str) -> bool:
    """Say whether a number is one of an entity's whole numbers."""
    values: Mapping[str, tuple[str, ...]] = entity.values
    texts = (text for name in properties("number") for text in values.get(name, ()))
    return any(text.casefold() == number.casefold() for text in texts)
