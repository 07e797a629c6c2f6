"""The pictures: everything is drawn once, nothing stands on another thing, no text runs out."""

import re
from itertools import combinations
from xml.sax.saxutils import unescape

import pytest

from kg.glossary import load_glossary
from kg.glossary.drawing.branches import branches
from kg.glossary.drawing.chain_drawing import chain_picture, chain_terms
from kg.glossary.drawing.lanes import lanes
from kg.glossary.drawing.neighbours import neighbours
from kg.views.palette import FAMILIES
from kg.views.svg_paths import text_width

GLOSSARY = load_glossary()
LANGS = ("zh", "en")
JOINED = [
    term
    for term in GLOSSARY.terms()
    if term.pointed_at("feeds") or GLOSSARY.pointing("feeds", term.name)
]
NUMBER = r"(-?[\d.]+)"


def address(term):
    return f"#{term.name}"


def size(picture):
    found = re.search(rf'viewBox="0 0 {NUMBER} {NUMBER}"', picture)
    return float(found[1]), float(found[2])


def texts(picture):
    """Left, top, right, bottom and words of every row of text; as many as the picture has."""
    row = (
        rf'<text x="{NUMBER}" y="{NUMBER}" font-size="{NUMBER}"'
        r'[^>]*text-anchor="(\w+)"[^>]*>([^<]*)<'
    )
    found = re.findall(row, picture)
    assert len(found) == picture.count("<text ") > 0
    for x, y, size, anchor, words in found:
        told, high = unescape(words), float(size)
        wide = text_width(told, high)
        left = float(x) - (wide / 2 if anchor == "middle" else 0)
        yield left, float(y) - high * 0.8, left + wide, float(y) + high * 0.2, told


def signs(picture):
    """Left, top, right, bottom and colour of every family's shape."""
    place = rf'translate\({NUMBER} {NUMBER}\) scale\({NUMBER}\)"><path d="[^"]*" fill="(#\w+)"'
    for x, y, scale, colour in re.findall(place, picture):
        left, top, side = float(x), float(y), 24 * float(scale)
        yield left, top, left + side, top + side, colour


def on_another(boxes):
    return [
        (a[4], b[4])
        for a, b in combinations(boxes, 2)
        if a[0] < b[2] - 1 and b[0] < a[2] - 1 and a[1] < b[3] - 1 and b[1] < a[3] - 1
    ]


@pytest.mark.parametrize("langs", [("zh",), ("en",), LANGS], ids="-".join)
def test_the_chain_shows_every_party_once_with_no_text_on_another(langs):
    picture = chain_picture(GLOSSARY, langs, address)
    shown = re.findall(r'<a href="#(\w+)"', picture)
    assert sorted(shown) == sorted(term.name for term in chain_terms(GLOSSARY))
    wide, high = size(picture)
    boxes = [*texts(picture), *signs(picture)]
    assert len(list(signs(picture))) == len(shown) + len(FAMILIES)
    assert not on_another(boxes)
    assert all(a >= 0 and c <= wide and b >= 0 and d <= high for a, b, c, d, _ in boxes)


def test_the_chain_draws_every_feeding_between_those_it_shows():
    picture = chain_picture(GLOSSARY, LANGS)
    shown = {term.name for term in chain_terms(GLOSSARY)}
    fed = [(a, b) for a in shown for b in GLOSSARY.term(a).pointed_at("feeds") if b in shown]
    assert picture.count("rotate(") == len(fed) + 1, "the legend has one arrow of its own"


def test_the_chain_has_all_families_and_no_link():
    picture = chain_picture(GLOSSARY, LANGS)
    assert all(colour in picture for colour in FAMILIES.values())
    assert "href" not in picture and "<script" not in picture


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("term", JOINED, ids=lambda term: term.name)
def test_neighbours_are_all_shown_or_counted(term, lang):
    picture = neighbours(GLOSSARY, term, lang, address)
    boxes = list(texts(picture))
    assert not on_another(boxes)
    wide, high = size(picture)
    assert all(a >= 0 and c <= wide and d <= high for a, _, c, d, _ in boxes)
    for side in (GLOSSARY.upstream(term.name), GLOSSARY.downstream(term.name)):
        assert all(f'href="#{one.name}"' in picture for one in side[:10])


def test_what_stands_outside_the_chain_has_no_picture():
    assert neighbours(GLOSSARY, GLOSSARY.term("Judgement"), "zh", address) == ""


def test_more_than_ten_are_counted():
    crowded = [one for one in JOINED if len(GLOSSARY.upstream(one.name)) > 10]
    assert crowded
    for term in crowded:
        hidden = len(GLOSSARY.upstream(term.name)) - 10
        assert f"and {hidden} more" in neighbours(GLOSSARY, term, "en", address)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("module", GLOSSARY.modules())
def test_every_class_of_a_module_is_in_its_tree(module, lang):
    picture = branches(GLOSSARY, module, "tree", lang, address)
    classes = {t.name for t in GLOSSARY.terms("class") if t.module == module}
    shown = set(re.findall(r'href="#(\w+)"', picture))
    assert classes <= shown
    wide, high = size(picture)
    boxes = list(texts(picture))
    assert not on_another(boxes)
    assert wide <= 1010 and all(c <= wide and d <= high for _, _, c, d, _ in boxes)


@pytest.mark.parametrize("lang", LANGS)
def test_lanes_show_every_template_and_every_step(lang):
    picture = lanes(GLOSSARY, lang, address)
    wanted = [*GLOSSARY.children("ChainTemplate"), *GLOSSARY.children("TemplateStep")]
    assert sorted(re.findall(r'href="#(\w+)"', picture)) == sorted(term.name for term in wanted)
    assert not on_another(list(texts(picture)))
