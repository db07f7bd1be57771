"""A simulated GitHub on this machine: for tests, and for who develops policies.

    with Forge(scenario("small")) as forge:
        subprocess.run(["checker", "audit", "github:acme"], env={**os.environ, **forge.environment("admin")})

REST answers are held against GitHub's published OpenAPI description, GraphQL is executed over its
published schema, and both come from one scenario. What is asked or sent against them is in
`violations`.
"""

from tests.forge.faults import FAULTS, Fault
from tests.forge.server import Forge, Logged
from tests.forge.store import Token, World, many, scenario

__all__ = ["FAULTS", "Fault", "Forge", "Logged", "Token", "World", "many", "scenario"]
