"""The bootstrap: what it promises to old Pythons, to bare machines and to people, tried without a network."""

from __future__ import annotations

import _ctypes
import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from gmmgui import bootstrap

ROOT = Path(__file__).resolve().parent.parent
SOURCES = (ROOT / "main.py", ROOT / "gmmgui" / "__init__.py", ROOT / "gmmgui" / "bootstrap.py")
FILES = ("requirements.txt", "requirements-test.txt", "requirements-dev.txt")
EXTRAS = (("gui",), ("gui", "test"), ("gui", "test", "dev"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = ("linux", "darwin", "win32")


# --- what old Pythons read ---------------------------------------------------------------------------------


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_old_pythons_can_parse(source: Path) -> None:
    ast.parse(source.read_text("utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_only_the_standard_library_is_imported(source: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    names = {name.partition(".")[0] for name in imported - {"gmmgui.bootstrap"}}
    assert names <= set(sys.stdlib_module_names)


def test_what_is_imported_first_of_all_is_in_python_3_8_too() -> None:
    body = ast.parse(SOURCES[-1].read_text("utf-8")).body
    first = {alias.name for node in body if isinstance(node, ast.Import) for alias in node.names}
    assert first
    assert not first & {"tomllib", "graphlib", "zoneinfo"}


def test_main_is_short() -> None:
    assert len(SOURCES[0].read_text("utf-8").splitlines()) < 40


@pytest.mark.parametrize("version", [(3, 8, 10), (3, 9, 6), (3, 10, 14)])
def test_an_old_python_gets_a_sentence(version: tuple[int, int, int]) -> None:
    with pytest.raises(bootstrap.NotReady, match=r"needs Python 3\.11 or newer") as caught:
        bootstrap.check_python(version, "/usr/bin/python3")
    assert ".".join(map(str, version)) in str(caught.value)
    assert "/usr/bin/python3" in str(caught.value)


def test_a_new_python_passes() -> None:
    bootstrap.check_python((3, 11, 0), "python3")


# --- requirements ------------------------------------------------------------------------------------------


def pins_of(name: str) -> dict[str, list[Requirement]]:
    """Requirements by name; fails on a line that is not an exact pin with hashes."""
    text = re.sub(r"^ *#.*\n", "", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)
    pins: dict[str, list[Requirement]] = {}
    for entry in filter(None, re.split(r"\n(?=\S)", text.strip())):
        head, *hashes = entry.replace("\\\n", "").split("--hash=")
        assert hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", value) for value in hashes), head
        pin = Requirement(head.strip())
        assert [clause.operator for clause in pin.specifier] == ["=="], head
        pins.setdefault(pin.name, []).append(pin)
    return pins


def pinned(pins: dict[str, list[Requirement]], name: str, python: str, platform: str) -> list[str]:
    """The versions of a package that these pins lead to on one platform."""
    environment = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": platform}
    chosen = [pin for pin in pins[name] if pin.marker is None or pin.marker.evaluate(environment)]
    return [next(iter(pin.specifier)).version for pin in chosen]


@pytest.mark.parametrize("name", FILES)
def test_requirements_are_pins_with_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert pins_of(name)
    assert "://" not in text
    assert "index" not in text
    assert not re.search(r"(^|\s)/\w", text)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(("name", "extras"), list(zip(FILES, EXTRAS, strict=True)))
def test_requirements_meet_the_ranges(name: str, extras: tuple[str, ...], python: str, platform: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    ranges = [*project["dependencies"], *(r for e in extras for r in project["optional-dependencies"][e])]
    pins = pins_of(name)
    for requirement in map(Requirement, ranges):
        versions = pinned(pins, requirement.name.lower(), python, platform)
        assert len(versions) == 1, requirement
        assert requirement.specifier.contains(versions[0]), requirement


@pytest.mark.parametrize("name", FILES)
def test_versions_that_others_break_us_with(name: str) -> None:
    pins = pins_of(name)
    assert pinned(pins, "pyside6-essentials", "3.11", "linux") == ["6.10.3"]  # 6.12 aborts the process
    assert pinned(pins, "shiboken6", "3.11", "linux") == ["6.10.3"]
    assert pinned(pins, "pyqtgraph", "3.11", "linux")[0].startswith("0.14.")
    (numpy,) = pinned(pins, "numpy", "3.11", "linux")
    assert [int(part) for part in numpy.split(".")[:2]] < [2, 5]


def test_wider_requirements_include_the_narrower() -> None:
    run, test, dev = map(pins_of, FILES)
    assert {name: set(map(str, pins)) for name, pins in run.items()}.items() <= {
        name: set(map(str, pins)) for name, pins in test.items()
    }.items()
    assert {name: set(map(str, pins)) for name, pins in test.items()}.items() <= {
        name: set(map(str, pins)) for name, pins in dev.items()
    }.items()


def test_an_interpreter_with_the_pins_is_recognised() -> None:
    exact = f"pytest=={metadata.version('pytest')} \\\n    --hash=sha256:0\n"
    assert bootstrap.has_pins(exact)
    assert bootstrap.has_pins(exact + "no-such-package==1.0 ; sys_platform == 'plan9'\n")
    assert not bootstrap.has_pins(exact + "no-such-package==1.0 \\\n")
    assert not bootstrap.has_pins("pytest==0.0.1\n")
    assert bootstrap.has_pins("pytest==0.0.1 ; python_version < '3'\n" + exact)


# --- the machine -------------------------------------------------------------------------------------------


def test_a_library_that_does_not_load_is_named() -> None:
    libraries = {"libnonsense.so.9": "libnonsense9", _ctypes.__file__: "python3"}
    assert bootstrap.do_not_load(libraries) == {"libnonsense.so.9": "libnonsense9"}


def test_an_ordinary_user_is_told_what_to_type() -> None:
    lacking = {"libnonsense.so.9": "libnonsense9", "libother.so.1": "aaa", "libother2.so.1": "aaa"}
    said = bootstrap.how_to_install(lacking, has_apt=True)
    assert "\n    sudo apt-get install aaa libnonsense9\n" in said
    assert "libnonsense.so.9" in said


def test_without_apt_the_libraries_are_named_by_soname() -> None:
    said = bootstrap.how_to_install({"libnonsense.so.9": "libnonsense9"}, has_apt=False)
    assert "libnonsense.so.9" in said
    assert "apt" not in said
    assert "libnonsense9" not in said


def test_no_screen_is_a_sentence() -> None:
    with pytest.raises(bootstrap.NotReady, match="neither DISPLAY nor WAYLAND_DISPLAY"):
        bootstrap.window_systems({"DISPLAY": ""})


@pytest.mark.parametrize(
    ("environ", "systems"),
    [
        ({"DISPLAY": ":0"}, ["xcb"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ["wayland"]),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, ["wayland", "xcb"]),
        ({"QT_QPA_PLATFORM": "offscreen"}, []),
        ({"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "wayland-0"}, ["xcb"]),
        ({"QT_QPA_PLATFORM": "wayland-egl"}, ["wayland"]),
        ({"QT_QPA_PLATFORM": "offscreen:size=800x600", "DISPLAY": ":0"}, []),
    ],
)
def test_the_environment_names_the_window_systems(environ: dict[str, str], systems: list[str]) -> None:
    assert bootstrap.window_systems(environ) == systems


def test_the_tests_draw_off_screen_unless_told_otherwise(tmp_path: Path) -> None:
    for environ, testing, platform in [
        ({}, True, "offscreen"),
        ({"QT_QPA_PLATFORM": "xcb"}, True, "xcb"),
        ({}, False, None),
    ]:
        child = bootstrap.child_environment(environ, tmp_path, testing)
        assert child.get("QT_QPA_PLATFORM") == platform
        assert child["PYTHONPATH"] == str(tmp_path)


def test_a_font_is_found_below_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "truetype" / "some"
    folder.mkdir(parents=True)
    (folder / "README.txt").touch()
    assert not bootstrap.has_font([str(tmp_path), str(tmp_path / "nowhere")])
    (folder / "Sans.TTF").touch()
    assert bootstrap.has_font([str(tmp_path / "nowhere"), str(tmp_path)])


# --- the environment ---------------------------------------------------------------------------------------


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    """Requirements that can be met without a network: none."""
    (tmp_path / "requirements.txt").write_text("# nothing\n", "utf-8")
    path = tmp_path / "requirements-test.txt"
    path.write_text("# nothing either\n", "utf-8")
    return path


@pytest.fixture
def ready(tmp_path: Path, requirements: Path) -> Path:
    """A folder that looks like an environment with the requirements in it."""
    folder = tmp_path / "env"
    bootstrap.interpreter_in(folder).parent.mkdir(parents=True)
    bootstrap.interpreter_in(folder).touch()
    bootstrap.stamp_in(folder, requirements).touch()
    return folder


def test_a_stamp_is_enough(ready: Path, requirements: Path) -> None:
    assert bootstrap.is_ready(ready, requirements)


def test_other_requirements_are_not_ready(ready: Path, requirements: Path) -> None:
    requirements.write_text("# changed\n", "utf-8")
    assert not bootstrap.is_ready(ready, requirements)


def test_a_half_made_environment_is_not_ready(ready: Path, requirements: Path) -> None:
    (ready / "unfinished").touch()
    assert not bootstrap.is_ready(ready, requirements)


def test_an_environment_without_its_python_is_not_ready(ready: Path, requirements: Path) -> None:
    bootstrap.interpreter_in(ready).unlink()
    assert not bootstrap.is_ready(ready, requirements)


def test_an_environment_is_made_kept_and_rebuilt(tmp_path: Path, requirements: Path) -> None:
    folder = tmp_path / "env"
    folder.mkdir()
    (folder / "unfinished").touch()
    (folder / "lib").mkdir()
    (folder / "lib" / "left-over").touch()

    bootstrap.prepare(folder, requirements)
    assert not (folder / "lib" / "left-over").exists()
    assert bootstrap.is_ready(folder, requirements)
    assert bootstrap.is_ready(folder, requirements.with_name("requirements.txt"))
    assert bootstrap.has_pip(bootstrap.interpreter_in(folder))

    (folder / "kept").touch()
    requirements.write_text("--no-index\nno-such-package==1 --hash=sha256:" + "0" * 64 + "\n", "utf-8")
    with pytest.raises(bootstrap.NotReady, match=r"(?s)pip could not install.*no-such-package"):
        bootstrap.prepare(folder, requirements)
    assert (folder / "kept").exists()
    assert not (folder / "unfinished").exists()
    assert not bootstrap.is_ready(folder, requirements)
    assert bootstrap.is_ready(folder, requirements.with_name("requirements.txt"))

    (folder / "unfinished").touch()
    requirements.write_text("# nothing again\n", "utf-8")
    bootstrap.prepare(folder, requirements)
    assert not (folder / "kept").exists()
    assert bootstrap.is_ready(folder, requirements)


def test_a_read_only_project_leads_to_the_next_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()  # no folder can be made in a file, not even by root
    wrong, right = tmp_path / "file" / ".venv", tmp_path / "data" / "venv"
    assert bootstrap.writable_folder([wrong, right]) == right
    assert bootstrap.writable_folder([right, tmp_path / "third"]) == right
    with pytest.raises(bootstrap.NotReady, match="None of these folders"):
        bootstrap.writable_folder([wrong])


def test_the_project_comes_before_the_persons_folder(tmp_path: Path) -> None:
    data = {"XDG_DATA_HOME": str(tmp_path / "data")}
    own, persons = bootstrap.environment_folders(tmp_path / "project", data)
    _, of_another = bootstrap.environment_folders(tmp_path / "other", data)
    assert own == tmp_path / "project" / ".venv"
    assert persons.parent == of_another.parent == tmp_path / "data" / "gmmgui"
    assert persons != of_another


HOLDER = """
import sys
from pathlib import Path
from gmmgui.bootstrap import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_keeps_others_out_and_ends_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    pipe = subprocess.PIPE
    with (
        path.open("a") as file,
        subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as holder,
    ):
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert not bootstrap.try_lock(file.fileno(), wait=False)
        holder.kill()
        assert bootstrap.try_lock(file.fileno(), wait=True)


# --- other programs ----------------------------------------------------------------------------------------


def test_a_failure_shows_the_last_lines() -> None:
    script = "for n in range(100): print('line', n)\nraise SystemExit(3)"
    with pytest.raises(bootstrap.NotReady, match=r"(?s)It broke\..*line 99$") as caught:
        bootstrap.run([sys.executable, "-c", script], "It broke.")
    assert "line 1\n" not in str(caught.value)
    assert "Internet" not in str(caught.value)


def test_no_network_is_said() -> None:
    script = "import sys; sys.exit('WARNING: Retrying after connection broken by NewConnectionError')"
    with pytest.raises(bootstrap.NotReady, match="no way to the Internet"):
        bootstrap.run([sys.executable, "-c", script], "pip could not install.")


APP = """
import sys
import gmmgui
def main():
    import random
    print([*sys.argv[1:], gmmgui.__file__, random.__name__, hasattr(random, "randrange")])
    return 5
if __name__ == "__main__":
    sys.exit(main())
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose requirements any interpreter meets, with a program and a test of its own."""
    root = tmp_path / "a project"
    (root / "gmmgui").mkdir(parents=True)
    for source in SOURCES:
        shutil.copy(source, root / source.relative_to(ROOT))
    (root / "gmmgui" / "app.py").write_text(APP, "utf-8")
    for name in FILES:
        (root / name).write_text("# nothing\n", "utf-8")
    (root / "test_it.py").write_text("import gmmgui\ndef test_it(): assert gmmgui.__doc__ is None\n", "utf-8")
    return root


def start(project: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Start main.py as a person does, from any folder."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    environ |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONSAFEPATH": "1"}
    command = [sys.executable, str(project / "main.py"), *arguments]
    return subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, check=False)


def test_the_program_gets_its_arguments_from_any_folder(project: Path, tmp_path: Path) -> None:
    (tmp_path / "random.py").write_text("raise SystemExit('not the real module')\n", "utf-8")
    ended = start(project, "some file.csv", "--x", cwd=tmp_path)
    assert ended.returncode == 5, ended.stderr
    package = str(project / "gmmgui" / "__init__.py")
    assert ast.literal_eval(ended.stdout) == ["some file.csv", "--x", package, "random", True]


def test_the_tests_run_in_the_project_with_their_arguments(project: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    failing = start(project, "--test", "-p", "no:cacheprovider", cwd=elsewhere)
    assert failing.returncode == 1, failing.stderr
    assert "1 failed" in failing.stdout and "created: " in failing.stdout, "on workers of pytest-xdist"
    none = start(project, "--test", "-p", "no:cacheprovider", "-k", "no_such_test", cwd=elsewhere)
    assert none.returncode == pytest.ExitCode.NO_TESTS_COLLECTED


def test_main_alone_says_that_the_rest_is_missing(tmp_path: Path) -> None:
    shutil.copy(ROOT / "main.py", tmp_path)
    ended = start(tmp_path, cwd=tmp_path)
    assert ended.returncode == 1
    assert "unpack the whole program" in ended.stdout
