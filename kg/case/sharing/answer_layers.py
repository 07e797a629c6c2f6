"""Key things and accounts that act together as layers of a page: what is drawn of them is lit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from kg.case.network.coordinated import coordinated
from kg.case.network.key import key_things_of
from kg.case.network.rows import chain_rows
from kg.case.storage.session import Session
from kg.masking import Masker
from kg.messages import Message
from kg.model import Chain
from kg.requests import CoordinatedRequest, KeyRequest
from kg.views.page_details import PageLayer
from kg.views.page_payments import Row

SORT = "question"
"""Under which head of the page the layers stand: those that somebody asked for."""
TEMPLATES = 3
"""So many of the templates that fit are layers; the best first."""
GROUPS = 6
"""Communities, and parts of accounts that act together, that can be lit."""


def is_network(name: str) -> bool:
    """Say whether a word of ``--answers`` asks for a layer of a network, and no named question."""
    return name.strip().lower() in _LAYERS


def network_layers(
    session: Session, chain: Chain, names: str, masker: Masker
) -> Sequence[PageLayer]:
    """Return the layers of a chain that are asked for: ``key``, ``coordinated``, ``template``.

    Args:
        session: The case.
        chain: The case's own chain.
        names: Names with commas between them; others are questions.
        masker: It has learned the chain.
    """
    place = _DrawnPlaces(chain)
    asked = [name.lower() for name in re.split(r"[,，\s]+", names) if is_network(name)]
    return [
        replace(layer, said=tuple(map(masker.said, layer.said)))
        for name in dict.fromkeys(asked)
        for layer in _LAYERS[name](session, chain, place)
    ]


class _DrawnPlaces:
    """Where things and rows of a chain are drawn."""

    def __init__(self, chain: Chain) -> None:
        self._node: Mapping[str, int] = {node.entity.id: at for at, node in enumerate(chain.nodes)}
        self._row: Mapping[str, Row] = {
            link.id: (line, place)
            for line, edge in enumerate(chain.edges)
            for place, link in enumerate(edge.links)
        }

    def layer(
        self, handle: str, label: Message, things: Sequence[str], rows: Sequence[str],
        said: Sequence[Message],
    ) -> PageLayer:  # fmt: skip
        """Return a layer of what is drawn of some things and rows."""
        return PageLayer(
            SORT,
            handle,
            label,
            tuple(self._node[thing] for thing in dict.fromkeys(things) if thing in self._node),
            tuple(self._row[row] for row in dict.fromkeys(rows) if row in self._row),
            tuple(said),
        )


def _key(session: Session, chain: Chain, place: _DrawnPlaces) -> Iterator[PageLayer]:
    rows = replace(chain_rows(session, chain), trace=None)
    found = key_things_of(session, KeyRequest(thresholds=["steps=1"]), rows)
    said = [*(thing.said for thing in found.key[:3]), found.innocent]
    yield place.layer(
        "KEY", Message("key-layer"), [thing.thing for thing in found.key],
        [], said,
    )  # fmt: skip
    cut = [thing.thing for thing in found.key if thing.pieces]
    ends = [end for tie in found.bridges for end in (tie.source, tie.target)]
    links = [link for tie in found.bridges for link in tie.links]
    yield place.layer("CUT", Message("key-layer-cuts"), [*cut, *ends], links, [found.innocent])
    for group in found.groups[:GROUPS]:
        label = Message("key-layer-group", number=group.number, size=group.size)
        yield place.layer(f"GR{group.number}", label, group.things, [], [found.innocent])


def _coordinated(session: Session, _: Chain, place: _DrawnPlaces) -> Iterator[PageLayer]:
    found = coordinated(session, CoordinatedRequest(participation="1"))
    for group in found.groups[:GROUPS]:
        links = [link for tie in found.ties if tie.one in group.accounts for link in tie.links]
        behind = [one.thing for one in group.behind]
        layer = place.layer(
            f"CO{group.number}",
            Message("coordinated-layer", number=group.number, size=group.size),
            [*group.accounts, *behind],
            links,
            [found.said, found.innocent],
        )
        if layer.nodes or layer.rows:
            yield layer


def _template(session: Session, chain: Chain, place: _DrawnPlaces) -> Iterator[PageLayer]:
    """Yield the templates of whole chains that fit: who has a role, which roles are missing."""
    from kg.patterns.fit import template_fits

    fits = template_fits(chain, session.schema)
    nearest = sorted(fits, key=lambda fit: -fit.shown / fit.wanted)[:1]
    for fit in [fit for fit in fits if fit.fits][:TEMPLATES] or nearest:
        missing = [role.label for role in fit.roles if not role.things]
        missing += [Message("as-stored", zh=k.name, en=k.name) for k in fit.links if not k.rows]
        said = [
            Message("template-layer-role", role=role.label, count=len(role.things))
            for role in fit.roles
            if role.things
        ]
        if missing:
            said.append(Message("template-layer-missing", names=missing))
        yield place.layer(
            fit.template.partition("-")[0],
            Message(
                "template-layer", title=fit.title, shown=str(fit.shown), wanted=str(fit.wanted)
            ),
            [thing for role in fit.roles for thing in role.things],
            [row for link in fit.links for row in link.rows],
            [*said, fit.innocent],
        )


_LAYERS: Mapping[str, Callable[[Session, Chain, _DrawnPlaces], Iterator[PageLayer]]] = {
    "key": _key,
    "coordinated": _coordinated,
    "template": _template,
}
