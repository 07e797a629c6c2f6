"""The left door: files in, every row of them a fact or listed with the reason why not.

>>> from kg.sources import read  # reading = read("flows.csv", scratch=folder)
"""

from kg.sources.reading import MemberReport, Reading, read

__all__ = ["MemberReport", "Reading", "read"]
