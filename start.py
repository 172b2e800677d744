#!/usr/bin/env python3
"""Does all the set-up in one command.

python3 start.py demo [--data DIR] [--headless] [--customers N]    the Demo account set, and the desktop on it
python3 start.py test [pytest arguments]                           the whole test suite, no screen needed
python3 start.py test --server debian [pytest arguments]           the same on the distribution's PostgreSQL, with TLS

Makes `.venv`, installs the program into it, finds the system libraries that Qt needs and installs them
where it may, else prints the line to type. Uses the standard library only, so that any Python can run it.
"""

import argparse
import ctypes.util
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)  # for newer ones some libraries are not made yet
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "installed.txt"
LOCK = ROOT / ".venv.lock"

# what Qt opens on Linux, and the Debian package that has it (Ubuntu's and Debian's newer names provide these)
DEBIAN = {
    "libGL.so.1": "libgl1", "libEGL.so.1": "libegl1", "libX11.so.6": "libx11-6", "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon.so.0": "libxkbcommon0", "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libdbus-1.so.3": "libdbus-1-3", "libfontconfig.so.1": "libfontconfig1", "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0", "libgthread-2.0.so.0": "libglib2.0-0", "libgio-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0", "libgssapi_krb5.so.2": "libgssapi-krb5-2", "libzstd.so.1": "libzstd1",
    "libcups.so.2": "libcups2", "libxcb.so.1": "libxcb1", "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4", "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1", "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0", "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0", "libxcb-shm.so.0": "libxcb-shm0", "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1", "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0", "libxcb-xkb.so.1": "libxcb-xkb1", "libSM.so.6": "libsm6",
    "libICE.so.6": "libice6", "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0", "libwayland-egl.so.1": "libwayland-egl1",
}  # fmt: skip
NEEDED_BY_TESTS = ("QtGui.abi3.so", "QtWidgets.abi3.so", "QtSvg.abi3.so", "QtPrintSupport.abi3.so",
                   "Qt/plugins/platforms/libqoffscreen.so")  # fmt: skip
NEEDED_BY_A_SCREEN = (*NEEDED_BY_TESTS, "Qt/plugins/platforms/libqxcb.so",
                      "Qt/plugins/printsupport/libcupsprintersupport.so")  # fmt: skip


class Stop(Exception):
    """Ends the program; the text says what is wrong and what to do."""


