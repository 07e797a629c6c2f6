"""What GML, Pajek and DOT have in common: graphs that programs write as text, line by line.

A node or an edge stands at the line on which it begins. Where a text cannot be read, the line is
named, and nothing of the file is kept: what stands behind it may belong to what went before.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

from kg.errors import FormatError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.networks import NetworkRecords, WordsOf
from kg.sources.formats.records import RecordList

_SHOWN = 60
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")


class TextNetwork:
    """The nodes and edges of a text, and how many edges have no direction."""

    def __init__(self, form: str, where: str, limits: Limits) -> None:
        self.form, self.where, self.limits = form, where, limits
        self.network = NetworkRecords(where, limits)
        self.directed = self.undirected = 0

    def breaks(self, line: int, text: str) -> FormatError:
        """Return the error that says where the text can be read no further."""
        what = Message("graph-text-not-read", form=self.form, text=repr(text[:_SHOWN]))
        return FormatError(what, where=f"{self.where} line {line}")

    def ends(self, line: int) -> FormatError:
        """Return the error that says that the text ends inside the graph."""
        what = Message("graph-text-ends", form=self.form)
        return FormatError(what, where=f"{self.where} line {line}")

    def node(self, line: int, id_: str, said: Mapping[str, Sequence[str]]) -> None:
        """Add a node."""
        self.network.node(line, id_, {n: list(t) for n, t in said.items()}, _shown(id_, said))

    def edge(
        self,
        line: int,
        ends: tuple[str, str],
        said: Mapping[str, Sequence[str]],
        word: str = "",
        *,
        directed: bool = True,
    ) -> None:
        """Add an edge; ``word`` is what the file calls all edges of its sort."""
        self.directed += directed
        self.undirected += not directed
        kept = {name: list(texts) for name, texts in said.items()}
        self.network.edge(line, "", ends, kept, _shown(" -> ".join(ends), said), word)

    def records(self, words: WordsOf) -> RecordList:
        """Return the rows of all that was added."""
        found = self.network.records(words)
        if self.undirected and not self.directed:
            found.warn(Message("graph-without-directions"))
        elif self.undirected:
            found.warn(Message("links-without-directions", count=self.undirected))
        return found


def plain(text: str) -> str:
    """Return a text with the characters that stand as references of HTML.

    >>> plain("AT&amp;T &#30002;"), plain("R&D")
    ('AT&T 甲', 'R&D')
    """
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)


def _shown(what: str, said: Mapping[str, Sequence[str]]) -> str:
    return " ".join([what, *(f"{name}={text}" for name, texts in said.items() for text in texts)])
