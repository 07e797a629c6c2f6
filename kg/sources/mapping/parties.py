"""Parties of a row as SQL: their ids, kinds and values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.schema import Kind, Schema
from kg.sources.layout import KindWhen, LayoutParty, Where
from kg.sources.mapping import sql
from kg.sources.mapping.typed_rows import TypedRows

SOURCE = "@source"
"""The part of an id by which it holds in its own file only, or in the files of its scope."""
_AS_WRITTEN = ("time", "amount")
_CERTIFICATES = ("residentId", "uscc", "certificateNumber")


@dataclass(frozen=True, slots=True)
class Parties:
    """Builds the SQL of a layout's parties over one frame."""

    frame: TypedRows
    schema: Schema
    sha256: str
    scope: str = ""
    """What the files are called that share the identifiers of this one; blank: it shares none."""

    def party(self, name: str) -> LayoutParty:
        """Return a party of the layout."""
        return self.frame.layout.parties[name]

    def usable(self, name: str) -> bool:
        """Say whether the file has the columns of at least one id of the party."""
        party = self.party(name)
        return bool(self._ids(party)) and all(
            self.frame.has(condition.column) for condition in party.where
        )

    def columns(self, names: Sequence[str]) -> set[str]:
        """Return the columns that ids, kinds and values of some parties need."""
        columns: set[str] = set()
        for name in names:
            party = self.party(name)
            columns |= set(self.id_columns(name))
            columns |= {when.column for when in party.kind_when} | {party.kind_from}
            columns |= {column.removesuffix(".form") for column in party.values.values()}
            columns |= {party.name} if party.name else set()
        return {column for column in columns if self.frame.has(column)}

    def id_columns(self, name: str) -> Iterator[str]:
        """Yield the columns that a party's id is made of."""
        for parts in self._ids(self.party(name)):
            for part in parts:
                if part.startswith("$"):
                    yield part[1:].removesuffix(".form")
                elif part.startswith("&"):
                    yield from self.id_columns(part[1:])
        yield from (condition.column for condition in self.party(name).where)
        yield from (when.column for when in self._deciding(self.party(name)))
        if kind_from := self.party(name).kind_from:
            yield kind_from

    def _deciding(self, party: LayoutParty) -> Iterator[KindWhen]:
        """Yield the kinds that a party may have instead whose ids are other ids."""
        usual = self.schema.kind(party.kind).key_kind
        for when in party.kind_when:
            if self.schema.kind(when.kind).key_kind != usual:
                yield when

    def _ids(self, party: LayoutParty) -> list[tuple[str, ...]]:
        return [parts for parts in party.id if all(map(self._there, parts))]

    def _there(self, part: str) -> bool:
        if part.startswith("&"):
            return self.usable(part[1:])
        return not part.startswith("$") or self.frame.has(part[1:].removesuffix(".form"))

    def key(self, name: str) -> str:
        """Return SQL for the delimited text of a party's id parts: NULL where nobody is named."""
        party = self.party(name)
        options = [self._key(parts) for parts in self._ids(party)]
        key = f"coalesce({', '.join(options)})" if options else "NULL"
        holds = self.all_hold(party.where)
        return f"CASE WHEN {holds} THEN {key} END" if holds else key

    def all_hold(self, conditions: Sequence[Where]) -> str:
        """Return SQL for that every condition holds of a row; nothing where there is none."""
        return " AND ".join(map(self._holds, conditions))

    def _holds(self, where: Where) -> str:
        is_choice = self.frame.layout.columns[where.column].type == "choice"
        # of a choice the words are what its cells stand for, however they are written
        text = self.frame.value(where.column) if is_choice else self.frame.text(where.column)
        if where.words:
            return sql.any_of(text, where.words)
        if where.unless:
            return f"NOT {sql.any_of(text, where.unless)}"
        return sql.fits(text, where.like)

    def form(self, names: Sequence[str]) -> str:
        """Return SQL for the sort of key by which the first party named in a row is known.

        Two accounts of one sort and different keys are two; ``@source`` is known to this file only,
        and the empty text is nobody.
        """
        branches = []
        for name in filter(self.usable, names):
            party = self.party(name)
            holds = [self._holds(condition) for condition in party.where]
            for parts in self._ids(party):
                named = f"{self._key(parts)} IS NOT NULL"
                branches.append((" AND ".join([*holds, named]), self._form(parts)))
        return sql.case(branches, "''")

    def _form(self, parts: tuple[str, ...]) -> str:
        if parts[0] == SOURCE:
            return sql.lit(SOURCE)
        whole, starred = sql.lit(".".join(parts)), self._is_masked(parts)
        return f"CASE WHEN {starred} THEN {sql.lit(SOURCE)} ELSE {whole} END" if starred else whole

    def _key(self, parts: tuple[str, ...]) -> str:
        whole = sql.delimited([self._part(part, parts) for part in parts])
        if not (starred := self._is_masked(parts)):
            return whole
        local = (SOURCE, *parts[1:])
        text = sql.delimited([self._part(part, local) for part in local])
        return f"CASE WHEN {starred} THEN {text} ELSE {whole} END"

    def _is_masked(self, parts: tuple[str, ...]) -> str:
        """Return the condition that a number known everywhere is masked; nothing: it never is."""
        masked = [part for part in parts if self._may_be_masked(part)]
        if not masked or parts[0] != "":
            return ""
        return " OR ".join(f"contains({self._part(part, parts)}, '*')" for part in masked)

    def has_local_ids(self, name: str) -> bool:
        """Say whether some id of a party holds in its own file (or scope) only."""
        return any(
            _names_a_column(parts) and self._local(parts) for parts in self._ids(self.party(name))
        )

    def _local(self, parts: tuple[str, ...]) -> str:
        """Return the condition under which an id is local, or nothing where it never is."""
        return "true" if SOURCE in parts else self._is_masked(parts)

    def alike(self, name: str) -> str:
        """Return SQL for a local identifier without its file: what looks the same in another one.

        NULL where the row names nobody, or by an id that holds everywhere.
        """
        branches = []
        for parts in self._ids(self.party(name)):
            rest = [part for part in parts if part not in (SOURCE, "")]
            text = sql.delimited([self._part(part, parts) for part in rest])
            local = self._local(parts) if _names_a_column(parts) else ""
            branch = f"CASE WHEN {local} THEN {text} END" if local else "NULL"
            branches.append((f"({self._key(parts)}) IS NOT NULL", branch))
        alike = sql.case(branches)
        holds = self.all_hold(self.party(name).where)
        return f"CASE WHEN {holds} THEN {alike} END" if holds else alike

    def shown(self, name: str) -> str:
        """Return SQL for a local identifier as it is written in the row."""
        for parts in self._ids(self.party(name)):
            if _names_a_column(parts) and self._local(parts):
                columns = [part for part in parts if part.startswith("$")]
                return (
                    f"concat_ws(' ', {', '.join(self._part(column, parts) for column in columns)})"
                )
        return "''"

    def _may_be_masked(self, part: str) -> bool:
        """Say whether a number may be masked: anybody's, so one party in its own file only."""
        columns = self.frame.layout.columns
        return part.startswith("$") and part[1:] in columns and columns[part[1:]].type == "account"

    def _part(self, part: str, parts: tuple[str, ...]) -> str:
        if part == SOURCE:
            # an id without a column is the file's own (whose a bill is): no scope can share it
            shared = self.scope and _names_a_column(parts)
            return sql.lit(f"scope:{self.scope}" if shared else self.sha256)
        if part.startswith("&"):
            return self.id(part[1:])
        if part.startswith("$") and part.endswith(".form"):
            return self.frame.form(part[1:-5])
        return f"({self.frame.value(part[1:])})::VARCHAR" if part.startswith("$") else sql.lit(part)

    def id(self, name: str) -> str:
        """Return SQL for a party's id: NULL where the row names nobody."""
        return self._hashed(name, self.key(name))

    def _hashed(self, name: str, key: str) -> str:
        if self._names_kinds(name):
            begins = sql.case(list(self._key_kinds_named(name)), sql.id_begin(self._key_kind(name)))
            return f"CASE WHEN ({key}) IS NOT NULL THEN {begins} || {sql.digest(key)} END"
        whens = [
            (condition, sql.hashed_id(self.schema.kind(kind).key_kind, key))
            for condition, kind in self._kinds(name)
            if self.schema.kind(kind).key_kind != self._key_kind(name)
        ]
        usual = sql.hashed_id(self._key_kind(name), key)
        return f"({sql.case([(f'({key}) IS NULL', 'NULL'), *whens], usual)})"

    def _names_kinds(self, name: str) -> bool:
        """Say whether a column of the file tells the kind of a party by the ontology's name."""
        return self.frame.has(self.party(name).kind_from)

    def _key_kinds_named(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield how an id begins for the kinds whose ids begin in another way than is usual."""
        kinds: dict[str, list[str]] = {}
        for kind in self._entity_kinds():
            kinds.setdefault(kind.key_kind, []).append(kind.name)
        text = self.frame.text(self.party(name).kind_from)
        for key_kind, names in kinds.items():
            if key_kind != self._key_kind(name):
                yield sql.any_of(text, names), sql.id_begin(key_kind)

    def _entity_kinds(self) -> list[Kind]:
        """Return the kinds that a column may name; general ones too, as an actor of any sort."""
        return [kind for kind in self.schema.kinds() if kind.is_entity]

    def _key_kind(self, name: str) -> str:
        return self.schema.kind(self.party(name).kind).key_kind

    def first_id(self, names: Sequence[str]) -> str:
        """Return SQL for the id of the first party that the row names."""
        ids = [self.id(name) for name in names if self.usable(name)]
        return f"coalesce({', '.join(ids)})" if ids else "NULL"

    def kind(self, name: str) -> str:
        """Return SQL for a party's kind; where the layout names a role, of who has such roles."""
        branches = [(test, sql.lit(self._holder(kind) or kind)) for test, kind in self._kinds(name)]
        usual = self.party(name).kind
        if self._names_kinds(name):
            text = self.frame.text(self.party(name).kind_from)
            known = sql.any_of(text, [kind.name for kind in self._entity_kinds()])
            branches.append((known, text))
        return sql.case(branches, sql.lit(self._holder(usual) or usual))

    def role(self, name: str) -> str:
        """Return SQL for the role by whose name the layout calls a party; blank: it names kinds."""
        kinds = [*self._kinds(name), ("", self.party(name).kind)]
        roles = [(test, sql.lit(kind) if self._holder(kind) else "NULL") for test, kind in kinds]
        if all(role == "NULL" for _, role in roles):
            return ""
        return sql.case(roles[:-1], roles[-1][1])

    def _holder(self, kind: str) -> str:
        """Return the kind of thing that has a role, or nothing for what is no role."""
        return self.schema.kind(kind).held_by

    def _kinds(self, name: str) -> Iterator[tuple[str, str]]:
        for when in self.party(name).kind_when:
            if not self.frame.has(when.column):
                continue
            if when.form:
                yield f"{self.frame.form(when.column)} = {sql.lit(when.form)}", when.kind
            else:
                text = self.frame.text(when.column)
                yield sql.fits(text, when.like), when.kind

    def name(self, name: str) -> str:
        """Return SQL for the name that a person sees; the first value where none is given."""
        party = self.party(name)
        column = party.name or next(iter(party.values.values()), "")
        return f"coalesce(({self.frame.value(column)})::VARCHAR, '')" if column else "''"

    def values(self, name: str) -> str:
        """Return SQL for the JSON of a party's values."""
        party = self.party(name)
        pairs = [("bankName", sql.lit(party.kept_by))] if party.kept_by else []
        for prop, column in party.values.items():
            if self.frame.has(column.removesuffix(".form")):
                pairs += self._value(prop, column)
        return sql.json_object(pairs, self._several(party))

    def _several(self, party: LayoutParty) -> frozenset[str]:
        """Return the properties whose column may hold several values in a cell."""
        columns = self.frame.layout.columns
        return frozenset(
            prop for prop, name in party.values.items() if name in columns and columns[name].several
        )

    def _value(self, prop: str, column: str) -> list[tuple[str, str]]:
        if column.endswith(".form"):
            return [(prop, f"nullif({self.frame.form(column.removesuffix('.form'))}, '')")]
        text, value = self.frame.text(column), f"({self.frame.value(column)})::VARCHAR"
        as_written = self.frame.layout.columns[column].type in _AS_WRITTEN
        value = text if as_written else f"coalesce({value}, {text})"
        if prop != "?certificate":
            return [(prop, value)]
        form = f"coalesce(nullif({self.frame.form(column)}, ''), 'certificateNumber')"
        return [
            (certificate, f"CASE WHEN {form} = {sql.lit(certificate)} THEN {value} END")
            for certificate in _CERTIFICATES
        ]


def _names_a_column(parts: tuple[str, ...]) -> bool:
    return any(part.startswith(("$", "&")) for part in parts)
