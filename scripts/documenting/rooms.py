"""The picture of the rooms of ``kg``: imports are read from the code, the rest from a table.

Of the imports the ones are drawn that do not follow from others (the transitive reduction), and
none of the room that joins all others.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx

HOUSE = Path(__file__).resolve().parents[2] / "kg"
TABLE = Path(__file__).with_suffix(".toml")
WIDE, HIGH, ACROSS, DOWN, LEFT, TOP = 132, 52, 172, 86, 24, 64
WORDS = {
    "zh": ("数据的去向", "导入关系（能由其他箭头推出的不画）", "kg 的各个部分"),
    "en": (
        "where data goes",
        "imports (what follows from other arrows is not drawn)",
        "The rooms of kg",
    ),
}
STYLE = """\
text { font: 13px system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif; fill: #1f2933 }
.name { font-weight: 600 } .word { font-size: 11px; fill: #52606d }
.room { fill: #f5f7fa; stroke: #7b8794 }
.outside { fill: #fff; stroke: #7b8794; stroke-dasharray: 4 3 }
.flow { stroke: #0b69a3; stroke-width: 2.4; fill: none } .import { stroke: #9aa5b1; fill: none }
"""


HEAD = """\
<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"
 markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z" fill="#616e7c"/></marker>
</defs>"""


class Box(NamedTuple):
    """Where a room stands, and what is written in it."""

    name: str
    word: str
    x: float
    y: float
    is_outside: bool


def rooms_picture(lang: str) -> str:
    """Return the picture as SVG, with words of a language."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    ground = table["ground"]
    boxes = {box.name: box for box in _boxes(table, lang)}
    imported = _imports()
    known = {*boxes, *ground["names"]}
    if unknown := sorted(set(imported) - known):
        raise SystemExit(f"{TABLE.name} has no place for {', '.join(unknown)}")
    drawn = nx.transitive_reduction(imported.subgraph(set(table["rooms"]) & set(imported)))
    drawn.remove_edges_from(list(drawn.out_edges(table["joins"])))
    present = [name for name in ground["names"] if name in imported]
    return "\n".join(_svg(boxes, sorted(drawn.edges), table["flow"], present, ground[lang], lang))


def _boxes(table: dict[str, Any], lang: str) -> Iterator[Box]:
    for part in ("outside", "rooms"):
        for name, told in table[part].items():
            column, row = told["at"]
            x, y = LEFT + column * ACROSS, TOP + row * DOWN
            yield Box(name, told[lang], x, y, part == "outside")


def _imports() -> Any:
    """Return which room imports which, as a directed graph."""
    graph = nx.DiGraph()
    for path in HOUSE.rglob("*.py"):
        room = path.relative_to(HOUSE).parts[0].removesuffix(".py")
        if room.startswith("__") or "node_modules" in path.parts:
            continue
        graph.add_node(room)
        for module in _modules(ast.parse(path.read_text("utf-8"))):
            top, _, rest = module.partition(".")
            other = rest.partition(".")[0]
            if top == "kg" and (HOUSE / other).exists() | (HOUSE / f"{other}.py").exists():
                graph.add_edges_from([(room, other)] if other not in ("", room) else [])
    return graph


def _modules(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "kg":
            yield from (f"kg.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _svg(
    boxes: dict[str, Box],
    imports: list[tuple[str, str]],
    flow: list[list[str]],
    ground: list[str],
    word: str,
    lang: str,
) -> Iterator[str]:
    wide = LEFT * 2 + ACROSS * 6 + WIDE
    high = TOP + DOWN * 4 + 96
    flows, uses, title = WORDS[lang]
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img">'
    yield f"<title>{escape(title)}</title>\n<style>\n{STYLE}</style>"
    yield f'<rect width="{wide}" height="{high}" fill="#fff"/>'
    yield HEAD
    yield f'<path class="flow" d="M{LEFT} 26h44" marker-end="url(#a)"/>'
    yield f'<text x="{LEFT + 54}" y="30">{escape(flows)}</text>'
    yield f'<path class="import" d="M{LEFT + 220} 26h44" marker-end="url(#a)"/>'
    yield f'<text x="{LEFT + 274}" y="30">{escape(uses)}</text>'
    for one, other in imports:
        yield _arrow(boxes[one], boxes[other], "import", 7)
    for one, other in flow:
        yield _arrow(boxes[one], boxes[other], "flow", -7)
    for box in boxes.values():
        kind = "outside" if box.is_outside else "room"
        at = f'x="{box.x}" y="{box.y}" width="{WIDE}" height="{HIGH}" rx="6"'
        yield f'<rect class="{kind}" {at}/>'
        lines = [("word", box.word)] if box.is_outside else [("name", box.name), ("word", box.word)]
        for number, (style, text) in enumerate(lines):
            y = box.y + (31 if len(lines) == 1 else 22 + 18 * number)
            at = f'x="{box.x + WIDE / 2:g}" y="{y}" text-anchor="middle"'
            yield f'<text class="{style}" {at}>{escape(text)}</text>'
    base = TOP + DOWN * 4
    yield f'<rect class="room" x="{LEFT}" y="{base}" width="{wide - 2 * LEFT}" height="64" rx="6"/>'
    yield f'<text class="name" x="{LEFT + 14}" y="{base + 25}">{escape(word)}</text>'
    names = escape(" · ".join(ground))
    yield f'<text class="word" x="{LEFT + 14}" y="{base + 46}">{names}</text>'
    yield "</svg>\n"


def _arrow(one: Box, other: Box, kind: str, shift: int) -> str:
    """Return an arrow between the sides of two boxes that face each other."""
    x1, y1, x2, y2 = one.x, one.y + HIGH / 2 + shift, other.x, other.y + HIGH / 2 + shift
    if one.x == other.x:
        down = other.y > one.y
        x1 = x2 = one.x + WIDE / 2 + 3 * shift
        y1, y2 = (one.y + HIGH, other.y) if down else (one.y, other.y + HIGH)
        path = f"M{x1:g} {y1:g}L{x2:g} {y2:g}"
    else:
        x1, x2 = (x1 + WIDE, x2) if other.x > one.x else (x1, x2 + WIDE)
        bend = (x2 - x1) / 2
        path = f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"
    return f'<path class="{kind}" d="{path}" marker-end="url(#a)"/>'
