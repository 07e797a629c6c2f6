"""Entities, links that do not flow, and aliases: from distinct combinations of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.model import RECORDED_AS
from kg.schema.meanings import ROLE_CLAIM
from kg.sources.layout import Layout, LayoutFact
from kg.sources.mapping import sql
from kg.sources.mapping.parties import Parties
from kg.sources.mapping.typed_facts import is_typed, proof_of, typed_joins
from kg.sources.mapping.typed_rows import TypedRows


@dataclass(slots=True)
class FactMap:
    """Compiles entities, links and aliases to queries; each ends in ``pos``, the first row."""

    frame: TypedRows
    parties: Parties
    clusters: list[frozenset[str]] = field(default_factory=list)

    def entities(self) -> list[str]:
        """Return the queries of all parties: id, kind, name, values, role, pos."""
        return [
            f"SELECT {self.parties.id(name)} AS id, {self.parties.kind(name)} AS kind, "
            f"{self.parties.name(name)} AS name, {self.parties.values(name)} AS values, "
            f"coalesce({self.parties.role(name) or 'NULL'}, '') AS role, min(p.pos) AS pos "
            f"FROM {self._few(self.parties.columns([name]))} GROUP BY ALL HAVING id IS NOT NULL"
            for name in self._usable(self.frame.layout.parties)
        ]

    def claims(self) -> list[str]:
        """Return the queries of the roles by which the layout calls parties, as :meth:`links` does.

        A claim has the proof of its row, as the first link of the party says it.
        """
        return [
            self._claim(name, role)
            for name in self._usable(self.frame.layout.parties)
            if (role := self.parties.role(name))
        ]

    def _claim(self, name: str, role: str) -> str:
        facts = [
            fact
            for fact in self.frame.layout.links
            if name in (*fact.source, *fact.target, fact.object) and self.frame.has(fact.proof)
        ]
        proof = proof_of(self.frame, facts[0]) if facts else "'single'"
        columns = self.parties.columns([name]) | {fact.proof for fact in facts[:1]}
        return (
            f"SELECT {sql.lit(ROLE_CLAIM)} AS kind, {self.parties.id(name)} AS source, "
            "source AS target, '' AS object, NULL AS start_us, NULL AS end_us, "
            "'unknown' AS precision, '' AS time_text, NULL AS amount, '' AS currency, "
            f"{proof} AS proof, {sql.json_object([('role', f'({role})')])} AS values, "
            f"min(p.pos) AS pos FROM {self._few(columns)} "
            f"WHERE ({role}) IS NOT NULL GROUP BY ALL HAVING source IS NOT NULL"
        )

    def alike(self) -> list[str]:
        """Return the queries of local identifiers: id, the text without the file, as written."""
        return [
            f"SELECT {self.parties.id(name)} AS id, {self.parties.alike(name)} AS alike, "
            f"min({self.parties.shown(name)}) AS shown "
            f"FROM {self._few(self.parties.columns([name]))} GROUP BY 1, 2 HAVING alike IS NOT NULL"
            for name in self._usable(self.frame.layout.parties)
            if self.parties.has_local_ids(name)
        ]

    def aliases(self) -> list[str]:
        """Return the queries of pairs of ids that one row calls one account."""
        return [
            f"SELECT {self.parties.id(a)} AS a, {self.parties.id(b)} AS b, min(p.pos) AS pos "
            f"FROM {self._few(self.parties.columns([a, b]))} GROUP BY ALL "
            "HAVING a IS NOT NULL AND b IS NOT NULL AND a <> b"
            for a, b in self.frame.layout.aliases
            if self.parties.usable(a) and self.parties.usable(b)
        ]

    def links(self) -> list[str]:
        """Return the queries of the links that do not flow, for which the file has both ends."""
        numbered = enumerate(self.frame.layout.links)
        return [self._link(fact, number) for number, fact in numbered if self._has_ends(fact)]

    def _has_ends(self, fact: LayoutFact) -> bool:
        spoken = is_typed(self.parties, fact)
        return spoken or bool(self._usable(fact.source) and self._usable(fact.target))

    def _usable(self, names: Iterable[str]) -> list[str]:
        party = self.frame.layout.parties
        return [n for n in names if not party[n].spoken and self.parties.usable(n)]

    def _few(self, columns: set[str]) -> str:
        """Return the FROM clause of the distinct combinations of some columns."""
        cluster = next(
            (cluster for cluster in self._clusters() if columns <= cluster), frozenset(columns)
        )
        name = f"few_{self._clusters().index(cluster)}" if cluster in self.clusters else ""
        return self.frame.rows(columns, name)

    def _clusters(self) -> list[frozenset[str]]:
        """Make, once, one small table for each set of columns that parties and links share."""
        if not self.clusters:
            self.clusters = clusters(self.frame.layout, self.parties)
            for number, columns in enumerate(self.clusters):
                texts = [sql.name(c) for c in sorted(columns)]
                texts += [sql.name(c + ".v") for c in sorted(columns) if self.frame.is_quick(c)]
                self.frame.con.execute(
                    f"CREATE TABLE few_{number} AS SELECT {', '.join(texts)}, min(pos) AS pos "
                    f"FROM {self.frame.good()} GROUP BY {', '.join(texts)}"
                )
        return self.clusters

    def _link(self, fact: LayoutFact, number: int) -> str:
        frame, parties = self.frame, self.parties
        columns = self._columns(fact)
        if is_typed(parties, fact):
            kind, source, target = "said.kind", "said.source", "said.target"
            rows = f"{frame.rows(columns)} {typed_joins(number)}"
            role = [("role", "nullif(said.role, '')"), *self._own_words(fact)]
            if fact.says:  # it is the role of whom the statement is about, never the speaker's
                role = [("statedRole", "nullif(said.role, '')"), ("statedRelation", "said.stated")]
        else:
            kind, rows, role = self._kind(fact), self._few(columns), []
            source, target = parties.first_id(fact.source), parties.first_id(fact.target)
        values = [(p, self._said(c)) for p, c in fact.values.items() if frame.has(c)]
        several = [p for p, c in fact.values.items() if frame.layout.columns[c].several]
        third, holds = self._third(fact), parties.all_hold(fact.where) or "true"
        amount, start = frame.value(fact.amount), frame.value(fact.start)
        currency = f"coalesce({frame.value(fact.currency)}, {sql.lit(fact.default_currency)})"
        return (
            f"SELECT {kind} AS kind, {source} AS source, {target} AS target, {third} AS object, "
            f"({start})::BIGINT AS start_us, ({frame.value(fact.end)})::BIGINT AS end_us, "
            f"CASE WHEN ({start}) IS NULL THEN 'unknown' "
            f"ELSE {frame.precision(fact.start, fact.precision)} END AS precision, "
            f"concat_ws(' – ', {frame.text(fact.start)}, {frame.text(fact.end)}) AS time_text, "
            f"({amount})::DECIMAL(38,18) AS amount, "
            f"CASE WHEN ({amount}) IS NULL THEN '' ELSE {currency} END AS currency, "
            f"{proof_of(frame, fact)} AS proof, "
            f"{sql.json_object([*values, *role], several)} AS values, p.pos AS pos "
            f"FROM {rows} WHERE {source} IS NOT NULL AND {target} IS NOT NULL AND {holds}"
            f"{f' AND ({kind}) IS NOT NULL' if fact.kind_from else ''}"
        )

    def _kind(self, fact: LayoutFact) -> str:
        """Return SQL for the kind of a link: the layout's own, or the one that a cell names."""
        if not self.frame.has(fact.kind_from):
            return "NULL" if fact.kind_from else sql.lit(fact.kind)
        text = self.frame.text(fact.kind_from)
        kinds = [kind.name for kind in self.parties.schema.link_kinds() if not kind.flows]
        return f"CASE WHEN {sql.any_of(text, kinds)} THEN {text} END"

    def _said(self, column: str) -> str:
        """Return SQL for a value of a link: what a choice stands for, any other text as written."""
        is_choice = self.frame.layout.columns[column].type == "choice"
        return self.frame.value(column) if is_choice else self.frame.text(column)

    def _own_words(self, fact: LayoutFact) -> list[tuple[str, str]]:
        """Return the typed word as a value where its kind only says that there is a relation.

        Spouse and colleague are two relations, though the ontology has one class for both.
        """
        kinds = [k for k in self.parties.schema.link_kinds() if RECORDED_AS in k.label_properties]
        if not (fact.spoken and kinds) or RECORDED_AS in fact.values:
            return []
        word = self.frame.text(fact.spoken)
        general = [sql.lit(label) for kind in kinds for label in kind.labels.values()]
        named = sql.any_of("said.kind", [kind.name for kind in kinds])
        is_own = f"{named} AND {word} NOT IN ({', '.join(general)})"
        return [(RECORDED_AS, f"CASE WHEN {is_own} THEN {word} END")]

    def _third(self, fact: LayoutFact) -> str:
        """Return SQL for the id of the third party; a spoken one was settled with the ends."""
        parties = self.parties
        if fact.object and parties.party(fact.object).spoken:
            return "said.object"
        known = fact.object and parties.usable(fact.object)
        return f"coalesce({parties.id(fact.object)}, '')" if known else "''"

    def _columns(self, fact: LayoutFact) -> set[str]:
        return fact_columns(fact, self.parties, self.frame.present)


