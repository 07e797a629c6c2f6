"""Proposals over a whole case: things that share a rare value are compared, the rest are not.

No pair is lost by that: a pair needs a shared value that few others have, and those that have one
are found by it (see the slow twin in the tests, which compares all with all).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from kg.identity.compare import Comparison, Sharers, compare, contradicts, scopes_alike
from kg.identity.folding import distances
from kg.identity.traits import ACTORS, ComparedThing, Key, Traits, keys_of, mask_shapes
from kg.identity.weights import APART, BANDS, CONFLICT, LIKELY, POSSIBLE, STRONG, Weights, weights
from kg.model import stable_id
from kg.model.same import SamePair
from kg.schema.meanings import SAME_ACCOUNT, SAME_PERSON

Pair = tuple[str, str]
SCOPES_SHARE = 3
"""So many equal numbers in two files with scopes of their own look like one scope."""


@dataclass
class Proposals:
    """Every pair that may be one, the surest first, and how many were compared."""

    pairs: list[SamePair] = field(default_factory=list)
    compared: int = 0


def propose(things: Iterable[ComparedThing], told: Weights | None = None) -> Proposals:
    """Propose which things are one.

    Args:
        things: Those of a case; ids are unique.
        told: What counts; by default ``same.toml``.

    Returns:
        The pairs with their grounds; each pair once, ``one`` before ``other`` by id.

    Raises:
        UsageError: rapidfuzz or OpenCC is not installed (the extra ``crimechain[identity]``).

    >>> from kg.identity.traits import ThingValue
    >>> phone = ThingValue("phone", "13800000000")
    >>> a = ComparedThing("1", "person", (ThingValue("name", "张三"), phone))
    >>> b = ComparedThing("2", "person", (ThingValue("name", "張三"), phone))
    >>> [pair.band for pair in propose([a, b]).pairs]
    ['likely']
    """
    told = told or weights()
    distances()  # refuses at once where it is not installed
    traits = prepare(things, told)
    sharers = Counter(key for trait in traits for key in trait.keys)
    found: dict[Pair, Comparison] = {}
    by_id = {trait.thing.id: trait for trait in traits}
    compared = 0
    for a, b in candidates(traits, sharers, told):
        compared += 1
        if comparison := compare(traits[a], traits[b], sharers, told):
            found[traits[a].thing.id, traits[b].thing.id] = comparison
    return Proposals(finish(found, by_id, told), compared)


def prepare(things: Iterable[ComparedThing], told: Weights) -> list[Traits]:
    """Return the things with their keys, in the order of their ids."""
    traits = [Traits(thing, told) for thing in sorted(things, key=lambda thing: thing.id)]
    shapes = mask_shapes(traits)
    for trait in traits:
        trait.keys = keys_of(trait, shapes)
    return traits


def candidates(
    traits: Sequence[Traits], sharers: Sharers, told: Weights
) -> Iterator[tuple[int, int]]:
    """Yield the places of every two things that share a value which few enough have, each once."""
    blocks: dict[Key, list[int]] = defaultdict(list)
    for place, one in enumerate(traits):
        for key in one.keys:
            if 1 < sharers[key] <= told.grounds[key[0]].most:
                blocks[key].append(place)
    seen = set[int]()
    count = len(traits)
    for _, places in sorted(blocks.items()):
        for a, b in combinations(places, 2):
            number = a * count + b
            if number not in seen:
                seen.add(number)
                yield a, b


def finish(
    found: dict[Pair, Comparison], by_id: dict[str, Traits], told: Weights
) -> list[SamePair]:
    """Return the pairs with their groups, those of two files that share a scope raised."""
    counts: Counter[Pair] = Counter()
    scoped: dict[Pair, list[Pair]] = {}
    for pair, comparison in found.items():
        if any(ground.name == "number-scope" for ground in comparison.grounds):
            scoped[pair] = list(_file_pairs(*(by_id[end].thing.files for end in pair)))
            counts.update(scoped[pair])
    for pair, files in scoped.items():
        if any(counts[file] >= SCOPES_SHARE for file in files):
            found[pair] = scopes_alike(found[pair], told)
    group = _groups(found, by_id, told)
    pairs = [_pair(pair, c, by_id[pair[0]].thing.family, group) for pair, c in found.items()]
    return sorted(pairs, key=lambda p: (BANDS.index(p.band), -p.points, p.one, p.other))


def _pair(pair: Pair, told: Comparison, family: str, group: Mapping[str, int]) -> SamePair:
    one, other = pair
    number = group.get(one, 0)
    together = number if number == group.get(other, 0) else 0
    key = pair_id(family, one, other)
    return SamePair(key, one, other, family, told.band, told.points, told.grounds, together)


def pair_id(family: str, one: str, other: str) -> str:
    """Return the id of the judgement that two things of a family are one."""
    kind = SAME_PERSON if family in ACTORS else SAME_ACCOUNT
    return stable_id(kind, *sorted((one, other)))


def _file_pairs(some: Collection[str], others: Collection[str]) -> Iterator[Pair]:
    for a in some:
        for b in others:
            if a != b:
                yield (a, b) if a < b else (b, a)


def _groups(
    found: dict[Pair, Comparison], by_id: dict[str, Traits], told: Weights
) -> dict[str, int]:
    """Return which things would be one if every strong and likely pair were, surest first.

    A pair that would join two things of which one contradicts the other joins nothing.
    """
    apart = {pair for pair, c in found.items() if c.band in (APART, CONFLICT)}
    members: dict[str, set[str]] = {}
    order = sorted(found, key=lambda p: (BANDS.index(found[p].band), -found[p].points, p))
    for pair in order:
        if found[pair].band not in (STRONG, LIKELY):
            continue
        a, b = (members.get(end, {end}) for end in pair)
        if a is b or any(_apart(x, y, pair, apart, by_id, told) for x in a for y in b):
            continue
        joined = a | b
        for end in joined:
            members[end] = joined
    firsts = sorted({min(several) for several in members.values()})
    number = {first: n for n, first in enumerate(firsts, 1)}
    return {end: number[min(several)] for end, several in members.items()}


def _apart(
    x: str, y: str, asked: Pair, apart: set[Pair], by_id: dict[str, Traits], told: Weights
) -> bool:
    pair = (x, y) if x < y else (y, x)
    return pair in apart or (pair != asked and contradicts(by_id[x], by_id[y], told))


__all__ = ["POSSIBLE", "Proposals", "candidates", "finish", "pair_id", "prepare", "propose"]
