"""The texts by which a chain, a trace or a finding is asked for again, without this tool.

A :class:`Wanted` says what is to be found: by where a trace began and its terms, by where a chain
was looked for, by a finding's accounts and time, or, where no query can say it, by ids. It is
spelled in SPARQL for what was exported and for the case, and in Cypher for a server.
"""

from kg.query.reproduce.chain_text import Around
from kg.query.reproduce.finding_text import WAYS, Members, Uses
from kg.query.reproduce.query_text import Listed, Wanted, cypher, sparql
from kg.query.reproduce.spelling import Spelling
from kg.query.reproduce.trace_text import Begin, Followed, Paying

__all__ = [
    "WAYS",
    "Around",
    "Begin",
    "Followed",
    "Listed",
    "Members",
    "Paying",
    "Spelling",
    "Uses",
    "Wanted",
    "cypher",
    "sparql",
]
