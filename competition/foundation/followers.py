"""Those who follow what is released: each holds a sleeping thread of the server, and is woken by what is new."""

from collections.abc import Callable, Iterator
from threading import Condition, Thread
from time import sleep

# beside the threads that answer: a follower's does nothing until something is released
MOST = 1000
STEP = 0.05
# a thousand woken at one moment would all stand before the mark that a tablet sends in it
AT_ONCE, BETWEEN = 25, 0.01


class Followers:
    """Counts who follows, and looks for what is new once for all of them, only while there is somebody."""

    def __init__(self, stamp: Callable[[], str], every: float) -> None:
        self._stamp, self._every = stamp, max(every, STEP)
        self._news = Condition()
        self._count = 0
        self._now = ""
        self._watches = False

    def come(self) -> bool:
        """Take one more in, unless there are too many already."""
        now = self._stamp()
        with self._news:
            if self._count >= MOST:
                return False
            self._count += 1
            if not self._watches:
                self._watches, self._now = True, now
                Thread(target=self._watch, name="followers", daemon=True).start()
        return True

    def leave(self) -> None:
        """Let one go."""
        with self._news:
            self._count -= 1

    def news(self, seen: str, seconds: float) -> str:
        """Wait until another stamp stands, or so long; give what stands."""
        with self._news:
            self._news.wait_for(lambda: self._now != seen, seconds)
            return self._now

    def _watch(self) -> None:
        while True:
            sleep(self._every)
            now = self._stamp()
            with self._news:
                if not self._count:
                    self._watches = False
                    return
                count, is_new = self._count, now != self._now
                self._now = now
            if is_new:
                self._wake(count)

    def _wake(self, count: int) -> None:
        # those who slept longest first; whoever came meanwhile knows what is new
        for _ in range(0, count, AT_ONCE):
            with self._news:
                self._news.notify(AT_ONCE)
            sleep(BETWEEN)


class Stream(Iterator[bytes]):
    """What one follower hears, without an end: where things stand, each change, and a sign of life in between.

    `tell` gives what is to be said of the stamp now. The server closes it when its reader is gone.
    """

    def __init__(self, followers: Followers, seen: str, tell: Callable[[], str], quiet: float) -> None:
        self._followers, self._seen, self._tell, self._quiet = followers, seen, tell, quiet
        self._head = b"retry: 1000\n"
        self._here = True

    def __next__(self) -> bytes:
        """Wait for the next thing to say; the first is said at once."""
        head, self._head = self._head, b""
        now = self._followers.news(self._seen, 0 if head else self._quiet)
        if now == self._seen:
            return head + b": nothing new\n\n"
        self._seen = now
        return head + f"id: {now}\nevent: releases\ndata: {self._tell()}\n\n".encode()

    def close(self) -> None:
        """Free its place."""
        here, self._here = self._here, False
        if here:
            self._followers.leave()

    __del__ = close
