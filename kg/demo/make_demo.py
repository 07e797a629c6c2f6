"""One case from its beginning to its files and its answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from random import Random

from kg.demo import answer, contacts, exports, second_carrier, sheets
from kg.demo.answer import planted
from kg.demo.case_file import write_case_file
from kg.demo.cast import Cast, cast
from kg.demo.claims import Claim, write_facts
from kg.demo.data_trade import data_facts, help_facts, sales
from kg.demo.dealer_coins import off_record
from kg.demo.decoys import play_decoys
from kg.demo.events import Diary, Payment
from kg.demo.expected import DemoStory, questions
from kg.demo.exports import Written
from kg.demo.fifo import follow
from kg.demo.further_inquiry import inquiry, inquiry_facts, late_payments
from kg.demo.joined_cases import case_facts, claim_facts, loan_facts, minor_facts
from kg.demo.layering import play_chain
from kg.demo.leaked import Batch, write_leaked
from kg.demo.platform_records import asset_facts, desks, write_desks
from kg.demo.posting import post_facts, posting, write_posts
from kg.demo.relations_sheet import money_story
from kg.demo.rules import by_rule
from kg.demo.statements import StatementLine, lines_of
from kg.demo.supporting_cast import Annex, annex
from kg.errors import UsageError
from kg.messages import Message

#: Six first-level cards receive all victims within a day; more would crowd them.
MOST_VICTIMS = 1_000


def make(folder: Path, seed: int = 1, victims: int = 20) -> Path:
    """Write the demo's files into ``folder/files`` and return that folder.

    Args:
        folder: Where the demo is made; ``answer.json`` is written there too. A second, small case
            with statements is written into ``statements/files``, with its own answer beside.
        seed: The same seed gives the same bytes.
        victims: How many victims there are, 1 to 1,000.

    Raises:
        UsageError: There are too few or too many victims.
    """
    if not 1 <= victims <= MOST_VICTIMS:
        raise UsageError(Message("demo-has-1-victims", most_victims=MOST_VICTIMS, victims=victims))
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    rng = Random(seed)  # noqa: S311  a story, not a secret
    people = cast(rng, victims)
    diary = Diary(rng)
    play_chain(diary, people)
    seeds = [payment for payment in diary.payments if payment.payer in people.paying]
    play_decoys(diary, people)
    late = late_payments(people)
    lines = lines_of(sorted(diary.payments, key=_moment), people.queried(), rng, late)
    payments = sorted([*diary.payments, *late], key=_moment)
    moves = contacts.moves_of(people, rng)
    more = annex(seed, people)
    leaked, batch = write_leaked(files, people, more)
    coins = off_record(people, payments, seed)
    found = inquiry_facts(people, more, inquiry(seed, people, more), payments)
    story = _story(people, more, found, payments, seeds, [*moves, *coins.moves], batch, rng)
    talked = second_carrier.contacts(seed)
    written = [*_write_money(files, story, lines), leaked, *_write_typed(files, story)]
    written.append(second_carrier.write_record(files, talked))
    document = _answer(story, lines, written) | {"seed": seed, "questions": questions(story)}
    document |= {"contacts": second_carrier.expected_of(talked)}
    document |= {"off_record": answer.off_record_of(coins, story.desks.orders, payments)}
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "answer.json").write_text(text + "\n", encoding="utf-8")
    write_case_file(folder, seed)
    return files


def _moment(payment: Payment) -> datetime:
    return payment.at


def _story(
    people: Cast,
    more: Annex,
    found: Sequence[Claim],
    payments: Sequence[Payment],
    seeds: Sequence[Payment],
    moves: Sequence[tuple[contacts.Move, str]],
    batch: Batch,
    rng: Random,
) -> DemoStory:
    """Return everything that happened, and everything that the sheets say of it."""
    assert people.hub is not None
    sold, posted = sales(people, more), posting(more)
    desk = desks(people, more, payments)
    dark = next(sale for sale in sold if sale.data == more.thing("guests").name)
    relations = [
        *money_story(people),
        *data_facts(people, more, batch.sha256),
        *help_facts(people, more),
    ]
    dossier = [*case_facts(people, more), *loan_facts(more), *claim_facts(more),
               *minor_facts(more), *post_facts(people, more, posted),
               *asset_facts(people, more, desk), *found]  # fmt: skip
    return DemoStory(
        cast=people, more=more, payments=payments, seeds=seeds, posting=posted, desks=desk,
        batch=batch, sales=sold, relations=relations, dossier=dossier,
        moves=[*moves, *contacts.settlements(more, int(dark.price))],
        calls=contacts.calls_of(people, more, seeds, rng),
        outcome=follow(payments, seeds, [people.hub]), opened=exports.opened_on(people),
    )  # fmt: skip


def _write_money(files: Path, story: DemoStory, lines: Sequence[StatementLine]) -> list[Written]:
    people = story.cast
    closing = {account.card: account.opening for account in people.queried()}
    closing |= {line.account.card: line.balance for line in lines}
    of_bank = {bank: [line for line in lines if line.account.bank == bank] for bank in "AB"}
    return [
        exports.write_bank_a(files, of_bank["A"]),
        exports.write_bank_b(files, of_bank["B"]),
        *exports.write_companions(files, people, closing),
        contacts.write_calls(files, story.calls, story.more),
        contacts.write_chain(files, story.moves),
    ]


def _write_typed(files: Path, story: DemoStory) -> list[Written]:
    return [
        sheets.write_sales(files, story.sales),
        sheets.write_victims(files, story.cast, story.seeds),
        write_facts(files, sheets.RELATIONS, "关系", story.relations),
        write_facts(files, sheets.DOSSIER, "并案线索", story.dossier),
        write_posts(files, story.posting),
        *write_desks(files, story.desks),
    ]


def _answer(
    story: DemoStory, lines: Sequence[StatementLine], written: Sequence[Written]
) -> dict[str, object]:
    people, outcome = story.cast, story.outcome
    payments, seeds = story.payments, story.seeds
    assert people.hub is not None
    return {
        "files": answer.files_of(written),
        "victims": answer.victims_of(people, seeds, outcome),
        "accounts": answer.accounts_of(people, outcome),
        "levels": dict(sorted(outcome.level.items())),
        "planted": planted(people, payments),
        "by_rule": by_rule(payments, seeds, [people.hub]),
        "dealer": {
            "name": people.dealer.name,
            "cards": [account.card for account in people.levels[6]],
            "received_from_victims": answer.dealer_share(outcome, people.levels[6]),
        },
        "hub": {"card": people.hub.card, "holder": people.hub.holder},
        "pairs": answer.pairs_of(lines),
        "twins": answer.marked(payments, "twin"),
        "reversals": answer.marked(payments, "undone"),
        "failed": answer.marked(payments, "failed"),
        "failed_elsewhere": story.desks.failed(),
        "stages": answer.stages_of(people),
        "sums": answer.sums_of(payments, lines, story.desks.gifts, story.moves),
        "on_chain": {
            "dealer_wallet": people.dealer_wallet,
            "exchange_wallet": people.exchange_wallet,
            "linked_to_a_card": False,
        },
    }
