"""Make a bare machine ready, then start the program or its tests, with the standard library alone.

In order: the version of Python; on Linux the shared libraries and the fonts that Qt needs (installed with
apt-get as root, otherwise named with the command to type); a ``.venv`` beside ``main.py`` that has the exact
pins of the requirements, and a stamp, so that the next start skips this. An interpreter that has these pins
already is used as it is. Only the syntax of Python 3.9 may be used here, and newer modules only in functions.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import importlib
import os
import re
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from importlib import util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 14)

# What the Qt libraries and their platform plugins link to, with the Debian package of each: Qt calls abort()
# when one is missing, which no Python code can catch.
# fmt: off
LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0", "libgthread-2.0.so.0": "libglib2.0-0", "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1", "libX11.so.6": "libx11-6", "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1", "libfreetype.so.6": "libfreetype6", "libz.so.1": "zlib1g",
    "libxkbcommon.so.0": "libxkbcommon0", "libzstd.so.1": "libzstd1", "libstdc++.so.6": "libstdc++6",
}
WINDOW_LIBRARIES = {
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0", "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
    },
    "xcb": {
        "libX11-xcb.so.1": "libx11-xcb1", "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4", "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1", "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render-util.so.0": "libxcb-render-util0", "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0", "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-util.so.1": "libxcb-util1", "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1", "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
}
# fmt: on
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
DIALOGS = (
    ["zenity", "--error", "--no-markup", "--text"],
    ["kdialog", "--error"],
    ["xmessage", "-center"],
    ["osascript", "-e", "on run said", "-e", "display alert (item 1 of said)", "-e", "end run"],
    ["notify-send", "gmmgui"],
)
PYTEST_OPTIONS = ("--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal")
"""All tests are run on several processors, each process taking what another has not come to; four fit in memory."""


class NotReady(Exception):
    """The machine cannot run the program; the text says why, and what to do about it."""


def main(arguments: list[str]) -> int:
    """Start the program with `arguments`, or with ``--test`` in front its tests; return the exit code."""
    if getattr(sys, "frozen", False):
        return importlib.import_module("gmmgui.app").main() or 0
    testing = arguments[:1] == ["--test"]
    try:
        check_python(sys.version_info[:3], sys.executable)
        environ = child_environment(os.environ, ROOT, testing)
        python = ready_python(ROOT, testing, environ)
    except (NotReady, OSError) as problem:
        show(str(problem), with_dialog=not testing)
        return 1
    except KeyboardInterrupt:
        say("stopped; the next start takes it up again")
        return 130
    if testing:
        os.chdir(ROOT)
        return hand_over([python, "-m", "pytest", *PYTEST_OPTIONS, *arguments[1:]], environ)
    # -P: a file named random.py in the folder of someone's data must not stand in for the real module.
    return hand_over([python, "-P", "-m", "gmmgui.app", *arguments], environ)


def check_python(version: Sequence[int], executable: str) -> None:
    """Raise NotReady where Python is too old."""
    if tuple(version[:2]) < OLDEST_PYTHON:
        found, oldest = (".".join(map(str, numbers)) for numbers in (version, OLDEST_PYTHON))
        raise NotReady(
            f"gmmgui needs Python {oldest} or newer, and this is Python {found} ({executable}). Install a "
            "newer Python, then start main.py with it."
        )


def child_environment(environ: Mapping[str, str], root: Path, testing: bool) -> dict[str, str]:
    """Give the environment of the program, in which gmmgui can be imported from any folder."""
    inherited = environ.get("PYTHONPATH")
    child = {**environ, "PYTHONPATH": f"{root}{os.pathsep}{inherited}" if inherited else str(root)}
    if testing:
        child.setdefault("QT_QPA_PLATFORM", "offscreen")
    return child


def ready_python(root: Path, testing: bool, environ: dict[str, str]) -> str:
    """Give the interpreter to start, after making ready whatever it needs."""
    requirements = root / ("requirements-test.txt" if testing else "requirements.txt")
    if has_pins(requirements.read_text("utf-8")):
        make_machine_ready(environ, needs_venv=False)
        return sys.executable
    environ["PYTHONPATH"] = str(root)  # packages from elsewhere would hide the pinned ones
    folders = environment_folders(root, environ)
    ready = [folder for folder in folders if is_ready(folder, requirements)]
    make_machine_ready(environ, needs_venv=not ready)
    folder = ready[0] if ready else writable_folder(folders)
    if not ready:
        prepare(folder, requirements)
    return str(interpreter_in(folder))


def has_pins(requirements: str) -> bool:
    """Whether this interpreter has exactly the pinned packages; those with a marker may be absent."""
    from importlib import metadata

    pins: dict[str, list[str]] = {}
    for name, version, marker in re.findall(r"^([\w.-]+)==([\w.]+)( *;)?", requirements, re.MULTILINE):
        pins.setdefault(name, ["absent"] if marker else []).append(version)
    for name, versions in pins.items():
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            installed = "absent"
        if installed not in versions:
            return False
    return True


def make_machine_ready(environ: Mapping[str, str], needs_venv: bool) -> None:
    """Install, or name, what Qt and the making of an environment need from the operating system."""
    has_apt = shutil.which("apt-get") is not None
    lacking = lacking_libraries(environ) if sys.platform == "linux" else {}
    if needs_venv and not (util.find_spec("venv") and util.find_spec("ensurepip")):
        lacking["Python's venv and ensurepip"] = "python{}.{}-venv".format(*sys.version_info)
    if sys.platform == "linux" and has_apt and not has_font(FONT_FOLDERS):
        lacking["a font"] = "fonts-dejavu-core"
    if not lacking:
        return
    if sys.platform == "win32" or os.geteuid() != 0 or not has_apt:
        raise NotReady(how_to_install(lacking, has_apt))
    install_packages(sorted(set(lacking.values())))
    still = lacking_libraries(environ)
    if still:
        raise NotReady(f"apt-get installed its packages, but these do not load: {', '.join(still)}.")


def lacking_libraries(environ: Mapping[str, str]) -> dict[str, str]:
    """Give the libraries that Qt will not find, with the Debian package of each."""
    choices = [do_not_load(WINDOW_LIBRARIES[name]) for name in window_systems(environ)]
    nearest = min(choices, key=len) if choices else {}
    return {**do_not_load(LIBRARIES), **nearest}


def window_systems(environ: Mapping[str, str]) -> list[str]:
    """Name the window systems of which Qt needs one; none where it was told to draw off screen."""
    chosen = environ.get("QT_QPA_PLATFORM")
    if chosen:
        return [name for name in WINDOW_LIBRARIES if chosen.startswith(name)]
    variables = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
    found = [name for name, variable in variables.items() if environ.get(variable)]
    if not found:
        raise NotReady(
            "There is no screen to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. Start it on "
            "a desktop. (The tests need no screen: python3 main.py --test)"
        )
    return found


def do_not_load(libraries: Mapping[str, str]) -> dict[str, str]:
    """Give those of `libraries` that the dynamic linker cannot load."""
    missing = {}
    for soname, package in libraries.items():
        try:
            ctypes.CDLL(soname)
        except OSError:
            missing[soname] = package
    return missing


def has_font(folders: Sequence[str]) -> bool:
    """Whether a scalable font lies anywhere below `folders`."""
    walks = (os.walk(os.path.expanduser(folder)) for folder in folders)
    names = (name.lower() for walk in walks for _, _, names in walk for name in names)
    return any(name.endswith((".ttf", ".otf", ".ttc", ".pfb")) for name in names)


def how_to_install(lacking: Mapping[str, str], has_apt: bool) -> str:
    """Give the sentence that names what is lacking, with the command to type where there is one."""
    sentence = f"This system lacks what gmmgui needs: {', '.join(lacking)}."
    if not has_apt:
        return f"{sentence} Install it with the system's package manager, then start gmmgui again."
    packages = " ".join(sorted(set(lacking.values())))
    return f"{sentence} Type this, then start gmmgui again:\n\n    sudo apt-get install {packages}\n"


def install_packages(packages: Sequence[str]) -> None:
    """Install Debian packages without asking anything."""
    say(f"installing system packages with apt-get, about half a minute: {' '.join(packages)}")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=300"]
    # An unreachable source of something else fails the update, yet not what we install.
    subprocess.run([*apt, "update"], env=environ, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    install = [*apt, "install", "--yes", "--no-install-recommends", *packages]
    run(install, "apt-get could not install what Qt needs.", environ)


def environment_folders(root: Path, environ: Mapping[str, str]) -> list[Path]:
    """Give the project's own ``.venv``, then a folder of the person's for a project that is read-only."""
    data = environ.get("LOCALAPPDATA") or environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    name = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    return [root / ".venv", Path(data) / "gmmgui" / f"venv-{name}"]


def interpreter_in(folder: Path) -> Path:
    """Give the interpreter of an environment."""
    if sys.platform == "win32":
        return folder / "Scripts" / ("python.exe" if sys.stderr else "pythonw.exe")
    return folder / "bin" / "python"


def stamp_in(folder: Path, requirements: Path) -> Path:
    """Give the file that says: these requirements are installed here, with the Python that is running."""
    python = "{} {}.{}".format(sys.base_prefix, *sys.version_info)
    return folder / f"ready-{hashlib.sha256(requirements.read_bytes() + python.encode()).hexdigest()[:16]}"


def is_ready(folder: Path, requirements: Path) -> bool:
    """Whether the environment in `folder` is whole and has `requirements` in it."""
    needed = (interpreter_in(folder), stamp_in(folder, requirements))
    return all(path.exists() for path in needed) and not (folder / "unfinished").exists()


def writable_folder(folders: Sequence[Path]) -> Path:
    """Give the first of `folders` that can be written to."""
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "lock").touch()
        except OSError as problem:
            say(f"{folder} cannot be written to ({problem.strerror})")
        else:
            return folder
    raise NotReady(f"None of these folders can be written to: {', '.join(map(str, folders))}.")


def prepare(folder: Path, requirements: Path) -> None:
    """Make the environment in `folder` unless another start just did, and install `requirements`."""
    python, unfinished = interpreter_in(folder), folder / "unfinished"
    with locked(folder / "lock"):
        if is_ready(folder, requirements):
            return
        if unfinished.exists() or not has_pip(python):
            make_environment(folder)
        unfinished.touch()
        try:
            install_requirements(python, requirements)
        except NotReady:
            unfinished.unlink()  # pip puts back what it replaced: only a kill leaves things half-done
            raise
        for old in folder.glob("ready-*"):
            old.unlink()
        for name in {requirements.name, "requirements.txt"}:  # the tests' requirements include the program's
            stamp_in(folder, requirements.with_name(name)).touch()
        unfinished.unlink()


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock that the operating system takes back when this process ends, however it ends."""
    with path.open("a") as file:
        if not try_lock(file.fileno(), wait=False):
            say("another start is making things ready; waiting for it")
            while not try_lock(file.fileno(), wait=True):
                pass
        yield


