"""Several collections asked at once, by name or by folder: each quote says which it is from."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from index.document import Document
from index.store import Store
from qa import ask as asking
from qa.agreement import agreement
from qa.answer import Agreement, Answer, Group, NoAnswer
from qa.cli import app
from qa.collections import Collections
from qa.config import Collection, named
from qa.merge import merge
from qa.render import to_terminal
from qa.scope import Scope
from tests.asking import quote_of, span_of, window_of
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, TREATY, document, update, write

pytestmark = pytest.mark.usefixtures("stub", "plain_weights")

GOATS = "It carried nine goats and a piano."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two collections with names, beside each other; one stands in neither."""
    monkeypatch.setenv("QA_CONFIG_DIR", str(tmp_path / "user"))
    monkeypatch.setattr(asking, "_CHECK_SECONDS", 0.0)
    write(tmp_path, {"user/qa.toml": '[collections]\nlaw = "../law"\nsea = "../sea"\n'})
    write(tmp_path, {"law/a.md": TREATY, "law/b.md": LIGHTHOUSE, "sea/a.md": FERRY})
    for name in ("law", "sea"):
        update(tmp_path / name, tmp_path / name)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


def _qa(*arguments: object, **env: str) -> Result:
    runner = CliRunner(env={"COLUMNS": "80", "TERM": "dumb", **env})
    return runner.invoke(app, [str(argument) for argument in arguments])


def _fails(message: str, *arguments: object) -> None:
    result = _qa(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"qa: {message}\n")


BOTH = ("--index", "law", "--index", "sea")


def test_each_quote_says_which_collection_it_is_from(folder: Path) -> None:
    result = _qa("ask", "Were nine goats carried?", "-k", "2", *BOTH)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "1  It carried nine goats and a piano.\n"
        "   sea: a.md:3  Ferry\n"
        "\n"
        "2  The treaty was signed in 1889 and took effect the next morning.\n"
        "   law: a.md:3  Treaty\n"
        "\n"
        "confidence 95%\n"
    )


def test_a_name_alone_is_said_too_and_a_folder_is_not(folder: Path) -> None:
    asked = ("ask", "Were nine goats carried?", "-k", "1")
    assert "\n   sea: a.md:3  Ferry\n" in _qa(*asked, "--index", "sea").stdout
    assert "\n   a.md:3  Ferry\n" in _qa(*asked, "--index", folder / "sea").stdout
    told = json.loads(_qa(*asked, "--index", folder / "sea" / ".qa", "--json").stdout)
    assert list(told["quotes"][0]["source"]) == ["path", "title", "sha256"]
    told = json.loads(_qa(*asked, "--json", QA_INDEX="sea").stdout)
    assert list(told["quotes"][0]["source"]) == ["collection", "path", "title", "sha256"]


def test_one_without_documents(folder: Path) -> None:
    for name in ("a.md", "b.md"):
        (folder / "law" / name).unlink()
    asked = ("ask", "Were nine goats carried?", "-k", "1")
    assert "\n   sea: a.md:3  Ferry\n" in _qa(*asked, *BOTH).stdout
    _fails(
        f"the index at {folder / 'law' / '.qa'} holds no documents; `qa status` tells what "
        "was left out, `qa index FOLDER` adds more",
        *asked,
        "--index",
        "law",
    )


def test_as_json(folder: Path) -> None:
    write(folder, {"law/copy.md": FERRY})
    asked = ("ask", "Were nine goats carried?", "-k", "3", "--json")
    told = json.loads(_qa(*asked, *BOTH).stdout)
    (quote, *_) = told["quotes"]
    sources = [quote["source"], *quote["also_in"]]
    assert sorted((s["collection"], s["path"]) for s in sources) == [
        ("law", "copy.md"),
        ("sea", "a.md"),
    ]
    assert list(quote["also_in"][0])[:2] == ["collection", "path"]
    assert all(GOATS not in other["text"] for other in told["quotes"][1:])


