"""The ontology as plain values: the only place that reads ``ontology/*.ttl``.

>>> schema = load_schema()
>>> schema.kind("SellsData").verb("zh")
'出售数据'
>>> [kind.name for kind in schema.resolve("卡农", among="role")]
['CardSeller']
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import SchemaError
from kg.messages import Message
from kg.schema.schema import Kind, ListedValue, Property, Schema, Term

if TYPE_CHECKING:
    from kg.schema.turtle import Axioms

ROOT_FILE = "crimechain.ttl"
"""The ontology as a whole: it imports the modules, and says nothing that they do not."""

__all__ = [
    "ROOT_FILE",
    "Kind",
    "ListedValue",
    "Property",
    "Schema",
    "Term",
    "axiom_files",
    "load_axioms",
    "load_schema",
    "ontology_files",
    "rule_files",
    "shape_files",
]


def load_schema(folder: Path | None = None) -> Schema:
    """Return the schema that a folder of Turtle modules describes, read once per process."""
    return _load((folder or _shipped_folder()).resolve())


def ontology_files(folder: Path | None = None) -> tuple[Path, ...]:
    """Return the modules of the ontology, in the order of their names; the root is none."""
    place = folder or _shipped_folder()
    files = tuple(file for file in sorted(place.glob("*.ttl")) if file.name != ROOT_FILE)
    if not files:
        raise SchemaError(
            Message("no-ontology-here"), where=str(place), hint=Message("ontology-is-turtle")
        )
    return files


def shape_files(folder: Path | None = None) -> tuple[Path, ...]:
    """Return the files of shapes, in the order of their names; they are no part of the schema."""
    return tuple(sorted(((folder or _shipped_folder()) / "shapes").glob("*.ttl")))


def rule_files(folder: Path | None = None) -> tuple[Path, ...]:
    """Return the files of the rules of inference, in the order of their names."""
    return tuple(sorted(((folder or _shipped_folder()) / "rules").glob("*.toml")))


def axiom_files(folder: Path | None = None) -> tuple[Path, ...]:
    """Return the files of axioms, in the order of their names; they are no part of the schema."""
    return tuple(sorted(((folder or _shipped_folder()) / "axioms").glob("*.ttl")))


def load_axioms(folder: Path | None = None) -> Axioms:
    """Return the axioms beside the modules that rules of inference rest on."""
    from kg.schema.turtle import read_axioms

    return read_axioms(axiom_files(folder))


@lru_cache(maxsize=8)
def _load(folder: Path) -> Schema:
    from kg.schema.build import build_schema
    from kg.schema.turtle import read_modules

    return build_schema(read_modules(ontology_files(folder)))


def _shipped_folder() -> Path:
    """Return ``kg/ontology`` (in the wheel) or ``ontology`` beside ``kg`` (in a checkout)."""
    package = Path(__file__).parents[1]
    inside = package / "ontology"
    return inside if inside.is_dir() else package.parent / "ontology"
