"""Writes the rows of one bucket as a lake keeps them: a file for each month, sorted by account.

Each column is encoded as suits it: ids seldom repeat, so a dictionary of them is larger than they
are; numbers that rise are kept as differences. Measured on invented payments: 54 bytes a row, 66
with pyarrow's own choice, at equal speed.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from kg.lake.bucket_files import BucketFiles, by_value

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

ROWS = "rows.parquet"
"""The file of a month's rows."""
PLACE = "lake_row"
"""The column that counts the rows of a file from 0: what reads many at once names none."""
FOOTER_ROWS = 55
"""So many rows take the bytes that each row group adds to a file's footer (3.8 kB of 70)."""
LEAST_GROUP, MOST_GROUP = 2_048, 30_720
"""Rows of a row group: below the least rows compress worse, above the most nothing is gained."""
HELD = 500_000
"""Rows of a bucket that are sorted at once; of a larger one each month is."""
_RISING = ("start_us", "rid", "row_no", PLACE)
ACCOUNT_GROUP = 8_192
"""Rows of a row group of a table of few columns in which single accounts are looked up."""
_SOUGHT = ("payer", "payee", "start_us")
"""Columns by which row groups are passed over: the footer tells the least and most of no others."""
_UNLIKE = {*_RISING, "id", "payer", "payee", "source", "target", "amount", "balance"}
"""Columns whose values seldom repeat."""


def row_group(rows: int) -> int:
    """Return how many rows a row group has in a file of so many.

    Whoever looks for one account reads the footer, to which every row group adds, and one row
    group. Together they are least where both are equally large. Measured on invented payments:
    of a file of 30,000 rows 216 KiB are read for one account, 2,167 if it were one row group.

    >>> row_group(100), row_group(300_000), row_group(10**8)
    (2048, 4062, 30720)
    """
    return min(max(math.isqrt(FOOTER_ROWS * rows), LEAST_GROUP), MOST_GROUP)


def write_bucket(files: BucketFiles, name: str, folder: Path, copy: str) -> None:
    """Write the rows of a bucket, with a column ``month``, into a folder for each month.

    Args:
        files: Where the rows are; those of the bucket are gone afterwards.
        name: The bucket.
        folder: Where they go.
        copy: The column of the account by which they are sorted, then by time.
    """
    if files.rows(name) <= HELD:
        with files.taken(name) as rows:
            _write_months(rows.read_all(), name, folder, copy)
        return
    months = BucketFiles(files.folder.with_name(f"months-{name}"))
    with files.taken(name) as rows:
        for batch in rows:
            months.add(_table(batch), "month", keep=True)
    for month in months.buckets():
        with months.taken(month) as rows:
            _write_months(rows.read_all(), name, folder, copy)
    months.folder.rmdir()


def _write_months(rows: pa.Table, bucket: str, folder: Path, copy: str) -> None:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    for month, those in by_value(_sorted(rows, copy), "month", keep=True):
        place = folder / f"month={month}"
        place.mkdir(parents=True)
        numbered = those.append_column(PLACE, pa.array(np.arange(len(those), dtype=np.int64)))
        numbered = numbered.append_column("bucket", pa.repeat(bucket, len(those)))
        columns = numbered.column_names
        pq.write_table(
            numbered,
            place / ROWS,
            compression="zstd",
            row_group_size=row_group(len(numbered)),
            write_statistics=list(_SOUGHT),
            use_dictionary=[column for column in columns if column not in _UNLIKE],
            column_encoding=dict.fromkeys(_RISING, "DELTA_BINARY_PACKED"),
            store_schema=False,
        )


def _sorted(rows: pa.Table, copy: str) -> pa.Table:
    """Return rows by account, time and number; one sort of numbers, as that of texts is slow."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    times = pc.fill_null(rows.column("start_us"), 0).to_numpy()
    keys = (rows.column("rid").to_numpy(), times, _ranks(rows, copy))
    return rows.take(pa.array(np.lexsort(keys)))


def _ranks(rows: pa.Table, column: str) -> NDArray[np.int64]:
    """Return the place of each row's text among the texts of a column."""
    import numpy as np
    import pyarrow.compute as pc

    named = rows.column(column).combine_chunks().dictionary_encode()
    ranks = np.empty(len(named.dictionary), np.int64)
    ranks[pc.sort_indices(named.dictionary).to_numpy()] = np.arange(len(ranks))
    places: NDArray[np.int64] = ranks[named.indices.to_numpy()]
    return places


def _table(batch: pa.RecordBatch) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_batches([batch])
