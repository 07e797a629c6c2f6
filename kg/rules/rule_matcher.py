"""Rules tried on every triple, the small obvious way: what the queries are held against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kg.rules.inference import Atom, Inference

Triple = tuple[str, str, str]
"""Subject, name and object: an edge, an end of a link, or (with no object) a kind."""
Binding = Mapping[str, str]


class Matcher:
    """What rules conclude from a set of triples."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._named: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for subject, name, thing in triples:
            self._named[name].add((subject, thing))

    def conclusions(self, inference: Inference) -> set[Triple]:
        """Return everything that an inference concludes."""
        return {
            (binding[inference.subject], inference.name, binding.get(inference.object, ""))
            for binding in self.bindings(inference)
        }

    def bindings(self, inference: Inference) -> Iterator[Binding]:
        """Yield what each name of an inference may stand for."""
        crowded = self._crowded(inference)
        for binding in self._matches(inference.atoms, {}):
            apart = {binding[name] for name in inference.apart}
            joined = {(hub.name, binding[hub.name]) for hub in inference.hubs}
            if len(apart) == len(inference.apart) and not joined & crowded:
                yield binding

    def _crowded(self, inference: Inference) -> set[tuple[str, str]]:
        """Return the hubs in which too many meet, each with its name in the rule."""
        met = defaultdict(set)
        for binding in self._matches(inference.atoms, {}) if inference.hubs else ():
            for hub in inference.hubs:
                met[hub.name, binding[hub.name]].add(binding[hub.of])
        most = {hub.name: hub.most for hub in inference.hubs}
        return {place for place, them in met.items() if len(them) > most[place[0]]}

    def _matches(self, atoms: tuple[Atom, ...], known: Binding) -> Iterator[Binding]:
        if not atoms:
            yield known
            return
        for name in atoms[0].names:
            for subject, thing in self._named[name]:
                more = _agreed(known, ((atoms[0].subject, subject), (atoms[0].object, thing)))
                if more is not None:
                    yield from self._matches(atoms[1:], more)


def _agreed(known: Binding, pairs: Iterable[tuple[str, str]]) -> Binding | None:
    """Return what is known with what is said, unless the two differ."""
    binding = dict(known)
    for name, thing in pairs:
        if name and binding.setdefault(name, thing) != thing:
            return None
    return binding
