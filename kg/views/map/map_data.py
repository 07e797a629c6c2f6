"""Data of a map's page: a small head as JSON, and columns that are deflated together.

Columns hold one thing or one pair after the other. Whole numbers are written seven bits at a time,
the lowest first (LEB128); texts are joined by line breaks. Things stand by cluster, the best joined
first; pairs by the number of their first end, and the second as its distance from the first.
"""

from __future__ import annotations

import re
import zlib
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from kg.messages import ids, languages, template
from kg.model import RECORDED_AS, CaseMap, Entity, PairSum
from kg.schema.schema import fold
from kg.text import readable_word, visible
from kg.views import legend
from kg.views.amount_text import plain
from kg.views.icons import icon
from kg.views.map.communities import Floats, Ints, weighted_pairs
from kg.views.map.discs import SPACING
from kg.views.map.layout import MapLayout, map_layout
from kg.views.page_rows import Json
from kg.views.palette import LINKS, kind_colours

if TYPE_CHECKING:
    from kg.schema import Schema

MAP = "case-map-"
"""How the ids of the map's own texts begin."""
STEPS = 65_535
"""The longer side of the map has so many steps."""
UNDETERMINED = "Undetermined"
WORDS = 12
"""So many words of file's systems for kinds of things are told apart, the most common."""
_LONGEST = 10
"""So many times seven bits hold any whole number of 64 bits."""
_BREAK = re.compile(r"[\r\n]+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def map_head_and_columns(
    case: CaseMap, schema: Schema, *, lang: str, zone: tzinfo
) -> tuple[Json, str]:
    """Return what the page's head says, and its columns as text that any page may hold."""
    number = {thing.id: at for at, thing in enumerate(case.things)}
    laid = _laid_out(case, number, schema)
    order = _order(case.pairs, number, laid)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    things = [case.things[at] for at in order.tolist()]
    pairs = sorted(
        ((int(place[number[p.source]]), int(place[number[p.target]]), p) for p in case.pairs),
        key=lambda pair: (*pair[:2], pair[2].kind, pair[2].word, pair[2].currency, pair[2].link),
    )
    called = _called(case.things, schema)
    kinds = [name for name, _ in Counter(called[thing.id] for thing in things).most_common()]
    stages = _stages(case, number, schema)
    relations = sorted({(p.kind, p.word, p.is_object) for p in case.pairs})
    currencies = sorted({p.currency for p in case.pairs})
    step = float((_high(laid) - _low(laid)).max()) / STEPS
    columns = {
        **_thing_columns(things, kinds, case, called),
        "stage": _numbers(_stage_numbers(things, stages, case)),
        **_place_columns(laid, order, step),
        **_pair_columns(pairs, relations, currencies, case, zone),
    }
    head: Json = {
        "lang": lang,
        "title": visible(case.title),
        "marking": visible(case.marking),
        "real": case.shows_values,
        "things": len(things),
        "pairs": len(pairs),
        "clusters": len(laid.radius),
        "spacing": round(SPACING / step, 2),
        "kinds": kinds,
        "relations": [[kind, int(third), legend.relation_words(schema, kind, (word,))]
                      for kind, word, third in relations],
        "currencies": currencies,
        "left": [[kind, many] for kind, many in case.left_out.items()],
        "most": list(case.most),
        "stages": [legend.words(schema.stage(name)) for name in stages],
        "days": _days(case.pairs, zone),
        "sums": _sums(case.pairs),
        "words": _words(schema, kinds, case.left_out, relations),
        "look": _look(schema, kinds),
    }  # fmt: skip
    head["columns"] = [[name, len(content)] for name, content in columns.items()]
    whole = b"".join(columns.values())
    head["digest"] = sha256(whole).hexdigest()
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    return head, b64encode(deflate.compress(whole) + deflate.flush()).decode()


def _called(things: Sequence[Entity], schema: Schema) -> dict[str, str]:
    """Return the kind of each thing by id, with its system's word for it where that tells more.

    Only so many words are told apart; the rarer ones say no more than their kind.
    """
    kinds = {thing.kind for thing in things}
    known = {kind: {fold(word) for word in schema.kind(kind).words()} for kind in kinds}
    words = {thing.id: _own_word(thing, known[thing.kind]) for thing in things}
    counts = Counter((t.kind, words[t.id]) for t in things if words[t.id])
    order = sorted(counts, key=lambda one: (-counts[one], one))
    told = set(order[:WORDS])
    return {
        t.id: f"{t.kind} {words[t.id]}" if (t.kind, words[t.id]) in told else t.kind for t in things
    }


def _own_word(thing: Entity, known: Collection[str]) -> str:
    word = visible(readable_word(thing.first(RECORDED_AS)).strip())
    return "" if fold(word) in known else word


