"""Tests of tabulating and of judges' agreement."""
