"""Binds the suites to the checklist: options, the stage, and how the end of a test becomes evidence.

`python tools/run_readiness.py` runs these same tests; `pytest tests/production_readiness` gives the same
verdicts and ends with the score.
"""

from collections.abc import Generator
from pathlib import Path

import pytest

from checklist.evidence import STAGES
from scenarios.declared import refusal_of_the_declared
from scenarios.run import Run
from scenarios.stage import Stage
from scenarios.starvation import demand_enough
from tools.endings import ending_of
from tools.judging import CASE_STASH, LACKING, PLAY, Play, is_ours
from tools.patience import bounded, patience_s
from tools.testimony import EVIDENCE, describe, evidence_of

HERE = Path(__file__).parent
STAGE = pytest.StashKey[Stage]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("readiness", "scoring a connector")
    group.addoption("--subject", default="reference", help="connector under test: a name or a .py file")
    group.addoption(
        "--venue", action="append", default=[], help="fake venue to play at, or all; may be repeated"
    )
    group.addoption("--seeds", type=int, default=1, metavar="N", help="play each case with N seeds")
    group.addoption("--suite", action="append", default=[], help="play this suite only; may be repeated")
    group.addoption("--category", action="append", default=[], help="play this category or area only")
    group.addoption("--item", action="append", default=[], help="play this item only; may be repeated")
    group.addoption("--smoke", action="store_true", help="one case of the most telling items")
    group.addoption("--brief", action="store_true", help="one case of every item but the long ones")
    group.addoption("--profile", default="default", help="how to count: default or weighted")
    group.addoption("--stage", choices=STAGES, default="simulated", help="virtual time or real sockets")
    group.addoption("--replay", metavar="TOKEN", help="play exactly the one test that the token names")


def pytest_collection(session: pytest.Session) -> None:
    Play.of(session.config)  # so that a wrong option is refused once, and not by every file


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    play = Play.of(metafunc.config)
    if "seed" in metafunc.fixturenames:
        ids = [f"seed{seed}" for seed in play.seeds]
        metafunc.parametrize("seed", play.seeds, ids=ids, indirect=True)
    if "venue" in metafunc.fixturenames:
        venues = play.playbill.venues
        # A hyphen in an id stands between parameters.
        ids = [f"@{venue.replace('-', '_')}" for venue in venues]
        metafunc.parametrize("venue", venues, ids=ids, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    ours = [item for item in items if is_ours(item, HERE)]
    if not ours:
        return
    play = Play.of(config)
    chosen = play.choose(ours)
    dropped = [item for item in ours if item not in chosen]
    config.hook.pytest_deselected(items=dropped)
    items[:] = [item for item in items if item not in ours] + chosen


def pytest_runtest_setup(item: pytest.Item) -> None:
    lacking = item.stash.get(LACKING, ())
    if lacking:
        pytest.skip(f"the subject does not offer {' and '.join(lacking)}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    try:
        with bounded(patience_s()):
            yield
    except Exception as error:
        if isinstance(error, AssertionError) and STAGE in item.stash:
            runs = item.stash[STAGE].runs
            demand_enough(
                max((run.starved_s for run in runs if isinstance(run, Run)), default=0.0),
                ending_of(error, HERE).reason,
            )
        stage = item.stash.get(STAGE, None)
        wrong = None if stage is None else refusal_of_the_declared(stage.subject, error)
        if wrong is None:
            raise
        raise AssertionError(wrong) from error


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """Which of the equally likely worlds is played."""
    return int(request.param)


@pytest.fixture
def venue(request: pytest.FixtureRequest) -> str:
    """Where it is played, by the name of the fake."""
    return str(request.param)


@pytest.fixture
def stage(request: pytest.FixtureRequest, seed: int, venue: str, tmp_path: Path) -> Stage:
    """Where the subject meets the venue; its plays are the evidence of the test."""
    play = request.config.stash[PLAY]
    token = play.token(request.node)
    assert (token.seed, token.venue) == (seed, venue)
    stage = request.node.stash[STAGE] = Stage(
        play.subject.at(venue), venue, token.world, tmp_path, loopback=token.stage == "loopback"
    )
    return stage


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if CASE_STASH in item.stash:
        runs = item.stash[STAGE].runs if STAGE in item.stash else []
        evidence = evidence_of(item, call, report, runs, HERE)
        if evidence is not None:
            item.config.stash[PLAY].evidence.append(evidence)
            report.user_properties.append((EVIDENCE, evidence.to_json()))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if PLAY in config.stash and config.stash[PLAY].evidence:
        terminalreporter.section("readiness")
        for line in describe(config.stash[PLAY]):
            terminalreporter.write_line(line)
