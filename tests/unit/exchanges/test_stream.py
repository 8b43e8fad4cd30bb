"""A stream that does not end, whatever happens to its connections. In virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise

from websockets.asyncio.server import ServerConnection

from exchanges.models import StreamState
from exchanges.stream import Stream
from simulation import World
from tests.unit.exchanges.scripted_server import Recorder, Server, Talk, stream_to

Story = Callable[[World, Server, Recorder, Stream], Awaitable[None]]


async def says_nothing(server: Server, socket: ServerConnection, number: int) -> None:
    pass


async def counts(server: Server, socket: ServerConnection, number: int) -> None:
    """One number every half second of virtual time, the same to everybody connected."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(0.5 - loop.time() % 0.5)
        await socket.send(str(round(loop.time() * 2)))


def play(
    talk: Talk,
    story: Story,
    renew_after_s: float = 86_000.0,
    beats_within_s: float | None = None,
    ping_frame: str | None = None,
) -> None:
    with World("stream") as world:

        async def playing() -> None:
            server, handler = Server(world, talk), Recorder(world)
            await server.start()
            stream = stream_to(handler, renew_after_s, beats_within_s, ping_frame)
            stream.start()
            try:
                await story(world, server, handler, stream)
            finally:
                await stream.stop()

        world.run(playing())
        assert world.complaints == []


def test_messages_arrive_after_the_subscription_is_confirmed() -> None:
    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await stream.live()
        await asyncio.sleep(2.1)

        assert stream.state is StreamState.LIVE
        assert len(handler.heard) >= 4
        assert [gap for _, gap in handler.live] == [False]

    play(counts, story)


def test_a_closed_connection_is_replaced_and_the_gap_is_told() -> None:
    async def closes_first(server: Server, socket: ServerConnection, number: int) -> None:
        if number == 0:
            await asyncio.sleep(20)
            await socket.close(1001)

    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await asyncio.sleep(25)

        assert [gap for _, gap in handler.live] == [False, True]
        assert len(handler.lost) == 1
        assert handler.live[1][0] - handler.lost[0][0] < 1.0
        assert (stream.reconnects, stream.state) == (1, StreamState.LIVE)

    play(closes_first, story)


def test_a_peer_that_answers_no_ping_is_gone_within_ping_and_pong_time() -> None:
    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await stream.live()
        for connection in world.network.connections(server=server.host):
            connection.half_open()
        await asyncio.sleep(9)

        assert [reason for _, reason in handler.lost] == ["no pong"]
        assert stream.state is StreamState.LIVE

    play(says_nothing, story)


def test_a_connection_is_not_given_up_because_its_user_is_slow() -> None:
    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await stream.live()
        handler.consumer_is_back = asyncio.Event()
        await asyncio.sleep(600)
        handler.consumer_is_back.set()
        handler.consumer_is_back = None
        await asyncio.sleep(20)

        assert handler.lost == []
        numbers = [int(text) for text in handler.heard]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert len(numbers) > 1200

    play(counts, story)


def test_a_connection_that_confirms_nothing_is_given_up_and_tried_again() -> None:
    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        server.acknowledges = False
        await asyncio.sleep(30)
        assert not stream.is_live
        attempts = len(server.opened_s)
        assert attempts > 3

        server.acknowledges = True
        await asyncio.sleep(15)
        assert stream.is_live

    play(says_nothing, story)


def test_connections_that_break_at_once_are_not_retried_in_a_storm() -> None:
    async def closes(server: Server, socket: ServerConnection, number: int) -> None:
        await asyncio.sleep(0.05)
        await socket.close(1011)

    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await asyncio.sleep(60)

        assert 5 < len(server.opened_s) < 40

    play(closes, story)


def test_a_connection_near_its_age_limit_is_replaced_without_missing_a_message() -> None:
    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await asyncio.sleep(100)
        numbers = [int(text) for text in dict.fromkeys(handler.heard)]

        assert len(server.opened_s) >= 3
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        assert handler.lost == []
        assert not any(gap for _, gap in handler.live)

    play(counts, story, renew_after_s=30.0)


def test_an_announced_end_is_not_waited_for() -> None:
    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await asyncio.sleep(10.1)
        stream.renew()
        await asyncio.sleep(5)
        numbers = [int(text) for text in dict.fromkeys(handler.heard)]

        assert len(server.opened_s) == 2
        assert len(world.network.connections(server=server.host)) == 1
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        assert handler.lost == []

    play(counts, story)


def test_distrust_of_a_patrol_replaces_the_connection() -> None:
    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await stream.live()
        handler.complaint = "deaf"
        await asyncio.sleep(5)

        assert [reason for _, reason in handler.lost] == ["deaf"]
        assert stream.is_live

    play(says_nothing, story)


