"""Which files are taken: from folders, by ignore files, by patterns that are remembered."""

import doctest
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import index.kinds
import index.patterns
import index.sniffing
from index.build import index as build
from index.choosing import Discovery, Found, discover
from index.errors import PathError
from index.freshness import survey
from index.ignoring import Choice, Rules
from index.patterns import Patterns, exactly
from index.store import Store
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, TREATY, update, write


def put(path: Path, data: str = "text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data)
    return path


def displays(found: Discovery) -> list[str]:
    return [file.display for file in found.found]


def chosen(top: Path, include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()) -> list[str]:
    """What is taken of a folder by patterns."""
    return displays(discover([top], top, choices={top: Choice(include, exclude)}))


# Folders


def test_text_files_below_a_folder_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.MD", "sub/c.rst", "sub/deep/README", "d.markdown"):
        put(tmp_path / name)
    for name in ("e.png", ".hidden.txt", ".git/f.txt", ".qa/g.txt", "h.txt~"):
        put(tmp_path / name)
    put(tmp_path / "program", "\x7fELF\x02")
    found = discover([tmp_path], tmp_path)
    assert displays(found) == ["a.MD", "b.txt", "d.markdown", "sub/c.rst", "sub/deep/README"]
    assert found.skipped == ()
    file = tmp_path / "b.txt"
    status = file.stat()
    assert found.found[1] == Found(
        str(file), "b.txt", 4, status.st_mtime_ns, changed_ns=status.st_ctime_ns
    )
    assert found.found[1].path == file
    assert found.left_out.formats == {".png": 1, "": 1, ".txt~": 1}
    assert (found.left_out.files, found.left_out.folders) == ({"hidden": 1}, {"hidden": 1})


def test_of_files_without_a_suffix_those_that_begin_as_text(tmp_path: Path) -> None:
    texts = {
        "LICENSE-MIT": b"Permission is granted\r\n",
        "LICENSE-2.0": b"Apache License\f",
        "Letter to Dr. Smith": "Sehr geehrte Frau Doktor,".encode("utf-8-sig"),
        "README.Debian": b"Start it as root.",
        "NEWS.Debian": b"It starts by itself.",
        "readme.1st": b"Read this.",
        "two bytes": "Grüße".encode("utf-16"),
        "cut": b"a" * 4_095 + "ü".encode(),  # amid a character
    }
    others = {
        "empty": b"",
        "blank": b"\n \n",
        "configure": b"#!/bin/sh\necho\n",
        "program": b"\x7fELF\x02\x01\0",
        "escaped": b"a \x1b[31m b",
        "latin": "Grüße".encode("latin-1"),
        "image.img": b"text",
        "readme.json": b"[1]",
        "README.md~": b"Start it.",
        "README.md.orig": b"Start it.",
        "README.old": b"Start it.",
        "README.gz": b"\x1f\x8b\0",
        "Readme.run": b"#!/bin/sh\necho\n",
    }
    for name, data in (texts | others).items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "NEWS").write_bytes("Grüße".encode("latin-1"))  # known by its name
    found = discover([tmp_path], tmp_path)
    assert displays(found) == sorted([*texts, "NEWS"])
    assert found.left_out.paths.keys() == {"format not read"}
    assert sorted(found.left_out.paths["format not read"]) == sorted(others)
    put(tmp_path / ".gitignore", "LICENSE-*\n")
    assert not {"LICENSE-MIT", "LICENSE-2.0"} & set(displays(discover([tmp_path], tmp_path)))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_without_a_suffix_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert discover([tmp_path], tmp_path).left_out.paths == {"format not read": ["pipe"]}


