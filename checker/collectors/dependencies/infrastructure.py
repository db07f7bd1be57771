"""Terraform, Helm, Ansible and dbt."""

from collections.abc import Iterator

from checker.collectors.dependencies.declared import (
    Dependency,
    ManifestContent,
    Untrusted,
    beside,
    from_git,
    plain_http,
)
from checker.documents import Document, hcl, hcl_json
from checker.documents.shapes import at, items, string, table
from checker.files import Files
from checker.model.json_value import Json
from checker.patterns import lazy

_GIT_SOURCE = lazy(
    r"git(?:@|::|\+)|(?:github\.com|gitlab\.com|bitbucket\.org)/|[^/?]*//[^?]*\.git|.*\.git(?:[/?]|$)"
)
_REFERENCE = lazy(r"[?&]ref=([^&]+)")
_REGISTRY = lazy(r"(?:[\w.-]+\.[a-z]+/)?[\w-]+/[\w-]+/[\w-]+(?://.*)?$")
_VERSION = lazy(r"=?\s*v?\d+\.\d+\.\d+[\w.+-]*")


def terraform(files: Files, path: str) -> ManifestContent:
    """Read the providers and modules that one file of Terraform or OpenTofu requires.

    Raises Malformed, Unobserved.
    """
    text = files.text(path)
    if not any(word in text for word in ("required_providers", "module", "source")):
        return ManifestContent(empty=True)
    root = hcl_json.root(files.document(path)) if path.endswith(".json") else hcl.parse(text)
    found = [*_providers(root), *_modules(root)]
    untrusted = [
        Untrusted(item.line, place.source, place.kind)
        for item in found
        if item.source == "url"
        for place in plain_http(item.version)
    ]
    return ManifestContent(found, untrusted, empty=not found)


def _providers(root: hcl.Block) -> Iterator[Dependency]:
    for block in root.all("terraform"):
        for required in block.all("required_providers"):
            for name, value in required.values.items():
                fields = value.fields
                source = fields.text("source") if fields else ""
                version = fields.text("version") if fields else value.text or ""
                pinned = _VERSION.fullmatch(version) is not None
                yield Dependency(source or f"hashicorp/{name}", version, value.line, pinned=pinned)


def _modules(root: hcl.Block) -> Iterator[Dependency]:
    # Terragrunt names the module that it runs in a block of its own.
    for block in (*root.all("module"), *root.all("terraform")):
        source, version = block.text("source"), block.text("version")
        line = block.values["source"].line if "source" in block.values else block.line
        if not source or source.startswith((".", "/")):
            continue
        if _GIT_SOURCE.match(source):
            reference = _REFERENCE.search(source)
            yield from_git(source.partition("?")[0], source, line, reference[1] if reference else "")
        elif _REGISTRY.fullmatch(source):
            yield Dependency(source, version, line, pinned=_VERSION.fullmatch(version) is not None)
        else:
            # Buckets and archives: an archive's content is fixed by a checksum in its address alone.
            remote = source.startswith(("http://", "https://"))
            pinned = "checksum=" in source or not remote
            yield Dependency(source, source, line, "url", pinned=pinned)


def chart(files: Files, path: str) -> ManifestContent:
    """Read the charts that a Helm chart depends on.

    Raises Malformed, Unobserved.
    """
    if _is_template(files, path):
        return ManifestContent(empty=True)
    document = files.document(path)
    found: list[Dependency] = []
    untrusted: list[Untrusted] = []
    for number, stated in enumerate(items(at(document.data, "dependencies"))):
        name, version = string(at(stated, "name")), string(at(stated, "version"))
        repository, line = string(at(stated, "repository")), document.line("dependencies", number)
        local = not repository or repository.startswith("file:")
        source = "path" if local else "registry"
        pinned = local or _VERSION.fullmatch(version) is not None
        found.append(Dependency(name, version, line, source, pinned=pinned))
        untrusted += [Untrusted(line, place.source, place.kind) for place in plain_http(repository)]
    return ManifestContent(found, untrusted)


def _is_template(files: Files, path: str) -> bool:
    """Tell whether a file is a template of a Helm chart: its name says nothing, and it is no YAML yet."""
    folder, below, _ = f"/{path}".rpartition("/templates/")
    return bool(below) and files.entry(f"{folder}/Chart.yaml".lstrip("/")) is not None


