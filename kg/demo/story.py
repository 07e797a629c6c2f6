"""One case from its beginning to its files and its answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

from kg.demo import answer, contacts, exports, sheets
from kg.demo.cast import Cast, cast
from kg.demo.decoys import play_decoys
from kg.demo.diary import Diary, Payment
from kg.demo.exports import Written
from kg.demo.fifo import follow
from kg.demo.layering import play_chain
from kg.demo.rules import by_rule
from kg.demo.statements import Line, lines_of
from kg.errors import UsageError

#: Six first-level cards receive all victims within a day; more would crowd them.
MOST_VICTIMS = 1_000


def make(folder: Path, seed: int = 1, victims: int = 20) -> Path:
    """Write the demo's files into ``folder/files`` and return that folder."""
    if not 1 <= victims <= MOST_VICTIMS:
        raise UsageError(f"the demo has 1 to {MOST_VICTIMS} victims, not {victims}")
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    rng = Random(seed)  # noqa: S311  a story, not a secret
    play = cast(rng, victims)
    diary = Diary(rng)
    play_chain(diary, play)
    seeds = [payment for payment in diary.payments if payment.payer in play.paying]
    play_decoys(diary, play)
    payments = sorted(diary.payments, key=lambda payment: payment.at)
    lines = lines_of(payments, play.queried(), rng)
    written, coins = _write_files(files, play, seeds, lines, rng)
    found = _answer(play, payments, seeds, lines, written, coins) | {"seed": seed}
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "answer.json").write_text(text + "\n", encoding="utf-8")
    return files


def _write_files(
    files: Path, play: Cast, seeds: Sequence[Payment], lines: Sequence[Line], rng: Random
) -> tuple[list[Written], int]:
    closing = {account.card: account.opening for account in play.queried()}
    closing |= {line.account.card: line.balance for line in lines}
    of_bank = {bank: [line for line in lines if line.account.bank == bank] for bank in "AB"}
    on_chain, coins = contacts.write_chain(files, play, rng)
    written = [
        exports.write_bank_a(files, of_bank["A"]),
        exports.write_bank_b(files, of_bank["B"]),
        *exports.write_companions(files, play, closing),
        contacts.write_calls(files, play, seeds, rng),
        on_chain,
        sheets.write_sales(files, play),
        sheets.write_victims(files, play, seeds),
        sheets.write_relations(files, play),
    ]
    return written, coins


def _answer(
    play: Cast,
    payments: Sequence[Payment],
    seeds: Sequence[Payment],
    lines: Sequence[Line],
    written: Sequence[Written],
    coins: int,
) -> dict[str, object]:
    assert play.hub is not None
    outcome = follow(payments, seeds, [play.hub])
    moves = next(file.rows for file in written if file.name == contacts.CHAIN)
    return {
        "files": answer.files_of(written),
        "victims": answer.victims_of(play, seeds, outcome),
        "accounts": answer.accounts_of(play, outcome),
        "levels": dict(sorted(outcome.level.items())),
        "by_rule": by_rule(payments, seeds, [play.hub]),
        "dealer": {
            "name": play.dealer.name,
            "cards": [account.card for account in play.levels[6]],
            "received_from_victims": answer.dealer_share(outcome, play.levels[6]),
        },
        "hub": {"card": play.hub.card, "holder": play.hub.holder},
        "pairs": answer.pairs_of(lines),
        "twins": answer.marked(payments, "twin"),
        "reversals": answer.marked(payments, "undone"),
        "failed": answer.marked(payments, "failed"),
        "stages": answer.stages_of(play),
        "sums": answer.sums_of(payments, lines, coins, moves),
        "on_chain": {
            "dealer_wallet": play.dealer_wallet,
            "exchange_wallet": play.exchange_wallet,
            "linked_to_a_card": False,
        },
    }
