"""What becomes of a file: points, a question, missing values or a sentence. Each outcome checks itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from gmmgui.data import DataError, Dataset, MissingValues, Question

Load = Callable[..., Dataset]


@dataclass(frozen=True)
class Points:
    """Exactly these features and numbers, and exactly so many notes, in which these words occur."""

    features: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    notes: tuple[str, ...]

    def check(self, load: Load) -> None:
        found = load()
        assert found.features == self.features, found.points
        np.testing.assert_array_equal(found.points, self.rows)
        assert len(found.notes) == len(self.notes), found.notes
        for words in self.notes:
            assert any(words in note for note in found.notes), found.notes


@dataclass(frozen=True)
class Gaps:
    """Missing values in these lines; the points are what remains without them."""

    lines: tuple[int, ...]
    points: Points

    def check(self, load: Load) -> None:
        with pytest.raises(MissingValues) as caught:
            load()
        assert caught.value.lines == self.lines, str(caught.value)
        self.points.check(lambda: load(missing="drop"))


@dataclass(frozen=True)
class Asks:
    """A question that contains ``words``, and for each of its answers what then becomes of the file."""

    keyword: str
    answers: dict[object, Outcome]
    words: str

    def check(self, load: Load) -> None:
        with pytest.raises(Question) as caught:
            load()
        sentence = str(caught.value)
        assert caught.value.keyword == self.keyword, sentence
        assert {answer.value for answer in caught.value.answers} == set(self.answers), sentence
        assert self.words in sentence
        for value, outcome in self.answers.items():
            outcome.check(lambda value=value, **more: load(**{self.keyword: value}, **more))


@dataclass(frozen=True)
class Refuses:
    """A sentence that contains ``words``, and asks nothing."""

    words: str

    def check(self, load: Load) -> None:
        with pytest.raises(DataError) as caught:
            load()
        assert not isinstance(caught.value, Question), str(caught.value)
        assert self.words in str(caught.value)


Outcome = Points | Gaps | Asks | Refuses
Case = tuple[str | bytes, Outcome]
"""The content of a file, text in UTF-8, and what becomes of it."""


def points(features: str, rows: str, *notes: str) -> Points:
    """Points from texts: names between blanks or bars (a bar in front makes one name), rows between semicolons."""
    names = features.removeprefix("|").split("|") if "|" in features else features.split()
    numbers = tuple(tuple(float(number) for number in row.split()) for row in rows.split(";"))
    return Points(tuple(names), numbers, notes)


def gaps(lines: str, features: str, rows: str, *notes: str) -> Gaps:
    return Gaps(tuple(int(line) for line in lines.split()), points(features, rows, *notes))


def asks(keyword: str, answers: dict[object, Outcome], words: str = "") -> Asks:
    return Asks(keyword, answers, words)


refuses = Refuses


def is_one_sentence(text: str) -> bool:
    return text.endswith(".") and "\n" not in text and len(text) <= 500 and "Traceback" not in text
