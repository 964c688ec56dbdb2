"""File -> text: opens, recognises what is not text, finds the encoding, and tidies the lines."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from gmmgui.data.errors import DataError

# The longer mark first: the mark of UTF-16 is the beginning of UTF-32's.
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
NOT_TEXT = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a workbook or a ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"\x1f\x8b": "a compressed file",
    b"PAR1": "a Parquet file",
    b"\x93NUMPY": "a NumPy file",
    b"MATLAB 5.0": "a MATLAB file",
}
SAMPLE = 65536  # bytes: enough to tell text from anything else
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1a\x1b"))


def read_text(path: Path) -> str:
    """The text of the file ``path``, in any encoding, with ``\\n`` line ends.

    UTF-8, UTF-16 and UTF-32 are recognised by the mark at the beginning, UTF-16 also without it; other text is read as
    UTF-8, and where it is none, as Windows-1252 or Latin-1.

    Raises
    ------
    DataError : the file cannot be opened, or is not text.
    """
    content = read_bytes(path)
    encoding = _encoding(path, content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise DataError(
                f"{path.name} claims to be {encoding.upper()} text but is damaged: save it again as CSV (UTF-8)."
            ) from None
        text = _decode_western(content)
    if "\0" in text:
        raise _not_text(path, "a binary file")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def tidy(text: str) -> str:
    """``text`` with lines of blanks emptied, and without what spreadsheets leave behind the last row.

    Every other line keeps its number.
    """
    text = text.rstrip("\x1a\n")  # Ctrl-Z ends files of old programs
    if text.startswith((" ", "\t")) or "\n " in text or "\n\t" in text:
        text = re.sub(r"(?m)^[ \t]+$", "", text)
    return _without_empty_end(text)


def without_empty_rows(text: str, separator: str) -> str:
    """``text`` with rows of nothing but separators emptied; every other line keeps its number.

    Parameters
    ----------
    text : lines that end with ``\\n``.
    separator : one character between two cells.
    """
    if separator.isalnum() or not (text.startswith(separator) or f"\n{separator}" in text):
        return text
    return re.sub(rf"(?m)^[{re.escape(separator)} \t]+$", "", text)


def _without_empty_end(text: str) -> str:
    """Without the lines of nothing but separators after the last row: one look from the end, one copy."""
    filled = len(text.rstrip(' \t,;|"\n'))
    end = text.find("\n", filled)
    if not filled or end < 0:
        return text if filled else ""
    is_quoted = '"' in text[end:] and text.count('"', 0, end) % 2 == 1  # the last cell goes on below
    return text if is_quoted else text[:end]


def read_bytes(path: Path) -> bytes:
    """The content of the file ``path``.

    Raises
    ------
    DataError : there is no such file, it cannot be read, or it is no file but a folder or a device; the error that
        led to it, such as IsADirectoryError, is its cause.
    """
    try:
        if path.exists() and not path.is_file():
            raise IsADirectoryError
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise DataError(explain(path, error)) from error


def explain(path: Path, error: Exception) -> str:
    """Why a file could not be read, and the cure, in one sentence.

    Parameters
    ----------
    path : of the file.
    error : raised when it was opened or read.
    """
    name = path.name or str(path)
    if isinstance(error, FileNotFoundError):
        return f"There is no file {name} in {path.absolute().parent}: check the name and the folder."
    if isinstance(error, IsADirectoryError):
        return f"{name} is a folder or a device, not a file: choose a file inside it."
    if isinstance(error, PermissionError):
        return f"You are not allowed to read {name}: ask its owner for permission, or copy it to your own folder."
    reason = getattr(error, "strerror", None) or str(error)
    return f"{name} could not be read ({reason}): copy it to this computer and try again."


def _encoding(path: Path, content: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return encoding
    for magic, kind in NOT_TEXT.items():
        if content.startswith(magic):
            raise _not_text(path, kind)
    sample = content[:SAMPLE]
    if sample.count(0) > 0.3 * len(sample):
        # Plain text in UTF-16 has a zero in every other byte.
        if not any(sample[0::2]) or sample[0::2].count(0) > 10 * sample[1::2].count(0):
            return "utf-16-be"
        if not any(sample[1::2]) or sample[1::2].count(0) > 10 * sample[0::2].count(0):
            return "utf-16-le"
    if len(sample) - len(sample.translate(None, CONTROLS)) > 0.01 * len(sample):
        raise _not_text(path, "a binary file")
    return "utf-8"


def _decode_western(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _not_text(path: Path, kind: str) -> DataError:
    return DataError(f"{path.name} is {kind}, not a table of text: save the table as CSV and load that.")
