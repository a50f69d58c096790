"""Write docs/roles.md anew: every route walked as every role, and who was let in."""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests import roles  # noqa: E402 - the line above makes the tests importable


def main() -> int:
    """Walk the house and store the page."""
    with tempfile.TemporaryDirectory() as folder:
        for _walk, seen in roles.walked(Path(folder)):
            (ROOT / "docs" / "roles.md").write_text(roles.page(seen), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
