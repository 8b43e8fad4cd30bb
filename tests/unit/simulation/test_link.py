"""What a link is set to, wide and narrowed to one name."""

import pytest

from simulation import Link


def test_a_narrow_link_follows_the_wide_one() -> None:
    wide = Link()
    narrow = wide.narrowed()

    wide.latency_s = 0.2

    assert narrow.latency_s == 0.2


def test_a_field_set_on_the_narrow_link_stays() -> None:
    wide = Link()
    narrow = wide.narrowed()

    narrow.latency_s = 0.1
    wide.latency_s = 0.2

    assert (wide.latency_s, narrow.latency_s) == (0.2, 0.1)


def test_a_link_has_no_field_of_another_name() -> None:
    with pytest.raises(AttributeError, match="latency_s"):
        Link().latency = 0.1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("latency_s", -0.1),
        ("jitter_s", "fast"),
        ("bandwidth_bytes_per_s", 0),
        ("fragment_probability", 1),
        ("refuse", 1),
    ],
)
def test_a_value_without_sense_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field):
        setattr(Link(), field, value)
