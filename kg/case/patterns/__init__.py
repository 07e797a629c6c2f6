"""Patterns of roles: which things stand to each other as a file says, with the rows behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from kg.requests import PatternOptions, PatternRequest

if TYPE_CHECKING:
    from kg.case.storage.open_case import OpenCase
    from kg.model import Chain, PatternMatches, TemplateFit
    from kg.patterns import RolePattern


class CasePatterns:
    """Patterns of roles: ready ones, those of a file, and which template a chain fits.

    >>> case.patterns.find("CT03")                               # doctest: +SKIP
    """

    def __init__(self, open_case: OpenCase) -> None:
        self._open = open_case

    def ready(self) -> tuple[RolePattern, ...]:
        """Return the patterns that are ready, by name."""
        from kg.patterns import ready_patterns

        return ready_patterns()

    def find(self, pattern: str, **options: Unpack[PatternOptions]) -> PatternMatches:
        """Return the matches of a pattern over all facts and payments of the case.

        Args:
            pattern: The name of a ready one, such as ``"CT03"``, or the path of a file.
            options: ``given=["leader=P3"]`` names things for roles, ``rows`` is how many matches
                are listed, ``seconds`` how long it may take; with a ``name`` what is listed is
                saved as a chain, and the answer with it.

        Returns:
            The matches, each with the rows of each link, and how many there are in all.

        Raises:
            NotFound: There is no such pattern, or no such thing.
            UsageError: The file is no pattern, or has no such role.
            QueryTimeout: It took longer than ``seconds``.
        """
        return self.find_as(PatternRequest.of(pattern=pattern, **options))

    def find_as(self, request: PatternRequest) -> PatternMatches:
        """Answer such a request."""
        from kg.case.patterns.matches import find_matches
        from kg.case.patterns.save_matches import save_matches
        from kg.case.saved.answers import keep_answer

        with self._open.reading() as session:
            found = find_matches(session, self._open.questions(), request)
            if request.name:
                save_matches(session, found)
        keep_answer(self._open, request, found)
        return found

    def fits(self, chain: Chain) -> list[TemplateFit]:
        """Return how far a chain fits each template of a whole chain, the best first.

        Args:
            chain: A chain of this case, as :meth:`kg.case.chains.CaseChains.build` gives it.

        Returns:
            First the templates all of whose necessary roles are there, by the share of their roles
            and links that the chain shows. Each names who has which role, and what is missing.
        """
        from kg.patterns.fit import template_fits
        from kg.schema import load_schema

        return template_fits(chain, load_schema())
