"""What the tests of the house read: every source, parsed once."""

import ast
import gc
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "competition"
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root, its lines and, for whoever asks, its tree."""

    path: str
    lines: tuple[str, ...]

    @cached_property
    def tree(self) -> ast.Module:
        # while trees grow the collector walks all of them again and again, which took longer than parsing
        gc.disable()
        try:
            return ast.parse("\n".join(self.lines))
        finally:
            gc.enable()

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    def functions(self):
        return [node for node in self.nodes if isinstance(node, FUNCTIONS)]


@cache
def rooms() -> tuple[str, ...]:
    """Name every room of the house."""
    return tuple(sorted(p.parent.name for p in PACKAGE.glob("*/__init__.py") if p.parent.name != "migrations"))


@cache
def sources(*globs: str) -> tuple[Source, ...]:
    """Read Python files; those of the migrations are records of what was run, not code to keep tidy."""
    found = sorted({path for glob in globs for path in ROOT.glob(glob) if "versions" not in path.parts})
    return tuple(_source(path) for path in found)


@cache
def _source(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(str(path.relative_to(ROOT)), tuple(text.splitlines()))


def house() -> tuple[Source, ...]:
    """Read the code of the product and of its tools."""
    return sources("competition/**/*.py", ".ci/*.py", "examples/*.py", "bench/*.py")


@cache
def templates() -> dict[str, str]:
    """Read every template by its name."""
    return {
        str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.rglob("*.html"))
    }


@cache
def scripts() -> dict[str, str]:
    """Read every script of ours, vendors' left out."""
    found = [p for kind in ("*.js", "*.mjs") for p in sorted(STATIC.rglob(kind)) if "vendor" not in p.parts]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in found}
