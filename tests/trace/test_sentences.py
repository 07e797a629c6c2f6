"""Every sentence whose id is made of a name is in each catalogue, with all that it has to fill in.

An id that is written out in the code is held by ``tests/messages``; these are made of the path of
an item in a knowledge file, or of the reason why something stops or is left out.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from decimal import Decimal

import numpy as np
import pytest

from kg.messages import Message
from kg.messages.catalogue import catalogue
from kg.model import WORD_FILTERS
from kg.network import terms as network_terms
from kg.trace.base import KernelTerms
from kg.trace.bridge import leg_kinds
from kg.trace.contacts.contact_terms import CONTACTS, RENUMBERED, terms
from kg.trace.payment_filters import FILTERS, OPEN
from kg.trace.roles.computed_roles import account_roles
from kg.trace.stops import FACTS, PLAIN, REASON_OF_STATE, stop_message
from kg.trace.typologies import search_rows
from kg.trace.typologies.catalogue import innocent_shapes, typologies
from kg.trace.untraceable import SEARCHED, TRACED
from tests.languages import WHOLE

MEASURES = tuple(
    role.measure_label(name) for role in account_roles() for name in (*role.thresholds, *role.shows)
)
KNOWLEDGE = {
    "typologies": typologies(),
    "contacts": (terms(CONTACTS), terms(RENUMBERED)),
    "networks": tuple(map(network_terms.terms, (network_terms.KEY, network_terms.COORDINATED))),
    "roles": account_roles(),
    "measures of roles": MEASURES,
    "legs": leg_kinds.kinds(),
    "parts of the score": leg_kinds.parts(),
    "rates": leg_kinds.rates(),
}
SHAPES_SAY = {
    "salary": {"count", "met"},
    "utility": {"count", "met"},
    "rent": {"count", "met"},
    "merchant": {"days", "busy", "payers"},
    "own-accounts": {"count"},
}
FILLED = dict.fromkeys(FACTS.values(), "x")


def messages(value: object) -> Iterator[Message]:
    """Yield every message that a value of the knowledge holds."""
    if isinstance(value, Message):
        yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from messages(getattr(value, field.name))
    elif isinstance(value, Mapping | tuple):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from messages(one)


def wrong(said: Message) -> list[str]:
    """Return the languages that lack a sentence, or need another filling."""
    if said.id == "as-stored":  # a term of the ontology, whose label is data
        return []
    return [
        f"{said.id} ({lang})"
        for lang in WHOLE
        if said.id not in catalogue(lang)
        or catalogue(lang).variables(said.id) != set(said.arguments)
    ]


@pytest.mark.parametrize("name", KNOWLEDGE)
def test_every_item_of_the_knowledge_has_its_sentences(name):
    found = list(messages(KNOWLEDGE[name]))
    assert found and not [one for said in found for one in wrong(said)]


def test_every_innocent_shape_has_its_sentences():
    assert set(innocent_shapes()) - {"limits"} == set(SHAPES_SAY)
    for name, filled in SHAPES_SAY.items():
        assert not wrong(Message(f"shape-{name}-label"))
        assert not wrong(Message(f"shape-{name}-said", **dict.fromkeys(filled, 1)))


@pytest.mark.parametrize("why", (*PLAIN, *FACTS))
def test_every_stop_has_its_sentence(why):
    assert not wrong(stop_message(why, FILLED))


def test_every_reason_to_stop_has_a_sentence():
    known = {*PLAIN, *FACTS}
    assert set(REASON_OF_STATE.values()) <= known
    assert {"untraced_end", "untraced_hub", "untraced_company", "untraced_excluded"} <= known
    assert OPEN in REASON_OF_STATE


def test_every_filter_says_what_it_left_out():
    marks = {name: np.zeros(0, np.bool_) for name in WORD_FILTERS}
    words = dict.fromkeys(WORD_FILTERS, ("x",))
    terms = KernelTerms(floor=Decimal(1), since=0, marks=marks, words=words)
    for one in FILTERS:
        assert one.is_set(terms) and not one.is_set(KernelTerms())
        assert not wrong(one.which(terms))


def test_what_is_not_taken_is_said_of_a_trace_and_of_a_search():
    for how in (TRACED, SEARCHED):
        assert not wrong(Message(f"rows-not-{how}", count=1, why="x"))
        assert not wrong(Message(f"excluded-not-{how}", count=1))
    for name in (
        search_rows.OWN,
        search_rows.NOTHING,
        search_rows.EXCLUDE,
        search_rows.PERIOD,
        search_rows.FLOOR,
    ):
        floor = {"floor": "1"} if name == search_rows.FLOOR else {}
        assert not wrong(Message(f"payments-not-searched-{name}", count=1, **floor))
