"""A layout proposed for a list: people, firms, accounts or numbers, one a row, and no payments.

Offices and carriers answer who holds an account or a number in lists of any form. A row names one
person or firm by number, name or both, and beside it what is theirs. What a list does not say is
asked: whether accounts are held in that name or only listed beside it, and, where nothing but an id
or a bare name stands in it, what its rows are about.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import LayoutError
from kg.messages import Message
from kg.requests import TableAnswers
from kg.sources.detect_layout import LayoutFit, best_fit
from kg.sources.layout_files import FOLDER, layouts
from kg.sources.patterns import fits_whole
from kg.sources.proposal.cell_forms import (
    MOSTLY,
    PARTLY,
    has_check_digits,
    is_email,
    is_number,
    money_of,
    reads,
    share,
    some_of,
    time_form,
)
from kg.sources.proposal.column_roles import FILLED, TableColumn, TableColumns, is_money
from kg.sources.proposal.guess_column import are_parties, are_words, drafting_rules, simple_header
from kg.sources.proposal.proposal import PossibleAnswer, Proposal, ProposedColumn, TableQuestion
from kg.sources.proposal.sample import TableSample
from kg.values.identities import normal_uscc, parse_resident_id
from kg.values.phones import normal_imei
from kg.values.wallets import parse_wallet

KINDS: Mapping[str, str] = {
    "person": "Person", "organisation": "Organisation", "group": "Group", "account": "Account",
}  # fmt: skip
"""What the rows of a list may be about, as it is answered, and the class of each."""
LEAKED = "leaked"
"""The answer that a list is leaked personal data, of which hashes and counts are kept only."""
_HALF = 0.5
"""A list of which so many headers are those of leaked lists may be one."""
_NAMES = ("holder", "person", "firm", "name")
"""Headers of the name of whom a row is about, the surest first."""
_ABOUT_PEOPLE = ("certificate", "passport", "birth", "gender", "phone", "email", "given_name")
"""What only people and firms have: beside it a bare name is that of one."""
_VALUES: Mapping[str, str] = {
    "alias": "alias", "address": "address", "email": "email", "country": "country",
    "certificate_kind": "certificateType",
}  # fmt: skip
_OF_PERSONS: Mapping[str, str] = {
    "birth": "birthDate", "gender": "gender", "employer": "employer", "passport": "passportNumber",
}  # fmt: skip
_OF_ACCOUNTS: Mapping[str, str] = {
    "bank": "bankName", "branch": "branchName", "opened": "openedOn",
}  # fmt: skip
_NUMBERS = ("account", "wallet", "phone", "social", "imei")
"""Numbers that are things of their own, beside whom a row is about."""
_EVENTS = ("caller", "called", "source", "target", "counter", "counter_name", "direction")
_TIMES = ("opened", "birth", "lost_on", "reported")
_OF_LOSSES = ("paying", "payee", "payee_name")
"""Headers that only a list of losses has a use for: of any other they tell somebody else's."""
_PAYMENTS = {
    "amount": "amount", "time": "time", "payee": "target", "payee_name": "target_name",
    "paying": "source",
}  # fmt: skip
"""What a column of a list of losses is for as one of payments would be."""
_STATES = 3
_DIGITS_OF_NUMBERS = 10
"""What is as long may be the number of an account, and no amount."""
_PHONE = re.compile(r"\+?[\d() -]{5,20}")
_DOCUMENT = re.compile(r"(?=.*\d)[A-Za-z0-9/-]{5,24}")


@dataclass(frozen=True, slots=True)
class RegisterLayout:
    """The parties, links and columns of a row of a list, and what must be asked of it."""

    tables: dict[str, Any]
    questions: tuple[TableQuestion, ...] = ()


