"""Results as notebooks show them: the page itself, shut into a frame that reaches nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

from kg.messages import Message
from kg.model import Chain, Trace
from kg.schema import load_schema
from kg.views.any_graph import chain_of_graph, chain_of_trace
from kg.views.page import page

HEIGHT = 640
"""Pixels of the frame in a notebook."""
REAL = Message("holds-real-names-numbers")


@dataclass(frozen=True, slots=True, repr=False)
class PageView:
    """A page that a notebook shows in a frame; ``save`` writes it to a file.

    Args:
        html: The page, which opens without a network anywhere.
        height: Of the frame, in pixels.
    """

    html: bytes
    height: int = HEIGHT

    def __repr__(self) -> str:
        return f"<PageView: {len(self.html):,} bytes>"

    def _repr_html_(self) -> str:
        """Return the frame: scripts of the page run in it, and it reaches neither us nor a net."""
        return (
            f'<iframe sandbox="allow-scripts allow-downloads" width="100%" height="{self.height}" '
            f'style="border:1px solid #d9dee5" srcdoc="{escape(self.html.decode())}"></iframe>'
        )

    def save(self, path: str | Path) -> Path:
        """Write the page to a file and return where."""
        place = Path(path)
        place.write_bytes(self.html)
        return place


def view(graph: Any, *, name: str = "", lang: str = "zh", height: int = HEIGHT) -> PageView:
    """Draw a chain, a trace, or any graph of networkx or rdflib, as a notebook shows it.

    What is in it is shown as it is: real values stay real. ``kg export`` masks.

    Args:
        graph: A :class:`kg.Chain`, a :class:`kg.Trace` (its accounts by the ends of their ids), a
            graph of networkx, or a graph or dataset of rdflib. Nodes and edges with our terms
            (``kind``, ``label``, ``amount`` …) are drawn by them, others with their plain labels.
        name: What the picture is called.
        lang: The language that it opens in, ``"zh"`` or ``"en"``.
        height: Of the frame, in pixels.

    Returns:
        The page; a notebook shows it, and it can be saved.

    Raises:
        UsageError: It is none of these.

    >>> kg.view(case.sharing.networkx("chain"))                  # doctest: +SKIP
    """
    schema = load_schema()
    starts: tuple[str, ...] = ()
    if isinstance(graph, Chain):
        chain = replace(graph, banners=(REAL, *graph.banners))
    elif isinstance(graph, Trace):
        chain = chain_of_trace(graph, schema)
        starts = tuple(sorted({seed.account for seed in graph.seeds if seed.account}))
    else:
        chain = chain_of_graph(graph, schema, name)
    return PageView(page(chain, schema, lang=lang, starts=starts), height)


def framed(result: Chain | Trace) -> str:
    """Return what a notebook shows of a chain, or of the payments of a trace."""
    return view(result)._repr_html_()
