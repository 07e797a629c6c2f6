"""What other programs may ask a case over the loopback of this machine."""

from __future__ import annotations

from kg.serve.sparql_endpoint import SparqlEndpoint

__all__ = ["SparqlEndpoint"]