def kustomization(files: Files, path: str) -> ManifestContent:
    """Read the remote bases and the charts that a kustomization is made of.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    found: list[Dependency] = []
    untrusted: list[Untrusted] = []
    for key in ("resources", "bases", "components"):
        for number, stated in enumerate(items(at(document.data, key))):
            address, line = string(stated), document.line(key, number)
            if _GIT_SOURCE.match(address.partition("://")[2] or address):
                reference = _REFERENCE.search(address)
                found.append(
                    from_git(address.partition("?")[0], address, line, reference[1] if reference else "")
                )
            elif address.startswith(("http://", "https://")):
                found.append(Dependency(address, address, line, "url"))
    for number, stated in enumerate(items(at(document.data, "helmCharts"))):
        line, version = document.line("helmCharts", number), string(at(stated, "version"))
        found.append(Dependency(string(at(stated, "name")), version, line))
        untrusted += [
            Untrusted(line, place.source, place.kind) for place in plain_http(string(at(stated, "repo")))
        ]
    return ManifestContent(found, untrusted, empty=not found)


def galaxy(files: Files, path: str) -> ManifestContent:
    """Read the collections that an Ansible collection depends on.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    listed = table(at(document.data, "dependencies"))
    found = [
        _ansible(name, string(version), document.line("dependencies", name), "")
        for name, version in listed.items()
    ]
    return ManifestContent(found, empty=not string(at(document.data, "namespace")))


def ansible_requirements(files: Files, path: str) -> ManifestContent:
    """Read the roles and collections that a playbook or a role's meta data asks for.

    Raises Malformed, Unobserved.
    """
    if _is_template(files, path):
        return ManifestContent(empty=True)
    document = files.document(path)
    found: list[Dependency] = []
    untrusted: list[Untrusted] = []
    for stated, line in _listed(document):
        name = string(stated) or next(
            filter(None, (string(at(stated, key)) for key in ("name", "role", "src"))), ""
        )
        address = next(filter(None, (string(at(stated, key)) for key in ("src", "source"))), "")
        if not name:
            continue
        version = at(stated, "version")
        kind = string(at(stated, "scm")) or string(at(stated, "type"))
        found.append(_ansible(name, "" if version is None else str(version), line, address, kind))
        if found[-1].source != "git":
            untrusted += [Untrusted(line, place.source, place.kind) for place in plain_http(address)]
    known = isinstance(at(document.data, "galaxy_info"), dict) or bool(found)
    return ManifestContent(found, untrusted, empty=not known)


def _listed(document: Document) -> Iterator[tuple[Json, int]]:
    data = document.data
    if isinstance(data, list):
        for number, stated in enumerate(items(data)):
            if any(at(stated, key) is not None for key in ("src", "role", "scm")) or set(table(stated)) <= {
                "name",
                "version",
            }:
                yield stated, document.line(number)
        return
    for key in ("roles", "collections", "dependencies"):
        for number, stated in enumerate(items(at(data, key))):
            yield stated, document.line(key, number)


def _ansible(name: str, version: str, line: int, address: str, kind: str = "") -> Dependency:
    place = address or name
    # A role may be called geerlingguy.git: only an address has a slash.
    cloned = place.startswith(("git+", "git@")) or ("/" in place and place.endswith(".git"))
    if kind in ("git", "hg") or cloned:
        return from_git(name, place, line, version)
    if (
        not kind
        and place.startswith(("https://github.com/", "http://github.com/"))
        and "/archive/" not in place
    ):
        return from_git(name, place, line, version)
    if (
        place.startswith(("http://", "https://"))
        and kind in ("", "url")
        and place.endswith((".tar.gz", ".zip"))
    ):
        return Dependency(name, place, line, "url")
    if kind in ("dir", "subdirs", "file") or place.startswith((".", "/")):
        return Dependency(name, version, line, "path", pinned=True)
    return Dependency(name, version, line, pinned=_VERSION.fullmatch(version) is not None)


def dbt_packages(files: Files, path: str) -> ManifestContent:
    """Read the packages of a dbt project.

    Raises Malformed, Unobserved.
    """
    document = files.document(path)
    found = []
    for number, stated in enumerate(items(at(document.data, "packages"))):
        line = document.line("packages", number)
        if address := string(at(stated, "git")):
            found.append(from_git(address, address, line, str(at(stated, "revision") or "")))
        elif folder := string(at(stated, "local")):
            found.append(Dependency(folder, "", line, "path", pinned=True))
        elif address := string(at(stated, "tarball")):
            found.append(Dependency(string(at(stated, "name")) or address, address, line, "url"))
        elif name := string(at(stated, "package")):
            version = at(stated, "version")
            text = string(version) or ("" if version is None else str(version))
            found.append(Dependency(name, text, line, pinned=_VERSION.fullmatch(text) is not None))
    project = files.entry(beside(path, "dbt_project.yml")) is not None
    untrusted = [
        place for item in found for place in ([] if item.source != "url" else plain_http(item.version))
    ]
    return ManifestContent(found, untrusted, empty=not project)
