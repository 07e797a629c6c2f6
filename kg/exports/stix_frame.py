"""What all objects of a STIX bundle share: ids, markings, extensions, and which type a thing has."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID, uuid5

from kg.exports.base import Material
from kg.exports.counterparts import Counterparts
from kg.exports.network import label_of
from kg.model import Entity, Source

Object: TypeAlias = dict[str, Any]
NAMESPACE = UUID("ae799da9-be0e-599f-8f87-4dd8ebfa8d56")
"""UUIDv5 of our address; from it and our id the id of every object follows, for ever."""
INSTANT = "1970-01-01T00:00:00.000Z"
THING = "crimechain-thing"
HASH = re.compile(r"[0-9a-f]{64}")


def identified(kind: str, text: str) -> str:
    """Return the id that an object of that type and origin always gets."""
    return f"{kind}--{uuid5(NAMESPACE, text)}"


class Frame:
    """The material with the types of its things decided, and what every object carries."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.types = types()
        self.marking = identified("marking-definition", "\n".join(material.said()))
        self.fact, self.thing = (identified("extension-definition", n) for n in ("fact", "thing"))
        listed = {f"stix:{name}" for name in self.types}
        self.counterparts = Counterparts("stix", material.schema, listed)
        chosen = ((entity.id, self.chosen(entity)) for entity in material.entities)
        self._refs = {id_: identified(told["type"], id_) for id_, told in chosen}

    def ref(self, identifier: str) -> str:
        """Return the id of the object that a thing, described or not, is written as."""
        return self._refs.get(identifier) or identified(THING, identifier)

    def file_ref(self, sha256: str) -> str:
        """Return the id of the object that a file is written as."""
        return identified("file", sha256)

    def chosen(self, entity: Entity) -> Object:
        """Return the type of an entity with what names it: the best that its values can fill."""
        for row in self.counterparts.of(entity.kind):
            name = row.target.removeprefix("stix:")
            if (called := self._called(entity, self.types[name])) is not None:
                more = _restricted(row.restriction) or self.types[name].get("unless_said", {})
                return {"type": name, self.types[name]["name"]: called, **more}
        return {"type": THING, "name": label_of(entity, self.material)}

    def _called(self, entity: Entity, form: Mapping[str, Any]) -> str | None:
        label = label_of(entity, self.material)
        kind = self.material.schema.kind(entity.kind)
        keys = (*kind.key_properties, *kind.label_properties) if "keyed" in form else ()
        told = filter(None, (*(text for n in keys for text in entity.values.get(n, ())), label))
        fits = re.compile(form.get("form", ".*"), re.DOTALL).fullmatch
        return next(filter(fits, told), None)

    def dressed(self, told: Object, identifier: str, fact: Mapping[str, Any]) -> Object:
        """Return an object with what every object has: id, marking, instant and extension."""
        kind = told["type"]
        extensions = {self.fact: {"extension_type": "property-extension", **fact}}
        if kind == THING:
            extensions[self.thing] = {"extension_type": "new-sdo"}
        dated = {"created": INSTANT, "modified": INSTANT}
        return {
            "type": kind,
            "spec_version": "2.1",
            "id": identified(kind, identifier),
            **({} if self.types.get(kind, {}).get("observable") else dated),
            **told,
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
        yield {"type": "identity", "id": producer, **own, **_told()["producer"]}
        for name, identifier in (("fact", self.fact), ("thing", self.thing)):
            said = {"type": "extension-definition", "id": identifier, "created_by_ref": producer}
            yield {**said, **own, **_told()[name]}

    def source(self, source: Source) -> Object:
        """Return a loaded file: its hash, and how its rows were counted."""
        counted = asdict(source)
        told = {"type": "file", "name": counted.pop("name"), "size": counted.pop("size")}
        return self.dressed({**told, **_hashes(counted.pop("sha256"))}, source.sha256, counted)

    def other_files(self) -> Iterator[Object]:
        """Yield the files that evidence names and that are not among the sources."""
        known = {source.sha256 for source in self.material.sources}
        facts = (*self.material.entities, *self.material.links)
        named = {item.sha256 for fact in facts for item in fact.evidence} - known - {""}
        for sha256 in sorted(named):
            told = {"type": "file", **(_hashes(sha256) or {"name": sha256})}
            yield self.dressed(told, sha256, {"id": sha256})

    def ends(self) -> list[str]:
        """Return the ends of links that are not described."""
        links = self.material.links
        ends = {end for one in links for end in (one.source, one.target, one.object) if end}
        return sorted(ends - self._refs.keys())


def _hashes(sha256: str) -> Object:
    return {"hashes": {"SHA-256": sha256}} if HASH.fullmatch(sha256) else {}


def _restricted(restriction: str) -> Object:
    """Return ``identity_class=individual`` as a property; a vocabulary of several is a list."""
    name, _, value = restriction.partition("=")
    return {name: [value] if name.endswith("_types") else value} if value else {}


def types() -> dict[str, dict[str, Any]]:
    """Return how each type is filled, by its name."""
    told: dict[str, dict[str, Any]] = _told()["types"]
    return told


@cache
def _told() -> dict[str, dict[str, Any]]:
    path = Path(__file__).with_name("stix.toml")
    told: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return told
