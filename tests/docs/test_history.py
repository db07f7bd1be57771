"""docs/history.md: its queries run and its page of tables is current."""

import re
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from checker.store import open_history
from tests.docs import tables
from tests.store.made import audit, keep, passing

PAGE = Path(__file__).parents[2] / "docs" / "history.md"
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_page_of_tables_is_current():
    """`make docs` writes it."""
    assert tables.PAGE.read_text(encoding="utf-8") == tables.page()


def test_nothing_waits_to_be_filled_in():
    assert not re.search(r"\b(?:MEASURED|TODO|TBD|FIXME|XXX)\b", PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_queries_run(tmp_path, query):
    """With what they say they show."""
    with open_history("sqlite:///history.db", tmp_path, write=True) as history:
        keep(history, audit(1, [passing("one", "pay", r1="fail"), passing("two", "pay", r1="fail")]))
        keep(history, audit(2, [passing("one", "pay", r1="fail"), passing("two", "pay")]))
    with create_engine(f"sqlite:///{tmp_path / 'history.db'}").connect() as connection:
        rows = connection.execute(text(query.replace("payments", "pay"))).all()
    assert rows
