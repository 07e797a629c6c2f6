"""What all exports of chats have in common: the columns of a message.

``kg/sources/layouts/chat-messages.toml`` says what they mean: a message from its sender to the
receiver of a talk between two, else to the group.
"""

from __future__ import annotations

import re

COLUMNS = (
    "platform", "chat", "chat number", "group", "group number", "sent", "stamp", "sender",
    "sender number", "sender phone", "receiver", "receiver number", "receiver phone",
    "message number", "text", "attachment", "reply to",
)  # fmt: skip
"""The columns of a message.

``stamp`` is the time as the file writes it. Who is known by a telephone number has no name.
``group`` is the chat where more than two may talk, and blank where a receiver is known.
"""
_NOON, _HOURS, _MINUTES = 12, 24, 60
_LATE, _EARLY = ("下午", "午後", "오후", "pm"), ("上午", "午前", "오전", "am")
_PHONE = re.compile(r"\+[0-9][0-9 ().\u00a0\u2011-]{6,25}")


def phone_of(name: str) -> str:
    """Return a telephone number that stands where a name should, or nothing.

    >>> phone_of("+86 138 0000 1234"), phone_of("Anna")
    ('+86 138 0000 1234', '')
    """
    return re.sub("[\u00a0\u2011]", " ", name) if _PHONE.fullmatch(name) else ""


def clock_of(hour: str, minute: str, half: str) -> str:
    """Return a time of day in 24 hours, as ``HH:MM``.

    Args:
        hour: As the file writes it, of 12 hours or of 24.
        minute: As the file writes it.
        half: The word for the half of the day, in any language that chats are saved in, or blank.

    Returns:
        The time; nothing where no clock shows it.

    >>> clock_of("9", "05", "下午"), clock_of("12", "00", "AM"), clock_of("25", "00", "")
    ('21:05', '00:00', '')
    """
    at, word = int(hour), half.casefold()
    if word in _LATE and at < _NOON:
        at += _NOON
    elif word in _EARLY and at == _NOON:
        at = 0
    return f"{at:02d}:{int(minute):02d}" if at < _HOURS and int(minute) < _MINUTES else ""
