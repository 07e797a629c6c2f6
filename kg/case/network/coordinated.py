"""Answers which accounts act together, what stands behind them, and in which order acts came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from kg.case.storage.session import Session
from kg.errors import NotFound
from kg.ledger.actions import action_rows
from kg.ledger.base import ActionRows
from kg.messages import Message
from kg.model import ActStep, Behind, Coordination, ExtortionOrder, Link, Proof
from kg.network.terms import (
    COORDINATED,
    action_class,
    classes_behind,
    extortion_classes,
    terms,
    values,
)
from kg.network.together import Together, TogetherTerms, by_text
from kg.requests import CoordinatedRequest
from kg.trace.typologies.catalogue import length

POSTS, TEXTS = "posts", "texts"
USER = "user"
ROWS = 20
"""Rows kept of a step, and of what stands behind."""
STEPS = ("post", "contact", "payment", "deletion")


def coordinated(session: Session, request: CoordinatedRequest) -> Coordination:
    """Return the accounts that act together as a request asks."""
    changed = values(COORDINATED, request.all_thresholds)
    held = TogetherTerms(**{**changed, "window": length(changed["window"])}, listed=request.rows)
    rows = action_rows(session.index(), action_class(request.action))
    if not len(rows):
        raise NotFound(
            Message(f"coordinated-no-{request.action}"), hint=Message("coordinated-load")
        )
    told = by_text(rows, held) if request.action == TEXTS else rows
    found = Together(told, held)
    groups = [
        replace(group, behind=tuple(_behind(session, found.accounts_of(group.number))))
        for group in found.groups()
    ]
    strong = int(found.edges.strong.sum())
    said = Message(
        "coordinated-said", pairs=len(found.pairs), objects=found.objects,
        accounts=len(found.accounts), largest=max(found.parts, default=0), strong=strong,
    )  # fmt: skip
    return Coordination(
        action=request.action,
        rows=len(told),
        pairs=len(found.pairs),
        objects=found.objects,
        accounts=len(found.accounts),
        parts=found.parts[: request.rows],
        edges=len(found.edges.weight),
        strong=strong,
        median=found.edges.median,
        ties=tuple(found.ties()),
        groups=tuple(groups),
        orders=tuple(_orders(session, rows)) if request.action in (POSTS, TEXTS) else (),
        innocent=terms(COORDINATED).innocent,
        parameters={name: str(value) for name, value in changed.items()},
        said=said,
        warnings=tuple(_warnings(found, rows, told)),
        cut=found.cut(),
        request=request,
    )


def _warnings(found: Together, rows: ActionRows, told: ActionRows) -> Iterator[Message]:
    if found.coarse:
        yield Message("coordinated-coarse", count=found.coarse)
    if rows.undated:
        yield Message("coordinated-undated", count=rows.undated)
    if left := len(rows) - len(told):
        yield Message("coordinated-short-texts", count=left)


def _behind(session: Session, accounts: Sequence[str]) -> Iterator[Behind]:
    """Yield the devices, users, managers and payers of accounts, those of most accounts first.

    Of a user the managers and payers are looked at as well: that is one hop more.
    """
    kinds = {
        role: {kind for name in classes for kind in session.schema.kinds_below(name)}
        for role, classes in classes_behind().items()
    }
    seen: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    users: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for role, account, thing, link in _ends(session, accounts, kinds):
        seen[role, thing].append((account, "", link))
        if role == USER:
            users[thing].append((account, link))
    onward = {role: some for role, some in kinds.items() if role in ("manager", "payer")}
    for role, user, thing, link in _ends(session, sorted(users), onward):
        for account, use in users[user]:
            if thing not in users:
                seen[role, thing] += [(account, user, use), (account, user, link)]
    order = list(kinds)
    for role, thing in sorted(
        seen,
        key=lambda key: (order.index(key[0]), -len({one[0] for one in seen[key]}), key[1]),
    ):
        ways = seen[role, thing]
        yield Behind(
            role,
            thing,
            tuple(sorted({account for account, _, _ in ways})),
            tuple(sorted({by for _, by, _ in ways if by})),
            tuple(sorted({link for _, _, link in ways}))[:ROWS],
        )


def _ends(
    session: Session, things: Sequence[str], kinds: dict[str, set[str]]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield role, thing, the other end and the row of each fact that leads from these things."""
    own = set(things)
    for link in _standing(session.index().links_of(things)):
        for role, classes in kinds.items():
            if link.kind not in classes:
                continue
            if link.source in own and link.target not in own and role != "payer":
                yield role, link.source, link.target, link.id
            elif link.target in own and link.source not in own:
                yield role, link.target, link.source, link.id


