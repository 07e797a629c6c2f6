"""One case from its beginning to its files and its answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

from kg.demo import answer, contacts, exports, sheets, word
from kg.demo.annex import Annex, annex
from kg.demo.bridge import off_record
from kg.demo.cast import Cast, cast
from kg.demo.data_trade import data_facts, help_facts, sales
from kg.demo.decoys import play_decoys
from kg.demo.desks import asset_facts, desks, write_desks
from kg.demo.diary import Diary, Payment
from kg.demo.expected import Story, questions
from kg.demo.exports import Written
from kg.demo.facts import write_facts
from kg.demo.fifo import follow
from kg.demo.joined_cases import case_facts, claim_facts, loan_facts, minor_facts
from kg.demo.known import money_story
from kg.demo.layering import play_chain
from kg.demo.leaked import Batch, write_leaked
from kg.demo.planted import planted
from kg.demo.posting import post_facts, posting, write_posts
from kg.demo.rules import by_rule
from kg.demo.statements import Line, lines_of
from kg.errors import UsageError
from kg.messages import Message

#: Six first-level cards receive all victims within a day; more would crowd them.
MOST_VICTIMS = 1_000


def make(folder: Path, seed: int = 1, victims: int = 20) -> Path:
    """Write the demo's files into ``folder/files`` and return that folder."""
    if not 1 <= victims <= MOST_VICTIMS:
        raise UsageError(Message("demo-has-1-victims", most_victims=MOST_VICTIMS, victims=victims))
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
    moves = contacts.moves_of(play, rng)
    more = annex(seed, play)
    leaked, batch = write_leaked(files, play, more)
    coins = off_record(play, payments, seed)
    story = _story(play, more, payments, seeds, [*moves, *coins.moves], batch, rng)
    talked = word.contacts(seed)
    written = [*_write_money(files, story, lines), leaked, *_write_typed(files, story)]
    written.append(word.write_record(files, talked))
    found = _answer(story, lines, written) | {"seed": seed, "questions": questions(story)}
    found |= {"contacts": word.told_of(talked)}
    found |= {"off_record": answer.off_record_of(coins, story.desks.orders, payments)}
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "answer.json").write_text(text + "\n", encoding="utf-8")
    return files


def _story(
    play: Cast,
    more: Annex,
    payments: Sequence[Payment],
    seeds: Sequence[Payment],
    moves: Sequence[tuple[contacts.Move, str]],
    batch: Batch,
    rng: Random,
) -> Story:
    """Return everything that happened, and everything that the sheets say of it."""
    assert play.hub is not None
    sold, posted = sales(play, more), posting(more)
    desk = desks(play, more, payments)
    dark = next(sale for sale in sold if sale.data == more.thing("guests").name)
    relations = [*money_story(play), *data_facts(play, more, batch.sha256), *help_facts(play, more)]
    dossier = [*case_facts(play, more), *loan_facts(more), *claim_facts(more),
               *minor_facts(more), *post_facts(play, more, posted),
               *asset_facts(play, more, desk)]  # fmt: skip
    return Story(
        cast=play, more=more, payments=payments, seeds=seeds, posting=posted, desks=desk,
        batch=batch, sales=sold, relations=relations, dossier=dossier,
        moves=[*moves, *contacts.settlements(more, int(dark.price))],
        calls=contacts.calls_of(play, more, seeds, rng),
        outcome=follow(payments, seeds, [play.hub]), opened=exports.opened_on(play),
    )  # fmt: skip


def _write_money(files: Path, story: Story, lines: Sequence[Line]) -> list[Written]:
    play = story.cast
    closing = {account.card: account.opening for account in play.queried()}
    closing |= {line.account.card: line.balance for line in lines}
    of_bank = {bank: [line for line in lines if line.account.bank == bank] for bank in "AB"}
    return [
        exports.write_bank_a(files, of_bank["A"]),
        exports.write_bank_b(files, of_bank["B"]),
        *exports.write_companions(files, play, closing),
        contacts.write_calls(files, story.calls, story.more),
        contacts.write_chain(files, story.moves),
    ]


def _write_typed(files: Path, story: Story) -> list[Written]:
    return [
        sheets.write_sales(files, story.sales),
        sheets.write_victims(files, story.cast, story.seeds),
        write_facts(files, sheets.RELATIONS, "关系", story.relations),
        write_facts(files, sheets.DOSSIER, "并案线索", story.dossier),
        write_posts(files, story.posting),
        *write_desks(files, story.desks),
    ]


def _answer(story: Story, lines: Sequence[Line], written: Sequence[Written]) -> dict[str, object]:
    play, outcome = story.cast, story.outcome
    payments, seeds = story.payments, story.seeds
    assert play.hub is not None
    return {
        "files": answer.files_of(written),
        "victims": answer.victims_of(play, seeds, outcome),
        "accounts": answer.accounts_of(play, outcome),
        "levels": dict(sorted(outcome.level.items())),
        "planted": planted(play, payments),
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
        "failed_elsewhere": story.desks.failed(),
        "stages": answer.stages_of(play),
        "sums": answer.sums_of(payments, lines, story.desks.gifts, story.moves),
        "on_chain": {
            "dealer_wallet": play.dealer_wallet,
            "exchange_wallet": play.exchange_wallet,
            "linked_to_a_card": False,
        },
    }
