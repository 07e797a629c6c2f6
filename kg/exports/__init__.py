"""Writers of export files, one for each format; a file is written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path

from kg.errors import UsageError
from kg.exports.material import ExportMaterial, Masking, NoMasking, masked
from kg.files import SHARED, new_file
from kg.messages import Message
from kg.system_errors import as_kg_errors

__all__ = ["EXPORTERS", "ExportMaterial", "Masking", "NoMasking", "export", "masked"]

Part = tuple[str, Iterator[str]]
"""One file of an export: what is added to the target's name, and its text in pieces."""

EXPORTERS = {
    ".ttl": "kg.exports.triples:turtle",
    ".trig": "kg.exports.triples:trig",
    ".nq": "kg.exports.nquads:nquads",
    ".jsonld": "kg.exports.jsonld:jsonld",
    ".cypher": "kg.exports.cypher:cypher",
    ".neo4j": "kg.exports.admin_csv:admin_csv",
    ".csv": "kg.exports.csv_tables:table",
    ".graphml": "kg.exports.graphml:graphml",
    ".gexf": "kg.exports.gexf:gexf",
    ".json": "kg.exports.node_link:node_link",
    ".stix": "kg.exports.stix:stix",
    ".uco": "kg.exports.uco:uco",
    ".ftm": "kg.exports.ftm:ftm",
}


def export(
    target: Path, material: ExportMaterial, *, force: bool = False, mode: int = SHARED
) -> list[Path]:
    """Write the material in the form that the suffix names; return the files written.

    Each file appears by one rename, with the rights of ``mode`` less the umask; a file or link
    that stands there is replaced, never followed, and only with ``force``.
    """
    if not target.parent.is_dir():
        hint = Message("make-folder-first")
        raise UsageError(Message("no-such-folder"), where=str(target.parent), hint=hint)
    parts = list(_exporter(target.suffix.lower())(material))
    paths = [_beside(target, end) for end, _ in parts]
    _refuse_existing(paths, force)
    drafts = [path.with_name(f".{path.name}.draft") for path in paths]
    try:
        with as_kg_errors():
            for draft, (_, text) in zip(drafts, parts, strict=True):
                _write(draft, text, mode)
            for draft, path in zip(drafts, paths, strict=True):
                draft.replace(path)
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
    return paths


def _exporter(suffix: str) -> Callable[[ExportMaterial], Iterable[Part]]:
    if suffix not in EXPORTERS:
        raise UsageError(
            Message("no-exporter-for", suffix=repr(suffix)),
            hint=Message("there-are", known=", ".join(EXPORTERS)),
        )
    module, function = EXPORTERS[suffix].split(":")
    exporter: Callable[[ExportMaterial], Iterable[Part]] = getattr(import_module(module), function)
    return exporter


def _beside(target: Path, end: str) -> Path:
    """Return ``flows.nodes.csv`` for ``flows.csv`` and ``.nodes.csv``; the target for nothing."""
    return target.with_name(target.stem + end) if end else target


def _refuse_existing(paths: Iterable[Path], force: bool) -> None:
    for path in paths:
        if path.is_dir() or (os.path.lexists(path) and not force):
            raise UsageError(
                Message("stands-there-already"), where=str(path), hint=Message("force-replaces")
            )


def _write(draft: Path, text: Iterator[str], mode: int) -> None:
    draft.unlink(missing_ok=True)  # of a run that was killed
    with new_file(draft, mode) as descriptor:
        with open(descriptor, "w", encoding="utf-8", newline="", closefd=False) as stream:
            stream.writelines(text)
        os.fsync(descriptor)
