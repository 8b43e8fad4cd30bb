"""Plans of many faults are spread, complete and the same for the same seed."""

from fakes.faults import Gap, Refuse, Reset
from scenarios.trouble import Trouble, one_after_the_other

THREE: list[Trouble] = [(0.1, Reset()), (5.0, Gap()), (8.0, Reset(), Refuse())]


def test_each_stretch_has_one_trouble_that_begins_in_its_first_half() -> None:
    plan = one_after_the_other(THREE[:2], every_s=60.0, from_s=30.0, to_s=630.0, seed="a")

    assert [int((each.start_s - 30.0) // 60.0) for each in plan] == list(range(10))
    assert all((each.start_s - 30.0) % 60.0 < 30.0 for each in plan)


def test_troubles_come_equally_often_and_their_faults_together() -> None:
    plan = one_after_the_other(THREE, every_s=60.0, from_s=0.0, to_s=360.0, seed="a")

    assert sorted(each.fault.name for each in plan) == ["Gap"] * 2 + ["Refuse"] * 2 + ["Reset"] * 4
    refused = [each for each in plan if each.fault.name == "Refuse"]
    assert all(any(each.start_s == other.start_s for each in plan if each is not other) for other in refused)


def test_the_seed_decides() -> None:
    def plan(seed: str) -> list[float]:
        return [
            each.start_s
            for each in one_after_the_other(THREE, every_s=60.0, from_s=0.0, to_s=600.0, seed=seed)
        ]

    assert plan("a") == plan("a") != plan("b")
