"""A made-up organization, to see what reports look like before anything of one's own is audited.

The repositories and the course of their year are invented; the rules, what they say about the examples
that come with them, and everything that it adds up to are real.
"""

from checker.app.demo.past import Past
from checker.app.demo.world import World, world

NOTICE = (
    "Simulated: this organization, its people and its repositories are made up. The rules are real, and so "
    "is how their outcomes add up."
)
__all__ = ("NOTICE", "Past", "World", "world")
