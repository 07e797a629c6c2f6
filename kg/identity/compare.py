"""Two things compared: every ground for and against their being one, and the values behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice, product

from kg.identity import births, company_names, identifiers, person_names
from kg.identity.places import address, same_address
from kg.identity.traits import (
    ACTORS,
    CONTACTS,
    ORGANISATION,
    PERSON,
    Key,
    Number,
    ThingValue,
    Traits,
    email_key,
    employer_keys,
    name_key,
)
from kg.identity.weights import APART, CONFLICT, Weights
from kg.model.same import SameGround

Sharers = Mapping[Key, int]
"""How many things of the case have a key."""
_NAMES_COMPARED = 24
_SHORT = 6
_CONTRADICTIONS = frozenset(("birth-differs", "suffix-differs", "mask-differs"))
_BIRTHS = (births.SAME, births.SWAPPED, births.NEAR, births.OTHER)
_UNSURE = company_names.ORDER.index("")
_WEAK_KEYS = frozenset(("birth", "address", "birth-swapped"))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two things have for and against being one, and the band that it comes to."""

    band: str
    points: int
    grounds: tuple[SameGround, ...]


def compare(one: Traits, other: Traits, sharers: Sharers, weights: Weights) -> Comparison | None:
    """Return what two things of one family have in common, or None where it is too little.

    Args:
        one: The one.
        other: The other, of the same family.
        sharers: How many things have each key.
        weights: What counts, and how much.
    """
    shared = one.keys & other.keys
    if not any(sharers[key] <= weights.grounds[key[0]].most for key in shared):
        return None
    comparing = _Comparing(one, other, shared, sharers, weights)
    return comparing.verdict(comparing.grounds())


def contradicts(one: Traits, other: Traits, weights: Weights) -> bool:
    """Say whether two things cannot be one whatever else they share: by number, birth or suffix."""
    comparing = _Comparing(one, other, frozenset(), {}, weights)
    grounds = comparing.against()
    return comparing.veto or any(ground.name in _CONTRADICTIONS for ground in grounds)


def scopes_alike(found: Comparison, weights: Weights) -> Comparison:
    """Return a comparison with the ground that the two files share many such numbers."""
    more = weights.grounds["scopes-alike"]
    grounds = (*found.grounds, SameGround(more.name, more.points))
    verdict = _verdict(grounds, weights, veto=False)
    return verdict or found


