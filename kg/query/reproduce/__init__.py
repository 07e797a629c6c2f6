"""Builds the SPARQL and Cypher queries that reproduce a chain, a trace or a finding.

A :class:`LinkSearch` says which links are looked for: by where a trace began and its terms, by
where a chain was looked for, by a finding's accounts and time, or, where no query can express it,
by ids. It is written in SPARQL for what was exported and for the case, in Cypher for a server.
"""

from kg.query.reproduce.chain_text import ChainNeighbourhood
from kg.query.reproduce.finding_text import WAYS, AccountPayments, DeviceUses
from kg.query.reproduce.query_text import LinkSearch, ListedLinks, cypher, sparql
from kg.query.reproduce.spelling import QuerySpelling
from kg.query.reproduce.trace_text import StartAccount, TracePayments, TraceStart

__all__ = [
    "WAYS",
    "AccountPayments",
    "ChainNeighbourhood",
    "DeviceUses",
    "LinkSearch",
    "ListedLinks",
    "QuerySpelling",
    "StartAccount",
    "TracePayments",
    "TraceStart",
    "cypher",
    "sparql",
]
