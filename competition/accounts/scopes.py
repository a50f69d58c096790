"""What a part can be held for: later rooms say which competitions, items and organisations there are."""

from collections.abc import Callable, Collection, Mapping, Sequence

from competition.accounts.models import HeldRole
from competition.accounts.rules import SCOPES, Role, Scope

Choice = tuple[int, str]
Choices = Callable[[str], Sequence[Choice]]
Labels = Callable[[Collection[int]], Mapping[int, str]]

MOST = 50

_offered: dict[Scope, tuple[Choices, Labels]] = {}


def offer(scope: Scope, choices: Choices, labels: Labels) -> None:
    """Let parts be granted for one kind of thing.

    `choices(search)` names at most 50 things (id, label) that fit the search text; `labels(ids)` names these very ones.
    """
    _offered[scope] = (choices, labels)


def choices_for(role: Role, search: str) -> list[tuple[str, str]]:
    """List what a role can be granted for, as ('item:3', 'label'); the whole city is ('city:', '')."""
    found: list[tuple[str, str]] = []
    for scope in sorted(SCOPES[role], key=list(Scope).index):
        if scope is Scope.CITY:
            found.append(("city:", ""))
        elif scope in _offered:
            found += [(f"{scope}:{thing}", label) for thing, label in _offered[scope][0](search)]
    return found


def exists(scope: Scope, scope_id: int | None) -> bool:
    """Say whether there is such a thing; nothing is asked for the whole city."""
    if scope is Scope.CITY:
        return scope_id is None
    return scope_id is not None and scope in _offered and scope_id in _offered[scope][1]([scope_id])


def labels_of(parts: Collection[HeldRole]) -> dict[tuple[Scope, int], str]:
    """Name the things parts are held for: one question a kind, however many parts."""
    found: dict[tuple[Scope, int], str] = {}
    for scope, (_choices, labels) in _offered.items():
        ids = {part.scope_id for part in parts if part.scope is scope and part.scope_id}
        found |= {(scope, thing): label for thing, label in (labels(ids) if ids else {}).items()}
    return found
