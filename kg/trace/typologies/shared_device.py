"""Shared devices: a device, network address or telephone that several accounts use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from kg.trace.typologies.detector import SearchContext, TypologyHit, Values


def shared_device(context: SearchContext, values: Values) -> Iterator[TypologyHit]:
    """Yield devices, network addresses and telephones that several accounts use."""
    seen: dict[str, dict[str, str]] = defaultdict(dict)
    for use in sorted(context.uses, key=lambda use: (use.thing, use.account, use.link)):
        seen[use.thing].setdefault(use.account, use.link)
    for thing, links in seen.items():
        if len(links) >= values["accounts"]:
            yield TypologyHit(
                (),
                np.empty(0, np.int64),
                {"accounts": len(links)},
                centre_ids=(thing,),
                account_ids=tuple(links),
                links=tuple(links.values()),
            )
