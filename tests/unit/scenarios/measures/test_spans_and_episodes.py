"""Spans of time, and which of them are put down to which fault."""

from fakes.ledger import FaultClosed, FaultFired, FaultOpened
from scenarios.measures.episodes import AFTERMATH_S, Episode, episodes
from scenarios.measures.records import Records
from scenarios.measures.spans import Cover, Span, clipped, joined
from tests.unit.scenarios.checks.request_story import Story


def test_spans_that_overlap_or_nearly_touch_are_one() -> None:
    spans = [Span(5.0, 9.0), Span(0.0, 3.0), Span(8.0, 12.0), Span(13.0, 14.0)]

    assert joined(spans) == [Span(0.0, 3.0), Span(5.0, 12.0), Span(13.0, 14.0)]
    assert joined(spans, apart_s=2.0) == [Span(0.0, 14.0)]


def test_a_joined_span_is_mended_if_its_last_part_is() -> None:
    assert joined([Span(0.0, 5.0, mended=False), Span(1.0, 3.0)]) == [Span(0.0, 5.0, mended=False)]


def test_what_is_clipped_away_at_the_end_was_not_mended_in_the_window() -> None:
    assert clipped(Span(2.0, 8.0), [(0.0, 3.0), (4.0, 9.0)]) == [
        Span(2.0, 3.0, mended=False),
        Span(4.0, 8.0, mended=True),
    ]


def test_a_moment_is_covered_by_any_of_the_spans_that_hold_it() -> None:
    cover = Cover([(0.0, 10.0), (2.0, 3.0), (20.0, 21.0)])

    assert [at_s in cover for at_s in (-1.0, 0.0, 5.0, 10.0, 15.0, 20.5)] == [
        False,
        True,
        True,
        True,
        False,
        True,
    ]


def fault(story: Story, name: str, opened_s: float, *strikes_s: float, closed_s: float) -> Story:
    story.fact(opened_s, FaultOpened(fault=name))
    for at_s in strikes_s:
        story.fact(at_s, FaultFired(fault=name))
    return story.fact(closed_s, FaultClosed(fault=name, fired=len(strikes_s)))


def test_a_fault_is_over_with_its_last_strike_and_answers_for_what_begins_soon_after() -> None:
    story = fault(Story(), "Silence", 10.0, 12.0, 18.0, closed_s=30.0)

    assert episodes(Records(story.run)) == [
        Episode(fault="Silence", struck_s=12.0, clear_s=18.0, until_s=18.0 + AFTERMATH_S, closed_s=30.0)
    ]


def test_a_fault_that_struck_as_it_opened_may_have_gone_on_until_it_closed() -> None:
    story = fault(Story(), "Partition", 10.0, 10.0, closed_s=30.0).feels(99.0, healthy=True)

    assert [each.clear_s for each in episodes(Records(story.run))] == [30.0]


def test_a_fault_that_never_struck_is_no_episode() -> None:
    assert episodes(Records(fault(Story(), "Reset", 10.0, closed_s=11.0).run)) == []


def test_what_begins_after_the_next_fault_is_put_down_to_that_one() -> None:
    story = fault(Story(), "Reset", 10.0, 10.0, closed_s=10.1)
    story = fault(story, "Reset", 40.0, 40.0, closed_s=40.1).feels(99.0, healthy=True)

    assert [(each.struck_s, each.until_s) for each in episodes(Records(story.run))] == [
        (10.0, 40.0),
        (40.0, 40.1 + AFTERMATH_S),
    ]


def test_two_faults_that_strike_one_upon_the_other_share_the_blame() -> None:
    story = fault(Story(), "Reset", 10.0, 10.0, closed_s=10.1)
    story = fault(story, "Refuse", 12.0, 12.5, closed_s=20.0).feels(99.0, healthy=True)

    assert [each.until_s for each in episodes(Records(story.run))] == [10.1 + AFTERMATH_S, 12.5 + AFTERMATH_S]
