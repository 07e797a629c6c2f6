"""Shapes of money over the whole ledger: searched for, measured, read innocently first."""
