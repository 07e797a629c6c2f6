"""From columns and rows to pixels: nodes, lines and arrowheads, as the page draws them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from string import ascii_uppercase

from kg.views.chain_layout import ChainLayout
from kg.views.line_routes import Route

RADIUS, SMALL = 15.0, 9.5
BESIDE = (20.0, -12.0)
_MASKED = r"\*\*\*\*|…"
_CENTURY = re.compile(r"\b(?:19|20)(?=\d\d-\d\d)")
Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class GridScale:
    """How many pixels a column and a row take, and where the first ones begin."""

    x: float
    y: float
    left: float = 0.0
    top: float = 0.0


def point(drawn: ChainLayout, at: int, stretch: GridScale) -> Point:
    """Return the middle of a node."""
    place = drawn.places[at]
    dx, dy = place.side * BESIDE[0], abs(place.side) * BESIDE[1]
    return place.x * stretch.x + stretch.left + dx, place.y * stretch.y + stretch.top + dy


def together(drawn: ChainLayout, a: int, b: int) -> bool:
    """Say whether two stand at one place, as host and companion or as two companions."""
    host, two = drawn.places[a].host, drawn.places[b].host
    return host == b or two == a or (host >= 0 and host == two)


def radius(drawn: ChainLayout, at: int) -> float:
    """Return how far a node reaches."""
    return SMALL if drawn.places[at].host >= 0 else RADIUS


def line(
    drawn: ChainLayout, source: int, target: int, route: Route, head: float, stretch: GridScale
) -> tuple[list[Curve], Point]:
    """Return the curves of a line and the tip of its arrow; a companion's line has none."""
    a, b = point(drawn, source, stretch), point(drawn, target, stretch)
    if source == target:
        return [_loop(a)], (a[0] + 14.5, a[1] - 7)
    if together(drawn, source, target):
        return [(a, a, b, b)], b
    start = _port(drawn, source, route.leaves, route.port_out, 1.0, stretch)
    tip = _port(drawn, target, route.enters, route.port_in, 2.0, stretch)
    end = (tip[0] + route.enters * head * 0.9, tip[1])
    if route.leaves == route.enters:
        return [_beside(start, end, route.leaves)], tip
    between = [(x * stretch.x + stretch.left, y * stretch.y + stretch.top) for x, y in route.via]
    return _smooth([start, *between, end]), tip


def path(curves: Sequence[Curve]) -> str:
    """Return the curves as SVG path data."""
    steps = "".join("C" + " ".join(_pair(p) for p in curve[1:]) for curve in curves)
    return f"M{_pair(curves[0][0])}{steps}"


def along(curves: Sequence[Curve], share: float) -> Point:
    """Return the point at a share of the way."""
    whole = share * len(curves)
    turn = min(len(curves) - 1, int(whole))
    t = whole - turn
    weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
    x, y = (sum(w * p[axis] for w, p in zip(weights, curves[turn], strict=True)) for axis in (0, 1))
    return x, y


def arrow(tip: Point, side: int, head: float, *, is_open: bool) -> str:
    """Return an arrowhead that points away from ``side``."""
    x, half = tip[0] + side * head, head * 0.62
    ends = f"M{_pair((x, tip[1] - half))}L{_pair(tip)}L{_pair((x, tip[1] + half))}"
    return ends if is_open else f"{ends}L{_pair((tip[0] + side * head * 0.72, tip[1]))}Z"


_EMS = (
    dict.fromkeys(ascii_uppercase, 0.67)
    | dict.fromkeys("fijlrtI.,:;'|!()[]- ", 0.3)
    | dict.fromkeys("mwMW", 0.84)
)


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is: Chinese signs are square, Latin ones as in most fonts."""
    return sum(1.0 if ord(sign) > 0x2E7F else _EMS.get(sign, 0.56) for sign in text) * size


def fitted(text: str, size: float, width: float) -> str:
    """Return the text, cut where it would be too wide: a number in its middle, sums at a plus.

    >>> fitted("一二三四五", 10, 40)
    '一二三…'
    >>> fitted("0622****8438", 10, 50)
    '062…8438'
    >>> fitted("¥18.9万 + 1,200 USDT", 10, 90)
    '¥18.9万 + …'
    >>> fitted("2023-06 – 2024-05", 10, 75)
    '23-06 – 24-05'
    """
    return next(cut for cut in _cuts(text) if text_width(cut, size) <= width or not cut)


def _cuts(text: str) -> Iterator[str]:
    """Yield a text and then what may stand for it, ever shorter."""
    yield text
    for between in (" · ", " + "):
        parts = text.split(between)
        yield from (f"{between.join(parts[:n])}{between}…" for n in range(len(parts) - 1, 0, -1))
    head, *more = re.split(_MASKED, text)
    if more:
        yield from (f"{head[:n]}…{more[-1]}" for n in range(len(head) * (" " not in head), -1, -1))
        yield f"…{more[-1].split(' ')[0]}"
    yield _CENTURY.sub("", text)
    if more or (re.search(r"\d{4}", text) and " " not in text):
        yield from (f"{text[: n // 2]}…{text[n // 2 - n :]}" for n in range(len(text) - 1, 2, -1))
    yield from (f"{text[:n]}…" for n in range(len(text) - 1, -1, -1))
    yield ""


def _port(
    drawn: ChainLayout, at: int, side: int, share: float, gap: float, stretch: GridScale
) -> Point:
    x, y = point(drawn, at, stretch)
    r = radius(drawn, at)
    dy = share * r * 0.72
    return x + side * (sqrt(r * r - dy * dy) + gap), y + dy


def _beside(a: Point, b: Point, side: int) -> Curve:
    bulge = 20 + min(40.0, abs(b[1] - a[1]) * 0.16)
    return a, (a[0] + side * bulge, a[1]), (b[0] + side * bulge, b[1]), b


def _loop(a: Point) -> Curve:
    x, y = a
    return (x + 8, y - 13), (x + 16, y - 42), (x + 46, y - 16), (x + 14.5, y - 7)


def _smooth(points: Sequence[Point]) -> list[Curve]:
    """Return curves through all points without a wave between them (Fritsch and Carlson 1980)."""
    pairs = list(itertools.pairwise(points))
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) if abs(b[0] - a[0]) >= 0.5 else 0.0 for a, b in pairs]
    inner = [2 * p * q / (p + q) if p * q > 0 else 0.0 for p, q in itertools.pairwise(slopes)]
    tangents = [0.0, *inner, 0.0]
    share = 0.5 if len(pairs) == 1 else 0.42
    return [
        (
            a,
            (a[0] + share * (b[0] - a[0]), a[1] + share * (b[0] - a[0]) * tangents[at]),
            (b[0] - share * (b[0] - a[0]), b[1] - share * (b[0] - a[0]) * tangents[at + 1]),
            b,
        )
        for at, (a, b) in enumerate(pairs)
    ]


def _pair(p: Point) -> str:
    return f"{p[0]:.1f} {p[1]:.1f}"
