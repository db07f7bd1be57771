"""The page about editors: what it says to write and to set fits together."""

import json
import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

from jsonschema import Draft7Validator

from checker.app.init import contents
from checker.app.policies.schemas import KINDS
from checker.documents import yaml

PAGE = (Path(__file__).parents[2] / "docs" / "editors.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_settings_name_what_the_commands_write(tmp_path):
    """And what `checker init` writes fits the schema that its place is given."""
    shell = shutil.which("bash")
    assert shell
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path}
    subprocess.run([shell, "-euc", block("sh")], cwd=tmp_path, env=environment, check=True)
    given = {
        contents.CONFIGURATION: contents.configuration("Acme", ["baseline"]),
        **contents.policy_files("Acme"),
    }
    settings = json.loads(block("json"))["yaml.schemas"]
    for schema, pattern in settings.items():
        validator = Draft7Validator(json.loads((tmp_path / schema).read_text(encoding="utf-8")))
        (text,) = (
            text
            for name, text in given.items()
            if Path(name).match(pattern) and pattern.count("/") == name.count("/")
        )
        assert validator.is_valid(yaml.parse(text).data)
    assert len(settings) == len(given)


def test_every_kind_that_people_write_is_listed():
    """With the file that is published."""
    listed = re.findall(r"^\| \[`(\w+)`\]\(\.\./reports/schema/(\w+)\.json\)", PAGE, re.MULTILINE)
    assert [kind for kind, _ in listed] == [file for _, file in listed]
    assert [kind for kind, _ in listed] == [
        kind for kind in KINDS if kind not in {"audit", "change", "trend"}
    ]
