"""Codes of several sets keep their own words, also where they read the same."""

from enum import StrEnum

import pytest

from competition.foundation.words import Codes
from competition.judging import words
from competition.judging.paper import PaperState
from competition.judging.revisions import Touch


class Paper(StrEnum):
    KEPT = "kept"
    GONE = "gone"


class Marks(StrEnum):
    KEPT = "kept"


def test_two_codes_that_read_the_same_have_each_its_own_word():
    said = Codes({Paper.KEPT: "in the drawer", Paper.GONE: "burnt"}, {Marks.KEPT: "valid"})
    assert [said[Paper.KEPT], said[Marks.KEPT], said.get(Paper.GONE)] == ["in the drawer", "valid", "burnt"]
    assert list(said) == [Paper.KEPT, Paper.GONE, Marks.KEPT]
    assert list(Codes(said, {Marks.KEPT: "void"}).values()) == ["in the drawer", "burnt", "void"]
    assert "gone" not in said


def test_codes_of_several_sets_in_one_dict_are_refused():
    with pytest.raises(TypeError, match="several sets"):
        Codes({Paper.GONE: "burnt", Marks.KEPT: "valid"})


def test_marks_that_stay_valid_are_not_called_paper_that_was_confirmed():
    assert words.word(Touch.KEPT) != words.word(PaperState.KEPT)
