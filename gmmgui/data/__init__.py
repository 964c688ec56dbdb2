"""From anything to a Dataset: files, random draws, and the catalogue. No Qt; pandas only when a file is read."""

from gmmgui.data.catalogue import DATASETS
from gmmgui.data.dataset import Dataset
from gmmgui.data.entry import Entry
from gmmgui.data.errors import DataError, DoubtfulTable, MissingValues
from gmmgui.data.generate import GaussianClusters, draw, gaussian_clusters
from gmmgui.data.lectures import LECTURES
from gmmgui.data.load import load, to_dataset
from gmmgui.data.read import read_table
from gmmgui.data.table import Column, Kind, Table

__all__ = [
    "DATASETS",
    "LECTURES",
    "Column",
    "DataError",
    "Dataset",
    "DoubtfulTable",
    "Entry",
    "GaussianClusters",
    "Kind",
    "MissingValues",
    "Table",
    "draw",
    "gaussian_clusters",
    "load",
    "read_table",
    "to_dataset",
]
