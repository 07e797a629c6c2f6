"""Requests: one frozen, validated type for each question that a case answers.

A request is checked when it is made, stored whole in what it gives and in the case, and is all
from which the options of the command line, the command that repeats it and the texts in SPARQL and
Cypher derive.
"""

from kg.requests.base import Option, Request, option_fields
from kg.requests.chain import ChainOptions, ChainRequest
from kg.requests.command import command
from kg.requests.contacts import (
    ContactsOptions,
    ContactsRequest,
    RenumberedOptions,
    RenumberedRequest,
)
from kg.requests.coordinated import CoordinatedOptions, CoordinatedRequest
from kg.requests.export import ExportOptions, ExportRequest
from kg.requests.extract import ExtractOptions, ExtractRequest
from kg.requests.find import FindOptions, FindRequest
from kg.requests.key import KeyOptions, KeyRequest
from kg.requests.link import LinkOptions, LinkRequest
from kg.requests.load import LayoutRequest, LoadOptions, LoadRequest, TableAnswers
from kg.requests.matrix import MatrixOptions, MatrixRequest
from kg.requests.path import PathOptions, PathRequest
from kg.requests.pattern import PatternOptions, PatternRequest
from kg.requests.reach import ReachOptions, ReachRequest
from kg.requests.same import SameOptions, SameRequest
from kg.requests.trace import TraceOptions, TraceRequest
from kg.requests.without import WithoutRequest

__all__ = [
    "ChainOptions",
    "ChainRequest",
    "ContactsOptions",
    "ContactsRequest",
    "CoordinatedOptions",
    "CoordinatedRequest",
    "ExportOptions",
    "ExportRequest",
    "ExtractOptions",
    "ExtractRequest",
    "FindOptions",
    "FindRequest",
    "KeyOptions",
    "KeyRequest",
    "LayoutRequest",
    "LinkOptions",
    "LinkRequest",
    "LoadOptions",
    "LoadRequest",
    "MatrixOptions",
    "MatrixRequest",
    "Option",
    "PathOptions",
    "PathRequest",
    "PatternOptions",
    "PatternRequest",
    "ReachOptions",
    "ReachRequest",
    "RenumberedOptions",
    "RenumberedRequest",
    "Request",
    "SameOptions",
    "SameRequest",
    "TableAnswers",
    "TraceOptions",
    "TraceRequest",
    "WithoutRequest",
    "command",
    "option_fields",
]
