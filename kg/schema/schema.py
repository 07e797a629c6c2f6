"""What the ontology says of one term: a kind, a property, a value of a closed list."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, TypeVar

from kg.errors import SchemaError
from kg.messages import FALLBACK, Message, languages
from kg.model import RECORDED_AS, Values, snake_case
from kg.schema.meanings import (
    ACCOUNT,
    CONTROL,
    HOLDING,
    LISTING,
    MONEY_END,
    MONEY_PARTY,
    PERSON,
    POOL,
    STANDING,
)

HARMED = "Victimisation"
"""The stage of those who lost something: drawn hollow, never called alleged."""


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
        if lang in texts:
            return texts[lang]
        if lang in languages() and FALLBACK in texts:
            return texts[FALLBACK]
        raise SchemaError(
            Message("no-text-in-language", lang=repr(lang)),
            where=self.name,
            hint=Message("languages-are", known=" ".join(languages())),
        )


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
    ``key_kind`` names the nearest class that has key properties, or the class by which that one's
    things are identified: it stands in the id. ``supply``
    says of a link which end supplies the other: ``forward`` (the source), ``backward`` (the
    target), ``held`` (the source has the target as its own) or ``none``. ``held_by`` is, of a role
    by whose word files call somebody or something, the kind of thing that is meant: a rogue data
    company is an organisation, a cash runner a person, of whom that is alleged.
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
    held_by: str
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


Among = Literal["link", "role", "entity"]
Known = TypeVar("Known", bound=Term)


def fold(text: str) -> str:
    """Return text as it is compared: width, case and spaces do not count.

    >>> fold(" Ｕ商 ") == fold("u商")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class Schema:
    """What the ontology says, for all rooms; names that it does not know are refused."""

    def __init__(
        self,
        *,
        version: str,
        kinds: Iterable[Kind],
        properties: Iterable[Property],
        values: Iterable[ListedValue],
        icons: tuple[str, ...],
    ) -> None:
        self.version = version
        self.icons = icons
        self._kinds = {kind.name: kind for kind in kinds}
        self._properties = {
            property_.name: property_ for property_ in sorted(properties, key=_shown_at)
        }
        self._values = sorted(values, key=lambda value: value.order)
        self._by_snake = {snake_case(name): name for name in self._kinds}
        self._typed = _index(self._kinds.values())

    def kind(self, name: str) -> Kind:
        """Return the kind of that name."""
        return _known(self._kinds, name, "kind")

    def has_kind(self, name: str) -> bool:
        """Say whether the ontology has a kind of that name."""
        return name in self._kinds

    def kind_of_id(self, identifier: str) -> str:
        """Return the key kind that an id was minted for."""
        parts = identifier.split(":")
        name = parts[2] if len(parts) == 4 and parts[:2] == ["urn", "crimechain"] else ""
        if name not in self._by_snake:
            raise SchemaError(Message("not-an-id-of-a-kind", identifier=identifier))
        return self._by_snake[name]

    def kinds(self) -> tuple[Kind, ...]:
        """Return every kind, abstract ones too, in the order of the files."""
        return tuple(self._kinds.values())

    def entity_kinds(self) -> tuple[Kind, ...]:
        """Return the kinds of entity that can stand in a case."""
        return tuple(k for k in self._kinds.values() if k.is_entity and not k.abstract)

    def link_kinds(self) -> tuple[Kind, ...]:
        """Return the kinds of link that can stand in a case."""
        return tuple(k for k in self._kinds.values() if k.is_link and not k.abstract)

    def roles(self) -> tuple[Kind, ...]:
        """Return the roles that somebody can be alleged to have."""
        return tuple(k for k in self._kinds.values() if k.is_role and not k.abstract)

    def called_by(self, roles: Iterable[str]) -> Kind | None:
        """Return the first of some roles that stands for the kind of a thing, if one is such.

        A person stays a person, whatever roles are said of one.

        >>> from kg.schema import load_schema
        >>> load_schema().called_by(["FraudLeader", "FraudGang"]).name
        'FraudGang'
        """
        known = (self._kinds[role] for role in roles if role in self._kinds)
        return next((kind for kind in known if kind.held_by and not _of_persons(kind)), None)

    def is_accusation(self, role: str) -> bool:
        """Say whether a role is one that somebody is alleged to have, not harm or a mere standing.

        >>> from kg.schema import load_schema
        >>> [load_schema().is_accusation(role) for role in ("CashRunner", "Victim", "Procurator")]
        [True, False, False]
        """
        return self.kind(role).stage != HARMED and not self.is_a(role, STANDING)

    def property(self, name: str) -> Property:
        """Return the property of that name."""
        return _known(self._properties, name, "property")

    def has_property(self, name: str) -> bool:
        """Say whether the ontology has a property of that name."""
        return name in self._properties

    def properties(self) -> tuple[Property, ...]:
        """Return every property in the order in which they are shown, direct edges last."""
        return tuple(self._properties.values())

    def listed(self, list_name: str) -> tuple[ListedValue, ...]:
        """Return the values of a closed list, such as ``Currency``, in order."""
        values = tuple(value for value in self._values if value.list_name == list_name)
        if not values:
            lists = sorted({value.list_name for value in self._values})
            raise _unknown("closed-list", list_name, lists)
        return values

    def resolve_listed(self, text: str, list_name: str) -> ListedValue | None:
        """Return the value of a closed list that a typed word or code stands for, if any."""
        typed = fold(text)
        for value in self.listed(list_name):
            if typed in {fold(word) for word in (value.name, value.code, *value.words())}:
                return value
        return None

    def stages(self) -> tuple[ListedValue, ...]:
        """Return the stages of a chain, from the source of the data to the exit."""
        return self.listed("Stage")

    def stage(self, name: str) -> ListedValue:
        """Return the stage of that name."""
        return _known({stage.name: stage for stage in self.stages()}, name, "stage")

    def is_a(self, kind: str, ancestor: str) -> bool:
        """Say whether a kind is another one or descends from it."""
        return self.kind(ancestor).name in (kind, *self.kind(kind).ancestors)

    def kinds_below(self, ancestor: str) -> tuple[str, ...]:
        """Return the names of a class and of all that descend from it, in the order of the files.

        >>> from kg.schema import load_schema
        >>> "HoldsAccount" in load_schema().kinds_below("Holding")
        True
        """
        self.kind(ancestor)
        return tuple(name for name in self._kinds if self.is_a(name, ancestor))

    def money_holdings(self) -> tuple[str, ...]:
        """Return the kinds of links by which somebody has what can be paid.

        >>> from kg.schema import load_schema
        >>> load_schema().money_holdings()
        ('HoldsAccount', 'HoldsWallet')
        """
        whats = {name: self.kind(name).range for name in self.kinds_below(HOLDING)}
        return tuple(name for name, what in whats.items() if what and self.is_money_party(what))

    def is_holding(self, kind: str) -> bool:
        """Say whether a link of a kind gives somebody an account, a wallet or a phone."""
        return self.is_a(kind, HOLDING)

    def is_control(self, kind: str) -> bool:
        """Say whether by links of a kind somebody steers a thing, whoever has it."""
        return self.is_a(kind, CONTROL)

    def is_money_party(self, kind: str) -> bool:
        """Say whether things of a kind can be paid."""
        return self.is_a(kind, MONEY_PARTY)

    def is_money_end(self, kind: str) -> bool:
        """Say whether money leaves the records at things of a kind."""
        return self.is_a(kind, MONEY_END)

    def is_account(self, kind: str) -> bool:
        """Say whether things of a kind are accounts."""
        return self.is_a(kind, ACCOUNT)

    def is_person(self, kind: str) -> bool:
        """Say whether things of a kind are human beings."""
        return self.is_a(kind, PERSON)

    def is_pool(self, kind: str) -> bool:
        """Say whether things of a kind keep the money of many, as payment companies do."""
        return self.is_a(kind, POOL)

    def is_listing(self, kind: str) -> bool:
        """Say whether by links of a kind a list names a thing."""
        return self.is_a(kind, LISTING)

    def resolve(self, text: str, among: Among) -> list[Kind]:
        """Return the kinds that a typed word stands for: none, one, or several to choose from."""
        return list(self._typed.get((among, fold(text)), ()))

    def legend(self, lang: str = "zh") -> dict[str, list[dict[str, object]]]:
        """Return all that a picture must be able to name, in one language."""
        return {
            "families": [_legend_value(v, lang) for v in self.listed("EntityFamily")],
            "linkFamilies": [_legend_value(v, lang) for v in self.listed("LinkFamily")],
            "stages": [_legend_value(v, lang) for v in self.stages()],
            "proofs": [_legend_value(v, lang) for v in self.listed("ProofState")],
            "kinds": [_legend_kind(kind, lang) for kind in self.entity_kinds()],
            "links": [_legend_kind(k, lang) | {"verb": k.verb(lang)} for k in self.link_kinds()],
            "roles": [_legend_kind(kind, lang) for kind in self.roles()],
        }


