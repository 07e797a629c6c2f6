"""The command ``kg pairs``."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen, json_form


def pairs(
    case: opt.CasePath,
    accept: Annotated[list[str] | None, typer.Option()] = None,
    reject: Annotated[list[str] | None, typer.Option()] = None,
    reason: Annotated[str, typer.Option()] = "",
    by: Annotated[str, typer.Option()] = "",
    pair_window: Annotated[int | None, typer.Option()] = None,
    rail_window: Annotated[int | None, typer.Option()] = None,
    lang: opt.Lang = "",
    as_json: opt.Json = False,
) -> None:
    """List payments that two statements report and legs that no row records; judge them.

    A leg off the record (money to a dealer, then coin) is inferred from amounts, price and time.
    It is marked so everywhere and is in no sum, also when a person has accepted it.
    """
    from kg.case import open_case
    from kg.cli.render.legs import show_legs
    from kg.cli.render.pairs import show_pairs

    screen = Screen(lang, as_json)
    with open_case(case, create=False) as opened:
        for leg in accept or ():
            opened.judgements.accept_leg(leg, reason, by)
        for link in reject or ():
            opened.judgements.reject_pair(link, reason, by)
        if pair_window is not None or rail_window is not None:
            opened.judgements.set_pair_windows(reason, pair=pair_window, rail=rail_window)
        legs, near = opened.money.legs(), opened.money.pair_windows()
        document = {
            "pairs": opened.money.pairs(),
            "conflicts": opened.money.conflicts(),
            "windows": near,
            "near_misses": opened.money.near_misses(),
        }
        screen.document({**document, **json_form(legs)})
        screen.say("pair-windows", **near)
        show_pairs(opened, screen)
        show_legs(legs, opened, screen)
