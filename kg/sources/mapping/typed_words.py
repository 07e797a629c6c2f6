"""What people's own words mean: kinds, roles and parties.

The words are the ontology's (labels, slang); a party is what its type column says, else what its
shape says (an account, a telephone, a wallet), else what the relation expects, else a person.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from kg.messages import Column, Message
from kg.model import stable_id
from kg.schema import Kind, Schema
from kg.schema.meanings import ROLE_CLAIM
from kg.values import Refused
from kg.values.accounts import normal_account
from kg.values.identities import normal_name, odd_name
from kg.values.phones import normal_ip, normal_phone
from kg.values.wallets import parse_wallet

_ORGANISATION = re.compile(r"(公司|集团|合作社|事务所|经营部|商行|工作室|厂|银行)$")
_MOBILE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}")
_ACCOUNT = re.compile(r"[0-9*]{10,34}")
_WALLET = re.compile(r"T[1-9A-HJ-NP-Za-km-z]{33}|0x[0-9a-fA-F]{40}|bc1[0-9a-z]{11,71}")
_HANDSET = re.compile(r"(0[1-9][0-9]{12}|[1-9][0-9]{13})[0-9]{1,2}")
"""A number of a handset: what follows its first 14 digits is a check digit, often left at zero."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DEFAULTS = {"Actor": "Person", "Entity": "Person", "Thing": "Person", "MoneyParty": "Account"}


@dataclass(frozen=True, slots=True)
class Somebody:
    """A party as typed: its words, the type beside them, a number, where the words are a number of.

    ``columns`` are those of its words and of its type.
    """

    text: str
    kind: str = ""
    number: str = ""
    scope: str = ""
    form: str = ""
    columns: Sequence[str] = ("", "")


