"""The same one? Proposes that two things of a case are one, with grounds for and against.

Nothing is merged here: a proposal is a question to a person.
"""

from __future__ import annotations

from kg.identity.propose import propose
from kg.identity.traits import ComparedThing, ThingValue
from kg.identity.weights import BANDS, weights

__all__ = ["BANDS", "ComparedThing", "ThingValue", "propose", "weights"]
