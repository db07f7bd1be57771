"""Lists that are too long for expressions."""

from checker.collectors import ITEM_LIMIT, bounded
from checker.model.json_value import Json


def test_what_is_cut_off_is_named_by_its_files() -> None:
    """Each once; items without a path have none."""
    items: list[Json] = [{"path": f"{number // 600}.py", "line": number} for number in range(1_900)]
    (problem,) = bounded("x.y", items).problems
    assert (problem.seen, problem.files) == (items[:ITEM_LIMIT], ("1.py", "2.py", "3.py"))
    assert bounded("x.y", items[:ITEM_LIMIT]).values == {"x.y": items[:ITEM_LIMIT]}
    (problem,) = bounded("x.y", ["a", {"path": 1}, {"path": ""}] * 500).problems
    assert problem.files == ()
