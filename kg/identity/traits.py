"""A thing of a case as it is compared: its values read once, and the keys by which it is found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kg.identity.births import birth_date
from kg.identity.company_names import company_name
from kg.identity.folding import plain
from kg.identity.identifiers import (
    bare_number,
    is_masked_number,
    mask_ends,
    number_and_issuer,
    phone_digits,
    phone_end,
)
from kg.identity.person_names import person_name
from kg.identity.places import address
from kg.identity.weights import Weights

PERSON, ORGANISATION = "person", "organisation"
ACTORS = (PERSON, ORGANISATION)
NAMES = ("name", "alias", "nickname")
CONTACTS = ("phone", "email", "device", "account")
_EMAIL_ENDS = "<>\"' "
Key = tuple[str, str]
"""By what things are found, and its value: ``("email", "a@b.c")``. The first is a ground's name."""


@dataclass(frozen=True, slots=True)
class ThingValue:
    """One value of a thing.

    Args:
        name: Which: a property (``residentId``), or ``phone``, ``account``, ``device`` for what
            it is linked to.
        text: As the file writes it.
        start: From when, in microseconds since 1970; None: it is not known.
        end: Until when; None: it is not known.
        held: Whether it is theirs by the link's class, or only used by them.
        facts: The links that say so.
    """

    name: str
    text: str
    start: int | None = None
    end: int | None = None
    held: bool = True
    facts: tuple[str, ...] = ()

    def overlaps(self, other: ThingValue) -> bool:
        """Say whether both may have had it at one time; an unknown end is open."""
        begins = self.start is None or other.end is None or self.start <= other.end
        ends = other.start is None or self.end is None or other.start <= self.end
        return begins and ends


