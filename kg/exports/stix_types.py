"""What all objects of a STIX bundle share: ids, the marking, extensions, the types of things."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias
from uuid import uuid5

from kg.exports.counterparts import Counterparts
from kg.exports.exhibits import HASH, NAMESPACE, Fact, hashes
from kg.exports.material import ExportMaterial
from kg.exports.network import label_of
from kg.model import Entity, Link, Source

Object: TypeAlias = dict[str, Any]
INSTANT = "1970-01-01T00:00:00.000Z"
THING = "crimechain-thing"


def identified(kind: str, text: str) -> str:
    """Return the id that an object of that type and origin always gets."""
    return f"{kind}--{uuid5(NAMESPACE, text)}"


class StixFrame:
    """The material with the types of its things decided, and what every object carries."""

    def __init__(self, material: ExportMaterial) -> None:
        self.material = material
        self.types = types()
        self.marking = identified("marking-definition", "\n".join(material.said()))
        self.fact, self.thing = (identified("extension-definition", n) for n in ("fact", "thing"))
        listed = {f"stix:{name}" for name in self.types}
        self.counterparts = Counterparts("stix", material.schema, listed)
        chosen = ((entity.id, self.chosen(entity)) for entity in material.entities)
        self._refs = {id_: identified(stix_object["type"], id_) for id_, stix_object in chosen}

    def fact_ref(self, fact: Fact) -> str:
        """Return the id of the object that a fact is written as."""
        is_link = isinstance(fact, Link)
        return identified("relationship", fact.id) if is_link else self.ref(fact.id)

    def ref(self, identifier: str) -> str:
        """Return the id of the object that a thing, described or not, is written as."""
        return self._refs.get(identifier) or identified(THING, identifier)

    def chosen(self, entity: Entity) -> Object:
        """Return the type of an entity with what names it: the best that its values can fill."""
        for row in self.counterparts.of(entity.kind):
            name = row.target.removeprefix("stix:")
            if (called := self._called(entity, self.types[name])) is not None:
                more = _conditioned(row.condition) or self.types[name].get("unless_said", {})
                return {"type": name, self.types[name]["name"]: called, **more}
        return {"type": THING, "name": label_of(entity, self.material)}

    def _called(self, entity: Entity, form: Mapping[str, Any]) -> str | None:
        label = label_of(entity, self.material)
        kind = self.material.schema.kind(entity.kind)
        keys = (*kind.key_properties, *kind.label_properties) if "keyed" in form else ()
        names = filter(None, (*(text for n in keys for text in entity.values.get(n, ())), label))
        fits = re.compile(form.get("form", ".*"), re.DOTALL).fullmatch
        return next(filter(fits, names), None)

    def dressed(self, stix_object: Object, identifier: str, fact: Mapping[str, Any]) -> Object:
        """Return an object with what every object has: id, marking, instant and extension."""
        kind = stix_object["type"]
        extensions = {self.fact: {"extension_type": "property-extension", **fact}}
        if kind == THING:
            extensions[self.thing] = {"extension_type": "new-sdo"}
        dated = {"created": INSTANT, "modified": INSTANT}
        return {
            "type": kind,
            "spec_version": "2.1",
            "id": identified(kind, identifier),
            **({} if self.types.get(kind, {}).get("observable") else dated),
            **stix_object,
            "object_marking_refs": [self.marking],
            "extensions": extensions,
        }

    def opening(self) -> Iterator[Object]:
        """Yield who made the file, how it is marked, and what the two extensions mean."""
        frame = {"spec_version": "2.1", "created": INSTANT}
        producer = identified("identity", "crimechain")
        own = {**frame, "modified": INSTANT, "object_marking_refs": [self.marking]}
        statement = {"statement": "\n".join(self.material.said())}
        marking = {"definition_type": "statement", "definition": statement}
        yield {"type": "marking-definition", "id": self.marking, **frame, **marking}
        yield {"type": "identity", "id": producer, **own, **_type_tables()["producer"]}
        for name, identifier in (("fact", self.fact), ("thing", self.thing)):
            definition = {
                "type": "extension-definition",
                "id": identifier,
                "created_by_ref": producer,
            }
            yield {**definition, **own, **_type_tables()[name]}

    def files(self) -> Iterator[Object]:
        """Yield every file: its hash and, of a source, how its rows were counted."""
        known = {source.sha256: source for source in self.material.sources}
        for sha256 in hashes(self.material):
            digest = {"hashes": {"SHA-256": sha256}} if HASH.fullmatch(sha256) else {}
            source = known.get(sha256)
            name = {"name": source.name, "size": source.size} if source else {}
            file = {"type": "file", **({**name, **digest} or {"name": sha256})}
            yield self.dressed(file, sha256, _counted(source) if source else {"id": sha256})


def _counted(source: Source) -> Object:
    fields = asdict(source)
    del fields["sha256"], fields["name"], fields["size"]
    return fields


def _conditioned(restriction: str) -> Object:
    """Return ``identity_class=individual`` as a property; a vocabulary of several is a list."""
    name, _, value = restriction.partition("=")
    return {name: [value] if name.endswith("_types") else value} if value else {}


def types() -> dict[str, dict[str, Any]]:
    """Return how each type is filled, by its name."""
    tables: dict[str, dict[str, Any]] = _type_tables()["types"]
    return tables


@cache
def _type_tables() -> dict[str, dict[str, Any]]:
    path = Path(__file__).with_name("stix.toml")
    tables: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return tables
