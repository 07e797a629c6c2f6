"""Writes invented bank statements: ``invented.py FOLDER [--rows N] [--seed N]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import duckdb

EACH = 1_000_000
"""Payments of a file."""
AGAIN = 20
"""Of so many payments one is told by the payee's statement as well."""
SECONDS = 366 * 86_400

PAYMENT = """
SELECT i, skewed(hash({seed}, i, 1)) AS payer, skewed(hash({seed}, i, 2)) AS payee,
    make_timestamp(1704067200000000 + (i::DOUBLE / {rows} * {seconds})::BIGINT * 1000000) AS moment,
    (100 + hash({seed}, i, 3) % 10000000)::BIGINT AS fen
FROM range({first}, {last}) AS t(i)
"""
ROW = """
SELECT '6229' || lpad({own}::VARCHAR, 12, '0') AS 交易卡号, strftime(moment, '%Y-%m-%d %H:%M:%S') AS 交易时间,
    '{way}' AS 收付标志, (fen // 100) || '.' || lpad((fen % 100)::VARCHAR, 2, '0') AS 交易金额,
    'CNY' AS 交易币种, '6229' || lpad({other}::VARCHAR, 12, '0') AS 交易对手账卡号,
    '{way}' || i AS 交易流水号, moment
FROM ({payments}) AS p WHERE payer <> payee {only}
"""  # noqa: E501 -- a column and its name stay together


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=EACH)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    write_statements(asked.folder, asked.rows, asked.seed)
    return 0


def write_statements(folder: Path, rows: int, seed: int, each: int = EACH) -> list[Path]:
    """Write statements of so many payments, ``each`` a file; return their files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with duckdb.connect() as con:
        accounts = max(100, rows // 10)
        con.execute(
            f"CREATE MACRO skewed(h) AS floor({accounts} * pow((h % 1000003) / 1000003, 3))::BIGINT"
        )
        for number, first in enumerate(range(0, rows, each), start=1):
            path = folder / f"statements-{number:04d}.csv"
            con.execute(_copy(path, first, rows, seed, each))
            written.append(path)
            print(f"\r  {len(written):,} files", end="", flush=True)
    print()
    return written


def _copy(path: Path, first: int, rows: int, seed: int, each: int) -> str:
    """Return SQL that writes a file: payers' rows, and payees' of some payments before them."""
    own = PAYMENT.format(
        seed=seed, rows=rows, seconds=SECONDS, first=first, last=min(first + each, rows)
    )
    before = PAYMENT.format(
        seed=seed, rows=rows, seconds=SECONDS, first=max(first - each, 0), last=first
    )
    told = ROW.format(own="payer", other="payee", way="出", payments=own, only="")
    again = ROW.format(
        own="payee", other="payer", way="进", payments=before, only=f"AND i % {AGAIN} = 0"
    )
    return (
        f"COPY (SELECT * EXCLUDE (moment) FROM ({told} UNION ALL {again})"
        f" ORDER BY moment, 交易流水号)"
        f" TO '{path}' (FORMAT csv, HEADER)"
    )


if __name__ == "__main__":
    sys.exit(main())
