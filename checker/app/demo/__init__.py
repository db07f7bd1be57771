"""A made-up organization, to see what reports look like before anything of one's own is audited.

The repositories and the course of their year are invented; the rules, what they say about the examples
that come with them, and everything that it adds up to are real.
"""

from checker.app.demo.past import NOTICE, DemoHistory
from checker.app.demo.world import World, world

__all__ = ("NOTICE", "DemoHistory", "World", "world")
