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


class GeneratedPages:
    """Knows which missing files somebody makes."""

    def __init__(self, files: Files, found: DocumentationFiles) -> None:
        self._files = files
        self._found = found

    def makes(self, page: str, target: str) -> bool:
        """Tell whether *target*, to which *page* links, is made by a generator or a build."""
        if target.endswith(_HTML) and (self._found.generators or self._found.sites):
            return True
        if target.startswith(self._ignored) and self._ignored:
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
    def _ignored(self) -> tuple[str, ...]:
        """The plain paths that .gitignore names: what is built there is never in the tree."""
        lines = (line.strip().lstrip("/") for line in self._files.text(".gitignore").splitlines())
        return tuple(line for line in lines if "/" in line and not set(line) & set("*?[!#\\"))