def _standing(links: Iterable[Link]) -> list[Link]:
    return [link for link in links if link.proof is not Proof.EXCLUDED]


def _orders(session: Session, rows: ActionRows) -> Iterator[ExtortionOrder]:
    """Yield each content that a row says an act of extortion used, with its steps in order."""
    posted: dict[str, list[int]] = defaultdict(list)
    for place, content in enumerate(rows.object.tolist()):
        posted[rows.objects[content]].append(place)
    uses = _of(session, posted, "used", source=True)
    acts = sorted({link.target for links in uses.values() for link in links})
    suffered = _of(session, acts, "suffers", source=False)
    taking = _of(session, acts, "parts", source=False)
    removed = _of(session, posted, "deletion", source=False)
    for content in sorted(uses):
        mine = [link.target for link in uses[content]]
        subjects = sorted({link.source for act in mine for link in suffered.get(act, ())})
        if not subjects:
            continue
        people = {link.source for act in mine for link in taking.get(act, ())}
        contacts = _flat(_of(session, subjects, "contact", source=False))
        people |= {link.source for link in contacts}
        paid = [
            link
            for link in _flat(_of(session, subjects, "payment", source=True))
            if link.target in people
        ]
        posts = session.index().links([rows.links[place] for place in posted[content]])
        steps = [posts, contacts, paid, removed.get(content, [])]
        yield _order(session, content, subjects, steps)


def _flat(links: dict[str, list[Link]]) -> list[Link]:
    return [link for some in links.values() for link in some]


def _of(
    session: Session, things: Iterable[str], step: str, *, source: bool
) -> dict[str, list[Link]]:
    """Return the facts of a step that begin (or end) at each of these things."""
    classes = {
        kind for name in extortion_classes(step) for kind in session.schema.kinds_below(name)
    }
    own, found = set(things), defaultdict(list)
    for link in _standing(session.index().links_of(sorted(own))):
        end = link.source if source else link.target
        if link.kind in classes and end in own:
            found[end].append(link)
    return dict(found)


def _order(
    session: Session, content: str, subjects: Sequence[str], steps: Sequence[Sequence[Link]]
) -> ExtortionOrder:
    told: list[ActStep] = []
    for name, links in zip(STEPS, steps, strict=True):
        dated = sorted(
            (link for link in links if link.start is not None),
            key=lambda link: (link.start, link.id),
        )
        first = dated[0].start if dated else None
        told.append(ActStep(name, first, tuple(link.id for link in dated[:ROWS])))
    times: list[datetime | None] = [step.at for step in told]
    missing = [step.step for step in told if step.at is None]
    known = [at for at in times if at is not None]
    rising = all(one < other for one, other in pairwise(known))
    call = session.handles.of(content) or content
    if missing:
        key = "coordinated-order-missing"
    else:
        key = "coordinated-order-holds" if rising else "coordinated-order-broken"
    said = Message(
        key,
        content=call,
        missing=[Message(f"coordinated-step-{step}") for step in missing],
    )
    return ExtortionOrder(content, tuple(subjects), tuple(told), rising and not missing, said)
