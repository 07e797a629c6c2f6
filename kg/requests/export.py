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
    same name; ``style`` for another form of the same suffix. With ``show_values`` real values are
    written (this is logged), with ``force`` a file that stands there is replaced; ``lang`` is zh
    or en.
    """

    verb: ClassVar[str] = "export"
    out: Annotated[
        str | Path, Option("The suffix picks the writer.", metavar="[OUT]", positional=True)
    ] = ""
    name: Annotated[str, Option("A saved chain or trace.", metavar="[NAME]", positional=True)] = ""
    money: Annotated[
        bool, Option("The trace's page, where a chain has its name too.", flag="--money")
    ] = False
    style: Annotated[
        str,
        Option(
            "pyvis: a small chain's page; of a result's .cypher: facts, its script;"
            " server, its question for the server it was pushed to."
        ),
    ] = ""
    show_values: Annotated[
        bool, Option("Real values instead of masks (this is logged).", flag="--show-values")
    ] = False
    force: Annotated[bool, Option("Replace a file that stands there.", flag="--force")] = False
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
        return self.show_values or self.style == "server"


class ExportOptions(TypedDict, total=False):
    """The options of ``case.export``: those of an ExportRequest, for the type checker."""

    money: bool
    style: str
    show_values: bool
    force: bool
    lang: str