def fact_columns(fact: LayoutFact, parties: Parties, present: Sequence[str]) -> set[str]:
    """Return the columns of the file that a link needs."""
    names = [*fact.source, *fact.target, *filter(None, [fact.object])]
    usual = {n for n in names if not parties.party(n).spoken}
    single = (fact.start, fact.end, fact.precision, fact.amount, fact.currency, fact.proof)
    ids = {column for name in usual for column in parties.columns([name])}
    decided = [condition.column for condition in fact.where]
    return ids | {
        c for c in (*single, fact.kind_from, *fact.values.values(), *decided) if c in present
    }


def clusters(layout: Layout, parties: Parties) -> list[frozenset[str]]:
    """Return the sets of columns that belong together because some party or link needs both."""
    present = parties.frame.present
    needs = [parties.columns([n]) for n, p in layout.parties.items() if not p.spoken]
    needs += [parties.columns(pair) for pair in layout.aliases]
    plain = [fact for fact in layout.links if not is_typed(parties, fact)]
    needs += [fact_columns(fact, parties, present) for fact in plain]
    merged: list[set[str]] = []
    for need in filter(None, needs):
        touching = [cluster for cluster in merged if cluster & need]
        merged = [cluster for cluster in merged if not cluster & need] + [
            set().union(need, *touching)
        ]
    return sorted((frozenset(cluster) for cluster in merged), key=sorted)
