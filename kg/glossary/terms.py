"""All terms of the glossary: found by word, by broader and narrower, along the chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property

from kg.errors import Ambiguous, NotFound
from kg.glossary.entry import Entry
from kg.glossary.word_search import TermFinder, TermHit, plain
from kg.messages import Message
from kg.schema.mappings import TermMapping


class Glossary:
    """Every term of the ontology; what is not in it is refused by name."""

    def __init__(self, entries: Iterable[Entry], mappings: Iterable[TermMapping] = ()) -> None:
        self._entries = {entry.name: entry for entry in entries}
        self._mappings = tuple(mappings)

    @cached_property
    def _finder(self) -> TermFinder:
        return TermFinder(self._entries.values())

    def terms(self, sort: str = "") -> tuple[Entry, ...]:
        """Return the terms, all or of one sort, in the order of the modules."""
        return tuple(t for t in self._entries.values() if sort in ("", t.sort))

    def term(self, name: str) -> Entry:
        """Return the term of that name."""
        if name not in self._entries:
            near = get_close_matches(name, list(self._entries), n=3)
            raise NotFound(
                Message("ontology-has-no-term", name=repr(name)),
                hint=Message("nearest-names", names=near) if near else None,
            )
        return self._entries[name]

    def has(self, name: str) -> bool:
        """Say whether there is a term of that name."""
        return name in self._entries

    def find(self, typed: str) -> list[TermHit]:
        """Return the terms that a word may mean, best first; none for nonsense."""
        return self._finder.find(typed)

    def one(self, typed: str) -> Entry:
        """Return the term that a word means; the best when it is a name or label, else the only.

        None raises NotFound; several raise Ambiguous and list them.
        """
        hits = self.find(typed)
        if not hits:
            raise NotFound(
                Message("ontology-has-no-word", typed=repr(typed)),
                hint=Message("try-kg-ontology-tree"),
            )
        if len(hits) == 1 or _is_name(hits[0], typed):
            return hits[0].term
        lines = [f"{hit.term.name}  {hit.term.label('zh')}  {hit.term.label('en')}" for hit in hits]
        raise Ambiguous(
            Message("fits-terms", typed=repr(typed), count=len(hits)),
            tuple(lines),
            hint=Message("use-its-name"),
        )

    @cached_property
    def _naming(self) -> dict[tuple[str, str], tuple[Entry, ...]]:
        """Who names a term, by predicate; by none: as its parent."""
        terms_by_pair: dict[tuple[str, str], dict[str, Entry]] = {}
        for term in self._entries.values():
            named = [(key, name) for key, names in term.said.plain.items() for name in names]
            for pair in (*named, *(("", parent) for parent in term.parents)):
                terms_by_pair.setdefault(pair, {})[term.name] = term
        return {pair: tuple(terms.values()) for pair, terms in terms_by_pair.items()}

    def modules(self) -> tuple[str, ...]:
        """Return the names of the modules."""
        return tuple(dict.fromkeys(term.module for term in self._entries.values()))

    def children(self, name: str) -> tuple[Entry, ...]:
        """Return the narrower classes of a class, and the values of a closed list."""
        return self._naming.get(("", name), ())

    def ancestors(self, name: str) -> tuple[Entry, ...]:
        """Return the broader classes, nearest first."""
        names = [name]
        for ancestor in names:
            parents = self._entries[ancestor].parents if ancestor in self._entries else ()
            names.extend(parent for parent in parents if parent not in names)
        return tuple(self._entries[ancestor] for ancestor in names[1:] if ancestor in self._entries)

    def is_a(self, name: str, ancestor: str) -> bool:
        """Say whether a term is another one or descends from it."""
        return name == ancestor or any(entry.name == ancestor for entry in self.ancestors(name))

    def downstream(self, name: str) -> tuple[Entry, ...]:
        """Return the terms that a term hands data, cards, people, tools or money on to."""
        return self._named(self.term(name).pointed_at("feeds"))

    def upstream(self, name: str) -> tuple[Entry, ...]:
        """Return the terms that feed a term."""
        return self.pointing("feeds", name)

    def pointing(self, predicate: str, name: str) -> tuple[Entry, ...]:
        """Return the terms that name this one by a predicate."""
        return self._naming.get((predicate, name), ())

    def offences(self, name: str) -> tuple[Entry, ...]:
        """Return the offences that a term, or what it commits, may be looked at under.

        Where nothing is said of these, those of the template steps that it stands in.
        """
        acts = (name, *self.term(name).pointed_at("commits"))
        names = [offence for act in acts for offence in self.term(act).pointed_at("punishedUnder")]
        names += self.term(name).pointed_at("mayConcern")
        steps = () if names else self.steps(name)
        names += [offence for step in steps for offence in step.pointed_at("mayConcern")]
        return self._named(dict.fromkeys(names))

    def links_of(self, name: str) -> tuple[tuple[Entry, bool], ...]:
        """Return the classes of links that may start (true) or end at a kind, narrow ends first."""
        kin = [name, *(ancestor.name for ancestor in self.ancestors(name))]
        links = [
            (kin.index(end), link, starts)
            for link in self._entries.values()
            for end, starts in self._ends(link)
            if end in kin
        ]
        links.sort(key=lambda pair: pair[0])
        return tuple((link, starts) for _, link, starts in links)

    def _ends(self, link: Entry) -> Iterator[tuple[str, bool]]:
        for shortcut in self._named(link.pointed_at("shortcutProperty")):
            yield from ((end, True) for end in shortcut.pointed_at("domain"))
            yield from ((end, False) for end in shortcut.pointed_at("range"))

    def steps(self, name: str) -> tuple[Entry, ...]:
        """Return the template steps in which a term acts, is the act, or which a template has."""
        steps_by_name = {
            step.name: step
            for predicate in ("stepActor", "stepAct", "ofTemplate")
            for step in self.pointing(predicate, name)
        }
        return tuple(steps_by_name.values())

    def mapped(self, name: str) -> tuple[TermMapping, ...]:
        """Return what other models call a term."""
        return tuple(mapping for mapping in self._mappings if mapping.subject == name)

    def mappings(self) -> tuple[TermMapping, ...]:
        """Return every mapping, file by file."""
        return self._mappings

    def _named(self, names: Iterable[str]) -> tuple[Entry, ...]:
        return tuple(self.term(name) for name in names)


def _is_name(hit: TermHit, typed: str) -> bool:
    names = (hit.term.name, hit.term.seed_id, *hit.term.said.words("label"))
    return plain(typed) in map(plain, names)
