from collections import defaultdict
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kg.demo.cast import Account
from kg.demo.events import Payment
from kg.demo.fifo import NOBODY, follow

ACCOUNTS = [Account(str(n), "", "", "", "A", queried=True) for n in range(4)]
START = datetime.fromisoformat("2024-01-01")
MOVES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 9), st.booleans()), max_size=25
)


def coin_by_coin(payments: list[Payment], seeds: list[Payment]) -> dict[int, dict[str, int]]:
    """Move every single fen: slow, and nothing in it can be wrong."""
    coins: dict[str, list[int]] = defaultdict(list)
    for payment in payments:
        source, target = payment.payer.card, payment.payee.card
        for _ in range(payment.fen):
            own = coins[source].pop(0) if coins[source] and payment not in seeds else NOBODY
            coins[target].append(seeds.index(payment) if payment in seeds else own)
    held: dict[int, dict[str, int]] = {number: {} for number in range(len(seeds))}
    for account, pile in coins.items():
        for owner in pile:
            if owner != NOBODY:
                held[owner][account] = held[owner].get(account, 0) + 1
    return held


@given(MOVES)
def test_lots_move_as_single_coins_do(moves: list[tuple[int, int, int, bool]]) -> None:
    payments, seeds = [], []
    for number, (source, target, fen, seeded) in enumerate(moves):
        if source == target:
            continue
        at = START + timedelta(minutes=number)
        payments.append(Payment(at, ACCOUNTS[source], ACCOUNTS[target], fen))
        if seeded:
            seeds.append(payments[-1])
    outcome = follow(payments, seeds, [])
    assert outcome.held == coin_by_coin(payments, seeds)
    for account in ACCOUNTS:
        rests = sum(held.get(account.card, 0) for held in outcome.held.values())
        began = sum(seed.fen for seed in seeds if seed.payer == account)
        came, went = outcome.received(account.card), outcome.passed(account.card)
        assert came + began - went == rests


def test_a_stop_keeps_what_it_got() -> None:
    one, two, three, _ = ACCOUNTS
    seed = Payment(START, one, two, 5)
    on = Payment(START + timedelta(hours=1), two, three, 5)
    assert follow([seed, on], [seed], [two]).held == {0: {"1": 5}}
    assert follow([seed, on], [seed], []).level == {"1": 1, "2": 2}
