"""What the files of a release are, told by their names."""

import re
from collections.abc import Sequence

from checker.patterns import lazy

_PROVENANCE = lazy(r"(?i).*\.intoto(?:\.jsonl?)?|.*\.?(?:provenance|attestations?)(?:\.sigstore)?\.jsonl?")
_SIGNATURE = lazy(r"(?i).*\.(?:sig|asc|minisig|sign|sigstore(?:\.json)?|cosign\.bundle)")
_SBOM = lazy(
    r"(?i).*(?:\bsbom\b|_sbom|sbom_).*|.*\.(?:spdx|cdx)(?:\.\w+)?|(?:.*[._-])?bom\.(?:json|xml)|.*cyclonedx.*"
)
_LICENCE = lazy(r"(?i)(?:.*[._-])?(?:un)?(?:licen[cs]es?|copying|notice)(?:[._-].*)?")
_ABOUT = lazy(
    r"(?i).*(?:check|sha\d*|md5)sums?\b.*|.*\.(?:sha\d+(?:sums?)?|md5|txt|md|rst|ya?ml|json|blockmap|pem|crt|pub)"
)
_NUMBER = lazy(r"\d[\w.+-]*$")


def is_provenance(name: str) -> bool:
    """Tell whether a file says how others were built."""
    return bool(_PROVENANCE.fullmatch(name))


def is_signature(name: str) -> bool:
    """Tell whether a file proves who made others: signatures, and provenance, which is signed."""
    return bool(_SIGNATURE.fullmatch(name)) or is_provenance(name)


def is_sbom(name: str) -> bool:
    """Tell whether a file lists what others are made of."""
    return bool(_SBOM.fullmatch(name)) and not _SIGNATURE.fullmatch(name)


def is_licence(name: str) -> bool:
    """Tell whether a file holds the licence."""
    return bool(_LICENCE.fullmatch(name)) and not _SIGNATURE.fullmatch(name)


def products(names: Sequence[str]) -> Sequence[str]:
    """Return the files that people take away to use, not those that tell about others."""
    return [name for name in names if not _tells(name)]


def _tells(name: str) -> bool:
    return is_signature(name) or is_sbom(name) or is_licence(name) or bool(_ABOUT.fullmatch(name))


def names_version(name: str, tag: str) -> bool:
    """Tell whether a file's name holds the version that a tag names: 1.2.3 of v1.2.3 or app/v1.2.3."""
    number = _NUMBER.search(tag.rpartition("/")[2])
    wanted = re.escape(_plain(number[0] if number else tag))
    return bool(re.search(rf"(?<!\d){wanted}(?!\d)", _plain(name)))


def _plain(name: str) -> str:
    """Write a version as any packager writes it."""
    return name.lower().translate(str.maketrans("-_+", "..."))
