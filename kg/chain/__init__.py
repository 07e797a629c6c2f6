"""The whole chain around a start or a trace: people, data and money, arranged by stage."""

from kg.chain.build import build_chain

__all__ = ["build_chain"]
