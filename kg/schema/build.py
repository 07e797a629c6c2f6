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


def build_schema(said: Table) -> Schema:
    """Return the schema, or say which term points at nothing."""
    _check_references(said)
    classes = {name: _kin(said, name) for name, one in said.items() if "Class" in one.all("type")}
    kinds = [_kind(said, name, kin) for name, kin in classes.items()]
    return Schema(
        version=said["module/core"].one("versionInfo") if "module/core" in said else "",
        kinds=[kind for kind in kinds if "ListedValue" not in (kind.name, *kind.ancestors)],
        properties=[_property(one) for one in said.values() if _is_property(one)],
        values=[_value(one) for one in said.values() if set(one.all("type")) & set(classes)],
        icons=said["icon"].all("allowedValue") if "icon" in said else (),
    )


POINTERS = (
    *("subClassOf", "family", "stage", "sourceStage", "targetStage", "keyProperty"),
    *("labelProperty", "shortcutProperty", "objectRange", "valuesFrom", "domain"),
)


def _check_references(said: Table) -> None:
    for one in said.values():
        for pointer in POINTERS:
            for name in one.all(pointer):
                if name not in said:
                    raise SchemaError(
                        Message("points-nowhere", pointer=pointer, name=name), where=one.name
                    )


def _kin(said: Table, name: str) -> tuple[str, ...]:
    """Return the class itself, then its ancestors, nearest first."""
    found = [name]
    for one in found:
        for parent in said[one].all("subClassOf"):
            if parent == name:
                raise SchemaError(Message("class-descends-from-itself"), where=name)
            if parent not in found:
                found.append(parent)
    return tuple(found)


def _kind(said: Table, name: str, kin: tuple[str, ...]) -> Kind:
    own = said[name]
    keyed = next((one for one in kin if said[one].all("keyProperty")), name)
    shortcut = said.get(own.one("shortcutProperty"), TermStatements(""))
    return Kind(
        **_words(own),
        parents=own.all("subClassOf"),
        ancestors=kin[1:],
        handle=_nearest(said, kin, "handle"),
        family=_code(said, _nearest(said, kin, "family")),
        icon=_nearest(said, kin, "icon"),
        stage=_nearest(said, kin, "stage"),
        abstract=own.flag("abstract"),
        key_kind=keyed,
        key_properties=_ordered(said, said[keyed].all("keyProperty")),
        label_properties=_ordered(said, _nearest_all(said, kin, "labelProperty")),
        is_entity="Entity" in kin,
        is_link="Link" in kin,
        is_role="Role" in kin,
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
        "alt_labels": own.words("altLabel"),
    }


def _is_property(own: TermStatements) -> bool:
    return bool({"DatatypeProperty", "ObjectProperty"} & set(own.all("type")))


def _nearest_all(said: Table, kin: Iterable[str], predicate: str) -> tuple[str, ...]:
    return next((found for one in kin if (found := said[one].all(predicate))), ())


def _nearest(said: Table, kin: Iterable[str], predicate: str) -> str:
    return next((found for one in kin if (found := said[one].one(predicate))), "")


def _code(said: Table, name: str) -> str:
    return said[name].one("notation") if name else ""


def _ordered(said: Table, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: said[name].number("order")))
