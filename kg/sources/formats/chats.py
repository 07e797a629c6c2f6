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
_PHONE = re.compile(r"\+[0-9][0-9 ().\u00a0\u2011-]{6,25}")


def phone_of(name: str) -> str:
    """Return a telephone number that stands where a name should, or nothing.

    >>> phone_of("+86 138 0000 1234"), phone_of("Anna")
    ('+86 138 0000 1234', '')
    """
    return re.sub("[\u00a0\u2011]", " ", name) if _PHONE.fullmatch(name) else ""
