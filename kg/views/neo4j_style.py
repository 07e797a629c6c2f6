"""The look of a case in Neo4j Browser: its own style sheet, in the colours of the page."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import snake_case
from kg.schema import Schema
from kg.schema.schema import Kind
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
    """Yield the rule of each class, a broader one before what it holds: the last one counts."""
    kinds = sorted((kind for kind in schema.kinds() if kind.is_entity), key=_depth)
    for kind in kinds:
        colour = FAMILIES.get(kind.family, INK)
        yield (
            f"node.{kind.name} {{\n  color: {colour}; border-color: {colour};"
            ' text-color-internal: #FFFFFF; caption: "{caption}";\n}\n'
        )


def _depth(kind: Kind) -> int:
    return len(kind.ancestors)


def _relationships(schema: Schema) -> Iterator[str]:
    for kind in schema.link_kinds():
        name = snake_case(kind.shortcut or kind.name).upper()
        caption = "{amount}" if kind.flows else "<type>"
        colour = LINKS.get(kind.family, INK)
        yield f'relationship.{name} {{\n  color: {colour}; caption: "{caption}";\n}}\n'