def test_a_defect_in_the_handler_costs_a_connection_and_not_the_stream() -> None:
    async def says_x(server: Server, socket: ServerConnection, number: int) -> None:
        await asyncio.sleep(1)
        await socket.send("x")

    class Fragile(Recorder):
        def on_message(self, raw: bytes, connection: object) -> bool:
            if raw == b"x" and not self.lost:
                raise ZeroDivisionError
            return super().on_message(raw, connection)  # type: ignore[arg-type]

    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        fragile = Fragile(world)
        other = stream_to(fragile)
        other.start()
        await asyncio.sleep(5)
        await other.stop()

        assert [reason.split(":")[0] for _, reason in fragile.lost] == ["ZeroDivisionError"]
        assert fragile.heard == ["x"]

    play(says_x, story)


def test_a_message_in_pieces_is_worked_off_before_the_whole_one_behind_it() -> None:
    async def in_pieces(server: Server, socket: ServerConnection, number: int) -> None:
        await asyncio.sleep(1)
        await socket.send("before")
        await socket.send(["in ", "three ", "pieces"])
        await socket.send("after")
        await asyncio.sleep(1)
        await socket.send("later")

    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await asyncio.sleep(5)

        assert handler.heard == ["before", "in three pieces", "after", "later"]

    play(in_pieces, story)


def test_questions_are_paced_to_the_limit_on_client_frames() -> None:
    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await stream.live()
        connection = stream.connection
        assert connection is not None
        await asyncio.gather(*(connection.ask(number, {"id": number}, 9.0) for number in range(100, 112)))
        times = [at for at, _, question in server.questions if question["id"] >= 100]

        assert min(b - a for a, b in zip(times, times[4:], strict=False)) > 0.9

    play(says_nothing, story)


def test_stopping_leaves_no_socket_and_no_task() -> None:
    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await stream.live()
        await stream.stop()
        await asyncio.sleep(1)
        names = [task.get_name() for task in asyncio.all_tasks()]

        assert stream.state is StreamState.CLOSED
        assert world.network.connections(server=server.host) == []
        assert [name for name in names if name.startswith(("stream", "link"))] == []

    play(counts, story)


def test_stopping_while_a_dead_connection_is_being_closed_leaves_nothing_either() -> None:
    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await stream.live()
        for connection in world.network.connections(server=server.host):
            connection.half_open()
        stream.restart("silent")
        await asyncio.sleep(0.1)
        assert [reason for _, reason in handler.lost] == ["silent"]
        await stream.stop()

        assert world.network.connections(server=server.host) == []
        assert [task for task in asyncio.all_tasks() if "link" in task.get_name()] == []

    play(says_nothing, story)


def test_where_a_heartbeat_is_promised_its_end_is_the_end_of_the_connection() -> None:
    async def beats_for_a_while(server: Server, socket: ServerConnection, number: int) -> None:
        for _ in range(20):
            await asyncio.sleep(1.0)
            await socket.send("beat")
        await asyncio.Event().wait()

    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await asyncio.sleep(28.0)
        ((lost_s, reason),) = handler.lost

        assert reason == "no heartbeat"
        assert 23.0 < lost_s < 24.5
        assert stream.state is StreamState.LIVE

    play(beats_for_a_while, story, beats_within_s=3.0)


def test_where_none_is_promised_silence_alone_ends_nothing() -> None:
    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await asyncio.sleep(60.0)

        assert handler.lost == []

    play(says_nothing, story)


def test_a_connection_that_is_subscribed_to_nothing_has_no_heartbeat_to_miss() -> None:
    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        handler.fed = False
        await asyncio.sleep(60.0)
        assert handler.lost == []
        handler.fed = True
        await asyncio.sleep(1.0)
        assert handler.lost == []
        await asyncio.sleep(8.0)

        assert 63.0 <= handler.lost[0][0] < 67.0

    play(says_nothing, story, beats_within_s=3.0)


def test_a_heartbeat_is_not_missed_while_we_do_not_listen() -> None:
    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await asyncio.sleep(2.0)
        handler.consumer_is_back = asyncio.Event()
        await asyncio.sleep(30.0)
        assert handler.lost == []
        handler.consumer_is_back.set()
        handler.consumer_is_back = None
        await asyncio.sleep(5.0)

        assert handler.lost == []

    play(counts, story, beats_within_s=3.0)


def test_a_ping_of_the_venues_own_keeps_a_silent_connection_and_is_missed_when_unanswered() -> None:
    async def story(world: World, server: Server, handler: Recorder, stream: Stream) -> None:
        await asyncio.sleep(60.0)
        pings_s = [at_s for at_s, _, asked in server.questions if "ping" in asked]
        assert handler.lost == []
        assert len(pings_s) > 8
        assert all(4.9 < later_s - earlier_s < 6.2 for earlier_s, later_s in pairwise(pings_s))
        assert handler.heard == ["pong"] * len(pings_s)

        server.acknowledges = False
        await asyncio.sleep(8.0)
        assert [reason for _, reason in handler.lost] == ["no pong"]

    play(says_nothing, story, ping_frame='{"ping": 1}')
