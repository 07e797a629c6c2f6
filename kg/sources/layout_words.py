"""The words of a layout held to what is known: its columns and parties, the ontology, RE2.

Each raises LayoutFault at the key where an unknown word stands, with the nearest known ones.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.errors import KgError
from kg.messages import Message
from kg.schema import Kind, load_schema
from kg.sources.layout import Layout
from kg.sources.layout_reading import LayoutFault, nearest
from kg.sources.patterns import PatternRefused, read_pattern, shown
from kg.text.toml import KeyPath
from kg.values.currencies import SCALES


def one_of(word: str, known: Iterable[str], what: str, path: KeyPath) -> None:
    """Refuse a word that is none of the known ones.

    ``what`` is what it should be, as the id of the message that there is no such says it.
    """
    if word not in known:
        raise LayoutFault(path, Message(f"no-{what}", word=repr(word)), nearest(word, known))


def columns(layout: Layout, names: Iterable[str], path: KeyPath) -> None:
    """Refuse names that are no columns of the layout."""
    for name in names:
        one_of(name, layout.columns, "column", path)


def parties(layout: Layout, names: Iterable[str], path: KeyPath) -> None:
    """Refuse names that are no parties of the layout."""
    for name in names:
        one_of(name, layout.parties, "party", path)


def kind_of(name: str, path: KeyPath) -> Kind:
    """Return the ontology's kind of a name."""
    try:
        return load_schema().kind(name)
    except KgError as error:
        raise LayoutFault(path, error.what, error.hint) from error


def entity_kind(name: str, path: KeyPath) -> None:
    """Refuse what is no kind of somebody or something."""
    if not kind_of(name, path).is_entity:
        raise LayoutFault(path, Message("is-no-party-kind", kind=name), Message("see-kg-ontology"))


def property_of(name: str, path: KeyPath) -> None:
    """Refuse a name that is no property of the ontology."""
    try:
        load_schema().property(name)
    except KgError as error:
        raise LayoutFault(path, error.what, error.hint) from error


def currency(code: str, path: KeyPath) -> None:
    """Refuse a code of a currency that kg does not count in; none may be given."""
    if code:
        one_of(code, SCALES, "currency-code", path)


def pattern(text: str, groups: int | None, path: KeyPath) -> None:
    """Refuse a pattern that cannot be run, or that does not pick exactly so many pieces."""
    try:
        found = read_pattern(text).groups
    except PatternRefused as error:
        raise LayoutFault(path, error.why) from error
    if groups is not None and groups != found:
        what = Message("number-of-groups", text=shown(text), found=found, groups=groups)
        raise LayoutFault(path, what)
