#!/usr/bin/env python3
"""Check keys, order and roots of a published draw inside PostgreSQL: `verify_sql.py BUNDLE DSN`. Needs psycopg.

Everything is put into temporary tables and computed by `verify.sql`; nothing stays. Exit code 0: as published; 1: the
lines printed do not match. Nothing here comes from the system that held the draw.
"""

import json
import sys
import zipfile
from pathlib import Path

import psycopg

LEAF, ROW = 78, 66
SCRIPT = Path(__file__).with_name("verify.sql")


def read(path):
    """The files of a folder or of an archive."""
    path = Path(path)
    if path.is_dir():
        return {file.name: file.read_bytes() for file in path.iterdir() if file.is_file()}
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def leaves_of(raw):
    """Each leaf tells in its last fixed byte how many categories follow."""
    at = 0
    while at < len(raw):
        end = at + LEAF + raw[at + LEAF - 1]
        yield raw[at:end]
        at = end


def fill(cursor, files):
    """The bundle as temporary tables."""
    result, final = json.loads(files["result.json"]), json.loads(files["heads.json"])[-1]
    told = [
        ("salt", bytes.fromhex(result["salt"])),
        ("ikm", files["ikm.txt"]),
        ("log_root", bytes.fromhex(final["root"])),
        ("result_root", bytes.fromhex(result["result_root"])),
    ]
    rows = files["rows.bin"]
    tables = {
        "leaf(seq int, raw bytea)": enumerate(leaves_of(files["leaves.bin"])),
        "row_told(rank int, raw bytea)": enumerate((rows[at : at + ROW] for at in range(0, len(rows), ROW)), 1),
        "told(name text, raw bytea)": told,
    }
    for table, lines in tables.items():
        cursor.execute(f"create temporary table {table}")
        with cursor.copy(f"copy {table.partition('(')[0]} from stdin") as copy:
            for line in lines:
                copy.write_row(line)


def differences(files, connection):
    """What does not match: (what, rank). The transaction is rolled back."""
    with connection.cursor() as cursor:
        fill(cursor, files)
        cursor.execute(SCRIPT.read_text("utf-8"))
        while cursor.nextset():
            pass
        found = cursor.fetchall()
    connection.rollback()
    return found


def main(path, dsn):
    """Check and print."""
    with psycopg.connect(dsn) as connection:
        found = differences(read(path), connection)
    print("\n".join(f"{what} {rank or ''}".strip() for what, rank in found) or "as published")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