def register_layout(
    table: TableColumns, answers: TableAnswers, where: str
) -> RegisterLayout | None:
    """Return what each row of a list says, or None where the table is no list of anybody.

    Args:
        table: The columns of the table; those that are of use get a role, a key, and how they read.
        answers: What a person said of it.
        where: The file, for errors.

    Raises:
        LayoutError: Columns may hold amounts that moved.
    """
    # a column of yes and no, or of states, is none of parties, whatever its header says
    events = [c for c in table.columns if c.role in _EVENTS and len(set(c.cells)) > _STATES]
    register = _Register(table, answers)
    known = ("elsewhere", *(_OF_LOSSES if register.tells_losses() else ()))
    if table.sample.no_header or any(register.role_of(c) not in known for c in events):
        return None
    unused = [c for c in table.columns if not register.role_of(c) and c.ground != "answer"]
    if any(c.time is not None and c.time.part != "day" and c.filled >= FILLED for c in unused):
        return None  # each row tells when something happened
    moved = [c.name for c in unused if c.amount and is_money(c) and not _tells_a_state(c.header)]
    if moved := moved or _figures_beside_days(unused):
        what = Message("may-be-amounts", columns=moved)
        raise LayoutError(what, where=where, hint=Message("say-roles"))
    if register.of("loss") and not register.tells_losses():
        _refuse_losses(register, where)
    found = register.layout()
    titles = (cell for row in table.sample.titles for cell in row)
    said = (simple_header(text) for text in (*(c.header for c in table.columns), *titles))
    of_the_case = any(re.search(_rules()["case"]["like"], text) for text in said)
    if found and not answers.rows and not of_the_case and leaked_fit(table.sample.header):
        either = tuple(PossibleAnswer(one, Message(f"rows-{one}")) for one in ("person", LEAKED))
        asked = TableQuestion("rows", Message("people-or-leaked"), either)
        others = [question for question in found.questions if question.option != "rows"]
        return RegisterLayout(found.tables, (asked, *others))
    return found


def refuse_unread_losses(table: TableColumns, where: str) -> None:
    """Refuse a list of losses of which the account that was paid, or the day, cannot be read.

    Raises:
        LayoutError: Most cells of such a column hold more or less than a number, or a time.
    """
    register = _Register(table, TableAnswers())
    if not (register.of("loss") and register.of(*_NAMES, "certificate")):
        return
    told = {"payee": register.of("payee", "payee_name"), "lost_on": register.of("lost_on")}
    for role in [role for role, found in told.items() if not found]:
        for column in register.table.columns:
            is_read = column.cells and column.ground != "answer"
            if is_read and next(roles_in_lists(column.header), "") == role:
                cells = [c for c in some_of(column.cells) if not _reads_as(role, c)][:3]
                what = Message(f"unread-{role.replace('_', '-')}", column=column.name, cells=cells)
                hint = Message("write-one-in-each-cell", column=column.name)
                if role == "payee" and not cells:  # it is read, and nobody is named who lost
                    _refuse_losses(register, where)
                raise LayoutError(what, where=where, hint=hint)


def _refuse_losses(register: _Register, where: str) -> None:
    what = Message("loss-without-payee", column=(name := register.of("loss")[0].name))
    raise LayoutError(what, where=where, hint=Message("say-it-is-no-loss", column=name))


def _reads_as(role: str, cell: str) -> bool:
    """Say whether a cell is the number of an account or, of the day of a loss, a time."""
    return is_number(cell) if role == "payee" else time_form([cell]) is not None


def _figures_beside_days(unused: Sequence[TableColumn]) -> list[str]:
    """Return the columns of figures that may be amounts: beside a day, several of no known use."""
    days = [c for c in unused if c.time is not None and c.filled >= FILLED]
    figures = [
        c.name
        for c in unused
        if c.amount and c.time is None and not _tells_a_state(c.header) and not c.header.isascii()
        if share(c.cells, lambda cell: len(cell) < _DIGITS_OF_NUMBERS) == 1
        and next(roles_in_lists(c.header), "") == ""
    ]
    return figures if days and len(figures) > 1 else []


def names_somebody(header: str) -> bool:
    """Say whether a header is that of people, firms, or accounts of theirs.

    >>> names_somebody("接单人"), names_somebody("礼物")
    (True, False)
    """
    if re.search(_rules()["somebody"]["like"], simple_header(header)):
        return True
    numbers = ("account", "wallet", "social", "phone", "id")
    return next(roles_in_lists(header), "") in (*_NAMES, *numbers)


def is_number_of_somebody(header: str) -> bool:
    """Say whether a header is that of accounts, wallets, telephones or handsets of a list.

    >>> [is_number_of_somebody(one) for one in ("银行卡", "微信号", "紧急联系电话", "备注")]
    [True, True, False, False]
    """
    return next(roles_in_lists(header), "") in _NUMBERS


def tells_losses(table: TableColumns) -> bool:
    """Say whether a table lists who lost how much to which account, as victims report it."""
    return _Register(table, TableAnswers()).tells_losses()


