"""Whether what `qa` needs is there and whole: packages, models, settings, terminal. Changes nothing."""

import importlib.metadata
import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from index import trust
from index.checking import Check, check, checked, space, there
from index.errors import NoIndexError, QAError
from index.models import DEFAULT_MODEL, package_folder
from qa.config import Collection, resolve
from qa.settings import Settings

_PACKAGE = "pincite"
_OLDEST = (3, 11)
_NARROW = 40


def examine(settings: Settings | QAError) -> Iterator[Check]:
    """Look at everything that is the same for each index."""
    yield _python()
    yield checked("packages", _packages)
    yield _sqlite()
    yield _terminal()
    yield _settings(settings)
    yield checked("allowed", _allowed)
    yield checked("model", _model)
    yield checked("reader", _reader)


def examine_index(chosen: Path | None) -> Iterator[Check]:
    """Look at an index; the nearest where none was chosen."""
    try:
        collection = resolve(chosen)
    except NoIndexError as error:
        yield Check("index", "error" if chosen else "warning", str(error))
        yield space(Path.cwd())
        return
    except QAError as error:
        yield Check("index", "error", str(error))
        return
    yield _index(collection)
    yield from check(collection.folder)


def _python() -> Check:
    told = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info[:2] < _OLDEST:
        return Check("python", "error", told, "install Python 3.11 or later")
    return Check("python", "ok", told)


def _packages() -> Check:
    """Whether what is installed is what the package asks for."""
    from packaging.requirements import Requirement

    try:
        version = importlib.metadata.version(_PACKAGE)
        asked = [Requirement(line) for line in importlib.metadata.requires(_PACKAGE) or []]
    except importlib.metadata.PackageNotFoundError:
        return Check("packages", "warning", f"{_PACKAGE} is not installed", "run `pip install .`")
    wanted = [r for r in asked if r.marker is None or r.marker.evaluate({"extra": ""})]
    wrong = []
    for item in wanted:
        try:
            there = importlib.metadata.version(item.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{item.name} is missing")
            continue
        if not item.specifier.contains(there, prereleases=True):
            wrong.append(f"{item.name} is {there}, not {item.specifier}")
    if wrong:
        advice = f"run `pip install --upgrade {_PACKAGE}`"
        return Check("packages", "error", "; ".join(wrong), advice)
    return Check(
        "packages", "ok", f"{_PACKAGE} {version} and the {len(wanted)} packages that it needs"
    )


def _sqlite() -> Check:
    told = f"SQLite {sqlite3.sqlite_version}"
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5 (x, tokenize = 'porter unicode61')")
    except sqlite3.Error as error:
        advice = "use a Python whose SQLite has FTS5, such as that of python.org"
        return Check("sqlite", "error", f"{told} without FTS5: {error}", advice)
    finally:
        connection.close()
    return Check("sqlite", "ok", f"{told} with FTS5")


def _terminal() -> Check:
    encoding = sys.stdout.encoding or "no encoding"
    width = shutil.get_terminal_size().columns
    if not sys.stdout.isatty():
        told = f"none, {encoding}"
    else:
        is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        told = f"{width} columns, {'no colour' if is_plain else 'colour'}, {encoding}"
        if width < _NARROW:
            return Check("terminal", "warning", told, "make it wider for quotes to be readable")
    if encoding.lower().replace("-", "") != "utf8":
        return Check("terminal", "warning", told, "set PYTHONUTF8=1, or some letters are lost")
    return Check("terminal", "ok", told)


def _settings(settings: Settings | QAError) -> Check:
    if isinstance(settings, QAError):
        return Check("settings", "error", str(settings))
    files = [str(file.path) for file in settings.files if file.exists]
    return Check("settings", "ok", ", ".join(files) or "no files; `qa config` tells where")


def _allowed() -> Check:
    file = trust.state_file()
    trust.is_model_allowed("")  # read
    folder = there(file.parent)
    if not os.access(folder, os.W_OK):
        told = f"{folder} cannot be written: `qa show 2` and what is allowed are not remembered"
        return Check("allowed", "warning", told, "check its permissions, or set QA_STATE_DIR")
    return Check("allowed", "ok", str(file) if file.exists() else "nothing yet")


def _model() -> Check:
    return Check("model", "ok", f"{DEFAULT_MODEL} in {package_folder()}")


def _reader() -> Check:
    from qa.confidence import weights
    from qa.reader.reading import MODEL, OnnxReader

    OnnxReader()  # its sha256 is compared
    weights(True)
    return Check("reader", "ok", str(MODEL))


def _index(collection: Collection) -> Check:
    name = f"{collection.name}: " if collection.name else ""
    return Check("index", "ok", f"{name}{collection.folder}")
