"""The one-way order of the folders, and what each module may import."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.samples import ROOT, run

FOLDERS = ("index", "eval", "qa")
MODULES = [file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py"))]
HEAVY = ("torch", "transformers", "sentence_transformers")
# Other models than the default one come through these, which import in functions alone.
CHOSEN = ("index/export.py", "qa/reader/cross.py")
# Developers' commands: what makes the reader's file.
MAKING = tuple(f"qa/reader/{name}.py" for name in ("export", "network", "shipped", "train"))


def _imports(file: Path) -> Iterator[str]:
    """The full names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _dotted(file: Path) -> str:
    """A module's name as others import it."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def _importers(*packages: str) -> set[str]:
    return {
        file.relative_to(ROOT).as_posix()
        for file in MODULES
        if any(name.split(".")[0] in packages for name in _imports(file))
    }


def test_there_are_modules_to_look_at() -> None:
    folders = {file.relative_to(ROOT).parent.as_posix() for file in MODULES}
    assert folders == {*FOLDERS, "qa/reader", "index/formats", "eval/corpora"}


def test_each_folder_imports_only_those_before_it() -> None:
    assert not any(name.startswith("index/") for name in _importers("eval", "qa", "tests"))
    assert not any(name.startswith("eval/") for name in _importers("qa", "tests"))
    assert not any(name.startswith("qa/") for name in _importers("tests"))


def test_the_builtin_eval_is_not_hidden() -> None:
    for file in [*MODULES, *sorted((ROOT / "tests").glob("*.py"))]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert "eval" not in [alias.asname or alias.name for alias in node.names], file


def test_one_module_imports_faiss() -> None:
    assert {name for name in _importers("faiss") if name.startswith("index/")} == {"index/dense.py"}
    assert not any(name.startswith("qa/") for name in _importers("faiss"))


def test_one_module_imports_prompt_toolkit_and_only_a_chat_needs_it() -> None:
    assert _importers("prompt_toolkit") == {"qa/chat_prompt.py"}
    importers = {file for file in MODULES if "qa.chat_prompt" in _imports(file)}
    assert [file.name for file in importers] == ["chat_loop.py"]


def test_few_modules_import_torch() -> None:
    ours = {name for name in _importers(*HEAVY) if not name.startswith("eval/")}
    assert ours == {*CHOSEN, *MAKING}


@pytest.mark.parametrize("name", CHOSEN)
def test_torch_is_imported_in_functions_alone(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & set(HEAVY)
        if isinstance(node, ast.ImportFrom):
            assert node.module is not None
            assert node.module.split(".")[0] not in HEAVY


def test_what_makes_the_reader_is_on_no_way_to_an_answer() -> None:
    """Not even in a function of another module."""
    making = {_dotted(ROOT / name) for name in MAKING}
    importers = {file for file in MODULES if making & set(_imports(file))}
    assert {file.relative_to(ROOT).as_posix() for file in importers} <= set(MAKING)


def _cycle(module: str, imports: dict[str, set[str]], path: tuple[str, ...] = ()) -> list[str]:
    if module in path:
        return [*path[path.index(module) :], module]
    for other in sorted(imports[module]):
        if found := _cycle(other, imports, (*path, module)):
            return found
    return []


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_modules_import_each_other_in_a_circle(folder: str) -> None:
    files = {_dotted(file): file for file in (ROOT / folder).rglob("*.py")}
    names = files.keys()
    imports = {name: (names & set(_imports(file))) - {name} for name, file in files.items()}
    for module in sorted(names):
        assert _cycle(module, imports) == []


@pytest.mark.parametrize(
    "modules",
    [
        "qa.ask",
        "qa.cli",
        "qa.render, index.build, index.search, index.encoders, index.export",
        "qa.pinpoint, qa.reader.reading, qa.reader.cross, qa.reader.data, qa.reader.noise",
    ],
)
def test_importing_is_light(modules: str) -> None:
    script = f"import sys, {modules}; print(*sorted({set(HEAVY)!r} & sys.modules.keys()))"
    assert run(script).strip() == ""


def test_a_command_is_not_slowed_by_the_chat() -> None:
    script = "import sys, qa.cli, qa.ask, qa.last; print('prompt_toolkit' in sys.modules)"
    assert run(script).strip() == "False"


def test_a_prompt_is_shown_before_what_answers_is_loaded() -> None:
    script = "import sys, qa.chat_loop; print(*{'numpy', 'faiss', 'qa.ask'} & sys.modules.keys())"
    assert run(script).strip() == ""


@pytest.mark.parametrize(("chosen", "found"), [(None, "1 False"), ("3", "3 False")])
def test_the_threads_of_numpy_leave_the_cores_to_the_models(
    monkeypatch: pytest.MonkeyPatch, chosen: str | None, found: str
) -> None:
    """Told before numpy is there, which asks once; what the user chose stays."""
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if chosen is not None:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", chosen)
    script = (
        "import os, sys, qa.cli\n"
        "told = lambda: print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules)\n"
        "qa.cli.app = told\n"
        "qa.cli.main()"
    )
    assert run(script).strip() == found


def test_the_types_need_nothing_but_the_standard_library() -> None:
    script = (
        "import sys, index.document, index.words, index.fusion, index.errors\n"
        "print(*sorted({'numpy', 'faiss', 'onnxruntime', 'tokenizers'} & sys.modules.keys()))"
    )
    assert run(script).strip() == ""