def test_by_variable_and_by_file(folder: Path) -> None:
    asked = ("search", "goats treaty weather", "--json")
    both = _qa(*asked, *BOTH).stdout
    found = {(q["source"]["collection"], q["source"]["path"]) for q in json.loads(both)["quotes"]}
    assert found == {("law", "a.md"), ("law", "b.md"), ("sea", "a.md")}
    assert _qa(*asked, QA_INDEX="law:sea").stdout == both
    config = folder / "user" / "qa.toml"
    config.write_text('index = ["law", "sea"]\n' + config.read_text())
    assert _qa(*asked).stdout == both
    assert len(json.loads(_qa(*asked, "--index", "sea").stdout)["quotes"]) == 1
    assert json.loads(_qa("status", "--index", "sea", "--json").stdout)["documents"] == 1


# Commands about indexes


def _held(folder: Path, name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_qa("status", "--json", "--index", folder / name).stdout)
    return told


def test_status_goes_through_them_all(folder: Path) -> None:
    told = [_qa("status", "--index", name).stdout for name in ("law", "sea")]
    both = f"collection law\n{told[0]}\ncollection sea\n{told[1]}"
    config = folder / "user" / "qa.toml"
    results = [_qa("status", *BOTH), _qa("status", QA_INDEX="law:sea")]
    config.write_text('index = ["law", "sea"]\n' + config.read_text())
    for result in [*results, _qa("status")]:
        assert (result.exit_code, result.stderr, result.stdout) == (0, "", both)
    held = {name: _held(folder, name) for name in ("law", "sea")}
    assert json.loads(_qa("status", "--json").stdout) == {"collections": held}
    assert held["law"]["documents"] == 2


def test_status_ends_as_the_worst_of_them(folder: Path) -> None:
    nowhere = folder / "nowhere"
    message = f"there is no index at {nowhere}; run `qa index FOLDER` to make one"
    result = _qa("status", "--index", nowhere, "--index", "sea")
    told = _qa("status", "--index", "sea").stdout
    assert (result.exit_code, result.stderr) == (2, f"qa: nowhere: {message}\n")
    assert result.stdout == f"collection sea\n{told}\ncollection nowhere\n"
    result = _qa("status", "--json", QA_INDEX=f"sea:{nowhere}")
    assert (result.exit_code, result.stderr) == (2, "")
    assert json.loads(result.stdout) == {
        "collections": {"sea": _held(folder, "sea"), "nowhere": {"error": message}}
    }


def test_the_doctor_looks_at_them_all(folder: Path) -> None:
    (folder / "sea" / ".qa" / "store.db").write_bytes(b"damaged" * 1000)
    result = _qa("doctor", QA_INDEX="law:sea")
    common, law, sea = result.stdout.split("\ncollection ")
    assert (result.exit_code, result.stderr) == (2, "")
    assert "index" not in common.splitlines()[-1]
    assert law.startswith(f"law\nok      index     law: {folder}/law/.qa\nok      store ")
    assert sea.startswith(f"sea\nok      index     sea: {folder}/sea/.qa\nerror   store ")
    checks = json.loads(_qa("doctor", "--json", *BOTH).stdout)["checks"]
    stores = [(c.get("collection"), c["state"]) for c in checks if c["name"] == "store"]
    assert stores == [("law", "ok"), ("sea", "error")]
    assert "collection" not in checks[0]


def test_settings_are_shown_whichever_is_set(folder: Path) -> None:
    result = _qa("config", "ask.index", QA_INDEX="law:sea")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == 'ask.index = ["law", "sea"]  # QA_INDEX\n'
    result = _qa("config", "--json", *BOTH, QA_INDEX="sea")
    assert json.loads(result.stdout)["values"]["status.index"]["value"] == ["sea"]


