"""The lines by which a case is handed over whole, in each form that can have them.

Beside the facts, which any tool reads, such a file has one line for each row of the case's ledger,
and one for each action: kg makes an equal case of them (:mod:`kg.sources.transfer_file`). Each is
one text; no line of the facts begins as these do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from kg.exports.material import ExportMaterial
from kg.exports.stix_types import INSTANT, identified
from kg.model.loads import TRANSFER_LINE, TRANSFER_OBJECT

GRAPH = f"<{TRANSFER_LINE}graph>"
_SAYS = f"{TRANSFER_LINE}says"


def handed_quads(material: ExportMaterial) -> Iterator[str]:
    """Yield the lines as N-Quads, in a graph of their own."""
    for line in _triples(material):
        yield f"{line} {GRAPH} .\n"


def handed_graph(material: ExportMaterial) -> Iterator[str]:
    """Yield the lines as one graph of TriG."""
    if material.handed:
        yield f"{GRAPH} {{\n"
        for line in _triples(material):
            yield f"{line} .\n"
        yield "}\n\n"


def handed_objects(material: ExportMaterial) -> Iterator[str]:
    """Yield the lines as objects of JSON-LD."""
    for number, text in enumerate(_texts(material)):
        yield f'{{"@id": "{TRANSFER_LINE}{number}", "{_SAYS}": {text}}}'


def handed_array(material: ExportMaterial) -> Iterator[str]:
    """Yield the lines as a member of a JSON object, with the comma behind it."""
    if material.handed:
        before = '"transfer": [\n'
        for text in _texts(material):
            yield before + text
            before = ",\n"
        yield "\n],\n"


def handed_notes(material: ExportMaterial) -> Iterator[str]:
    """Yield the lines as notes of FollowTheMoney, an object a line."""
    for number, text in enumerate(_texts(material)):
        note = f'"schema": "Note", "properties": {{"description": [{text}]}}'
        yield f'{{"id": "{TRANSFER_LINE}{number}", {note}}}\n'


def handed_bundle(material: ExportMaterial) -> Iterator[str]:
    """Yield the lines as custom objects of a STIX bundle."""
    frame = f'"spec_version": "2.1", "created": "{INSTANT}", "modified": "{INSTANT}"'
    for number, text in enumerate(_texts(material)):
        identity = identified(TRANSFER_OBJECT, str(number))
        yield f'{{"type": "{TRANSFER_OBJECT}", "id": "{identity}", {frame}, "says": {text}}}'


def _triples(material: ExportMaterial) -> Iterator[str]:
    for number, text in enumerate(_texts(material)):
        yield f"<{TRANSFER_LINE}{number}> <{_SAYS}> {text}"


def _texts(material: ExportMaterial) -> Iterator[str]:
    """Yield each line as a quoted text; what JSON escapes, RDF escapes alike."""
    for said in material.handed() if material.handed else ():
        yield json.dumps(said, ensure_ascii=False).replace("\x7f", "\\u007f")
