"""The file of recorded debt goes round without loss, and says where it is wrong."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from checker.errors import UsageError
from checker.model.debt import Owed
from checker.policy.debt import read_debt, written

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(
    lambda text: text.strip() and "\x00" not in text
)
LINE = st.from_regex(r"[a-z]+(?:/[a-z: #'-]+[a-z])?", fullmatch=True)
RULE = st.from_regex(r"[a-z]{1,8}/[a-z]{1,8}", fullmatch=True)
FINDINGS = st.dictionaries(
    TEXT, st.dictionaries(TEXT, st.integers(1, 99), min_size=1, max_size=3), max_size=3
)
OWED = st.builds(Owed, LINE, RULE, st.dates(date(2000, 1, 1), date(2999, 1, 1)), LINE, FINDINGS)


def plain(debt):
    return [(each.repository, each.rule, each.recorded, each.owner, each.findings) for each in debt]


@given(st.lists(OWED, max_size=4, unique_by=lambda each: (each.repository, each.rule)))
def test_what_is_written_is_read(tmp_path_factory, debt):
    path = tmp_path_factory.mktemp("debt") / "debt.yml"
    path.write_text(written(debt), encoding="utf-8", newline="\n")
    try:
        found, mistakes = read_debt(path, "debt.yml")
    except UsageError as error:
        raise AssertionError(written(debt)) from error
    assert mistakes == ()
    assert plain(found) == plain(sorted(debt, key=lambda each: (each.repository, each.rule)))


def test_every_mistake_is_located(tmp_path):
    (tmp_path / "debt.yml").write_text(
        "debt:\n"
        "  - {repository: a, rule: nonsense, recorded: 2026-01-01, owner: x}\n"
        "  - {repository: a, rule: x/y, recorded: soon, owner: x}\n"
        "  - {repository: a, rule: x/z, recorded: 2026-01-01, owner: x, findings: [{path: p}]}\n"
        "  - {repository: b, rule: x/y, recorded: 2026-01-01, owner: x}\n"
        "  - {repository: b, rule: x/y, recorded: 2026-01-02, owner: x}\n"
    )
    _, mistakes = read_debt(tmp_path / "debt.yml", "debt.yml")
    assert sorted({each.position.line for each in mistakes}) == [2, 3, 4, 6]