def main():
    """Do what the command line says and return the exit code."""
    arguments, rest = parse(sys.argv[1:])
    try:
        fitting = fitting_python()
        if fitting:
            return run([*fitting, *sys.argv])
        return test(rest) if arguments.command == "test" else demo(arguments)
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parse(words):
    """Return the parsed command line and, for ``test``, what goes on to pytest."""
    parser = argparse.ArgumentParser(
        prog="start.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="demo|test")
    demo_words = commands.add_parser("demo", help="open the desktop on the Demo account set")
    demo_words.add_argument("--data", metavar="DIR", help="where the embedded server keeps its data")
    demo_words.add_argument("--headless", action="store_true", help="do all but the window, print how to reach it")
    demo_words.add_argument("--customers", type=int, metavar="N", help="how many customers to invent (3000)")
    demo_words.add_argument("--lang", choices=["zh_CN", "en"], help="language of the desktop")
    commands.add_parser("test", help="run the test suite; further arguments go to pytest", add_help=False)
    if words[:1] == ["test"]:
        return parser.parse_args(["test"]), words[1:]
    return parser.parse_args(words), []


def demo(arguments):
    """Prepare everything, make or upgrade the Demo account set, open the desktop."""
    if not arguments.headless:
        expect_screen()
    prepare(extra="", libraries=() if arguments.headless else NEEDED_BY_A_SCREEN)
    words = ["demo", "create" if arguments.headless else "open"]
    words += ["--data", str(Path(arguments.data).expanduser().resolve())] if arguments.data else []
    words += ["--customers", str(arguments.customers)] if arguments.customers else []
    words += ["--lang", arguments.lang] if arguments.lang else []
    return in_venv("-m", "crm_desktop.admin.main", *words)


def test(rest):
    """Prepare everything and run pytest with *rest*, without a screen."""
    if "--server" in rest:
        at = rest.index("--server")
        if rest[at + 1 : at + 2] != ["debian"]:
            raise Stop("--server debian is the only other server that this program can install and remove by itself.")
        return test_on_debian([*rest[:at], *rest[at + 2 :]])
    return run_tests(rest)


def test_on_debian(rest):
    """Run the suite on servers of the distribution's PostgreSQL: TLS, a Chinese locale, a free port; remove what was installed."""
    before = installed_packages()
    if not debian_postgres():
        conf = Path("/etc/postgresql-common/createcluster.conf")
        fresh = not conf.exists()
        if fresh and root_prefix() == []:  # nobody asked for a server that runs by itself
            conf.parent.mkdir(parents=True, exist_ok=True)
            conf.write_text("create_main_cluster = false\n")
        apt_install(["postgresql", "openssl"], "The distribution's PostgreSQL is missing.")
    programs = debian_postgres()
    if not programs:
        raise Stop("The distribution's PostgreSQL was not found under /usr/lib/postgresql.")
    certificates = Path(tempfile.mkdtemp(prefix="crm-tls-"))
    try:
        words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost"]
        subprocess.run(
            [*words, "-keyout", certificates / "server.key", "-out", certificates / "server.crt"],
            check=True, capture_output=True,
        )  # fmt: skip
        print(f"On {programs}", flush=True)
        return run_tests(
            rest, CRM_POSTGRES=str(programs), CRM_POSTGRES_LOCALE="zh-Hans-CN", CRM_TEST_TLS=str(certificates)
        )
    finally:
        shutil.rmtree(certificates, ignore_errors=True)
        added = sorted(installed_packages() - before) if before else []
        if added:
            environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run([*root_prefix(), "apt-get", "purge", "-y", "-qq", *added], env=environment, check=False,
                           stdout=subprocess.DEVNULL)  # fmt: skip


def debian_postgres():
    """Return the folder of the newest server that the distribution installed, or None."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def installed_packages():
    """Return the names of the Debian packages that are installed; none where this is no Debian."""
    if not shutil.which("dpkg-query"):
        return set()
    words = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\\n"]
    lines = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
    return {line.split()[0] for line in lines if line.endswith(" installed")}


def run_tests(rest, **environment):
    """Prepare everything and run pytest with *rest* in *environment*."""
    prepare(extra="test", libraries=NEEDED_BY_TESTS)
    parallel = [] if any(word.startswith(("-n", "--numprocesses")) for word in rest) else ["-n", str(workers())]
    shared = ("--dist", "loadfile", "--max-worker-restart", "0")  # after a crash the others would wait for ever
    return in_venv("-m", "pytest", *parallel, *shared, *rest, QT_QPA_PLATFORM="offscreen", **environment)


def workers():
    """Return how many tests run side by side."""
    return max(2, min(4, os.cpu_count() or 2))


def fitting_python():
    """Return the words that call another Python of this machine where this one does not suit; nothing where it does."""
    wrong = unsuited()
    if not wrong:
        return []
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        words = ["py", f"-3.{minor}"] if WINDOWS else [f"python3.{minor}"]
        found = shutil.which(words[0])
        if found and quiet(found, *words[1:], "-c", SUITS, PYTHON_MANAGER_AUTOMATIC_INSTALL="0") == 0:
            return [found, *words[1:]]
    raise Stop(
        f"{wrong}\nInstall Python {'.'.join(map(str, NEWEST))} (Windows and macOS: https://www.python.org/downloads/, "
        "on Windows that for 64 bits) and run the same command again."
    )


#: asked of another Python: 64 bits, and on Windows not those of ARM
SUITS = "import sys; sys.exit(sys.maxsize < 2**32 or 'ARM64' in sys.version)"


def unsuited():
    """Return why this Python does not do; '' where it does."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        oldest, newest = (".".join(map(str, version)) for version in (OLDEST, NEWEST))
        return f"Python {oldest} to {newest} is needed; this is {platform.python_version()}."
    if sys.maxsize < 2**32:
        return "A Python of 64 bits is needed; this one has 32."
    if WINDOWS and "ARM64" in sys.version:
        return "The Python for x86-64 is needed, which runs on this PC too; this one is for ARM, for which some libraries are not made."
    return ""


def expect_screen():
    """Say at once where there is no screen to open a window on."""
    linux = sys.platform.startswith("linux")
    if linux and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        raise Stop("There is no screen here (DISPLAY is not set). Without a window: python3 start.py demo --headless")


def prepare(extra, libraries):
    """Make the environment and everything that it needs, or nothing where that was done before."""
    if not is_ready(extra):
        with alone():
            if not is_ready(extra):  # another start has not done it meanwhile
                make_environment()
                install(extra, Stamp())
    done = Stamp()
    if sys.platform.startswith("linux") and libraries and not done.has(f"libraries-{len(libraries)}"):
        ensure_libraries(libraries)
        done.add(f"libraries-{len(libraries)}")


def is_ready(extra):
    """Return whether everything was installed before, and is still there."""
    done = Stamp()
    return done.has("installed") and done.has(extra) and quiet(PYTHON, "-c", "import PySide6, crm_desktop") == 0


@contextmanager
def alone():
    """Let one start at a time make the environment: a second one waits."""
    try:
        file = LOCK.open("a")
    except OSError as error:
        raise Stop(f"The folder {ROOT} cannot be written: {error}") from error
    with file:
        if not locked(file):
            print("Another start of this program is installing the libraries; waiting for it ...", flush=True)
            while not locked(file):
                time.sleep(0.5)
        yield


def locked(file):
    """Lock *file* until it is closed; return False where another process has done so."""
    try:
        if WINDOWS:
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class Stamp:
    """What was done before, in a file in ``.venv``; forgotten when setup.cfg or the place of the project changes."""

    def __init__(self):
        words = (ROOT / "setup.cfg").read_bytes() + (ROOT / "pyproject.toml").read_bytes() + str(VENV).encode()
        self._key = hashlib.sha256(words).hexdigest()
        lines = STAMP.read_text().split() if STAMP.exists() else []
        self.words = lines[1:] if lines[:1] == [self._key] else []

    def has(self, word):
        """Return whether *word* was done; nothing ('') always is."""
        return not word or word in self.words

    def add(self, *words):
        """Remember *words*."""
        self.words = sorted({*self.words, *filter(None, words)})
        STAMP.write_text(" ".join([self._key, *self.words]))


def make_environment():
    """Make ``.venv`` where it is missing, or broken by a move or a new Python."""
    if PYTHON.exists() and quiet(PYTHON, "-c", "import pip") == 0:
        return
    if not can_make_environments():
        if not sys.platform.startswith("linux"):
            raise Stop(
                "This Python has no “venv” (an embeddable package has none): "
                "install Python from https://www.python.org/downloads/ and run the same command again."
            )
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        apt_install([package], f"Python's venv is missing here (package {package}).")
        if not can_make_environments():
            raise Stop(f"Python's venv is still missing: install the package {package} and run this again.")
    print("Making the environment in .venv ...", flush=True)
    try:
        shutil.rmtree(VENV, ignore_errors=True)
        done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    except OSError as error:
        raise Stop(f"The folder {VENV} cannot be written: {error}") from error
    if done.returncode:
        raise Stop(f"The environment {VENV} could not be made; the reason stands above.")


def can_make_environments():
    """Return whether this Python has venv with ensurepip, which Debian packs apart (asked anew each time)."""
    return quiet(sys.executable, "-c", "import venv, ensurepip") == 0


def install(extra, done):
    """Install the program and its libraries, with what *extra* needs besides."""
    print("Installing the libraries (the first time a few minutes) ...", flush=True)
    extras = sorted({word for word in ("test", "check") if done.has(word) or word == extra})
    target = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    code = in_venv("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", target,
                   PIP_ROOT_USER_ACTION="ignore")  # fmt: skip
    if code:
        raise Stop(
            "The libraries could not be installed; the reason stands above.\n"
            "- The first start downloads them: is the network reachable? HTTPS_PROXY names a proxy, PIP_INDEX_URL another "
            "package index.\n"
            "- Access denied: close the program where it is still open; a virus scanner may hold a new file for a moment.\n"
            "Then run the same command again."
        )
    done.add("installed", extra)


def ensure_libraries(files):
    """Find the libraries of the system that Qt needs, by name, and install what is missing."""
    missing = missing_libraries(files)
    if not missing:
        return
    print("Missing libraries of the system: " + ", ".join(missing), flush=True)
    unknown = [name for name in missing if name not in DEBIAN]
    if shutil.which("apt-get"):
        packages = sorted({DEBIAN[name] for name in missing if name in DEBIAN})
        apt_install(packages, "Qt needs libraries that this system lacks.")
    elif shutil.which("dnf") or shutil.which("zypper"):
        provides = " ".join(f"'{name}()(64bit)'" for name in missing)
        raise Stop(f"Type this, then run the same command again:\n  sudo {tool('dnf', 'zypper')} install {provides}")
    else:
        raise Stop("Install the packages of your system that contain them, then run the same command again.")
    still = missing_libraries(files)
    if still:
        raise Stop("Still missing: " + ", ".join(still) + (f" (no known package: {unknown})" if unknown else ""))


def missing_libraries(files):
    """Return the names of the shared libraries that *files* of PySide6 ask for and the system does not have."""
    found = subprocess.run(
        [str(PYTHON), "-c", "import importlib.util as u; print(u.find_spec('PySide6').submodule_search_locations[0])"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    if not shutil.which("ldd"):
        return sorted(name for name in DEBIAN if not ctypes.util.find_library(name[3:].split(".so")[0]))
    missing = set()
    for file in files:
        path = Path(found) / file
        if path.exists():
            seen = subprocess.run(["ldd", str(path)], capture_output=True, text=True, check=False).stdout
            missing |= {line.split()[0] for line in seen.splitlines() if "not found" in line}
    return sorted(missing)


def apt_install(packages, reason):
    """Install *packages* as root or through sudo without a password; else print the line to type."""
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    before = root_prefix() if shutil.which("apt-get") else None
    if before is None:
        raise Stop(f"{reason} Type this, then run the same command again:\n  sudo {line}")
    print(f"Installing: {' '.join(packages)} ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("apt-get update -qq", line + " -qq"):
        done = subprocess.run([*before, *command.split()], env=environment, stdout=subprocess.DEVNULL, check=False)
        if done.returncode and command == line + " -qq":
            raise Stop(f"{reason} Installing failed; the reason stands above. The line was:\n  sudo {line}")


def root_prefix():
    """Return what to put before a command to run it as root; None where we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and quiet("sudo", "-n", "true") == 0:
        return ["sudo", "-n"]
    return None


def tool(*names):
    """Return the first of *names* that this machine has."""
    return next(name for name in names if shutil.which(name))


def quiet(*command, **environment):
    """Run *command* in the project's folder without a word and return its exit code."""
    words = [str(word) for word in command]
    try:
        return subprocess.run(
            words, cwd=str(ROOT), env={**os.environ, "PYTHONUTF8": "1", **environment},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
        ).returncode  # fmt: skip
    except OSError:
        return 127


def in_venv(*words, **environment):
    """Run Python of the environment in the project's folder and return its exit code."""
    return run([str(PYTHON), *words], cwd=str(ROOT), env={**os.environ, "PYTHONUTF8": "1", **environment})


def run(words, **where):
    """Run a program in this one's place and return its exit code."""
    process = subprocess.Popen(words, **where)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # it heard the same Ctrl+C and clears up after itself
            continue


if __name__ == "__main__":
    sys.exit(main())
