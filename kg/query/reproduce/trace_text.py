"""Money in time as a text: from where a trace began, on by whatever can have followed.

What follows what is said in :mod:`kg.trace.traversal`. A graph knows the times of payments, how
exactly they are known and from which files; it does not know in which order one statement's rows
of one moment stand. Where that order decides, a text finds more than the trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from kg.lpg.cypher_literals import cypher_text
from kg.model import Precision
from kg.query.parameters import term_text
from kg.query.reproduce.spelling import CYPHER, SPARQL, QuerySpelling, length, moment, part

WIDTHS = {
    Precision.SECOND: timedelta(seconds=1),
    Precision.MINUTE: timedelta(minutes=1),
    Precision.DAY: timedelta(days=1),
}
"""How long after its start a payment can truly have been, by how exactly the time is known."""


Period = tuple[datetime | None, datetime | None]


@dataclass(frozen=True)
class StartAccount:
    """An account all of whose payments begin, or those of the time in which it was somebody's."""

    account: str
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class TraceStart:
    """Where a trace begins: by these payments, and by all that these accounts paid (or got).

    What one of the accounts pays another of them begins nothing.
    """

    links: tuple[str, ...] = ()
    accounts: tuple[StartAccount, ...] = ()


@dataclass(frozen=True)
class TracePayments:
    """The payments of a trace, by its terms; ``shut`` are the accounts that it did not pass.

    ``across`` is by how much the clocks of two files can differ.
    """

    begin: TraceStart
    within: timedelta
    hops: int
    backward: bool = False
    across: timedelta = timedelta()
    strict: bool = False
    floor: Decimal = Decimal(0)
    since: datetime | None = None
    until: datetime | None = None
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shut: tuple[str, ...] = ()
    computed: bool = True

    def text(self, form: str, spelled: QuerySpelling) -> str:
        """Return the text that follows them."""
        spell = _sparql if form == SPARQL else _cypher
        return part("payments", form, links=spell(self, spelled))

    @property
    def ends(self) -> tuple[str, str]:
        """The end of a payment that money comes to, and the end of the next that it leaves by."""
        return ("source", "target") if self.backward else ("target", "source")


def _sparql(payments: TracePayments, spelled: QuerySpelling) -> str:
    far, near = payments.ends
    flows = spelled.kinds(spelled.payments)
    rows = "".join(part(f"words-of-{name}", "row") for name in payments.words)
    more = {"words": rows, "near": near, "far": far}
    begins = [_begin_by_id(payments, spelled)] if payments.begin.links else []
    own = spelled.iris(account.account for account in payments.begin.accounts)
    for accounts, times in _by_times(payments.begin):
        texts = {"accounts": spelled.iris(accounts), "own": own, "flows": flows}
        fit = _fitting(payments, SPARQL) + _in_period(*times, SPARQL)
        begins.append(part("begin-at", SPARQL, fit=fit, **texts, **more))
    text = part("begin", SPARQL, begin="\nUNION\n".join(begins))
    shut = f"\n    FILTER(?at NOT IN ({spelled.iris(payments.shut)}))" if payments.shut else ""
    first, last = ("?u", "?t") if payments.backward else ("?t", "?u")
    for k in range(2, payments.hops + 1):
        text = part(
            "step", SPARQL, before=text, j=str(k - 1), k=str(k), flows=flows, shut=shut,
            first=first, last=last, within=length(payments.within),
            order=_order(payments, str(k - 1)), fit=_fitting(payments, SPARQL), **more,
        )  # fmt: skip
    return f"{text}\n  BIND(?p{payments.hops} AS ?link)"


def _by_times(begin: TraceStart) -> Iterator[tuple[list[str], Period]]:
    """Yield the accounts whose payments begin, those of one period together."""
    periods: dict[Period, list[str]] = {}
    for account in begin.accounts:
        periods.setdefault((account.since, account.until), []).append(account.account)
    yield from ((accounts, period) for period, accounts in periods.items())


def _begin_by_id(payments: TracePayments, spelled: QuerySpelling) -> str:
    return f"{{ VALUES ?p1 {{ {spelled.iris(payments.begin.links, ' ')} }} }}"


