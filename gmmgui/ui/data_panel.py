"""The data panel: the catalogue, random clusters, and files. Whatever is chosen is one edit of the document."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gmmgui.core import RunSpec
from gmmgui.data import DATASETS, FORMATS, Dataset, GaussianClusters, Table, gaussian_clusters
from gmmgui.session.session import Session
from gmmgui.session.settings import with_dataset
from gmmgui.ui.busy_row import BusyRow
from gmmgui.ui.fields import UNIT, Choice, Fold, quiet_label
from gmmgui.ui.form import Form
from gmmgui.ui.open_dialog import ColumnsDialog, read
from gmmgui.ui.origins import Origins

OBJECT_NAMES = {
    "k": "generateKSpin",
    "n": "generateNSpin",
    "spread": "generateSpreadSpin",
    "d": "generateDimensionsSpin",
    "elongation": "generateElongationSpin",
    "seed": "generateSeedSpin",
}
MOST_NOTES = 3
"""Notes about a file that are always in sight; the others are behind *Notes and source*."""


class DataPanel(QWidget):
    """Where the points come from.

    Signals
    -------
    opened(str) : the path of a file that was opened, after it is on screen.
    """

    opened = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dataPanel")
        self._store, self._loader = session.store, session.loader
        self._origins = Origins()
        self._loading: str | None = None
        self._folder = ""
        self._make_widgets()
        self._arrange()
        self._listen()
        self._refresh()

    # What there is

    def _make_widgets(self) -> None:
        self._box = _catalogue_box()
        self._box.setAccessibleName(self.tr("Data set"))
        self._shows, self._about = quiet_label(), quiet_label()
        self._shows.setObjectName("showsLabel")
        self._sources = Fold(self.tr("Notes and source"), is_open=False)
        self._sources.setObjectName("sourceFold")
        self._sources.hold(self._about)
        self._current = QLabel()
        self._current.setTextFormat(Qt.TextFormat.PlainText)
        self._current.setObjectName("currentDataLabel")
        self._current.setWordWrap(True)
        self._columns_button = QPushButton(self.tr("Columns…"))
        self._columns_button.setObjectName("columnsButton")
        self._open_button = QPushButton(self.tr("Open…"))
        self._open_button.setObjectName("loadButton")
        kinds = "; ".join(entry.title for entry in FORMATS.values())
        self._open_button.setToolTip(self.tr("Open a table of numbers: {kinds}.").format(kinds=kinds))
        self._generate_button = QPushButton(self.tr("Generate"))
        self._generate_button.setObjectName("generateButton")
        self._form = Form(GaussianClusters, GaussianClusters(), OBJECT_NAMES)
        self._form_fold = Fold(self.tr("Random clusters"), is_open=False)
        self._form_fold.setObjectName("clustersFold")
        self._form_fold.hold(self._form)

    def _arrange(self) -> None:
        files = QHBoxLayout()
        files.setSpacing(UNIT)
        files.addWidget(self._open_button)
        files.addWidget(self._columns_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(UNIT, UNIT, UNIT, UNIT)
        column.setSpacing(UNIT)
        for widget in (self._box, self._current, self._shows, self._sources, self._about):
            column.addWidget(widget)
        column.addLayout(files)
        column.addWidget(self._generate_button)
        column.addWidget(self._form_fold)
        column.addWidget(self._form)
        column.addWidget(BusyRow(self._loader, self))
        column.addStretch()

    def _listen(self) -> None:
        self._box.picked.connect(self._choose)
        self._box.activated.connect(lambda: self._choose(self._box.currentData()))
        self._open_button.clicked.connect(self.choose_file)
        self._columns_button.clicked.connect(self._choose_columns)
        self._generate_button.clicked.connect(self._generate)
        self._form.changed.connect(self._describe_generate)
        self._loader.busy.connect(self._forget_loading)
        self._store.changed.connect(self._refresh)
        self._describe_generate(self._form.value())

    # What the user does

    def choose_file(self) -> None:
        """Ask for a file, and open it."""
        dialog = QFileDialog(self.window(), self.tr("Open a table"), self._folder)
        dialog.setObjectName("openFileDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Tables ({0})").format(_patterns()), self.tr("All files (*)")])
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog, QGuiApplication.platformName() == "offscreen")
        dialog.fileSelected.connect(lambda name: self.open_file(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_file(self, path: Path, ask: bool = False) -> None:
        """Read a table: its points come at once, or after the columns dialog where something is in doubt.

        ``ask``: always let the user choose columns.
        """
        self._folder = str(path.parent)
        what = self.tr("Reading {file}").format(file=path.name)
        self._loader.run(what, partial(read, path, ask), partial(self._take_file, path))

    def _choose_columns(self) -> None:
        origin = self._origins.of(self._store.document)
        if isinstance(origin, Path):
            self.open_file(origin, ask=True)

    def _choose(self, key: str | None) -> None:
        if key is None or key == self._loading:
            return
        entry = DATASETS[key]
        what = self.tr("Loading {title}").format(title=entry.title)
        text = self.tr("Choose {title}").format(title=entry.title)

        def done(dataset: Dataset) -> None:
            self._take(dataset, key, text, entry.spec)

        self._loader.run(what, entry.load, done)
        self._loading = key
        self._refresh()

    def _generate(self) -> None:
        parameters = self._form.value()
        what = self.tr("Drawing {n:,} points").format(n=parameters.n)
        text = self.tr("Generate {n:,} points").format(n=parameters.n)
        task = partial(gaussian_clusters, parameters)
        self._loader.run(what, task, lambda dataset: self._take(dataset, parameters, text))

    def _take_file(self, path: Path, result: Dataset | Table) -> None:
        if isinstance(result, Dataset):
            self._take(result, path, self.tr("Open {file}").format(file=path.name))
            self.opened.emit(str(path))
            return
        dialog = ColumnsDialog(self._loader, result, self.window())
        dialog.chosen.connect(lambda dataset: self._take_file(path, dataset))
        dialog.open()

    def _take(
        self, dataset: Dataset, origin: str | Path | GaussianClusters, text: str, spec: RunSpec | None = None
    ) -> None:
        self._origins.remember(dataset, origin)
        self._store.edit(with_dataset(self._store.document, dataset, spec), text)

    def _forget_loading(self, what: str) -> None:
        if not what:
            self._loading = None
            self._refresh()

    # What it shows

    def _refresh(self) -> None:
        dataset = self._store.document.dataset
        origin = self._origins.of(self._store.document)
        key = self._loading or (origin if isinstance(origin, str) else None)
        entry = DATASETS.get(key) if key is not None else None
        self._box.setPlaceholderText(dataset.name)
        self._box.show_key(key)
        self._box.setToolTip(self._box.help_text() or dataset.name)
        size = self.tr("{n:,} points, {d} columns") if dataset.d > 1 else self.tr("{n:,} points, 1 column")
        self._current.setText(f"{dataset.name}: {size.format(n=dataset.n, d=dataset.d)}")
        shows, note, source = (entry.shows, entry.note, entry.source) if entry else _of_file(dataset)
        self._shows.setText(shows)
        self._shows.setVisible(bool(shows))
        self._about.setText("\n\n".join(text for text in (note, source) if text))
        self._sources.setEnabled(bool(self._about.text()))
        self._allow_columns(isinstance(origin, Path))

    def _allow_columns(self, from_file: bool) -> None:
        self._columns_button.setEnabled(from_file)
        self._columns_button.setToolTip(
            self.tr("Choose other columns of this file, or read it in another way.")
            if from_file
            else self.tr("These data do not come from a file that you opened.")
        )

    def _describe_generate(self, parameters: GaussianClusters) -> None:
        text = self.tr("Draw {n:,} points from {k} Gaussians in {d} dimensions.")
        self._generate_button.setToolTip(text.format(n=parameters.n, k=parameters.k, d=parameters.d))


def _of_file(dataset: Dataset) -> tuple[str, str, str]:
    """What is shown, noted and cited of data without an entry: the first notes are in sight."""
    first, others = dataset.notes[:MOST_NOTES], dataset.notes[MOST_NOTES:]
    return "\n".join(first), "\n".join(others), dataset.source


def _patterns() -> str:
    """The names of all files of ``FORMATS``, as a file dialog understands them."""
    return " ".join(dict.fromkeys(f"*{suffix}" for entry in FORMATS.values() for suffix in entry.suffixes))


def _catalogue_box() -> Choice:
    """Every entry of ``DATASETS`` under the heading of its group; groups stand where their first entry does."""
    box = Choice()
    box.setObjectName("datasetBox")
    for group in dict.fromkeys(entry.group for entry in DATASETS.values()):
        box.add_heading(group)
        for key, entry in DATASETS.items():
            if entry.group == group:
                box.add(key, entry.title, f"{entry.shows}\n\n{entry.source}")
    return box
