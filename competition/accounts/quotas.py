"""How much programs may ask of open data: a key a day, by its own quota; whoever has none an hour, by their address."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import ParamSpec, TypeVar

from flask import g, request

from competition.accounts import api_keys
from competition.accounts.actions import keys
from competition.accounts.key_models import ApiKey
from competition.foundation import clock
from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.foundation.web import limiter

P = ParamSpec("P")
R = TypeVar("R")
ANONYMOUS = 300
SCOPE = "open data"


class KeyUnknown(Refused):
    """What was sent as a key is none in force."""

    status = HTTPStatus.UNAUTHORIZED


def quota(cost: int = 1) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Count each request for a view against the quota of whoever asks; a heavy answer costs more than one."""
    anonymous = limiter.shared_limit(f"{ANONYMOUS}/hour", scope=SCOPE, cost=cost)

    def declared(view: Callable[P, R]) -> Callable[P, R]:
        limited = anonymous(view)

        @wraps(view)
        def counted(*args: P.args, **kwargs: P.kwargs) -> R:
            key = _key()
            if key is None:
                return limited(*args, **kwargs)
            g.quota = keys.use_key(key, cost, clock.now())
            return view(*args, **kwargs)

        return counted

    return declared


def _key() -> ApiKey | None:
    told = request.authorization
    # whatever else stands there is for a door before ours
    if told is None or told.type != "bearer":
        return None
    key = api_keys.in_force(told.token or "")
    if key is None:
        raise KeyUnknown(_l("This key is none that is in force. Check it, or ask without one."))
    return key