def test_settings_are_no_documents_unless_they_are_named(tmp_path: Path) -> None:
    settings = put(tmp_path / "qa.toml", "[ask]\nquotes = 2\n")
    put(tmp_path / "sub" / "qa.toml")
    put(tmp_path / "sub" / "other.toml")
    found = discover([tmp_path], tmp_path)
    assert (displays(found), found.skipped) == (["sub/other.toml"], ())
    assert found.left_out.paths == {"settings of `qa`": ["qa.toml", "sub/qa.toml"]}
    assert displays(discover([tmp_path, settings], tmp_path)) == ["qa.toml", "sub/other.toml"]
    also = {tmp_path: Choice(also=("sub/qa.toml",))}
    found = discover([tmp_path], tmp_path, choices=also)
    assert displays(found) == ["sub/other.toml", "sub/qa.toml"]


def test_settings_that_were_indexed_are_forgotten(
    collection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(collection, {"docs/qa.toml": "[ask]\nquotes = 2\n"})
    with monkeypatch.context() as patch:
        patch.setattr("index.choosing._SETTINGS_FILE", "")
        assert "docs/qa.toml" in update(collection, collection / "docs").added
    changes = update(collection)
    assert (changes.removed, changes.skipped) == (["docs/qa.toml"], [])


def test_a_file_named_is_taken_whatever_its_name(tmp_path: Path) -> None:
    files = [put(tmp_path / name) for name in ("a.log", ".notes")]
    assert displays(discover(files, tmp_path)) == [".notes", "a.log"]


def test_roots_that_overlap_give_a_file_once(tmp_path: Path) -> None:
    file = put(tmp_path / "sub" / "a.txt")
    assert displays(discover([tmp_path, tmp_path / "sub", file], tmp_path)) == ["sub/a.txt"]


def test_outside_of_the_base_paths_are_absolute(tmp_path: Path) -> None:
    file = put(tmp_path / "other" / "a.txt")
    found = discover([tmp_path / "other"], tmp_path / "base")
    assert displays(found) == [file.as_posix()]


def test_a_folder_can_be_left_out(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "index" / "b.txt")
    found = discover([tmp_path], tmp_path, leave_out=tmp_path / "index")
    assert displays(found) == ["a.txt"]


def test_a_missing_root_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PathError, match="there is no file or folder .*gone"):
        discover([tmp_path / "gone"], tmp_path)
    with pytest.raises(PathError, match="there is no file or folder"):
        discover([put(tmp_path / "a.txt") / "below"], tmp_path)


def test_loops_of_links_end_and_files_keep_their_own_paths(tmp_path: Path) -> None:
    put(tmp_path / "real" / "a.txt")
    (tmp_path / "real" / "loop").symlink_to(tmp_path)
    (tmp_path / "alias").symlink_to(tmp_path / "real")
    put(tmp_path / "away" / "b.txt")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "linked").symlink_to(tmp_path / "away")
    assert displays(discover([tmp_path / "docs"], tmp_path)) == ["docs/linked/b.txt"]
    assert displays(discover([tmp_path], tmp_path)) == ["away/b.txt", "real/a.txt"]


def test_a_link_to_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone")
    assert discover([tmp_path], tmp_path).skipped == (
        ("a.txt", "it is a link to something that is not there"),
    )


@pytest.mark.parametrize("name", [b"new\nline.txt", b"caf\xe9.txt", b"bell\x07.md"])
def test_names_that_cannot_be_cited_are_told(tmp_path: Path, name: bytes) -> None:
    try:
        put(Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)))
    except OSError:
        pytest.skip("this file system refuses such names")
    found = discover([tmp_path], tmp_path)
    assert found.found == ()
    (path, reason), *_ = found.skipped
    assert reason == "its name holds characters that cannot be cited"
    assert path.isprintable()
    assert path.encode()


def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "shut" / "b.txt")
    (tmp_path / "shut").chmod(0)
    try:
        if os.access(tmp_path / "shut", os.R_OK):
            pytest.skip("nothing is shut to this user")
        found = discover([tmp_path], tmp_path)
    finally:
        (tmp_path / "shut").chmod(0o700)
    assert displays(found) == ["a.txt"]
    assert found.skipped == (("shut", "it cannot be opened (Permission denied)"),)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert discover([tmp_path], tmp_path).skipped == (("pipe.txt", "it is not a regular file"),)


