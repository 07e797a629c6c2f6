"""What all nodes of a CASE/UCO document share: ids, the marking, the classes that things have."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias
from uuid import uuid5

from kg.exports.counterparts import Counterparts
from kg.exports.exhibits import HASH, NAMESPACE, hashes
from kg.exports.material import ExportMaterial
from kg.model import Source
from kg.rdf.to_quads import SOURCE_COUNTS, SOURCE_TEXTS
from kg.schema.mappings import TermMapping as Row

Node: TypeAlias = dict[str, Any]
ANYTHING = "uco-core:UcoObject"


class UcoFrame:
    """The material, the classes of its things, and what every node carries."""

    def __init__(self, material: ExportMaterial) -> None:
        self.material = material
        self._counterparts = Counterparts("uco-case", material.schema, _Writable())
        self._marking_text = "\n".join(material.said())

    def id(self, origin: str, part: str = "") -> str:
        """Return the id that a thing, or a part of it, always gets; UCO wants a UUID at its end."""
        return f"kb:{part}{'-' if part else ''}{uuid5(NAMESPACE, f'{part} {origin}')}"

    def marked(self, node: Node, origin: str = "") -> Node:
        """Return a node with the marking, and with the id that it has in the other exports."""
        same = {"owl:sameAs": {"@id": origin}} if origin else {}
        return {
            **node,
            **same,
            "uco-core:objectMarking": {"@id": self.id(self._marking_text, "marking")},
        }

    def classes(self, kind: str) -> list[str]:
        """Return the class of UCO that a kind is written as, and the kind."""
        mappings: tuple[Row, ...] = self._counterparts.of(kind)
        return [mappings[0].target if mappings else ANYTHING, f"cc:{kind}"]

    def opening(self) -> Iterator[Node]:
        """Yield the marking, and the case with the files that it rests on."""
        statement = {
            "uco-mark:definitionType": "statement",
            "uco-mark:statement": self._marking_text,
        }
        model = {
            "@id": self.id(self._marking_text, "statement"),
            "@type": "uco-mark:StatementMarking",
        }
        yield {
            "@id": self.id(self._marking_text, "marking"),
            "@type": "uco-mark:MarkingDefinition",
            "uco-mark:definitionType": "statement",
            "uco-mark:definition": {**model, **statement},
        }
        about = {
            "@id": self.id(self.material.case, "case"),
            "@type": "case-inv:Investigation",
            "uco-core:name": self.material.case,
            "uco-core:description": self._marking_text,
        }
        files = [{"@id": self.file_id(hash_)} for hash_ in hashes(self.material)]
        yield self.marked({**about, **({"uco-core:object": files} if files else {})})

    def file_id(self, sha256: str) -> str:
        """Return the id of a file."""
        return self.id(sha256, "file")

    def files(self) -> Iterator[Node]:
        """Yield every file that is a source, or that evidence names."""
        known = {source.sha256: source for source in self.material.sources}
        for sha256 in hashes(self.material):
            source = known.get(sha256)
            node = {"@id": self.file_id(sha256), "@type": ["uco-obs:File", "cc:Source"]}
            facets = self._file_facets(sha256, source)
            counted = _counted(source) if source else {"cc:sha256": sha256}
            yield self.marked({**node, **counted, "uco-core:hasFacet": facets})

    def _file_facets(self, sha256: str, source: Source | None) -> list[Node]:
        file: Node = {"@id": self.id(sha256, "file-facet"), "@type": "uco-obs:FileFacet"}
        if source:
            file |= {"uco-obs:fileName": source.name, "uco-obs:sizeInBytes": source.size}
        if not HASH.fullmatch(sha256):
            return [file]
        content = {"@id": self.id(sha256, "content-facet"), "@type": "uco-obs:ContentDataFacet"}
        digest = {
            "@id": self.id(sha256, "hash"),
            "@type": "uco-types:Hash",
            "uco-types:hashMethod": "SHA256",
            "uco-types:hashValue": sha256,
        }
        return [file, {**content, "uco-obs:hash": digest}]


class _Writable:
    """Every term of UCO but those that no thing can be written as."""

    def __contains__(self, target: object) -> bool:
        return target not in mapping_tables()["unwritable"]


def _counted(source: Source) -> Node:
    counted = {**SOURCE_TEXTS, **SOURCE_COUNTS, "promoted": "promoted"}
    return {f"cc:{to}": getattr(source, field) for field, to in counted.items()}


def context() -> Node:
    """Return the context: what prefixes stand for, and which values are typed."""
    typed = {name: {"@type": kind} for name, kind in mapping_tables()["typed"].items()}
    return {**mapping_tables()["prefixes"], **typed}


@cache
def mapping_tables() -> Mapping[str, dict[str, Any]]:
    """Return how UCO is filled, as it stands beside the writer."""
    path = Path(__file__).with_name("uco.toml")
    read: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return read
