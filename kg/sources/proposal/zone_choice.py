"""The zone of a table's times: answered, told by a header or a column, assumed, or asked.

By which country's rules telephones are read follows from their numbers, else from that zone.
"""

from __future__ import annotations

from zoneinfo import available_timezones

from kg.messages import Message
from kg.sources.proposal.cell_forms import MOSTLY, zone_of_header
from kg.sources.proposal.column_roles import TableColumn
from kg.sources.proposal.countries import HOME_ZONE, region_of_phones, zone_of_clocks
from kg.sources.proposal.proposal import PossibleAnswer
from kg.sources.proposal.table_draft import TableDraft
from kg.values.phones import NO_REGION

_OF_TRADITIONAL = ("Asia/Taipei", "Asia/Hong_Kong")
"""Where a table in Chinese is from that nothing shows to be from the mainland."""
_AMBIGUOUS = {"EST", "MST"}
"""Zones by name whose clocks never change; in a file they are the winter time of others."""


def zone_of_times(draft: TableDraft) -> str:
    """Return the zone of the times of a table; what nothing tells is assumed or asked."""
    time = draft.of("time")
    if draft.answers.zone:
        return draft.answers.zone
    if time is None or time.time is None:
        return HOME_ZONE
    if told := _told_zone(draft, time):
        return told
    if time.time.has_zone:
        return "UTC"
    if home := draft.home.certain:
        draft.assumed.append(Message("assumed-zone", zone=home.zone))
        return home.zone
    ask_zone(draft)
    return HOME_ZONE


def ask_zone(draft: TableDraft) -> None:
    """Ask for the zone of the times, the likeliest first."""
    if draft.answers.zone or draft.asks("zone"):
        return
    zones: tuple[str, ...] = (HOME_ZONE, "UTC")
    if draft.table.zh:
        zones = _OF_TRADITIONAL
    if draft.home.likely:
        zones = (draft.home.likely.zone, "UTC")
    elif draft.home.worded:
        zones = (*(country.zone for country in draft.home.worded), "UTC")
    answers = (PossibleAnswer(zone, Message("answer-zone")) for zone in dict.fromkeys(zones))
    draft.ask("zone", Message("which-zone"), answers)


def set_phone_region(draft: TableDraft, *columns: TableColumn) -> None:
    """Say by which country's rules telephones are read; if nothing tells it, ask the zone."""
    cells = [cell for column in columns for cell in column.cells]
    region = region_of_phones(cells, draft.answers.zone)
    if region == NO_REGION and draft.table.zh:
        region = ""  # a table in Chinese is China's, whatever its clock
    draft.home.phone_region = "" if region in (None, NO_REGION) else str(region)
    if region == NO_REGION:
        draft.assumed.append(Message("phones-of-no-country", zone=draft.answers.zone))
    if region is None and not draft.table.zh:
        ask_zone(draft)
    for column in columns:
        if region:
            column.about["region"] = region


def _told_zone(draft: TableDraft, time: TableColumn) -> str:
    """Return the zone that the header of the times, a column of zones or that of clocks tells."""
    clock = draft.of("clock")
    of_clock = zone_of_header(clock.header) if clock is not None else ""
    return zone_of_header(time.header) or _zone_of_column(draft) or of_clock


def _zone_of_column(draft: TableDraft) -> str:
    """Return the zone that a column of its own says of every row; nothing where none does."""
    column = draft.of("zone")
    names = set(column.cells) if column and column.filled >= MOSTLY else set()
    if len(names) == 1 and names <= available_timezones() - _AMBIGUOUS:
        return names.pop()
    return zone_of_clocks(names)
