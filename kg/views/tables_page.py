"""Tables as one HTML file in both languages: no script, no network, fit to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.messages import Message, languages, say
from kg.text import visible
from kg.text.html_template import html_template, own_html
from kg.views.page import hash_of

Text = Message | str


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell: what stands in it, what is told below in small, its tone, and where it leads.

    ``tone`` is a class of the style, such as ``missing``; the text always says the same in words.
    ``leads`` is the id of the section that a click on it shows. ``parts`` are of several tones.
    """

    text: Text = ""
    small: Sequence[Text] = ()
    tone: str = ""
    leads: str = ""
    parts: Sequence[tuple[str, Text]] = ()


@dataclass(frozen=True, slots=True)
class TableSection:
    """A heading, what is said below it, and a table if there are rows; ``level`` is 2 or 3."""

    heading: Text
    id: str = ""
    level: int = 2
    said: Sequence[Text] = ()
    heads: Sequence[Text] = ()
    rows: Sequence[Sequence[TableCell]] = ()
    tone: str = ""
    wide: bool = False
    """Whether it is the table that the page is about: its cells are larger and of one width."""


@dataclass(frozen=True, slots=True)
class TablesPage:
    """A page of tables; everything in it stands in the file, masked already.

    Args:
        title: What it is, and of which case.
        lead: What must be read first.
        marking: The classification of the case.
        legend: The tones of cells, each with its words and what they mean.
        sections: The tables.
        notices: What is left out or not known.
    """

    title: Text
    lead: Sequence[Text]
    sections: Sequence[TableSection]
    marking: str = ""
    legend: Sequence[tuple[str, Text, Text]] = ()
    notices: Sequence[Text] = field(default_factory=tuple)


def tables_page(page: TablesPage, *, lang: str = "zh") -> bytes:
    """Return a page as one file; same page, same bytes.

    Args:
        page: What stands in it.
        lang: The language in which it opens; the other is a click away, without a script.
    """
    style = html_template("kg.views", "tables.css").render().strip()
    policy = (
        f"default-src 'none'; style-src '{hash_of(style)}'; base-uri 'none'; form-action 'none'"
    )
    html = html_template("kg.views", "tables.html").render(
        page=page,
        opens=lang,
        langs=[
            (language, say("page-html-language", language), say("page-language", language))
            for language in languages()
        ],
        policy=policy,
        style=own_html(style),
        text=_text,
        say=say,
    )
    return html.encode()


def _text(told: Text, lang: str) -> str:
    """Return a text in a language, without signs that could steer its reader."""
    return visible(told if isinstance(told, str) else told.text(lang))
