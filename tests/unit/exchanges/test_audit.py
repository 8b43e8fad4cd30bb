"""A line that was changed, removed or put in shows."""

import json
from pathlib import Path

import pytest

from exchanges.audit import AuditFile, AuditLog, SecurityEvent, first_broken_line
from exchanges.credentials import Secret
from exchanges.errors import ConfigurationError
from exchanges.telemetry import Redactor

WORD = "s3cr3t-word-of-mine"


def written(count: int = 4) -> tuple[list[str], str]:
    lines: list[str] = []
    log = AuditLog(lines.append, lambda: 1_800_000_000.5)
    for number in range(count):
        log.record(SecurityEvent.CONFIG_CHANGED, number=number)
    return lines, log.last_hash


def test_an_untouched_log_is_whole() -> None:
    lines, last_hash = written()

    assert first_broken_line(lines, last_hash) is None


def test_a_line_says_when_what_and_with_what() -> None:
    lines, _ = written(1)

    entry = json.loads(lines[0])
    assert (entry["at_ms"], entry["event"]) == (1_800_000_000_500, "config.changed")
    assert entry["details"] == {"number": 0}


def test_a_changed_line_breaks_the_next_one() -> None:
    lines, last_hash = written()
    lines[1] = lines[1].replace('"number":1', '"number":9')

    assert first_broken_line(lines, last_hash) == 3


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_removed_line_shows(index: int) -> None:
    lines, last_hash = written()
    del lines[index]

    assert first_broken_line(lines, last_hash) == index + 1


def test_lines_cut_off_at_the_end_show_to_whoever_knows_the_last_hash() -> None:
    lines, last_hash = written()

    assert first_broken_line(lines[:-1]) is None
    assert first_broken_line(lines[:-1], last_hash) == 4


def test_a_line_that_is_no_entry_shows() -> None:
    lines, _ = written()

    assert first_broken_line([*lines, "garbage"]) == 5
    assert first_broken_line([*lines, "[]"]) == 5


def test_secrets_do_not_get_into_the_log() -> None:
    lines: list[str] = []
    log = AuditLog(lines.append, lambda: 0.0, redactor=Redactor([Secret(WORD)]))
    log.record(SecurityEvent.KEY_REFUSED, api_key="plain", cause=f"bad {WORD}")

    assert "plain" not in lines[0]
    assert WORD not in lines[0]


def test_a_file_continues_its_chain(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    for number in range(2):
        file = AuditFile(path)
        log = AuditLog(file.write, lambda: 0.0, last_hash=file.last_hash)
        log.record(SecurityEvent.KEY_LOADED, number=number)
        file.close()

    lines = path.read_text().splitlines()
    assert len(lines) == 2
    assert first_broken_line(lines) is None
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_changed_is_not_continued(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    lines, _ = written()
    path.write_text("\n".join(lines[1:]) + "\n")
    path.chmod(0o600)

    with pytest.raises(ConfigurationError, match="was changed: line 1"):
        AuditFile(path)


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    path.touch(mode=0o644)
    path.chmod(0o644)

    with pytest.raises(ConfigurationError, match="0600"):
        AuditFile(path)


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "audit.jsonl")

    with pytest.raises(ConfigurationError, match="cannot open"):
        AuditFile(link)
