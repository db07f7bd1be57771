"""A weighed mean whose members can be replaced one by one."""

from msgspec import Struct


class MeanMember(Struct, frozen=True):
    """A value and its weight; a value that is not there is in no mean, nor is one without weight."""

    weight: float = 0.0
    value: float | None = None

    @property
    def counts(self) -> bool:
        """Tell whether the member has a value and a weight, so that it counts in the mean."""
        return self.value is not None and self.weight > 0


class Mean:
    """The running mean of members."""

    def __init__(self) -> None:
        self._count = 0
        self._sum = self._weight = 0.0

    def replace(self, old: MeanMember, new: MeanMember) -> None:
        """Put one member in the place of another."""
        self._add(old, -1)
        self._add(new, 1)
        if not self._count:  # what rounding left of the others must not be divided
            self._sum = self._weight = 0.0

    def _add(self, member: MeanMember, sign: int) -> None:
        if member.counts and member.value is not None:
            self._count += sign
            self._weight += sign * member.weight
            self._sum += sign * member.weight * member.value

    @property
    def value(self) -> float | None:
        """The mean, None without members."""
        return self._sum / self._weight if self._count else None


NOBODY = MeanMember()


class Walk:
    """Follows a mean from one value to the next, and says how many points each move brought.

    A move after which there is no mean brings nothing; the next one that brings it back brings all.
    So do all moves of a step that ends without one: what they did is in the next step's.
    """

    def __init__(self, mean: Mean) -> None:
        self._mean = mean
        self._last = mean.value
        self._telling = True

    def step(self, ends_scored: bool) -> None:
        """Begin the moves of a step."""
        self._telling = ends_scored

    def move(self, old: MeanMember, new: MeanMember) -> float:
        """Replace a member and return the points that this brought."""
        self._mean.replace(old, new)
        value = self._mean.value
        if value is None or not self._telling:
            return 0.0
        brought = 0.0 if self._last is None else value - self._last
        self._last = value
        return brought
