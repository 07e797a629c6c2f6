"""Numbers that may have taken over from others, told in the model's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from kg.ledger.base import ContactRows
from kg.ledger.ends import distinct
from kg.model import Measure, Newcomer, Renumbering, Said, SharedContact, SharedPlace
from kg.trace.base import SECOND, Int32
from kg.trace.contacts.book import RENUMBERED, terms
from kg.trace.contacts.hands import Company, Lookout, Pair
from kg.trace.contacts.stop_words import counted
from kg.trace.moments import time_of
from kg.trace.typologies.book import told

DAY = 86_400 * SECOND


def renumbered(
    rows: ContactRows,
    values: Mapping[str, Any],
    *,
    old: int | None = None,
    until: int | None = None,
    limit: int = 50,
) -> Renumbering:
    """Return who may go on under a new number, best score first.

    Without ``old`` every number that falls silent is looked at; ``until`` (UTC microseconds) says
    from when on the old one is taken not to be used any more. At most ``limit`` are kept.
    """
    company = Company(rows)
    lookout = Lookout(company, values)
    olds = lookout.silent() if old is None else [old]
    lasts = {code: _last(company, code, until) for code in olds}
    pairs = [pair for code, last in lasts.items() for pair in lookout.pairs(code, last)]
    pairs.sort(key=lambda p: (-p.score, -len(p.shared), rows.ends[p.old], rows.ends[p.new]))
    return Renumbering(
        newcomers=tuple(_newcomer(lookout, pair) for pair in pairs[:limit]),
        parameters={name: told(value) for name, value in values.items()}
        | {"until": "" if until is None else time_of(until).isoformat()},
        numbers=int(company.seen.sum()),
        silent=len(olds),
        cut=max(0, len(pairs) - limit),
        warnings=(
            *(_of_old(lookout, old, lasts[old]) if old is not None else ()),
            *counted(0, rows.left_out),
        ),
    )


def _last(company: Company, code: int, until: int | None) -> int:
    """Return the last moment of a number, or the last before a date that a person gives."""
    starts = company.rows.start[company.of(code)[0]]
    before = starts if until is None else starts[starts < until]
    return int(before[-1]) if len(before) else -1


def _of_old(lookout: Lookout, old: int, last: int) -> Iterator[Said]:
    """Yield what makes it doubtful that a number fell silent."""
    company = lookout.company
    if after := int((company.rows.start[company.of(old)[0]] > last).sum()):
        yield Said(
            f"该号码此后仍有 {after:,} 条记录：并未停用",
            f"the number has {after:,} rows after that: it was not given up",
        )
    elif not lookout.is_silent_from(last):
        yield Said(
            "其后的记录不足以判断该号码是否停用：调取更长时段的话单",
            "the records end too soon after its last row to say that it fell silent: request more",
        )


def _newcomer(lookout: Lookout, pair: Pair) -> Newcomer:
    rows, shared = lookout.company.rows, pair.shared
    contacts = [_shared(lookout, pair, contact) for contact in shared]
    contacts.sort(key=lambda one: (-one.weight, one.number))
    return Newcomer(
        old=rows.ends[pair.old],
        new=rows.ends[pair.new],
        last=time_of(pair.last),
        first=time_of(pair.first),
        score=round(100 * pair.score),
        shared=tuple(contacts),
        only_before=len(pair.before) - len(shared),
        only_after=len(pair.after) - len(shared),
        places=(
            *_places(rows, pair, "device", rows.device, rows.devices),
            *_places(rows, pair, "cell", rows.cell, rows.cells),
        ),
        between=_links(rows, _of_both(lookout.company, pair)),
        measures=tuple(_measures(lookout, pair)),
        doubts=tuple(_doubts(lookout, pair)),
    )


def _doubts(lookout: Lookout, pair: Pair) -> Iterator[Said]:
    """Yield where silence or newness may be no more than the end or beginning of a file."""
    begun, ended = lookout.company.files
    if ended[pair.old] <= pair.last:
        yield Said(
            "载有旧号码的文件都止于其末次记录：也可能只是话单到此为止，调取其后的话单",
            "every file that has the old number ends with its last row: the silence may be the end "
            "of the record; request what follows",
        )
    if begun[pair.new] >= pair.first:
        yield Said(
            "载有新号码的文件都始于其首次记录：也可能只是话单由此开始，调取此前的话单",
            "every file that has the new number begins with its first row: it may have been in use "
            "before; request what came before",
        )


def _shared(lookout: Lookout, pair: Pair, contact: int) -> SharedContact:
    company = lookout.company
    return SharedContact(
        number=company.rows.ends[contact],
        known_by=int(company.known_by[contact]),
        weight=round(100 * company.weight(contact) / pair.total),
        before=_links(company.rows, pair.before[contact]),
        after=_links(company.rows, pair.after[contact]),
    )


def _links(rows: ContactRows, places: Sequence[int]) -> tuple[str, ...]:
    return tuple(rows.links[place] for place in places)


def _of_both(company: Company, pair: Pair) -> list[int]:
    found, others = company.of(pair.old)
    return [int(row) for row in found[others == pair.new]]


def _places(
    rows: ContactRows, pair: Pair, what: str, column: Int32, names: Sequence[str]
) -> Iterator[SharedPlace]:
    """Yield the handsets (masts) of both numbers; a row tells only of the number whose it is."""
    owner = np.where(rows.own == 1, rows.dst, rows.src)
    told = (rows.own >= 0) & (column >= 0)
    before, after = (told & (owner == number) for number in (pair.old, pair.new))
    for code in np.intersect1d(column[before], column[after]).tolist():
        here = told & (column == code)
        yield SharedPlace(
            what=what,
            which=names[code],
            used_by=len(distinct(owner[here])),
            before=_links(rows, np.flatnonzero(here & before).tolist()),
            after=_links(rows, np.flatnonzero(here & after).tolist()),
        )


def _measures(lookout: Lookout, pair: Pair) -> Iterator[Measure]:
    """Yield what was held to a threshold, beside it."""
    known, values = terms(RENUMBERED).thresholds, lookout.values
    counted_contacts = len(list(filter(lookout.tells, pair.shared)))
    measured = {
        "score": f"{pair.score:.2f}",
        "shared": str(counted_contacts),
        "gap": f"{(pair.first - pair.last) / DAY:.1f}d",
    }
    for name, value in measured.items():
        yield Measure(name, known[name].label, value, told(values[name]))
