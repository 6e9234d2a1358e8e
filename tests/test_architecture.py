"""The one-way order of the folders, and what each module may import."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.samples import ROOT, run

FOLDERS = ("index", "eval", "qa")
MODULES = [file for folder in FOLDERS for file in sorted((ROOT / folder).glob("*.py"))]
HEAVY = ("torch", "transformers", "sentence_transformers")


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


def _importers(*packages: str) -> set[str]:
    return {
        file.relative_to(ROOT).as_posix()
        for file in MODULES
        if any(name.split(".")[0] in packages for name in _imports(file))
    }


def test_there_are_modules_to_look_at() -> None:
    assert {file.parent.name for file in MODULES} == set(FOLDERS)


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


def test_one_module_imports_torch() -> None:
    ours = {name for name in _importers(*HEAVY) if not name.startswith("eval/")}
    assert ours == {"index/export.py"}


def test_torch_is_imported_in_functions_alone() -> None:
    tree = ast.parse((ROOT / "index" / "export.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Import):
            assert not {alias.name for alias in node.names} & set(HEAVY)
        if isinstance(node, ast.ImportFrom):
            assert node.module not in HEAVY


def _cycle(module: str, imports: dict[str, set[str]], path: tuple[str, ...] = ()) -> list[str]:
    if module in path:
        return [*path[path.index(module) :], module]
    for other in sorted(imports[module]):
        if found := _cycle(other, imports, (*path, module)):
            return found
    return []


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_modules_import_each_other_in_a_circle(folder: str) -> None:
    names = {f"{folder}.{file.stem}" for file in (ROOT / folder).glob("*.py")}
    imports = {
        f"{folder}.{file.stem}": names & set(_imports(file)) - {f"{folder}.{file.stem}"}
        for file in (ROOT / folder).glob("*.py")
    }
    for module in sorted(names):
        assert _cycle(module, imports) == []


def test_importing_is_light() -> None:
    modules = "qa.cli, qa.ask, qa.render, index.build, index.search, index.encoders, index.export"
    script = f"import sys, {modules}; print(*sorted({set(HEAVY)!r} & sys.modules.keys()))"
    assert run(script).strip() == ""


def test_the_types_need_nothing_but_the_standard_library() -> None:
    script = (
        "import sys, index.document, index.words, index.fusion, index.errors\n"
        "print(*sorted({'numpy', 'faiss', 'onnxruntime', 'tokenizers'} & sys.modules.keys()))"
    )
    assert run(script).strip() == ""
