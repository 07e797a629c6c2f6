"""Payments that two statements tell, and numbers of an issuer that rows tell differently."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg.cli.screen import Screen
from kg.schema import load_schema
from kg.trace.times import time_of
from kg.values.moments import local_time, named_zone
from kg.values.money import amount_figure

if TYPE_CHECKING:
    from kg.case import Case


def show_pairs(case: Case, screen: Screen) -> None:
    """Every pair, ambiguous candidate and rejected pair."""
    found = list(case.money.pairs())
    kinds = {kind.name: kind.label(screen.lang) for kind in load_schema().kinds()}
    zone = named_zone(case.folder.settings().zone)
    rows = [
        (
            _tellings(case, p),
            kinds[p["kind"]],
            local_time(time_of(p["start_us"]), zone) if p["start_us"] is not None else "",
            case.lookup.handle(p["source"]),
            case.lookup.handle(p["target"]),
            f"{amount_figure(p['amount'])} {p['currency']}",
            None if p["seconds_apart"] is None else round(p["seconds_apart"]),
            screen.word(f"pair-{p['state']}"),
        )
        for p in found
    ]
    columns = (
        *("handle", "kind", "when", "leg-from", "leg-to"),
        *("amount", "seconds-apart", "state"),
    )
    screen.table(screen.word("pairs-title", count=len(rows)), columns, rows)
    _show_conflicts(case, screen)


def _show_conflicts(case: Case, screen: Screen) -> None:
    """Every row that tells a number of its issuer otherwise than another row; none is chosen."""
    names = {source.sha256: source.name for source in case.evidence.sources()}
    found = sorted(
        case.money.conflicts(), key=lambda row: (row["id"], row["sha256"], row["row_no"])
    )
    rows = [
        (
            _telling(case, row["own_id"]),
            case.lookup.handle(row["source"]),
            case.lookup.handle(row["target"]),
            f"{amount_figure(row['amount'])} {row['currency']}",
            row["status"],
            " ".join(filter(None, [names[row["sha256"]], row["member"], str(row["row_no"])])),
        )
        for row in found
    ]
    if rows:
        columns = ("handle", "leg-from", "leg-to", "amount", "state", "place")
        count = len({row["id"] for row in found})
        screen.table(screen.word("conflicts-title", count=count), columns, rows)


def _tellings(case: Case, pair: Mapping[str, Any]) -> str:
    """Return the handles of a pair's rows; most have one, of the payment that both tell."""
    links = [link for link in (pair["id_a"], pair["id_b"]) if link]
    handles = [handle for link in links if (handle := case.lookup.handle(link)) != link]
    return " / ".join(handles or [_telling(case, link) for link in links])


def _telling(case: Case, link: str) -> str:
    """Return the handle of a telling, or the end of its id where its payment has another's."""
    handle = case.lookup.handle(link)
    return f"…{link[-8:]}" if link and handle == link else handle
