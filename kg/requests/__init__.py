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
from kg.requests.export import ExportOptions, ExportRequest
from kg.requests.find import FindOptions, FindRequest
from kg.requests.load import LayoutRequest, LoadOptions, LoadRequest, TableAnswers
from kg.requests.reach import ReachOptions, ReachRequest
from kg.requests.trace import TraceOptions, TraceRequest

__all__ = [
    "ChainOptions",
    "ChainRequest",
    "ContactsOptions",
    "ContactsRequest",
    "ExportOptions",
    "ExportRequest",
    "FindOptions",
    "FindRequest",
    "LayoutRequest",
    "LoadOptions",
    "LoadRequest",
    "Option",
    "ReachOptions",
    "ReachRequest",
    "RenumberedOptions",
    "RenumberedRequest",
    "Request",
    "TableAnswers",
    "TraceOptions",
    "TraceRequest",
    "command",
    "option_fields",
]
