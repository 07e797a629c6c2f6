"""Results of asking as tables: what was found, where money went, what a chain holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.cli.showing import Row, Screen
from kg.records import to_plain
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.case import Case
    from kg.ledger.find import Hit
    from kg.model import Chain, Entity, Trace, TraceStop
    from kg.query import Answer

SHOWN = 12
GATHERED = 3
NUMBERS = ("cardNumber", "accountNumber", "platformNumber", "walletAddress", "msisdn", "residentId")


def show_found(hits: Sequence[Hit], more: bool, rows: int, case: Case, screen: Screen) -> None:
    """Who or what may be meant, best first, with the handle by which every command takes it."""
    screen.document([to_plain(hit.entity) | {"how": hit.how} for hit in hits])
    schema = load_schema()
    table = [
        (
            case.handle(hit.entity.id),
            schema.kind(hit.entity.kind).label(screen.lang),
            " / ".join(hit.entity.values.get("name", ())),
            " ".join(number for name in NUMBERS for number in hit.entity.values.get(name, ())),
            screen.word(f"found_by_{hit.how}"),
        )
        for hit in hits[:rows]
    ]
    if not hits:
        screen.say("found_nothing")
        return
    title = screen.word("found_many" if more else "found_title", count=len(hits))
    screen.table(title, ("handle", "kind", "name", "number", "found_by"), table)
    if len(hits) > rows:
        screen.say("found_cut", count=len(hits) - rows)


def show_trace(trace: Trace, case: Case, screen: Screen) -> None:
    """Where the money stayed, where the trace stopped and what to request, everything cut said."""
    screen.document(to_plain(trace))
    title = "trace_origin" if trace.direction == "in" else "trace_title"
    screen.line()
    rule = screen.word(f"rule_{trace.rule}")
    screen.say(title, name=trace.name, rule=rule, direction=screen.word(trace.direction))
    screen.say(
        "trace_size",
        seeds=len(trace.seeds),
        steps=len(trace.steps),
        accounts=len(trace.accounts),
        unproven=trace.unproven,
    )
    _show_balance(trace, screen)
    _show_holders(trace, case, screen)
    _show_stops(trace, case, screen)
    for warning in trace.warnings:
        screen.line(f"  ! {warning.in_(screen.lang)}")


def _show_balance(trace: Trace, screen: Screen) -> None:
    started = _sums((seed.currency, seed.amount) for seed in trace.seeds)
    kept = _sums((one.currency, one.amount) for one in trace.holdings if not one.left)
    left = _sums((one.currency, one.amount) for one in trace.holdings if one.left)
    for currency in sorted(filter(None, started)):
        parts = {
            name: _money(units[currency], currency, trace)
            for name, units in (("seeds", started), ("kept", kept), ("left", left))
        }
        screen.say("trace_money", currency=currency, **parts)


def _show_holders(trace: Trace, case: Case, screen: Screen) -> None:
    held = [account for account in trace.accounts if account.kept]
    held.sort(key=lambda account: (account.currency, -account.kept, account.account))
    shown = [one.account for one in held[:SHOWN]]
    names, entities = case.holders(shown), case.entities(shown)
    rows = [
        (
            case.handle(one.account),
            numbered(entities[one.account], screen),
            " / ".join(names.get(one.account, ())),
            one.level,
            _money(one.received, one.currency, trace),
            f"{_money(one.kept, one.currency, trace)} {one.currency}",
        )
        for one in held[:SHOWN]
    ]
    if not rows:
        return
    columns = ("handle", "number", "holder", "level", "received", "kept")
    screen.table(screen.word("holders_title"), columns, rows)
    _say_cut(len(held), screen)


def numbered(entity: Entity, screen: Screen) -> str:
    """Return the number by which a person knows an account, or what kind of end it is."""
    found = next((entity.first(name) for name in NUMBERS if entity.first(name)), "")
    return found or entity.first("name") or load_schema().kind(entity.kind).label(screen.lang)


def _show_stops(trace: Trace, case: Case, screen: Screen) -> None:
    """One line a stop; where many stop for the same reason, one line for all of them."""
    groups: dict[tuple[str, str], list[TraceStop]] = defaultdict(list)
    for stop in trace.stops:
        text = stop.said.in_(screen.lang) if stop.said else f"{stop.reason} {stop.detail}"
        groups[text, stop.currency].append(stop)
    lines: list[tuple[int, Row]] = []
    for (text, currency), stops in groups.items():
        parts = [stops] if len(stops) > GATHERED else [[stop] for stop in stops]
        for part in parts:
            units = sum(stop.amount for stop in part)
            who = case.handle(part[0].account) if len(part) == 1 else f"{len(part)} ×"
            money = f"{_money(units, currency, trace)} {currency}" if units else ""
            lines.append((units, (who, text, money)))
    lines.sort(key=lambda line: (-line[0], line[1]))
    if lines:
        columns = ("handle", "why", "amount")
        screen.table(screen.word("stops_title"), columns, (row for _, row in lines[:SHOWN]))
    _say_cut(len(lines), screen)


def show_chain(chain: Chain, screen: Screen) -> None:
    """How many stand at each stage, what is missing, what must be said."""
    screen.document(to_plain(chain))
    schema = load_schema()
    at = Counter(node.stage for node in chain.nodes)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for node in chain.nodes:
        kinds[node.stage][schema.kind(node.entity.kind).label(screen.lang)] += 1
    rows: list[Row] = [
        (
            stage.label(screen.lang),
            at[stage.code],
            " · ".join(f"{kind} {count}" for kind, count in kinds[stage.code].most_common()),
        )
        for stage in schema.stages()
        if at[stage.code]
    ]
    screen.table(screen.word("chain_title", title=chain.title), ("stage", "entities", "who"), rows)
    screen.say(
        "chain_size",
        nodes=len(chain.nodes),
        edges=len(chain.edges),
        links=sum(len(edge.links) for edge in chain.edges),
        hidden=sum(hidden.count for hidden in chain.hidden),
    )
    for gap in chain.gaps[:SHOWN]:
        screen.line(f"  ? {gap.in_(screen.lang)}")
    _say_cut(len(chain.gaps), screen)
    for banner in chain.banners:
        screen.line(f"  ! {banner.in_(screen.lang)}")


def show_answer(answer: Answer, screen: Screen) -> None:
    """Show the rows of an answer, and what it does not see."""
    screen.document(
        {
            "columns": answer.columns,
            "rows": answer.rows,
            "truncated": answer.truncated,
            "notes": [to_plain(note) for note in answer.notes],
        }
    )
    screen.rows(answer.columns, answer.rows)
    for note in answer.notes:
        screen.note(note.in_(screen.lang))


def _sums(pairs: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for currency, units in pairs:
        sums[currency] += units
    return sums


def _money(units: int, currency: str, trace: Trace) -> str:
    scale = trace.scale.get(currency, 1)
    return f"{Decimal(units) / scale:,.{len(str(scale)) - 1}f}"


def _say_cut(count: int, screen: Screen) -> None:
    if count > SHOWN:
        screen.say("cut", count=count - SHOWN)
