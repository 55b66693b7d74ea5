"""Files in and out of a ledger."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import warnings
from typing import TYPE_CHECKING

import pytest
from tqdm import auto

import talktrack as tt

from .paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

USE = {"type": "use", "rep": "ada", "asset": "deck", "action": "shared", "at": "2026-03-01T09:30Z"}
PEOPLE = "Mail,Unit,Shoe size\nada@example.com,North,40\n,South,41\n"
MAPPING = '[[record]]\ntype = "rep"\nfields = { key = "Mail", team = "Unit" }\n'


def lines(path: Path, rows: int) -> Path:
    line = json.dumps(USE | {"at": "2026-03-01T09:30:00Z"})
    made = (line.replace('"ada"', f'"r{number}"') for number in range(rows))
    path.write_text("\n".join(made))
    return path


def test_json_lines_are_imported_once(tracker: tt.Tracker, tmp_path: Path) -> None:
    path = lines(tmp_path / "events.jsonl", 100)
    receipt = tracker.import_file(path)
    assert (receipt.recorded, receipt.duplicates, receipt.rejected) == (100, 0, 0)
    assert receipt.seq == tracker.state().seq
    assert tracker.import_file(str(path), format="json-lines").duplicates == 100


def test_a_csv_is_read_as_its_mapping_says(tracker: tt.Tracker, tmp_path: Path) -> None:
    people, mapping = tmp_path / "people.csv", tmp_path / "people.toml"
    people.write_text(PEOPLE)
    mapping.write_text(MAPPING)
    with pytest.warns(UserWarning, match="nothing is read from them: Shoe size"):
        receipt = tracker.import_file(people, mapping=mapping)
    assert (receipt.recorded, receipt.rejected) == (1, 1)
    assert receipt.rejections[0].place.endswith("people.csv, line 3")
    assert tracker.quarantine()[0]["raw"] == ",South,41"
    assert [row["key"] for row in tracker.reps()] == ["ada@example.com"]


def test_naive_times_of_a_file_are_in_the_zone_that_is_named(
    tracker: tt.Tracker, tmp_path: Path
) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text(json.dumps(USE | {"at": "2026-07-01T12:00:00"}))
    assert tracker.import_file(path).rejected == 1
    assert tracker.import_file(path, tz="Europe/Berlin").recorded == 1
    assert tracker.uses()[0]["at"].hour == 10


def test_a_strict_file_is_recorded_whole_or_not_at_all(tracker: tt.Tracker, tmp_path: Path) -> None:
    with pytest.raises(tt.InvalidInput, match="is not in the catalogue"):
        tracker.import_file(lines(tmp_path / "events.jsonl", 3), strict=True)
    assert tracker.state().seq == 0


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where relative paths begin."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("keywords", "kind", "message"),
    [
        ({"path": "none.jsonl"}, tt.NotFound, r"cannot read .*none\.jsonl: No such file"),
        ({"mapping": "none.toml"}, tt.NotFound, r"cannot read .*none\.toml: No such file"),
        ({"format": "cvs"}, tt.InvalidInput, r"format: \"cvs\" is not known: did you mean csv\?"),
        ({"tz": "Mars"}, tt.InvalidInput, "tz: is not a time zone"),
        ({"mapping": "people.csv"}, tt.InvalidInput, "the mapping cannot be used"),
    ],
)
def test_what_cannot_be_read_is_told(
    tracker: tt.Tracker,
    folder: Path,
    keywords: dict[str, str],
    kind: type[Exception],
    message: str,
) -> None:
    (folder / "people.csv").write_text(PEOPLE)
    with pytest.raises(kind, match=message):
        tracker.import_file(**({"path": "people.csv"} | keywords))  # type: ignore[arg-type]


def test_a_bar_shows_how_far_an_import_has_come(
    tracker: tt.Tracker, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = lines(tmp_path / "events.jsonl", 20_000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tqdm misses a library of notebooks
        assert tracker.import_file(path, progress=True).recorded == 20_000
    shown = capsys.readouterr().err
    assert "events.jsonl: 100%" in shown


def test_a_bar_without_tqdm_says_what_to_install(
    tracker: tt.Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.delitem(sys.modules, "tqdm.auto", raising=False)
    with pytest.raises(
        ImportError, match=r"progress needs tqdm: pip install talktrack\[notebook\]"
    ):
        tracker.import_file(lines(tmp_path / "events.jsonl", 3), progress=True)
    assert tracker.state().seq == 0


def test_an_error_of_the_bar_stops_the_import(
    tracker: tt.Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: object, _n: float = 1) -> None:
        raise RuntimeError("the bar broke")

    monkeypatch.setattr(auto.tqdm, "update", broken)
    warnings.simplefilter("ignore")
    with pytest.raises(RuntimeError, match="the bar broke"):
        tracker.import_file(lines(tmp_path / "events.jsonl", 200_000), progress=True)


def test_an_export_makes_an_equal_ledger(quarter: tt.Tracker, tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    assert quarter.export(path) == quarter.state().seq
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with tt.open(":memory:") as other:
        other.import_file(path)
        assert other.state().digest == quarter.state().digest
    with pytest.raises(tt.StorageError, match="is there already: name another one"):
        quarter.export(path)
    with pytest.raises(tt.NotFound, match=r"cannot write .*No such file or directory"):
        quarter.export(tmp_path / "none" / "ledger.jsonl")


def test_the_command_and_python_write_the_same_ledger(tmp_path: Path) -> None:
    path = lines(tmp_path / "events.jsonl", 50)
    command = [sys.executable, "-m", "talktrack", "--db", str(tmp_path / "a.db"), "import"]
    subprocess.run([*command, str(path)], check=True, capture_output=True)
    with tt.open(tmp_path / "a.db") as command_made, tt.open(tmp_path / "b.db") as python_made:
        python_made.import_file(path)
        assert command_made.state().digest == python_made.state().digest
        assert list(command_made.uses()) == list(python_made.uses())


def test_the_crm_export_of_the_guide_is_read(tracker: tt.Tracker) -> None:
    stages = ROOT / "docs" / "crm" / "stages.jsonl"
    assert tracker.import_file(stages, strict=True).rejected == 0


def test_a_vendors_export_is_recognised_and_reconciled(tracker: tt.Tracker, tmp_path: Path) -> None:
    path, verbs = tmp_path / "history.txt", tmp_path / "verbs.toml"
    path.write_text(
        "deal_id,name,value,timestamp,source\n1,dealstage,closedwon,2026-03-01T09:00:00Z,API\n"
        "1,amount,10,2026-03-01T09:00:00Z,API\n"
    )
    verbs.write_text('[verbs]\n"asset-rated" = "ignore"\n')
    imported = tracker.import_file(path, verbs=verbs, currency="EUR")
    assert imported.understood.startswith("a HubSpot export")
    told = imported.reconciliation
    assert (told["rows"], told["recorded"], told["unmapped_stages"]) == (2, 1, ["closedwon"])
    assert told["left_out"] == [{"reason": "name: the property amount is not a stage", "rows": 1}]
    assert tracker.propose_stages() == {"closedwon": "won"}
    with pytest.raises(tt.InvalidInput, match="it is not what xapi looks like"):
        tracker.import_file(path, format="xapi")
    verbs.write_text('[verbs]\n"asset-rated" = "ignroe"\n')
    with pytest.raises(tt.InvalidInput, match="did you mean ignore"):
        tracker.import_file(path, verbs=verbs)


def test_cloud_events_go_out_and_come_back(tracker: tt.Tracker, tmp_path: Path) -> None:
    tracker.import_file(lines(tmp_path / "events.jsonl", 3))
    assert tracker.export(tmp_path / "out.json", format="cloudevents") == 3
    with tt.open(":memory:") as copy:
        assert copy.import_file(tmp_path / "out.json").recorded == 3
        assert copy.state().digest == tracker.state().digest
    with pytest.raises(tt.InvalidInput, match="did you mean cloudevents"):
        tracker.export(tmp_path / "more.json", format="cloudevent")
