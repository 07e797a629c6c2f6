"""What is kept in a case under names: traces, chains, and answers of any kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.case.saved.answers import SavedAnswer
    from kg.case.saved.results import SavedResult
    from kg.case.storage.open_case import OpenCase


class CaseSaved:
    """What is kept in a case under names: traces, chains, and answers of any kind.

    >>> case.network.key("victims", save_as="middle")            # doctest: +SKIP
    >>> case.saved.answer("middle").result.key                   # doctest: +SKIP
    """

    def __init__(self, open_case: OpenCase) -> None:
        self._open = open_case

    def all(self) -> list[SavedResult]:
        """Return what is kept under names now, by when it was kept: kind, name, time, command."""
        from kg.case.saved.results import saved_results

        self._open.folder.check()
        return saved_results(self._open.folder)

    def answer(self, name: str) -> SavedAnswer:
        """Return an answer that is kept under a name, as it was when it was kept.

        Args:
            name: That of ``save_as`` (``--as`` on the command line).

        Raises:
            NotFound: No answer is kept under it.
        """
        from kg.case.saved.answers import saved_answer

        self._open.folder.check()
        return saved_answer(self._open.folder, name)
