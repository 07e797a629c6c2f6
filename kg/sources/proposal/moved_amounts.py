"""How much a row of a statement moved, and which way: told by columns, words, signs, balances.

Each way of telling is the fallback of the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from kg.messages import Message
from kg.sources.outcomes import DONE, FAILED, outcome_of
from kg.sources.proposal.answers import MINUS, PLUS
from kg.sources.proposal.cell_forms import MOSTLY, directions_of, money_of
from kg.sources.proposal.column_roles import FILLED, MOVED, TableColumn, currency_of
from kg.sources.proposal.guess_column import are_words, drafting_rules
from kg.sources.proposal.proposal import PossibleAnswer
from kg.sources.proposal.running_balance import BalancedRow, BalanceVotes, balance_votes
from kg.sources.proposal.table_draft import TableDraft, example_of
from kg.sources.title_lines import is_book

_MOST_WORDS = 8
"""A column of more different words says something else than which way a row goes."""
_LONGEST_WORD = 16
_NOT_FEW = 0.2
_FEWEST_SAID = 2
"""So many rows whose text says their way tell what a sign means."""
OF_ANOTHER_CURRENCY = re.compile(r"(?i)local|original|foreign|原币|外币")
"""Headers of what is told in the currency of the other side, beside that of the account."""
_AFTER_FEES = re.compile(r"(?i)total|\bnet\b|合计|净额|实收|实付|实际")
"""Headers of amounts that fees are counted in, or taken from."""
_NEUTRAL = ("/", "不计收支", "中性交易", "其他", "不计")
"""Words of a column of directions that say neither."""


class MovedAmounts:
    """Finds the columns that say how much moved and which way.

    Args:
        draft: The table, with the roles of its columns; what nothing tells is asked there.
    """

    def __init__(self, draft: TableDraft) -> None:
        self.draft, self.columns, self.sample = draft, draft.columns, draft.sample

    def of_statement(self) -> dict[str, Any]:
        """Return what of a flow says how much moved and which way."""
        self._find_balance()
        pair = self._pair()
        direction = self.draft.of("direction")
        if pair and (direction is None or not self.draft.of("amount")):
            debit, credit = pair
            for column in self.draft.all_of(*MOVED, "direction"):
                if column not in pair:
                    column.role = "other"
            return self._debit_credit(debit, credit)
        candidates = self.draft.all_of("amount")
        candidates = candidates or self.draft.all_of("debit", "credit")
        amount = self.one_amount(candidates)
        for column in self.draft.moved:
            if column is not amount:
                column.role = "other"
        amount.role = "amount"
        if amount.amount and amount.amount.sides and direction is None:
            return self._sides_in_cell(amount)
        if direction is not None and not self._sign_says_more(amount, direction):
            return self._by_words(amount, direction)
        if direction is not None:
            direction.role = "other"
        return self._by_sign(amount)

    def _sign_says_more(self, amount: TableColumn, direction: TableColumn) -> bool:
        """Say whether amounts of both signs stand beside words none of which is known for a way.

        An exchange says of a change whether the order was to buy or to sell.
        """
        values = [value for cell in amount.cells if (value := money_of(cell))]
        below = sum(value < 0 for value in values)
        # few minuses beside many amounts undo rows, and say no way
        both = min(below, len(values) - below) >= len(values) * _NOT_FEW
        return bool(values) and both and directions_of(direction.cells) is None

    def _find_balance(self) -> None:
        """Take for the running balance what follows another column's amounts, if none is told."""
        if any(c.role == "balance" and c.amount for c in self.columns):
            return
        some = [c for c in self.columns if c.role in ("amount", "other") and c.amount]
        for column in [c for c in some if c.filled >= FILLED and c.ground != "answer"]:
            moved = [c for c in self.columns if c.role in ("amount", "debit", "credit", "other")]
            for other in (
                c for c in moved if c is not column and c.amount and len(set(c.cells)) > 1
            ):
                if self._explained(other, column).is_proof:
                    column.role, column.ground = "balance", "arithmetic"
                    return

    def _pair(self) -> tuple[TableColumn, TableColumn] | None:
        """Return the two columns of which one is filled in each row, outgoing first."""
        debits = [c for c in self.columns if c.role == "debit" and c.cells and c.amount]
        credits_ = [c for c in self.columns if c.role == "credit" and c.cells and c.amount]
        if not credits_ or not debits:
            if found := self._complement(debits or credits_):
                return found
            one = self.draft.all_of("debit", "credit")
            empty = {c.role: c for c in one if not c.cells}
            filled = [c for c in one if c.cells and c.amount]
            if not filled or not empty:
                return None
            roles = {filled[0].role: filled[0], **empty}
            return (roles["debit"], roles["credit"]) if len(roles) == 2 else None
        pairs = [(self._pair_score(d, c), -d.place, d, c) for d in debits for c in credits_]
        score, _, debit, credit = max(pairs, key=lambda rated: rated[:2])
        return (debit, credit) if score > 0 else None

    def _complement(self, known: Sequence[TableColumn]) -> tuple[TableColumn, TableColumn] | None:
        """Return two columns of which just one holds an amount in nearly every row.

        A header tells which of them goes out, or else the balance, or else the person.
        """
        roles = ("debit", "credit", "amount", "other")
        partial = [
            column
            for column in self.columns
            if column.role in roles and column.amount and self._moving(column) <= MOSTLY
            if (column.role, column.ground) != ("amount", "answer")
        ]
        pairs = [
            (self._pair_score(one, other), one, other)
            for n, one in enumerate(partial)
            for other in partial[n + 1 :]
            if not known or one in known or other in known
        ]
        score, one, other = max(pairs, key=lambda rated: rated[0], default=(0.0, None, None))
        if score < MOSTLY or one is None or other is None:
            return None
        for column in (one, other):
            if column.ground == "unused":
                column.ground = "arithmetic"
        if "credit" in (one.role, "" if other.role != "debit" else "credit"):
            return other, one
        if "debit" in (one.role, "" if other.role != "credit" else "debit"):
            return one, other
        return self._told_apart(one, other)

    def _moving(self, column: TableColumn) -> float:
        """Return in what share of the rows a column holds an amount that is not zero."""
        rows = [bool(money_of(row[column.place])) for row in self.sample.rows]
        return sum(rows) / (len(rows) or 1)

    def _told_apart(self, one: TableColumn, other: TableColumn) -> tuple[TableColumn, TableColumn]:
        """Return two columns of amounts that no header tells apart, outgoing first."""
        sorts = [
            [
                ("one", value) if (value := money_of(row[one.place])) else
                ("other", money_of(row[other.place]))
                for row in run
            ]
            for run in self.sample.runs
        ]  # fmt: skip
        votes = self._votes(sorts)
        if votes.is_proof and votes.side("one") != votes.side("other"):
            self._prove(votes)
            out_first = votes.side("one") == "out" or votes.side("other") == "in"
            return (one, other) if out_first else (other, one)
        if not {one.name, other.name} & {*self.draft.out}:
            self._ask_sign_words([one.name, other.name], Message("which-column-goes-out"))
        return (one, other)

    def _pair_score(self, debit: TableColumn, credit: TableColumn) -> float:
        """Return in what share of the rows just one of two columns holds an amount."""
        rows = [
            (money_of(row[debit.place]), money_of(row[credit.place])) for row in self.sample.rows
        ]
        just_one = sum(bool(one) != bool(other) for one, other in rows)
        both = sum(bool(one) and bool(other) for one, other in rows)
        near = abs(debit.place - credit.place) == 1
        return (just_one - 2 * both) / (len(rows) or 1) + 0.01 * near

    def _debit_credit(self, debit: TableColumn, credit: TableColumn) -> dict[str, Any]:
        debit.role, credit.role = "debit", "credit"
        sorts = [
            [
                ("debit", money_of(r[debit.place]))
                if money_of(r[debit.place])
                else ("credit", money_of(r[credit.place]))
                for r in run
            ]
            for run in self.sample.runs
        ]
        votes = self._votes(sorts)
        if self.draft.answers.sign:
            if debit.name in self.draft.out:
                pass
            elif credit.name in self.draft.out:
                debit.role, credit.role = "credit", "debit"
            return {"debit": "debit", "credit": "credit"}
        agreeing = votes.falls.get("debit", 0) + votes.rises.get("credit", 0)
        if votes.explained and (votes.explained - agreeing) * 5 > agreeing:
            self._ask_sign_words([debit.name, credit.name], Message("balance-contradicts-headers"))
        elif votes.is_proof:
            self._prove(votes)
        elif is_book(self.sample.header, self.sample.titles):
            self._ask_sign_words([debit.name, credit.name], Message("book-of-a-firm"))
        return {"debit": "debit", "credit": "credit"}

    def one_amount(self, candidates: Sequence[TableColumn]) -> TableColumn:
        """Return the column of what moved; which of several is asked unless the balance tells."""
        answered = [c for c in candidates if c.ground == "answer"]
        filled = [c for c in candidates if c.filled >= FILLED] or list(candidates)
        if answered or len(filled) == 1:
            return (answered or filled)[0]
        by_balance = [(self._explained(c), c) for c in filled]
        proven = [c for votes, c in by_balance if votes.is_proof]
        if len(proven) == 1:
            proven[0].ground = "arithmetic"
            return proven[0]
        filled = self._before_fees(filled)
        if len(filled) == 1:
            return filled[0]
        by_balance = [(votes, c) for votes, c in by_balance if c in filled]
        first = filled[0]
        rows = list(self.sample.rows)
        same = [all(money_of(r[first.place]) == money_of(r[c.place]) for r in rows) for c in filled]
        if all(same):
            return next((c for c in filled if not OF_ANOTHER_CURRENCY.search(c.header)), first)
        # a sign says more than none, and what the balance follows more often is likelier
        by_balance.sort(key=lambda some: (-some[0].explained, not _is_signed(some[1])))
        filled = [column for _, column in by_balance]
        answers = (PossibleAnswer(f"amount={c.name}", example_of(c)) for c in filled)
        self.draft.ask("role", Message("which-is-the-amount"), answers)
        return filled[0]

    def _before_fees(self, columns: Sequence[TableColumn]) -> list[TableColumn]:
        """Return amounts without those that are another one of them with the fees in or out."""
        fees = self.draft.filled("fee")
        rows = list(self.sample.rows)

        def is_after(column: TableColumn) -> bool:
            if not _AFTER_FEES.search(column.header):
                return False
            others = (c for c in columns if not _AFTER_FEES.search(c.header))
            places = [(other.place, column.place, fee.place) for other in others for fee in fees]
            return any(all(_is_fee(row, *three) for row in rows) for three in places)

        return [column for column in columns if not is_after(column)]

    def _explained(self, amount: TableColumn, balance: TableColumn | None = None) -> BalanceVotes:
        sorts = [[("", money_of(row[amount.place])) for row in run] for run in self.sample.runs]
        return self._votes(sorts, balance)

    def _votes(
        self,
        sorts: Sequence[Sequence[tuple[str, Decimal | None]]],
        balance: TableColumn | None = None,
    ) -> BalanceVotes:
        """Return what the running balance says of the rows' sorts and amounts."""
        balances = [c for c in self.columns if c.role == "balance" and c.amount]
        balance = balance or max(balances, key=lambda c: (c.filled, -c.place), default=None)
        if balance is None:
            return BalanceVotes()
        keys = [c.place for c in self.columns if c.role in ("own", "currency") and c.cells]
        runs = []
        for run, some in zip(self.sample.runs, sorts, strict=True):
            rows = []
            for row, (sort, amount) in zip(run, some, strict=True):
                left = money_of(row[balance.place])
                if amount is not None and left is not None:
                    rows.append(BalancedRow("|".join(row[k] for k in keys), sort, amount, left))
            runs.append(rows)
        return balance_votes(runs, self.draft.table.order_in_time())

    def balance_runs_on(self) -> bool:
        """Say whether the balance runs on from row to row: then all rows are of one account."""
        amounts = self.draft.filled(*MOVED)
        balance = self.draft.of("balance")
        if balance is None or not amounts:
            return False
        pairs = explained = 0
        for run in self.sample.runs:
            for one, other in pairwise(run):
                left = [money_of(row[balance.place]) for row in (one, other)]
                if left[0] is None or left[1] is None:
                    continue
                moved = {abs(money_of(row[c.place]) or 0) for row in (one, other) for c in amounts}
                pairs += 1
                explained += abs(left[0] - left[1]) in moved
        return pairs > 1 and explained >= MOSTLY * pairs

    def _prove(self, votes: BalanceVotes) -> None:
        if votes.before:  # no running balance of a flow is that before it: it stays in the row
            for column in self.draft.all_of("balance"):
                column.role = "other"
        self.draft.proven.append(
            Message("balance-follows", explained=votes.explained, pairs=votes.pairs)
        )

    def _by_sign(self, amount: TableColumn) -> dict[str, Any]:
        """Return a flow whose amounts say by their sign, or else by a word, which way they went."""
        if column := self._splitting(amount):
            column.role, column.ground = "direction", "answer" if self.draft.out else "arithmetic"
            return self._by_words(amount, column)
        signed = bool(amount.amount and amount.amount.signed)
        if not signed and (words := self._first_words()):
            return self._by_first_word(words, amount)
        self._refuse_entries(amount)
        votes = self._votes(self._sorts_by_sign(amount))
        out = self.draft.out
        if not signed and not out:
            side = votes.side(PLUS)
            if votes.is_proof and side and not votes.side(MINUS):
                out = (PLUS,) if side == "out" else (MINUS,)
                self._prove(votes)
            elif votes.explained >= 2 and not side:
                raise self.draft.refusal(Message("amounts-without-side"), Message("say-roles"))
            elif not side:
                self._ask_what_splits(amount)
        if not out and signed:
            minus, plus = votes.side(MINUS), votes.side(PLUS)
            if votes.is_proof and {minus, plus} in ({"out", "in"}, {"out", ""}, {"in", ""}):
                lowers = minus == "out" or plus == "in"
                out = (MINUS,) if lowers else (PLUS,)
                self._prove(votes)
        if not out and signed:
            out = self._sign_by_texts(amount)
        if not out and not self.draft.asks("sign"):
            self._ask_sign(signed)
        out = out or (MINUS if signed else PLUS,)
        if out[0].lower() not in (MINUS, PLUS):
            raise self.draft.refusal(Message("no-column-of-directions"))
        sign = "minus" if out[0].lower() == MINUS else "plus"
        return {"amount": "amount", "signed": True, "out_sign": sign}

    def _refuse_entries(self, amount: TableColumn) -> None:
        """Refuse the entries of a firm's books, which balance each other: none is a payment.

        Raises:
            LayoutError: Headers or titles are those of books, or rows of one number balance each
                other, and the amounts add up to nothing.
        """
        values = [money_of(row[amount.place]) or Decimal(0) for row in self.sample.rows]
        is_ours = is_book(self.sample.header, self.sample.titles) or self._pairs_balance(amount)
        if any(values) and not sum(values) and is_ours:
            what = Message("entries-balance", column=amount.name)
            raise self.draft.refusal(what, Message("take-the-banks-statement"))

    def _pairs_balance(self, amount: TableColumn) -> bool:
        """Say whether the rows of each number add up to nothing, and all are several."""
        serial = self.draft.of("serial")
        if serial is None or serial.filled < MOSTLY:
            return False
        rows: dict[str, list[Decimal]] = {}
        for row in self.sample.rows:
            rows.setdefault(row[serial.place], []).append(money_of(row[amount.place]) or Decimal(0))
        return all(len(values) > 1 and not sum(values) for values in rows.values())

    def _sorts_by_sign(self, amount: TableColumn) -> list[list[tuple[str, Decimal | None]]]:
        """Return the rows by the sign of their amounts."""
        return [
            [
                (MINUS if (value or 0) < 0 else PLUS, value)
                for row in run
                for value in [money_of(row[amount.place])]
            ]
            for run in self.sample.runs
        ]

    def _way_of(self, text: str) -> str:
        """Return the way that the text of a row says it goes; nothing where it says none."""
        ways = drafting_rules()["ways"]
        if re.search(ways["in"], text) or (self._is_of_card and re.search(ways["into_card"], text)):
            return "in"
        return "out" if re.search(ways["out"], text) else ""

    @cached_property
    def _is_of_card(self) -> bool:
        """Whether headers, titles or the file's name are those of a credit card's statement."""
        texts = [*self.sample.header, *(cell for line in self.sample.titles for cell in line)]
        return any(
            re.search(drafting_rules()["ways"]["card"], text)
            for text in (*texts, self.sample.where)
        )

    def _sign_by_texts(self, amount: TableColumn) -> tuple[str, ...]:
        """Return which sign goes out as the texts of the rows say, where none says otherwise."""
        memos = self.draft.filled("memo")
        lowered: list[bool] = []
        for row in self.sample.rows:
            value = money_of(row[amount.place])
            sides = {way for c in memos if (way := self._way_of(row[c.place]))}
            if value and len(sides) == 1:
                lowered.append((value < 0) == (sides == {"out"}))
        if len(lowered) < _FEWEST_SAID or len(set(lowered)) > 1:
            return ()
        self.draft.proven.append(Message("texts-tell-the-sign", rows=len(lowered)))
        return (MINUS,) if lowered[0] else (PLUS,)

    def _first_words(self) -> tuple[TableColumn, dict[str, str]] | None:
        """Return the texts whose first words are few and say ways, and these words with theirs."""
        for column in (c for c in self.columns if c.role == "memo" and c.filled >= MOSTLY):
            pattern = re.compile(drafting_rules()["ways"]["first_word"])
            found = [match[1] for cell in column.cells if (match := pattern.match(cell))]
            words = {word: self._way_of(word) for word in found}
            rows = len(column.cells)
            if self.draft.out and not words.keys() >= set(self.draft.out):
                continue
            if len(found) == rows and len(words) <= min(_MOST_WORDS, rows) and any(words.values()):
                return column, words
        return None

    def _by_first_word(
        self, found: tuple[TableColumn, dict[str, str]], amount: TableColumn
    ) -> dict[str, Any]:
        """Return a flow of which the first word of its text says the way: 消费 …, 退货 …."""
        column, words = found
        if self.draft.out:
            words = {word: "out" if word in self.draft.out else "in" for word in words}
        elif not all(words.values()) or len(set(words.values())) == 1:
            out_first = sorted(words, key=lambda word: ("out", "in", "").index(words[word]))
            self._ask_sign_words(out_first, Message("no-sign-which-words"))
        else:
            self.draft.proven.append(Message("texts-tell-the-way", words=list(words)))
        choices: dict[str, list[str]] = {}
        for word, side in words.items():
            choices.setdefault(side or "in", []).append(word)
        known = drafting_rules()["directions"]
        for side in ("out", "in"):
            choices.setdefault(side, known[side][:1])
        self.draft.more_columns["direction"] = {
            "names": [column.name], "pick": drafting_rules()["ways"]["first_word"],
            "type": "choice", "choices": choices,
        }  # fmt: skip
        amount.role = "amount"
        return {"amount": "amount", "direction": "direction"}

    def _ask_sign(self, signed: bool) -> None:
        """Ask which way a minus is; or which way all amounts are, if none has one."""
        asked = ("which-way-is-minus", "answer-minus-out", "answer-plus-out")
        if not signed:
            asked = ("which-way-are-all", "answer-all-in", "answer-all-out")
        answers = [
            PossibleAnswer("out=minus", Message(asked[1])),
            PossibleAnswer("out=plus", Message(asked[2])),
        ]
        # what has no sign is mostly the list of a card: what was spent
        self.draft.ask("sign", Message(asked[0]), answers if signed else answers[::-1])

    def _splitting(self, amount: TableColumn) -> TableColumn | None:
        """Return the column whose words part the rows of unsigned amounts in out and in.

        The running balance shows it, or a person said which of its words go out.
        """
        if amount.amount and amount.amount.signed:
            return None
        for column in self._worded(amount):
            words = set(column.cells)
            if self.draft.out:
                if words.issuperset(self.draft.out):
                    return column
                continue
            votes = self._votes(self._sorts_by(column, amount))
            sides = {votes.side(word) for word in words}
            if votes.is_proof and {"out", "in"} <= sides and not (sides - {"out", "in"}):
                return column
        return None

    def _worded(self, amount: TableColumn) -> list[TableColumn]:
        """Return the columns that hold a few words again and again."""
        rows = sum(1 for _ in self.sample.rows)
        return [
            column
            for column in self.columns
            if column.role in ("other", "memo")
            and column is not amount
            and column.filled >= MOSTLY
            and 1 < len(set(column.cells)) <= min(_MOST_WORDS, max(2, rows // 2))
            and not (column.time or column.amount)
            and are_words(column.cells)
            and all(map(_may_be_a_way, set(column.cells)))
            and not _names_somebody(column)
        ]

    def _sorts_by(
        self, column: TableColumn, amount: TableColumn
    ) -> list[list[tuple[str, Decimal | None]]]:
        """Return the rows by a word of theirs, each with how much it moved."""
        return [
            [
                (row[column.place], None if value is None else abs(value))
                for row in run
                for value in [money_of(row[amount.place])]
            ]
            for run in self.sample.runs
        ]

    def _ask_what_splits(self, amount: TableColumn) -> None:
        """Ask which words of the rows go out, where amounts have no sign and nothing tells."""
        columns = sorted(self._worded(amount), key=lambda c: (len(set(c.cells)), c.place))
        words = dict.fromkeys(word for c in columns[:2] for word in sorted(set(c.cells)))
        if not words:
            return
        answers = [
            *(
                PossibleAnswer(f"out={word}", Message("answer-word-out", word=word))
                for word in words
            ),
            PossibleAnswer("out=plus", Message("answer-all-out")),
            PossibleAnswer("out=minus", Message("answer-all-in")),
        ]
        self.draft.ask("sign", Message("no-sign-which-words"), answers)

    def _sides_in_cell(self, amount: TableColumn) -> dict[str, Any]:
        """Return a flow whose amounts are followed by CR or DR."""
        self.draft.more_columns["direction"] = {
            "names": [amount.name], "pick": r"(?i)([CD]R?)\.?\s*$", "type": "choice",
            "choices": {"out": ["D", "DR"], "in": ["C", "CR"]},
        }  # fmt: skip
        return {"amount": "amount", "direction": "direction"}

    def _by_words(self, amount: TableColumn, direction: TableColumn) -> dict[str, Any]:
        """Return a flow of which a word says the way; the balance may decide or contradict it."""
        words = dict.fromkeys(dict.fromkeys(direction.cells), "")
        words |= directions_of(direction.cells, direction.header) or {}
        votes = self._votes(self._sorts_by(direction, amount))
        told = {word: votes.side(word) for word in words}
        if self.draft.answers.sign:
            unknown = [word for word in self.draft.out if word not in words]
            if unknown:
                what = Message("no-such-direction-word", word=repr(unknown[0]), known=list(words))
                raise self.draft.refusal(what)
            words = {word: "out" if word in self.draft.out else "in" for word in words}
        elif votes.explained:
            clash = [w for w, side in words.items() if side and told[w] and told[w] != side]
            if clash:
                self._ask_sign_words(list(words), Message("balance-contradicts-words", words=clash))
            elif votes.is_proof:
                words = {w: side or told[w] for w, side in words.items()}
                self._prove(votes)
        elif is_book(self.sample.header, self.sample.titles) and _are_of_books(words):
            self._ask_sign_words(list(words), Message("book-of-a-firm"))
        unplaced = [word for word, side in words.items() if not side]
        neutral = [word for word in unplaced if word in _NEUTRAL]
        rest = [word for word in unplaced if word not in neutral]
        if rest and not self.draft.asks("sign"):
            known = [word for word, side in words.items() if side == "out"]
            why = Message("which-words-go-out", words=rest)
            self._ask_sign_words(rest if known else list(words), why, known)
        choices: dict[str, list[str]] = {}
        for word, side in words.items():
            if side or word in neutral:  # a word that nobody placed refuses its rows
                choices.setdefault(side or "neither", []).append(word)
        known = drafting_rules()["directions"]
        for side in ("out", "in"):
            choices.setdefault(side, known[side][:1])
        direction.about |= {"type": "choice", "choices": choices}
        return {"amount": "amount", "direction": "direction"}

    def _ask_sign_words(self, words: Sequence[str], why: Message, out: Sequence[str] = ()) -> None:
        """Ask which words go out; those of which it is known go out in each answer."""
        told = [",".join(out)] if out else []
        told += [",".join((*out, word)) for word in words]
        answers = (
            PossibleAnswer(f"out={one}", Message("answer-word-out", word=one)) for one in told
        )
        self.draft.ask("sign", why, answers)


def _may_be_a_way(text: str) -> bool:
    """Say whether a text may be a word for a way, not what somebody bought where, nor a coin.

    >>> _may_be_a_way("入账"), _may_be_a_way("USDT"), _may_be_a_way("FAILED")
    (True, False, False)
    """
    if len(text) > _LONGEST_WORD or any(map(str.isdigit, text)) or currency_of(text):
        return False
    return outcome_of(text, anywhere=True) not in (DONE, FAILED)


def _names_somebody(column: TableColumn) -> bool:
    """Say whether a column is headed as names, and says no way: those of players, of members."""
    headers = drafting_rules()["parties"]["headers"]
    return bool(re.search(headers, column.header)) and not directions_of(column.cells)


def _is_signed(column: TableColumn) -> bool:
    return bool(column.amount and column.amount.signed)


def _are_of_books(words: Iterable[str]) -> bool:
    known = drafting_rules()["books"]["words"]
    return all(word.casefold() in known for word in words)


def _is_fee(row: Sequence[str], amount: int, after: int, fee: int) -> bool:
    """Say whether two amounts of a row differ by its fee, each told by the place of its cell."""
    values = [abs(money_of(row[place]) or Decimal(0)) for place in (amount, after, fee)]
    return abs(values[0] - values[1]) == values[2]
