"""Whether a page is written in English."""

import pytest

from checker.prose.natural_language import is_foreign
from checker.prose.parse import read


@pytest.mark.parametrize(
    "text",
    [
        "Das ist ein Werkzeug für den Hafen, und es hilft auch bei der Arbeit mit Kränen, die nicht neu sind.",
        "Este es un proyecto para el puerto, con una guía para los que no conocen las grúas del muelle.",
        "Ce projet est un outil pour le port, avec une aide pour les grues et pour les gens dans le port.",
        "这是一个很好的项目，它可以帮助您管理港口的起重机和船舶，以及所有的货物和人员，欢迎大家使用。",
        "Это инструмент для порта, который помогает работать с кранами и кораблями каждый день.",
    ],
)
def test_other_languages(text: str) -> None:
    """By their little words, or by their letters."""
    assert is_foreign(read("README.md", f"# Harbour\n\n{text}\n"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hafen und Kran.",
        "This is a tool for the harbour, and it helps with cranes: de, la, el, der, die, das, und are words of others.",
        "- [Kubernetes](https://a.b) - orchestration\n- [Die Zeit](https://a.b) - news\n- [La Nación](https://a.b)\n",
        "`der die das und ist nicht mit ein eine für`",
    ],
)
def test_english_and_what_nobody_can_tell(text: str) -> None:
    """A few words, names and code do not make a page foreign."""
    assert not is_foreign(read("README.md", f"# Harbour\n\n{text}\n"))
