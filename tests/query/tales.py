"""A few facts told in lines, as the quads that a case's graph holds of them.

::

    老沐 : Person residentId=11010120080101001X
    老沐 SamePerson 小沐 by=某警官 at=2024-05-01 reason=同号
    老沐 LeaksData 朔公司 object=名单 start=2024-01-22 proof=single file=甲.xlsx

Times are to the second unless ``precision`` says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256

from pyoxigraph import Quad

from kg.model import Entity, Evidence, Judgement, Link, Precision, Proof, Source, stable_id
from kg.rdf import fact_quads, marker_quads
from kg.schema import load_schema

SCHEMA = load_schema()
JUDGED = ("SamePerson", "SameAccount")
OWN = {"object", "start", "end", "precision", "amount", "currency", "proof", "file"}


class Tale:
    """Facts by the names that the lines give them."""

    def __init__(self, text: str) -> None:
        self.entities: dict[str, Entity] = {}
        self.links: list[Link] = []
        self.files: dict[str, Source] = {}
        self.judgements: list[Judgement] = []
        for number, line in enumerate(text.strip().splitlines(), 1):
            words = line.split()
            if words and not line.startswith("#"):
                self._tell(words, number)

    def _tell(self, words: list[str], number: int) -> None:
        told = dict(word.split("=", 1) for word in words[3:])
        if words[1] == ":":
            self._introduce(words[0], words[2], told)
        elif words[1] in JUDGED:
            # one of the two goes by the other's id: no entity bears its own
            ends = (stable_id("Person", "case", words[0]), self.id(words[2]))
            key = stable_id(words[1], *ends)
            word = (told["by"], told["reason"], told["at"])
            self.judgements.append(Judgement(key, words[1], ends, *word))
        else:
            self.links.append(self._link(words, told, number))

    def _introduce(self, name: str, kind: str, told: Mapping[str, str]) -> None:
        values = {key: tuple(text.split("|")) for key, text in told.items()} or {"name": (name,)}
        identity = stable_id(SCHEMA.kind(kind).key_kind, "case", name)
        self.entities[name] = Entity(identity, kind, values, (self._evidence("entities.csv", 1),))

    def _evidence(self, file: str, number: int) -> Evidence:
        sha = sha256(file.encode()).hexdigest()
        self.files.setdefault(file, _source(file, sha, len(self.files)))
        return Evidence(sha, f"line {number}", "delimited", "")

    def _link(self, words: list[str], told: dict[str, str], number: int) -> Link:
        source, kind, target = words[:3]
        computed = "rule" in told
        proofs = [
            Evidence("", "1 payments", "trace")
            if computed and "file" not in told
            else self._evidence(file, number)
            for file in told.get("file", "f.csv").split("|")
        ]
        return Link(
            id=stable_id(kind, str(number), *words),
            kind=kind,
            source=self.id(source),
            target=self.id(target),
            object=self.id(told["object"]) if "object" in told else "",
            start=_time(told.get("start", "")),
            end=_time(told.get("end", "")),
            precision=Precision(told.get("precision", "second")),
            amount=Decimal(told["amount"]) if "amount" in told else None,
            currency=told.get("currency", "CNY") if "amount" in told else "",
            values={k: tuple(v.split("|")) for k, v in told.items() if k not in OWN},
            evidence=tuple(proofs),
            proof=Proof(told.get("proof", "corroborated")),
        )

    def id(self, name: str) -> str:
        """Return the id of an entity that the lines introduce."""
        return self.entities[name].id

    def quads(self) -> Iterator[Quad]:
        """Yield the graph of these facts, once each."""
        seen: set[Quad] = set()
        facts: list[Entity | Link] = [*self.entities.values(), *self.links]
        groups = [fact_quads(fact, SCHEMA.kind(fact.kind).shortcut) for fact in facts]
        groups += [fact_quads(judgement, "") for judgement in self.judgements]
        groups += [marker_quads(file) for file in self.files.values()]
        for group in groups:
            fresh = dict.fromkeys(quad for quad in group if quad not in seen)
            seen.update(fresh)
            yield from fresh

    def without(self, file: str) -> Tale:
        """Return the facts that other files tell as well, as if this one had never been in."""
        other, sha = Tale(""), self.files[file].sha256
        other.entities = self.entities
        other.judgements = self.judgements
        other.files = {name: source for name, source in self.files.items() if name != file}
        for link in self.links:
            left = tuple(one for one in link.evidence if one.sha256 != sha)
            other.links += [replace(link, evidence=left)] if left else []
        return other


def _source(file: str, sha: str, number: int) -> Source:
    return Source(sha, file, 1, "plain", "0" * 64, 1, 1, 0, 0, 0, True, number + 1)


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