def leaked_fit(header: Sequence[str]) -> LayoutFit | None:
    """Return how the layout of leaked lists fits a header, if half of its columns are known."""
    sealed = [replace(layout, never_like=()) for layout in layouts() if layout.sealed]
    filled = sum(bool(name) for name in header)
    fits = best_fit([header], sealed)
    return next((f for f in fits if not f.missing and len(f.places) >= filled * _HALF), None)


def leaked_list(sample: TableSample) -> Proposal:
    """Return the layout of leaked lists for a table that a person says is one.

    Raises:
        LayoutError: None of its headers is known for such a list.
    """
    fit = leaked_fit(sample.header)
    if fit is None:
        raise LayoutError(Message("no-header-of-leaked-data"), where=sample.where)
    names = {place: name for name in fit.layout.columns for place in fit.places_of([name])}
    columns = tuple(
        ProposedColumn(header, place + 1, names.get(place, ""), names.get(place, "other"), "text",
                       "header" if place in names else "unused", 90 if place in names else 0)
        for place, header in enumerate(sample.header)
    )  # fmt: skip
    name = fit.layout.name
    text = (FOLDER / f"{name}.toml").read_text("utf-8")
    return Proposal(sample.where, sample.member, sample.header_row, columns, text, name)


def _tells_a_state(header: str) -> bool:
    return re.search(_rules()["states"]["like"], simple_header(header)) is not None


