"""The request of an export: what is written, where, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar, TypedDict

from kg.requests.base import Option, Request


@dataclass(frozen=True, slots=True)
class ExportRequest(Request):
    """What is to be written: a saved result of that name, or the whole graph where none is named.

    The suffix of ``out`` picks the writer. ``money`` asks for a trace's page where a chain has the
    same name; ``style`` for another form of the same suffix, such as the map of a whole case;
    ``answers`` names questions and kept answers that a page can light. Of a map ``things`` and
    ``pairs`` say how many are drawn at most, 0: as many as it can hold. With ``show_values`` real
    values are written (this is logged); ``for_transfer`` hands the whole case over, for another
    case to be made of the file: real values, of which only who was under 18 stays masked. With
    ``force`` a file that stands there is replaced; ``lang`` is zh or en.
    """

    verb: ClassVar[str] = "export"
    out: Annotated[str | Path, Option(metavar="[OUT]", positional=True)] = ""
    name: Annotated[str, Option(metavar="[NAME]", positional=True)] = ""
    money: Annotated[bool, Option(flag="--money")] = False
    style: Annotated[
        str,
        Option(),
    ] = ""
    answers: Annotated[str, Option(metavar="CQ09,CQ10")] = ""
    things: Annotated[int, Option(least=0)] = 0
    pairs: Annotated[int, Option(least=0)] = 0
    show_values: Annotated[bool, Option(flag="--show-values")] = False
    for_transfer: Annotated[bool, Option(flag="--for-transfer")] = False
    force: Annotated[bool, Option(flag="--force")] = False
    lang: str = "zh"

    @property
    def path(self) -> Path:
        """Where it is written."""
        return Path(self.out)

    @property
    def suffix(self) -> str:
        """The suffix, which picks the writer."""
        return self.path.suffix.lower()

    @property
    def is_private(self) -> bool:
        """Whether what is written has real values or real ids in it."""
        return self.show_values or self.for_transfer or self.style == "server"


class ExportOptions(TypedDict, total=False):
    """The options of ``case.export``: those of an ExportRequest, for the type checker."""

    money: bool
    style: str
    answers: str
    things: int
    pairs: int
    show_values: bool
    for_transfer: bool
    force: bool
    lang: str
