"""How near two tellings of one payment must be: a person's word, logged and taken back like any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kg.case.acting import acting
from kg.case.desk import Desk
from kg.case.following import Turn, asked
from kg.case.judgements import windows
from kg.errors import UsageError
from kg.messages import Message

LONGEST = 86_400


def set_windows(desk: Desk, seconds: Mapping[str, int], reason: str) -> None:
    """Join rows that are at most so many seconds apart; what holds already is not said again.

    ``pair`` is for two banks, ``rail`` for a bank and a payment company.
    """
    if not reason.strip():
        raise UsageError(Message("window-needs-reason"), hint=Message("give-with-reason"))
    for length in seconds.values():
        if not 0 <= length <= LONGEST:
            raise UsageError(
                Message("window-too-long", length=length),
                hint=Message("give-seconds-up-to", longest=LONGEST),
            )
    earlier = windows(desk.folder)
    wanted = {**earlier, **seconds}
    if wanted == earlier:
        return
    was = asked(desk)
    after = desk.ledger(windows=wanted).index()
    name = ", ".join(f"{which} {wanted[which]} s" for which in seconds)
    facts = {"name": name, "windows": wanted, "earlier": earlier, "reason": reason}
    with acting(desk, "window", **facts):
        Turn(was, replace(was, index=after)).take(desk)
