"""A lake: transfers of many files on disk, out of which the part of a case is cut.

A case holds what one investigation needs; a lake holds all that an office was given. What is
decided of rows (two statements tell one payment, a reversal) is decided over the whole lake; the
part that a trace can follow is found where the rows lie, and becomes files that ``kg load`` reads.
"""
