"""Rows by the million, in columns and in time order: what flowed."""