def test_one_is_indexed_at_a_time(folder: Path) -> None:
    write(folder, {"here/seeds/a.md": FERRY})
    message = "this command takes one index, not law and sea; choose it with --index NAME"
    _fails(message, "index", *BOTH)
    config = folder / "user" / "qa.toml"
    config.write_text('index = ["law", "sea"]\n' + config.read_text())
    for more in ((), ("--remove", "a.md"), ("seeds",)):
        _fails(message, "index", *more)
    assert not (folder / "here" / ".qa").exists()
    assert _qa("index", "--index", "law").exit_code == 0


def test_a_document_is_looked_for_in_all(folder: Path) -> None:
    result = _qa("show", "b.md:3", "-C", "0", *BOTH)
    words = "The keeper wrote down the weather each day for forty years."
    shown = f"law: b.md:3  Lighthouse\n\n> 3  {words}\n"
    assert (result.exit_code, result.stdout, result.stderr) == (0, shown, "")
    result = _qa("show", "a.md:1", "-C", "0", *BOTH)
    assert (result.exit_code, result.stdout) == (0, "law: a.md:1\n\n> 1  # Treaty\n")
    assert result.stderr == "qa: a.md is in law and sea; this is the first\n"
    for way in ("--text", "--json"):
        assert _qa("show", "a.md", way, *BOTH).stderr == result.stderr
    _fails("zzzzzzzz is not in any of the indexes", "show", "zzzzzzzz", *BOTH)
    _fails(
        "bb.md is not in any of the indexes; the nearest: law: b.md, law: a.md",
        "show",
        "bb.md",
        *BOTH,
    )


def test_a_document_is_found_by_the_name_of_its_collection(folder: Path) -> None:
    shown = "sea: a.md:1\n\n> 1  # Ferry\n"
    for asked in ("sea: a.md:1", "sea:a.md:1"):
        for chosen in ((), BOTH, ("--index", "law")):
            result = _qa("show", asked, "-C", "0", *chosen)
            assert (result.exit_code, result.stdout, result.stderr) == (0, shown, "")
    told = json.loads(_qa("show", "sea: a.md:1", "--json").stdout)
    assert (told["collection"], told["path"]) == ("sea", "a.md")
    _fails("sea: aa.md:1 is not in the index; the nearest: sea: a.md", "show", "sea: aa.md:1")


def test_a_quote_is_shown_whichever_is_set(folder: Path) -> None:
    assert _qa("ask", "Were nine goats carried?", "-k", "1", QA_INDEX="law:sea").exit_code == 0
    result = _qa("show", "1", QA_INDEX="law:sea")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("sea: a.md:3  Ferry\n")


def test_a_reply_of_several_is_what_one_index_of_all_would_give(folder: Path) -> None:
    """But for what depends on how rare a word is in each."""
    update(folder, folder / "law", folder / "sea")
    asked = ("ask", "nine goats and a piano", "-k", "1", "--json")
    several = json.loads(_qa(*asked, *BOTH).stdout)
    one = json.loads(_qa(*asked, "--index", folder).stdout)
    assert several["quotes"][0]["text"] == one["quotes"][0]["text"] == GOATS
    assert several["confidence"] == pytest.approx(one["confidence"], abs=0.02)


# What tells one collection's document from another's


def _twins(text: str, other: str | None = None) -> list[Any]:
    return [
        window_of(document_of(name, content), content)
        for name, content in (("law", text), ("sea", other or text))
    ]


def document_of(collection: str, text: str) -> Document:
    """A document of a path that each collection has."""
    return replace(document("a.md", text), collection=collection)


def test_equal_paths_are_not_one_document() -> None:
    one, other = _twins("The ferry left the harbour at noon.", "A treaty was signed at dawn here.")
    assert len(merge([(one, 0.0), (other, -1.0)], 3)) == 2
    one, other = _twins("The ferry left the harbour at noon with nine goats.")
    (merged,) = merge([(one, 0.0), (other, -1.0)], 3)
    assert merged.copies == [other]


