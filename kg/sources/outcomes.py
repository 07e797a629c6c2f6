"""What cells say of payments: carried out, not carried out, paid back, or no known word for it.

The words are in ``outcomes.toml``. A layout names the column that says it as the ``outcome`` of a
flow; proposed layouts find it; and a file is refused whose payments would all count although a
column that its layout leaves unread says that some failed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

STANDS, FAILED, PAID_BACK, DONE, UNKNOWN = "stands", "failed", "paid_back", "done", ""


@cache
def outcome_words() -> Mapping[str, Mapping[str, str]]:
    """Return the patterns of words, by where they say it and by what, for Python and DuckDB."""
    path = Path(__file__).with_name("outcomes.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def outcome_of(cell: str, *, anywhere: bool = False) -> str:
    """Return what a cell says of its payment.

    Args:
        cell: The cell.
        anywhere: Whether its column is not known to be one of outcomes: then fewer words count.

    Returns:
        ``failed`` if it was not carried out, was taken back or waits; ``paid_back`` if it was
        refunded, ``stands`` if at most a part of it was, ``done`` if it was carried out, and the
        empty text of a word that is not known.

    >>> [outcome_of(cell) for cell in ("交易成功", "失败(余额不足)", "Refunded", "Held", "01")]
    ['done', 'failed', 'paid_back', '', 'done']
    >>> outcome_of("入账"), outcome_of("入账", anywhere=True)
    ('done', '')
    >>> outcome_of("部分退款"), outcome_of("OUT_OF_ENERGY"), outcome_of("Approval")
    ('stands', 'failed', 'failed')
    """
    for outcome in (STANDS, FAILED, PAID_BACK, DONE):
        if any(re.search(pattern, cell) for pattern in patterns_of(outcome, anywhere=anywhere)):
            return outcome
    return UNKNOWN


def patterns_of(outcome: str, *, anywhere: bool = False) -> list[str]:
    """Return the patterns of the words for an outcome, of which one must fit."""
    words = outcome_words()
    groups = [words["anywhere"]] if anywhere else [words["anywhere"], words["called"]]
    return [group[outcome] for group in groups if outcome in group]


def is_state(header: str) -> bool:
    """Say whether a column is called the state or the result of a payment.

    >>> is_state("交易状态"), is_state("Status"), is_state("账户状态")
    (True, True, False)
    """
    return re.search(outcome_words()["called"]["headers"], header.strip()) is not None


def is_failure_alone(cell: str) -> bool:
    """Say whether a cell holds nothing but a word for a payment that was not carried out.

    >>> is_failure_alone("Approval"), is_failure_alone("Failla")
    (True, False)
    """
    (pattern,) = patterns_of(FAILED, anywhere=True)
    found = re.search(pattern, cell)
    return found is not None and found.group() == cell


def is_other_state(header: str) -> bool:
    """Say whether a column is called the state of something else than the payment.

    >>> is_other_state("发货状态"), is_other_state("交易状态")
    (True, False)
    """
    return re.search(outcome_words()["others"]["headers"], header) is not None


def tells_failures(cells: Iterable[str]) -> bool:
    """Say whether some cells tell of a payment that was not carried out.

    >>> tells_failures(["成功", "失败"]), tells_failures(["开户", "销户"])
    (True, False)
    """
    return any(outcome_of(cell) == FAILED for cell in cells)
