"""The least of the victims' money that any rule can bring to a place, account by account.

Of what an account pays, only what the other money there cannot cover must be the victims'. So
each payment is told the most of other money that can still be there; and of all that one account
paid to one receiver, the sum is found by going through the account's book once more, with every
other payment taking the victims' money first and those to this receiver taking it last.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

Move = tuple[str, str, int, bool]
"""(payer or "", receiver, fen, whether it is a victim's own payment), in the order of time."""


@dataclass(slots=True)
class FloorAccount:
    """One account: what came and went, what it holds, and the least of it that is the victims'."""

    lines: list[tuple[str, int, int]] = field(default_factory=list)
    holds: int = 0
    least: int = 0

    def come(self, fen: int, theirs: int) -> None:
        """Enter what came in, and how much of it must be the victims'."""
        self.lines.append(("", fen, theirs))
        self.holds += fen
        self.least += theirs

    def go(self, target: str, fen: int) -> int:
        """Enter what goes out; return how much of it must be the victims'."""
        self.lines.append((target, fen, 0))
        self.holds = max(self.holds, fen)
        must = max(0, fen - (self.holds - self.least))
        self.holds -= fen
        self.least = max(0, self.least - fen)
        return must

    def paid_to(self, targets: set[str]) -> int:
        """Return how much of all that was paid to some receivers must be the victims'."""
        holds = theirs = paid = 0
        for target, fen, brought in self.lines:
            if not target:
                holds, theirs = holds + fen, theirs + brought
                continue
            holds = max(holds, fen)
            must = max(0, fen - (holds - theirs)) if target in targets else min(theirs, fen)
            paid += must if target in targets else 0
            holds, theirs = holds - fen, theirs - must
        return paid


def floor_of(moves: Sequence[Move]) -> tuple[dict[str, int], dict[str, int]]:
    """Return what reached each place at least, and what stayed there at least."""
    books: dict[str, FloorAccount] = defaultdict(FloorAccount)
    reached: Counter[str] = Counter()
    for payer, target, fen, is_seed in moves:
        must = fen if is_seed else 0
        if payer and not is_seed:
            must = books[payer].go(target, fen)
        elif is_seed:
            reached[target] += fen
        books[target].come(fen, must)
    for book in list(books.values()):
        for target in sorted({target for target, _, _ in book.lines if target}):
            reached[target] += book.paid_to({target})
    stayed = {place: book.least for place, book in books.items()}
    for place, book in books.items():
        gone = {target for target, _, _ in book.lines if target}
        reached[place] = max(reached[place], stayed[place], book.paid_to(gone))
    return dict(reached), stayed
