"""Which tasks of the running loop are the subject's: all that are not the venue's, the network's or ours."""

import asyncio


def tasks_of_the_subject() -> list[asyncio.Task[object]]:
    """In no order that means anything: count them, or sort their names."""
    return [
        task
        for task in asyncio.all_tasks()
        if task is not asyncio.current_task() and not _of_the_harness(task)
    ]


def name_of(task: asyncio.Task[object]) -> str:
    coroutine = task.get_coro()
    return str(getattr(coroutine, "__qualname__", coroutine))


def _of_the_harness(task: asyncio.Task[object]) -> bool:
    frame = getattr(task.get_coro(), "cr_frame", None)
    module = "" if frame is None else str(frame.f_globals.get("__name__", ""))
    return module.split(".")[0] in ("fakes", "scenarios", "simulation") or module.startswith("aiohttp.web")
