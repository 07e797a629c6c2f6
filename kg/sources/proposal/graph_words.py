"""A layout proposed for the words of a graph: its labels, types of relations, names of properties.

What the lists know is written as they read it; the others are guessed by their form, by what their
properties hold and by what they tie, each with the ground for it.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.messages import Message
from kg.requests import TableAnswers
from kg.schema import Schema, load_schema
from kg.sources.formats.foreign_model import EDGE_PARTS, ForeignModel, foreign_model
from kg.sources.formats.graph_records import ForeignFact
from kg.sources.formats.networks import EDGE, NODE, NetworkRecords, plain_word
from kg.sources.layout import GraphWords
from kg.sources.proposal.answers import said_currency
from kg.sources.proposal.cell_forms import (
    MOSTLY,
    is_email,
    is_phone,
    money_of,
    reads,
    share,
    time_form,
)
from kg.sources.proposal.countries import HOME_ZONE
from kg.sources.proposal.guess_column import role_of_header
from kg.sources.proposal.layout_text import quoted, remark
from kg.sources.proposal.proposal import PossibleAnswer, Proposal, ProposedWord, TableQuestion
from kg.sources.proposal.registers import roles_in_lists
from kg.sources.proposal.sample import TableSample
from kg.values.accounts import is_iban
from kg.values.identities import normal_uscc, parse_resident_id
from kg.values.wallets import parse_wallet

SAMPLED = 200
"""Of so many nodes or relations of a word the properties are looked at."""
_CERTAINTY: Mapping[str, int] = {
    "answer": 100, "word": 90, "cells": 70, "form": 60, "ends": 50, "general": 0,
}  # fmt: skip
_SIDES = ("source", "target")
_MOST_WORDS, _LONGEST = 20, 40
"""An attribute of more texts, or of longer ones, does not say what a node or an edge is; no name of
a layout is longer."""
_PERSONAL = {"birth", "gender", "given_name", "family_name", "passport"}
"""What only people have."""


@dataclass(slots=True)
class _Word:
    """A label or a type, what of it stands in the graph, and what it is read as."""

    name: str
    count: int = 0
    kind: str = ""
    ground: str = "general"
    reversed: bool = False
    said: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Some texts of each property."""
    ends: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many relations are between nodes of which labels."""
    amounts: Sequence[str] = ()
    """The properties that are amounts of money, by their names and their texts."""
    paths: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Of a label that stands for a relation, the types that lead to its two ends."""
    properties: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What each property is, and on what ground."""

    def take(self, fact: ForeignFact) -> None:
        """Count a fact, and look at what is said of it."""
        self.count += 1
        if self.count <= SAMPLED:
            for name, texts in fact.said.items():
                if fact.facts or name not in _SIDES:
                    self.said[name] += [text for text in texts if text]


def graph_proposal(
    sample: TableSample,
    network: NetworkRecords,
    answers: TableAnswers,
    name: str,
    lang: str,
    others: tuple[str, ...],
) -> Proposal:
    """Return a layout that says what the words of a graph mean.

    Args:
        sample: Where it stands in the file.
        network: The graph, as the lists alone read it.
        answers: What a person said of it: zone, currency, order of dates, and by ``source=TYPE``
            and ``target=TYPE`` which relations lead to who paid and to who was paid.
        name: What the layout is called; blank: as the file.
        lang: The language of the remarks.
        others: The other tables of the file.

    Raises:
        UsageError: An answer cannot be understood.
    """
    return _GraphProposer(network, answers).proposal(sample, name, lang, others)


class _GraphProposer:
    """Finds what each word of a graph means."""

    def __init__(self, network: NetworkRecords, answers: TableAnswers) -> None:
        self.network, self.answers = network, answers
        if not all(fact.type for fact in network.nodes.values()):
            network.records()  # a graph without money has a layout of its own: no list was asked
        self.node_word, self.edge_word = _telling_attributes(network)
        if self.node_word or self.edge_word:
            told = GraphWords(
                node_word=tuple(filter(None, [self.node_word])),
                edge_word=tuple(filter(None, [self.edge_word])),
            )
            network.records(lambda network: told)
        self.model: ForeignModel = foreign_model("network")
        self.schema: Schema = load_schema()
        self.questions: list[TableQuestion] = []
        self.labels: dict[str, _Word] = {}
        self.types: dict[str, _Word] = {}
        self._survey()
        self.said = self._said_sides()
        for word in self.labels.values():
            self._tell_node(word)
        self._tell_money_ends()
        for word in self.labels.values():
            self._tell_between(word)
        for word in self.types.values():
            self._tell_edge(word)
        for word in (*self.labels.values(), *self.types.values()):
            self._tell_properties(word)

    # -- what stands in the graph ----------------------------------------------------------------

    def _survey(self) -> None:
        nodes = self.network.nodes
        for fact in nodes.values():
            word = self.labels.setdefault(fact.type, _Word(fact.type))
            word.take(fact)
            if fact.is_link or fact.kind != self.model.general_thing:
                word.kind, word.ground = fact.kind, "word"
        for fact in self.network.edges:
            word = self.types.setdefault(fact.type, _Word(fact.type))
            word.take(fact)
            both = (fact.source, fact.target)
            ends = [nodes[end].type if end in nodes else "" for end in both]
            word.ends[ends[0], ends[1]] += 1
            if fact.facts and fact.kind != self.model.general_link:
                word.kind, word.ground = fact.kind, "word"
        for word in (*self.labels.values(), *self.types.values()):
            word.amounts = [name for name, texts in word.said.items() if _is_amount(name, texts)]

    def _said_sides(self) -> dict[str, str]:
        """Return the types of relations of which a person says to which end they lead."""
        said: dict[str, str] = {}
        for text in self.answers.role:
            side, _, type_ = text.partition("=")
            if side not in _SIDES or type_.strip() not in self.types:
                known = [f"{side}={name}" for side in _SIDES for name in self.types]
                raise UsageError(
                    Message("role-not-known", text=repr(text)), where="--role",
                    hint=Message("one-of-known", known=known),
                )  # fmt: skip
            said[type_.strip()] = side
        return said

    # -- what it means ---------------------------------------------------------------------------

    def _tell_node(self, word: _Word) -> None:
        by_form = _node_by_form(word.name)
        by_cells = self._node_by_properties(word)
        # an address of a chain is no place
        is_wallet = by_cells == "Wallet" and not self.schema.is_a(word.kind or by_cells, "Actor")
        if word.kind and not (is_wallet and not self.model.flows(word.kind)):
            return
        ways = [(by_form, "form"), (by_cells, "cells")]
        for kind, ground in reversed(ways) if is_wallet else ways:
            if kind:
                word.kind, word.ground = kind, ground
                return
        word.kind = self.model.general_thing

    def _node_by_properties(self, word: _Word) -> str:
        """Return the kind that the properties of a node tell; nothing where they tell none."""
        roles = {role for name in word.said for role in list(roles_in_lists(name))[:1]}
        numbers = {self._number(texts) for texts in word.said.values()}
        if roles & _PERSONAL or "residentId" in numbers:
            return "Person"
        for number, kind in (
            ("uscc", "Organisation"),
            ("iban", "BankAccount"),
            ("wallet", "Wallet"),
            ("email", "EmailAddress"),
        ):
            if number in numbers:
                return kind
        if "phone" in roles and not roles & {"name", "person", "firm"}:
            return "PhoneNumber"
        return "BankAccount" if roles & {"account", "holder"} else ""

    @staticmethod
    def _number(texts: Sequence[str]) -> str:
        """Return which number that is the same in every file the texts are, by their own form."""
        forms = {
            "residentId": reads(parse_resident_id), "uscc": reads(normal_uscc), "iban": is_iban,
            "wallet": reads(parse_wallet), "email": is_email,
        }  # fmt: skip
        return next((name for name, fits in forms.items() if share(texts, fits) >= MOSTLY), "")

    def _moves_money(self, label: str) -> bool:
        word = self.labels.get(label)
        return word is not None and self.schema.is_a(word.kind, "MoneyParty")

    def _tell_money_ends(self) -> None:
        """Take labels for accounts that are known by nothing but their form, and that pay."""
        ends: list[str] = []
        for type_ in self.types.values():
            if type_.amounts:
                ends += [end for pair in type_.ends for end in pair]
        for label in self.labels.values():
            if self._may_be_payment(label):
                types = [t for t, _, many in self._ways(label.name) if many >= MOSTLY * label.count]
                if len(types) == len(_SIDES):
                    pairs = [pair for type_ in types for pair in self.types[type_].ends]
                    ends += [end for pair in pairs for end in pair]
        for end in ends:
            word = self.labels.get(end)
            is_open = word and word.ground in ("general", "form") and not self._may_be_payment(word)
            if word and is_open and not self._moves_money(end):
                word.kind, word.ground = "Account", "ends"

    def _tell_between(self, word: _Word) -> None:
        """Find out whether nodes of a label stand for payments, and which relations lead where."""
        if not self._may_be_payment(word):
            return
        ways = [way for way in self._ways(word.name) if way[2] >= MOSTLY * word.count]
        if len(ways) != len(_SIDES) or not all(self._leads_to_money(*way[:2]) for way in ways):
            return
        sides = [self._side(type_, inward) for type_, inward, _ in ways]
        types = [type_ for type_, _, _ in ways]
        if sides[0][0] == sides[1][0]:
            answers = tuple(
                PossibleAnswer(f"source={type_}", Message("answer-leads-to-payer"))
                for type_ in types
            )
            what = Message("which-relation-of-payer", label=repr(word.name))
            self.questions.append(TableQuestion("role", what, answers))
            sides = [("source", "general"), ("target", "general")]
        grounds = [ground for _, ground in sides]
        word.kind, word.paths = "Transfer", {s: [t] for (s, _), t in zip(sides, types, strict=True)}
        word.ground = min(grounds, key=_CERTAINTY.__getitem__)

    def _may_be_payment(self, word: _Word) -> bool:
        """Say whether nodes of a label have amounts, and are nothing else for certain."""
        is_open = word.ground in ("general", "form") or self.model.flows(word.kind)
        return is_open and bool(word.amounts)

    def _ways(self, label: str) -> Iterator[tuple[str, bool, int]]:
        """Yield the relations of a label to others: type, whether it leads to the label, count.

        Those to other payments, the next one or the one before, lead to nobody.
        """
        nobody = {"", *(word.name for word in self.labels.values() if self._may_be_payment(word))}
        for type_ in self.types.values():
            for inward in (True, False):
                count = sum(
                    many
                    for pair, many in type_.ends.items()
                    if pair[inward] == label and pair[not inward] not in nobody
                )
                if count:
                    yield type_.name, inward, count

    def _leads_to_money(self, type_: str, inward: bool) -> bool:
        """Say whether the far ends of a relation have money."""
        far = [pair[not inward] for pair in self.types[type_].ends]
        return all(map(self._moves_money, far))

    def _side(self, type_: str, inward: bool) -> tuple[str, str]:
        """Return to which end of a payment a relation leads, and on what ground."""
        if type_ in self.said:
            return self.said[type_], "answer"
        if self.said:  # who says one of them says both
            return next(side for side in _SIDES if side not in self.said.values()), "answer"
        listed = self.model.reading["between"]["Transfer"]
        for side in _SIDES:
            if plain_word(type_) in listed[side]:
                return side, "word"
        for side in _SIDES:
            if re.search(_rules()["sides"][side], plain_word(type_)):
                return side, "form"
        return ("source" if inward else "target"), "ends"

    def _tell_edge(self, word: _Word) -> None:
        """Find out what relations of a type are, by what they tie and whether money is said."""
        if word.kind:
            return
        word.kind = self.model.general_link
        kinds = [[self.labels[end].kind for end in pair if end] for pair in word.ends]
        pairs = {tuple(pair) for pair in kinds if len(pair) == len(_SIDES)}
        if not pairs or len(pairs) != len(kinds):
            return
        wanted = ["Transfer"] if word.amounts else ["HoldsAccount", "UsesPhone", "HoldsWallet"]
        if not word.amounts and any(role_of_header(n) in ("time", "duration") for n in word.said):
            wanted.insert(0, "Call")
        for link in wanted:
            for turned in (False, True):
                if all(self.model.fits(link, *(p[::-1] if turned else p)) for p in pairs):
                    word.kind, word.ground, word.reversed = link, "ends", turned
                    return

    def _is_between(self, word: _Word) -> bool:
        return self.model.flows(word.kind) and word.name in self.labels

    def _tell_properties(self, word: _Word) -> None:
        moves = self.model.flows(word.kind)
        for name, texts in word.said.items():
            if name == "labels" or set(texts) == {word.name}:  # what says which word it is
                continue
            told = self._moved(name, texts) if moves else self._value(word.kind, name, texts)
            word.properties[name] = told or ("", "general")
        names = [n for n in self.model.reading["properties"] if n in word.properties]
        for name in [n for n in names if word.properties[n] == ("name", "word")][1:]:
            word.properties[name] = ("", "general")  # a label beside a name says it again
        taken = Counter(ours for ours, _ in word.properties.values() if ours in EDGE_PARTS)
        for part in (part for part, many in taken.items() if many > 1):
            several = [n for n, (ours, _) in word.properties.items() if ours == part]
            several.sort(key=lambda n: -_CERTAINTY[word.properties[n][1]])
            for name in several[1:]:
                word.properties[name] = ("", "general")

    def _moved(self, name: str, texts: Sequence[str]) -> tuple[str, str] | None:
        """Return which part of what moves a property is."""
        for part, names in self.model.reading["money"].items():
            if name in names:
                return {"start": "startTime", "end": "endTime"}.get(part, part), "word"
        rules = _rules()
        parts: Mapping[str, str] = rules["parts"]
        by_form = (ours for ours, like in parts.items() if re.search(like, plain_word(name)))
        fits = {
            "startTime": lambda: time_form(texts) is not None,
            "amount": lambda: share(texts, lambda text: money_of(text) is not None) >= MOSTLY,
        }
        for ours in filter(None, [rules["moved"].get(role_of_header(name)), *by_form]):
            if fits.get(ours, lambda: True)():
                return ours, "form"
        return None

    def _value(self, kind: str, name: str, texts: Sequence[str]) -> tuple[str, str] | None:
        """Return which value of a thing, or of a relation that moves nothing, a property is."""
        known = self.schema.kind(kind)
        tables = self.model.reading["own_properties"]
        for of, table in tables.items():
            for ours, names in table.items():
                if self.schema.is_a(kind, of) and plain_word(name) in names:
                    return ours, "word"
        if own := self.model.property_of("", name):
            return own, "word"
        form = self._number(texts)
        number = {"iban": "accountNumber", "wallet": "walletAddress"}.get(form, form)
        things = {"accountNumber": "BankAccount", "walletAddress": "Wallet"}
        keys = (*known.key_properties, *known.label_properties)
        if number in keys:
            return number, "cells"
        if number in things and self.schema.is_a(kind, "Actor"):
            return things[number], "cells"
        roles = list(roles_in_lists(name))
        if "phone" in roles and share(texts, is_phone) >= MOSTLY:
            if "msisdn" in keys:
                return "msisdn", "form"
            return ("PhoneNumber", "form") if self.schema.is_a(kind, "Actor") else None
        is_id = re.search(_rules()["number"]["like"], plain_word(name)) is not None
        if is_id and "platformNumber" in keys and len(set(texts)) == len(texts):
            return "platformNumber", "form"
        for role in roles:
            ours = _rules()["values"].get(role, "")
            if ours and (ours not in ("accountNumber", "certificateNumber") or ours in keys):
                return ours, "form"
        return None

    # -- what is said of it ----------------------------------------------------------------------

    def proposal(
        self, sample: TableSample, name: str, lang: str, others: tuple[str, ...]
    ) -> Proposal:
        """Return the layout, and each word with what it is read as."""
        stem = re.sub(r"[^\w.-]+", "-", Path(sample.where).stem)
        called = name or f"proposed-{stem[:_LONGEST]}"  # it is the name of a file too
        questions = (*self.questions, *self._asked())
        text = "\n".join(self._lines(sample, called, questions, lang)) + "\n"
        return Proposal(
            sample.where, sample.member, 0, (), text, called,
            questions=questions, others=others, words=tuple(self._words()),
        )  # fmt: skip

    def _asked(self) -> Iterator[TableQuestion]:
        moved = [w for w in (*self.labels.values(), *self.types.values()) if self._has_money(w)]
        for word in moved:
            times = [n for n, (ours, _) in word.properties.items() if ours == "startTime"]
            form = time_form(word.said[times[0]]) if times and not self.answers.dates else None
            if form and form.day_first == "ask":
                cell = word.said[times[0]][0]
                answers = tuple(
                    PossibleAnswer(order, Message(f"answer-{order}", text=cell))
                    for order in ("day-first", "month-first")
                )
                yield TableQuestion("dates", Message("day-or-month"), answers)
                break
        unnamed = [
            w for w in moved if "currency" not in {ours for ours, _ in w.properties.values()}
        ]
        if unnamed and not self.answers.currency:
            codes = tuple(PossibleAnswer(c, Message("answer-currency")) for c in ("CNY", "USD"))
            yield TableQuestion("currency", Message("which-currency"), codes)

    def _has_money(self, word: _Word) -> bool:
        return "amount" in {ours for ours, _ in word.properties.values()}

    def _words(self) -> Iterator[ProposedWord]:
        for part, words in (("node", self.labels), ("edge", self.types)):
            for word in sorted(words.values(), key=lambda one: -one.count):
                if part == "edge" and self._leads_to_an_end(word):
                    continue
                kind = self.schema.kind(word.kind).labelled()
                if word.reversed:
                    kind = Message("read-the-other-way", kind=kind)
                sure = _CERTAINTY[word.ground]
                yield ProposedWord(part, word.name, word.count, kind, word.ground, sure)
                for name, (ours, ground) in word.properties.items():
                    meant = Message("stays-in-the-row") if not ours else self._labelled(ours)
                    shown = f"{word.name}.{name}"
                    yield ProposedWord(
                        "property", shown, len(word.said[name]), meant, ground, _CERTAINTY[ground]
                    )

    def _labelled(self, ours: str) -> Message:
        if ours in self.model.things:
            return self.schema.kind(ours).labelled()
        return self.schema.property(ours).labelled()

    def _leads_to_an_end(self, edge: _Word) -> bool:
        """Say whether relations of a type only lead to nodes that stand for a payment."""
        return all(
            any(end in self.labels and self._is_between(self.labels[end]) for end in pair)
            for pair in edge.ends
        )

    def _lines(
        self, sample: TableSample, name: str, questions: Sequence[TableQuestion], lang: str
    ) -> Iterator[str]:
        yield remark(Message("draft-of-graph", file=sample.where), lang)
        for question in questions:
            text = Message("draft-question", what=question.what, option=f"--{question.option}")
            yield remark(text, lang)
        yield f"name = {quoted(name)}"
        yield f'zone = "{self._zone()}"  {remark(Message("draft-zone"), lang)}'
        epoch = self._epoch()
        words = {"node_word": self.node_word, "edge_word": self.edge_word}
        if self.answers.currency or self.answers.dates or epoch or any(words.values()):
            yield "\n[graph]"
        for key, attribute in words.items():
            if attribute:
                yield f"{key} = {quoted(attribute)}  {remark(Message('says-what-each-is'), lang)}"
        if epoch:
            yield f"epoch = {quoted(epoch)}"
        if self.answers.currency:
            yield f"currency = {quoted(said_currency(self.answers))}"
        if self.answers.dates:
            yield f"day_first = {str(self.answers.dates == 'day-first').lower()}"
        yield from self._word_lines(lang)

    def _epoch(self) -> str:
        """Return what times count that are numbers; nothing where they are written out."""
        forms = [
            time_form(word.said[name])
            for word in (*self.labels.values(), *self.types.values())
            for name, (ours, _) in word.properties.items()
            if ours == "startTime"
        ]
        return next((form.epoch for form in forms if form and form.epoch), "")

    def _zone(self) -> str:
        names = (*self.labels, *self.types, *(n for w in self.labels.values() for n in w.said))
        is_chinese = any("\u4e00" <= letter <= "\u9fff" for name in names for letter in name)
        return self.answers.zone or (HOME_ZONE if is_chinese else "UTC")

    def _word_lines(self, lang: str) -> Iterator[str]:
        labels, types = (
            sorted(words.values(), key=lambda one: -one.count)
            for words in (self.labels, self.types)
        )
        types = [word for word in types if not self._leads_to_an_end(word)]
        between = [word for word in labels if self._is_between(word)]
        yield "\n[graph.nodes]"
        for word in labels:
            if word not in between:
                yield self._line(word, quoted(word.kind), lang)
        yield "\n[graph.edges]"
        for word in types:
            turned = ", reversed = true" if word.reversed else ""
            yield self._line(word, f"{{ kind = {quoted(word.kind)}{turned} }}", lang)
        if between:
            yield "\n[graph.between]"
        for word in between:
            sides = "".join(
                f", {side} = [{', '.join(map(quoted, self._paths(word)[side]))}]" for side in _SIDES
            )
            yield self._line(word, f"{{ kind = {quoted(word.kind)}{sides} }}", lang)
        yield "\n[graph.properties]"
        written = set[str]()  # a label and a type of one name may have properties of one name
        for word in (*labels, *types):
            for name, (ours, ground) in word.properties.items():
                key = f"{word.name}.{name}"
                if key not in written:
                    why = remark(Message(f"ground-{ground}"), lang)
                    yield f"{quoted(key)} = {quoted(ours)}  {why}"
                written.add(key)

    def _paths(self, word: _Word) -> Mapping[str, Sequence[str]]:
        if word.paths:
            return word.paths
        listed = self.model.reading["between"][word.kind]
        return {
            side: [name for name in self.types if plain_word(name) in listed[side]]
            for side in _SIDES
        }

    def _line(self, word: _Word, meant: str, lang: str) -> str:
        ground = Message(f"ground-{word.ground}")
        count = Message("ground-of-so-many", count=word.count, ground=ground)
        return f"{quoted(word.name)} = {meant}  {remark(count, lang)}"


def _telling_attributes(network: NetworkRecords) -> tuple[str, str]:
    """Return which attribute says what a node is, and which what an edge is; blank if none does.

    It is one of few texts that are no numbers and no times, which most of them have; only where the
    graph says so in no place and under no name that is known.
    """
    if any(network.words.values()) or any(fact.is_link for fact in network.nodes.values()):
        return "", ""
    facts = {NODE: list(network.nodes.values()), EDGE: network.edges}
    return (_telling(NODE, facts[NODE]), _telling(EDGE, facts[EDGE]))


def _telling(word: str, facts: Sequence[ForeignFact]) -> str:
    if sum(fact.type == word for fact in facts) < MOSTLY * len(facts):
        return ""
    said: dict[str, list[str]] = defaultdict(list)
    for fact in facts:
        for name, texts in fact.said.items():
            said[name] += texts[:1]
    for name, texts in said.items():
        is_word = not any(any(map(str.isdigit, text)) or len(text) > _LONGEST for text in texts)
        few = len(set(texts)) <= max(1, min(_MOST_WORDS, len(texts) // 2 + 1))
        if is_word and few and len(texts) >= len(facts) / 2 and not _says_else(name):
            return name
    return ""


def _says_else(name: str) -> bool:
    """Say whether a property is called as one that says something of a fact, not what it is."""
    reading, rules, plain = foreign_model("network").reading, _rules(), plain_word(name)
    known = (*reading["properties"], *reading["states"]["names"], "label")
    parts = any(re.search(like, plain) for like in rules["parts"].values())
    listed = any(role in rules["values"] for role in roles_in_lists(name))
    return name in known or parts or listed or role_of_header(name) in rules["moved"]


def _is_amount(name: str, texts: Sequence[str]) -> bool:
    """Say whether a property is an amount of money, by its name and its texts."""
    like = _rules()["parts"]["amount"]
    if role_of_header(name) != "amount" and not re.search(like, plain_word(name)):
        return False
    return share(texts, lambda text: money_of(text) is not None) >= MOSTLY


def _node_by_form(label: str) -> str:
    plain = plain_word(label)
    rules: Sequence[Mapping[str, str]] = _rules()["node"]
    return next((rule["kind"] for rule in rules if re.search(rule["like"], plain)), "")


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