@dataclass(slots=True)
class WordReader:
    """Reads typed parties and relations by the ontology."""

    schema: Schema
    entities: dict[tuple[str, str, str, str], tuple[str, str, str, str, str, int]] = field(
        default_factory=dict
    )
    aliases: dict[tuple[str, str], int] = field(default_factory=dict)
    claims: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """Thing, role and proof of what rows call a thing by a role's word, with the first such row."""
    odd: set[tuple[str, Message]] = field(default_factory=set)
    """The columns of names that an eye could take for others, with what is odd about each."""

    @contextmanager
    def whole_row(self) -> Iterator[None]:
        """Forget what was remembered inside if it is refused: a row is stored whole or not."""
        known: tuple[dict[Any, Any], ...] = (self.entities, self.aliases, self.claims)
        before = [len(remembered) for remembered in known]
        try:
            yield
        except Refused:
            for remembered, count in zip(known, before, strict=True):
                while len(remembered) > count:  # what was remembered last
                    remembered.popitem()
            raise

    def relation(self, text: str) -> tuple[Kind, str]:
        """Return the link that a word stands for, and the role if the word is one."""
        for among in ("link", "role"):
            kinds = self.schema.resolve(text, among)
            if len(kinds) > 1:
                names = tuple(kind.label() for kind in kinds)
                raise Refused("relation", Message("may-be-one-of", text=repr(text), names=names))
            if kinds and among == "link":
                return kinds[0], ""
            if kinds:
                return self.schema.kind(ROLE_CLAIM), kinds[0].name
        words = [w for k in (*self.schema.link_kinds(), *self.schema.roles()) for w in k.words()]
        near = get_close_matches(text, words, n=3, cutoff=0.3)
        if not near:
            raise Refused("relation", Message("no-relation-or-role", text=repr(text)))
        raise Refused(
            "relation", Message("no-relation-or-role-nearest", text=repr(text), near=near)
        )

    def capacity(self, text: str) -> str:
        """Return the role in which somebody took part, or nothing where nothing is said of it."""
        if not text:
            return ""
        kinds = self.schema.resolve(text, "role")
        if len(kinds) != 1:
            raise Refused("relation", Message("is-no-role", text=repr(text[:40])))
        return kinds[0].name

    def party(self, party: Somebody, expected: str, pos: int, proof: str) -> str:
        """Return the id of a typed party and remember the entity.

        Args:
            party: What is typed of it.
            expected: The kind of thing that its relation has at this end.
            pos: The row.
            proof: How well the row proves what it says: a role that it calls the party by, too.

        Raises:
            Refused: The type is no kind and no role, or the words are no name or number.
        """
        with in_column(party.columns[1]):
            kind, role = self._kind(party, expected)
        with in_column(party.columns[0]):
            key, values, name = self._key(kind, party)
            if name and (odd := odd_name(normal_name(party.text))):
                self.odd.add((party.columns[0], odd))
        identity = stable_id(kind.key_kind, *key)
        text = json.dumps({p: [v] for p, v in sorted(values.items())}, ensure_ascii=False)
        entity_row = (identity, kind.name, name, text, role, pos)
        self.entities.setdefault((identity, kind.name, text, role), entity_row)
        if role:
            self.claims.setdefault((identity, role, proof), pos)
        if party.number and kind.key_kind in ("Person", "Organisation"):
            # who is typed with a number here may be typed by the name alone in another row
            by_name = stable_id(kind.key_kind, "case", name)
            self.aliases.setdefault((by_name, identity), pos)
        return identity

    def sole_bearers(self) -> list[tuple[str, str, int]]:
        """Return the aliases of names that one number bears; namesakes are never made one."""
        bearers = Counter(by_name for by_name, _ in self.aliases)
        return [(*pair, pos) for pair, pos in self.aliases.items() if bearers[pair[0]] == 1]

    def _kind(self, party: Somebody, expected: str) -> tuple[Kind, str]:
        """Return the kind of a party, and the role by whose word its type column calls it, if any.

        A role is no kind: the thing is of the kind that has such roles. Where that is a person, a
        firm's name or code makes it an organisation, as where no type is typed.
        """
        if not party.kind:
            return self._untyped(party, expected), ""
        kinds = self.schema.resolve(party.kind, "entity")
        if len(kinds) != 1:
            raise Refused("kind", self._why_no_kind(party.kind))
        (kind,) = kinds
        if not kind.is_role:
            return kind, ""
        if self.schema.is_person(kind.held_by) and party.form != "residentId":
            is_firm = party.form == "uscc" or _ORGANISATION.search(party.text)
            return self.schema.kind("Organisation" if is_firm else kind.held_by), kind.name
        return self.schema.kind(kind.held_by), kind.name

    def _untyped(self, party: Somebody, expected: str) -> Kind:
        if party.form in ("residentId", "uscc"):
            return self.schema.kind("Person" if party.form == "residentId" else "Organisation")
        return self.schema.kind(
            self._by_shape(party.text) or self._by_relation(party.text, expected)
        )

    def _why_no_kind(self, word: str) -> Message:
        """Say that a word is no kind, and of a role what to write instead."""
        if roles := self.schema.resolve(word, "role"):
            return Message("role-of-several-kinds", text=repr(word), role=roles[0].labelled())
        words = [text for kind in self.schema.entity_kinds() for text in kind.words()]
        near = get_close_matches(word, words, n=3, cutoff=0.5)
        if near:
            return Message("is-no-kind-of-party-nearest", text=repr(word), near=near)
        return Message("is-no-kind-of-party", text=repr(word))

    def _by_shape(self, text: str) -> str:
        plain = text.replace(" ", "")
        if _WALLET.fullmatch(plain):
            return "Wallet"
        if _MOBILE.fullmatch(plain):
            return "PhoneNumber"
        return "Account" if _ACCOUNT.fullmatch(plain) else ""

    def _by_relation(self, text: str, expected: str) -> str:
        name = _DEFAULTS.get(expected, expected)
        if name == "Person" and expected != "Person" and _ORGANISATION.search(text):
            return "Organisation"
        if not name or self.schema.kind(name).abstract:
            raise Refused("kind", Message("may-be-of-several-kinds", text=repr(text[:40])))
        return name

    def _key(self, kind: Kind, party: Somebody) -> tuple[list[str], dict[str, str], str]:
        """Return the parts of the id, the values, and the name a person sees."""
        if party.scope:
            return _of_platform(party)
        if self.schema.is_account(kind.name):
            number = normal_account(party.text).text
            return ["", number], {"accountNumber": number}, number
        if kind.name == "PhoneNumber":
            number = normal_phone(party.text).text
            return ["", number], {"msisdn": number}, number
        if kind.name == "Wallet":
            wallet = parse_wallet(party.text)
            return (
                ["", wallet.text],
                {"walletAddress": wallet.text, "chain": wallet.chain},
                wallet.text,
            )
        if kind.name == "DataBatch":
            if not _SHA256.fullmatch(party.text):
                raise Refused("batch", Message("is-no-batch", text=repr(party.text[:40])))
            return ["case", party.text], {"sha256": party.text}, ""
        if known := _known_everywhere(kind, party.text):
            prop, number, written = known
            return ["", number], {prop: written}, written
        name = normal_name(party.text).text
        if party.number:
            form = party.form or "certificateNumber"
            return [form, party.number], {"name": name, form: party.number}, name
        return ["case", name], {"name": name}, name


def _of_platform(party: Somebody) -> tuple[list[str], dict[str, str], str]:
    """Return what a platform's own number for somebody or something makes of it."""
    number = normal_name(party.text).text
    return [normal_name(party.scope).text, number], {"platformNumber": number}, number


def _known_everywhere(kind: Kind, text: str) -> tuple[str, str, str] | None:
    """Return property, number and writing where the words are a number that only one thing has."""
    bare = text.replace(" ", "")
    if kind.key_kind == "IPAddress":
        number = normal_ip(bare)
        return "ip", number, number
    if kind.key_kind == "Device" and (handset := _HANDSET.fullmatch(bare)):
        return "imei", handset[1], bare
    return None


@contextmanager
def in_column(column: str) -> Iterator[None]:
    """Say of what is refused inside in which column it stands."""
    try:
        yield
    except Refused as refused:
        if not column:
            raise
        reason = Message("of-column", column=Column(column), reason=refused.reason)
        raise Refused(refused.code, reason) from refused
