from random import Random

from fakes.venue import Key
from fakes.venues.kraken.tokens import Tokens


class Clock:
    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def issued() -> tuple[Tokens, Clock, Key, str]:
    clock, key = Clock(), Key(api_key="k")
    tokens = Tokens(clock, Random(1))
    return tokens, clock, key, tokens.issue(key)


def test_a_token_opens_what_its_key_may_for_a_quarter_of_an_hour() -> None:
    tokens, clock, key, token = issued()

    assert tokens.key(token) is key
    clock.now_s += 899.9
    assert tokens.key(token) is key
    clock.now_s += 0.1
    assert tokens.key(token) is None
    assert tokens.key("another") is None


def test_it_lives_on_while_a_connection_lives_that_subscribed_with_it() -> None:
    tokens, clock, key, token = issued()
    tokens.hold(token, 7)
    tokens.hold(token, 8)

    clock.now_s += 10_000
    tokens.release(7)
    assert tokens.key(token) is key
    tokens.release(8)
    assert tokens.key(token) is None


def test_a_connection_that_ends_early_leaves_the_rest_of_the_quarter() -> None:
    tokens, clock, key, token = issued()
    tokens.hold(token, 7)

    clock.now_s += 100
    tokens.release(7)

    assert tokens.key(token) is key


def test_a_disabled_key_takes_its_tokens_with_it() -> None:
    tokens, _, key, token = issued()
    key.enabled = False

    assert tokens.key(token) is None


def test_each_token_is_another_and_dead_ones_are_forgotten() -> None:
    tokens, clock, key, token = issued()
    clock.now_s += 900

    fresh = tokens.issue(key)

    assert fresh != token
    assert tokens.key(fresh) is key
