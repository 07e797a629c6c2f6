"""The JSON-LD context: what each key of an exported case means, made from the ontology.

A key that the context does not map vanishes when JSON-LD is read; such keys are refused by name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.errors import FormatError
from kg.glossary.entry import Entry
from kg.glossary.terms import Glossary
from kg.messages import Message
from kg.schema.turtle import CC

XSD = "http://www.w3.org/2001/XMLSchema#"
KEYWORDS = frozenset(("@context", "@id", "@type", "@graph", "@value", "@language"))
TYPED = ("decimal", "integer", "boolean", "date", "dateTime")
"""Ranges whose values are not plain text."""


def json_ld_context(glossary: Glossary | None = None) -> dict[str, Any]:
    """Return the context that maps every term of the ontology, and nothing else.

    Prefixes are declared in full, no vocabulary is assumed: what is not listed is not mapped.
    """
    from kg.glossary import load_glossary

    terms = (glossary or load_glossary()).terms()
    mapped = {term.name: _mapped(term) for term in terms}
    return {
        "@context": {"@version": 1.1, "cc": CC, "xsd": XSD, "id": "@id", "type": "@type"} | mapped
    }


def _mapped(term: Entry) -> str | dict[str, str]:
    """Return what a key stands for: a class by its name, a property with how its values read."""
    iri = f"cc:{term.name}"
    takes = _range(term)
    if term.sort in ("class", "value") or not takes:
        return iri
    return {"@id": iri, "@type": takes}


def _range(term: Entry) -> str:
    if "ObjectProperty" in term.said.all("type"):
        return "@id"
    names = [name for name in term.pointed_at("range") if name in TYPED]
    return f"xsd:{names[0]}" if names else ""


def context_text(glossary: Glossary | None = None) -> str:
    """Return the context as it stands in its file."""
    return json.dumps(json_ld_context(glossary), ensure_ascii=False, indent=1) + "\n"


def unmapped_keys(document: object, context: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys and types of a JSON-LD document that a context does not map, sorted.

    These are what a reader would lose in silence.
    """
    known = set(context["@context"]) | KEYWORDS
    return tuple(sorted({name for name in _names(document) if not _is_known(name, known)}))


def refuse_unmapped(document: object, context: Mapping[str, Any]) -> None:
    """Raise FormatError naming the keys that would be lost, if there are any."""
    lost = unmapped_keys(document, context)
    if lost:
        shown = ", ".join(lost[:5])
        raise FormatError(
            Message("context-does-not-map", shown=shown), hint=Message("map-each-key-take")
        )


def _is_known(name: str, known: Iterable[str]) -> bool:
    """Say whether a key is listed, is a full name, or has a listed prefix."""
    prefix, colon, rest = name.partition(":")
    return name in known or bool(colon and (prefix in known or rest.startswith("//")))


def _names(node: object) -> Iterator[str]:
    """Yield every key, and every type, wherever it stands; the context itself is not looked at."""
    if isinstance(node, list):
        for item in node:
            yield from _names(item)
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            if key in ("@type", "type"):
                yield from (str(item) for item in (value if isinstance(value, list) else [value]))
            elif key != "@context":
                yield from _names(value)
