"""Legs of money that no row records, proposed by amount, rate and time: inferred, never summed."""
