"""How a notebook shows a chain or a trace.

The page is drawn by :mod:`kg.views`, which knows the model; the model's ``_repr_html_`` cannot know
the views. So :mod:`kg` says here, when it is imported, who draws.
"""

from __future__ import annotations

from collections.abc import Callable

_drawn_by: list[Callable[[object], str]] = []


def frames_drawn_by(draw: Callable[[object], str]) -> None:
    """Say which function draws a chain or a trace as a frame of HTML."""
    _drawn_by[:] = [draw]


def notebook_frame(result: object) -> str:
    """Return a chain or a trace in a frame; nothing where nobody was said to draw."""
    return _drawn_by[0](result) if _drawn_by else ""
