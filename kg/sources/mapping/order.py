"""Whether the order of a file's rows is their order in time, statement by statement."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]


def directions(reporter: NDArray[np.uint64], us: Int64) -> tuple[NDArray[np.uint64], Int64]:
    """Return each reporter and which way its rows run: 1 forwards, -1 backwards, 0 neither.

    Rows come in file order. A statement whose times never change runs as all the others do,
    if these agree; else its order proves nothing.
    """
    order = np.argsort(reporter, kind="stable")
    who, when = reporter[order], us[order]
    starts = np.flatnonzero(np.concatenate(([True], who[1:] != who[:-1]))) if len(who) else order
    if not len(starts):
        return reporter, us
    step = np.diff(when, prepend=when[:1])
    step[starts] = 0
    rises = np.add.reduceat((step > 0).astype(np.int64), starts)
    falls = np.add.reduceat((step < 0).astype(np.int64), starts)
    way = np.sign(rises) - np.sign(falls)
    still = (rises == 0) & (falls == 0)
    sure = way[(rises > 0) ^ (falls > 0)]
    alone = np.diff(starts, append=len(who)) == 1
    way[still] = (
        sure[0] if len(sure) and (sure == sure[0]).all() and not _mixed(rises, falls) else 0
    )
    way[still & alone] = way[still & alone] | (way[still & alone] == 0)
    return who[starts], way


def _mixed(rises: Int64, falls: Int64) -> bool:
    return bool(((rises > 0) & (falls > 0)).any())
