"""Made networks of people who know each other: one planted group, near misses all around it.

The group is that of the ready pattern ``handler-network``. A near miss differs from it in one
number or one acquaintance. Nobody in it is real.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, count
from random import Random

PEOPLE = 6_000
TIES = 45_000
EMPLOYEE, HANDLER, MIDDLEMAN, LEADER = (35, 45), (28, 42), 5, 100

Group = tuple[int, tuple[int, ...], int, int]
"""Who is the employee, the handlers (sorted), the middleman, the leader."""


@dataclass(frozen=True)
class Shape:
    """What one planted group looks like; the default is a solution."""

    employee: int = 40
    handlers: tuple[int, ...] = (28, 35, 42)
    middleman: int = 5
    leader: int = 101
    acquainted: bool = False
    told_apart: bool = False


NEAR_MISSES = (
    Shape(employee=34),
    Shape(employee=46),
    Shape(handlers=(27, 35, 42)),
    Shape(handlers=(28, 35, 43)),
    Shape(middleman=6),
    Shape(leader=100),
    Shape(acquainted=True),
    Shape(told_apart=True),
)


@dataclass
class Network:
    """Who knows whom, and the planted solution."""

    near: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    solution: Group = (0, (), 0, 0)

    def tie(self, one: int, other: int) -> None:
        self.near[one].add(other)
        self.near[other].add(one)

    @property
    def ties(self) -> list[tuple[int, int]]:
        return sorted((a, b) for a, others in self.near.items() for b in others if a < b)


def network(seed: int, people: int = PEOPLE, ties: int = TIES, misses: int = 5) -> Network:
    """Return a network with exactly one solution, and so many near misses of each sort."""
    for number in count():
        made = _made(Random(f"{seed} {number}"), people, ties, misses)
        if list(solutions(made)) == [made.solution]:
            return made
    raise AssertionError


def _made(dice: Random, people: int, ties: int, misses: int) -> Network:
    made = Network()
    names = list(range(people))
    dice.shuffle(names)
    shapes = [Shape(), *(shape for shape in NEAR_MISSES for _ in range(misses))]
    groups = [tuple(names.pop() for _ in range(6)) for _ in shapes]
    crowd = names
    # some know many, most know few: a pair is drawn by how well known both are
    weights = [dice.lognormvariate(0, 0.9) for _ in crowd]
    ends = dice.choices(crowd, weights, k=2 * ties)
    for one, other in zip(ends[::2], ends[1::2], strict=True):
        if one != other:
            made.tie(one, other)
    for shape, group in zip(shapes, groups, strict=True):
        _plant(dice, made, crowd, shape, group)
    employee, *handlers, middleman, leader = groups[0]
    made.solution = (employee, tuple(sorted(handlers)), middleman, leader)
    return made


def _plant(
    dice: Random, made: Network, crowd: list[int], shape: Shape, group: tuple[int, ...]
) -> None:
    employee, *handlers, middleman, leader = group
    for handler in handlers:
        made.tie(employee, handler)
    for handler in handlers[1:] if shape.told_apart else handlers:
        made.tie(handler, middleman)
    made.tie(middleman, leader)
    if shape.acquainted:
        made.tie(handlers[0], handlers[1])
    wanted = (shape.employee, *shape.handlers, shape.middleman, shape.leader)
    for person, degree in zip(group, wanted, strict=True):
        while len(made.near[person]) < degree:
            made.tie(person, dice.choice(crowd))


def solutions(made: Network) -> Iterator[Group]:
    """Yield every group that is a solution, found from the middleman outwards."""
    near = made.near
    degree = {person: len(others) for person, others in near.items()}
    for middleman in sorted(near):
        if degree[middleman] > MIDDLEMAN:
            continue
        around = sorted(near[middleman])
        handlers = [one for one in around if HANDLER[0] <= degree[one] <= HANDLER[1]]
        leaders = [one for one in around if degree[one] > LEADER]
        for three in combinations(handlers, 3) if leaders else ():
            if any(b in near[a] for a, b in combinations(three, 2)):
                continue
            shared = set.intersection(*(near[one] for one in three))
            for employee in sorted(shared - {middleman}):
                if EMPLOYEE[0] <= degree[employee] <= EMPLOYEE[1]:
                    yield from (
                        (employee, three, middleman, leader)
                        for leader in leaders
                        if leader not in (employee, *three)
                    )
