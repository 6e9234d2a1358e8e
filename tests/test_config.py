"""Settings in files and variables: what holds, what is refused, and `qa config`."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from index.store import Store
from qa.cli import app
from qa.settable import HARMLESS, options
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, TREATY, update, write

# Options of which a file that came with documents could make use against the user.
REFUSED = {"copy", "model", "reranker", "set", "sources", "save", "compare", "plots"}
# What to do now: on the command line alone.
ACTIONS = {"remove", "no-patterns", "watch", "batch", "text", "version", "help"}


@pytest.fixture
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's file, which is not there yet; QA_CONFIG_DIR is where it would be."""
    monkeypatch.setenv("QA_CONFIG_DIR", str(tmp_path / "user"))
    (tmp_path / "user").mkdir()
    return tmp_path / "user" / "qa.toml"


@pytest.fixture
def folder(tmp_path: Path, users: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A collection to stand in."""
    write(tmp_path, {"law/a.md": FERRY, "law/b.md": LIGHTHOUSE, "law/c.md": TREATY})
    monkeypatch.chdir(tmp_path / "law")
    update(tmp_path / "law", tmp_path / "law")
    return tmp_path / "law"


def _qa(*arguments: object, **env: str) -> Result:
    runner = CliRunner(env={"COLUMNS": "80", "TERM": "dumb", **env})
    return runner.invoke(app, [str(argument) for argument in arguments])


def _fails(message: str, *arguments: object, **env: str) -> None:
    result = _qa(*arguments, **env)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"qa: {message}\n")


def _set(*arguments: object, **env: str) -> dict[str, tuple[Any, str]]:
    """What is not a default: value and where it comes from, by name."""
    result = _qa("config", "--json", *arguments, **env)
    assert (result.exit_code, result.stderr) == (0, "")
    values = json.loads(result.stdout)["values"]
    return {
        name: (setting["value"], setting["from"])
        for name, setting in values.items()
        if setting["from"] != "default"
    }


def _commands() -> dict[str, Any]:
    group: Any = typer.main.get_command(app)
    return dict(group.commands)


# Which options there are


def test_of_every_option_it_is_decided_who_may_set_it() -> None:
    for name, command in _commands().items():
        settable = options(command).keys()
        assert settable <= HARMLESS | REFUSED, name
        named = {max(p.opts, key=len)[2:] for p in command.params if p.param_type_name == "option"}
        assert named - settable <= ACTIONS, name
    assert not HARMLESS & (REFUSED | ACTIONS)


def test_each_option_has_a_variable_and_those_that_are_shared_a_shorter_one() -> None:
    ask = options(_commands()["ask"])
    assert ask["quotes"].envvar == ["QA_ASK_QUOTES"]
    assert ask["not-in"].envvar == ["QA_ASK_NOT_IN", "QA_NOT_IN"]
    assert ask["index"].envvar == ["QA_ASK_INDEX", "QA_INDEX"]
    assert options(_commands()["eval"])["index"].envvar == ["QA_EVAL_INDEX"]


# What holds


def test_the_line_goes_before_the_variable_the_collection_and_the_user(
    folder: Path, users: Path
) -> None:
    name = "ask.quotes"
    assert name not in _set()
    users.write_text("[ask]\nquotes = 4\n")
    assert _set()[name] == (4, str(users))
    write(folder, {"qa.toml": "[ask]\nquotes = 2\n"})
    assert _set()[name] == (2, f"{folder}/qa.toml")
    assert _set(QA_ASK_QUOTES="6")[name] == (6, "QA_ASK_QUOTES")
    for more, count in ((["-k", "1"], 1), ([], 2)):
        told = json.loads(_qa("ask", "nine goats", "--json", *more).stdout)
        assert len(told["quotes"] + told["nearest"]) == count
    assert "search.quotes" not in _set()


def test_a_shared_option_holds_for_all_commands_and_one_s_own_table_before_it(
    folder: Path, users: Path
) -> None:
    write(folder, {"qa.toml": 'in = "*.md"\nquiet = true\n[search]\nin = ["a.md", "b.md"]\n'})
    at = f"{folder}/qa.toml"
    assert _set() == {
        "ask.in": (["*.md"], at),
        "search.in": (["a.md", "b.md"], at),
        "chat.in": (["*.md"], at),
        "ask.quiet": (True, at),
        "chat.quiet": (True, at),
        "index.quiet": (True, at),
        "search.quiet": (True, at),
    }
    quotes = json.loads(_qa("search", "treaty", "--json").stdout)["quotes"]
    assert {quote["source"]["path"] for quote in quotes} == {"a.md", "b.md"}


def test_the_collections_shared_options_go_before_the_user_s_own_table(
    folder: Path, users: Path
) -> None:
    users.write_text('[ask]\nin = "b.md"\nsince = 2024-05-31\n')
    write(folder, {"qa.toml": 'in = "a.md"\n'})
    assert _set()["ask.in"] == (["a.md"], f"{folder}/qa.toml")
    assert _set()["ask.since"] == ("2024-05-31", str(users))


def test_a_flag_that_is_set_can_be_undone(folder: Path, users: Path) -> None:
    users.write_text("json = true\n")
    assert _qa("ask", "nine goats").stdout.startswith("{")
    assert _qa("ask", "nine goats", "--no-json").stdout.startswith(("1  ", "No answer"))
    assert _qa("ask", "nine goats", QA_ASK_JSON="0").stdout.startswith(("1  ", "No answer"))
    assert "--no-json" not in _qa("ask", "--help").stdout


def test_the_index_can_be_set(folder: Path, users: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(users.parent)
    users.write_text('index = "../law"\n')
    assert json.loads(_qa("status", "--json").stdout)["index"] == f"{folder}/.qa"
    users.write_text('index = "law"\n[collections]\nlaw = "../law"\n')
    assert json.loads(_qa("status", "--json").stdout)["index"] == f"{folder}/.qa"
    write(folder, {"qa.toml": "[ask]\nquotes = 7\n"})  # its file is the one beside it
    assert _set()["ask.quotes"] == (7, f"{folder}/qa.toml")
    assert "ask.quotes" not in _set("--index", folder.parent / "elsewhere")


def test_a_name_is_taken_for_the_index(folder: Path, users: Path) -> None:
    users.write_text('[collections]\nlaw = "../law"\nother = "../other"\n')
    write(folder.parent, {"other/d.md": TREATY})
    assert _qa("index", "--index", "other").exit_code == 0  # of what the name stands for
    assert json.loads(_qa("status", "--index", "other", "--json").stdout)["documents"] == 1
    assert json.loads(_qa("status", "--json", QA_INDEX="law").stdout)["documents"] == 3
    _fails("there is no collection or folder lwa; did you mean law?", "status", "--index", "lwa")
    with Store.open(folder.parent / "other" / ".qa") as store:
        assert store.roots() == ["."]


def test_the_nearest_file_counts_but_none_above_the_nearest_index(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"deep/er/x.md": FERRY})
    monkeypatch.chdir(folder / "deep" / "er")
    write(folder.parent, {"qa.toml": "[ask]\nquotes = 9\n"})
    assert _set() == {}
    write(folder, {"deep/qa.toml": "[ask]\nquotes = 8\n"})
    assert _set()["ask.quotes"] == (8, f"{folder}/deep/qa.toml")


def test_paths_are_relative_to_their_file(folder: Path, users: Path) -> None:
    users.write_text('[eval]\nsave = "run.json"\nsources = "~/docs"\n')
    home = Path.home()
    assert _set() == {
        "eval.save": (f"{users.parent}/run.json", str(users)),
        "eval.sources": (f"{home}/docs", str(users)),
    }


def test_what_is_set_for_indexing_is_in_nobody_s_way(folder: Path, users: Path) -> None:
    users.write_text('[index]\nmodel = "another/model"\nexclude = "c.md"\n')
    assert _qa("index").exit_code == 0  # the model of this index is another
    assert json.loads(_qa("status", "--json").stdout)["roots"][0]["exclude"] == ["c.md"]
    assert _qa("index", "--remove", "b.md").exit_code == 0
    assert json.loads(_qa("status", "--json").stdout)["documents"] == 1
    _fails(
        "--remove takes the paths to forget, and no other option but --index",
        "index",
        "--remove",
        "a.md",
        "--exclude",
        "x",
    )


# What is wrong

_WRONG = [
    ("a = [", "is not TOML: Invalid value (at end of document)"),
    ("\n\nquiet = maybe", "is not TOML: Invalid value (at line 3, column 9)"),
    ("qiuet = true", "there is no setting qiuet; did you mean quiet?"),
    ("[aks]\nquotes = 3", "there is no setting aks; did you mean ask?"),
    ("[ask]\nquots = 3", "there is no setting quots in [ask]; did you mean quotes?"),
    ("[show]\nzzz = 3", "there is no setting zzz in [show]; known are context, index, json"),
    ("quotes = 3", "quotes is an option of some commands only; write it under [ask]"),
    ("[ask]\nquotes = '3'", "[ask] quotes must be a whole number, not '3'"),
    ("[ask]\nquotes = true", "[ask] quotes must be a whole number, not True"),
    ("[ask]\nquotes = 11", "[ask] quotes: 11 is not in the range 1<=x<=10"),
    ("quiet = 1", "quiet must be true or false, not 1"),
    ("in = [1]", "in must be text in quotes, not 1"),
    ("reader = 'me'", "reader: 'me' is not one of 'own', 'none'"),
    (
        "[ask]\nbatch = 'x'",
        "[ask] batch says what to do now; it can be given on the command line alone",
    ),
    ("ask = 3", "ask is a table; write [ask], and below it what to set"),
    ("index2 = 3", "there is no setting index2; did you mean index?"),
    ("collections = 1", '[collections] is a table, as in law = "~/law"'),
    ("[collections]\nlaw = 1", "[collections] law must be a folder, in quotes"),
    (
        '[collections]\n"a\\u001b[31m" = "x"',
        f"[collections] 'a\\x1b[31m' is no name; leave out / and {os.pathsep}, and begin with a "
        + "letter or digit",
    ),
    (
        "[collections]\n'a/b' = 'x'",
        f"[collections] 'a/b' is no name; leave out / and {os.pathsep}, and begin with a "
        + "letter or digit",
    ),
]


@pytest.mark.parametrize(("text", "message"), _WRONG)
def test_what_is_wrong_is_named_with_its_file(
    folder: Path, users: Path, text: str, message: str
) -> None:
    colon = "" if message.startswith("is ") else ":"
    users.write_text(text)
    _fails(f"{users}{colon} {message}", "status")
    users.unlink()
    write(folder, {"qa.toml": text})
    _fails(f"{folder}/qa.toml{colon} {message}", "status")
    assert _qa("status", "--help").exit_code == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"quiet = true\n# \xff\n", ", line 2: it is not UTF-8; save it as such"),
        (b"#" * 1_000_001, " is not a file of settings; rename or delete it"),
        (b"a = " + b"[" * 9_000, " is not TOML: it is nested too deep"),
    ],
)
def test_a_file_that_cannot_be_understood(folder: Path, content: bytes, message: str) -> None:
    (folder / "qa.toml").write_bytes(content)
    _fails(f"{folder}/qa.toml{message}", "status")


def test_a_folder_in_the_file_s_place(folder: Path, users: Path) -> None:
    users.mkdir()
    _fails(f"{users} is not a file of settings; rename or delete it", "status")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are none")
def test_what_would_never_end_is_not_read(folder: Path) -> None:
    os.mkfifo(folder / "qa.toml")
    _fails(f"{folder}/qa.toml is not a file of settings; rename or delete it", "status")
    (folder / "qa.toml").unlink()
    (folder / "qa.toml").symlink_to("/dev/zero")
    _fails(f"{folder}/qa.toml is not a file of settings; rename or delete it", "status")


def test_a_variable_that_is_wrong(folder: Path) -> None:
    for command in (["ask", "goats"], ["config"]):
        message = "the variable QA_ASK_QUOTES: 77 is not in the range 1<=x<=10"
        _fails(message, *command, QA_ASK_QUOTES="77")


# A file that came with the documents


@pytest.mark.parametrize(
    "text",
    [
        "reranker = 'evil/model'",
        "[ask]\nreranker = './model'",
        "[index]\nmodel = 'evil/model'",
        "[eval]\nsave = 'x.json'",
        "[eval]\nsources = '/'",
        "[eval]\nplots = 'x'",
    ],
)
def test_a_file_beside_documents_cannot_set_what_could_do_harm(
    folder: Path, users: Path, text: str
) -> None:
    where = text.partition(" = ")[0].replace("\n", " ")
    write(folder, {"qa.toml": text})
    for command in ("ask", "search"):
        _fails(
            f"{folder}/qa.toml: {where} cannot be set by a file that lies beside documents, since "
            "it may have come with them, and must not load a model, name a program, or reach "
            f"elsewhere; set it in {users}",
            command,
            "goats",
        )
    (folder / "qa.toml").unlink()
    users.write_text(text)
    assert next(iter(_set().values()))[1] == str(users)


@pytest.mark.parametrize("reached", ["..", "/", "~", "../user", "out", "deep/../../user"])
def test_a_file_beside_documents_names_only_what_lies_below(
    folder: Path, users: Path, reached: str
) -> None:
    (folder / "deep").mkdir()
    (folder / "out").symlink_to(users.parent)
    more = (
        "and a file that lies beside documents may name only folders below its own; put it into "
        f"{users}"
    )
    write(folder, {"qa.toml": f"index = '{reached}'\n"})
    _fails(f"{folder}/qa.toml: index is {reached!r}, {more}", "status")
    write(folder, {"qa.toml": f"[collections]\nx = '{reached}'\n"})
    _fails(f"{folder}/qa.toml: [collections] x is {reached!r}, {more}", "status")


def test_a_file_beside_documents_may_name_what_lies_below(folder: Path) -> None:
    write(folder, {"part/d.md": TREATY, "qa.toml": "index = 'p'\n[collections]\np = 'part'\n"})
    assert _qa("index").exit_code == 0
    told = json.loads(_qa("status", "--json").stdout)
    assert (told["index"], told["documents"]) == (f"{folder}/part/.qa", 1)


def test_it_cannot_take_a_name_from_the_users(folder: Path, users: Path) -> None:
    users.write_text("[collections]\nlaw = '../law'\n")
    write(folder, {"qa.toml": "[collections]\nlaw = 'part'\n"})
    told = json.loads(_qa("status", "--json", "--index", "law").stdout)
    assert told["index"] == f"{folder}/.qa"


# qa config


def test_config_tells_values_and_files(folder: Path, users: Path) -> None:
    users.write_text("[collections]\nlaw = '../law'\n")
    write(folder, {"qa.toml": "[ask]\nquotes = 5\nin = ['*.md', 'é']\n"})
    lines = _qa("config", QA_QUIET="1").stdout.splitlines()
    assert lines[:11] == [
        f"ask.quotes = 5            # {folder}/qa.toml",
        f'ask.in = ["*.md", "é"]    # {folder}/qa.toml',
        "ask.quiet = true          # QA_QUIET",
        "search.quiet = true       # QA_QUIET",
        "chat.quiet = true         # QA_QUIET",
        "index.quiet = true        # QA_QUIET",
        "",
        f"user's file: {users}",
        f"collection's file: {folder}/qa.toml",
        f"collection law: {folder}/.qa # {users}",
        "",
    ]
    assert "ask.reranker = not set    # default" in lines[11:]
    assert all(line.endswith("  # default") for line in lines[11:])


def test_config_tells_where_files_would_be(folder: Path, users: Path) -> None:
    assert _qa("config").stdout.splitlines()[:3] == [
        f"user's file: {users} (not there)",
        "collection's file: none; it would be qa.toml beside the documents",
        "",
    ]
    told = json.loads(_qa("config", "--json").stdout)
    assert told["files"] == [{"whose": "user", "path": str(users), "here": False}]
    assert told["collections"] == {}


def test_config_tells_one_value(folder: Path) -> None:
    write(folder, {"qa.toml": "[ask]\nquotes = 5\n"})
    assert _qa("config", "ask.quotes").stdout == f"ask.quotes = 5  # {folder}/qa.toml\n"
    (line,) = _qa("config", "ask.quotes", "--json").stdout.splitlines()
    assert json.loads(line) == {"ask.quotes": {"value": 5, "from": f"{folder}/qa.toml"}}
    _fails(
        "there is no setting quotes; did you mean ask.quotes or chat.quotes?", "config", "quotes"
    )
    _fails("there is no setting ask.qoutes; did you mean ask.quotes?", "config", "ask.qoutes")
    _fails("there is no setting x; `qa config` lists them all", "config", "x")