@dataclass(frozen=True, slots=True)
class ComparedThing:
    """Something of a case: its id, its family (``person``, ``account`` …), what is said of it.

    ``files`` are the hashes of the files that speak of it.
    """

    id: str
    family: str
    values: tuple[ThingValue, ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A number by which an office knows somebody, and who issued it, where that is known."""

    kind: str
    text: str
    issuer: str
    value: ThingValue


@dataclass
class Traits:
    """A thing with its values by name, and its keys."""

    thing: ComparedThing
    weights: Weights
    keys: frozenset[Key] = field(default_factory=frozenset)

    @cached_property
    def by_name(self) -> Mapping[str, list[ThingValue]]:
        """Its values by name."""
        by_name: dict[str, list[ThingValue]] = defaultdict(list)
        for value in self.thing.values:
            by_name[value.name].append(value)
        return dict(by_name)

    @cached_property
    def names(self) -> list[ThingValue]:
        """Its names, aliases last."""
        return [value for name in NAMES for value in self.by_name.get(name, ())][:8]

    @cached_property
    def identifiers(self) -> list[Number]:
        """The numbers by which offices know it."""
        found = []
        for kind, about in self.weights.identifiers.items():
            for value in self.by_name.get(kind, ()):
                number, issuer = number_and_issuer(value.text)
                found.append(Number(kind, number, about.issuer or issuer, value))
        return found

    @cached_property
    def numbers(self) -> list[ThingValue]:
        """The numbers that a thing is known by which is no person."""
        names = self.weights.numbers.get(self.thing.family, ())
        return [value for name in names for value in self.by_name.get(name, ())]

    @cached_property
    def genders(self) -> set[str]:
        """``m`` and ``f``, as it is written or as a resident ID says."""
        written = {_gender(value.text) for value in self.by_name.get("gender", ())}
        told = {"fm"[int(n.text[16]) % 2] for n in self._resident()}
        return (written | told) - {""}

    @cached_property
    def births(self) -> list[ThingValue]:
        """Its dates of birth, as they are written or as a resident ID says."""
        own = [value for value in self.by_name.get("birthDate", ()) if birth_date(value.text)]
        told = [
            ThingValue("birthDate", n.text[6:14], facts=n.value.facts) for n in self._resident()
        ]
        return own + told

    def _resident(self) -> Iterator[Number]:
        for number in self.identifiers:
            if (
                number.kind == "residentId"
                and len(number.text) == 18
                and number.text[:17].isdigit()
            ):
                yield number


def _gender(text: str) -> str:
    first = plain(text.strip())[:1]
    return {"男": "m", "女": "f"}.get(first, first if first in ("m", "f") else "")


def email_key(text: str) -> str:
    """Return the address of a mailbox, without the name that stands before it.

    >>> email_key('"Jay Jones" <JJones@fmail.com>')
    'jjones@fmail.com'
    """
    inner = text.rpartition("<")[2] if "<" in text else text
    return plain(inner.strip(_EMAIL_ENDS))


def name_key(family: str, text: str) -> str:
    """Return what equal names of a family share; empty where there is too little of one."""
    return company_name(text).key if family == ORGANISATION else person_name(text).key


MaskShapes = Mapping[str, frozenset[tuple[int, int]]]
"""How many signs masks show before and behind their stars, by the kind of number."""


def mask_shapes(traits: Iterable[Traits]) -> MaskShapes:
    """Return the shapes of all masked numbers of a case, so that full ones can be found by them."""
    shapes: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for trait in traits:
        for kind, text in _numbered(trait):
            if is_masked_number(text) and (ends := mask_ends(text)):
                shapes[kind].add((len(ends[0]), len(ends[1])))
    return {kind: frozenset(several) for kind, several in shapes.items()}


def _numbered(traits: Traits) -> Iterator[tuple[str, str]]:
    for number in traits.identifiers:
        yield number.kind, number.value.text
    for value in traits.numbers:
        yield traits.thing.family, value.text


def keys_of(traits: Traits, shapes: MaskShapes) -> frozenset[Key]:
    """Return everything by which a thing is found: whatever grounds count as shared."""
    keys = set(_mask_keys(traits, shapes))
    if traits.thing.family in ACTORS:
        keys |= set(_actor_keys(traits))
    else:
        for value in traits.numbers:
            if not is_masked_number(value.text):
                keys.add(("number-scope", bare_number(value.text)))
        for value in traits.names:
            if key := name_key(PERSON, value.text):
                keys.add(("holder-same", key))
    return frozenset((ground, f"{traits.thing.family} {key}") for ground, key in keys)


def _mask_keys(traits: Traits, shapes: MaskShapes) -> Iterator[Key]:
    for kind, text in _numbered(traits):
        if is_masked_number(text):
            if ends := mask_ends(text):
                yield "number-mask", f"{kind} {ends[0]}*{ends[1]}"
            continue
        number = bare_number(text.split(" ")[0] if kind in traits.weights.identifiers else text)
        for first, last in shapes.get(kind, ()):
            if len(number) > first + last:
                yield "number-mask", f"{kind} {number[:first]}*{number[len(number) - last :]}"


def employer_keys(traits: Traits) -> set[Key]:
    """Return each telling word of an employer with each part of the person's name."""
    words = {w for v in traits.by_name.get("employer", ()) for w in company_name(v.text).telling}
    parts = {p for v in traits.names for p in person_name(v.text).tokens if len(p) > 2}
    return {(word, part) for word in words for part in parts} if words else set()


def _actor_keys(traits: Traits) -> Iterator[Key]:
    for number in traits.identifiers:
        if len(number.text) > 3 and not is_masked_number(number.value.text):
            yield "identifier", f"{number.kind} {number.text}"
    yield from _contact_keys(traits)
    for value in traits.by_name.get("address", ()):
        if place := address(value.text):
            yield from (("address", key) for key in place.keys)
    for value in traits.births:
        if date := birth_date(value.text):
            yield "birth", "-".join(map(str, date.key))
    for employer, name in employer_keys(traits):
        yield "employer", f"{employer} {name}"
    ground = "company-same" if traits.thing.family == ORGANISATION else "name-same"
    for value in traits.names:
        if key := name_key(traits.thing.family, value.text):
            yield ground, key


def _contact_keys(traits: Traits) -> Iterator[Key]:
    for value in traits.by_name.get("email", ()):
        yield "email", email_key(value.text)
    for value in traits.by_name.get("phone", ()):
        if end := phone_end(value.text):
            yield "phone-end", end
            yield "phone", phone_digits(value.text)[-9:]
    for what, ground in (("device", "device"), ("account", "account-held")):
        for value in traits.by_name.get(what, ()):
            yield ground, value.text
