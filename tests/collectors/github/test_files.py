"""What the files of a release are."""

import pytest

from checker.collectors.github import files


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("app.tar.gz.asc", "signature"),
        ("app.sigstore.json", "signature"),
        ("checksums.txt.sig", "signature"),
        ("sbom.json.minisig", "signature"),
        ("multiple.intoto.jsonl", "provenance"),
        ("provenance.json", "provenance"),
        ("attestation.jsonl", "provenance"),
        ("sbom.json", "sbom"),
        ("app-1.2.3.spdx.json", "sbom"),
        ("app.cdx.xml", "sbom"),
        ("bom.json", "sbom"),
        ("LICENSE", "licence"),
        ("LICENCE.txt", "licence"),
        ("app-COPYING", "licence"),
        ("SHA256SUMS", "other"),
        ("app_1.2.3_checksums.txt", "other"),
        ("app.tar.gz.sha256", "other"),
        ("latest.yml", "other"),
        ("app-1.2.3.tar.gz", "product"),
        ("bomber.exe", "product"),
        ("licenser.exe", "product"),
        ("app.deb", "product"),
    ],
)
def test_kinds(name: str, kind: str) -> None:
    """By the names that tools give them."""
    assert files.is_signature(name) is (kind in {"signature", "provenance"})
    assert files.is_provenance(name) is (kind == "provenance")
    assert files.is_sbom(name) is (kind == "sbom")
    assert files.is_licence(name) is (kind == "licence")
    assert bool(files.products([name])) is (kind == "product")


@pytest.mark.parametrize(
    ("name", "tag", "expected"),
    [
        ("app-1.2.3.tar.gz", "v1.2.3", True),
        ("app_1.2.3_linux_amd64", "app/v1.2.3", True),
        ("app-1.2.3-rc1.zip", "v1.2.3-rc1", True),
        ("app-linux-x86_64", "v6", False),
        ("app-11.2.3.zip", "v1.2.3", False),
        ("app-1.2.30.zip", "v1.2.3", False),
        ("app-nightly.zip", "nightly", True),
        ("app.zip", "v1.2.3", False),
    ],
)
def test_version_in_the_name(name: str, tag: str, expected: bool) -> None:
    """As a number of its own, however the packager writes it."""
    assert files.names_version(name, tag) is expected
