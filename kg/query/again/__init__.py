"""The texts by which a chain, a trace or a finding is asked for again, without this tool.

A :class:`Wanted` says what is to be found: by where a trace began and its terms, by where a chain
was looked for, by a finding's accounts and time, or, where no query can say it, by ids. It is
spelled in SPARQL for what was exported and for the case, and in Cypher for a server.
"""

from kg.query.again.around import Around
from kg.query.again.followed import Begin, Followed, Paying
from kg.query.again.listed import Listed
from kg.query.again.members import WAYS, Members, Uses
from kg.query.again.spelling import Spelling
from kg.query.again.wanted import Wanted, cypher, sparql

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
