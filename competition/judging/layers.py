"""Blind marking in layers: the presets, the draw anyone can repeat, and how a code leads back; pure.

Source: judging.md 7 (加密). A layer replaces one number by another. Its seed is committed to before the draw by its
SHA-256; at the draw a word that nobody could know before is mixed in; the seed is shown when the layer is decoded, as
until then whoever has the seed has the whole layer.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FORMAT = "competition-draw/1"


class LayerKind(StrEnum):
    """What a layer's number is called."""

    LOT = "lot"
    WORKSTATION = "workstation"
    RESULT = "result"


class Preset(StrEnum):
    """How many layers lie between a competitor and the judges."""

    NONE = "none"
    ONE = "one"
    THREE = "three"


class Step(StrEnum):
    """Where a layer stands."""

    COMMITTED = "committed"
    DRAWN = "drawn"
    DECODED = "decoded"


LAYERS: Mapping[Preset, tuple[LayerKind, ...]] = {
    Preset.NONE: (),
    Preset.ONE: (LayerKind.RESULT,),
    Preset.THREE: (LayerKind.LOT, LayerKind.WORKSTATION, LayerKind.RESULT),
}


def commitment(seed: str) -> str:
    """Give what is published before the draw: the SHA-256 of the seed, in hexadecimal."""
    return hashlib.sha256(seed.encode()).hexdigest()


def drawn(numbers: Sequence[int], seed: str, word: str) -> dict[int, int]:
    """Draw codes 1..n: numbers in the order of SHA-256("seed:word:number")."""
    ordered = sorted(numbers, key=lambda each: hashlib.sha256(f"{seed}:{word}:{each}".encode()).digest())
    return {number: code for code, number in enumerate(ordered, 1)}


def through(layers: Sequence[Mapping[int, int]], number: int) -> int:
    """Lead a number through the layers to the last code."""
    for layer in layers:
        number = layer[number]
    return number


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a published layer is what its own seed and word give."""

    position: int
    count: int
    commitment_holds: bool
    draw_holds: bool


def checked(published: Mapping[str, Any]) -> list[Checked]:
    """Draw every decoded layer of a published file again and compare; ValueError where the file is of another kind."""
    if published.get("format") != FORMAT:
        raise ValueError(f"not a file of the kind {FORMAT}")
    return [_checked(layer) for layer in published["layers"] if layer.get("seed")]


def _checked(layer: Mapping[str, Any]) -> Checked:
    pairs = {int(before): int(after) for before, after in layer["pairs"]}
    again = drawn(sorted(pairs), layer["seed"], layer["word"])
    held = commitment(layer["seed"]) == layer["commitment"]
    return Checked(int(layer["position"]), len(pairs), held, again == pairs)