def test_folders_of_programs_are_passed_over(tmp_path: Path) -> None:
    for name in ("node_modules/a/README", "__pycache__/b.txt", "env/c.txt", "kept/d.txt"):
        put(tmp_path / name)
    put(tmp_path / "env" / "pyvenv.cfg")
    found = discover([tmp_path], tmp_path)
    assert displays(found) == ["kept/d.txt"]
    assert found.left_out.folders == {"of programs": 3}
    named = discover([tmp_path / "env"], tmp_path)  # so it is wanted
    assert displays(named) == ["env/c.txt", "env/pyvenv.cfg"]
    assert displays(discover([tmp_path / "node_modules"], tmp_path)) == ["node_modules/a/README"]


# Ignore files


def test_ignore_files_leave_out_what_they_name(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "drafts/c.txt", "sub/drafts/d.txt", "sub/e.md", "sub/keep.md"):
        put(tmp_path / name)
    put(tmp_path / ".gitignore", "# ours\n\ndrafts/\r\n*.md\n")
    put(tmp_path / ".qaignore", "\ufeffb.txt\n")
    put(tmp_path / "sub" / ".gitignore", "!keep.md\n")
    found = discover([tmp_path], tmp_path)
    assert displays(found) == ["a.txt", "sub/keep.md"]
    assert found.left_out.files == {"hidden": 3, ".qaignore": 1, ".gitignore": 1}
    assert found.left_out.folders == {".gitignore": 2}
    assert found.skipped == ()


def test_qaignore_overrules_gitignore(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / ".gitignore", "*.txt\n")
    assert displays(discover([tmp_path], tmp_path)) == []
    put(tmp_path / ".qaignore", "!*.txt\n")
    assert displays(discover([tmp_path], tmp_path)) == ["a.txt"]


def test_ignore_files_above_apply_within_a_repository(tmp_path: Path) -> None:
    for name in ("repo/docs/a.txt", "repo/docs/b.md", "plain/docs/b.md"):
        put(tmp_path / name)
    put(tmp_path / ".gitignore", "*.txt\n")
    put(tmp_path / "repo" / ".gitignore", "*.md\n")
    put(tmp_path / "plain" / ".gitignore", "*.md\n")
    docs = [tmp_path / "repo" / "docs", tmp_path / "plain" / "docs"]
    assert displays(discover(docs, tmp_path)) == [
        "plain/docs/b.md",
        "repo/docs/a.txt",
        "repo/docs/b.md",
    ]
    put(tmp_path / "repo" / ".git" / "HEAD")
    assert displays(discover(docs, tmp_path)) == ["plain/docs/b.md", "repo/docs/a.txt"]
    put(tmp_path / "plain" / ".qaignore", "*.md\n")  # within the collection
    assert displays(discover(docs, tmp_path)) == ["repo/docs/a.txt"]


def test_a_root_that_is_ignored_above_is_taken_all_the_same(tmp_path: Path) -> None:
    put(tmp_path / ".git" / "HEAD")
    put(tmp_path / ".gitignore", "build/\n*.txt\n")
    named = put(tmp_path / "build" / "docs" / "a.txt")
    assert displays(discover([tmp_path], tmp_path)) == []
    for root in (tmp_path / "build", named.parent, named):
        assert displays(discover([tmp_path, root], tmp_path)) == ["build/docs/a.txt"]


