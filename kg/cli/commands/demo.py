"""The command ``kg demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli import options as opt
from kg.cli.screen import Screen


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    seed: Annotated[int, typer.Option()] = 1,
    victims: Annotated[int, typer.Option()] = 20,
    lang: opt.Lang = "",
) -> None:
    """Write the files of an invented case, and answer.json beside them."""
    from kg.case.sharing.output_paths import checked_new_folder
    from kg.demo import make

    files = make(checked_new_folder(folder), seed=seed, victims=victims)
    Screen(lang).say("made-demo", files=files, folder=folder)
