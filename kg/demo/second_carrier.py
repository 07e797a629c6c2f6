"""A second carrier's record: a message that passes through a ring one night, and a number change.

Everybody in it is new and drawn by dice of its own, so the rest of the story stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from kg.demo import numbers
from kg.demo.exports import Written
from kg.demo.writers import write_csv

RECORD = "补充话单.csv"
SERVICE = "9990001"
"""A service number by its form, of a range that is not in use."""

OLD_SPAN, NEW_SPAN = (datetime(2024, 1, 6), 64), (datetime(2024, 3, 14), 62)  # noqa: DTZ001
NIGHT = datetime(2024, 4, 16, 2, 10)  # noqa: DTZ001  word begins to run

_CHANGERS = "old new circle1 circle2 circle3 circle4 circle5 left joined takeaway"
_DECOYS = "stranger successor quiet buyer"
_FRIENDS = " ".join(f"friend{place}" for place in range(14))
_RING = "lookout second third fourth chief same_second missed before late behind_service"


@dataclass(frozen=True, slots=True, order=True)
class Talk:
    """One row of the record, seen from who called."""

    at: datetime
    caller: str
    called: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whose number is whose, and every call."""

    number: dict[str, str]
    handset: dict[str, str]
    talks: tuple[Talk, ...]


def contacts(seed: int) -> Contacts:
    """Return the calls of one demo."""
    rng = Random(f"word {seed}")  # noqa: S311  a story, not a secret
    names = f"{_CHANGERS} {_DECOYS} {_FRIENDS} {_RING}".split()
    number = {name: numbers.phone_number(rng) for name in names} | {"service": SERVICE}
    assert len(set(number.values())) == len(number)
    talks = [*_changers(rng), *_decoys(rng), *_night()]
    called = (Talk(t.at, number[t.caller], number[t.called], t.seconds) for t in talks)
    return Contacts(number, _handsets(number), tuple(sorted(called)))


def _handsets(number: dict[str, str]) -> dict[str, str]:
    """Return by number the handset: the changer keeps it; the buyer has the quiet one's.

    This carrier writes 14 digits, without the one that checks the others.
    """
    heir = {"new": "old", "buyer": "quiet"}
    return {
        own: f"98{number[heir.get(name, name)][-8:].zfill(8)}0000" for name, own in number.items()
    }


def _changers(rng: Random) -> Iterator[Talk]:
    """Yield the calls of one hand on two numbers; everybody there calls the takeaway, too."""
    circle = [f"circle{place}" for place in range(1, 6)]
    yield from _habit(rng, "old", [*circle, "left", "takeaway", "service"], *OLD_SPAN)
    yield from _habit(rng, "new", [*circle, "joined", "takeaway", "service"], *NEW_SPAN)
    whole = (OLD_SPAN[0], 125)
    for name in circle:
        yield from _habit(rng, name, ["takeaway", "service"], *whole, each=2)


def _decoys(rng: Random) -> Iterator[Talk]:
    """Yield who only seems to take over: new but strange, familiar but there all along, a heir."""
    circle = [f"circle{place}" for place in range(1, 6)]
    own = [f"friend{place}" for place in range(4)]
    yield from _habit(rng, "stranger", ["circle1", "takeaway", "service", *own], *NEW_SPAN)
    yield from _habit(rng, "successor", [*circle, "takeaway"], OLD_SPAN[0], 125)
    quiet = [f"friend{place}" for place in range(4, 9)]
    yield from _habit(rng, "quiet", [*quiet, "takeaway"], *OLD_SPAN)
    bought = [f"friend{place}" for place in range(9, 14)]
    yield from _habit(rng, "buyer", [*bought, "takeaway", "service"], *NEW_SPAN)
    for name in (*own, *quiet, *bought):
        yield from _habit(rng, name, ["takeaway"], OLD_SPAN[0], 125, each=1)


