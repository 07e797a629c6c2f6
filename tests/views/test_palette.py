"""Colours: readable on white, and told apart by eyes that see fewer of them."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from kg.schema import Schema
from kg.views.icons import ICONS, SHAPES
from kg.views.palette import (
    FAMILIES,
    INK,
    LINKS,
    MARKER,
    MORE_KINDS,
    OTHER_KINDS,
    QUIET,
    kind_colours,
)

SIGHT = {  # Machado, Oliveira and Fernandes 2009, severity 1
    "normal": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(colour: str) -> np.ndarray:
    part = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    xyz = TO_XYZ @ light / np.array([0.95047, 1, 1.08883])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast_on_white(colour: str) -> float:
    return 1.05 / (float(linear(colour) @ TO_XYZ[1]) + 0.05)


@pytest.mark.parametrize("colour", [*FAMILIES.values(), *LINKS.values()])
def test_shapes_and_lines_stand_out_on_white(colour: str) -> None:
    assert contrast_on_white(colour) >= 3


@pytest.mark.parametrize("colour", [INK, QUIET, "#7a4a04", LINKS["people"], LINKS["data"]])
def test_text_is_readable_on_white(colour: str) -> None:
    assert contrast_on_white(colour) >= 4.5


@pytest.mark.parametrize("sight", SIGHT)
def test_families_are_told_apart(sight: str) -> None:
    seen = [lab(np.clip(np.array(SIGHT[sight]) @ linear(c), 0, 1)) for c in FAMILIES.values()]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= 30


@pytest.mark.parametrize("sight", SIGHT)
def test_the_first_twelve_kinds_of_a_map_are_told_apart(sight: str) -> None:
    colours = [*FAMILIES.values(), *MORE_KINDS]
    seen = [lab(np.clip(np.array(SIGHT[sight]) @ linear(c), 0, 1)) for c in colours]
    near, one, other = min(
        (float(np.linalg.norm(a - b)), colours[i], colours[j])
        for (i, a), (j, b) in combinations(enumerate(seen), 2)
    )
    assert near >= 19, (one, other)
    assert min(map(contrast_on_white, colours)) >= 2.6


def test_a_family_s_kinds_have_no_shades_of_one_colour() -> None:
    families = ["case", "case", "case", "actor", "case", "case", "actor", "communication"]
    colours = kind_colours(families)
    assert len(set(colours)) == len(colours) == 8
    assert (colours[0], colours[3]) == (FAMILIES["case"], FAMILIES["actor"])
    assert kind_colours(["case"] * 9)[-2:] == [OTHER_KINDS] * 2


def test_the_marker_is_one_and_like_no_family() -> None:
    src = Path(__file__).parents[2] / "kg" / "views" / "web" / "src"
    assert all(MARKER in (src / name).read_text("utf-8") for name in ("named.ts", "app.css"))
    near = min(np.linalg.norm(lab(linear(MARKER)) - lab(linear(c))) for c in FAMILIES.values())
    assert near >= 40


def test_every_family_and_icon_of_the_ontology_can_be_drawn(schema: Schema) -> None:
    kinds = [kind for kind in schema.kinds() if kind.is_entity]
    assert {kind.family for kind in kinds} <= set(FAMILIES) & set(SHAPES)
    assert {kind.icon for kind in kinds if kind.icon} <= set(ICONS)
    assert {kind.family for kind in schema.link_kinds()} <= set(LINKS)
