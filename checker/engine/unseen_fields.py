"""Fields that are not known of every item of a list: the list then counts as unseen for who reads them."""

from collections.abc import Mapping

from checker.engine.compile import Program
from checker.engine.group_facts import REPOSITORIES
from checker.expressions import analysis, syntax_tree
from checker.model.facts import Facts, Problem


def unseen(program: Program, facts: Facts) -> Mapping[str, Problem]:
    """Return the lists of which a program reads such a field, each with why it is not known."""
    if REPOSITORIES not in program.reads or REPOSITORIES not in facts.values:
        return {}
    found = [each for each in facts.problems if each.path.startswith(f"{REPOSITORIES}.")]
    if not found:
        return {}
    paths = analysis.usage(syntax_tree.tree(program.serialized)).values
    fields = {path[2] for path in paths if path[:2] == (REPOSITORIES, analysis.ITEM) and len(path) > 2}
    any_field = analysis.COMPUTED in fields
    read = [each for each in found if any_field or each.path.rpartition(".")[2] in fields]
    return {REPOSITORIES: read[0]} if read else {}
