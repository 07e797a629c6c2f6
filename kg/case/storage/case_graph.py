"""The graph as a case reads and writes it: what connects is the graph's, the rest stays in rows.

Of what flows the graph gets what connects it, what proves it, and what questions, rules and shapes
look at; what else its row says is added when it is read.

Whatever the graph holds was made of rows, and the ledger's index has the same facts in columns: of
a thousand links it gives them in a quarter of the time. What is held, and which link is at which
thing, the graph alone says. The index is asked only where it is surely the one that the graph was
written from: an action that was killed half way has changed one and not yet the other, and until
it is finished or taken back everything is read from the graph itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kg.case.storage.folder import CaseFolder
from kg.graph import GraphCount, Misderived, Retold, Store
from kg.graph.oxigraph_engine import Checkpoints
from kg.model import Concluded, Entity, Evidence, Judgement, Link, Source, Values
from kg.rdf import Fact, tidy_entity, tidy_link
from kg.schema.meanings import INFERRED_LEG, TRACED_FLOW
from kg.shapes import form_of

if TYPE_CHECKING:
    from kg.ledger import Index
    from kg.schema import Schema

FEW = 50
"""So few facts are read from the graph sooner than from columns."""
IN_ROWS_ALONE = frozenset((
    "timeText", "counterName", "branchName", "terminalNumber", "place", "merchantName",
    "merchantNumber",
))  # fmt: skip
"""What a payment or a call says in its row and not in the graph: nothing there connects by it."""
IN_ROWS_IF_WELL_FORMED = ("ip", "mac")
"""Likewise, but what is not written as it should be stands in the graph too: shapes look for it."""
COMPUTED = (TRACED_FLOW, INFERRED_LEG)
"""Flows that no row says."""
Known = TypeVar("Known", Entity, Link)


class CaseGraph:
    """The graph of a case, beside the rows that it was made of.

    Args:
        store: The graph.
        folder: The case.
        index: Gives the index of the sources that the graph says are in, as it is judged now.
        schema: The ontology.
        opened: The state of the graph that ``store`` reads, as :func:`state_of` names it, or an
            empty text where that is not sure; nothing where it writes, and so has the newest.
    """

    def __init__(
        self,
        store: Store,
        folder: CaseFolder,
        index: Callable[[], Index],
        schema: Schema,
        opened: str | None = None,
    ) -> None:
        self._store = store
        self._folder = folder
        self._index = index
        self._schema = schema
        self._opened = opened
        self._kept: Index | None = None

    def apply(
        self,
        put: Iterable[Fact] = (),
        gone: Iterable[str] = (),
        markers: Iterable[Source] = (),
        unmark: Iterable[str] = (),
        *,
        retold: Iterable[Retold] = (),
        afresh: bool = False,
        whole: bool = False,
    ) -> None:
        """Put and remove facts and markers in one atomic write.

        Of what flows the graph does not get what stands in its row alone.
        """
        less = map(self._less, put)
        retold_facts = (self._retold(*pair) for pair in retold)
        self._store.apply(
            less, gone, markers, unmark, retold=retold_facts, afresh=afresh, whole=whole
        )

    def _less(self, fact: Fact) -> Fact:
        return fact if isinstance(fact, Judgement) else self._lean(fact)

    def _retold(self, was: Entity | Link, now: Entity | Link) -> Retold:
        """Return a fact as the graph held and is to hold it.

        A graph of an older version holds the whole row: what another row says now goes from it.
        """
        before, after = self._lean(was), self._lean(now)
        if was.values != now.values and before.values == after.values:
            return was, after
        return before, after

    def _lean(self, fact: Entity | Link) -> Entity | Link:
        """Return a fact as the graph holds it."""
        if isinstance(fact, Entity) or not self._is_in_rows(fact.kind):
            return fact
        kept = {
            name: texts
            for name, texts in fact.values.items()
            if name not in IN_ROWS_ALONE
            and not (name in IN_ROWS_IF_WELL_FORMED and _well_formed(name, fact.kind, texts))
        }
        return fact if len(kept) == len(fact.values) else replace(fact, values=kept)

    def _is_in_rows(self, kind: str) -> bool:
        """Say whether links of a kind flow and stand in the rows of files."""
        known = self._schema.has_kind(kind) and self._schema.kind(kind)
        return bool(known and known.flows and kind not in COMPUTED)

    def _whole(self, links: list[Link]) -> list[Link]:
        """Return links with what of them stands in their rows alone.

        A row never changes: whatever is under way, what the index of the sources that are in has
        of it is what the row says.
        """
        lean = [link.id for link in links if self._is_in_rows(link.kind)]
        if not lean:
            return links
        index = self._same_index() or self._index()
        rows = {link.id: link.values for link in index.links(lean)}
        return [_with_row(link, rows.get(link.id, {})) for link in links]

    def markers(self) -> list[Source]:
        """Return the sources that are in, in the order they were loaded."""
        return self._store.markers()

    def judgements(self) -> list[Judgement]:
        """Return every judgement."""
        return self._store.judgements()

    def ids(self) -> list[str]:
        """Return the id of every entity and link."""
        return self._store.ids()

    def held(self, ids: Iterable[str]) -> list[str]:
        """Return those of the ids that an entity or a link of the graph has."""
        return self._store.held(ids)

    def entities(self, ids: Iterable[str]) -> list[Entity]:
        """Return the entities that have these ids; unknown ids are left out."""
        required = set(ids)
        index = self._same_index() if len(required) > FEW else None
        if index is None:
            return self._store.entities(required)
        stored = self._store.held(required)
        return _together(stored, map(tidy_entity, index.entities(stored)), self._store.entities)

    def links(self, ids: Iterable[str]) -> list[Link]:
        """Return the links that have these ids; unknown ids are left out."""
        required = set(ids)
        index = self._same_index() if len(required) > FEW else None
        if index is None:
            return self._whole(self._store.links(required))
        stored = self._store.held(required)
        return _together(stored, map(tidy_link, index.links(stored)), self._store.links)

    def facts(self) -> tuple[list[Entity], list[Link]]:
        """Return every entity and every link, each list sorted by id.

        The graph is asked once which it holds: what is none of rows it tells itself.
        """
        index = self._same_index()
        if index is None:
            entities, links = self._store.facts()
            return entities, self._whole(links)
        stored = self._store.ids()
        things = {one.id: one for one in map(tidy_entity, index.entities(stored))}
        facts = {one.id: one for one in map(tidy_link, index.links(stored))}
        rest = [key for key in stored if key not in things and key not in facts]
        things |= {entity.id: entity for entity in self._store.entities(rest)}
        facts |= {link.id: link for link in self._store.links(rest)}
        return [things[key] for key in sorted(things)], [facts[key] for key in sorted(facts)]

    def links_of(
        self, ids: Iterable[str], kinds: Collection[str] | None = None, limit: int | None = None
    ) -> list[Link]:
        """Return the links that have one of the ids as source, target or object."""
        near = self._store.link_ids_at(ids, kinds, limit)
        return self.links(sorted({key for keys in near.values() for key in keys})[:limit])

    def link_ids_at(
        self, ids: Iterable[str], kinds: Collection[str] | None = None, limit: int | None = None
    ) -> dict[str, list[str]]:
        """Return for each of the ids the links at it, by id, the first ``limit`` of each."""
        return self._store.link_ids_at(ids, kinds, limit)

    def neighbours(self, ids: Iterable[str], kinds: Collection[str] | None = None) -> list[str]:
        """Return the ids at the other ends of these ids' links, not these ids."""
        return self._store.neighbours(ids, kinds)

    def evidence(self, key: str) -> tuple[Evidence, ...]:
        """Return what proves one entity or link."""
        return self._store.evidence(key)

    def count(self) -> GraphCount:
        """Return how much the graph holds, by class."""
        return self._store.count()

    def derived(self) -> Mapping[str, int]:
        """Return how much the derived graph holds, by property of an edge and by kind."""
        return self._store.derived()

    def misderived(self) -> list[Misderived]:
        """Return where the derived graph is not what follows from the facts: nowhere, if whole."""
        return self._store.misderived()

    def conclusions(self, thing: str, other: str = "", limit: int = 20) -> list[Concluded]:
        """Return what rules conclude of a thing, or of the two, each with so many of its links."""
        return self._store.conclusions(thing, other, limit)

    def dump(self) -> Iterator[bytes]:
        """Yield the whole graph as sorted N-Quads lines."""
        return self._store.dump()

    def ontology_version(self) -> str:
        """Return of which version of the ontology its classes are; nothing in an older one."""
        return self._store.ontology_version()

    def checkpoint(self) -> Path | None:
        """Return the newest whole state that others can read, if the store keeps such."""
        return self._store.checkpoint()

    def undo(self) -> bool:
        """Return to the state before the last write; false if none is kept."""
        return self._store.undo()

    def close(self) -> None:
        """Let go of files and locks."""
        self._store.close()

    def _same_index(self) -> Index | None:
        """Return the index that the graph was written from, or nothing where that is not sure.

        No action may be under way before the decisions are read nor after, and the newest state
        must be the one that is open, both times: then they are the decisions of that state.
        """
        if self._kept is not None:
            return self._kept
        if not self._is_settled():
            return None
        index = self._index()
        if not self._is_settled():
            return None
        if self._opened is not None:  # what a reader has open never changes
            self._kept = index
        return index

    def _is_settled(self) -> bool:
        if self._folder.under_way.exists():
            return False
        if self._opened is None:
            return True
        return bool(self._opened) and self._opened == state_of(self._folder)


