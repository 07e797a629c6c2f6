"""Text of others: how its bytes are read, how it is shown, how a place in it is named."""

from kg.text.decoding import Encoding, check_forced, decode_mixed, sniff
from kg.text.display import (
    LIST_RADIX,
    file_name,
    hides_something,
    is_composed,
    is_named_in_text,
    list_number,
    locator,
    locator_sql,
    looks_like,
    mixes_scripts,
    narrow,
    parts_written_out,
    path_number,
    readable_word,
    visible,
)
from kg.text.page_place import PagePlace

__all__ = [
    "LIST_RADIX",
    "Encoding",
    "PagePlace",
    "check_forced",
    "decode_mixed",
    "file_name",
    "hides_something",
    "is_composed",
    "is_named_in_text",
    "list_number",
    "locator",
    "locator_sql",
    "looks_like",
    "mixes_scripts",
    "narrow",
    "parts_written_out",
    "path_number",
    "readable_word",
    "sniff",
    "visible",
]
