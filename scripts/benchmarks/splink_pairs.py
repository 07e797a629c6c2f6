"""What Splink makes of the same records: run by an interpreter that has it, not by kg's own.

PYTHON splink_pairs.py RECORDS.csv PAIRS.csv

Records have ``id, name, birth, number, phone, email, address, person``; pairs come out with their
probability. Comparisons of name, date of birth, e-mail and exact values; u by random pairs, m from
the answer itself (``person``): expectation maximisation ends at m = 0 for levels that are rare
here, which Splink refuses. So it is shown at its best.
"""

from __future__ import annotations

import sys

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

LEAST = 0.5
"""Pairs below this probability are not written."""


def main(records: str, pairs: str) -> None:
    """Link the records of one file, and write the pairs to another."""
    table = pd.read_csv(records, dtype=str, keep_default_na=False).replace("", None)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[
            cl.NameComparison("name"),
            cl.DateOfBirthComparison("birth", input_is_string=True),
            cl.ExactMatch("number"),
            cl.ExactMatch("phone"),
            cl.EmailComparison("email"),
            cl.LevenshteinAtThresholds("address", [2, 5]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on(name) for name in ("number", "phone", "email", "address")
        ]
        + [block_on("name", "birth")],
    )
    linker = Linker(DuckDBAPI().register(table), settings, log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("number"), block_on("name", "birth")], recall=0.6
    )
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    training.estimate_m_from_label_column("person")
    found = linker.inference.predict(threshold_match_probability=LEAST).as_pandas_dataframe()
    found[["id_l", "id_r", "match_probability"]].to_csv(pairs, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
