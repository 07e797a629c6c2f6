"""Money followed in time: which payment can follow which, and whose money it carries.

:func:`kg.trace.tracing.trace` is the door; it is imported from there because it brings numba.
"""