def test_what_is_wrong_with_an_ignore_file_is_told(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "b.md")
    put(tmp_path / ".gitignore", "[z-a]\n*.md\n!\n*a*b*c*d*e\n[\n/\n")
    (tmp_path / ".qaignore").mkdir()
    put(tmp_path / "long" / ".gitignore", "x\n" * 600_000)
    found = discover([tmp_path], tmp_path)
    assert displays(found) == ["a.txt"]
    assert found.skipped == (
        (".gitignore", "line 1 and 2 more cannot be used as a pattern"),
        (".qaignore", "it is not a regular file, so it leaves out nothing"),
        ("long/.gitignore", "it is too long for a list of patterns, so it leaves out nothing"),
    )


def test_an_ignore_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    (tmp_path / ".gitignore").symlink_to("nowhere")
    assert discover([tmp_path], tmp_path).skipped == (
        (".gitignore", "it cannot be opened (No such file or directory), so it leaves out nothing"),
    )


PARTS = ["a", "b", "*.txt", "*", "a*", "?", "[ab]", "**", "x\\ y", "*.m[a-d]", "/a", "/*"]
PARTS += ["a/b", "*/b", "a/*", "**/b", "b/**", "a/**/b", "/b/a", "a/", "b/", "*/", "a/b/", "# c"]
PATTERNS = st.lists(
    st.tuples(st.sampled_from(["", "", "!"]), st.sampled_from(PARTS)).map("".join), max_size=4
)
FOLDERS = ["", "a", "b", "a/b", "b/a", "a/b/a"]
LEAVES = ["a.txt", "b.txt", "c.md", "x y", "a", "b"]


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git to compare with")
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sets(st.tuples(st.sampled_from(FOLDERS), st.sampled_from(LEAVES)), min_size=6),
    st.dictionaries(st.sampled_from(FOLDERS), PATTERNS, max_size=4),
)
def test_the_rules_are_those_of_git(
    tmp_path: Path, files: set[tuple[str, str]], ignoring: dict[str, list[str]]
) -> None:
    shutil.rmtree(tmp_path)
    for folder, name in sorted(files):
        if not (tmp_path / folder / name).is_dir() and not (tmp_path / folder).is_file():
            put(tmp_path / folder / name) if _is_free(tmp_path / folder) else None
    for folder, lines in ignoring.items():
        if (tmp_path / folder).is_dir():
            (tmp_path / folder / ".gitignore").write_text("\n".join(lines))
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    listed = subprocess.run(
        ["git", "-C", tmp_path, "ls-files", "-z", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert _taken(str(tmp_path), Rules()) == sorted(filter(None, listed.stdout.split("\0")))


def _is_free(folder: Path) -> bool:
    return not any(above.is_file() for above in (folder, *folder.parents))


def _taken(top: str, rules: Rules) -> list[str]:
    taken = []
    waiting = [(top, rules)]
    while waiting:
        folder, above = waiting.pop()
        names = set(os.listdir(folder)) - {".git"}
        within = above.within(folder, names, lambda file, reason: pytest.fail(f"{file}: {reason}"))
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isdir(path):
                if not within.excludes(path + "/"):
                    waiting.append((path, within))
            elif not within.excludes(path):
                taken.append(os.path.relpath(path, top))
    return sorted(taken)


# Patterns of one's own


def test_include_and_exclude(tmp_path: Path) -> None:
    for name in ("a.txt", "b.md", "docs/c.txt", "docs/d.md", "docs/old/e.txt"):
        put(tmp_path / name)
    assert chosen(tmp_path, include=("*.txt",)) == ["a.txt", "docs/c.txt", "docs/old/e.txt"]
    assert chosen(tmp_path, include=("docs/",)) == ["docs/c.txt", "docs/d.md", "docs/old/e.txt"]
    assert chosen(tmp_path, include=("docs/", "!old/")) == ["docs/c.txt", "docs/d.md"]
    assert chosen(tmp_path, include=("/*.md", "docs/*.md")) == ["b.md", "docs/d.md"]
    assert chosen(tmp_path, exclude=("*.md", "old")) == ["a.txt", "docs/c.txt"]
    assert chosen(tmp_path, ("*.txt",), ("docs",)) == ["a.txt"]
    found = discover([tmp_path], tmp_path, choices={tmp_path: Choice(("*.txt",), ("docs",))})
    assert found.left_out.files == {"not in --include": 1}
    assert found.left_out.folders == {"--exclude": 1}


@pytest.mark.parametrize(
    ("include", "taken"),
    [
        (("*.log",), ["a.log", "docs/b.log"]),
        (("/*.log",), ["a.log"]),
        (("docs/*.log", "*.txt"), ["d.txt", "docs/b.log"]),
        (("GPL-[0-9]",), ["docs/GPL-3"]),
        (("*.log", "!docs/b*"), ["a.log"]),
        (("docs/",), ["docs/GPL-3"]),  # of a folder only what is read anyway
        (("docs/*", "docs/**"), ["docs/GPL-3"]),
        (("docs",), ["docs/GPL-3"]),
        (("!*.log", "*"), ["d.txt", "docs/GPL-3"]),
        (("*.txt", "!**/d.txt"), []),
        ((), ["d.txt", "docs/GPL-3"]),
    ],
)
def test_a_pattern_of_names_takes_files_of_any_suffix(
    tmp_path: Path, include: tuple[str, ...], taken: list[str]
) -> None:
    for name in ("a.log", "docs/b.log", "docs/GPL-3", "docs/.log", "d.txt"):
        put(tmp_path / name)
    assert chosen(tmp_path, include=include) == taken


@pytest.mark.parametrize(
    ("choice", "taken"),
    [
        (Choice(also=("*.log",)), ["a.log", "b.log", "docs/c.log", "d.txt"]),
        (Choice(also=("/*.log", "!b.log")), ["a.log", "d.txt"]),
        (Choice(also=("docs/",)), ["d.txt", "docs/c.log", "docs/e.png"]),
        (Choice(("*.md",), also=("*.log",)), ["a.log", "b.log", "docs/c.log"]),
        (Choice((), ("b.log", "docs/"), ("*.log",)), ["a.log", "d.txt"]),
    ],
)
def test_what_is_wanted_beside_the_rest(tmp_path: Path, choice: Choice, taken: list[str]) -> None:
    for name in ("a.log", "b.log", "docs/c.log", "docs/e.png", ".h.log", "off/f.log", "d.txt"):
        put(tmp_path / name)
    put(tmp_path / ".gitignore", "b.log\noff/\n")
    found = displays(discover([tmp_path], tmp_path, choices={tmp_path: choice}))
    assert found == sorted(taken)


def test_exclude_comes_after_every_ignore_file(tmp_path: Path) -> None:
    put(tmp_path / "sub" / "a.txt")
    put(tmp_path / "sub" / "b.txt")
    put(tmp_path / "sub" / ".gitignore", "a.txt\n!b.txt\n")
    assert chosen(tmp_path, exclude=("!a.txt", "b.txt")) == ["sub/a.txt"]


def test_a_root_in_a_root_follows_its_own_patterns(tmp_path: Path) -> None:
    for name in ("a.txt", "a.md", "docs/b.txt", "docs/b.md"):
        put(tmp_path / name)
    docs = tmp_path / "docs"
    choices = {tmp_path: Choice(("*.txt",)), docs: Choice(("*.md",))}
    for roots in ([tmp_path, docs], [docs, tmp_path]):
        assert displays(discover(roots, tmp_path, choices=choices)) == ["a.txt", "docs/b.md"]


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("[z-a]", "it is not a pattern as .gitignore has them"),
        ("!", "it is not a pattern as .gitignore has them"),
        ("", "it matches nothing"),
        ("# a", "it matches nothing"),
        ("*a*a*a*a*b", "it has more than 4 stars in one name"),
    ],
)
def test_a_pattern_that_cannot_be_used(tmp_path: Path, pattern: str, reason: str) -> None:
    with pytest.raises(PathError) as raised:
        Choice(("*.txt",), (pattern,)).check()
    assert str(raised.value) == f"the pattern {pattern!r} cannot be used: {reason}"