def test_equal_paths_are_two_sources_that_agree() -> None:
    text = "The treaty was signed on {} in the harbour."
    quotes = []
    for name, date in (("law", "11 May 1939"), ("sea", "May 11th, 1939")):
        doc = document_of(name, text.format(date))
        quotes.append(quote_of(doc, doc.text, 0.9, answer=span_of(doc.text, date)))
    told = agreement("When was the treaty signed in the harbour?", quotes)
    assert told == Agreement("agree", (Group("11 May 1939", (0, 1), ("law: a.md", "sea: a.md")),))


def test_links_lead_into_each_collection() -> None:
    quotes = tuple(
        quote_of(document_of(name, f"Words of {name}."), f"Words of {name}.")
        for name in ("law", "sea")
    )
    console = Console(width=80, force_terminal=True, color_system="standard")
    with console.capture() as capture:
        bases = {"law": Path("/x"), "sea": Path("/y")}
        console.print(to_terminal(Answer("q", 0.9, quotes), bases))
    shown = capture.get()
    assert "file:///x/a.md" in shown
    assert "file:///y/a.md" in shown
    assert "law: a.md:1" in shown


# Freshness, limits, notices


def test_each_is_kept_fresh_and_notices_say_whose_they_are(folder: Path) -> None:
    write(folder, {"law/new.md": "# Whale\n\nThe whale was seen on Friday.\n"})
    write(folder, {"sea/big.md": "word " * 200_000})
    result = _qa("ask", "When was the whale seen?", "-k", "1", *BOTH)
    assert "law: new.md:3" in result.stdout
    assert result.stderr == (
        "qa: sea: not quoted until you run `qa index`: 1 new since the last indexing\n"
    )


