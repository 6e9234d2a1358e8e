"""Cases: what a good file gives, and the very message each bad one is refused with."""

import json
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import KHALKHIN_GOL, Case, Gold, load_cases, same_document
from eval.folders import CaseSet, load_folder
from index.errors import CaseError

SEEDS = Path(__file__).parent.parent / "seeds"
FOX = {"id": "a", "kind": "fact", "question": "Who ran?", "gold": []}
Loader = Callable[..., list[Case]]


@pytest.fixture
def load(tmp_path: Path) -> Loader:
    """Loads cases, given as objects or as raw lines, on one small document."""
    sources = tmp_path / "docs"
    (sources / "sub").mkdir(parents=True)
    (sources / "sub" / "fox.txt").write_bytes(b"The fox\r\nran.\xe2\x80\xa8Far.")
    (sources / "latin.txt").write_bytes(b"caf\xe9")

    def load(*lines: object) -> list[Case]:
        file = tmp_path / "cases.jsonl"
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        file.write_text(text, encoding="utf-8")
        return load_cases(file, sources)

    return load


def refusal(load: Loader, tmp_path: Path, *lines: object) -> str:
    """The message, with the place of the temporary folder taken out."""
    with pytest.raises(CaseError) as caught:
        load(*lines)
    return str(caught.value).replace(f"{tmp_path}/", "")


def with_gold(document: object, text: object) -> dict[str, object]:
    return {**FOX, "gold": [{"document": document, "text": text}]}


def test_cases_keep_their_order_and_their_golds(load: Loader) -> None:
    first = with_gold("sub/fox.txt", "fox\r\nran.\u2028Far") | {"id": "b"}
    assert load(first, "", FOX) == [
        Case("b", "Who ran?", "fact", (Gold("sub/fox.txt", "fox\r\nran.\u2028Far"),)),
        Case("a", "Who ran?", "fact", ()),
    ]


def test_a_case_without_gold_has_no_answer(load: Loader) -> None:
    without, having = load(FOX, with_gold("sub/fox.txt", "fox") | {"id": "b"})
    assert (without.answerable, having.answerable) == (False, True)


def test_the_half_of_a_case_depends_on_its_id_alone() -> None:
    one = Case("a", "x?", "fact", ())
    other = Case("a", "y?", "table", (Gold("d", "t"),))
    assert one.split == other.split == ("dev" if crc32(b"a") % 2 == 0 else "test")
    assert {Case(str(n), "x?", "fact", ()).split for n in range(10)} == {"dev", "test"}


