"""What the tests of pictures share: the shipped ontology and invented chains."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from chains import banks, fraud

from kg.model import Chain
from kg.schema import Schema, load_schema


@pytest.fixture(scope="session")
def schema() -> Schema:
    return load_schema()


@pytest.fixture(scope="session", params=["sixty", "hundred and fifty", "banks"])
def chain(request: pytest.FixtureRequest) -> Chain:
    made = {
        "sixty": lambda: fraud(),
        "hundred and fifty": lambda: fraud(30, (12, 24, 26, 16)),
        "banks": banks,
    }
    return made[request.param]()
