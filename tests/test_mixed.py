"""Mixed files for the benchmark, and how much memory processes take."""

import json
import os
import sys
from pathlib import Path

import pytest

from eval.memory import Watched
from eval.mixed import Indexed, Mixed, Parsed, _middle, main, make, parse, told
from index.choosing import discover
from index.chunking import passages
from index.errors import BenchError
from index.reading import load
from tests.conftest import SEEDS
from tests.samples import start

linux = pytest.mark.skipif(sys.platform != "linux", reason="the system does not tell")

HOG = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "x = bytearray(150_000_000); input()"],
                         stdin=subprocess.PIPE)
held = bytearray(100_000_000)
print("ready", flush=True)
input()
child.communicate(b"\\n")
"""


def test_a_third_each_is_text_html_and_pdf_and_all_differ(tmp_path: Path) -> None:
    size = make(SEEDS, tmp_path / "a", 7)
    files = sorted((tmp_path / "a").iterdir())
    assert [file.name for file in files] == [
        "0000.txt",
        "0001.html",
        "0002.pdf",
        "0003.txt",
        "0004.html",
        "0005.pdf",
        "0006.txt",
    ]
    assert size == sum(file.stat().st_size for file in files)
    told = [
        passage.text
        for file in discover([tmp_path / "a"], tmp_path).found
        for passage in passages(*load(file))
    ]
    assert len(set(told)) > 0.9 * len(told)
    make(SEEDS, tmp_path / "b", 7)
    for file in files:
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_a_folder_without_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="there is no text file in"):
        make(tmp_path, tmp_path / "made", 3)


def test_all_files_are_read(tmp_path: Path) -> None:
    make(SEEDS, tmp_path / "made", 3)
    found = parse(tmp_path / "made", 1)
    counted = sum(
        len(list(passages(*load(file))))
        for file in discover([tmp_path / "made"], tmp_path / "made").found
    )
    assert found.passages == counted
    assert found.seconds > 0


def test_a_file_that_cannot_be_read_spoils_the_measurement(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 and no more")
    with pytest.raises(BenchError, match="a file could not be read: it is damaged"):
        parse(tmp_path, 1)


@linux
def test_memory_is_of_a_process_and_those_it_started() -> None:
    with start(HOG) as parent:
        assert parent.stdout.readline() == "ready\n"
        with Watched(parent.pid) as watched:
            while (watched.peak or 0) < 240_000_000:
                assert parent.poll() is None
        parent.stdin.write("\n")
        parent.stdin.flush()
    assert watched.processes == 2
    assert watched.peak is not None
    assert watched.peak < 350_000_000


def test_the_median_counts_and_the_most_memory() -> None:
    runs = [Parsed(3.0, 9, 2, 50), Parsed(1.0, 9, 2, 70), Parsed(2.0, 9, 2, 60)]
    assert _middle(runs) == Parsed(2.0, 9, 2, 70)
    assert _middle([Parsed(3.0, 9, 0, None)]) == Parsed(3.0, 9, 0, None)


def test_what_is_told() -> None:
    alone, together = Parsed(10.0, 900, 2, 120_000_000), Parsed(4.0, 900, 3, None)
    assert told(Mixed(100, 2_500_000, alone, together, Indexed(31.25, 410_000_000))) == (
        "100 files, 2.5 MB, 900 passages\n"
        "  read by one worker: 10.0 s, 10 files/s, 120 MB\n"
        "  read by all cores: 4.0 s, 25 files/s, memory not told\n"
        "  qa index: 31.2 s, 410 MB"
    )


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--sizes", "2", "--rounds", "1", "--no-index", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["files"], found["indexed"]) == (2, None)
    assert found["alone"]["passages"] == found["together"]["passages"] > 5


@pytest.mark.parametrize("option", ["--sizes=0", "--sizes=3,x", "--rounds=-1"])
def test_numbers_are_checked(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([option])
    assert "is not a whole number above 0" in capsys.readouterr().err


def test_a_missing_folder_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--folder", str(tmp_path)]) == 2
    assert capsys.readouterr().err.endswith("name another with --folder\n")
    assert os.listdir(tmp_path) == []
