"""Whether anything is kept out of the repository."""

from checker.files import Files


def holds_something(files: Files) -> bool:
    """Tell whether a line of .gitignore is neither empty nor a comment.

    Raises Unobserved.
    """
    return any(row.strip() and not row.startswith("#") for row in files.text(".gitignore").splitlines())
