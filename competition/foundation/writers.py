"""A fair queue in front of SQLite's one writer: whoever comes first writes first, across threads and processes."""

import fcntl
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_COUNTER = 0  # byte range of the ticket counter in the queue's file
_FIRST_TICKET = 16  # tickets lock single bytes from here on


class WriterQueue:
    """Hands out tickets; a ticket's turn comes when the one before it is done or its process is gone.

    A ticket is a byte of the file, locked (open file description lock) from the moment it is drawn until its turn
    ends. Waiting for a turn is waiting for the byte before. The kernel frees the bytes of a killed process, so the
    queue cannot get stuck; SQLite's own lock still guards the data when the queue is broken by such a death.
    Without a path (PostgreSQL needs no queue) every turn comes at once.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._threads = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for this caller's turn to write and keep it while the body runs."""
        if self._path is None:
            yield
            return
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            ticket = self._drawn(handle)
            if ticket > _FIRST_TICKET:
                _lock(handle, ticket - 1, wait_only=True)
            yield
        finally:
            os.close(handle)

    def _drawn(self, handle: int) -> int:
        with self._threads:
            _lock(handle, _COUNTER)
            ticket = max(int.from_bytes(os.pread(handle, 8, 0), "big"), _FIRST_TICKET) + 1
            _lock(handle, ticket)
            os.pwrite(handle, ticket.to_bytes(8, "big"), 0)
            _unlock(handle, _COUNTER)
        return ticket


def _ask(handle: int, kind: int, byte: int) -> None:
    request = struct.pack("hhqqi4x", kind, os.SEEK_SET, byte, 1, 0)
    fcntl.fcntl(handle, fcntl.F_OFD_SETLKW, request)


def _lock(handle: int, byte: int, *, wait_only: bool = False) -> None:
    _ask(handle, fcntl.F_RDLCK if wait_only else fcntl.F_WRLCK, byte)
    if wait_only:
        _unlock(handle, byte)


def _unlock(handle: int, byte: int) -> None:
    _ask(handle, fcntl.F_UNLCK, byte)
