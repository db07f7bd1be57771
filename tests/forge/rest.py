"""The scenario in the words of GitHub's REST API; every answer is held against its description."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from tests.forge import comments, organization, repository
from tests.forge.access import Access
from tests.forge.routes import ROUTES, Route
from tests.forge.shapes import NOT_FOUND, Query, Response, Shapes, said


class Rest(Shapes):
    """Answers GETs, and what is written of comments."""

    def respond(
        self, path: str, query: Query, access: Access, method: str = "get", body: Any = None
    ) -> Response:
        """Return the answer for one asker; what breaks GitHub's description is noted in the world."""
        route = self.spec.route(path)
        if route not in ROUTES:
            return NOT_FOUND
        rule, parts = ROUTES[route], _parts(route, path)
        found = self._refused(route, rule, parts, access)
        if found is None and "/issues/" in route:
            asked = self.world.repositories[f"{parts['owner']}/{parts['repo']}".lower()]
            found = comments.respond(self, asked, access, comments.Asked(method, parts, body))
        found = self._paged(found or self._found(route, parts, query, access), path, query)
        wrong = self.spec.violations(method, path, found.status, found.body)
        self.world.violations += [f"{path}: {each}" for each in wrong]
        return found

    def _paged(self, response: Response, path: str, query: Query) -> Response:
        """Cut a list to the page that is asked for, and say where the next one is."""
        whole = response.body[response.wrapped] if response.wrapped else response.body
        if not isinstance(whole, list):
            return response
        size, number = int(query.get("per_page", 30)), int(query.get("page", 1))
        page = [each() if callable(each) else each for each in whole[(number - 1) * size : number * size]]
        headers = {}
        if number * size < len(whole):
            following = urlencode({**query, "page": number + 1})
            headers["Link"] = f'<{self.base}{path}?{following}>; rel="next"'
        body = {**response.body, response.wrapped: page} if response.wrapped else page
        return replace(response, body=body, headers={**response.headers, **headers})

    def _refused(self, route: str, rule: Route, parts: Mapping[str, str], access: Access) -> Response | None:
        if "{org}" in route:
            allowed = rule.permission == "metadata" or access.may_of(parts["org"], rule.permission, rule.role)
            if parts["org"].lower() not in self.world.organizations:
                return NOT_FOUND
            return None if allowed else _refusal(rule, access)
        asked = self.world.repositories.get(f"{parts['owner']}/{parts['repo']}".lower())
        if asked is None or not access.sees(asked):
            return NOT_FOUND
        if any(access.may(asked, each, rule.role) for each in rule.permission.split("|")):
            return None
        return _refusal(rule, access)

    def _found(self, route: str, parts: Mapping[str, str], query: Query, access: Access) -> Response:
        subject = route.removeprefix("/repos/{owner}/{repo}")
        if subject != route:
            found = self.world.repositories[f"{parts['owner']}/{parts['repo']}".lower()]
            return repository.OPERATIONS[subject](self, found, parts, query, access)
        return organization.OPERATIONS[route](self, parts["org"], query, access)


def _parts(route: str, path: str) -> dict[str, str]:
    """Return the values of a route's placeholders."""
    names = [part[1:-1] for part in route.split("/") if part.startswith("{")]
    places = [index for index, part in enumerate(route.split("/")) if part.startswith("{")]
    found = path.split("/", len(route.split("/")) - 1)
    return dict(zip(names, (found[place] for place in places), strict=True))


def _refusal(rule: Route, access: Access) -> Response:
    if access.token is None:
        return said(401, "Requires authentication")
    if rule.hidden == 404:
        return NOT_FOUND
    if access.token.kind == "classic":
        return said(403, access.token.refusal)
    headers = {
        "X-Accepted-GitHub-Permissions": "; ".join(f"{each}=read" for each in rule.permission.split("|"))
    }
    return Response(
        403, {"message": access.token.refusal, "documentation_url": "https://docs.github.com/rest"}, headers
    )
