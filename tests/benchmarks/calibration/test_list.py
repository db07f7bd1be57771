"""The list of subjects is as large and as mixed as a calibration needs."""

import re
from collections import Counter

import pytest

from benchmarks.calibration.figures import half
from benchmarks.calibration.listed import LIST
from benchmarks.subjects import read

SUBJECTS = read(LIST)


@pytest.mark.parametrize("group", ["good", "poor"])
def test_forty_of_ten_ecosystems_and_enough_in_each_half(group):
    found = [subject for subject in SUBJECTS if subject.about["group"] == group]
    assert len(found) >= 40
    assert len({subject.about["ecosystem"] for subject in found}) >= 10
    halves = Counter(half(subject.name) for subject in found)
    assert min(halves["tune"], halves["report"]) >= 20


def test_each_is_pinned_once_and_says_why():
    assert len({subject.name.lower() for subject in SUBJECTS}) == len(SUBJECTS)
    for subject in SUBJECTS:
        assert re.fullmatch("[0-9a-f]{40}", subject.commit)
        assert subject.about.keys() == {"group", "ecosystem", "why"}
        assert subject.about["why"]