def _order(payments: TracePayments, j: str) -> str:
    """Say that the second payment can have come after the first, or must have."""
    first, last, wide = ("?u", "?t", "?exact") if payments.backward else ("?t", "?u", "?wide")
    if payments.strict:
        own = "?wide" if payments.backward else "?exact"
        return f"{last} - {_width(own, payments.across)} >= {first}"
    surely = f"{first} - {_width(wide)} < {last}"
    if not payments.across:
        return surely
    apart = part("together", SPARQL, j=j)
    return f"{surely} || ({first} - {_width(wide, payments.across)} < {last} && {apart})"


def _width(precision: str, more: timedelta = timedelta()) -> str:
    def typed(width: timedelta) -> str:
        return f'"{length(width + more)}"^^xsd:dayTimeDuration'

    second, minute, day = map(typed, WIDTHS.values())
    return f'IF({precision} = "second", {second}, IF({precision} = "minute", {minute}, {day}))'


def _fitting(payments: TracePayments, form: str) -> str:
    """Return what else a payment must be to be followed, by the filters of the trace."""
    conditions = ""
    if payments.floor:
        conditions += _condition(
            form, "?sum >= {}", "toFloat(q.amountExact) >= {}", str(payments.floor)
        )
    spell: Callable[[str], str] = term_text if form == SPARQL else cypher_text
    for name, words in payments.words.items():
        asked = part(f"words-of-{name}", form, words=", ".join(map(spell, words)))
        conditions += f"\n    FILTER({asked})" if form == SPARQL else f"\n    AND {asked}"
    return conditions + _in_period(payments.since, payments.until, form)


def _in_period(since: datetime | None, until: datetime | None, form: str) -> str:
    """Say that a payment may lie in a period: not surely before it, and not behind it."""
    conditions = ""
    if since is not None:
        late = f"{{}} - {_width('?wide')} < ?u", f"q.startTime + {_cypher_width('q')} > {{}}"
        conditions += _condition(form, *late, moment(since, form))
    if until is not None:
        conditions += _condition(form, "?u < {}", "q.startTime < {}", moment(until, form))
    return conditions


def _condition(form: str, in_sparql: str, in_cypher: str, value: str) -> str:
    if form == SPARQL:
        return f"\n    FILTER({in_sparql.format(value)})"
    return f"\n    AND {in_cypher.format(value)}"


def _cypher(payments: TracePayments, spelled: QuerySpelling) -> str:
    far, near = (end.upper() for end in payments.ends)
    flows, case = spelled.labels(spelled.payments), spelled.owner
    begin, own = "", spelled.texts(account.account for account in payments.begin.accounts)
    for accounts, times in _by_times(payments.begin):
        begin += "\n" + part(
            "begin-at", CYPHER, case=case, accounts=spelled.texts(accounts), own=own, NEAR=near,
            FAR=far, flows=flows, fit=_fitting(payments, CYPHER) + _in_period(*times, CYPHER),
        )  # fmt: skip
    ids = spelled.texts(payments.begin.links)
    lines = [part("begin", CYPHER, case=case, ids=ids, begin=begin)]
    shut = f" WHERE NOT at.id IN {spelled.texts(payments.shut)}" if payments.shut else ""
    first, last = ("q", "p") if payments.backward else ("p", "q")
    step = part(
        "step", CYPHER, FAR=far, NEAR=near, flows=flows, shut=shut, first=first, last=last,
        within=length(payments.within), order=_cypher_order(payments, first, last),
        fit=_fitting(payments, CYPHER),
    )  # fmt: skip
    return "\n".join([*lines, *[step] * (payments.hops - 1)])


def _cypher_order(payments: TracePayments, first: str, last: str) -> str:
    gap = f" + duration('{length(payments.across)}')" if payments.across else ""
    if payments.strict:
        return f"{last}.startTime >= {first}.startTime + {_cypher_width(first)}{gap}"
    surely = f"{last}.startTime + {_cypher_width(last)} > {first}.startTime"
    if not payments.across:
        return surely
    apart = part("together", CYPHER)
    return f"{surely} OR ({surely.replace(' >', f'{gap} >')} AND {apart})"


def _cypher_width(payment: str) -> str:
    second, minute, day = (f"duration('{length(value)}')" for value in WIDTHS.values())
    finer = f"WHEN 'second' THEN {second} WHEN 'minute' THEN {minute}"
    return f"CASE {payment}.precision {finer} ELSE {day} END"
