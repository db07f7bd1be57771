"""Asks GitHub: what is wanted is described by `ask`, what came back by `answer`.

Nothing here knows facts or rules. PyGithub carries the requests.
"""