def try_lock(file: int, wait: bool) -> bool:
    """Take the lock, or tell that another process has it; Windows gives up a wait after ten seconds."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        if problem.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            return False
        raise
    return True


def has_pip(python: Path) -> bool:
    """Whether an interpreter is there, starts, and has pip."""
    asked = [str(python), "-I", "-m", "pip", "--version"]
    return python.exists() and subprocess.run(asked, capture_output=True, check=False).returncode == 0


def make_environment(folder: Path) -> None:
    """Make an empty environment in the place of whatever is in `folder`."""
    say(f"making a Python environment in {folder}, some seconds")
    (folder / "unfinished").touch()
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name not in ("lock", "unfinished"):
            entry.unlink()
    # The running interpreter may be in the very environment that has just been removed.
    python = getattr(sys, "_base_executable", sys.executable)
    run([python, "-I", "-m", "venv", str(folder)], f"Python could not make an environment in {folder}.")


def install_requirements(python: Path, requirements: Path) -> None:
    """Let pip install exactly the files that `requirements` has the hashes of."""
    say("downloading and installing what gmmgui is built on, about a minute, this once")
    pip = [str(python), "-I", "-m", "pip", "install", "--no-input", "--no-user"]
    # Without a compiler a source package ends in pages of errors, where a missing wheel ends in one line.
    options = ["--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    failure = "pip could not install what gmmgui is built on (there are pins for Python {}.{} to {}.{})."
    run([*pip, *options, "-r", str(requirements)], failure.format(*OLDEST_PYTHON, *NEWEST_PYTHON))


def run(command: Sequence[str], failure: str, environ: Mapping[str, str] | None = None) -> None:
    """Run `command`, pass on its headlines, and raise NotReady with its last lines where it fails."""
    tail: deque[str] = deque(maxlen=10)
    with subprocess.Popen(
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as process:
        for line in process.stdout or ():
            tail.append(line.rstrip())
            if line.startswith(("Collecting", "Installing")):
                say(f"  {line.partition(' (from ')[0].strip():.100}")
    if process.returncode == 0:
        return
    said = "\n".join(tail)
    if re.search(r"connection|resolv|network|unreachable|timed? ?out|proxy|certificate", said, re.IGNORECASE):
        failure += " It seems that there is no way to the Internet: check the connection, then start again."
    raise NotReady(f"{failure}\nIts last lines were:\n\n{said}")


def hand_over(command: list[str], environ: Mapping[str, str]) -> int:
    """Become the program; Windows cannot, and waits for it."""
    if sys.platform == "win32":
        return subprocess.run(command, env=environ, check=False).returncode
    os.execve(command[0], command, environ)


def say(line: str) -> None:
    """Tell the person one line of progress."""
    print(f"gmmgui: {line}", file=sys.stderr, flush=True)


def show(message: str, with_dialog: bool) -> None:
    """Tell the person why nothing starts; in a dialog as well where there is no terminal to read it in."""
    say(message)
    if not with_dialog:
        return
    if sys.platform == "win32":
        # A console of our own, not a shell's, goes away with us before anybody has read it.
        if ctypes.windll.kernel32.GetConsoleProcessList((ctypes.c_uint * 3)(), 3) < 3:
            ctypes.windll.user32.MessageBoxW(None, message, "gmmgui", 0x10)
    elif not sys.stderr.isatty():
        dialog = next((dialog for dialog in DIALOGS if shutil.which(dialog[0])), None)
        if dialog:
            subprocess.Popen([*dialog, message], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
