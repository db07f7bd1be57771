"""The views of today, in the words of each database."""

from sqlalchemy import Connection, text

_JSON = {
    "sqlite": {
        "time": "a.started_at",
        "text": "json_extract({text}, '$.{key}')",
        "each": "json_each({text}, '$.{key}')",
        "number": "CAST(json_extract({text}, '$.{key}') AS REAL)",
        "json": "{text}",
    },
    "postgresql": {
        "time": "CAST(a.started_at AS timestamptz)",
        "text": "CAST({text} AS json) ->> '{key}'",
        "each": "json_each(CAST({text} AS json) -> '{key}')",
        "number": "CAST(CAST({text} AS json) ->> '{key}' AS double precision)",
        "json": "CAST({text} AS json)",
    },
}
"""How each database reads a time, and parts of JSON."""

_AUDIT = """
    e.name AS series,
    a.id AS audit,
    {time} AS time,
    a.id = (
        SELECT max(n.id) FROM checker_audits n WHERE n.series_id = a.series_id AND n.state = 'finished'
    ) AS latest,"""
_FINISHED = """
FROM checker_audits a
JOIN checker_series e ON e.id = a.series_id"""
_HOLDS = "{0}.from_audit <= a.id AND ({0}.until_audit IS NULL OR {0}.until_audit > a.id)"
_GROUPS = f"""
JOIN checker_groups g ON g.series_id = a.series_id
JOIN checker_group_versions v ON v.group_id = g.id AND {_HOLDS.format("v")}"""
_SUBJECTS = f"""
JOIN checker_subjects s ON s.series_id = a.series_id
JOIN checker_subject_versions v ON v.subject_id = s.id AND {_HOLDS.format("v")}"""
_WHERE = """
WHERE a.state = 'finished'"""

_TEAMS = f"""
SELECT {_AUDIT}
    v.kind, g.name, v.part_of, v.repositories, v.score, v.coverage, v.level, v.owed,
    v.score_at_least
{_FINISHED}{_GROUPS}{_WHERE}"""

_SCORES = f"""
SELECT {_AUDIT}
    v.kind, g.name, v.part_of AS team, '' AS objective, v.score, v.coverage, v.level,
    v.score_at_least
{_FINISHED}{_GROUPS}{_WHERE}
UNION ALL
SELECT {_AUDIT}
    v.kind, g.name, v.part_of, o.key, {{objective_score}}, {{objective_coverage}}, '',
    {{objective_at_least}}
{_FINISHED}{_GROUPS}
CROSS JOIN {{objectives}} o{_WHERE}
UNION ALL
SELECT {_AUDIT}
    s.kind, s.name, v.team, '', v.score, v.coverage, v.level,
    coalesce(v.score, 0) * v.coverage / 100
{_FINISHED}{_SUBJECTS}{_WHERE} AND s.kind = 'repository'"""

_RESULTS = f"""
SELECT {_AUDIT}
    s.kind, s.name, v.team, r.name AS rule,
    coalesce({{title}}, p.title, '') AS title,
    coalesce({{pack}}, p.pack, '') AS pack,
    coalesce({{severity}}, p.severity, 'info') AS severity,
    coalesce({{level}}, p.level, '') AS level,
    coalesce({{objective}}, p.objective, '') AS objective,
    x.outcome, x.score,
    coalesce({{enforcement}}, 'block') AS enforcement,
    {{reason}} AS reason,
    {{waiver}} AS waiver,
    {{evidence}} AS evidence
{_FINISHED}{_SUBJECTS}
JOIN checker_result_versions x ON x.subject_id = s.id AND {_HOLDS.format("x")}
JOIN checker_rules r ON r.id = x.rule_id
LEFT JOIN checker_policy_rules p ON p.policy_id = a.policy_id AND p.rule_id = x.rule_id
LEFT JOIN checker_documents d ON d.digest = x.evidence{_WHERE}"""

_EVIDENCE = ("title", "pack", "severity", "level", "objective", "enforcement", "reason", "waiver")


def create_views(connection: Connection) -> None:
    """Make the views anew."""
    words = _JSON[connection.dialect.name]
    parts = {key: words["text"].format(text="d.json", key=key) for key in _EVIDENCE}
    parts |= {
        "time": words["time"],
        "evidence": words["json"].format(text="d.json"),
        "objectives": words["each"].format(text="v.details", key="objectives"),
        "objective_score": words["number"].format(text="o.value", key="score"),
        "objective_coverage": words["number"].format(text="o.value", key="coverage"),
        "objective_at_least": words["number"].format(text="o.value", key="score_at_least"),
    }
    for name, query in (("scores", _SCORES), ("results", _RESULTS), ("teams", _TEAMS)):
        connection.execute(text(f"DROP VIEW IF EXISTS checker_{name}"))
        connection.execute(text(f"CREATE VIEW checker_{name} AS {query.format(**parts)}"))
