"""What a page tells beyond its chain: rows of files, handles, roles with their reading, layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.messages import Message
from kg.model import Evidence
from kg.text import visible
from kg.views import legend
from kg.views.page_payments import Row

Place = tuple[str, str]
"""The SHA-256 of a file, and the place in it as the page's evidence names it."""


@dataclass(frozen=True, slots=True)
class RoleDetail:
    """One role of a thing: who says so, from when to when, and how else it may have come about.

    Args:
        role: As in the chain: ``alleged:CardSeller``, ``computed:LayeringAccount``.
        label: What a computed role is called; the ontology names the alleged ones.
        since: The first day or moment that is said, or nothing.
        until: The last one, or nothing.
        handle: Of the fact that says it, for ``kg explain``.
        said: The numbers behind a computed role.
        innocent: How such numbers come about without any crime.
    """

    role: str
    since: str = ""
    until: str = ""
    handle: str = ""
    label: Message | None = None
    said: Message | None = None
    innocent: Message | None = None


@dataclass(frozen=True, slots=True)
class PageLayer:
    """Something that can be lit on the picture: a finding, an inferred leg, an answer.

    Args:
        sort: finding, leg or question.
        handle: ``FD1``, ``CQ09``.
        label: What it is called.
        nodes: The nodes that take part, by number.
        rows: The links that take part, by their place in the chain.
        said: Sentences that belong to it, the innocent reading last.
        jump: For a leg, from which node to which the money may have gone off the record.
    """

    sort: str
    handle: str
    label: Message
    nodes: tuple[int, ...]
    rows: tuple[Row, ...]
    said: tuple[Message, ...] = ()
    jump: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class PageDetails:
    """What the case knows of a chain's facts beside the chain; everything is masked already.

    Args:
        handles: By the place of a link in the chain.
        roles: By the number of a node.
        rows: The cells of rows by their place, headings and texts.
        left_out: How many rows of evidence have no cells here, for want of room.
        layers: What can be switched on.
    """

    handles: Mapping[Row, str] = field(default_factory=dict)
    roles: Mapping[int, Sequence[RoleDetail]] = field(default_factory=dict)
    rows: Mapping[Place, Sequence[tuple[str, str]]] = field(default_factory=dict)
    left_out: int = 0
    layers: Sequence[PageLayer] = ()

    def of_node(self, node: int, sentences: Mapping[Message, int]) -> dict[str, object]:
        """Return the roles of a node, if more than their names is known."""
        roles = [_without_blanks(_role(role, sentences)) for role in self.roles.get(node, ())]
        return {"parts": roles} if roles else {}

    def of_line(self, line: int, count: int) -> dict[str, object]:
        """Return the handles of a line's links."""
        handles = [visible(self.handles.get((line, place), "")) for place in range(count)]
        return {"handles": handles} if any(handles) else {}

    def sentences(self) -> Mapping[Message, int]:
        """Return the number of every sentence of a role or a layer: many share one."""
        roles = (role for some in self.roles.values() for role in some)
        said = [text for role in roles for text in (role.label, role.said, role.innocent) if text]
        said += [text for layer in self.layers for text in (layer.label, *layer.said)]
        return {text: number for number, text in enumerate(dict.fromkeys(said))}

    def of_page(self, sentences: Mapping[Message, int]) -> dict[str, object]:
        """Return rows with their headings once, how many were left out, and the layers."""
        heads: dict[tuple[str, ...], int] = {}
        rows = []
        for cells in self.rows.values():
            names = tuple(visible(name) for name, _ in cells)
            number = heads.setdefault(names, len(heads))
            rows.append([number, *(visible(text) for _, text in cells)])
        return {
            "heads": [list(names) for names in heads],
            "cells": rows,
            "cellsLeft": self.left_out,
            "sentences": [legend.said(text) for text in sentences],
            "layers": [_layer(layer, sentences) for layer in self.layers],
        }

    def numbers(self) -> Mapping[Place, int]:
        """Return the number of each row, by which evidence names it."""
        return {place: number for number, place in enumerate(self.rows)}


def excerpt_of(evidence: Evidence, numbers: Mapping[Place, int]) -> object:
    """Return what stands at a place: the number of a row of the page, or a text."""
    if evidence.excerpt:
        return visible(evidence.excerpt)
    return numbers.get((evidence.sha256, evidence.locator), "")


def _role(role: RoleDetail, sentences: Mapping[Message, int]) -> dict[str, object]:
    return {
        "role": visible(role.role),
        "since": role.since,
        "until": role.until,
        "handle": visible(role.handle),
        "label": sentences[role.label] if role.label else "",
        "said": sentences[role.said] if role.said else "",
        "innocent": sentences[role.innocent] if role.innocent else "",
    }


def _layer(layer: PageLayer, sentences: Mapping[Message, int]) -> dict[str, object]:
    rows: dict[int, list[int]] = {}
    for line, place in layer.rows:
        rows.setdefault(line, []).append(place)
    return {
        "sort": layer.sort,
        "handle": visible(layer.handle),
        "label": sentences[layer.label],
        "nodes": list(layer.nodes),
        "rows": [[line, *places] for line, places in sorted(rows.items())],
        "said": [sentences[text] for text in layer.said],
        **({"jump": list(layer.jump)} if layer.jump else {}),
    }


def _without_blanks(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value != ""}
