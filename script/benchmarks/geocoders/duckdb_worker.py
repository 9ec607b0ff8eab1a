"""The physical limit: a bare join of keys that somebody else has parsed, in DuckDB with one thread.

Requests and replies are JSON lines: `{"load": CSV of key,lon,lat}`, then `{"keys": CSV of n,key}`.
"""

import json
import sys
import time

import duckdb

JOIN = "SELECT q.n, t.lon, t.lat FROM asked q JOIN addresses t ON t.key = q.key"


def main() -> None:
    database = duckdb.connect()
    database.execute("SET threads = 1")
    for line in sys.stdin:
        request = json.loads(line)
        table, path = ("addresses", request["load"]) if "load" in request else ("asked", request["keys"])
        start = time.perf_counter()
        database.execute(f"CREATE OR REPLACE TABLE {table} AS FROM read_csv($path, header = true)", {"path": path})
        if table == "asked":
            start = time.perf_counter()
            count = len(database.execute(JOIN).fetchall())
        else:
            count = database.execute("SELECT count(*) FROM addresses").fetchone()[0]
        print(json.dumps({"seconds": time.perf_counter() - start, "found": count}), flush=True)


if __name__ == "__main__":
    main()
