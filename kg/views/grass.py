"""The look of a case in Neo4j Browser: its own style sheet, in the colours of the page."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import snake_case
from kg.schema import Schema
from kg.schema.terms import Kind
from kg.views.palette import FAMILIES, INK, LINKS

PLAIN = """node {
  diameter: 50px; color: #FFFFFF; border-color: #888888; border-width: 2px;
  text-color-internal: #222222; font-size: 10px;
}
relationship {
  color: #888888; shaft-width: 1px; font-size: 8px; padding: 3px;
  text-color-external: #222222; text-color-internal: #FFFFFF; caption: "<type>";
}
"""


def grass(schema: Schema) -> str:
    """Return the style sheet: drop the file on Browser's page, or paste it after ``:style``."""
    return PLAIN + "".join([*_nodes(schema), *_relationships(schema)])


def _nodes(schema: Schema) -> Iterator[str]:
    for kind in schema.entity_kinds():
        colour, caption = FAMILIES.get(kind.family, INK), _caption(kind)
        yield (
            f"node.{kind.name} {{\n  color: {colour}; border-color: {colour};"
            f' text-color-internal: #FFFFFF; caption: "{caption}";\n}}\n'
        )


def _caption(kind: Kind) -> str:
    named = "name" if "name" in kind.label_properties else ""
    shown = named if kind.key_kind == "Person" else next(iter(kind.label_properties), named)
    return f"{{{shown or 'kind'}}}"


def _relationships(schema: Schema) -> Iterator[str]:
    for kind in schema.link_kinds():
        name = snake_case(kind.shortcut or kind.name).upper()
        caption = "{amount}" if kind.flows else "<type>"
        colour = LINKS.get(kind.family, INK)
        yield f'relationship.{name} {{\n  color: {colour}; caption: "{caption}";\n}}\n'
