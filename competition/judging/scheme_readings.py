"""Reads a scheme from a JSON file or from the editor, and any file by what it is; every fault named at its place."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from competition.foundation.errors import Refused
from competition.foundation.texts import _l
from competition.judging import imports, kinds, rules, tree_contents
from competition.judging.imports import Finding, ReadScheme, SchemeNote
from competition.judging.kinds import TreeFault
from competition.judging.rules import SchemeTree
from competition.judging.tabulation.files import FORMAT
from competition.judging.tabulation.scheme import Kind

WORKBOOK = b"PK"
LONGEST = 2_000_000


def read(content: bytes) -> ReadScheme:
    """Read a CIS workbook or a JSON scheme."""
    if content.startswith(WORKBOOK):
        return imports.read_scheme(content)
    try:
        return read_text(content.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise Refused(_l("This file is neither a workbook nor a JSON scheme.")) from wrong


def read_text(text: str) -> ReadScheme:
    """Read a JSON scheme: the scheme where nothing is wrong, else every fault."""
    tree, faults = _tree(text)
    if tree is None:
        return ReadScheme(None, faults, ())
    found = tuple(Finding(kind, None, code, value, expected) for kind, code, value, expected in kinds.faults(tree))
    notes = tuple(_notes(tree))
    return ReadScheme(None if found or faults else tree, (*faults, *found), notes)


def _tree(text: str) -> tuple[SchemeTree | None, tuple[Finding, ...]]:
    try:
        content = json.loads(text[:LONGEST], parse_float=Decimal)
        if content.get("format", FORMAT) != FORMAT:
            return None, (Finding(TreeFault.UNREADABLE, value=str(content.get("format"))[:60], expected=FORMAT),)
        return tree_contents.tree_of(content), tuple(_only_in_files(content))
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as wrong:
        return None, (Finding(TreeFault.UNREADABLE, value=f"{type(wrong).__name__} {wrong}"[:120]),)


def _only_in_files(content: Any) -> list[Finding]:
    """Name what only a recount from files knows: stages that add earlier ones."""
    return [Finding(TreeFault.STAGES, None, str(s["id"])) for s in content.get("stages", ()) if s.get("adds")]


def _notes(tree: SchemeTree) -> list[Finding]:
    found = []
    for sub in tree.sub_criteria:
        for place, aspect in enumerate(sub.aspects, 1):
            empty = [str(score) for score, text in enumerate(aspect.benchmarks) if not text]
            if aspect.kind is Kind.JUDGEMENT and empty:
                found.append(Finding(SchemeNote.NO_BENCHMARK, None, f"{sub.code}.{place}", "、".join(empty)))
    if tree.sections and (off := rules.total_variation(tree)) > imports.CUSTOMARY_VARIATION:
        found.append(Finding(SchemeNote.VARIATION, value=str(off), expected=str(imports.CUSTOMARY_VARIATION)))
    return found
