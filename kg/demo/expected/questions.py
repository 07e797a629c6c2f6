"""The answers to all questions about one demo."""

from __future__ import annotations

from collections.abc import Callable

from kg.demo.expected import acts, data, inquiry, money, people
from kg.demo.expected.demo_story import Asked, DemoStory

ANSWERS: dict[str, Callable[[DemoStory], Asked]] = {
    **people.ANSWERS,
    **data.ANSWERS,
    **acts.ANSWERS,
    **money.ANSWERS,
    **inquiry.ANSWERS,
}


def questions(story: DemoStory) -> dict[str, Asked]:
    """Return, for each question, what it is asked with and the rows that it must give."""
    return {name: ANSWERS[name](story) for name in sorted(ANSWERS)}
