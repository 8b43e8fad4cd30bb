"""Pairs of releases are read, judged and told; playing them is tests/saboteurs/test_releases.py."""

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tools import environments, play_releases
from tools.play_releases import CannotPlay, Pair, Seen, lines, main, read

PAIR = Pair(
    library="some-lib", affected="1.0", mended="1.1", item="CO-010", url="https://x.example/1", what="it dies"
)


def test_a_pair_holds_only_when_the_affected_release_fails_and_the_mended_one_passes() -> None:
    assert Seen(PAIR, "failed", "passed", "").holds
    for affected, mended in (("passed", "passed"), ("failed", "failed"), ("inconclusive", "passed")):
        assert not Seen(PAIR, affected, mended, "").holds


def test_the_table_says_what_each_release_did_and_why() -> None:
    told = "\n".join(lines([Seen(PAIR, "failed", "passed", "never came back")]))

    for part in ("CO-010", "some-lib", "1.0 failed", "1.1 passed", "yes", "it dies", "never came back"):
        assert part in told
    assert "NO" in lines([Seen(PAIR, "passed", "passed", "")])[1]


def test_a_subject_has_the_name_of_its_library() -> None:
    assert PAIR.subject == "some_lib"


def test_every_pair_on_file_cites_a_public_page_and_says_what_was_wrong() -> None:
    pairs = read()

    assert len(pairs) >= 2
    for pair in pairs:
        assert pair.url.startswith("https://"), pair
        assert pair.what
        assert pair.affected != pair.mended, pair


@pytest.mark.parametrize(("outcome", "status"), [("failed", 0), ("passed", 1)])
def test_the_exit_status_tells_whether_all_pairs_hold(
    monkeypatch: pytest.MonkeyPatch, outcome: str, status: int
) -> None:
    monkeypatch.setattr(play_releases, "read", lambda: [PAIR])
    monkeypatch.setattr(play_releases, "play", lambda pair: Seen(pair, outcome, "passed", ""))

    assert main([]) == status


def test_a_release_that_cannot_be_had_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(pair: Pair) -> Seen:
        raise CannotPlay(f"{pair.library} {pair.affected} cannot be installed")

    monkeypatch.setattr(play_releases, "read", lambda: [PAIR])
    monkeypatch.setattr(play_releases, "play", refuse)

    assert main([]) == 3
    assert capsys.readouterr().err == "play_releases: some-lib 1.0 cannot be installed\n"


def test_an_item_that_no_pair_has_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["XX-000"])

    assert ended.value.code == 2
    assert "no pair has XX-000" in capsys.readouterr().err


def test_an_environment_that_is_whole_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def install(command: list[str]) -> CompletedProcess[str]:
        made.append(command[-1])
        return CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(environments, "run", install)
    first = play_releases.environment("some-lib", "1.0", tmp_path)

    assert first == play_releases.environment("some-lib", "1.0", tmp_path)
    assert made == ["some-lib==1.0"]


def test_an_environment_whose_release_could_not_be_installed_is_not_used_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = CompletedProcess([], 1, "", "ERROR: no such release\n")
    monkeypatch.setattr(environments, "run", lambda command: failed)

    for _ in range(2):
        with pytest.raises(CannotPlay, match="no such release"):
            play_releases.environment("some-lib", "1.0", tmp_path)
