"""The algorithm panel: every setting of a run. A change is one edit of the document; what it shows follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QAbstractSpinBox, QPushButton, QVBoxLayout, QWidget

from gmmgui.core import ALGORITHMS, COVARIANCE_TYPES, EMPTY_POLICIES, INITIALISERS, START_COVARIANCES, RunSpec
from gmmgui.core.covariance import DEFAULT_MIN_VARIANCE
from gmmgui.session.session import Session
from gmmgui.session.settings import CHOSEN_BY_HAND, with_setting
from gmmgui.ui.applies import reasons
from gmmgui.ui.fields import UNIT, Choice, Fold, Rows, Whole
from gmmgui.ui.own_parameters import OwnParameters
from gmmgui.ui.scientific_spin import ScientificSpin

MOST_COMPONENTS = 1_000
MOST_ITERATIONS = 1_000_000
LARGEST_SEED = 2**31 - 1


class Titled(Protocol):
    """An entry of one of the dicts of the core."""

    @property
    def title(self) -> str: ...
    @property
    def help(self) -> str: ...


class AlgorithmPanel(QWidget):
    """Algorithm, number of components, covariance type, start, and the settings that matter less often."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("algorithmPanel")
        self._store, self._player, self._edits = session.store, session.player, session.edit_commands
        self._choices: dict[str, Choice] = {}
        self._spins: dict[str, Whole | ScientificSpin] = {}
        self._help: dict[str, str] = {}
        self._rows = Rows()
        self._own = OwnParameters(self._rows)
        self._clear_button = QPushButton(self.tr("Clear centroids"))
        self.more = Fold(self.tr("More settings"))
        self._add_main()
        self._add_more()
        self._arrange()
        self._listen()
        self._refresh()

    # What there is

    def _add_main(self) -> None:
        help_text = self.tr("How the points are given to components, and what becomes of the components then.")
        self._add_choice("algorithm", "algorithmBox", self.tr("Algorithm"), ALGORITHMS, help_text)
        self._rows.add_wide(self._own)
        self._add_spin(
            "k",
            "componentsSpin",
            self.tr("Components"),
            Whole(1, MOST_COMPONENTS),
            self.tr(
                "K, the number of centroids or Gaussians: at most as many as there are points. Centroids placed on the "
                "canvas change it."
            ),
        )
        help_text = self.tr("Which shapes the Gaussians may take.")
        self._add_choice("covariance_type", "covarianceBox", self.tr("Covariance"), COVARIANCE_TYPES, help_text)
        help_text = self.tr("Where the components begin.")
        start = self._add_choice("initialiser", "initialiserBox", self.tr("Start"), INITIALISERS, help_text)
        start.add(
            "marks",
            self.tr("drawn by hand"),
            self.tr("The centroids that you place. Click the canvas to place the first one."),
        )
        start.add(
            "exact",
            self.tr("exactly as given"),
            self.tr("Weights, means and covariances as an example gives them, or as you shape them on the canvas."),
        )
        self._clear_button.setObjectName("clearMarksButton")
        self._rows.add_beside(self._clear_button)

    def _add_more(self) -> None:
        self.more.setObjectName("moreSettingsButton")
        self._rows.add_wide(self.more)
        self._add_spin(
            "seed",
            "seedSpin",
            self.tr("Seed"),
            Whole(0, LARGEST_SEED),
            self.tr("Where chance is at work, the same seed gives the same run."),
        )
        self._add_spin(
            "tol",
            "toleranceSpin",
            self.tr("Tolerance"),
            ScientificSpin(),
            self.tr(
                "The run stops when the mean objective per point changes by no more (for K-means, as a part of the "
                "data's total variance). 0: when nothing changes."
            ),
        )
        self._add_spin(
            "max_iter",
            "maxIterationsSpin",
            self.tr("Iterations"),
            Whole(0, MOST_ITERATIONS, 10),
            self.tr("The run stops after this many iterations at the latest; each is one E and one M."),
        )
        self._add_spin(
            "min_variance",
            "minVarianceSpin",
            self.tr("Min. variance"),
            ScientificSpin(largest=0.999),
            self.tr(
                "No Gaussian becomes narrower, in any direction, than this fraction of the variance of the data. "
                "0: no limit, pure maximum likelihood, which may collapse onto a point."
            ),
        )
        self._add_later_choices()
        for field in ("seed", "tol", "max_iter", "min_variance", "first_step", "on_empty", "start_covariance"):
            self.more.hold(*self._rows.row_of(self._widget(field)))

    def _add_later_choices(self) -> None:
        help_text = self.tr("Which half-step comes first.")
        first = self._add_choice("first_step", "firstStepBox", self.tr("First step"), {}, help_text)
        first.add("E", self.tr("E: assign"), self.tr("From starting parameters: the points are assigned first."))
        first.add("M", self.tr("M: update"), self.tr("From starting labels: the parameters are estimated first."))
        empty = self._add_choice("on_empty", "onEmptyBox", self.tr("If empty"), {}, "")
        empty.add(None, "", "")
        _add_entries(empty, EMPTY_POLICIES)
        self._help["on_empty"] = self.tr("What becomes of a component that no point belongs to.")
        help_text = self.tr("The covariance that components begin with where only their means are given.")
        title = self.tr("Start Σ")
        self._add_choice("start_covariance", "startCovarianceBox", title, START_COVARIANCES, help_text)

    def _add_choice(
        self, field: str, object_name: str, title: str, entries: Mapping[str, Titled], help_text: str
    ) -> Choice:
        box = Choice()
        box.setObjectName(object_name)
        _add_entries(box, entries)
        self._choices[field], self._help[field] = box, help_text
        self._rows.add(title, box, help_text)
        return box

    def _add_spin(self, field: str, object_name: str, title: str, spin: Whole | ScientificSpin, help_text: str) -> None:
        spin.setObjectName(object_name)
        self._spins[field], self._help[field] = spin, help_text
        self._rows.add(title, spin, help_text)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(UNIT, UNIT, UNIT, UNIT)
        column.addLayout(self._rows)
        column.addStretch()

    def _widget(self, field: str) -> QWidget:
        return self._choices[field] if field in self._choices else self._spins[field]

    # What the user does

    def _listen(self) -> None:
        for field, box in self._choices.items():
            box.picked.connect(lambda key, field=field: self._edit(field, key))
        for field, spin in self._spins.items():
            spin.valueChanged.connect(lambda value, field=field: self._edit(field, value))
        self._own.changed.connect(self._edit_parameters)
        self._clear_button.clicked.connect(self._edits.clear)
        self._store.changed.connect(self._refresh)
        self._player.shown.connect(self._follow)

    def _edit(self, field: str, value: object) -> None:
        merge_key = f"spec.{field}" if isinstance(self._widget(field), QAbstractSpinBox) else None
        text = self.tr("Change {setting}").format(setting=self._widget(field).accessibleName().lower())
        self._store.edit(with_setting(self._store.document, field, value), text, merge_key)

    def _edit_parameters(self, parameters: object) -> None:
        title = ALGORITHMS[self._store.document.spec.algorithm].title
        text = self.tr("Change parameters of {algorithm}").format(algorithm=title)
        self._store.edit(with_setting(self._store.document, "parameters", parameters), text, "spec.parameters")

    # What it shows

    def _refresh(self) -> None:
        document = self._store.document
        self._own.show_spec(document.spec)
        self._show_numbers(document.spec)
        self._show_choices(document.spec)
        self._allow(document.spec)
        self._follow()

    def _follow(self) -> None:
        """What depends on the state that is shown, too: this is told at every half-step."""
        document, state = self._store.document, self._player.state
        k = document.spec.k if state is None or self._player.is_restarting else len(state.components)
        with QSignalBlocker(self._spins["k"]):
            self._spins["k"].setMaximum(max(min(document.dataset.n, MOST_COMPONENTS), k))
            self._spins["k"].setValue(k)
        some = bool(document.edits) or document.spec.initialiser in CHOSEN_BY_HAND or state is not None
        self._clear_button.setEnabled(some)
        self._clear_button.setToolTip(
            self.tr("Take all centroids away and begin anew.") if some else self.tr("There are no centroids yet.")
        )

    def _show_numbers(self, spec: RunSpec) -> None:
        shown = {field: getattr(spec, field) for field in self._spins if field != "k"}
        if shown["min_variance"] is None:
            shown["min_variance"] = DEFAULT_MIN_VARIANCE
        for field, value in shown.items():
            with QSignalBlocker(self._spins[field]):
                self._spins[field].setValue(value)

    def _show_choices(self, spec: RunSpec) -> None:
        own = EMPTY_POLICIES[ALGORITHMS[spec.algorithm].on_empty]
        empty = self._choices["on_empty"]
        empty.describe(0, self.tr("{policy} (usual)").format(policy=own.title), own.help)
        start = self._choices["initialiser"]
        start.allow(start.index_of("marks"), spec.marks is not None)
        start.allow(start.index_of("exact"), spec.start is not None)
        for field, box in self._choices.items():
            box.show_key(getattr(spec, field))

    def _allow(self, spec: RunSpec) -> None:
        """Settings without effect are disabled, and say why."""
        why = reasons(spec)
        for field, help_text in self._help.items():
            widget = self._widget(field)
            widget.setEnabled(field not in why)
            of_item = widget.help_text() if isinstance(widget, Choice) else ""
            widget.setToolTip(why.get(field) or "\n".join(line for line in (help_text, of_item) if line))


def _add_entries(box: Choice, entries: Mapping[str, Titled]) -> None:
    for key, entry in entries.items():
        box.add(key, entry.title, entry.help)
