"""What is used of PyYAML, imported without compiling the expressions of its own parser.

libyaml's parser uses none of these, and compiling them takes longer than reading the documents of most
repositories. They are compiled at their first use.
"""

import re
import sys
from typing import Any

from checker.patterns import lazy

__all__ = [
    "AliasToken",
    "AnchorToken",
    "CParser",
    "ComposerError",
    "MappingNode",
    "ScalarNode",
    "SequenceNode",
    "YAMLError",
]

_compile = re.compile


def _deferred(pattern: Any, flags: Any = 0) -> Any:
    """Defer what PyYAML's modules compile; other threads may be importing other things meanwhile."""
    caller = sys._getframe(1).f_globals.get("__name__", "")  # noqa: SLF001
    return lazy(pattern, flags) if caller.startswith("yaml.") else _compile(pattern, flags)


try:
    re.compile = _deferred
    from yaml._yaml import CParser
    from yaml.composer import ComposerError
    from yaml.error import YAMLError
    from yaml.nodes import MappingNode, ScalarNode, SequenceNode
    from yaml.tokens import AliasToken, AnchorToken
finally:
    re.compile = _compile
