"""Groups of commands: what was mistyped gets a suggestion, what is empty is refused."""

import click

from checker.policy.suggestions import did_you_mean


class CommandGroup(click.Group):
    """A group whose unknown commands are answered by the most similar one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first argument names."""
        name = args[0]
        if self.get_command(ctx, name) is None and not ctx.resilient_parsing and not name.startswith("-"):
            ctx.fail(f"there is no command {name!r}{did_you_mean(name, self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


def refuse_empty(arguments: list[str], ctx: click.Context) -> None:
    """Raise UsageError where any argument is empty.

    A variable without a value makes one, and what an empty target or reference stands for, everybody
    would guess in another way.
    """
    for before, argument in zip(["", *arguments], arguments, strict=False):
        name, equals, value = argument.partition("=")
        if not argument:
            after = f" after {before}" if before.startswith("-") else ""
            ctx.fail(f"an argument{after} is empty: has a variable no value?")
        if name.startswith("--") and equals and not value:
            ctx.fail(f"{name} is empty: has a variable no value?")
