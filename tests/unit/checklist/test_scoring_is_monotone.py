"""Mending a defect never lowers the score, and breaking something never raises it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from checklist.load import load
from checklist.model import Item, Outcome, Severity
from checklist.scoring import Result, score

POLICY = load().policy
CATEGORIES = list(load().categories)
repeatable = settings(derandomize=True, database=None)

OPEN = [Outcome.FAILED, Outcome.INCONCLUSIVE, Outcome.UNCOVERED]


@st.composite
def results(draw: st.DrawFn) -> list[Result]:
    made = []
    for number in range(draw(st.integers(1, 12))):
        category = draw(st.sampled_from(CATEGORIES))
        item = Item(
            id=f"{category}-{number:03}",
            title="",
            severity=draw(st.sampled_from(list(Severity))),
            weight=draw(st.integers(1, 10)),
            suite=draw(st.sampled_from(["one", "two", "three"])),
            category=category,
            needs=(),
            why="",
            remedy="",
            grounds=(),
            saboteur="",
        )
        made.append(Result(item=item, outcome=draw(st.sampled_from(list(Outcome))), reason=""))
    return made


def with_outcome(before: list[Result], index: int, outcome: Outcome) -> list[Result]:
    after = list(before)
    after[index] = Result(item=before[index].item, outcome=outcome, reason="")
    return after


@repeatable
@given(before=results(), profile=st.sampled_from(["default", "weighted"]), data=st.data())
def test_mending_never_lowers_and_breaking_never_raises(
    before: list[Result], profile: str, data: st.DataObject
) -> None:
    applicable = [index for index, result in enumerate(before) if result.applicable]
    if not applicable:
        assert score(before, POLICY, profile).points == 0
        return
    index = data.draw(st.sampled_from(applicable))

    broken = score(with_outcome(before, index, data.draw(st.sampled_from(OPEN))), POLICY, profile)
    mended = score(with_outcome(before, index, Outcome.PASSED), POLICY, profile)

    assert broken.points <= mended.points
    assert broken.ready <= mended.ready
    assert broken.coverage == mended.coverage


@repeatable
@given(before=results(), profile=st.sampled_from(["default", "weighted"]), data=st.data())
def test_failing_and_not_being_judged_are_worth_the_same(
    before: list[Result], profile: str, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(before) - 1))

    points = [score(with_outcome(before, index, outcome), POLICY, profile).points for outcome in OPEN]

    assert points == [points[0]] * len(OPEN)


@repeatable
@given(before=results(), profile=st.sampled_from(["default", "weighted"]))
def test_points_lie_between_0_and_100(before: list[Result], profile: str) -> None:
    assert 0 <= score(before, POLICY, profile).points <= 100


@repeatable
@given(before=results())
def test_an_open_critical_item_keeps_the_score_under_the_band_ready(before: list[Result]) -> None:
    counted = score(before, POLICY)

    assert not counted.open_critical or counted.points <= 84
