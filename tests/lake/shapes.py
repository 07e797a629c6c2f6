"""Typologies on invented ledgers: thresholds that a few payments reach, and a shared device."""

from __future__ import annotations

from kg.case.money.lake_findings import NOT_OF_A_LAKE
from kg.trace.typologies.catalogue import typologies
from tests.ledger.shelving import Reading

EASY = (
    *("fan-in.payers=3", "fan-in.times=2", "fan-in.within=5h"),
    *("fan-out.payees=3", "fan-out.times=2", "fan-out.within=5h"),
    *("gather-scatter.payers=2", "gather-scatter.payees=2", "gather-scatter.share=0.1"),
    *("gather-scatter.passed=0.3", "gather-scatter.at_most=3"),
    *("funnel.payers=2", "funnel.passed=0.3", "funnel.at_most=3"),
    *("spray.payees=2", "spray.passed=0.3", "spray.at_most=3"),
    *("scatter-gather.between=2", "scatter-gather.passed=0.3"),
    *("pass-through.rounds=1", "pass-through.passed=0.5"),
    *("structuring.rows=2", "structuring.limit=CNY 80/101", "structuring.below=0.3"),
    *("test-transfer.small=CNY 3", "test-transfer.big=CNY 70", "test-transfer.times=20"),
    *("round-amounts.rows=2", "round-amounts.payers=2", "round-amounts.unit=CNY 50"),
    "round-amounts.share=0.3",
    *("night-peak.rows=3", "night-peak.share=0.2", "night-peak.times=0.5", "night-peak.hours=8-17"),
    "shared-device.accounts=2",
)
"""Thresholds that a few payments reach."""
NAMES = tuple(name for name in typologies() if name not in NOT_OF_A_LAKE)


def with_devices(told: list[Reading]) -> list[Reading]:
    """Let some accounts sign in with one device, in a file each."""
    told[2].entity("d1", kind="Device")
    for number in (2, 3, 4):
        told[number % 2].link("SignsInWith", f"a{number}", "d1")
    return told
