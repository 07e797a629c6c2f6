"""What a case is made of: frozen values, stable ids, no input and no output.

An :class:`Entity` is somebody or something; a :class:`Link` is one fact between two entities
that at least one row of a file reports; :class:`Evidence` says which row; a :class:`Problem` is
a row that could not become a fact. The rooms return :class:`Trace`, :class:`Chain` and
:class:`Findings`.
"""

from kg.messages import Message
from kg.model.chains import (
    Chain,
    ChainBounds,
    ChainEdge,
    ChainNode,
    Hidden,
    Neighbourhood,
    TracedMoney,
)
from kg.model.contacts import (
    ContactStep,
    ContactStop,
    Informed,
    MessagePassed,
    Newcomer,
    Renumbering,
    SharedContact,
    SharedPlace,
)
from kg.model.facts import (
    RECORDED_AS,
    Concluded,
    Entity,
    Evidence,
    Judgement,
    Link,
    Precision,
    Problem,
    Proof,
    Skipped,
    Status,
    Values,
    evidence_id,
    snake_case,
    stable_id,
)
from kg.model.findings import Finding, Findings, Measure
from kg.model.headlines import Headline, HeadlinePart
from kg.model.legs import InferredLeg, Legs
from kg.model.levels import AccountLevel, ComputedRole, LevelStep
from kg.model.loads import Breach, BrokenRule, LoadReport, Resting, Source, Unloaded, UnreadColumn
from kg.model.money import Money
from kg.model.reach import Arrival, Reach, Reached
from kg.model.traces import (
    FilteredOut,
    Holding,
    Listing,
    RuleFigures,
    RuleRange,
    Seed,
    Trace,
    TraceAccount,
    TraceStep,
    TraceStop,
    TraceTerms,
)

__all__ = [
    "RECORDED_AS",
    "AccountLevel",
    "Arrival",
    "Breach",
    "BrokenRule",
    "Chain",
    "ChainBounds",
    "ChainEdge",
    "ChainNode",
    "ComputedRole",
    "Concluded",
    "ContactStep",
    "ContactStop",
    "Entity",
    "Evidence",
    "FilteredOut",
    "Finding",
    "Findings",
    "Headline",
    "HeadlinePart",
    "Hidden",
    "Holding",
    "InferredLeg",
    "Informed",
    "Judgement",
    "Legs",
    "LevelStep",
    "Link",
    "Listing",
    "LoadReport",
    "Measure",
    "Message",
    "MessagePassed",
    "Money",
    "Neighbourhood",
    "Newcomer",
    "Precision",
    "Problem",
    "Proof",
    "Reach",
    "Reached",
    "Renumbering",
    "Resting",
    "RuleFigures",
    "RuleRange",
    "Seed",
    "SharedContact",
    "SharedPlace",
    "Skipped",
    "Source",
    "Status",
    "Trace",
    "TraceAccount",
    "TraceStep",
    "TraceStop",
    "TraceTerms",
    "TracedMoney",
    "Unloaded",
    "UnreadColumn",
    "Values",
    "evidence_id",
    "snake_case",
    "stable_id",
]
