"""Targets of links that are not in the tree because a generator or a build makes them."""

from functools import cached_property

from checker.collectors.readme.places import DocumentationFiles
from checker.files import Files
from checker.patterns import lazy

SETTINGS_LIMIT = 10
"""Settings of sites that are read."""
_PLUGINS = lazy(
    r"(?i)gen-files|gen_files|literate-nav|api-autonav|autoapi|autosummary|sphinx_gallery|sphinx-gallery|sphinx\.ext\.apidoc|sphinxcontrib\.apidoc|exhale|breathe"
    r"|typedoc|openapi|swagger|redoc|mkdocs-click|monorepo|multirepo|quarto|jekyll-readme-index|jekyll-relative-links|remote-content"
)
"""What makes pages of a site besides those that are written."""
_HTML = (".html", ".htm")
_DOCUMENTERS = {
    "mix.exs": "ex_doc",
    "rebar.config": "ex_doc",
    "pom.xml": "maven-javadoc-plugin",
    "build.gradle": "dokka",
    "build.gradle.kts": "dokka",
    "build.sbt": "unidoc",
    "project.clj": "codox",
    "deps.edn": "codox",
}
"""Words of manifests that tell of a tool which makes pages of the code."""


class GeneratedPages:
    """Knows which missing files somebody makes."""

    def __init__(self, files: Files, found: DocumentationFiles) -> None:
        self._files = files
        self._found = found
        self._ignored: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {}

    def makes(self, page: str, target: str) -> bool:
        """Tell whether *target*, to which *page* links, is made by a generator or a build."""
        if target.endswith(_HTML) and (self._found.generators or self._found.sites or self._documents_code):
            return True
        if self._is_ignored(target):
            return True
        if self._is_route(page, target):
            return True
        return bool(self._site_folders) and target.startswith(self._site_folders) and self._adds_pages

    def _is_route(self, page: str, target: str) -> bool:
        """Tell a link between pages of a site whose settings stand elsewhere: they have front matter."""
        bare = "." not in target.rpartition("/")[2]
        return bare and page.startswith(("docs/", "doc/")) and self._files.text(page).startswith("---\n")

    @cached_property
    def _site_folders(self) -> tuple[str, ...]:
        return tuple(folder for folder in self._found.site_folders if folder)

    @cached_property
    def _adds_pages(self) -> bool:
        texts = self._files.texts(self._found.sites[:SETTINGS_LIMIT])
        return any(_PLUGINS.search(text) for text in texts.values())

    @cached_property
    def _documents_code(self) -> bool:
        """Whether a manifest names what makes pages of the code, as `ex_doc` in mix.exs."""
        texts = self._files.texts([name for name in _DOCUMENTERS if self._files.entry(name)])
        return any(_DOCUMENTERS[name] in text for name, text in texts.items())

    def _is_ignored(self, target: str) -> bool:
        """Tell what .gitignore names without a pattern: what is built there is never in the tree."""
        parts = target.split("/")
        return any(
            self._is_ignored_in("/".join(parts[:at]), "/".join(parts[at:])) for at in range(len(parts))
        )

    def _is_ignored_in(self, folder: str, target: str) -> bool:
        path = f"{folder}/.gitignore".lstrip("/")
        if path not in self._ignored:
            self._ignored[path] = self._rules(path)
        anchored, anywhere = self._ignored[path]
        if anchored and f"{target}/".startswith(anchored):
            return True
        return not anywhere.isdisjoint(target.split("/"))

    def _rules(self, path: str) -> tuple[tuple[str, ...], frozenset[str]]:
        """Return the paths that a .gitignore names from its folder, and the names it ignores anywhere."""
        lines = (line.strip() for line in self._files.text(path).splitlines())
        plain = [line for line in lines if line.strip("/") and not set(line) & set("*?[!#\\")]
        anchored = [line for line in plain if "/" in line.rstrip("/")]
        names = frozenset(line.rstrip("/") for line in plain if "/" not in line.rstrip("/"))
        return tuple(f"{line.strip('/')}/" for line in anchored), names
