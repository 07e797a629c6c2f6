"""Whatever the terms of a trace name is masked, whichever field a later filter adds."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from kg.masking.masked_trace import TraceMasker
from kg.model import WORD_FILTERS, TraceTerms

SAID = "闻人澈 0622022424730095087"
HARMLESS = {"within", "hops", "floor", "hub", "skew", "strict_order", "edges", "since", "until"}
"""Fields of the terms that are numbers and times."""


def masker() -> TraceMasker:
    return TraceMasker(
        end=lambda text: "masked",
        text=lambda text: "masked",
        said=lambda message: message,
        evidence=lambda evidence: evidence,
        file=lambda sha256, name: name,
        place=lambda sha256, place: place,
    )


def test_every_text_of_the_terms_is_masked() -> None:
    named = {field.name for field in dataclasses.fields(TraceTerms)} - HARMLESS
    assert set(WORD_FILTERS.values()) < named
    terms = TraceTerms(1, 1, Decimal(0), 1, 1, strict_order=False, edges=1)
    masked = masker().terms(dataclasses.replace(terms, **dict.fromkeys(named, (SAID, SAID))))
    for name in named:
        assert getattr(masked, name) == ("masked", "masked"), name
