"""Who is drawn small beside whom: the holder of a card, the card and the phone of a person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.model import Chain

Arc = tuple[int, int]

MOST = 2
"""One companion on each side."""
FEW_TIES = 3
_SMALL = ("money", "communication", "data")


def hosts_of(chain: Chain, arcs: Iterable[Arc], families: Sequence[str]) -> dict[int, int]:
    """Return who is drawn as a small companion of whom: all of one stage, and two at most.

    The holder of one account of a trace stands beside it unless he has much else to do; what
    only one person has (a phone, an account before the trace) stands beside that person.
    """
    around: dict[int, set[int]] = defaultdict(set)
    for a, b in arcs:
        if a != b:
            around[a].add(b)
            around[b].add(a)
    held = _held(chain, families)
    pairs = [*_holders(chain, around, held, families), *_belongings(chain, around, held, families)]
    hosts: dict[int, int] = {}
    many: Counter[int] = Counter()
    for guest, beside in pairs:
        host = hosts.get(beside, beside)
        taken = guest in hosts or guest in many or guest == host
        if not taken and many[host] < MOST and chain.nodes[guest].stage == chain.nodes[host].stage:
            hosts[guest] = host
            many[host] += 1
    return hosts


def sides_of(
    hosts: Mapping[int, int], arcs: Iterable[Arc], turn: Mapping[int, int]
) -> dict[int, int]:
    """Return on which side (-1 left, 1 right) each companion stands: where its lines go."""
    pull: Counter[int] = Counter(dict.fromkeys(hosts, 0))
    for arc in arcs:
        for one, other in (arc, arc[::-1]):
            if one in hosts:
                here, there = hosts[one], hosts.get(other, other)
                pull[one] += (turn[there] > turn[here]) - (turn[there] < turn[here])
    guests: dict[int, list[int]] = defaultdict(list)
    for guest in sorted(hosts, key=lambda at: (pull[at], at)):
        guests[hosts[guest]].append(guest)
    return {
        guest: -1 if place == 0 and (len(beside) > 1 or pull[guest] <= 0) else 1
        for beside in guests.values()
        for place, guest in enumerate(beside)
    }


def _held(chain: Chain, families: Sequence[str]) -> dict[int, set[int]]:
    """Return what each actor has, by number."""
    number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
    held: dict[int, set[int]] = defaultdict(set)
    for edge in chain.edges:
        a, b = number[edge.source], number[edge.target]
        if edge.family == "people" and families[a] == "actor" and families[b] in _SMALL:
            held[a].add(b)
    return held


def _holders(
    chain: Chain,
    around: Mapping[int, set[int]],
    held: Mapping[int, set[int]],
    families: Sequence[str],
) -> Iterator[Arc]:
    for holder in sorted(held):
        money = [at for at in held[holder] if families[at] == "money"]
        ties = around[holder] - {at for at in held[holder] if families[at] == "communication"}
        if len(money) == 1 and len(ties) <= FEW_TIES and chain.nodes[money[0]].level:
            yield holder, money[0]


def _belongings(
    chain: Chain,
    around: Mapping[int, set[int]],
    held: Mapping[int, set[int]],
    families: Sequence[str],
) -> Iterator[Arc]:
    owners: dict[int, set[int]] = defaultdict(set)
    for owner, things in held.items():
        for thing in things:
            owners[thing].add(owner)
    for thing in sorted(around, key=lambda at: (families[at], at)):
        alone = len(around[thing]) == 1 and families[thing] in _SMALL
        owned = owners[thing] or (around[thing] if alone else set())
        small = alone or families[thing] != "money" or not chain.nodes[thing].level
        if len(owned) == 1 and small and families[min(owned)] == "actor" != families[thing]:
            yield thing, min(owned)
