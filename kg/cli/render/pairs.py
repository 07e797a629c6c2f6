"""Results of loading as tables: what was read, stored, left out and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli.screen import Screen
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.case import Case


def show_pairs(case: Case, screen: Screen) -> None:
    """Every pair, ambiguous candidate and rejected pair."""
    found = list(case.money.pairs())
    kinds = {kind.name: kind.label(screen.lang) for kind in load_schema().kinds()}
    rows = [
        (
            kinds[p["kind"]],
            _telling(case, p["id_a"]),
            _telling(case, p["id_b"]),
            p["amount"],
            p["currency"],
            p["seconds_apart"],
            screen.word(f"pair-{p['state']}"),
        )
        for p in found
    ]
    columns = ("kind", "one", "other", "amount", "currency", "seconds-apart", "state")
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
            row["amount"],
            row["currency"],
            row["status"],
            " ".join(filter(None, [names[row["sha256"]], row["member"], str(row["row_no"])])),
        )
        for row in found
    ]
    if rows:
        columns = ("handle", "leg-from", "leg-to", "amount", "currency", "state", "place")
        count = len({row["id"] for row in found})
        screen.table(screen.word("conflicts-title", count=count), columns, rows)


def _telling(case: Case, link: str) -> str:
    """Return the handle of a telling, or the end of its id where its payment has another's."""
    handle = case.lookup.handle(link)
    return f"…{link[-8:]}" if link and handle == link else handle