def _kind_of(called: str) -> str:
    return called.split(" ", 1)[0]


def _kind_words(schema: Schema, called: str) -> legend.Words:
    """Return what a kind is called, with the word of the file's system behind it."""
    kind, _, word = called.partition(" ")
    usual = legend.words(schema.kind(kind))
    if not word:
        return usual
    behind = {lang: f"（{word}）" if lang == "zh" else f" ({word})" for lang in usual}
    return {lang: text + behind[lang] for lang, text in usual.items()}


def _stages(case: CaseMap, number: Mapping[str, int], schema: Schema) -> list[str]:
    """Return the stages that things of the file have, in their order."""
    met = {stage for thing, stage in case.stages.items() if thing in number}
    return [stage.name for stage in schema.stages() if stage.name in met - {UNDETERMINED}]


def _stage_numbers(things: Sequence[Entity], stages: Sequence[str], case: CaseMap) -> Iterator[int]:
    """Yield the number of each thing's stage, the first as 1; 0 where it has none."""
    place = {name: at + 1 for at, name in enumerate(stages)}
    return (place.get(case.stages.get(thing.id, ""), 0) for thing in things)


def _days(pairs: Sequence[PairSum], zone: tzinfo) -> list[str]:
    """Return the first and the last day on which something in the file began, if any is known."""
    times = [us for pair in pairs for us in (pair.first_us, pair.last_us) if us is not None]
    ends = (min(times), max(times)) if times else ()
    moments = (datetime.fromtimestamp(us // 1_000_000, UTC).astimezone(zone) for us in ends)
    return [f"{moment:%Y-%m-%d}" for moment in moments]


def _sums(pairs: Sequence[PairSum]) -> list[tuple[str, str, int]]:
    """Return, by currency, the sum of all amounts and how many links have one, most links first."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    many = Counter[str]()
    for pair in pairs:
        if pair.total is not None and not pair.is_object:
            sums[pair.currency] += pair.total
            many[pair.currency] += pair.count
    return [(code, plain(sums[code]), count) for code, count in many.most_common()]


def _laid_out(case: CaseMap, number: Mapping[str, int], schema: Schema) -> MapLayout:
    size = len(case.things)
    a = np.array([number[p.source] for p in case.pairs], np.int64)
    b = np.array([number[p.target] for p in case.pairs], np.int64)
    names = sorted({thing.kind for thing in case.things})
    kinds = np.array([names.index(thing.kind) for thing in case.things], np.int64)
    stages = [stage.name for stage in schema.stages() if stage.name != UNDETERMINED]
    shelves = {name: 2 * at / max(len(stages) - 1, 1) - 1 for at, name in enumerate(stages)}
    shelf = [shelves.get(case.stages.get(thing.id, ""), np.nan) for thing in case.things]
    pairs = weighted_pairs(size, a, b, np.ones(len(a)))
    return map_layout(pairs, kinds, np.array(shelf, np.float64))


def _order(pairs: Sequence[PairSum], number: Mapping[str, int], laid: MapLayout) -> Ints:
    """Return the things by cluster, in it the one joined to most others first."""
    size = len(laid.cluster)
    one = np.array([number[pair.source] for pair in pairs], np.int64)
    two = np.array([number[pair.target] for pair in pairs], np.int64)
    low, high = np.minimum(one, two), np.maximum(one, two)
    beside = np.unique((low * size + high)[low < high])
    degree = np.bincount(np.concatenate([beside // size, beside % size]), minlength=size)
    order: Ints = np.lexsort((np.arange(len(degree)), -degree, laid.cluster))
    return order


def _thing_columns(
    things: Sequence[Entity], kinds: Sequence[str], case: CaseMap, called: Mapping[str, str]
) -> dict[str, bytes]:
    place = {name: at for at, name in enumerate(kinds)}
    return {
        "kind": _numbers(place[called[thing.id]] for thing in things),
        "label": _texts(thing.first("name") for thing in things),
        "handle": _texts(case.handles.get(thing.id, "") for thing in things),
        "left": _numbers(case.pairs_left.get(thing.id, 0) for thing in things),
    }


def _low(laid: MapLayout) -> Floats:
    low: Floats = (laid.middle - laid.radius[:, None]).min(0, initial=0)
    return low


def _high(laid: MapLayout) -> Floats:
    high: Floats = (laid.middle + laid.radius[:, None]).max(0, initial=1)
    return high


def _place_columns(laid: MapLayout, order: Ints, step: float) -> dict[str, bytes]:
    """Return places in whole steps; things with different places keep different ones."""
    low = _low(laid)
    steps = np.rint((laid.at[order] - low) / step).astype(np.uint16)
    columns = {
        f"{axis}{part}": plane.astype(np.uint8).tobytes()
        for axis, values in zip("xy", steps.T, strict=True)
        for part, plane in (("Low", values & 255), ("High", values >> 8))
    }
    sizes = np.bincount(laid.cluster, minlength=len(laid.radius))
    rows = np.column_stack([np.rint((laid.middle - low) / step), np.ceil(laid.radius / step)])
    return columns | {
        "cluster": _numbers(
            value
            for size, row, apart in zip(sizes.tolist(), rows.tolist(), laid.apart, strict=True)
            for value in (size, *map(int, row), int(apart))
        )
    }


def _pair_columns(
    pairs: Sequence[tuple[int, int, PairSum]],
    relations: Sequence[tuple[str, str, bool]],
    currencies: Sequence[str],
    case: CaseMap,
    zone: tzinfo,
) -> dict[str, bytes]:
    relation = {key: at for at, key in enumerate(relations)}
    currency = {code: at for at, code in enumerate(currencies)}
    before = [0, *(one for one, _, _ in pairs)]
    first = [_day(pair.first_us, zone) for _, _, pair in pairs]
    last = [_day(pair.last_us, zone) for _, _, pair in pairs]
    base = min((day for day in first if day is not None), default=0)
    return {
        "source": _numbers(one - was for (one, _, _), was in zip(pairs, before, strict=False)),
        "target": _numbers(_zigzag(two - one) for one, two, _ in pairs),
        "relation": _numbers(relation[p.kind, p.word, p.is_object] for _, _, p in pairs),
        "currency": _numbers(currency[p.currency] for _, _, p in pairs),
        "count": _numbers(p.count for _, _, p in pairs),
        "amount": _texts("" if p.total is None else plain(p.total) for _, _, p in pairs),
        "largest": _texts(
            "" if p.largest is None or p.count == 1 else plain(p.largest) for _, _, p in pairs
        ),
        "fact": _texts(case.handles.get(p.link, "") for _, _, p in pairs),
        "base": str(base).encode(),
        "first": _numbers(0 if day is None else day - base + 1 for day in first),
        "span": _numbers(
            0 if start is None or end is None else end - start
            for start, end in zip(first, last, strict=True)
        ),
    }


def _day(moment: int | None, zone: tzinfo) -> int | None:
    """Return the day of a moment in a zone, as days since 1970."""
    if moment is None:
        return None
    there = (_EPOCH + timedelta(microseconds=moment)).astimezone(zone).date()
    return (there - date(1970, 1, 1)).days


def _zigzag(value: int) -> int:
    return 2 * value if value >= 0 else -2 * value - 1


def _numbers(values: Iterable[int]) -> bytes:
    rest = np.array([*values], np.uint64)
    signs = np.zeros((len(rest), _LONGEST), np.uint8)
    is_there = np.zeros(signs.shape, bool)
    is_there[:, 0] = True
    for place in range(_LONGEST):
        signs[:, place] = rest & 127
        rest = rest >> np.uint64(7)
        if not rest.any():
            break
        signs[rest > 0, place] |= 128
        is_there[rest > 0, place + 1] = True
    return signs[is_there].tobytes()


def _texts(values: Iterable[str]) -> bytes:
    lines = (_BREAK.sub(" ", text) if "\n" in text or "\r" in text else text for text in values)
    return visible("\n".join(lines)).encode()


def _words(
    schema: Schema,
    kinds: Iterable[str],
    left_out: Iterable[str],
    relations: Iterable[tuple[str, str, bool]],
) -> Json:
    return {
        "ui": map_texts(),
        "kinds": {
            name: {
                **_kind_words(schema, name),
                "family": schema.kind(_kind_of(name)).family,
                "own": name.partition(" ")[2],
            }
            for name in sorted({*kinds, *left_out})
        },
        "families": legend.listed(schema, "EntityFamily"),
        "links": {
            name: {**legend.words(schema.kind(name)), "family": schema.kind(name).family}
            for name in sorted({kind for kind, _, _ in relations})
        },
    }


def map_texts() -> dict[str, legend.Words]:
    """Return every text of the map itself by its name and language, with gaps to be filled in."""
    return {
        name.removeprefix(MAP): {lang: template(name, lang) for lang in languages()}
        for name in ids(MAP)
    }


def _look(schema: Schema, kinds: Sequence[str]) -> Json:
    return {
        "kinds": kind_colours([schema.kind(_kind_of(name)).family for name in kinds]),
        "links": LINKS,
        "icons": {name: icon(schema.kind(_kind_of(name)).icon) for name in kinds},
    }
