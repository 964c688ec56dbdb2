"""Data sets from files, random draws, and the catalogue. No Qt; pandas only when a file is read."""

from gmmgui.data.catalogue import DATASETS
from gmmgui.data.dataset import Dataset
from gmmgui.data.entry import DatasetEntry
from gmmgui.data.errors import Answer, DataError, MissingValues, Question
from gmmgui.data.formats import FORMATS, read_table
from gmmgui.data.formats.format import FileChoice, Format, LineNumbers, OneOf
from gmmgui.data.generate import GaussianClusters, draw, gaussian_clusters
from gmmgui.data.lectures import LECTURES
from gmmgui.data.load import load, open_questions, to_dataset
from gmmgui.data.table import Column, Kind, Table

__all__ = [
    "DATASETS",
    "FORMATS",
    "LECTURES",
    "Answer",
    "Column",
    "DataError",
    "Dataset",
    "DatasetEntry",
    "FileChoice",
    "Format",
    "GaussianClusters",
    "Kind",
    "LineNumbers",
    "MissingValues",
    "OneOf",
    "Question",
    "Table",
    "draw",
    "gaussian_clusters",
    "load",
    "open_questions",
    "read_table",
    "to_dataset",
]
