"""How right and how fresh a book was, on runs made by hand."""

from fakes.ledger import FaultClosed, FaultFired, FaultOpened, SessionOpened
from scenarios.measures.book_truth import stale_spans
from scenarios.measures.measured import measured
from scenarios.measures.records import Records
from scenarios.measures.recovering import recoveries
from scenarios.measures.spans import Span
from tests.unit.scenarios.checks.market_story import MarketStory

BIDS = ((100, 5),)


def moving(until_s: int) -> MarketStory:
    """Every second the best bid has a lot more; at the half second it may be read."""
    story = MarketStory()
    for second in range(until_s):
        story.at(float(second)).bid(100, second + 1)
    return story


def read(story: MarketStory, at_s: float, sequence: int) -> MarketStory:
    """The book of that sequence is in the user's hands."""
    return story.at(at_s).reads(sequence, bids=((100, sequence),))


def test_a_book_that_is_always_the_newest_is_true_and_fresh_all_the_time() -> None:
    story = moving(10)
    for second in range(10):
        read(story, second + 0.5, second + 1)

    assert measured(story.run) == {"book_true_share": 1.0, "book_fresh_share": 1.0}


def test_a_book_that_is_wrong_for_half_of_the_time_is_true_for_the_other_half() -> None:
    story = moving(10)
    for second in range(5):
        read(story, second + 0.5, second + 1)
    for second in range(5, 9):
        story.at(second + 0.5).reads(second + 1, bids=((100, 77),))
    read(story, 10.5, 10)

    found = measured(story.run)

    assert found["book_true_share"] == found["book_fresh_share"] == 0.5


def test_an_old_book_is_true_of_its_sequence_but_not_fresh() -> None:
    story = moving(10)
    for second in range(10):
        read(story, second + 0.5, 1)

    found = measured(story.run)

    assert found["book_true_share"] == 1.0
    # left at 1 s and so fresh until 2 s: at the readings of 0.5 s and 1.5 s, of nine intervals
    assert found["book_fresh_share"] == round(2 / 9, 3)


def test_a_book_withdrawn_is_neither_wrong_nor_fresh() -> None:
    story = read(moving(10), 0.5, 1)
    story.at(1.5).reads_nothing()
    read(story, 3.5, 4)

    found = measured(story.run)

    assert (found["book_true_share"], found["book_fresh_share"]) == (1.0, round(1 / 3, 3))


def test_what_was_before_the_first_fresh_book_does_not_count() -> None:
    story = moving(10)
    story.at(0.5).reads_nothing().at(3.5).reads_nothing()
    read(story, 4.5, 5)
    read(story, 5.5, 6)

    assert measured(story.run)["book_fresh_share"] == 1.0


def test_a_book_without_a_sequence_is_known_by_its_content() -> None:
    story = moving(10)
    for second in range(9):
        story.at(second + 0.5).reads(None, bids=((100, second + 1),))
    story.at(9.5).reads(None, bids=((100, 77),))

    assert stale_spans(Records(story.run)) == [Span(9.5, 9.5, mended=False)]


def test_who_reads_no_book_has_no_measure_of_it() -> None:
    assert measured(moving(5).run) == {}


def struck(story: MarketStory, at_s: float) -> MarketStory:
    for fact in (FaultOpened(fault="Reset"), FaultFired(fault="Reset"), FaultClosed(fault="Reset", fired=1)):
        story.at(at_s).ledger.record(fact)
    return story


def outage() -> MarketStory:
    """Fresh until 4.5 s, struck at 5 s, none at 6.5 s, old at 7.5 s, fresh again at 9.5 s."""
    story = struck(moving(30), 5.0)
    for second in range(5):
        read(story, second + 0.5, second + 1)
    story.at(6.5).reads_nothing()
    read(story, 7.5, 5)
    story.at(8.0).ledger.record(SessionOpened(session=2, role="market", source="client"))
    for second in range(9, 30):
        read(story, second + 0.5, second + 1)
    return story


def test_stale_is_counted_from_the_strike_until_a_fresh_book() -> None:
    found = measured(outage().run)

    assert found["book_stale_ms_max"] == 4500.0
    assert found["book_never_fresh_again"] == 0


def test_a_fault_is_noticed_at_the_first_evidence_and_over_when_all_is_right() -> None:
    (only,) = recoveries(Records(outage().run))

    assert (only.episode.fault, only.noticed_s, only.recovered_s) == ("Reset", 1.5, 4.5)


def test_a_book_that_never_comes_back_is_counted_and_has_no_time() -> None:
    story = struck(moving(30), 5.0)
    for second in range(5):
        read(story, second + 0.5, second + 1)
    for second in range(5, 30):
        read(story, second + 0.5, 5)

    found = measured(story.run)

    assert found["book_never_fresh_again"] == found["never_recovered"] == found["never_noticed"] == 1


def test_recovery_is_counted_from_the_end_of_the_last_fault_that_struck_meanwhile() -> None:
    story = outage()
    for fact in (FaultOpened(fault="Refuse"), FaultFired(fault="Refuse")):
        story.at(6.0).ledger.record(fact)
    story.at(8.0).ledger.record(FaultFired(fault="Refuse"))
    story.at(9.0).ledger.record(FaultClosed(fault="Refuse", fired=2))

    assert [each.recovered_s for each in recoveries(Records(story.run))] == [1.5, 1.5]


def test_a_fault_that_lasts_to_the_end_is_not_judged() -> None:
    story = moving(30)
    for second in range(5):
        read(story, second + 0.5, second + 1)
    for fact in (FaultOpened(fault="Silence"), FaultFired(fault="Silence")):
        story.at(5.0).ledger.record(fact)
    story.at(29.0).reads_nothing()

    assert recoveries(Records(story.run)) == []


def test_a_fault_that_does_no_harm_is_no_matter_of_recovery() -> None:
    story = struck(moving(10), 5.0)
    for second in range(10):
        read(story, second + 0.5, second + 1)

    assert "recover_s_max" not in measured(story.run)


def test_a_relapse_within_ten_seconds_is_the_same_outage() -> None:
    story = outage()
    story.at(31.0).bid(100, 31)
    story.at(15.0).reads_nothing()

    (only,) = recoveries(Records(story.run))

    assert only.recovered_s == 10.5
