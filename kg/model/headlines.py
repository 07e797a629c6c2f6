"""The first sentence of a case: made from facts, each figure with the rows behind it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kg.messages import Message, say


@dataclass(frozen=True, slots=True)
class HeadlinePart:
    """One clause of a first sentence, and the facts that it is made from.

    Args:
        name: What the clause tells: lost, first, through, lies, holds, leaked, when, sum, middle,
            missing, no_gap, hidden, complete.
        said: The clause.
        things: Ids of the entities that it counts or names.
        handles: Their handles, where they have one.
        links: Ids of the links whose rows it adds up; none where it rests on entities alone.
    """

    name: str
    said: Message
    things: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Headline:
    """The first sentence of a chain: its clauses in order. It reports, and never judges.

    Args:
        parts: The clauses.
        subject: What is drawn, said behind the title: within how many steps, by which trace.
        places: Every place where money lies, with how much, as ``things`` names them: an id, and
            who and how much in words. The sentence names the first of them.
    """

    parts: tuple[HeadlinePart, ...] = ()
    subject: Message | None = None
    places: tuple[tuple[str, Message], ...] = ()

    def text(self, lang: str = "en", without: Collection[str] = ()) -> str:
        """Return the sentence: its clauses one after the other, but those of these names."""
        if not self.parts:
            return ""
        clauses = (part.said.text(lang) for part in self.parts if part.name not in without)
        return say("page-headline-and", lang).join(clauses) + say("page-headline-end", lang)