def test_the_part_of_a_case_on_an_article_depends_on_that_alone() -> None:
    assert {Case(str(n), "x?", "fact", (), article="Kestrel").split for n in range(10)} == {"train"}
    parts = [Case("a", "x?", "fact", (), article=str(n)).split for n in range(1000)]
    assert {part: parts.count(part) for part in parts} == {"train": 596, "dev": 215, "test": 189}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ["{"],
            "cases.jsonl, line 1: not JSON (Expecting property name enclosed in double quotes)",
        ),
        (["", "[]"], "cases.jsonl, line 2: not a JSON object"),
        ([{}], "cases.jsonl, line 1: 'id' must be a text that is not empty"),
        (
            [FOX | {"question": "  "}],
            "cases.jsonl, line 1, case 'a': 'question' must be a text that is not empty",
        ),
        (
            [FOX | {"kind": 3}],
            "cases.jsonl, line 1, case 'a': 'kind' must be a text that is not empty",
        ),
        ([FOX | {"golds": []}], "cases.jsonl, line 1, case 'a': unknown key 'golds'"),
        ([FOX | {"gold": None}], "cases.jsonl, line 1, case 'a': 'gold' must be a list"),
        (
            [FOX | {"gold": ["fox"]}],
            "cases.jsonl, line 1, case 'a': a gold must be an object of 'document' and 'text'",
        ),
        ([FOX, FOX], "cases.jsonl, line 2, case 'a': the id is used twice"),
        (
            [with_gold("sub/fox.txt", "dog")],
            "cases.jsonl, line 1, case 'a': 'dog' does not stand in sub/fox.txt",
        ),
        (
            [with_gold("sub/fox.txt", "fox ran")],
            "cases.jsonl, line 1, case 'a': 'fox ran' does not stand in sub/fox.txt",
        ),
        (
            [with_gold("sub/fox.txt", "")],
            "cases.jsonl, line 1, case 'a': 'text' must be a text that is not empty",
        ),
        (
            [with_gold("fox.txt", "fox")],
            "cases.jsonl, line 1, case 'a': document 'fox.txt' is not in docs",
        ),
        (
            [with_gold("sub", "fox")],
            "cases.jsonl, line 1, case 'a': document 'sub' is not in docs",
        ),
        (
            [with_gold("../cases.jsonl", "fox")],
            "cases.jsonl, line 1, case 'a': document '../cases.jsonl' is not a path inside docs",
        ),
        (
            [with_gold("latin.txt", "caf")],
            "cases.jsonl, line 1, case 'a': document 'latin.txt' is not UTF-8 text",
        ),
        ([""], "cases.jsonl: holds no cases"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_by_place_and_reason(
    load: Loader, tmp_path: Path, lines: list[object], message: str
) -> None:
    assert refusal(load, tmp_path, *lines) == message


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        CaseError, match=r"none\.jsonl: cannot be read \(No such file or directory\)"
    ):
        load_cases(tmp_path / "none.jsonl", tmp_path)
    (tmp_path / "latin.jsonl").write_bytes(b"\xe9")
    with pytest.raises(CaseError, match=r"latin\.jsonl: is not UTF-8 text"):
        load_cases(tmp_path / "latin.jsonl", tmp_path)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("seeds/002_x.txt", "002_x.txt", True),
        ("/home/me/seeds/002_x.txt", "seeds/002_x.txt", True),
        ("./a.txt", "a.txt", True),
        ("02_x.txt", "002_x.txt", False),
        ("one/a.txt", "two/a.txt", False),
        ("a.txt", "a.txt/b", False),
        ("", "a.txt", False),
    ],
)
def test_documents_are_the_same_where_one_path_ends_in_the_other(
    a: str, b: str, same: bool
) -> None:
    assert same_document(a, b) is same
    assert same_document(b, a) is same


@given(st.lists(st.text("ab.", min_size=1), min_size=1, max_size=4))
def test_a_document_is_itself_wherever_the_collection_is_rooted(parts: list[str]) -> None:
    path = "x" + "/x".join(parts)
    assert same_document(path, path)
    assert same_document(path, f"root/{path}")


