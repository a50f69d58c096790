"""Measurements beside bare references, taken in the same run."""
