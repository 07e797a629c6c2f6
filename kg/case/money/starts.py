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
from kg.ledger.find import payments_numbered, properties
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
    found = TraceStarts()
    if victims:
        seeds, said = victims_seeds(session)
        found.seeds += seeds
        found.warnings += said
        found.named.append("victims")
    for one in typed:
        _add(session, flows, found, resolve_thing(session, one), "")
        found.named.append(one)
    if listed:
        _add_list(session, flows, found, listed)
    return _checked(session, found, set(exclude))


def _add_list(session: Session, flows: FlowIndex, found: TraceStarts, listed: str | Path) -> None:
    read = meant(session, flows, listed)
    for thing, place in read.things:
        _add(session, flows, found, thing, place)
    found.refused = read.refused
    found.parameters |= {"start_file": read.name, "start_sha256": read.sha256}
    if read.refused:
        found.warnings.append(_unmeant(len(read.refused), read.rows))
    found.warnings += read.warnings


def _unmeant(count: int, rows: int) -> Message:
    return Message("list-rows-name-no-start", count=count, rows=rows)


def _add(session: Session, flows: FlowIndex, found: TraceStarts, thing: str, named: str) -> None:
    """Add the seeds of one thing: a finding's rows, a payment, an account, a holder's accounts."""
    kind = session.schema.kind_of_id(thing)
    if kind == FINDING:
        _add_finding(session, flows, found, thing)
    elif session.schema.kind(kind).is_link:
        found.seeds.append(Seed(account="", link=thing, named=named))
    elif is_account(session, thing):
        found.seeds.append(Seed(account=thing, named=named))
    else:
        _add_holder(session, flows, found, thing, named)


def _add_finding(session: Session, flows: FlowIndex, found: TraceStarts, thing: str) -> None:
    """Add a finding's payments with their whole amounts, but for those that others of it feed.

    A row that is paid from what another row brought is followed, not begun: the same money would
    be there twice.
    """
    from kg.case.money.findings import finding
    from kg.trace.typologies.finding_as_trace import entries

    handle = session.handles.of(thing)
    one = finding(session, handle)
    if one.first is None:
        what = Message("finding-begins-no-trace")
        raise UsageError(what, where=handle, hint=Message("draw-chain-of-device"))
    begin = entries(flows, one)
    found.seeds += [Seed(account="", link=link, named=handle) for link in begin]
    found.fed |= set(one.links) - set(begin)
    if fed := len(one.links) - len(begin):
        found.warnings.append(
            Message(
                "finding-rows-that-start",
                count=len(begin),
                count2=len(one.links),
                handle=handle,
                fed=fed,
            )
        )


def unreached(found: TraceStarts, steps: Iterable[str]) -> list[Message]:
    """Say how many rows of a finding the trace did not come to."""
    gone = len(found.fed - set(steps))
    if not gone:
        return []
    return [Message("finding-rows-not-reached", gone=gone)]


def _add_holder(
    session: Session, flows: FlowIndex, found: TraceStarts, holder: str, named: str
) -> None:
    """Add the accounts of a holder, each for the time in which it was theirs, whole."""
    held = held_by(session, holder)
    moving = [period for period in held if moves(flows, period.account)]
    if not moving:
        what = Message("holder-without-flows")
        raise NotFound(what, where=handles_of(session, [holder]))
    found.seeds += [
        Seed(one.account, holder=holder, since=one.since, until=one.until, joint=one.joint,
             named=named)
        for one in moving
    ]  # fmt: skip
    still = [period.account for period in held if period not in moving]
    found.warnings += _said_of(session, holder, moving, list(dict.fromkeys(still)))


def _said_of(
    session: Session, holder: str, held: Sequence[HoldingPeriod], still: Sequence[str]
) -> list[Message]:
    who = handles_of(session, [holder])
    said = [_joint(session, who, period) for period in held if period.joint]
    if undated := list(dict.fromkeys(period.account for period in held if not period.dated)):
        count = len(undated)
        said.append(Message("accounts-held-undated", count=count, who=who))
    if still:
        names = handles_of(session, still)
        said.append(Message("accounts-that-begin-nothing", names=names, who=who))
    return said


def _joint(session: Session, who: str, one: HoldingPeriod) -> Message:
    account, others = handles_of(session, [one.account]), handles_of(session, one.joint)
    return Message("start-held-jointly", account=account, who=who, others=others)


def handles_of(session: Session, things: Sequence[str]) -> str:
    """Return things by their handles: names would leave the case with the words."""
    return ", ".join(session.handles.of(thing) or thing for thing in things)


def _checked(session: Session, found: TraceStarts, exclude: set[str]) -> TraceStarts:
    """Drop starts that are named twice or excluded, and say so; refuse what leaves none."""
    distinct = {replace(seed, named=""): seed for seed in reversed(found.seeds)}
    wanted = [one for one in reversed(list(distinct.values())) if one.account not in exclude]
    if twice := len(found.seeds) - len(distinct):
        found.warnings.append(Message("starts-named-twice", twice=twice))
    if shut := [one.account for one in distinct.values() if one.account in exclude]:
        names = handles_of(session, sorted(set(shut)))
        found.warnings.append(Message("excluded-starts", names=names))
    if not found.seeds and found.refused:
        rows = tuple((problem.locator, problem.reason) for problem in found.refused)
        name = found.parameters["start_file"]
        raise NoneNamed(Message("list-names-no-start"), rows, where=name)
    if not found.seeds and found.named == ["victims"]:
        reported = len(found.warnings)
        raise NotFound(
            Message("no-loss-is-one-payment", reported=reported),
            hint=Message("request-statements-or-start"),
        )
    if not wanted:
        raise UsageError(Message("no-start-left"), hint=Message("name-a-start"))
    found.seeds = wanted
    return found


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
            known = [*self.session.index().entities([text]), *self.session.index().links([text])]
            if not known:
                raise Refused("unknown", Message("not-an-id"))
            return text
        if not SHAPE.fullmatch(text.upper()):
            return ""
        return self.session.handles.thing(text)

    def _payment(self, serial: str) -> str:
        found = self.payments.get(serial.strip(), [])
        if len(found) > 1:
            raise Refused("several", Message("serial-of-several", count=len(found)))
        if not found:
            raise Refused("unknown", Message("serial-of-none"))
        return found[0]

    def _account(self, text: str) -> str:
        number = normal_account(text).text
        found = [one for one in self.session.index().find(number) if _bears(one, number)]
        if len(found) > 1:
            raise Refused("several", Message("number-of-several", count=len(found)))
        if not found:
            raise Refused("unknown", Message("answers-to-nothing"))
        return found[0].id

    def _begins(self, thing: str) -> bool:
        kind = self.session.schema.kind_of_id(thing)
        if kind == FINDING:
            return True
        if self.session.schema.kind(kind).is_link:
            return stands_in(self.flows.links, thing)
        if is_account(self.session, thing):
            return moves(self.flows, thing)
        try:
            return any(moves(self.flows, one.account) for one in held_by(self.session, thing))
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
    said = (text for name in properties("number") for text in values.get(name, ()))
    return any(text.casefold() == number.casefold() for text in said)
