"""From what the modules say to a schema: inheritance, keys, ends of links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypedDict

from kg.errors import SchemaError
from kg.messages import Message
from kg.schema.schema import Kind, ListedValue, Property, Schema
from kg.schema.turtle import TermStatements

Table = Mapping[str, TermStatements]


class _Words(TypedDict):
    name: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    alt_labels: tuple[str, ...]


def build_schema(table: Table) -> Schema:
    """Return the schema, or say which term points at nothing."""
    _check_references(table)
    classes = {
        name: _kin(table, name)
        for name, statements in table.items()
        if "Class" in statements.all("type")
    }
    kinds = [_kind(table, name, kin) for name, kin in classes.items()]
    return Schema(
        version=table["module/core"].one("versionInfo") if "module/core" in table else "",
        kinds=[kind for kind in kinds if "ListedValue" not in (kind.name, *kind.ancestors)],
        properties=[
            _property(statements) for statements in table.values() if _is_said(table, statements)
        ],
        values=[
            _value(statements)
            for statements in table.values()
            if set(statements.all("type")) & set(classes) and statements.name not in classes
        ],
        icons=table["icon"].all("allowedValue") if "icon" in table else (),
    )


POINTERS = (
    *("subClassOf", "family", "stage", "sourceStage", "targetStage", "keyProperty"),
    *("labelProperty", "shortcutProperty", "objectRange", "valuesFrom", "domain", "heldBy"),
    "identifiedAs",
)


OF_TERMS = frozenset(("TermType", "ListedValue"))
"""Domains of the properties that one term has of another: ``feeds``, ``stage``, ``ofTemplate``."""


def _check_references(table: Table) -> None:
    for statements in table.values():
        for pointer in POINTERS:
            for name in statements.all(pointer):
                if name not in table:
                    raise SchemaError(
                        Message("points-nowhere", pointer=pointer, name=name), where=statements.name
                    )


def _kin(table: Table, name: str) -> tuple[str, ...]:
    """Return the class itself, then its ancestors, nearest first."""
    kin = [name]
    for ancestor in kin:
        for parent in table[ancestor].all("subClassOf"):
            if parent == name:
                raise SchemaError(Message("class-descends-from-itself"), where=name)
            if parent not in kin:
                kin.append(parent)
    return tuple(kin)


def _kind(table: Table, name: str, kin: tuple[str, ...]) -> Kind:
    own = table[name]
    holder = own.one("heldBy")
    if holder:  # what a row calls by the role's word has the id and the letter of a holder's kind
        kin = (*kin, *_kin(table, holder))
    keyed = next((ancestor for ancestor in kin if table[ancestor].all("keyProperty")), name)
    keyed = table[keyed].one("identifiedAs") or keyed
    shortcut = table.get(own.one("shortcutProperty"), TermStatements(""))
    return Kind(
        **_words(own),
        parents=own.all("subClassOf"),
        ancestors=_kin(table, name)[1:],
        handle=_nearest(table, kin, "handle"),
        family=_code(table, _nearest(table, kin, "family")),
        icon=_nearest(table, kin, "icon"),
        stage=_nearest(table, kin, "stage"),
        abstract=own.flag("abstract"),
        key_kind=keyed,
        key_properties=_ordered(table, table[keyed].all("keyProperty")),
        label_properties=_ordered(table, _nearest_all(table, kin, "labelProperty")),
        is_entity="Role" not in kin and "Entity" in kin,
        is_link="Link" in kin,
        is_role="Role" in kin,
        held_by=holder,
        flows=own.flag("flows"),
        supply=own.one("supplyDirection") or "none",
        shortcut=shortcut.name,
        domain=shortcut.one("domain"),
        range=shortcut.one("range"),
        object_range=own.one("objectRange"),
        source_stage=own.one("sourceStage"),
        target_stage=own.one("targetStage"),
        verbs=shortcut.text("label"),
    )


def _property(own: TermStatements) -> Property:
    is_data = "DatatypeProperty" in own.all("type")
    return Property(
        **_words(own),
        datatype=own.one("range") if is_data else "",
        domain=own.one("domain"),
        range="" if is_data else own.one("range"),
        order=own.number("order"),
        personal=own.flag("personal"),
        mask_as=own.one("maskAs") or "none",
        values_from=own.one("valuesFrom"),
        other_codes=own.one("otherCodes"),
    )


def _value(own: TermStatements) -> ListedValue:
    return ListedValue(
        **_words(own),
        list_name=own.one("type"),
        code=own.one("notation") or own.name,
        order=own.number("order"),
    )


def _words(own: TermStatements) -> _Words:
    return {
        "name": own.name,
        "labels": own.text("label"),
        "definitions": own.text("definition"),
        "alt_labels": (*own.words("altLabel"), *own.words("hiddenLabel")),
    }


def _is_said(table: Table, own: TermStatements) -> bool:
    """Say whether a property speaks of things of a case, not of the ontology's own terms."""
    if not {"DatatypeProperty", "ObjectProperty"} & set(own.all("type")):
        return False
    domain = own.one("domain")
    return not domain or not OF_TERMS & set(_kin(table, domain))


def _nearest_all(table: Table, kin: Iterable[str], predicate: str) -> tuple[str, ...]:
    return next((values for term in kin if (values := table[term].all(predicate))), ())


def _nearest(table: Table, kin: Iterable[str], predicate: str) -> str:
    return next((value for term in kin if (value := table[term].one(predicate))), "")


def _code(table: Table, name: str) -> str:
    return table[name].one("notation") if name else ""


def _ordered(table: Table, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: table[name].number("order")))