def _shown_at(term_property: Property) -> tuple[bool, int]:
    return (term_property.order == 0, term_property.order)


def _legend_value(value: ListedValue, lang: str) -> dict[str, object]:
    return {"name": value.code, "label": value.label(lang), "definition": value.definition(lang)}


def _legend_kind(kind: Kind, lang: str) -> dict[str, object]:
    return {
        "name": kind.name,
        "label": kind.label(lang),
        "definition": kind.definition(lang),
        "family": kind.family,
        "icon": kind.icon,
        "stage": kind.stage,
    }


def _index(kinds: Iterable[Kind]) -> dict[tuple[Among, str], list[Kind]]:
    """Return the kinds by their words; of those that share one, those that it means first.

    A crew and its member may be called alike: as a role the word is the member's, as what
    something is it is the crew's; and it is neither's where it is the word of a kind.
    """
    kinds_by_word: dict[tuple[Among, str], list[Kind]] = {}
    for kind in kinds:
        for word in {fold(word) for word in (kind.name, *kind.words())}:
            for among in _amongst(kind):
                kinds_by_word.setdefault((among, word), []).append(kind)
    for (among, word), some in kinds_by_word.items():
        turns = [_turn(among, kind) for kind in some]
        first = [kind for kind, turn in zip(some, turns, strict=True) if turn == min(turns)]
        kinds_by_word[among, word] = first
    return kinds_by_word


def _turn(among: Among, kind: Kind) -> int:
    """Return how soon a word that several kinds share means a kind; the least first."""
    if not kind.held_by:
        return 0
    return 1 if _of_persons(kind) == (among == "role") else 2


def _of_persons(role: Kind) -> bool:
    return role.held_by == PERSON


def _amongst(kind: Kind) -> tuple[Among, ...]:
    """Return where a kind may be typed: an abstract one is never what a person means."""
    if kind.abstract:
        return ()
    if kind.is_entity:
        return ("entity",)
    if kind.held_by:
        return ("role", "entity")
    return ("link",) if kind.is_link else ("role",) if kind.is_role else ()


def _known(known: Mapping[str, Known], name: str, what: str) -> Known:
    if name not in known:
        raise _unknown(what, name, list(known))
    return known[name]


def _unknown(what: str, name: str, names: list[str]) -> SchemaError:
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    hint = Message("nearest-names", names=near) if near else Message("see-kg-ontology")
    return SchemaError(Message(f"ontology-has-no-{what}", name=repr(name)), hint=hint)