def test_the_examples_hold() -> None:
    for module in (index.kinds, index.patterns, index.sniffing):
        assert doctest.testmod(module).failed == 0


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("ab*?[]!#\\ ~é."), min_size=1).filter(lambda n: n not in ". .."))
@example("*****")
def test_a_path_can_be_matched_exactly(name: str) -> None:
    patterns = Patterns([exactly(name)])
    assert patterns.verdict(name) is True
    assert patterns.verdict(f"{name}/") is True
    for other in (f"{name}x", f"x{name}", f"x/{name}", name[:-1] + "z"):
        assert patterns.verdict(other) is None


# What is remembered


@pytest.fixture
def collection(tmp_path: Path, stub: StubEncoder) -> Path:
    write(tmp_path, {"docs/a.txt": FERRY, "docs/b.md": LIGHTHOUSE, "docs/old/c.txt": TREATY})
    return tmp_path


def _known(collection: Path) -> list[str]:
    with Store.open(collection / ".qa") as store:
        assert survey(store).is_clean
        return sorted(store.known())


def test_a_choice_is_remembered_and_replaced(collection: Path) -> None:
    folder, docs = collection / ".qa", collection / "docs"
    build(folder, [docs], choice=Choice(exclude=("old/",)))
    assert _known(collection) == ["docs/a.txt", "docs/b.md"]
    write(collection, {"docs/old/d.txt": "New.", "docs/e.txt": "New."})
    with Store.open(folder) as store:
        assert [file.display for file in survey(store).new] == ["docs/e.txt"]
    assert build(folder, []).added == ["docs/e.txt"]
    assert build(folder, [docs]).kept == 3
    changes = build(folder, [docs], choice=Choice(include=("*.txt",)))
    assert (changes.added, changes.removed) == (["docs/old/c.txt", "docs/old/d.txt"], ["docs/b.md"])
    changes = build(folder, [], choice=Choice(include=("*.md",)))  # of all roots
    assert _known(collection) == ["docs/b.md"]
    assert changes.removed == ["docs/a.txt", "docs/e.txt", "docs/old/c.txt", "docs/old/d.txt"]


