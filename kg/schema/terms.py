"""What the ontology says of one term: a kind, a property, a value of a closed list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.errors import SchemaError
from kg.messages import Message
from kg.model import RECORDED_AS, Values


@dataclass(frozen=True, slots=True)
class Term:
    """A name of the ontology with its words in both languages."""

    name: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    alt_labels: tuple[str, ...]

    def label(self, lang: str = "zh") -> str:
        """Return what a person calls it."""
        return self._in(self.labels, lang)

    def labelled(self) -> Message:
        """Return what a person calls it as a message, for a sentence that names it."""
        return Message("as-stored", **self.labels)

    def definition(self, lang: str = "zh") -> str:
        """Return what it means, in one sentence."""
        return self._in(self.definitions, lang)

    def words(self) -> tuple[str, ...]:
        """Return every word that a person may type for it."""
        return (*self.labels.values(), *self.alt_labels)

    def _in(self, texts: Mapping[str, str], lang: str) -> str:
        if lang not in texts:
            raise SchemaError(
                Message("no-text-in-language", lang=repr(lang)),
                where=self.name,
                hint=Message("languages-are"),
            )
        return texts[lang]


@dataclass(frozen=True, slots=True)
class ListedValue(Term):
    """A value of a closed list; ``code`` is what rows and quads hold."""

    list_name: str
    code: str
    order: int


@dataclass(frozen=True, slots=True)
class Property(Term):
    """What can be said of a thing: its type, and how its values leave the case."""

    datatype: str
    domain: str
    range: str
    order: int
    personal: bool
    mask_as: str
    values_from: str
    other_codes: str = ""


@dataclass(frozen=True, slots=True)
class Kind(Term):
    """A class of entity, link or role, with all that the rooms need to treat it right.

    Handle, family, icon and stage are the nearest ancestor's where the class itself has none.
    ``key_kind`` names the nearest class that has key properties: it stands in the id. ``supply``
    says of a link which end supplies the other: ``forward`` (the source), ``backward`` (the
    target), ``held`` (the source has the target as its own) or ``none``.
    """

    parents: tuple[str, ...]
    ancestors: tuple[str, ...]
    handle: str
    family: str
    icon: str
    stage: str
    abstract: bool
    key_kind: str
    key_properties: tuple[str, ...]
    label_properties: tuple[str, ...]
    is_entity: bool
    is_link: bool
    is_role: bool
    flows: bool
    supply: str
    shortcut: str
    domain: str
    range: str
    object_range: str
    source_stage: str
    target_stage: str
    verbs: Mapping[str, str]

    def verb(self, lang: str = "zh") -> str:
        """Return the word beside the arrow from source to target."""
        return self._in(self.verbs, lang)

    def called(self, values: Values, lang: str = "zh") -> str:
        """Return what a fact with these values is called: see :func:`own_name`."""
        return own_name(self, values, self.label(lang), lang)

    def said(self, values: Values, lang: str = "zh") -> str:
        """Return the word beside the arrow of a link with these values: see :func:`own_name`."""
        return own_name(self, values, self.verb(lang), lang)

    def words(self) -> tuple[str, ...]:
        """Return every word that a person may type for it, the verb included."""
        return (*self.labels.values(), *self.verbs.values(), *self.alt_labels)


def own_name(kind: Kind, values: Values, usual: str, lang: str = "zh") -> str:
    """Return the name of a link: its file's own word for it, or what its kind is usually called.

    Args:
        kind: The kind of the link.
        values: The link's values.
        usual: What links of the kind are called.
        lang: ``zh`` or ``en``.

    Returns:
        The word alone where the kind says no more than that there is a relation (its label property
        is that word), the usual name with the word behind it where the kind says more, and the
        usual name where the file has no word.
    """
    if own := next((text for name in kind.label_properties for text in values.get(name, ())), ""):
        return own
    word = next(iter(values.get(RECORDED_AS, ())), "")
    left, right = ("（", "）") if lang == "zh" else (" (", ")")
    return f"{usual}{left}{word}{right}" if word else usual
