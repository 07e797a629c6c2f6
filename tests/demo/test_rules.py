"""The demo's own play of the rules, held to coins that move one by one and to what must hold."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.demo.cast import Account
from kg.demo.events import Payment
from kg.demo.fifo import follow
from kg.demo.floor_rule import floor_of
from kg.demo.rules import RULES, by_rule

PEOPLE = [Account(str(n), "", "", "", "A", queried=True) for n in range(4)]
START = datetime.fromisoformat("2024-01-01")
MOVES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 9), st.booleans()), max_size=20
)


def story(moves) -> tuple[list[Payment], list[Payment]]:
    payments, seeds = [], []
    for number, (source, target, fen, seeded) in enumerate(moves):
        if source != target:
            at = START + timedelta(minutes=number)
            payments.append(Payment(at, PEOPLE[source], PEOPLE[target], fen))
            seeds += payments[-1:] if seeded else []
    return payments, seeds


def fen(told: dict[str, str]) -> Counter[str]:
    return Counter({place: int(text.replace(".", "")) for place, text in told.items()})


@given(MOVES)
def test_what_stays_is_what_was_lost_where_a_rule_shares(moves) -> None:
    payments, seeds = story(moves)
    told = by_rule(payments, seeds, [])
    for rule in RULES:
        assert sum(fen(told[rule]["stayed"]).values()) == sum(seed.fen for seed in seeds)
    held = follow(payments, seeds, []).held
    assert +fen(told["fifo"]["stayed"]) == sum((Counter(one) for one in held.values()), Counter())


@given(MOVES)
def test_every_rule_lies_between_the_floor_and_poison(moves) -> None:
    told = by_rule(*story(moves), [])
    for rule, key in product(RULES, ("reached", "stayed")):
        least, most = fen(told["floor"][key]), fen(told["poison"][key])
        for place, units in fen(told[rule][key]).items():
            assert 0 <= least[place] <= units <= most[place]


@pytest.mark.parametrize(
    ("rule", "second", "third"), [("fifo", 40, 60), ("lifo", 70, 30), ("lowest", 40, 60),
                                  ("haircut", 54, 46), ("poison", 70, 60), ("floor", 40, 30)],
)  # fmt: skip
def test_a_card_with_thirty_of_its_own(rule, second, third) -> None:
    """30 own, 100 stolen; 70 go to the one, 60 to the other, and nothing is left."""
    own, stolen = Payment(START, None, PEOPLE[1], 30), Payment(START, PEOPLE[0], PEOPLE[1], 100)
    paid = [Payment(START, PEOPLE[1], PEOPLE[2], 70), Payment(START, PEOPLE[1], PEOPLE[3], 60)]
    told = by_rule([own, stolen, *paid], [stolen], [])[rule]["reached"]
    assert fen(told)["2"] == second
    assert fen(told)["3"] == third


def test_of_two_payments_to_one_the_other_money_is_taken_off_once() -> None:
    moves = [("", "1", 50, False), ("0", "1", 50, True), ("1", "2", 50, False),
             ("1", "2", 50, False)]  # fmt: skip
    assert floor_of(moves)[0] == {"1": 50, "2": 50}
