"""The exception of a value that cannot be read: its code and the reason."""

from __future__ import annotations

from kg.messages import Message


class Refused(ValueError):
    """A text that is not the value it should be; ``code`` and ``reason`` go to the Problem.

    >>> error = Refused("amount", Message("not-an-amount", text="'1.2.3'"))
    >>> error.code, str(error)
    ('amount', "'1.2.3' is not an amount")
    """

    def __init__(self, code: str, reason: Message) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def shown(text: str) -> str:
    r"""Return the text as a reason quotes it: on one line, controls visible, never long.

    >>> shown("12\t34")
    "'12\\t34'"
    """
    quoted = repr(text[:40])
    return quoted if len(text) <= 40 else f"{quoted}…"