def write_folder(folder: Path, corpus: list[object], questions: list[object]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in (("corpus", corpus), ("questions", questions)):
        lines = "\n".join(json.dumps(row) for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder


def question(name: str, relevant: list[str], answers: list[str], **more: object) -> object:
    return {
        "id": name,
        "question": "Who?",
        "relevant": relevant,
        "answers": answers,
        "answerable": True,
    } | more


CORPUS: list[object] = [
    {"id": "Sky_(UK)#4", "title": "Sky  (UK)", "text": "Blue.\r\nVery."},
    {"id": "sky_(uk)#4", "title": "", "text": "Grey."},
    {"id": "東", "title": "東大寺", "text": "奈良"},
]


def test_a_folder_becomes_text_files(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set", CORPUS, [])
    assert load_folder(folder, tmp_path / "into") == CaseSet((), ())
    assert {path.name: path.read_bytes().decode() for path in (tmp_path / "into").iterdir()} == {
        "Sky__UK_4.txt": "# Sky (UK)\n\nBlue.\r\nVery.",
        "sky__uk_4~2.txt": "Grey.",
        "document.txt": "# 東大寺\n\n奈良",
    }


def test_loading_a_folder_again_leaves_files_that_already_say_it(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set", CORPUS, [])
    load_folder(folder, tmp_path / "into")
    kept, changed = tmp_path / "into" / "document.txt", tmp_path / "into" / "Sky__UK_4.txt"
    changed.write_text("other")
    before = kept.stat().st_mtime_ns
    load_folder(folder, tmp_path / "into")
    assert kept.stat().st_mtime_ns == before
    assert changed.read_bytes().endswith(b"Very.")


def test_a_gold_is_every_answer_that_stands_in_a_relevant_document(tmp_path: Path) -> None:
    relevant = ["Sky_(UK)#4", "sky_(uk)#4"]
    rows = [question("q", relevant, ["Blue", "Grey", "Blue", "Green", ""])]
    (case,) = load_folder(write_folder(tmp_path / "set", CORPUS, rows), tmp_path / "into").cases
    golds = (Gold("Sky__UK_4.txt", "Blue"), Gold("sky__uk_4~2.txt", "Grey"))
    assert case == Case("q", "Who?", "set", golds, article="Sky  (UK)")


@pytest.mark.parametrize(
    ("more", "article"),
    [
        ({"near_miss": ["東"]}, "東大寺"),
        ({"near_miss": "sky_(uk)#4"}, "sky_(uk)#4"),
        ({"near_miss": ["elsewhere"], "scope": "東"}, "東大寺"),
        ({}, None),
    ],
)
def test_the_article_of_a_question_without_an_answer(
    tmp_path: Path, more: dict[str, object], article: str | None
) -> None:
    rows = [question("q", [], [], answerable=False) | more]
    (case,) = load_folder(write_folder(tmp_path / "set", CORPUS, rows), tmp_path / "into").cases
    assert case.article == article


def test_an_answer_that_stands_nowhere_drops_its_question_and_says_so(tmp_path: Path) -> None:
    rows = [
        question("title only", ["東"], ["東大寺"]),
        question("kept", ["東"], ["奈良"]),
        question("none", [], [], answerable=False),
    ]
    found = load_folder(write_folder(tmp_path / "set", CORPUS, rows), tmp_path / "into")
    assert found.dropped == ("title only",)
    assert [(case.id, case.kind) for case in found.cases] == [
        ("kept", "set"),
        ("none", "unanswerable"),
    ]


def test_a_scope_is_kept_unless_the_question_stands_alone(tmp_path: Path) -> None:
    rows = [
        question("scoped", ["東"], ["奈良"], scope="東"),
        question("alone", ["東"], ["奈良"], scope="東", standalone=True),
        question("free", ["東"], ["奈良"]),
    ]
    found = load_folder(write_folder(tmp_path / "set", CORPUS, rows), tmp_path / "into")
    assert [case.within for case in found.cases] == ["document.txt", None, None]


@pytest.mark.parametrize(
    ("corpus", "questions", "message"),
    [
        (
            [*CORPUS, CORPUS[2]],
            [],
            "set/corpus.jsonl, line 4, document '東': the id is used twice",
        ),
        (
            CORPUS,
            [question("q", ["x"], ["y"])],
            "set/questions.jsonl, line 1, case 'q': document 'x' is not in corpus.jsonl",
        ),
        (
            CORPUS,
            [question("q", ["東"], ["奈良"], scope="x")],
            "set/questions.jsonl, line 1, case 'q': document 'x' is not in corpus.jsonl",
        ),
        (
            CORPUS,
            [question("q", ["東"], ["奈良"])] * 2,
            "set/questions.jsonl, line 2, case 'q': the id is used twice",
        ),
    ],
)
def test_a_folder_that_contradicts_itself_is_refused(
    tmp_path: Path, corpus: list[object], questions: list[object], message: str
) -> None:
    with pytest.raises(CaseError) as caught:
        load_folder(write_folder(tmp_path / "set", corpus, questions), tmp_path / "into")
    assert str(caught.value).replace(f"{tmp_path}/", "") == message


def test_the_shipped_cases_are_many_sound_and_evenly_halved() -> None:
    cases = load_cases(KHALKHIN_GOL, SEEDS)
    halves = [sum(case.split == half for case in cases) for half in ("dev", "test")]
    assert len(cases) >= 150
    assert sum(not case.answerable for case in cases) >= 40
    assert abs(halves[0] - halves[1]) <= 6
