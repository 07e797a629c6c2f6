"""A layout proposed for a table that none fits: by its headers, its cells and its arithmetic.

Every column gets a role with the ground for it; what cannot be told is a question, at most three.
It is one file because what a row says and what must be asked of it are decided together.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from kg.errors import LayoutError, SourceError, UsageError
from kg.limits import LIMITS, Limits
from kg.messages import Message
from kg.requests import TableAnswers
from kg.sources.detect_layout import best_fit, is_same_number, own_names, plain_header
from kg.sources.layout_files import layouts
from kg.sources.open_tables import LISTS_TRIED
from kg.sources.proposal.amount_entries import amount_entry, ask_decimal, ask_unit
from kg.sources.proposal.cell_forms import (
    MOSTLY,
    directions_of,
    has_check_digits,
    is_number,
    is_phone,
    money_of,
    share,
    some_of,
)
from kg.sources.proposal.column_entries import column_entries, name_columns
from kg.sources.proposal.column_roles import (
    FILLED,
    Ground,
    TableColumn,
    currency_of,
    is_money,
)
from kg.sources.proposal.currency_choice import one_currency
from kg.sources.proposal.format_layout import format_proposal
from kg.sources.proposal.graph_words import graph_proposal
from kg.sources.proposal.guess_column import (
    are_ids,
    are_parties,
    drafting_rules,
    role_of_header,
)
from kg.sources.proposal.layout_text import layout_text
from kg.sources.proposal.moved_amounts import MovedAmounts
from kg.sources.proposal.own_account import (
    OwnAccount,
    own_account,
    told_by_titles,
)
from kg.sources.proposal.party_entries import party_entry, phone_party
from kg.sources.proposal.payment_details import details_of_flow
from kg.sources.proposal.proposal import PossibleAnswer, Proposal, ProposedColumn, TableQuestion
from kg.sources.proposal.registers import (
    KINDS,
    LEAKED,
    leaked_list,
    names_somebody,
    register_layout,
    tells_losses,
)
from kg.sources.proposal.sample import TableSample, samples
from kg.sources.proposal.table_draft import TableDraft, example_of
from kg.sources.proposal.time_entries import ask_day_order, tell_day_order
from kg.sources.proposal.trades import Trade, Trades
from kg.sources.proposal.zone_choice import set_phone_region, zone_of_times

MOST_QUESTIONS = 3
_ASKED = ("rows", "role", "account", "sign", "unit", "dates", "decimal", "currency", "zone")
"""In which order questions are asked: those first on whose answers most depends."""
_MAY_BE_ASSUMED = ("zone", "currency")
NO_ANSWERS = TableAnswers()
_CERTAINTY: Mapping[Ground, int] = {
    "answer": 100, "arithmetic": 99, "header": 90, "cells": 70, "unused": 0,
}  # fmt: skip
_SOME = 0.1
"""What may be the other side's number or name is blank for cash, fees and interest."""
_BELOW_ZERO = re.compile(r"[(-]|[A-Za-z$€£¥￥]{1,5} ?-")
_BARE_NUMBER = re.compile(
    r"#?(iban|account(number|no\.?)?|kontonummer|kontonr\.?|numer ?konta|卡号|账号|帐号|账户)"
    r"(/(iban|kontonummer|kontonr\.?))?"
)
"""Headers that do not say whether the number is the statement's own or the other side's."""
_BARE_ADDRESS = re.compile(r"(?i)(^|/)(wallet.?)?address$|^(钱包)?地址$")
"""Headers of an address that do not say whether it is the wallet's own or the receiver's."""
_RELATION = re.compile(r"(?i)关系|relation|edge.?type|^(label|type|类型)$")
"""Headers of the word by which a list of relations calls each."""
_OF_CALLS = re.compile(r"(?i)call|disposition|billsec|dialled|通话|话单|呼叫")
"""Headers that only tables of calls have, beside what a call costs."""
_WEIGHT = re.compile(r"(?i)(edge[ _]?)?weights?|权重|次数|count|freq(uency)?")
"""Headers of how strong or how frequent a relation is."""
_SIDE_WORD = re.compile(
    r"(?i)(人|者|商|方|姓名|名称|昵称|账号|账户|号码|卡号|编号|id|name|account|no\.?|[ _])+$"
)
"""What the headers of a side's name and number end with, behind what they have in common."""
_OF_PAYMENTS = (
    "own", "counter", "counter_name", "name", "memo", "direction", "debit", "credit", "balance",
    "currency", "serial",
)  # fmt: skip
"""Roles of which a table of payments without a header has one at least, beside time and amount."""
_NEAREST = 2


def propose(
    path: Path | str,
    answers: TableAnswers = NO_ANSWERS,
    *,
    limits: Limits = LIMITS,
    encoding: str = "",
    name: str = "",
    lang: str = "zh",
) -> Proposal:
    """Return a layout for each table of a file that none fits, with what it cannot decide.

    Args:
        path: The file.
        answers: What a person said of it.
        limits: The largest sizes that are read.
        encoding: The encoding of a text; blank: found out.
        name: What the layout is called.
        lang: The language of its remarks.

    Returns:
        The proposal for the largest of the tables, with those for others in ``more``.

    Raises:
        SourceError: The file holds no table, nothing in it can be told, or an answer changes
            nothing.
        UsageError: An answer cannot be understood.
    """
    found = samples(Path(path), limits=limits, encoding=encoding)
    try:
        return _proposed_for(found, answers, name, lang)
    except LayoutError as error:
        first = error
    for passed in range(1, LISTS_TRIED):
        try:
            found = samples(Path(path), limits=limits, encoding=encoding, lists_passed=passed)
        except SourceError:  # no further list is left, or the file is no JSON
            break
        with suppress(LayoutError):
            return _proposed_for(found, answers, name, lang)
    raise first