def test_quietly_it_is_told_whose_documents_were_not_searched(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_SMALL_BYTES", 10)
    write(folder, {"sea/a.md": "It carried ten goats and a harp.\n"})
    result = _qa("ask", "Were nine goats carried?", "--quiet", *BOTH)
    assert result.stderr == (
        "qa: sea: not quoted until you run `qa index`: 1 changed since the last indexing\n"
    )


def test_a_file_that_changed_in_one_is_not_quoted_stale(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_CHECK_SECONDS", 60.0)
    several = Collections.open(
        [Collection("law", folder / "law" / ".qa"), Collection("sea", folder / "sea" / ".qa")],
        "late",
        None,
    )
    assert several.ask("nine goats carried", k=1).quotes[0].text == GOATS  # type: ignore[union-attr]
    write(folder, {"sea/a.md": FERRY.replace("nine goats", "nine sheep")})
    reply = several.ask("nine goats carried", k=1)
    quotes = reply.nearest if isinstance(reply, NoAnswer) else reply.quotes
    assert quotes[0].text == "It carried nine sheep and a piano."
    assert several.bases == {"law": folder / "law", "sea": folder / "sea"}


def test_a_limit_need_fit_one_of_them_only(folder: Path) -> None:
    told = json.loads(_qa("search", "goats treaty", "--json", "--in", "b.md", *BOTH).stdout)
    assert [q["source"]["path"] for q in told["quotes"]] == ["b.md"]
    _fails(
        "no document matches --in z.txt; `qa status` tells what the index holds",
        "search",
        "goats",
        "--in",
        "z.txt",
        *BOTH,
    )


# Opening


def test_a_question_is_encoded_once_and_a_shared_model_loaded_once(
    folder: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, asked = [], []

    class Counting(StubEncoder):
        def encode_query(self, text: str) -> Any:
            asked.append((self.manifest.name, text))
            return super().encode_query(text)

    def open_encoder(folder: Path) -> Counting:
        loaded.append(folder)
        with Store.open(folder) as store:
            return Counting(str(store.meta("fingerprint")).removesuffix("-1"))

    monkeypatch.setattr("index.search.open_encoder", open_encoder)
    write(folder, {"third/c.md": TREATY})
    update(folder / "third", folder / "third")
    folders = [folder / name / ".qa" for name in ("law", "sea", "third")]
    for index, model in zip(folders, ("one", "two", "one"), strict=True):
        with Store.open(index) as store, store.transaction():
            store.set_meta("fingerprint", f"{model}-1")
    several = Collections.open([Collection("", index) for index in folders], "late", None)
    assert loaded == folders[:2]
    several.ask("nine goats")
    assert asked == [("one", "nine goats"), ("two", "nine goats")]


def test_names_for_all() -> None:
    a, b, c = Path("/x/notes/.qa"), Path("/y/notes/.qa"), Path("/z/vectors")
    assert named([Collection("", a), Collection("", b), Collection("", c)]) == {
        "notes": a,
        "/y/notes": b,
        "vectors": c,
    }
    assert named([Collection("", a), Collection("notes", b)]) == {"notes": b, "/x/notes": a}
    assert named([Collection("", a), Collection("n", a)]) == {"n": a}


def test_one_that_is_damaged_or_not_there_is_named(folder: Path) -> None:
    _fails(
        "there is no collection or folder lwa; did you mean law?",
        "ask",
        "goats",
        "--index",
        "sea",
        "--index",
        "lwa",
    )
    (folder / "law" / ".qa" / "store.db").write_bytes(b"damaged" * 1000)
    result = _qa("ask", "goats", *BOTH)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"qa: law: the index at {folder}/law/.qa is damaged")
    (folder / "law" / ".qa" / "store.db").unlink()
    for index in (BOTH, BOTH[:2]):
        _fails(
            f"the collection law has no index at {folder}/law/.qa yet; run "
            "`qa index --index law` to make it",
            "ask",
            "goats",
            *index,
        )
    result = _qa("ask", "goats", "--index", folder / "nowhere", "--index", "sea")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"qa: there is no index at {folder}/nowhere, and the collections are law, sea; "
        f"run `qa index --index {folder}/nowhere FOLDER` to make one\n"
    )


def test_a_name_that_is_mistyped_makes_no_index(folder: Path) -> None:
    write(folder, {"here/seeds/a.md": FERRY})
    here = folder / "here"
    message = (
        f"there is no index at {here}/typo, and the collections are law, sea; "
        "run `qa index --index typo FOLDER` to make one"
    )
    for command in ("ask", "search"):
        _fails(message, command, "goats", "--index", "typo")
    _fails(
        f"there is no index at {here}/seeds, and the collections are law, sea; "
        "run `qa index --index seeds/.qa seeds` to make one",
        "ask",
        "goats",
        "--index",
        "seeds",
    )
    assert [item.name for item in here.iterdir()] == ["seeds"]


def test_a_place_gets_an_index_of_the_seeds_on_the_way(folder: Path) -> None:
    write(folder, {"here/seeds/a.md": FERRY})
    here = folder / "here"
    for chosen in ([], ["--index", str(folder / "new")], ["--index", "sub/index"]):
        assert _qa("ask", "Were nine goats carried?", *chosen).exit_code == 0
    assert (here / ".qa" / "store.db").is_file()
    assert (folder / "new" / "store.db").is_file()
    assert (here / "sub" / "index" / "store.db").is_file()
    _fails(
        f"there is no index at {folder}/away, and the collections are law, sea; "
        f"run `qa index --index {folder}/away FOLDER` to make one",
        "ask",
        "goats",
        "--index",
        "law",
        "--index",
        folder / "away",
    )


def test_a_scope_of_documents_is_of_each(folder: Path) -> None:
    chosen = [Collection("law", folder / "law" / ".qa"), Collection("sea", folder / "sea" / ".qa")]
    several = Collections.open(chosen, "late", None)
    told = several.look("goats treaty", scope=Scope(paths=frozenset(["a.md"])))
    assert {quote.place.document.cited for quote in told.reply.quotes} == {"law: a.md", "sea: a.md"}
