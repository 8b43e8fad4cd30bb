"""Ways to open a subject other than by itself: out of files that its user keeps."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from scenarios.player import Player
from scenarios.setting import Opening
from subjects.base import Access, ConfigTrait, Session, Subject

PRIVATE = 0o600


def with_key_file(mode: int = PRIVATE) -> Opening:
    """The key comes from a file with these permissions."""

    @asynccontextmanager
    async def opening(subject: Subject, access: Access) -> AsyncIterator[Session]:
        path = subject.write_key_file(access)
        path.chmod(mode)
        async with subject.open_with_key_file(access, path) as session:
            yield session

    return opening


class ConfigFile:
    """A configuration file that the subject is opened with, and that changes while it runs."""

    def __init__(self, traits: ConfigTrait = ConfigTrait.PLAIN) -> None:
        self._traits = traits
        self._access: Access | None = None

    @asynccontextmanager
    async def opening(self, subject: Subject, access: Access) -> AsyncIterator[Session]:
        self._access = access
        self._write(subject, self._traits)
        assert access.folder is not None  # every play has one
        async with subject.open_with_config_file(access, access.folder / "connector.conf") as session:
            yield session

    def change(self, player: Player, traits: ConfigTrait) -> None:
        """Its user saves other content."""
        player.note("configuration", traits)
        self._write(player.subject, traits)

    def _write(self, subject: Subject, traits: ConfigTrait) -> None:
        assert self._access is not None  # it is open
        assert self._access.folder is not None  # every play has one
        path = self._access.folder / "connector.conf"
        draft = path.with_suffix(".new")
        draft.write_text(subject.config_text(self._access, traits), encoding="utf-8")
        # In one step, as editors save: who reads meanwhile must not see half of it by chance.
        os.replace(draft, path)
