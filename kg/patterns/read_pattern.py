"""RolePattern files: TOML that a person writes, held to the ontology; and those that are ready.

::

    title = { zh = "一人转给三张卡", en = "one card pays three" }
    innocent = { zh = "发工资", en = "wages" }

    [roles.payer]
    kind = "Account"
    [[roles.payer.ties]]
    link = "Transfer"
    things = { min = 3 }

    [roles.payee]
    kind = "Account"
    times = 3

    [[links]]
    from = "payer"
    to = "payee"
    link = "Transfer"

Whatever cannot be meant is refused with the file, the line, the key and what may stand there.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any, NoReturn

from kg.errors import KgError, NotFound, UsageError
from kg.limits import LIMITS
from kg.messages import Message
from kg.patterns.pattern import (
    EITHER,
    IN,
    OUT,
    Bounds,
    FactTerms,
    PatternLink,
    PatternOrder,
    PatternRole,
    RolePattern,
    Ties,
)
from kg.schema import Schema, load_schema
from kg.schema.schema import Among
from kg.text.toml import KeyPath, key_lines, parse_toml
from kg.trace.times import duration

READY = Path(__file__).with_name("ready")
LANGUAGES = ("zh", "en")
MOST_ROLES = 24
"""Things of one pattern: beyond that nobody can say what a match means."""
_NAME = re.compile(r"[^\W\d][\w-]*")
_PATTERN = ("title", "what", "innocent", "chain", "core", "roles", "links", "order")
_ROLE = ("label", "kind", "role", "stage", "times", "ties")
_FACTS = (
    "link",
    "word",
    "direction",
    "currency",
    "each",
    "since",
    "until",
    "count",
    "amount",
    "within",
)
_TIES = (*_FACTS, "things", "kind")
_LINK = (*_FACTS, "name", "from", "to", "absent")
_ORDER = ("first", "then", "within")
_BOUNDS = ("min", "max")
_Table = Mapping[str, Any]


def ready_patterns() -> tuple[RolePattern, ...]:
    """Return the patterns that are ready, by name."""
    return tuple(read_pattern(path) for path in sorted(READY.glob("*.toml")))


def find_pattern(named: str) -> RolePattern:
    """Return a ready pattern by its name or the code that its name begins with, or a file's.

    Args:
        named: ``CT03``, ``CT03-compound``, or the path of a file.

    Raises:
        NotFound: It is neither.
        UsageError: The file is no pattern.
    """
    path = Path(named)
    if path.suffix.lower() == ".toml" or len(path.parts) > 1:
        return read_pattern(path)
    typed = named.strip().casefold()
    for path in sorted(READY.glob("*.toml")):
        name = path.stem.casefold()
        if typed and typed in (name, name.partition("-")[0]):
            return read_pattern(path)
    known = [path.stem for path in sorted(READY.glob("*.toml"))]
    raise NotFound(
        Message("no-such-pattern", name=repr(named)), hint=Message("patterns-are", known=known)
    )


def read_pattern(path: Path) -> RolePattern:
    """Return the pattern that a file holds.

    Raises:
        UsageError: It is no TOML, or says what cannot be meant; with file, line and key.
        LimitExceeded: It is larger or deeper than any pattern.
    """
    if not path.is_file():
        raise NotFound(
            Message("no-pattern-file"), where=str(path), hint=Message("list-ready-patterns")
        )
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            Message("pattern-not-text"), where=path.name, hint=Message("save-as-utf-8")
        ) from error
    if len(data) > LIMITS.layout_bytes:
        raise UsageError(Message("pattern-too-long", limit=LIMITS.layout_bytes), where=path.name)
    return parse_pattern(text, path.stem, path.name)


def parse_pattern(text: str, name: str, where: str) -> RolePattern:
    """Return the pattern of a text; ``where`` names its file in a refusal."""
    try:
        table = parse_toml(text, where)
    except ValueError as error:
        raise UsageError(
            Message("pattern-is-no-toml", error=str(error)),
            where=where,
            hint=Message("see-kg-docs-patterns"),
        ) from error
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return _Reader(where, text, load_schema()).pattern(table, name, sha256)


class _Reader:
    """Reads one file; on which line a key stands is looked up where one is refused."""

    def __init__(self, where: str, text: str, schema: Schema) -> None:
        self._where, self._written, self._schema = where, text, schema

    def pattern(self, table: _Table, name: str, sha256: str) -> RolePattern:
        """Return the whole pattern, every role that stands for several things spelt out."""
        self._keys(table, _PATTERN, ())
        for needed in ("title", "innocent", "roles"):
            if needed not in table:
                self._refuse((), Message("pattern-lacks", key=needed))
        bases, sizes = self._roles(table["roles"])
        roles = tuple(_copies(bases, sizes))
        links = tuple(self._links(table.get("links", []), bases, sizes))
        if len(roles) > MOST_ROLES:
            self._refuse(("roles",), Message("pattern-too-many-roles", limit=MOST_ROLES))
        pattern = RolePattern(
            name,
            sha256,
            self._words(table, "title", ()),
            self._words(table, "what", ()),
            self._words(table, "innocent", ()),
            roles,
            links,
            tuple(self._orders(table.get("order", []), links, {r.name: r.base for r in roles})),
            sizes,
            self._flag(table, "chain", ()),
            self._core(table, bases),
        )
        self._check_joined(pattern)
        return pattern

    def _core(self, table: _Table, bases: Mapping[str, PatternRole]) -> tuple[str, ...]:
        names = self._texts(table, "core", ())
        for name in names:
            self._one_of(name, bases, ("core",))
        return names

    def _roles(self, table: Any) -> tuple[dict[str, PatternRole], dict[str, int]]:
        if not isinstance(table, dict) or not table:
            self._refuse(("roles",), Message("pattern-wants-tables", key="roles"))
        bases, sizes = {}, {}
        for name, said in table.items():
            path = ("roles", name)
            if not _NAME.fullmatch(name):
                self._refuse(path, Message("is-no-name", text=repr(name)))
            self._keys(said, _ROLE, path)
            label = (
                self._words(said, "label", path)
                if "label" in said
                else Message("as-stored", **dict.fromkeys(LANGUAGES, name))
            )
            times = said.get("times", 1)
            if type(times) is not int or not 1 <= times <= MOST_ROLES:
                self._refuse((*path, "times"), Message("pattern-times", limit=MOST_ROLES))
            sizes[name] = times
            at = (*path, "ties")
            ties = [self._ties(tie, (*at, n)) for n, tie in self._items(said.get("ties", []), at)]
            bases[name] = PatternRole(
                name,
                label,
                self._kinds(said, "kind", "entity", path),
                self._kinds(said, "role", "role", path),
                self._stages(said, path),
                tuple(ties),
                name,
            )
        return bases, sizes

    def _stages(self, table: _Table, path: KeyPath) -> tuple[str, ...]:
        known = {stage.name: stage for stage in self._schema.stages()}
        found = []
        for text in self._texts(table, "stage", path):
            stage = self._schema.resolve_listed(text, "Stage")
            if stage is None:
                self._unknown(text, known, (*path, "stage"))
            found.append(stage.name)
        return tuple(found)

    def _ties(self, table: Any, path: KeyPath) -> Ties:
        self._keys(table, _TIES, path)
        things = self._bounds(table, "things", path, whole=True)
        facts = self._facts(table, path, EITHER)
        if things.is_open and facts.count.is_open and facts.amount.is_open:
            self._refuse(path, Message("pattern-tie-says-nothing"))
        if facts.within and things.most is not None:
            self._refuse((*path, "things"), Message("pattern-most-within"))
        return Ties(facts, things, self._kinds(table, "kind", "entity", path))

    def _facts(self, table: _Table, path: KeyPath, direction: str) -> FactTerms:
        said = self._text(table, "direction", path) or direction
        self._one_of(said, (OUT, IN, EITHER), (*path, "direction"))
        facts = FactTerms(
            self._kinds(table, "link", "link", path),
            self._texts(table, "word", path),
            said,
            self._currency(table, path),
            self._bounds(table, "each", path),
            self._moment(table, "since", path),
            self._moment(table, "until", path),
            self._bounds(table, "count", path, whole=True),
            self._bounds(table, "amount", path),
            self._length(table, "within", path),
        )
        if not facts.currency and not (facts.each.is_open and facts.amount.is_open):
            self._refuse(path, Message("pattern-amount-needs-currency"))
        if facts.since and facts.until and facts.since >= facts.until:
            self._refuse((*path, "until"), Message("period-ends-before-begins"))
        if facts.within and not (facts.count.most is None and facts.amount.most is None):
            self._refuse((*path, "within"), Message("pattern-most-within"))
        if facts.count.least is not None and facts.count.least < 1 and "things" not in table:
            self._refuse((*path, "count"), Message("pattern-count-of-none"))
        return facts

    def _links(
        self, items: Any, bases: Mapping[str, PatternRole], sizes: Mapping[str, int]
    ) -> Iterator[PatternLink]:
        names: Counter[str] = Counter()
        for number, table in self._items(items, ("links",)):
            path = ("links", number)
            self._keys(table, _LINK, path)
            ends = [self._text(table, end, path) for end in ("from", "to")]
            for end, role in zip(("from", "to"), ends, strict=True):
                if not role:
                    self._refuse(path, Message("pattern-lacks", key=end))
                self._one_of(role, bases, (*path, end))
            name = self._text(table, "name", path) or f"{ends[0]}-{ends[1]}"
            names[name] += 1
            if names[name] > 1 and "name" in table:
                self._refuse((*path, "name"), Message("pattern-name-twice", name=repr(name)))
            if names[name] > 1:
                name = f"{name}-{names[name]}"
            facts = self._facts(table, path, OUT)
            absent = self._flag(table, "absent", path)
            if absent and not (facts.count.is_open and facts.amount.is_open):
                self._refuse(path, Message("pattern-absent-counts"))
            if ends[0] == ends[1] and (sizes[ends[0]] < 2 or facts.direction != EITHER):
                self._refuse((*path, "to"), Message("pattern-link-to-itself", role=ends[0]))
            yield from _link_copies(PatternLink(name, ends[0], ends[1], facts, absent), sizes)

    def _orders(
        self, items: Any, links: Sequence[PatternLink], bases: Mapping[str, str]
    ) -> Iterator[PatternOrder]:
        named = {link.name: [link] for link in links}
        for link in links:  # of a role for several things a link has a copy for each
            if link.base != link.name:
                named.setdefault(link.base, []).append(link)
        for number, table in self._items(items, ("order",)):
            path = ("order", number)
            self._keys(table, _ORDER, path)
            ends = [self._text(table, key, path) for key in ("first", "then")]
            for key, name in zip(("first", "then"), ends, strict=True):
                self._one_of(name, named, (*path, key))
                if named[name][0].absent:
                    self._refuse((*path, key), Message("pattern-order-of-absent", name=name))
            if ends[0] == ends[1]:
                self._refuse((*path, "then"), Message("pattern-order-of-one", name=ends[0]))
            within = self._length(table, "within", path)
            for first, then in product(named[ends[0]], named[ends[1]]):
                if _one_copy(first, then, bases):
                    yield PatternOrder(first.name, then.name, within)

    def _check_joined(self, pattern: RolePattern) -> None:
        """Refuse a pattern in parts that nothing joins: all of one would go with all of another."""
        joined = {pattern.role_names[0]}
        links = [link for link in pattern.links if not link.absent]
        for _ in pattern.roles:
            for link in links:
                if joined & {link.source, link.target}:
                    joined |= {link.source, link.target}
        if apart := [name for name in pattern.role_names if name not in joined]:
            what = Message("pattern-falls-apart", one=pattern.role_names[0], other=apart[0])
            self._refuse(("links",), what)

    # the words of one table

    def _kinds(self, table: _Table, key: str, among: Among, path: KeyPath) -> tuple[str, ...]:
        """Return the classes that are named, with all below each, as the ontology orders them."""
        found: dict[str, None] = {}
        for text in self._texts(table, key, path):
            kinds = [text] if self._is(text, among) else self._schema.resolve(text, among)
            if len(kinds) != 1:
                known = [k.name for k in self._schema.kinds() if self._is(k.name, among)]
                self._unknown(text, known, (*path, key))
            name = kinds[0] if isinstance(kinds[0], str) else kinds[0].name
            found |= dict.fromkeys(_below(self._schema)[name])
        return tuple(found)

    def _is(self, name: str, among: Among) -> bool:
        if not self._schema.has_kind(name):
            return False
        kind = self._schema.kind(name)
        return {"entity": kind.is_entity, "link": kind.is_link, "role": kind.is_role}[among]

    def _currency(self, table: _Table, path: KeyPath) -> str:
        code = self._text(table, "currency", path)
        if code and not re.fullmatch(r"[A-Z][A-Z0-9.:-]{1,63}", code):
            self._refuse((*path, "currency"), Message("pattern-currency", text=repr(code)))
        return code

    def _bounds(self, table: _Table, key: str, path: KeyPath, *, whole: bool = False) -> Bounds:
        if key not in table:
            return Bounds()
        said, path = table[key], (*path, key)
        if isinstance(said, int | str) and not isinstance(said, bool):
            number = self._number(said, path, whole=whole)
            return Bounds(number, number)
        self._keys(said, _BOUNDS, path)
        if not said:
            self._refuse(path, Message("pattern-bounds"))
        numbers = [
            self._number(said[end], (*path, end), whole=whole) if end in said else None
            for end in _BOUNDS
        ]
        least, most = numbers
        if least is not None and most is not None and least > most:
            self._refuse(path, Message("pattern-bounds-crossed", least=least, most=most))
        return Bounds(least, most)

    def _number(self, value: Any, path: KeyPath, *, whole: bool) -> Decimal:
        """Return a number; an amount with decimals is written as a text, so that it is exact."""
        if type(value) is int and value >= 0:
            return Decimal(value)
        if isinstance(value, str) and not whole and re.fullmatch(r"\d{1,20}(\.\d{1,18})?", value):
            try:
                return Decimal(value)
            except InvalidOperation:  # pragma: no cover - the form was held to
                pass
        self._refuse(path, Message("pattern-whole" if whole else "pattern-amount"))

    def _moment(self, table: _Table, key: str, path: KeyPath) -> datetime | None:
        if key not in table:
            return None
        said = table[key]
        if isinstance(said, str):
            try:
                said = datetime.fromisoformat(said)
            except ValueError:
                said = None
        if isinstance(said, date) and not isinstance(said, datetime):
            said = datetime.combine(said, time())
        if not isinstance(said, datetime) or said.tzinfo is not None:
            self._refuse((*path, key), Message("pattern-moment"))
        return said

    def _length(self, table: _Table, key: str, path: KeyPath) -> timedelta | None:
        text = self._text(table, key, path)
        if not text:
            return None
        try:
            return duration(text)
        except KgError as error:
            self._refuse((*path, key), error.what, error.hint)

    def _words(self, table: _Table, key: str, path: KeyPath) -> Message:
        said, path = table.get(key, ""), (*path, key)
        if isinstance(said, str):
            return Message("as-stored", **dict.fromkeys(LANGUAGES, said))
        self._keys(said, LANGUAGES, path)
        words = {lang: self._text(said, lang, path) for lang in LANGUAGES}
        if missing := [lang for lang in LANGUAGES if not words[lang]]:
            self._refuse(path, Message("pattern-lacks", key=missing[0]))
        return Message("as-stored", **words)

    def _text(self, table: _Table, key: str, path: KeyPath) -> str:
        text = table.get(key, "")
        if not isinstance(text, str) or len(text) > LIMITS.layout_text_chars or "\0" in text:
            self._refuse((*path, key), Message("pattern-text"))
        return text

    def _texts(self, table: _Table, key: str, path: KeyPath) -> tuple[str, ...]:
        said = table.get(key, [])
        texts = [said] if isinstance(said, str) else said
        if not isinstance(texts, list) or any(type(text) is not str for text in texts):
            self._refuse((*path, key), Message("pattern-texts"))
        return tuple(texts)

    def _flag(self, table: _Table, key: str, path: KeyPath) -> bool:
        said = table.get(key, False)
        if type(said) is not bool:
            self._refuse((*path, key), Message("pattern-flag"))
        return said

    def _items(self, items: Any, path: KeyPath) -> Iterator[tuple[int, _Table]]:
        if not isinstance(items, list):
            self._refuse(path, Message("pattern-wants-items", key=str(path[-1])))
        yield from enumerate(items)

    def _keys(self, table: Any, known: Sequence[str], path: KeyPath) -> None:
        if not isinstance(table, dict):
            self._refuse(path, Message("pattern-wants-tables", key=str(path[-1])))
        for key in table:
            if key not in known:
                self._unknown(key, known, (*path, key))

    def _one_of(self, text: str, known: Iterable[str], path: KeyPath) -> None:
        if text not in known:
            self._unknown(text, known, path)

    def _unknown(self, text: str, known: Iterable[str], path: KeyPath) -> NoReturn:
        words = list(known)
        near = get_close_matches(text, words, n=3, cutoff=0.4)
        hint = Message("nearest-names", names=near) if near else None
        hint = hint or Message("known-names", names=words[:40])
        self._refuse(path, Message("pattern-unknown", text=repr(text)), hint)

    def _refuse(self, path: KeyPath, what: Message, hint: Message | None = None) -> NoReturn:
        """Refuse with the line of the key, or of the nearest table around it."""
        lines = key_lines(self._written)
        line = next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), 0)
        where = f"{self._where} line {line}" if line else self._where
        key = ".".join(str(step) for step in path)
        said = Message("pattern-at-key", key=key, what=what) if key else what
        raise UsageError(said, where=where, hint=hint or Message("see-kg-docs-patterns"))


@lru_cache(maxsize=2)
def _below(schema: Schema) -> Mapping[str, tuple[str, ...]]:
    """Return each class with all that descend from it, in the order of the ontology's files."""
    below: dict[str, list[str]] = {}
    for kind in schema.kinds():
        for above in (kind.name, *kind.ancestors):
            below.setdefault(above, []).append(kind.name)
    return {name: tuple(dict.fromkeys(names)) for name, names in below.items()}