@cache
def _rules() -> dict[str, Any]:
    path = Path(__file__).with_name("register_columns.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def roles_in_lists(header: str) -> Iterator[str]:
    """Yield what a header may mean in a list, the likeliest first."""
    plain = simple_header(header)
    for rule in _rules()["column"]:
        if plain and re.search(rule["like"], plain):
            yield rule["role"]


def _platform_of(header: str) -> str:
    """Return the platform that a header names; nothing where it is none that is known."""
    plain = simple_header(header)
    return next((p["name"] for p in _rules()["platform"] if re.search(p["like"], plain)), "")


_FITS: Mapping[str, Callable[[str], bool]] = {
    "class": lambda cell: any(fits_whole(like, cell) for like in _rules()["class"].values()),
    "certificate": lambda cell: (
        reads(parse_resident_id)(cell)
        or reads(normal_uscc)(cell)
        or _DOCUMENT.fullmatch(cell) is not None
    ),
    "passport": lambda cell: _DOCUMENT.fullmatch(cell) is not None,
    "email": is_email,
    "imei": reads(normal_imei),
    "wallet": reads(parse_wallet),
    "phone": lambda cell: _PHONE.fullmatch(cell) is not None,
    "account": is_number,
    "payee": is_number,
    "paying": is_number,
    "loss": lambda cell: money_of(cell) is not None,
}
"""How the cells must look under a header of that role."""
_TELLING: Mapping[str, Callable[[str], bool]] = {
    "certificate": lambda cell: reads(parse_resident_id)(cell) or reads(normal_uscc)(cell),
    "wallet": reads(parse_wallet),
    "email": is_email,
    "phone": lambda cell: re.fullmatch(r"(\+?86)?1[3-9]\d{9}", cell) is not None,
    "account": lambda cell: is_number(cell) and has_check_digits(cell),
}
"""What cells show without a header: numbers that bear themselves out."""


class _Register:
    """Finds which columns of a list are of use, and writes what a row says by them."""

    def __init__(self, table: TableColumns, answers: TableAnswers) -> None:
        self.table, self.answers = table, answers
        self._said = {c.place: c.role for c in table.columns if c.ground == "answer"}
        self._roles = {c.place: self._told(c) for c in table.columns}
        self._tell_holders_apart()
        if not self.tells_losses():
            self._roles = {c.place: self._told(c, _OF_LOSSES) for c in table.columns}
        self.questions: list[TableQuestion] = []
        self.links: list[dict[str, Any]] = []
        self.parties: dict[str, dict[str, Any]] = {}

    def _tell_holders_apart(self) -> None:
        """Take the holder of an account for who was paid, unless he is called the one who lost."""
        lost = re.compile(_rules()["lost"]["like"])
        for column in self.of("holder") if self.of("loss") and self.of("payee") else ():
            said = self._said.get(column.place) or lost.search(simple_header(column.header))
            if not said and self._roles.get(column.place - 1) != "paying":
                self._roles[column.place] = "payee_name"

    def role_of(self, column: TableColumn) -> str:
        """Return what a column is for in a list; blank where it is of no use."""
        return self._roles[column.place]

    def of(self, *roles: str) -> list[TableColumn]:
        """Return the columns of some roles, in the order of the roles."""
        return [c for role in roles for c in self.table.columns if self.role_of(c) == role]

    def tells_losses(self) -> bool:
        """Say whether rows tell what somebody lost, and to which account."""
        told = self.of("payee", "payee_name") and self.of(*_NAMES, "certificate")
        return bool(self.of("loss") and told)

    def _told(self, column: TableColumn, but: Sequence[str] = ()) -> str:
        if not column.cells or (column.ground == "answer" and column.role in ("other", "skip")):
            return ""
        some = some_of(column.cells)
        told = (r for r in roles_in_lists(column.header) if r not in but)
        role = next((r for r in told if self._fits(r, column, some)), "")
        if not role:
            role = next((r for r, fits in _TELLING.items() if share(some, fits) >= MOSTLY), "")
        if role == "certificate" and share(some, _TELLING["account"]) >= MOSTLY:
            role = "account"
        return role or ("name" if are_parties(column.cells) else "")

    @staticmethod
    def _fits(role: str, column: TableColumn, some: Sequence[str]) -> bool:
        """Say whether the cells of a column read as its header says that they do."""
        if role in _TIMES:
            return column.time is not None
        if role in (*_NAMES, "given_name", "family_name", "payee_name"):
            return are_words(some)
        return role not in _FITS or share(some, _FITS[role]) >= PARTLY

    # -- whom a row is about ---------------------------------------------------------------------

    def layout(self) -> RegisterLayout | None:
        """Return what a row says, or None where it names nobody."""
        who = self._person() or self._named()
        numbers = list(self._number_parties())
        if who is None and not numbers:
            return None
        if who is not None:
            self.parties["subject"] = who
        for key, column, party in numbers:
            self.parties[key] = party
            self._link("subject" if who is not None else next(iter(self.parties)), key, column)
        if who is not None and self.tells_losses():
            self._lose()
        self._free_the_rest()
        tables: dict[str, Any] = {"parties": self.parties}
        if self.links:
            tables["links"] = self.links
        return RegisterLayout(tables, tuple(self.questions))

    def _person(self) -> dict[str, Any] | None:
        """Return the person or firm whom a row is about, where a name or a number tells one."""
        name, given = self._name()
        told = self.of(*_ABOUT_PEOPLE, "class")
        identities = self.of("certificate", "passport", *(["id"] if told else []))
        is_bare = name is not None and self.role_of(name) == "name" and not told
        kind = self.answers.rows or ("organisation" if self._are_firms(name) else "person")
        if (name is None and not identities) or is_bare or kind == "account":
            return None
        party: dict[str, Any] = {"kind": KINDS[kind], "id": [*self._numbers_of_offices()]}
        values = {"?certificate": "certificate"} if self.of("certificate") else {}
        if own := next(iter(self.of("id")), None):
            self._use(own, "id", "name")
            party["id"].append(["@source", "$id"])
        if name is not None:
            self._use_name(name, given)
            if own is None:
                party["id"].append(["@source", "$name"])
            party["name"] = values["name"] = "name"
        party["kind_when"] = self._told_classes()
        if kind == "person":
            party["kind_when"] += self._firms_among_people(name is not None)
            values |= self._values(_OF_PERSONS)
        party["values"] = values | self._values(_VALUES)
        return {key: value for key, value in party.items() if value}

    def _numbers_of_offices(self) -> Iterator[list[str]]:
        """Yield how the number of a certificate, else of a passport, makes an id."""
        for column in self.of("certificate", "passport")[:1]:
            role = self.role_of(column)
            self._use(column, role, "certificate", lenient=True)
            yield [f"${role}.form", f"${role}"]

    def _use_name(self, name: TableColumn, given: TableColumn | None) -> None:
        self._use(name, "name", "name" if given is None else "text")
        if given is not None:
            given.role, given.ground, given.key = "skip", "header", ""
            name.about |= {"names": [given.name], "after": [name.name]}

    def _told_classes(self) -> list[dict[str, str]]:
        """Return the classes that a column tells of each row, where no person answered one."""
        column = next(iter(self.of("class")), None)
        if column is None or self.answers.rows:
            return []
        self._use(column, "class", "text")
        classes = _rules()["class"].items()
        return [{"column": "class", "like": like, "kind": kind} for kind, like in classes]

    def _firms_among_people(self, named: bool) -> list[dict[str, str]]:
        when = []
        if self.of("certificate"):
            when.append({"column": "certificate", "form": "uscc", "kind": "Organisation"})
        if named:
            likely = drafting_rules()["parties"]["organisations"]
            when.append({"column": "name", "like": likely, "kind": "Organisation"})
        return when

    def _name(self) -> tuple[TableColumn | None, TableColumn | None]:
        """Return the column of names, and that of given names where they stand apart."""
        wordy = [c for c in self.of(*_NAMES) if are_words(c.cells) and self._tells_apart(c)]
        if wordy:
            return max(wordy, key=lambda c: (c.filled >= FILLED, -wordy.index(c))), None
        given, family = self.of("given_name"), self.of("family_name")
        if given and family:
            return family[0], given[0]
        # a firm stands where its people's names would stand, were there any
        return next(iter(family or given or self.of("employer")), None), None

    def _tells_apart(self, column: TableColumn) -> bool:
        """Say whether a column may name whom each row is about: a title, a gang may be shared."""
        shared = len(set(column.cells)) < len(column.cells) * FILLED
        is_bare = self.role_of(column) == "name" and not self.of(*_ABOUT_PEOPLE, "class")
        return not (shared and is_bare)

    def _are_firms(self, name: TableColumn | None) -> bool:
        return name is not None and self.role_of(name) in ("firm", "employer")

    def _named(self) -> dict[str, Any] | None:
        """Return what a row is about that has nothing but an id or a bare name: it is asked."""
        name, _ = self._name()
        if name is None and self.of(*_NUMBERS) and self.answers.rows in ("", "account"):
            return None
        own = next(iter(self.of("id")), None)
        subject = own or name
        if subject is None or len(set(subject.cells)) < len(subject.cells) * MOSTLY:
            return None
        if not self.answers.rows:
            answers = tuple(PossibleAnswer(kind, Message(f"rows-{kind}")) for kind in KINDS)
            self.questions.append(TableQuestion("rows", Message("what-are-rows"), answers))
        kind = KINDS[self.answers.rows or "person"]
        self._use(subject, "id" if own else "name", "name", required=True, filled=True)
        party: dict[str, Any] = {"kind": kind, "id": [["@source", f"${subject.key}"]]}
        if own and name and own is not name:
            self._use(name, "name", "name")
        shown = "name" if name is not None else subject.key
        return {**party, "name": shown, "values": {"name": shown, **self._values(_VALUES)}}

    # -- what is theirs --------------------------------------------------------------------------

    def _number_parties(self) -> Iterator[tuple[str, TableColumn, dict[str, Any]]]:
        """Yield each column of numbers that are things of their own, as a party."""
        counts: dict[str, int] = defaultdict(int)
        for column in self.of(*_NUMBERS):
            role = self.role_of(column)
            counts[role] += 1
            key = role if counts[role] == 1 else f"{role}_{counts[role]}"
            party = self._number_party(role, key, column)
            if role == "account" and counts[role] == 1:
                party["values"] |= self._values(_OF_ACCOUNTS)
            yield key, column, party

    def _number_party(self, role: str, key: str, column: TableColumn) -> dict[str, Any]:
        kind = {"social": "user", "imei": "text"}.get(role, role)
        self._use(column, key, kind, lenient=kind in ("phone", "account", "wallet"))
        if role == "phone":
            return {"kind": "PhoneNumber", "id": [["", f"${key}"]], "values": {"msisdn": key}}
        if role == "wallet":
            values = {"walletAddress": key, "chain": f"{key}.form"}
            return {"kind": "Wallet", "id": [["", f"${key}"]], "values": values}
        if role == "imei":
            return {"kind": "MobileDevice", "id": [["imei", f"${key}"]], "values": {"imei": key}}
        if role == "social":
            scope = _platform_of(column.header) or "@source"
            values = {"platformNumber": key}
            return {"kind": "SocialAccount", "id": [[scope, f"${key}"]], "values": values}
        prop = "cardNumber" if re.search("卡|card", simple_header(column.header)) else ""
        values = {prop or "accountNumber": key}
        return {"kind": "BankAccount", "id": [["", f"${key}"]], "values": values}

    def _link(self, subject: str, key: str, column: TableColumn) -> None:
        """Say how a number belongs to whom the row is about, if that is told or answered."""
        if subject == key:
            return
        link = {"kind": "RelatedTo", "source": [subject], "target": [key]}
        role = self.role_of(column)
        if subject == "subject" and self.parties[subject]["kind"] in ("Person", "Organisation"):
            link["kind"] = self._tie(role, column)
        if link["kind"] == "HoldsAccount" and any(map(self._is_clear, self.of("opened")[:1])):
            link["start"] = "opened"
        self.links.append(link)

    def _tie(self, role: str, column: TableColumn) -> str:
        plain = {"phone": "UsesPhone", "social": "UsesAccount", "imei": "RelatedTo"}.get(role)
        if plain:
            return plain
        held = "HoldsWallet" if role == "wallet" else "HoldsAccount"
        if (said := self._said.get(column.place)) in ("held", "listed"):
            return held if said == "held" else "RelatedTo"
        headers = [column, *self.of("holder")]
        if any(re.search(_rules()["held"]["like"], simple_header(c.header)) for c in headers):
            return held
        if self.of("opened", "branch"):  # what an office that keeps the accounts writes
            return held
        asked = [f"{answer}={column.name}" for answer in ("listed", "held", "other")]
        answers = tuple(
            PossibleAnswer(text, Message(f"number-{text.partition('=')[0]}")) for text in asked
        )
        self.questions.append(
            TableQuestion("role", Message("whose-are-numbers", column=column.name), answers)
        )
        return held

    def _lose(self) -> None:
        """Say what whoever a row is about lost, and to which account."""
        loss = self.of("loss")[0]
        self._use(loss, "amount", "amount", required=True, filled=True)
        self.parties["payee"] = self._payee()
        link: dict[str, Any] = {
            "kind": "ReportedLoss", "source": ["subject"], "target": ["payee"], "amount": "amount",
        }  # fmt: skip
        for when in self.of("lost_on")[:1]:
            self._use(when, "time", "time")
            link["start"] = "time"
        for paying in self.of("paying")[:1]:
            self._use(paying, "paying", "account", lenient=True)
            values = {"accountNumber": "paying"}
            self.parties["paying"] = {
                "kind": "Account", "id": [["", "$paying"]], "values": values,
            }  # fmt: skip
            link["values"] = values
            tie = {"kind": self._tie("account", paying), "source": ["subject"]}
            self.links.append({**tie, "target": ["paying"]})
        currency = next((c for c in self.table.columns if c.role == "currency" and c.cells), None)
        if currency is not None:
            currency.key = link["currency"] = "currency"
        self.links.append(link)

    def _payee(self) -> dict[str, Any]:
        """Return the account that a loss reached: by its number, else by its holder's name."""
        party: dict[str, Any] = {"kind": "Account", "id": [], "values": {}}
        for number in self.of("payee")[:1]:
            self._use(number, "payee", "account")
            party["id"].append(["", "$payee"])
            party["values"]["accountNumber"] = "payee"
        for name in self.of("payee_name")[:1]:
            self._use(name, "payee_name", "name")
            party["id"].append(["@source", "$payee_name"])
            party["values"]["name"] = "payee_name"
        return party

    # -- columns ---------------------------------------------------------------------------------

    def _use(self, column: TableColumn, key: str, kind: str, **about: Any) -> None:
        """Give a column its role, its key, and how its cells are read."""
        if column.ground != "answer":
            told = self.role_of(column) in roles_in_lists(column.header)
            column.ground = "header" if told else "cells"
        is_firm = key == "name" and self._are_firms(column)
        column.role = "firm" if is_firm else self.role_of(column)
        column.role = _PAYMENTS.get(key, column.role)
        column.key = key
        column.about |= {"type": kind, **{name: value for name, value in about.items() if value}}

    def _values(self, names: Mapping[str, str]) -> dict[str, str]:
        """Return the properties that columns of their own tell, and give those columns a key."""
        values = {}
        for role, prop in names.items():
            column = next(iter(self.of(role)), None)
            if column is not None and column.key in ("", role):
                kind = "time" if role == "opened" else "text"
                if role == "opened" and not self._is_clear(column):
                    continue
                if not column.key:
                    self._use(column, role, kind, lenient=kind == "time")
                values[prop] = role
        return values

    def _is_clear(self, column: TableColumn) -> bool:
        form = column.time
        plain = form and not (form.epoch or form.short_year or form.no_year)
        return bool(plain and form and form.day_first != "ask")

    def _free_the_rest(self) -> None:
        """Take the roles of payments from the columns that a list has no use for."""
        for column in self.table.columns:
            if not column.key and column.ground != "answer" and column.role != "skip":
                column.role, column.ground = "other", "unused"
            if column.key == "opened" and column.time and column.time.day_first in (True, False):
                column.about["day_first"] = column.time.day_first