def _proposed_for(
    found: Sequence[TableSample], answers: TableAnswers, name: str, lang: str
) -> Proposal:
    """Return the proposal for the tables of a file, of which each answer changes something."""
    wanted = _wanted(found, answers.skip)
    unknown = [one for one in wanted if not _is_known(one)]
    largest = sorted(
        unknown or wanted, key=lambda one: -len(one.header) * min(len(list(one.rows)), 50)
    )
    meant = largest if unknown else largest[:1]
    proposal = _proposal_for(meant, found, answers, name, lang)
    for option, less in _without_one(answers):
        try:
            other = _proposal_for(meant, found, less, name, lang)
        except LayoutError:
            continue
        if other == proposal:
            raise LayoutError(Message("answer-of-no-use", option=option), where=proposal.file)
    return proposal


def _wanted(found: Sequence[TableSample], skip: Sequence[str]) -> list[TableSample]:
    """Return the tables of a file but for those that a person wants to be left out.

    Raises:
        UsageError: The file has no table of such a name, or nothing but these.
    """
    members = [one.member for one in found]
    wanted = [one for one in found if one.member not in skip]
    if unheard := [name for name in skip if name not in members]:
        raise UsageError(
            Message("no-table-called", name=repr(unheard[0])), where="--skip",
            hint=Message("one-of-known", known=[name for name in members if name]),
        )  # fmt: skip
    if not wanted:
        raise UsageError(Message("no-table-is-left"), where="--skip")
    return wanted


def _proposal_for(
    meant: Sequence[TableSample],
    found: Sequence[TableSample],
    answers: TableAnswers,
    name: str,
    lang: str,
) -> Proposal:
    """Return what is proposed for some tables of a file: once for those of the same header."""
    heard = {header for sample in meant for header in own_names(sample.header)}
    proposals: dict[object, Proposal] = {}
    refused: list[LayoutError] = []
    for sample in meant:
        head = (sample.header, sample.no_header, sample.layout)
        others = tuple(one.member for one in found if one not in meant)
        try:
            if head not in proposals:
                called = name if not proposals or not name else f"{name}-{len(proposals) + 1}"
                own = _meant_for(sample, answers, heard)
                proposals[head] = _proposed(sample, own, called, lang, others)
        except LayoutError as error:
            refused.append(error)
    if not proposals:
        raise refused[0]
    first, *more = proposals.values()
    left = tuple(
        Message("table-not-proposed", table=error.where, reason=error.what) for error in refused
    )
    return replace(first, more=tuple(more), left=left)


def _proposed(
    sample: TableSample, answers: TableAnswers, name: str, lang: str, others: tuple[str, ...]
) -> Proposal:
    if answers.rows == LEAKED:
        return leaked_list(sample)
    if sample.network and not sample.network.is_own:
        return graph_proposal(sample, sample.network, answers, name, lang, others)
    if sample.layout:
        return format_proposal(sample, answers, name, lang, others)
    return _Proposer(sample, answers).proposal(name, lang, others)


def _meant_for(sample: TableSample, answers: TableAnswers, heard: Collection[str]) -> TableAnswers:
    """Return the answers without the roles of columns that only other tables of the file have."""
    own = set(own_names(sample.header))
    others = {header.strip() for header in heard} - own
    return replace(
        answers,
        role=[text for text in answers.role if text.partition("=")[2].strip() not in others],
    )


def _without_one(answers: TableAnswers) -> Iterator[tuple[str, TableAnswers]]:
    """Yield each answer as it is typed, with all the answers but that one.

    Currency and zone are those of cells that name none: they are left where all cells name theirs.
    """
    for option in (one.name for one in fields(TableAnswers)):
        said = getattr(answers, option)
        if said and option not in ("role", "currency", "zone", "skip"):
            yield f"--{option} {said}", replace(answers, **{option: ""})
    for place, text in enumerate(answers.role):
        others = [*answers.role[:place], *answers.role[place + 1 :]]
        yield f"--role {text}", replace(answers, role=others)


def _is_known(sample: TableSample) -> bool:
    """Say whether kg has a layout for the table's header."""
    if sample.layout or sample.no_header:
        return False
    fits = best_fit([*sample.titles, sample.header], layouts())
    return any(fit.covers and not fit.missing and fit.row == len(sample.titles) for fit in fits)