def _copies(bases: Mapping[str, PatternRole], sizes: Mapping[str, int]) -> Iterator[PatternRole]:
    """Yield each role as often as there are things of it."""
    for name, role in bases.items():
        for copy in _named(name, sizes):
            yield replace(role, name=copy)


def _named(name: str, sizes: Mapping[str, int]) -> list[str]:
    return [name] if sizes[name] == 1 else [f"{name}-{n}" for n in range(1, sizes[name] + 1)]


def _link_copies(link: PatternLink, sizes: Mapping[str, int]) -> Iterator[PatternLink]:
    """Yield a link for each pair of things that it joins."""
    sources, targets = _named(link.source, sizes), _named(link.target, sizes)
    for n, source in enumerate(sources):
        for m, target in enumerate(targets):
            if link.source == link.target and m <= n:
                continue
            lone = len(sources) == len(targets) == 1
            name = link.name if lone else f"{link.name}:{n + 1}-{m + 1}"
            yield replace(link, name=name, source=source, target=target, base=link.name)


def _one_copy(one: PatternLink, other: PatternLink, bases: Mapping[str, str]) -> bool:
    """Say whether two links mean the same thing by each role that both have an end in."""
    ends = {bases[end]: end for end in (one.source, one.target)}
    return all(ends.get(bases[end], end) == end for end in (other.source, other.target))
