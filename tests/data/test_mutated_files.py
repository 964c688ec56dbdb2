"""Files that were damaged, cut, repeated and mixed: whatever comes of them, it is a table or a sentence, and soon."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gmmgui.data import DataError, load
from tests.data.file_cases import CASES
from tests.data.outcomes import is_one_sentence

LONGEST_SECONDS = 5.0

SEEDS = [content if isinstance(content, bytes) else content.encode() for content, _ in list(CASES.values())[::10]]
MARKS = [b"#", b'"', b",", b";", b"\t", b" ", b"\0", b"\r", b"\n", b"\r\n", b"%", b"'", b".", b"-", b"\xff", b"\x1a"]
CELLS = [b"#DIV/0!", b"NA", b"1.250", b"1,5", b"-", b"inf", b"1e400", b"007", b"Total", b"mm", b"12 EUR", b'"a\nb"']

Mutation = Callable[[bytes, np.random.Generator], bytes]


def flip(content: bytes, rng: np.random.Generator) -> bytes:
    at = int(rng.integers(len(content)))
    return content[:at] + bytes([content[at] ^ 1 << int(rng.integers(8))]) + content[at + 1 :]


def delete(content: bytes, rng: np.random.Generator) -> bytes:
    start, stop = span(content, rng)
    return content[:start] + content[stop:]


def insert(content: bytes, rng: np.random.Generator) -> bytes:
    at = int(rng.integers(len(content) + 1))
    return content[:at] + one_of(MARKS + CELLS, rng) + content[at:]


def insert_a_long_run(content: bytes, rng: np.random.Generator) -> bytes:
    at = int(rng.integers(len(content) + 1))
    return content[:at] + int(rng.integers(1, 200_000)) * one_of([*MARKS, b"a", b"1", b"x "], rng) + content[at:]


def repeat(content: bytes, rng: np.random.Generator) -> bytes:
    start, stop = span(content, rng)
    return content[:start] + 1000 * content[start:stop] + content[stop:]


def truncate(content: bytes, rng: np.random.Generator) -> bytes:
    return content[: int(rng.integers(len(content)))]


def change_a_line(content: bytes, rng: np.random.Generator) -> bytes:
    lines = content.split(b"\n")
    at, other = rng.integers(len(lines), size=2)
    lines[at] = one_of([b"", lines[other], lines[at] + b"\n" + lines[at], b"#" + lines[at], lines[at][::-1]], rng)
    return b"\n".join(lines)


def change_a_cell(content: bytes, rng: np.random.Generator) -> bytes:
    separator = max(b",;\t| ", key=content.count).to_bytes()
    cells = content.split(separator)
    at, other = rng.integers(len(cells), size=2)
    cells[at] = one_of([b"", cells[other], b'"' + cells[at] + b'"', *CELLS], rng)
    return separator.join(cells)


def exchange_marks(content: bytes, rng: np.random.Generator) -> bytes:
    return content.replace(one_of(MARKS, rng), one_of(MARKS, rng))


def join_another(content: bytes, rng: np.random.Generator) -> bytes:
    return content + one_of([b"", b"\n", b"\n\n"], rng) + one_of(SEEDS, rng)


MUTATIONS: list[Mutation] = [
    flip,
    delete,
    insert,
    insert_a_long_run,
    repeat,
    truncate,
    change_a_line,
    change_a_cell,
    exchange_marks,
    join_another,
]


def span(content: bytes, rng: np.random.Generator) -> tuple[int, int]:
    start, stop = sorted(rng.integers(len(content) + 1, size=2).tolist())
    return start, stop


def one_of(choices: list[bytes], rng: np.random.Generator) -> bytes:
    return choices[int(rng.integers(len(choices)))]


def mutated(rng: np.random.Generator) -> bytes:
    content = one_of(SEEDS, rng)
    for _ in range(int(rng.integers(1, 4))):
        content = MUTATIONS[int(rng.integers(len(MUTATIONS)))](content or b"x", rng)[:2_000_000]
    return content


def check_many(folder: Path, first: int, count: int) -> None:
    path = folder / "file.csv"
    for seed in range(first, first + count):
        path.write_bytes(mutated(np.random.default_rng(seed)))
        before = time.process_time()
        try:
            found = load(path)
        except DataError as error:
            assert is_one_sentence(str(error)), (seed, str(error))
        else:
            assert found.n >= 2 and np.isfinite(found.points).all(), seed
            assert all(is_one_sentence(note) for note in found.notes), (seed, found.notes)
        assert time.process_time() - before < LONGEST_SECONDS, seed


def test_a_mutated_file_is_a_table_or_a_sentence(tmp_path: Path) -> None:
    check_many(tmp_path, 0, 150)


@pytest.mark.slow
def test_thousands_of_mutated_files_are_tables_or_sentences(tmp_path: Path) -> None:
    check_many(tmp_path, 1000, 5000)


ROW = b"1.5,2\n"
LARGE: dict[str, Callable[[], bytes]] = {
    "empty rows between": lambda: b"x;y;;;;\n" + 50_000 * b"1;2;;;;\n" + 998_000 * b";;;;;\n" + b"3;4;;;;\n",
    "empty lines between": lambda: b"x,y\n" + ROW + 500_000 * b"\n" + ROW,
    "damaged columns": lambda: b",".join(b"c%d" % j for j in range(5000)) + b"\n" + 4 * (b"1x," + 4999 * b"2," + b"\n"),
    "columns that are all damaged": lambda: 5000 * b"c," + b"\n" + 3 * (5000 * b"1," + b"\n") + 5000 * b"inf," + b"\n",
    "columns of dates": lambda: 5000 * b"c," + b"\n" + 4 * (5000 * b"2020-01-31," + b"\n"),
    "columns of the same name": lambda: 25_000 * b"c," + b"\n" + 3 * (25_000 * b"1.5," + b"\n"),
    "columns without a header": lambda: 3 * (25_000 * b"1.5," + b"\n"),
    "a cell of a megabyte": lambda: b"n,x\n" + 1_000_000 * b"a" + b",1\nb,2\n",
    "a quoted cell of a megabyte": lambda: b'n,x\n"' + 200_000 * b"a,\nb " + b'",1\nb,2\n',
    "a number of a megabyte": lambda: b"x\n" + 1_000_000 * b"1" + b"\n2\n",
    "a name of a megabyte": lambda: 1_000_000 * b"a" + b",y\n1,2\n3,x\n5,6\n",
    "comments": lambda: b"x,y\n" + 200_000 * b"# 1, a\n" + 2 * ROW,
    "comments above": lambda: 200_000 * b"# x, y\n" + 3 * ROW,
    "rows that begin like comments": lambda: b"n,x\n" + 200_000 * b"#a,1\n",
    "titles": lambda: 200_000 * b"a title\n" + b"x,y\n" + 3 * ROW,
    "titles of two words": lambda: 200_000 * b"a,title\n" + b"x,y,z\n" + 3 * b"1,2,3\n",
    "notes": lambda: b"x,y\n" + 3 * ROW + 200_000 * b"a note\n",
    "headers": lambda: 200_000 * b"x,y\n" + 3 * ROW,
    "an open quotation mark": lambda: b'x,y\n1,"2\n' + 200_000 * ROW,
    "an open quotation mark at once": lambda: b'"x,y\n' + 200_000 * ROW,
    "quotation marks": lambda: b"x,y\n" + 200_000 * b'"1",2\n',
    "bare quotation marks": lambda: b"n,x\n" + 200_000 * b'6" a,2\n',
    "separators": lambda: 2_000_000 * b",",
    "blanks": lambda: b"x,y\n" + ROW + 2_000_000 * b" " + b"\n" + ROW,
    "blanks in a row": lambda: b"x,y\n" + 3 * ROW + b"1" + 1_000_000 * b" " + b",2\n",
    "hashes": lambda: 2_000_000 * b"#",
    "minus signs": lambda: b"x\n1\n2\n" + 200_000 * b"-" + b"\n",
    "digits and blanks": lambda: b"x;y\n1;2\n3;4\n" + 200_000 * b"1 " + b";2\n",
    "digits and points": lambda: b"x;y\n1;2\n3;4\n" + 300_000 * b"1." + b";2\n",
    "thousands": lambda: b"x;y\n" + 100_000 * b"12;3\n" + b"1.250;4\n",
    "different texts": lambda: b"n,x\n" + b"".join(b"a%d,1\n" % i for i in range(200_000)),
}
QUICK = ["damaged columns", "a cell of a megabyte", "titles", "an open quotation mark"]


def check_large(kind: str, folder: Path) -> None:
    path = folder / "file.csv"
    path.write_bytes(LARGE[kind]())
    before = time.process_time()
    try:
        load(path)
    except DataError as error:
        assert is_one_sentence(str(error)), str(error)[:1000]
    assert time.process_time() - before < LONGEST_SECONDS


@pytest.mark.parametrize("kind", QUICK)
def test_a_large_file_takes_no_longer_than_a_user_waits(kind: str, tmp_path: Path) -> None:
    check_large(kind, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(LARGE.keys() - set(QUICK)))
def test_other_large_files_take_no_longer(kind: str, tmp_path: Path) -> None:
    check_large(kind, tmp_path)