class _Proposer:
    """Finds the roles of one table's columns, and what its rows say."""

    def __init__(self, sample: TableSample, answers: TableAnswers) -> None:
        self.sample, self.answers = sample, answers
        self._refuse_two_headers()
        self.draft = TableDraft(sample, answers)
        self.table, self.columns = self.draft.table, self.draft.columns
        self.questions, self.proven = self.draft.questions, self.draft.proven
        self.assumed = self.draft.assumed
        tell_day_order(self.draft)

    def _refuse_two_headers(self) -> None:
        """Refuse a header of two rows, of which the second parts columns that the first joins.

        Raises:
            LayoutError: The first row below the header only tells which amounts stand below it.
        """
        first = next(iter(self.sample.rows), ())
        words = [cell for cell in first if cell]
        heads = [role_of_header(cell) in ("amount", "debit", "credit") for cell in words]
        if self.sample.no_header or len(words) < _NEAREST or not all(heads):
            return
        if any(map(str.isdigit, "".join(words))) or len(words) == len(first):
            return
        raise LayoutError(
            Message("header-of-two-rows", words=words), where=self.sample.where,
            hint=Message("join-the-header"),
        )  # fmt: skip

    def of(self, role: str) -> TableColumn | None:
        """Return the first column of a role."""
        return self.table.of(role)

    def proposal(self, name: str, lang: str, others: tuple[str, ...]) -> Proposal:
        """Return what was found."""
        table = self._facts()
        # asks, if it must, before the questions are counted
        self.draft.zone = zone_of_times(self.draft)
        name_columns(self.draft)
        sample = self.sample
        fits = [fit for fit in best_fit([sample.header], layouts()) if fit.covers]
        fits = [] if sample.no_header else fits
        ask_day_order(self.draft)
        ask_decimal(self.draft)
        _limit_questions(self.draft)
        called = name or _name_of((*sample.header, *sample.no_header))
        head: dict[str, Any] = {
            "name": called,
            "label": {"zh": called, "en": called},
            "zone": self.draft.zone,
        }
        head["covers"] = 1.0  # it is for files of just this header
        if sample.no_header:
            head["no_header"] = self._looks()
        if sample.records:
            head["records"] = sample.records
        whole = {
            **head,
            **table.get("top", {}),
            "columns": {
                **column_entries(self.draft),
                **table.get("columns", {}),
                **self.draft.more_columns,
            },
        }
        whole |= {key: part for key, part in table.items() if key not in ("top", "columns")}
        proposed = tuple(
            ProposedColumn(
                c.header or c.name, c.place + 1, c.key, c.role, c.about.get("type", "text"),
                c.ground, _CERTAINTY[c.ground],
            )
            for c in self.columns
        )  # fmt: skip
        own = table.get("own")
        proposal = Proposal(
            sample.where, sample.member, sample.header_row, proposed, "", called,
            own.number if isinstance(own, OwnAccount) else "",
            tuple(self.questions), tuple(dict.fromkeys(self.assumed)),
            tuple(dict.fromkeys(self.proven)),
            tuple(fit.why() for fit in fits[:_NEAREST]), others,
        )  # fmt: skip
        whole.pop("own", None)
        return replace(proposal, layout=layout_text(whole, proposal, lang))

    def _looks(self) -> list[str]:
        """Return what the cells of each column look like; of a direction: its very words."""
        looks = list(self.sample.no_header)
        for column in self.columns:
            if column.role == "direction" and (choices := column.about.get("choices")):
                words = sorted(word for some in choices.values() for word in some)
                looks[column.place] = "|".join(map(re.escape, words))
        return looks

    # -- what a row says -------------------------------------------------------------------------

    def _facts(self) -> dict[str, Any]:
        """Return the parties and facts of a row, as the tables of a layout."""
        if tells_losses(self.table) and (listed := self._list()):
            return listed
        time = self.of("time")
        self._find_call_ends()
        self._find_merchant()
        source, target = (self._side(side) for side in ("source", "target"))
        money = any(self.of(role) for role in ("amount", "debit", "credit"))
        self._find_called()
        if self.of("caller") and self.of("called"):
            if self._first_number_is_own():
                return self._own_calls()
            return self._calls("caller", "called")
        if time and not money and self._has_phones():
            return self._own_calls()
        if source and target and money:
            if self._names_both(source, target):
                if self.sample.no_header:
                    self._ask_which_pays(source, target)
                return self._two_sided(source, target)
            source = target = None
        if time and money and (self.of("balance") or not (source and target)):
            if not self._is_of_one_account() and (asked := self._sides_of_nobody(source, target)):
                return asked
            return self._statement()
        if source and target:
            return self._relation(source, target)
        moved = [c for c in self.columns if c.role in ("amount", "debit", "credit")]
        if all(column.ground == "cells" for column in moved) and (listed := self._list()):
            return listed
        raise self.draft.nothing_told(time=time is not None, money=money)

    def _is_of_one_account(self) -> bool:
        """Say whether something shows that the rows are one account's: its statement."""
        told = ("balance", "direction", "counter", "counter_name", "own")
        if any(c.role in told and c.cells for c in self.columns):
            return True
        signed = any(c.role == "amount" and c.amount and c.amount.signed for c in self.columns)
        titled = own_account(self.sample, self.answers.account).number
        return bool(signed or titled or self.answers.sign or self.of("debit") or self.of("credit"))

    def _sides_of_nobody(
        self, source: TableColumn | None, target: TableColumn | None
    ) -> dict[str, Any] | None:
        """Return what rows say that may be no statement: only who pays, who is paid, or neither.

        Who pays alone is told by a statement of what came in, who is paid by one of what went out.
        Where several columns name somebody and no header says who of them pays, it is asked.
        """
        if (side := source or target) is not None:
            self._refuse_outputs(side if target else None)
            names = side.party is not None and side.party.sort == "name"
            side.role = "counter_name" if names else "counter"
            self.draft.out = ("plus",) if target else ("minus",)
            self.proven.append(Message("only-who-is-paid" if target else "only-who-pays"))
            return None
        parties = [c for c in self.columns if self._may_name_a_side(c)]
        if len({_SIDE_WORD.sub("", c.header) for c in parties}) < _NEAREST:
            return None  # the name and the number of one side
        sides = (("source", "who-of-them-pays"), ("target", "who-of-them-is-paid"))
        for (role, what), likely in zip(sides, parties, strict=False):
            likely.role, likely.ground = role, "cells"
            ordered = [likely, *(c for c in parties if c is not likely)]
            answers = tuple(PossibleAnswer(f"{role}={c.name}", example_of(c)) for c in ordered)
            self.questions.append(TableQuestion("role", Message(what), answers))
        return self._two_sided(parties[0], parties[1])

    def _refuse_outputs(self, paid: TableColumn | None) -> None:
        """Refuse outputs of transactions on a chain as the payments of one account.

        Raises:
            LayoutError: Rows name the address that is paid, and headers are those of a chain's.
        """
        like = drafting_rules()["refuted"]["outputs"]
        on_chain = [c for c in self.columns if re.search(like, plain_header(c.header))]
        if paid and paid.party and paid.party.sort == "wallet" and on_chain:
            what, hint = Message("outputs-without-payer"), Message("take-the-transactions")
            raise LayoutError(what, where=self.sample.where, hint=hint)

    def _may_name_a_side(self, column: TableColumn) -> bool:
        free = column.role in ("other", "name", "holder", "phone") and column.ground != "answer"
        nobody = drafting_rules()["refuted"]["nobody"]
        free = free and not re.search(nobody, plain_header(column.header))
        return free and column.filled >= FILLED and names_somebody(column.header)

    def _list(self) -> dict[str, Any] | None:
        """Return what the rows of a list of people, firms or numbers say, if it is one."""
        register = register_layout(self.table, self.answers, self.sample.where)
        if register is None:
            return None
        self.questions += register.questions
        set_phone_region(self.draft, *(c for c in self.columns if c.role == "phone" and c.key))
        for link in register.tables.get("links", ()):
            if "amount" in link:
                link["default_currency"] = one_currency(self.draft)
        return register.tables

    def _names_both(self, source: TableColumn, target: TableColumn) -> bool:
        """Say whether rows name payer and payee; a statement may fill the one that is the other."""
        moved = [c.place for c in self.columns if c.role in ("amount", "debit", "credit")]
        rows = [row for row in self.sample.rows if any(row[place] for place in moved)]
        both = sum(bool(row[source.place]) and bool(row[target.place]) for row in rows)
        if both >= len(rows) * FILLED or self.of("time") is None:
            return True
        one = sum(bool(row[source.place]) != bool(row[target.place]) for row in rows)
        seldom = not both and one >= len(rows) * FILLED and self._is_of_one_account()
        in_turn = one >= len(rows) * MOSTLY or seldom
        if in_turn and self._take_in_turn(source, target):
            return False
        for column in (source, target):
            if column.ground != "answer":
                column.role, column.ground = "other", "unused"
        return False

    def _take_in_turn(self, source: TableColumn, target: TableColumn) -> bool:
        """Take payer and payee, of whom each row names one, for the other side of a statement."""
        shops = drafting_rules()["merchants"]["like"]
        told = [c for c in self.columns if c.role in ("counter", "counter_name") and c.cells]
        told = [c for c in told if c.ground == "answer" or not re.search(shops, c.header)]
        sides = [source, target]
        names = [c for c in (self.of("source_name"), self.of("target_name")) if c]
        worded = [c for c in sides if c.party and c.party.sort == "name"]
        if len(worded) == 1:  # one end is told by its name alone, the other by its number
            sides.remove(worded[0])
            names.append(worded[0])
        if told or any(column.ground == "answer" for column in (*sides, *names)):
            return False
        for column in (c for c in self.columns if c.role == "counter_name"):
            column.role = "other"
        for role, columns in (("counter", sides), ("counter_name", names)):
            columns.sort(key=lambda column: column.place)
            for column in columns:
                column.role = role
            if len(columns) > 1:
                columns[0].about["otherwise"] = [columns[1].name]
        return True

    def _side(self, side: str) -> TableColumn | None:
        """Return the column that names a side: its number, else its name."""
        number, name = self.of(side), self.of(f"{side}_name")
        worded = name and number and number.party and number.party.sort == "name"
        fuller = name and number and number.filled < name.filled
        if number is None or (fuller and (worded or number.filled < FILLED <= name.filled)):  # type: ignore[union-attr]
            if name is not None and name.cells:
                name.role = side
                return name
            return None
        return number if number.cells else None

    def _two_sided(self, source: TableColumn, target: TableColumn) -> dict[str, Any]:
        time = self.of("time")
        flow: dict[str, Any] = {"kind": "Transfer", "source": ["source"], "target": ["target"]}
        parties = {
            side: party_entry(self.draft, column, side, f"{side}_name")
            for side, column in (("source", source), ("target", target))
        }
        for side, column in (("source", source), ("target", target)):
            if column.party and column.party.sort == "name":
                self._ask_whose_number(side)
        debit, credit = self.of("debit"), self.of("credit")
        for column in (c for c in self.columns if c.role == "direction"):
            column.role = "other"
        amounts = [c for c in self.columns if c.role == "amount" and c.cells]
        if not amounts and debit and credit:
            for column in (c for c in self.columns if c.role == "amount"):
                column.role = "other"
            flow |= {"debit": "debit", "credit": "credit"}
        else:
            amount = self.of("amount") or debit or credit
            assert amount
            chosen = MovedAmounts(self.draft).one_amount(amounts or [amount])
            if self._signs_say_who_paid(source, target, chosen):
                chosen.about["strip"] = "^[-+] ?"
            else:
                self._refuse_signs(chosen)
            flow["amount"] = "amount"
            for column in self.columns:
                if column.role in ("debit", "credit", "amount") and column is not chosen:
                    column.role = "other"
            chosen.role = "amount"
            if source.party and source.party.sort == "wallet":
                ask_unit(self.draft, chosen)
        if time:
            flow["time"] = "time"
        else:
            flow |= {"time": "time", "undated": True}
        flow |= details_of_flow(self.draft, flow)
        table: dict[str, Any] = {"parties": parties, "flows": [flow]}
        if not time:
            table["columns"] = {"time": {"names": ["time"], "type": "time", "lenient": True}}
        return table

    def _statement(self) -> dict[str, Any]:
        if self.sample.no_header and not any(c.role in _OF_PAYMENTS for c in self.columns):
            raise self.draft.nothing_told(
                time=self.of("time") is not None, money=True
            )  # prices by the hour look so too
        sent_to = self._address_of_the_other()
        own, tables = self._own()
        flow: dict[str, Any] = {"kind": "Transfer", "own": tables.pop("own_parties")}
        flow |= {"reporter": True, "time": "time", "order": "monotone"}
        parties = tables.pop("parties")
        self._other_side()
        trades = Trades(self.table)
        trade = trades.found()
        counter = self.of("counter")
        if counter and counter.cells:
            if counter.party and counter.party.mixed:
                tables.setdefault("columns", {})["counter_name"] = {
                    "names": [counter.name], "pick": r"^(\D+?)[ :,/-]*\d{8,}$", "type": "name",
                }  # fmt: skip
                counter.about["pick"] = r"(\d{8,})$"
            parties["counter"] = party_entry(self.draft, counter, "counter", "counter_name")
            flow["other"] = ["counter"]
            if sent_to:
                parties["counter"]["where"] = sent_to
        if trade:
            flows = self._trade(trade, flow)
        else:
            self._refuse_half_trades(trades)
            flow |= MovedAmounts(self.draft).of_statement()
            flows = [{**flow, **details_of_flow(self.draft, flow)}]
        links = []
        if self.of("holder") or "holder" in tables.get("columns", {}):
            parties["holder"] = self._holder()
            links = [{"kind": "HoldsAccount", "source": ["holder"], "target": flow["own"]}]
        return {
            **tables, "own": own, "parties": parties, "flows": flows,
            **({"links": links} if links else {}),
        }  # fmt: skip

    def _trade(self, trade: Trade, flow: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the two flows of a trade: what came for what went."""
        for column in self.columns:
            if column.role in ("amount", "debit", "credit", "quantity", "direction", "currency"):
                column.role = "other"
        trade.amount.role, trade.currency.role = "amount", "currency"
        trade.currency.ground = _told(trade.currency)
        if trade.pair:
            trade.currency.about |= {"pick": trade.pair.base, "required": True, "filled": True}
            self.draft.more_columns["paid_in"] = {
                "names": [trade.currency.name], "pick": trade.pair.quote, "type": "token",
                "required": True, "filled": True,
            }  # fmt: skip
        told = [(trade.total, "total", "amount")]
        told += [] if trade.pair else [(trade.paid_in, "paid_in", "token")]
        for column, key, kind in told:
            column.key, column.role, column.ground = key, key, _told(column)
            if kind == "amount":
                column.about |= amount_entry(self.draft, column)
            column.about |= {"type": kind, "required": True, "filled": True}
        common = details_of_flow(self.draft, flow) | {"currency": "currency"}
        common.pop("default_currency", None)
        one = {**flow, **common, "amount": "amount"}
        other = {**one, "amount": "total", "currency": "paid_in"}
        if trade.side is None:
            one |= {"signed": True, "out_sign": "minus"}
            other |= {"signed": True, "out_sign": "plus"}
            return [one, other]
        known = drafting_rules()["directions"]
        choices = {way: list(words) or known[way][:1] for way, words in trade.choices}
        trade.side.role, trade.side.ground = "direction", "cells"
        trade.side.about |= {"type": "choice", "choices": choices}
        self.draft.more_columns["other_way"] = {
            "names": [trade.side.name], "pick": r"^[ \t]*([^ \t]+)", "type": "choice",
            "choices": {"in": choices["out"], "out": choices["in"]},
        }  # fmt: skip
        one |= {"direction": "direction"}
        other |= {"direction": "other_way"}
        return [one, other]

    def _refuse_half_trades(self, trades: Trades) -> None:
        """Refuse rows that give one currency for another where not all of it is told.

        Raises:
            LayoutError: The rows are trades.
        """
        if trades.are_there:
            named = trades.naming
            what = Message("rows-trade-currencies", column=named.name, cells=named.cells[:2])
            raise LayoutError(what, where=self.sample.where, hint=Message("write-two-flows"))

    def _other_side(self) -> None:
        """Take the only column of numbers, and of names, that says nothing else for the other's."""
        free = [
            c
            for c in self.columns
            if c.role == "other" and c.ground == "unused" and c.cells and c.filled >= _SOME
        ]
        sorts = ("bank", "wallet", "phone")

        def is_a_number(column: TableColumn) -> bool:
            # a reference under a header of its own may have as many digits as an account
            proven = share(some_of(column.cells), has_check_digits) >= FILLED
            return column.time is None and (not column.header or proven)

        names = [c for c in self.columns if c.role == "name" and len(set(c.cells)) > 1]
        if len(names) == 1 and self.of("counter_name") is None:
            names[0].role = "counter_name"
        for role in ("", "_name"):
            # payer or payee alone, on one's own statement, is the other side
            sides = [c for side in ("source", "target") if (c := self.of(f"{side}{role}"))]
            filled = [c for c in sides if c.cells and c.filled >= _SOME]
            if len(sides) == len(filled) == 1:
                party = filled[0].party
                named = role or ("_name" if party and party.sort == "name" else "")
                if self.of(f"counter{named}") is None:
                    filled[0].role = f"counter{named}"
        for role, some in (
            ("counter", [c for c in free if c.party and c.party.sort in sorts and is_a_number(c)]),
            ("counter_name", [c for c in free if are_parties(c.cells)]),
        ):
            if len(some) == 1 and self.of(role) is None:
                some[0].role, some[0].ground = role, "cells"

    def _holder(self) -> dict[str, Any]:
        likely = drafting_rules()["parties"]["organisations"]
        return {
            "kind": "Person", "id": [["@source", "$holder"]],
            "kind_when": [{"column": "holder", "like": likely, "kind": "Organisation"}],
            "name": "holder", "values": {"name": "holder"},
        }  # fmt: skip

    def _find_call_ends(self) -> None:
        """Take who sends and who receives for caller and called where rows last some time.

        Switches (Asterisk, FreeSWITCH) call both ends so; what a call costs is no payment.
        """
        ends = [self.of(role) for role in ("source", "target")]
        called = self.of("called")
        if called and self.of("own") and self.of("direction") and not self.of("caller"):
            called.role = "counter"
        if not self.of("duration") or not self.of("time") or self.of("caller"):
            return
        moved = any(self.of(role) for role in ("amount", "debit", "credit"))
        if moved and not any(_OF_CALLS.search(c.header) for c in self.columns):
            return  # how long a loan runs is a duration too
        numbered = [c for c in ends if c and share(c.cells, _is_extension) >= MOSTLY]
        if len(numbered) == len(ends):
            numbered[0].role, numbered[1].role = "caller", "called"
            for column in self.columns:
                if column.role in ("amount", "debit", "credit") and column.ground != "answer":
                    column.role = "other"

    def _find_merchant(self) -> None:
        """Take the shop of a payment company's orders for the side that no column else names."""
        ends = {side: self.of(side) for side in ("source", "target")}
        known = [side for side, column in ends.items() if column and column.cells]
        own = ("own", "direction", "balance", "counter")
        if len(known) != 1 or any(self.of(role) for role in own):
            return
        side = "target" if known == ["source"] else "source"
        like = drafting_rules()["merchants"]["like"]
        free = ("", "other", "name", "counter_name")
        shops = [
            c for c in self.columns
            if c.role in free and c.filled >= FILLED and c.ground != "answer"
            and re.search(like, c.header)
        ]  # fmt: skip
        names = [c for c in shops if c.party and c.party.sort == "name"]
        numbers = [c for c in shops if c not in names and c.party]
        for role, columns in ((side, numbers or names), (f"{side}_name", numbers and names)):
            for column in columns[:1]:
                column.role, column.ground = role, "header"

    def _first_number_is_own(self) -> bool:
        """Say whether the first of two numbers is the one asked about, whichever way a call went.

        Carriers write their customer as the A party of incoming calls too, beside a word for the
        way. Whose number stands where in calls of either way tells it; else it is asked.
        """
        caller, called, way = (self.of(role) for role in ("caller", "called", "direction"))
        words = directions_of(way.cells) if way and way.ground != "answer" else None
        if not (caller and called and way and words) or "answer" in (caller.ground, called.ground):
            return False
        seen: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in self.sample.rows:
            for end in (caller, called):
                seen[words.get(row[way.place]) or "", end.role].add(row[end.place])
        first_in, first_out = seen["in", "caller"], seen["out", "caller"]
        stays = bool(first_in & first_out) or (bool(first_in) and len(first_in | first_out) == 1)
        turns = bool(first_out & seen["in", "called"])
        if not first_in or (turns and not stays):
            return False
        if stays == turns:
            answers = tuple(
                PossibleAnswer(f"{role}={caller.name}", Message(f"role-{role}"))
                for role in ("own", "caller")
            )
            self.questions.append(TableQuestion("role", Message("whose-number-is-it"), answers))
        caller.role, called.role = "own", "counter"
        return True

    def _find_called(self) -> None:
        """Take the telephones of whom a caller reached for those called, whatever they are named.

        What such a call costs is no payment between the two.
        """
        caller = self.of("caller")
        if caller is None or self.of("called") or share(caller.cells, is_phone) < MOSTLY:
            return
        for role in ("target", "counter"):
            column = self.of(role)
            if column is not None and share(column.cells, is_phone) >= MOSTLY:
                column.role = "called"
                return

    def _calls(self, one: str, other: str) -> dict[str, Any]:
        flow: dict[str, Any] = {"kind": "Call", "source": [one], "target": [other]}
        if self.of("time") is None:
            raise self.draft.nothing_told(time=False, money=True)
        flow |= {"time": "time"}
        if self.of("duration"):
            flow["extras"] = {"duration": "duration"}
        set_phone_region(self.draft, *(c for c in self.columns if c.role in (one, other)))
        parties = {role: phone_party(role) for role in (one, other)}
        return {"parties": parties, "flows": [flow]}

    def _has_phones(self) -> bool:
        """Say whether rows name a telephone, which words say to have called or been called."""
        counter, direction = self.of("counter"), self.of("direction")
        phones = counter and counter.party and counter.party.sort in ("phone", "number")
        return bool(phones and direction and directions_of(direction.cells))

    def _own_calls(self) -> dict[str, Any]:
        """Return the calls of one telephone, which other one was called or called."""
        counter, direction = self.of("counter"), self.of("direction")
        assert counter and direction
        words = directions_of(direction.cells) or {}
        choices: dict[str, list[str]] = {}
        for word, side in words.items():
            choices.setdefault(side or "neither", []).append(word)
        for side in ("out", "in"):
            choices.setdefault(side, drafting_rules()["directions"][side][:1])
        direction.about |= {"type": "choice", "choices": choices, "required": True, "filled": True}
        counter.about["type"] = "phone"
        column, columns = self.of("own"), dict[str, Any]()
        own = OwnAccount()
        if column is not None and column.cells:
            column.about["type"] = "phone"
            set_phone_region(self.draft, counter, column)
            own = OwnAccount(column.cells[0] if len(set(column.cells)) == 1 else "")
        else:
            own = own_account(self.sample, self.answers.account, phone=True)
            set_phone_region(self.draft, counter)
            columns["own"] = {"names": [], "type": "phone", "given": "account", **_told_by(own)}
            if region := counter.about.get("region"):
                columns["own"]["region"] = region
            if not own.number:
                self.draft.ask_account(Message("own-not-said"))
        parties = {role: phone_party(role) for role in ("own", "counter")}
        flow: dict[str, Any] = {
            "kind": "Call", "own": ["own"], "other": ["counter"], "direction": "direction",
            "reporter": True, "time": "time", "order": "monotone",
        }  # fmt: skip
        if self.of("duration"):
            flow["extras"] = {"duration": "duration"}
        top = {"one_of": [["own"]]} if columns else {}
        return {"top": top, "columns": columns, "own": own, "parties": parties, "flows": [flow]}

    def _ask_which_pays(self, source: TableColumn, target: TableColumn) -> None:
        """Ask which of two columns of numbers pays, where no header says it."""
        if "answer" in (source.ground, target.ground):
            return
        answers = tuple(
            PossibleAnswer(f"source={c.header}", example_of(c)) for c in (source, target)
        )
        self.questions.append(TableQuestion("role", Message("which-column-pays"), answers))

    def _relation(self, source: TableColumn, target: TableColumn) -> dict[str, Any]:
        parties = {
            side: party_entry(self.draft, column, side, f"{side}_name", person=True)
            for side, column in (("source", source), ("target", target))
        }
        self._tell_what_ends_are(parties, (source, target))
        self._refuse_unsaid_money()
        link: dict[str, Any] = {"kind": "RelatedTo", "source": ["source"], "target": ["target"]}
        if self.of("time"):
            link["start"] = "time"
        for column in self.columns:
            is_free = column.role in ("other", "memo") and column.ground != "answer"
            if is_free and column.cells and _RELATION.search(column.header):
                column.key, link["values"] = "relation", {"recordedAs": "relation"}
                break
        for column in self.columns:
            if column.cells and column.ground != "answer" and _WEIGHT.fullmatch(column.header):
                column.key = "weight"
                link.setdefault("values", {})["weight"] = "weight"
                break
        return {"parties": parties, "links": [link]}

    def _tell_what_ends_are(
        self, parties: Mapping[str, dict[str, Any]], columns: Sequence[TableColumn]
    ) -> None:
        """Give the ends of a relation the answered class; ask it where ids stand for names."""
        ends = [party for party in parties.values() if party["kind"] == "Person"]
        if len(ends) < len(parties):
            return
        for end in ends:
            end["kind"] = KINDS[self.answers.rows or "person"]
        cells = [cell for column in columns for cell in some_of(column.cells)]
        if are_ids(cells) and not self.answers.rows:
            answers = tuple(PossibleAnswer(kind, Message(f"rows-{kind}")) for kind in KINDS)
            self.questions.append(TableQuestion("rows", Message("what-are-ends"), answers))

    def _ask_whose_number(self, side: str) -> None:
        """Ask whether a number that no header gives a side is that of a side told by name only."""
        free = [c for c in self.columns if c.role in ("own", "other") and c.filled >= FILLED]
        numbers = [c for c in free if c.party and c.party.sort in ("bank", "wallet") and not c.time]
        if numbers and not self.draft.asks("role"):
            answers = tuple(
                PossibleAnswer(f"{one}={c.name}", Message(f"role-{one}"))
                for c in numbers
                for one in (side, "other")
            )
            self.questions.append(TableQuestion("role", Message("whose-number-is-it"), answers))

    def _refuse_unsaid_money(self) -> None:
        """Refuse to make mere relations of rows that may move money of which no header tells."""
        told = ("time", "clock", "source", "target", "source_name", "target_name", "skip")
        doubtful = [c for c in self.columns if c.role not in told and c.amount and is_money(c)]
        if doubtful and self.of("time"):
            raise LayoutError(
                Message("may-be-amounts", columns=[c.name for c in doubtful]),
                where=self.sample.where, hint=Message("say-roles"),
            )  # fmt: skip

    def _refuse_signs(self, amount: TableColumn) -> None:
        """Refuse to let payer and payee stand where the sign of an amount says who paid whom.

        A payment service's export names both ends of a request for money in the order in which
        they asked; a minus then says that the other way is meant.
        """
        below = share(amount.cells, lambda cell: bool(_BELOW_ZERO.match(cell)))
        if below >= _SOME:
            raise LayoutError(
                Message("signs-beside-both-ends", column=amount.name),
                where=self.sample.where, hint=Message("say-roles"),
            )  # fmt: skip

    def _signs_say_who_paid(
        self, source: TableColumn, target: TableColumn, amount: TableColumn
    ) -> bool:
        """Say whether signs only repeat what payer and payee say: one account pays every minus.

        It is then the one that each amount without a minus reaches.
        """
        if amount.amount is None or not amount.amount.signed or amount.amount.strip:
            return False
        values = [
            (row, value) for row in self.sample.rows if (value := money_of(row[amount.place]))
        ]
        paying = {row[source.place] for row, value in values if value < 0}
        paid = {row[target.place] for row, value in values if value > 0}
        ledger = drafting_rules()["sides"]["ledger"]
        if len(paying) == 1 and all(re.search(ledger, c.header) for c in (source, target)):
            # between two accounts of one ledger nothing is lost: such a row has no minus
            paid = {
                row[target.place] for row, v in values if v > 0 and row[source.place] not in paying
            }
        own = paying | paid
        return len(own) == 1 and own != {""}

    # -- whose statement -------------------------------------------------------------------------

    def _own(self) -> tuple[OwnAccount, dict[str, Any]]:
        """Return the statement's account, and the parties and columns that name it."""
        columns = [c for c in self.columns if c.role == "own" and c.filled >= MOSTLY]
        columns = self._constant(columns)
        columns = self._of_the_statement(columns)
        whole = [c for c in columns if c.party and not c.party.tail]
        for column in [c for c in self.columns if c.role == "own" and c not in whole]:
            column.role = "other"
        if whole:
            best = min(whole, key=lambda c: (not _is_card_header(c.header), c.place))
            for column in whole:
                column.role = "own" if column is best else "other"
            self._bare_number_is_of_the_other(best, whole)
            number = best.cells[0].strip("'`\"") if len(set(best.cells)) == 1 else ""
            return OwnAccount(number, ""), {
                "columns": self._told_above(), "own_parties": ["own"],
                "parties": {"own": party_entry(self.draft, best, "own", "holder")},
            }  # fmt: skip
        tails = (c.cells[0] for c in columns if c.party and c.party.tail)
        tail = next(tails, "").strip("'\"` ")
        self._check_tail(tail)
        own = own_account(self.sample, self.answers.account)
        if not own.number:
            hint = Message("own-ends-in", tail=tail) if tail else Message("own-not-said")
            self.draft.ask_account(hint)
        about: dict[str, Any] = {
            "names": [], "type": "account", "given": "account", **_told_by(own),
        }  # fmt: skip
        is_account = not own.number or is_number(own.number)
        if not is_account:
            about["type"] = "user"
        kind = "BankAccount" if is_account else "PaymentAccount"
        values = {"accountNumber" if is_account else "platformNumber": "own"}
        extra: dict[str, Any] = {"own": about, **self._told_above()}
        if "holder" in extra or self.of("holder"):
            values["name"] = "holder"
        party = {"kind": kind, "id": [["", "$own"]], "values": values}
        return own, {
            "top": {"one_of": [["own"]]}, "columns": extra, "own_parties": ["own"],
            "parties": {"own": party},
        }  # fmt: skip

    def _address_of_the_other(self) -> list[dict[str, Any]]:
        """Take an address under a bare header for whom coins are sent to, where rows send some.

        A wallet writes there the receiver: its own address of what came in, another's of what went
        out. What came in then names no sender. Where no word and no sign tells the way, whose the
        addresses are is asked.

        Returns:
            The conditions of a row that names the other side; none where each row does.
        """
        column = self.of("own")
        bare = column and column.ground == "header" and _BARE_ADDRESS.search(column.header)
        if not column or not bare or not (column.party and column.party.sort == "wallet"):
            return []
        if any(c.role in ("counter", "counter_name") and c.cells for c in self.columns):
            return []
        way, amount = self.of("direction"), self.of("amount")
        words = (directions_of(way.cells) or {}) if way else {}
        told: dict[str, set[str]] = {"in": set(), "out": set(), "": set()}
        signed = bool(amount and amount.amount and amount.amount.signed)
        for row in self.sample.rows:
            side = words.get(row[way.place], "") if way else ""
            if not words and signed and amount and (value := money_of(row[amount.place])):
                side = "out" if value < 0 else "in"
            told[side].add(row[column.place])
        if not told["out"] and not told["in"]:
            answers = tuple(
                PossibleAnswer(f"{role}={column.name}", Message(f"role-{role}"))
                for role in ("counter", "own")
            )
            self.questions.append(TableQuestion("role", Message("whose-number-is-it"), answers))
            column.role = "counter"
            return []
        if not told["out"] or told["out"] & told["in"]:
            return []  # one wallet's own address, beside what came to it and what left it
        column.role = "counter"
        if not told["in"] and not told[""]:
            return []
        if words:
            return [{"column": "direction", "words": ["out"]}]
        return [{"column": "amount", "like": "^ *[-(]"}]

    def _bare_number_is_of_the_other(
        self, own: TableColumn, numbers: Sequence[TableColumn]
    ) -> None:
        """Take a changing number under a bare header for the other side's beside one named own."""
        if not _names_its_account(own):
            return
        for column in numbers:
            changes = len(set(column.cells)) > 1 and _BARE_NUMBER.fullmatch(
                plain_header(column.header)
            )
            if column is not own and changes and self.of("counter") is None:
                column.role = "counter"

    def _told_above(self) -> dict[str, Any]:
        """Return the columns of a layout that take holder and currency from the title lines."""
        told: dict[str, Any] = {}
        for what in ("holder", "currency"):
            piece, pattern = told_by_titles(self.sample, what)
            usable = piece and self.of(what) is None
            if usable and (what == "holder" or currency_of(piece)):
                kind = "name" if what == "holder" else "currency"
                told[what] = {"names": [], "type": kind, "head": pattern}
        return told

    def _check_tail(self, tail: str) -> None:
        """Refuse an account that does not end as the file says that its own does."""
        account = self.answers.account.strip()
        if tail and account and not account.endswith(tail):
            raise LayoutError(
                Message("own-ends-otherwise", account=account, tail=tail), where=self.sample.where
            )

    def _constant(self, columns: list[TableColumn]) -> list[TableColumn]:
        """Return the columns that may be the own account: one account has one number."""
        if not MovedAmounts(self.draft).balance_runs_on():
            return columns
        for column in columns:
            if len(set(column.cells)) > 1:
                column.role = "counter" if self.of("counter") is None else "other"
        return [column for column in columns if column.role == "own"]

    def _of_the_statement(self, columns: list[TableColumn]) -> list[TableColumn]:
        """Return the columns of own accounts: not one whose numbers differ from that in the titles.

        Where no column names the other side, whose the changing numbers are is asked.
        """
        titled = own_account(self.sample, "")
        for column in [c for c in columns if c.ground != "answer" and len(set(c.cells)) > 1]:
            other_told = any(c.role == "counter" and c.cells for c in self.columns)
            apart = titled.by == "title" and not any(
                is_same_number(cell, titled.number) for cell in some_of(column.cells)
            )
            named = column.party is not None and column.party.sort == "name"
            if apart:
                column.role = "other" if other_told else "counter"
            elif named or any(c is not column and _names_its_account(c) for c in columns):
                continue  # nobody's number; or the other side's, beside one that is named own
            elif not other_told and _BARE_NUMBER.fullmatch(plain_header(column.header)):
                answers = tuple(
                    PossibleAnswer(f"{role}={column.name}", Message(f"role-{role}"))
                    for role in ("own", "counter")
                )
                self.questions.append(TableQuestion("role", Message("whose-number-is-it"), answers))
        return [column for column in columns if column.role == "own"]


def _limit_questions(draft: TableDraft) -> None:
    """Ask at most three things: what does less harm is assumed, and shown.

    Raises:
        LayoutError: So much is unknown that more than zone and currency had to be assumed.
    """
    _spare_the_zone_of_days(draft)
    draft.questions.sort(key=lambda question: _ASKED.index(question.option))
    for question in draft.questions[MOST_QUESTIONS:]:
        if question.option not in _MAY_BE_ASSUMED:
            what = Message("too-much-unknown", count=len(draft.questions))
            raise draft.refusal(what, Message("say-roles"))
        draft.assume(question)
    del draft.questions[MOST_QUESTIONS:]


def _spare_the_zone_of_days(draft: TableDraft) -> None:
    """Assume the zone of days without a time of day rather than ask a fourth question."""
    time = draft.of("time")
    days = time and time.time and time.time.part == "day" and draft.of("clock") is None
    if days and _answered(draft.answers) + len(draft.questions) > MOST_QUESTIONS:
        for question in [one for one in draft.questions if one.option == "zone"]:
            draft.questions.remove(question)
            draft.assume(question)


def _answered(answers: TableAnswers) -> int:
    """Return how many questions a person has answered."""
    return sum(bool(getattr(answers, one.name)) for one in fields(TableAnswers))


def _told(column: TableColumn) -> Ground:
    """Return the ground of a column of a trade: what a person said, else arithmetic and header."""
    return "answer" if column.ground == "answer" else "arithmetic"


def _is_extension(cell: str) -> bool:
    """Say whether a cell is a telephone number, or the short one of a desk."""
    return re.fullmatch(r"\+?\d{2,15}", cell) is not None


def _told_by(own: OwnAccount) -> dict[str, str]:
    """Return the word of a layout for where the own account is found."""
    words = {"title": "head", "file": "file_name"}
    return {words[own.by]: own.pattern} if own.by in words else {}


def _name_of(header: Sequence[str]) -> str:
    """Return what a proposed layout is called: the same for the same header."""
    return f"proposed-{hashlib.sha256(chr(31).join(header).encode()).hexdigest()[:8]}"


def _names_its_account(column: TableColumn) -> bool:
    """Say whether a column holds one number under a header that says that it is its own."""
    return not _BARE_NUMBER.fullmatch(plain_header(column.header)) and len(set(column.cells)) == 1


def _is_card_header(header: str) -> bool:
    return "卡" in header or "card" in header.lower()