class _Comparing:
    def __init__(
        self, one: Traits, other: Traits, shared: frozenset[Key], sharers: Sharers, weights: Weights
    ) -> None:
        self.one, self.other, self.weights = one, other, weights
        self.family = one.thing.family
        self.shared = {
            key: sharers[key] for key in shared if sharers[key] <= weights.grounds[key[0]].most
        }
        self.sharers = sharers
        self.veto = False

    def grounds(self) -> list[SameGround]:
        if self.family not in ACTORS:
            return [*self._numbers(), *self._holders()]
        names = list(self._names())
        differ = {ground.name for ground in names} & {"names-differ", "companies-differ"}
        if differ and all(key[0] in _WEAK_KEYS for key in self.shared):
            return []
        return [
            *names, *self._identifiers(), *self._births(), *self._genders(), *self._contacts(),
            *self._addresses(), *self._employers(),
        ]  # fmt: skip

    def against(self) -> list[SameGround]:
        if self.family not in ACTORS:
            return list(self._numbers())
        return [*self._names(), *self._identifiers(), *self._births()]

    def verdict(self, grounds: list[SameGround]) -> Comparison | None:
        # what few others share, or a shared value that turned out to be another, is no find
        if not any(g.points > 0 and self.weights.grounds[g.name].is_shared for g in grounds):
            return None
        return _verdict(tuple(grounds), self.weights, veto=self.veto)

    def _ground(
        self, name: str, one: ThingValue | None, other: ThingValue | None, key: str = ""
    ) -> SameGround:
        weight = self.weights.grounds[name]
        sharers = self.sharers.get((name, f"{self.family} {key}"), 0) if key else 0
        return SameGround(
            name, weight.worth(sharers) if key else weight.points,
            one.text if one else "", other.text if other else "", sharers,
            one.facts if one else (), other.facts if other else (),
        )  # fmt: skip

    def _names(self) -> Iterator[SameGround]:
        is_firm = self.family == ORGANISATION
        best: tuple[int, ThingValue, ThingValue, tuple[str, ...]] | None = None
        order = company_names.ORDER if is_firm else person_names.ORDER
        pairs = product(self.one.names, self.other.names)
        for mine, theirs in islice(pairs, _NAMES_COMPARED):
            beside: tuple[str, ...] = ()
            if is_firm:
                how = company_names.compare_companies(mine.text, theirs.text)
            else:
                told = person_names.compare_names(mine.text, theirs.text)
                how, beside = told.how, told.beside
            rank = order.index(how)
            if best is None or rank < best[0]:
                best = rank, mine, theirs, beside
        if best is None or not order[best[0]]:
            return
        how, (_, mine, theirs, beside) = order[best[0]], best
        key = name_key(self.family, mine.text) if how in ("name-same", "company-same") else ""
        yield self._ground(how, mine, theirs, key)
        for name in beside:
            yield self._ground(name, mine, theirs)

    def _identifiers(self) -> Iterator[SameGround]:
        kinds = {n.kind for n in self.one.identifiers} & {n.kind for n in self.other.identifiers}
        for kind in sorted(kinds):
            yield from self._identifier(
                kind,
                [n for n in self.one.identifiers if n.kind == kind],
                [n for n in self.other.identifiers if n.kind == kind],
            )

    def _identifier(
        self, kind: str, mine: list[Number], theirs: list[Number]
    ) -> Iterator[SameGround]:
        pairs = [(a, b) for a, b in product(mine, theirs) if _one_issuer(a, b)]
        told = {identifiers.compare_numbers(_written(a), _written(b)): (a, b) for a, b in pairs}
        if found := told.get(identifiers.SAME):
            a, b = found
            name = "identifier" if len(a.text) >= _SHORT else "identifier-end"
            key = f"{kind} {a.text}"
            ground = self._ground("identifier", a.value, b.value, key)
            if name == "identifier-end":
                ground = replace(ground, name=name, points=min(ground.points, self._points(name)))
            yield ground
        elif found := told.get(identifiers.FITS):
            yield self._masked(kind, found[0].value, found[1].value)
        elif found := told.get(identifiers.ONE_OFF):
            yield self._ground("number-one-off", found[0].value, found[1].value)
        elif found := told.get(identifiers.OTHER) or told.get(identifiers.RULED_OUT):
            a, b = found
            # two numbers of one kind rule the pair out where none of them is ever replaced
            self.veto |= self.weights.identifiers[kind].lifelong and a.issuer == b.issuer
            yield self._ground("identifier-differs", a.value, b.value)

    def _points(self, name: str) -> int:
        return self.weights.grounds[name].points

    def _masked(self, kind: str, mine: ThingValue, theirs: ThingValue) -> SameGround:
        mask = mine if identifiers.is_masked_number(mine.text) else theirs
        first, last = identifiers.mask_ends(mask.text) or ("", "")
        return self._ground("number-mask", mine, theirs, f"{kind} {first}*{last}")

    def _births(self) -> Iterator[SameGround]:
        told = {
            births.compare_births(a.text, b.text): (a, b)
            for a, b in product(self.one.births, self.other.births)
        }
        how = next(
            (h for h in (births.SAME, births.SWAPPED, births.NEAR, births.OTHER) if h in told), ""
        )
        if not how:
            return
        mine, theirs = told[how]
        date = births.birth_date(mine.text)
        key = "-".join(map(str, date.key)) if date and how in (births.SAME, births.SWAPPED) else ""
        sharers = self.sharers.get(("birth", f"{self.family} {key}"), 0) if key else 0
        ground = self._ground(how, mine, theirs)
        yield replace(ground, points=self.weights.grounds[how].worth(sharers), sharers=sharers)

    def _genders(self) -> Iterator[SameGround]:
        mine, theirs = self.one.genders, self.other.genders
        if mine and theirs and not mine & theirs:
            a, b = (ThingValue("gender", "".join(sorted(several))) for several in (mine, theirs))
            yield self._ground("gender-differs", a, b)

    def _contacts(self) -> Iterator[SameGround]:
        for what in CONTACTS:
            seen = set[str]()
            pairs = product(self.one.by_name.get(what, ()), self.other.by_name.get(what, ()))
            for mine, theirs in pairs:
                ground = self._contact(what, mine, theirs)
                if ground and ground.name not in seen:
                    seen.add(ground.name)
                    yield ground

    def _contact(self, what: str, mine: ThingValue, theirs: ThingValue) -> SameGround | None:
        name, key = _contact_of(what, mine.text, theirs.text)
        if not name:
            return None
        if not mine.overlaps(theirs):
            return self._ground("periods-apart", mine, theirs)
        if mine.held != theirs.held:
            return self._ground("held-and-used", mine, theirs)
        ground = self._ground(name, mine, theirs, key)
        return ground if ground.points else replace(ground, name="too-many-share")

    def _addresses(self) -> Iterator[SameGround]:
        pairs = product(self.one.by_name.get("address", ()), self.other.by_name.get("address", ()))
        for mine, theirs in pairs:
            if not same_address(mine.text, theirs.text):
                continue
            a, b = address(mine.text), address(theirs.text)
            common = (a.keys & b.keys) if a and b else frozenset[str]()
            counts = [self.sharers[("address", f"{self.family} {key}")] for key in common]
            sharers = min(counts, default=0)
            points = self.weights.grounds["address"].worth(sharers)
            name = "address" if points else "too-many-share"
            yield replace(self._ground(name, mine, theirs), points=points, sharers=sharers)
            return

    def _employers(self) -> Iterator[SameGround]:
        keys = employer_keys(self.one) & employer_keys(self.other)
        counts = [self.sharers[("employer", f"{self.family} {w} {n}")] for w, n in keys]
        points = self.weights.grounds["employer"].worth(min(counts, default=0)) if counts else 0
        ends = (self.one.by_name.get("employer", ()), self.other.by_name.get("employer", ()))
        for mine, theirs in product(*ends):
            how = company_names.compare_companies(mine.text, theirs.text)
            if points and how and company_names.ORDER.index(how) < _UNSURE:
                ground = self._ground("employer", mine, theirs)
                yield replace(ground, points=points, sharers=min(counts))
                return

    def _numbers(self) -> Iterator[SameGround]:
        told: dict[str, tuple[ThingValue, ThingValue]] = {}
        for mine, theirs in product(self.one.numbers, self.other.numbers):
            if mine.name == theirs.name or self.family == "account":
                told.setdefault(identifiers.compare_numbers(mine.text, theirs.text), (mine, theirs))
        if found := told.get(identifiers.SAME):
            # a file that tells both as two things keeps them apart: two platforms, not two scopes
            if not set(self.one.thing.files) & set(self.other.thing.files):
                number = identifiers.bare_number(found[0].text)
                yield self._ground("number-scope", *found, number)
        elif found := told.get(identifiers.FITS):
            yield self._masked(self.family, *found)
        elif found := told.get(identifiers.ONE_OFF):
            yield self._ground("number-one-off", *found)
        elif told:
            self.veto = True

    def _holders(self) -> Iterator[SameGround]:
        told = [
            (person_names.compare_names(a.text, b.text).how, a, b)
            for a, b in islice(product(self.one.names, self.other.names), _NAMES_COMPARED)
        ]
        if not told:
            return
        how, mine, theirs = min(told, key=lambda one: person_names.ORDER.index(one[0]))
        if how in ("name-same", "name-script", "name-mask"):
            key = name_key(PERSON, mine.text) if how == "name-same" else ""
            ground = self._ground("holder-same", mine, theirs, key)
            yield (
                ground
                if ground.points
                else replace(ground, points=self._points("holder-same") // 2)
            )
        elif how in ("mask-differs", "names-differ"):
            yield self._ground(how, mine, theirs)


def _one_issuer(a: Number, b: Number) -> bool:
    return not a.issuer or not b.issuer or a.issuer == b.issuer


def _written(number: Number) -> str:
    masked = identifiers.is_masked_number(number.value.text)
    return number.value.text if masked else number.text


def _contact_of(what: str, one: str, other: str) -> tuple[str, str]:
    """Return the ground that two contacts of a sort are the same, and the key that both have."""
    if what == "email":
        key = email_key(one)
        return ("email", key) if key == email_key(other) else ("", "")
    if what == "phone":
        how = identifiers.same_phone(one, other)
        if how == identifiers.SAME:
            ends = sorted((identifiers.phone_digits(one), identifiers.phone_digits(other)), key=len)
            if len(ends[0]) >= 9:
                return "phone", ends[0][-9:]
            return "phone-end", ends[0][-7:]
        return ("phone-end", identifiers.phone_end(one)) if how else ("", "")
    return ("account-held" if what == "account" else what, one) if one == other else ("", "")


def _verdict(grounds: tuple[SameGround, ...], weights: Weights, *, veto: bool) -> Comparison | None:
    points = sum(ground.points for ground in grounds)
    names = {ground.name for ground in grounds}
    parts = {weights.grounds[g.name].part for g in grounds if g.points > 0} - {""}
    ordered = tuple(
        sorted(grounds, key=lambda g: (-abs(g.points), g.points < 0, g.name, g.one, g.other))
    )
    one_off = sum(ground.points for ground in grounds if ground.name == "number-one-off")
    if one_off and not veto:
        band = CONFLICT if points - one_off >= weights.bands[CONFLICT] else ""
    elif veto:
        for_it = sum(ground.points for ground in grounds if ground.points > 0)
        band = APART if for_it >= weights.bands["possible"] else ""
    else:
        band = weights.band(points, names, parts)
    return Comparison(band, points, ordered) if band else None