def _well_formed(name: str, kind: str, texts: Iterable[str]) -> bool:
    forms = form_of(name, kind)
    return all(form.search(text) for form in forms for text in texts)


def _with_row(link: Link, row: Values) -> Link:
    """Return a link with what its row says that the graph does not."""
    more = {
        name: texts
        for name, texts in row.items()
        if (name in IN_ROWS_ALONE or name in IN_ROWS_IF_WELL_FORMED) and name not in link.values
    }
    return tidy_link(replace(link, values={**link.values, **more})) if more else link


def state_of(folder: CaseFolder) -> str:
    """Return what tells the newest state of a case's graph from all others, or an empty text.

    Numbers are used again after an undo, so a state is known by its folder too.
    """
    newest = Checkpoints(folder.graph).newest()
    try:
        seen = newest.stat() if newest else None
    except FileNotFoundError:  # an undo takes it away just now
        return ""
    return f"{newest} {seen.st_ino} {seen.st_ctime_ns}" if seen else ""


def _together(
    ids: Collection[str],
    tidied: Iterable[Known],
    rest: Callable[[Iterable[str]], list[Known]],
) -> list[Known]:
    """Return what was found and the rest of what is held, by id."""
    known = {known.id: known for known in tidied}
    known |= {fact.id: fact for fact in rest([key for key in ids if key not in known])}
    return [known[key] for key in sorted(known)]
