"""What a page must be able to name: the words of the ontology that this chain uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kg.messages import Message, languages, say
from kg.model import RECORDED_AS, Chain, ChainEdge, ChainNode, Entity
from kg.schema.meanings import BANK_ACCOUNT
from kg.text import readable_word, visible

if TYPE_CHECKING:
    from kg.schema import Schema, Term

EXIT = "Exit"
_BARE_ID = re.compile(r" · urn:\S+$")
IN_TIME = "time"
"""How a page calls the supply of payments."""
Words = dict[str, str]


def said(message: Message) -> Words:
    """Return a sentence in each language, safe to show."""
    return {lang: visible(message.text(lang)) for lang in languages()}


def title(chain: Chain) -> str:
    """Return what a chain's picture is called: without an id that it was asked by, a bare hash."""
    return visible(_BARE_ID.sub("", chain.title or chain.name))


def in_every_language(id: str) -> str:  # noqa: A002 - the catalogue's word
    """Return a sentence in each language, for who cannot choose one."""
    return " ".join(say(id, lang) for lang in languages())


def words(term: Term) -> Words:
    """Return a term's label in each language."""
    return {lang: term.label(lang) for lang in languages()}


def family(schema: Schema, kind: str) -> str:
    """Return the family of a kind, as the palette names it."""
    return schema.kind(kind).family


def stage_order(schema: Schema) -> dict[str, int]:
    """Return the place of every stage from left to right, by name."""
    return {stage.name: at for at, stage in enumerate(schema.stages())}


def stages(schema: Schema, names: Iterable[str]) -> dict[str, Words]:
    """Return the headings of these stages."""
    return {name: words(schema.stage(name)) for name in sorted(set(names))}


def entity_kinds(schema: Schema, chain: Chain) -> dict[str, dict[str, object]]:
    """Return label, family and icon of every kind of entity that is drawn or counted."""
    names = {node.entity.kind for node in chain.nodes} | {hidden.kind for hidden in chain.hidden}
    kinds = [schema.kind(name) for name in sorted(names)]
    return {k.name: {**words(k), "family": k.family, "icon": k.icon} for k in kinds}


def link_kinds(schema: Schema, chain: Chain) -> dict[str, dict[str, object]]:
    """Return label, verb, family and direction of supply of every kind of link that is drawn.

    Payments that flow supply by their order in time alone, which the page is told apart.
    """
    kinds = [schema.kind(name) for name in sorted({edge.kind for edge in chain.edges})]
    return {
        k.name: {
            **words(k),
            "family": k.family,
            "verb": {lang: k.verb(lang) for lang in languages()},
            "supply": IN_TIME if k.flows and k.family == "money" else k.supply,
        }
        for k in kinds
    }


def own_name(schema: Schema, edge: ChainEdge) -> Words:
    """Return what a line is called where its file has a word of its own for the relation.

    The word is made readable; as the file has it, it stands with the row in the panel.
    """
    values = edge.links[0].values if edge.links else {}
    if RECORDED_AS not in values:
        return {}
    return relation_words(schema, edge.kind, values[RECORDED_AS])


def relation_words(schema: Schema, kind: str, recorded: Sequence[str]) -> Words:
    """Return what is written on a line by its kind and, readable, its file's word for it."""
    values = {RECORDED_AS: tuple(map(readable_word, recorded))} if any(recorded) else {}
    return {lang: visible(schema.kind(kind).said(values, lang)) for lang in languages()}


def verb(schema: Schema, edge: ChainEdge, lang: str) -> str:
    """Return the word beside a line: its own name, or the verb of its kind."""
    return own_name(schema, edge).get(lang) or schema.kind(edge.kind).verb(lang)


def roles(schema: Schema, chain: Chain) -> dict[str, dict[str, object]]:
    """Return the labels of the roles that somebody is said to have; ``harmed``: no accusation."""
    names = {role_name(role) for node in chain.nodes for role in node.roles}
    kinds = [schema.kind(name) for name in sorted(names) if schema.has_kind(name)]
    return {k.name: {**words(k), "harmed": not schema.is_accusation(k.name)} for k in kinds}


def icon_name(schema: Schema, node: ChainNode) -> str:
    """Return the icon of an entity: of the role by which files call it, else of its kind."""
    called = schema.called_by(map(role_name, node.roles))
    return (called or schema.kind(node.entity.kind)).icon


def role_name(role: str) -> str:
    """Return the class of a role that is given as ``alleged:CardSeller``."""
    return role.rsplit(":", 1)[-1]


def properties(schema: Schema, names: Iterable[str]) -> dict[str, Words]:
    """Return the labels of the properties that have values here; others keep their names."""
    return {
        name: words(schema.property(name))
        for name in sorted(set(names))
        if schema.has_property(name)
    }


def listed(schema: Schema, list_name: str) -> dict[str, Words]:
    """Return the labels of a closed list by code, in its order."""
    return {value.code: words(value) for value in schema.listed(list_name)}


def label(schema: Schema, entity: Entity) -> str:
    """Return what an entity is called: the first property its kind is called by, or nothing."""
    names = schema.kind(entity.kind).label_properties
    return next((text for name in names if (text := entity.first(name))), "")


def kinds_of_values(things: Sequence[Mapping[str, tuple[str, ...]]]) -> set[str]:
    """Return every property name that occurs."""
    return {name for values in things for name in values}


def level_heading(schema: Schema, chain: Chain, stage: str, level: int) -> Words:
    """Return what a column of a level is called: by its number, or by what is not a card."""
    if stage == EXIT or level <= 0:
        return {}
    here = {n.entity.kind for n in chain.nodes if (n.stage, n.level) == (stage, level)}
    money = sorted(kind for kind in here if schema.is_money_party(kind))
    if money and not any(schema.is_a(kind, BANK_ACCOUNT) for kind in money):
        return words(schema.kind(money[0]))
    return {lang: say("page-level-n", lang, n=_numeral(level, lang)) for lang in languages()}


def _numeral(level: int, lang: str) -> str:
    numerals = say("page-numerals", lang)
    return numerals[level] if level < len(numerals) else str(level)
