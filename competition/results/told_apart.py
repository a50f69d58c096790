"""Names as the public reads them: only two of the same name and unit are told apart, by a masked tail; pure but for masking."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping

from competition.foundation import masking

# what begins the masked tail behind a name
TAIL = "（…"
Named = tuple[str, str, int]


def public_names(
    lines: Mapping[int, Named], numbers: Callable[[Collection[int]], Mapping[int, str | None]]
) -> dict[int, str]:
    """Name each line, told as name, unit and who; `numbers` reads the ID numbers of those who must be told apart."""
    same = Counter((name, unit) for name, unit, _who in set(lines.values()))
    twice = {who for name, unit, who in lines.values() if same[name, unit] > 1}
    tails = {who: masking.masked("id_number", number)[-3:] for who, number in numbers(twice).items()} if twice else {}
    return {
        line: f"{name}{TAIL}{tails[who]}）" if who in twice and tails.get(who) else name
        for line, (name, _unit, who) in lines.items()
    }