def _habit(
    rng: Random, who: str, others: Sequence[str], first: datetime, days: int, each: int = 4
) -> Iterator[Talk]:
    """Yield calls by day over a span, some of them not answered; the first and last day are there.

    Word of the night cannot come here: nobody of the ring is called.
    """
    for place, other in enumerate(others):
        for turn in range(each):
            day = 0 if not place and not turn else rng.randrange(days)
            day = days - 1 if place == 1 and not turn else day
            at = first + timedelta(days=day, hours=8, seconds=rng.randrange(43_200))
            seconds = 0 if rng.randrange(6) == 0 else rng.randrange(8, 400)
            there_and_back = (who, other) if other == "service" or turn % 3 else (other, who)
            yield Talk(at, *there_and_back, seconds)


def _night() -> Iterator[Talk]:
    """Yield how word runs: four hands, and beside them whom it cannot have reached."""
    for minutes, seconds, caller, called, spoken in (
        (-20, 0, "second", "before", 95),  # before the second knew anything
        (0, 5, "lookout", "second", 35),
        (4, 11, "third", "second", 48),  # the third calls, and is told all the same
        (10, 40, "second", "missed", 0),
        (21, 2, "third", "fourth", 64),
        (30, 15, "third", "service", 41),
        (40, 0, "service", "behind_service", 20),
        (55, 0, "fourth", "chief", 22),
        (55, 0, "chief", "same_second", 17),  # nothing says which of the two came first
        (48 * 60, 0, "chief", "late", 130),  # two days after
    ):
        at = NIGHT + timedelta(minutes=minutes, seconds=seconds)
        yield Talk(at, caller, called, spoken)


def write_record(folder: Path, story: Contacts) -> Written:
    """Write the second carrier's record."""
    head = "用户号码 事件类型 开始时间 通话时长 对端号码 对端归属地 活动地区 基站号 IMEI"
    rows = [head.split()]
    for talk in story.talks:
        own, kind, other = talk.caller, "主叫", talk.called
        if own == SERVICE:
            own, kind, other = other, "被叫", own
        mast = story.handset[own][2:10]  # a handset stays where its owner lives
        rows.append([own, kind, f"{talk.at:%Y-%m-%d %H:%M:%S}", str(talk.seconds), other, "临汀市",
                     "临汀市", f"460-98-{mast[-5:]}", story.handset[own]])  # fmt: skip
    write_csv(folder / RECORD, rows, "utf-8-sig")
    return Written(RECORD, len(rows) - 1)


def expected_of(story: Contacts) -> dict[str, object]:
    """Return the expected results: who could have been informed, and who changed a number."""
    number, by_name = story.number, {own: name for name, own in story.number.items()}
    way = ("lookout", "second", "third", "fourth", "chief", "same_second")
    night = {t.called if by_name[t.called] != "second" else t.caller: t for t in story.talks
             if NIGHT <= t.at < NIGHT + timedelta(hours=1)}  # fmt: skip
    first = next(t.at for t in story.talks if by_name[t.caller] == "lookout")
    at = {name: night[number[name]].at for name in way[2:]} | {"second": first}
    return {
        "relay": {
            "start": number["lookout"],
            "since": f"{NIGHT:%Y-%m-%d %H:%M}",
            "told": [
                {
                    "number": number[name],
                    "at": f"{at[name]:%Y-%m-%d %H:%M:%S}",
                    "chain": [number[name] for name in way[: place + 1]],
                    "order_proven": name != "same_second",
                }
                for place, name in enumerate(way)
                if place
            ],
            "not_told": {number[name]: name for name in ("missed", "before", "late")},
            "stops": [SERVICE],
            "behind_a_stop": [number["behind_service"]],
        },
        "renumbered": {
            "old": number["old"],
            "new": number["new"],
            "shared": sorted(number[f"circle{place}"] for place in range(1, 6)),
            "shared_by_all": sorted([number["takeaway"], SERVICE]),
            "handset": story.handset[number["old"]],
            "decoys": {number[name]: name for name in _DECOYS.split()},
        },
    }
