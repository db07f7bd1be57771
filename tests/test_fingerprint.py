"""What identifies the program."""

import json
import subprocess
import sys

import pytest

from checker import fingerprint
from tests.test_layers import ROOT


def test_the_digest_is_short_and_stays() -> None:
    """As long as the program is the same."""
    assert fingerprint.digest() == fingerprint.digest()
    assert len(fingerprint.digest()) == 32


def test_the_digest_knows_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the files that judge, not those that show."""
    first = fingerprint.digest.__wrapped__()
    monkeypatch.setattr(fingerprint, "__version__", "0")
    assert fingerprint.digest.__wrapped__() != first


def test_another_process_has_the_same_fingerprint() -> None:
    """If it has the same files."""
    code = "import json; from checker.fingerprint import fingerprint; print(json.dumps(fingerprint()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout) == fingerprint.fingerprint()


@pytest.mark.parametrize(
    ("name", "judges"),
    [
        ("model/facts.py", True),
        ("files/patterns.yml", True),
        ("render/x.py", False),
        ("policies/a.yml", False),
    ],
)
def test_a_checkout_is_told_by_what_judges(monkeypatch, tmp_path, name, judges) -> None:
    """Of an installed program the installer has recorded the same."""
    monkeypatch.setattr(fingerprint, "_installed", lambda: iter(()))
    monkeypatch.setattr(fingerprint, "__file__", str(tmp_path / "checker/fingerprint.py"))
    path = tmp_path / "checker" / name
    path.parent.mkdir(parents=True)
    path.write_text("a")
    first = fingerprint.fingerprint.__wrapped__()
    path.write_text("b")
    assert (fingerprint.fingerprint.__wrapped__() != first) is judges
