"""The views of a ledger that only the query tests have; imported by the worker."""


def make(con, folder):
    con.execute(f"CREATE VIEW transfer AS SELECT * FROM read_parquet('{folder}/flow.parquet')")


def stumble(con):
    raise TypeError("views that cannot be made")