def test_what_becomes_ignored_is_removed(collection: Path) -> None:
    update(collection, collection / "docs")
    write(collection, {"docs/.gitignore": "old/\n"})
    assert update(collection).removed == ["docs/old/c.txt"]
    (collection / "docs" / ".gitignore").unlink()
    assert update(collection).added == ["docs/old/c.txt"]


def test_a_bad_pattern_changes_nothing(collection: Path) -> None:
    with pytest.raises(PathError, match=r"the pattern '\[z-a\]' cannot be used"):
        build(collection / ".qa", [collection / "docs"], choice=Choice(("[z-a]",)))
    assert not (collection / ".qa").exists()


def test_indexing_an_outer_root_keeps_what_an_inner_one_took(collection: Path) -> None:
    write(collection, {"docs/old/log.log": "A named file."})
    log, old = collection / "docs" / "old" / "log.log", collection / "docs" / "old"
    build(collection / ".qa", [log, old], choice=Choice(("*.txt",)))
    assert build(collection / ".qa", [collection], choice=Choice(("*.md",))).removed == []
    assert _known(collection) == ["docs/b.md", "docs/old/c.txt", "docs/old/log.log"]


def test_an_index_of_the_first_version_takes_all(collection: Path) -> None:
    update(collection, collection / "docs")
    with Store.open(collection / ".qa") as store, store.transaction():
        for table, column in (
            ("documents", "media"),
            ("documents", "marks"),
            ("roots", "include"),
            ("roots", "exclude"),
        ):
            store.connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        store.set_meta("schema", "1")
    with Store.open(collection / ".qa") as store:
        assert store.choices() == {"docs": Choice()}
    assert update(collection).kept == 3
