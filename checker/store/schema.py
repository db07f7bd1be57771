"""The tables. Migrations make them; what stands here has to be what they lead to."""

from typing import Any

from sqlalchemy import (
    Column,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    Table,
    TypeDecorator,
    UniqueConstraint,
    types,
)

VERSIONS = ("1",)
"""The versions of the schema, oldest first; migrations/versions leads from each to the next."""
VERSION_TABLE = "checker_schema"

metadata = MetaData()


class _Held(TypeDecorator[Any]):
    """A type whose values are checked when they are read: SQLite gives out whatever a damaged file holds."""

    kinds: tuple[type, ...] = ()

    def __init__(self, nullable: bool = False) -> None:
        super().__init__()
        self.nullable = nullable

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return a value that was read; raises TypeError or ValueError when this column cannot hold it."""
        del dialect
        if (value is None and self.nullable) or type(value) in self.kinds:
            return value
        raise TypeError(f"a value is {type(value).__name__}, not {self.kinds[0].__name__}")


class Integer(_Held):
    """A whole number."""

    impl = types.Integer
    cache_ok = True
    kinds = (int,)


class Text(_Held):
    """A text."""

    impl = types.Text
    cache_ok = True
    kinds = (str,)


class LargeBinary(_Held):
    """Bytes."""

    impl = types.LargeBinary
    cache_ok = True
    kinds = (bytes,)


class Percent(_Held):
    """A score or a coverage, from 0 to 100."""

    impl = types.Double
    cache_ok = True
    kinds = (float, int)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return a number that was read, as _Held does."""
        number = super().process_result_value(value, dialect)
        if number is not None and not -_ROUNDING <= number <= 100 + _ROUNDING:
            raise ValueError(f"a score is {number}")
        return number


_ROUNDING = 1e-6  # what sums of many weights may be off by

series = Table(
    "checker_series",
    metadata,
    Column("id", Integer(), primary_key=True),
    Column("key", Text(), nullable=False, unique=True),
    Column("name", Text(), nullable=False),
)
policies = Table(
    "checker_policy",
    metadata,
    Column("id", Integer(), primary_key=True),
    Column("name", Text(), nullable=False),
    Column("version", Text(), nullable=False),
    Column("digest", Text(), nullable=False),
    # The digest of the stamp itself: two stamps may differ in where things were said.
    Column("stamp", LargeBinary(), nullable=False, unique=True),
    Column("document", LargeBinary(), nullable=False),
)
# What audits have in common with others: who was there in which order, tool, warnings.
texts = Table(
    "checker_text",
    metadata,
    Column("id", Integer(), primary_key=True),
    Column("digest", LargeBinary(), nullable=False, unique=True),
    Column("document", LargeBinary(), nullable=False),
)
audits = Table(
    "checker_audit",
    metadata,
    Column("id", Integer(), primary_key=True),
    Column("series_id", ForeignKey(series.c.id), nullable=False),
    Column("policy_id", ForeignKey(policies.c.id), nullable=False),
    Column("started_at", Text(), nullable=False),
    Column("tool", Text(), nullable=False),
    Column("state", Text(), nullable=False),
    Column("organization", Text(), nullable=False, default=""),
    Column("score", Percent(nullable=True)),
    Column("coverage", Percent(nullable=True)),
    Column("level", Text(), nullable=False, default=""),
    Column("repositories", Integer(), nullable=False, default=0),
    Column("roster_id", Integer(nullable=True), ForeignKey(texts.c.id)),
    Column("frame_id", Integer(nullable=True), ForeignKey(texts.c.id)),
    Index("checker_audit_series", "series_id", "id"),
    sqlite_autoincrement=True,  # an id is never given twice: people refer to audits by it
)
rules = Table(
    "checker_rule",
    metadata,
    Column("id", Integer(), primary_key=True),
    Column("name", Text(), nullable=False, unique=True),
)
subjects = Table(
    "checker_subject",
    metadata,
    Column("id", Integer(), primary_key=True),
    Column("series_id", ForeignKey(series.c.id), nullable=False),
    # Of kind and name: names can be longer than an index holds.
    Column("digest", LargeBinary(), nullable=False),
    Column("kind", Text(), nullable=False),
    Column("name", Text(), nullable=False),
    UniqueConstraint("series_id", "digest"),
)
# What holds from one audit until the next row of the same subject. No row refers to its audit by a
# foreign key: without an index on audit_id, which would cost as much as the rows, that is slow.
versions = Table(
    "checker_version",
    metadata,
    # Wide numbers first: PostgreSQL aligns them.
    Column("score", Percent(nullable=True)),
    Column("coverage", Percent(nullable=True)),
    Column("score_without_waivers", Percent(nullable=True)),
    Column("subject_id", ForeignKey(subjects.c.id), primary_key=True),
    Column("audit_id", Integer(), primary_key=True, autoincrement=False),
    # The audit of the row that holds the whole document; later ones hold differences.
    Column("base", Integer(), nullable=False),
    Column("commit", LargeBinary(), nullable=False),
    Column("team", Text(), nullable=False),
    Column("level", Text(), nullable=False),
    Column("document", LargeBinary(), nullable=False),
)
# New commits of subjects in which nothing else changed.
commits = Table(
    "checker_commit",
    metadata,
    Column("subject_id", ForeignKey(subjects.c.id), primary_key=True),
    Column("audit_id", Integer(), primary_key=True, autoincrement=False),
    Column("commit", LargeBinary(), nullable=False),
)
facts = Table(
    "checker_facts",
    metadata,
    Column("subject_id", ForeignKey(subjects.c.id), primary_key=True),
    Column("audit_id", Integer(), primary_key=True, autoincrement=False),
    Column("document", LargeBinary(), nullable=False),
)
groups = Table(
    "checker_group",
    metadata,
    Column("id", Integer(), primary_key=True),
    Column("series_id", ForeignKey(series.c.id), nullable=False),
    # Of kind and name: names can be longer than an index holds.
    Column("digest", LargeBinary(), nullable=False),
    Column("kind", Text(), nullable=False),
    Column("name", Text(), nullable=False),
    UniqueConstraint("series_id", "digest"),
)
figures = Table(
    "checker_figure",
    metadata,
    Column("score", Percent(nullable=True)),
    Column("coverage", Percent(nullable=True)),
    Column("group_id", ForeignKey(groups.c.id), primary_key=True),
    Column("audit_id", Integer(), primary_key=True, autoincrement=False),
    Column("repositories", Integer(), nullable=False),
    Column("level", Text(), nullable=False),
    Column("document", LargeBinary(), nullable=False),
)
# What documents have in common, so that each is stored without it: see packing.py.
dictionaries = Table(
    "checker_dictionary",
    metadata,
    Column("id", Integer(), primary_key=True),
    Column("rules", LargeBinary(), nullable=False, unique=True),
    Column("content", LargeBinary(), nullable=False),
)

SUBJECT_ROWS = (versions, commits, facts)
"""The tables that hold what changed about a subject."""
