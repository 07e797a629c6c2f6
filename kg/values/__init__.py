"""What stands in a cell, read exactly or refused with a reason: money, time, accounts, people.

Every reader here is a pure function: text in, a frozen value out, or :class:`Refused`. The text
itself is always kept by the caller; nothing is guessed, rounded or silently repaired.
"""

from kg.values.refused import Refused

__all__ = ["Refused"]
