"""How ids, kinds, amounts, times and lengths of time are spelled in the two languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.lpg.cypher_literals import cypher_name, cypher_text, cypher_value
from kg.model import snake_case
from kg.query.parameters import term_text
from kg.schema.meanings import TRANSFER

if TYPE_CHECKING:
    from kg.schema import Schema

SPARQL, CYPHER = "sparql", "cypher"
PLACE = re.compile("«([^»]+)»")


def part(name: str, form: str, **texts: str) -> str:
    """Return a part of a query with its placeholders filled; ``left off`` is filled by left_off."""
    words = {key.replace("_", " "): text for key, text in texts.items()}
    return PLACE.sub(lambda place: words[place[1]], _texts()[name][form]).strip("\n")


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class QuerySpelling:
    """How a query text writes ids (``shown`` to its reader) and terms of the ontology.

    ``case`` is by what a server, or a script's property, tells this case from others.
    """

    schema: Schema
    case: str
    shown: Callable[[str], str] = str

    def iris(self, ids: Iterable[str], between: str = ", ") -> str:
        """Return ids as SPARQL terms, in the order in which they are shown."""
        return between.join(map(term_text, sorted(map(self.shown, ids))))

    def texts(self, ids: Iterable[str]) -> str:
        """Return ids as a list of Cypher texts, in the order in which they are shown."""
        return f"[{', '.join(map(cypher_text, sorted(map(self.shown, ids))))}]"

    @property
    def owner(self) -> str:
        """The case as a Cypher text."""
        return cypher_text(self.case)

    def kinds(self, names: Iterable[str]) -> str:
        """Return classes as SPARQL terms."""
        return ", ".join(f"cc:{name}" for name in names)

    def labels(self, names: Iterable[str]) -> str:
        """Return classes as one Cypher label of which any will do."""
        return "|".join(map(cypher_name, names))

    @cached_property
    def payments(self) -> tuple[str, ...]:
        """The classes of rows that money follows."""
        return self.below(TRANSFER)

    @cached_property
    def flows(self) -> tuple[str, ...]:
        """The classes of rows that flow in time, money or not."""
        return tuple(k.name for k in self.schema.link_kinds() if k.flows)

    @cached_property
    def calls(self) -> tuple[str, ...]:
        """The classes of rows that flow between people."""
        kinds = self.schema.link_kinds()
        return tuple(k.name for k in kinds if k.flows and k.family == "people")

    def below(self, kind: str) -> tuple[str, ...]:
        """Return the classes of links under a class, itself among them."""
        return tuple(k.name for k in self.schema.link_kinds() if self.schema.is_a(k.name, kind))

    def ids_of(self, kind: str) -> tuple[str, ...]:
        """Return how the ids of a class of things call it."""
        kinds = (k for k in self.schema.entity_kinds() if self.schema.is_a(k.name, kind))
        return tuple(sorted({snake_case(self.schema.kind(k.key_kind).name) for k in kinds}))


def moment(value: datetime, form: str) -> str:
    """Return a moment as a literal."""
    return term_text(value) if form == SPARQL else cypher_value(value)


def length(value: timedelta) -> str:
    """Return a length of time as both languages and XML Schema spell it.

    >>> length(timedelta(hours=72))
    'PT259200S'
    """
    seconds = f"{value // timedelta(seconds=1)}.{value.microseconds:06d}".rstrip("0").rstrip(".")
    return f"PT{seconds}S"
