"""Payments that two statements report, and numbers of an issuer that rows report differently."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from shlex import quote
from typing import TYPE_CHECKING, Any

from kg.cli.render.tables import SHOWN, say_cut
from kg.cli.screen import Row, Screen
from kg.model import Precision
from kg.schema import load_schema
from kg.trace.times import time_of
from kg.values.moments import named_zone, told_time
from kg.values.money import amount_figure

if TYPE_CHECKING:
    from kg.case import Case


def show_pairs(case: Case, screen: Screen) -> None:
    """Every pair, ambiguous candidate and rejected pair, a table for each of these states."""
    zone = named_zone(case.folder.settings().zone)
    kinds = {kind.name: kind.label(screen.lang) for kind in load_schema().kinds()}
    states: dict[str, list[Row]] = {}
    pairs = case.money.pairs()
    told = {link.id: link.precision for link in case.lookup.links([pair["id_a"] for pair in pairs])}
    for pair in pairs:
        start, apart = pair["start_us"], pair["seconds_apart"]
        row = (
            _handles_of(case, pair),
            kinds[pair["kind"]],
            ""
            if start is None
            else told_time(time_of(start), told.get(pair["id_a"], Precision.UNKNOWN), zone),
            case.lookup.handle(pair["source"]),
            case.lookup.handle(pair["target"]),
            f"{amount_figure(pair['amount'])} {pair['currency']}",
            None if apart is None else round(apart),
        )
        states.setdefault(pair["state"], []).append(row)
    columns = ("handle", "kind", "when", "leg-from", "leg-to", "amount", "seconds-apart")
    screen.say("pairs-title", count=sum(map(len, states.values())))
    for state, rows in states.items():
        word = screen.word(f"pair-{state}")
        screen.table(screen.word("pairs-of-state", state=word, count=len(rows)), columns, rows)
    _show_near_misses(case, screen)
    _show_conflicts(case, screen)


def _show_near_misses(case: Case, screen: Screen) -> None:
    """Say which payments may be told twice, too far apart to be joined, and how to join them."""
    found = case.money.near_misses()
    if not found:
        return
    zone = named_zone(case.folder.settings().zone)
    shown = found[:SHOWN]
    handles = case.lookup.handle
    told = {link.id: link.precision for link in case.lookup.links([one.payer for one in shown])}
    rows = [
        (
            f"{handles(one.payer)} / {handles(one.payee)}",
            told_time(time_of(one.start_us), told.get(one.payer, Precision.UNKNOWN), zone),
            handles(one.source),
            handles(one.target),
            f"{amount_figure(one.amount)} {one.currency}",
            ceil(one.seconds_apart),
        )
        for one in shown
    ]
    columns = ("handle", "when", "leg-from", "leg-to", "amount", "seconds-apart")
    screen.table(screen.word("near-misses", count=len(found)), columns, rows)
    say_cut(len(found), screen)
    joinable = [ceil(one.seconds_apart) for one in found if one.by_window]
    if joinable:
        least = str(joinable[0])
        screen.say("near-misses-join", case=quote(str(case.root)), least=least)


def _show_conflicts(case: Case, screen: Screen) -> None:
    """Every row that tells a number of its issuer otherwise than another row; none is chosen."""
    names = {source.sha256: source.name for source in case.evidence.sources()}
    table = sorted(
        case.money.conflicts(), key=lambda row: (row["id"], row["sha256"], row["row_no"])
    )
    rows = [
        (
            _handle_of(case, row["own_id"]),
            case.lookup.handle(row["source"]),
            case.lookup.handle(row["target"]),
            f"{amount_figure(row['amount'])} {row['currency']}",
            row["status"],
            " ".join(filter(None, [names[row["sha256"]], row["member"], str(row["row_no"])])),
        )
        for row in table
    ]
    if rows:
        columns = ("handle", "leg-from", "leg-to", "amount", "state", "place")
        count = len({row["id"] for row in table})
        screen.table(screen.word("conflicts-title", count=count), columns, rows)


def _handles_of(case: Case, pair: Mapping[str, Any]) -> str:
    """Return the handles of a pair's rows; most have one, of the payment that both tell."""
    links = [link for link in (pair["id_a"], pair["id_b"]) if link]
    handles = [handle for link in links if (handle := case.lookup.handle(link)) != link]
    return " / ".join(handles or [_handle_of(case, link) for link in links])


def _handle_of(case: Case, link: str) -> str:
    """Return the handle of a row, or the end of its id where its payment has another's."""
    handle = case.lookup.handle(link)
    return f"…{link[-8:]}" if link and handle == link else handle
