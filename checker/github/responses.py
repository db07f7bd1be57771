"""What GitHub said: a value, or one of the ways in which it does not give one."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from checker.model.json_value import Json


class AnswerState(StrEnum):
    """The outcome of one request: seen, or the reason why not."""

    SEEN = "seen"
    OFF = "off"
    """GitHub said in words that the feature is off or the thing is not there: that is a fact."""
    DENIED = "denied"
    """The token may not see it."""
    ABSENT = "absent"
    """404 without a telling message: not there, or hidden. Whoever asks must know which."""
    UNAVAILABLE = "unavailable"
    """Not part of the plan, or blocked (451)."""
    FAILED = "failed"
    """No good answer came: limits, timeouts, broken bodies. Asking again may help."""


class Answer(Struct, frozen=True):
    """The end of one question.

    *value* is what was seen: plain JSON, for lists the items. *complete* is false when more would
    have followed. *message* says why nothing was seen, for people; *permission* is what GitHub says
    would let us see it ("" where it does not say).
    """

    state: AnswerState
    value: Json = None
    message: str = ""
    permission: str = ""
    complete: bool = True

    @property
    def seen(self) -> bool:
        """Tell whether there is a value, or at least a part of one."""
        return self.state is AnswerState.SEEN


class TokenKind(StrEnum):
    """Kinds of credentials, which differ in what they can ever see."""

    NONE = "none"
    CLASSIC = "classic"
    FINE_GRAINED = "fine-grained"
    APP = "app"
    WORKFLOW = "workflow"


class Listed(Struct, frozen=True):
    """One repository of an inventory. *node* is its GraphQL id, *head* the commit of its default branch.

    *attributes* are visibility, archived, fork, template and whatever GitHub says that the catalog
    may overrule; *branch* and *head* are "" for an empty repository.
    """

    node: str
    owner: str
    name: str
    url: str
    organization: bool
    visibility: str
    archived: bool = False
    fork: bool = False
    template: bool = False
    disabled: bool = False
    branch: str = ""
    head: str = ""
    pushed_at: str = ""
    size: int = 0
    topics: tuple[str, ...] = ()
    properties: Mapping[str, Json] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """owner/name, as GitHub spells it."""
        return f"{self.owner}/{self.name}"


_UNASKED = Answer(AnswerState.FAILED, message="was not asked for")


class Observation(Struct, frozen=True):
    """All answers about one repository and its owner, by the names of the questions.

    *at* is the time that was asked for (windows end there). *administers* is whether the token's
    user administers the repository, None where GitHub does not say: it tells a silently empty list
    from an empty one.
    """

    repository: Listed
    token: TokenKind
    at: datetime
    answers: Mapping[str, Answer] = field(default_factory=dict)
    owner: Mapping[str, Answer] = field(default_factory=dict)
    administers: bool | None = None

    def __getitem__(self, name: str) -> Answer:
        """Return the answer to a question about the repository; FAILED if it was not asked."""
        return self.answers.get(name, _UNASKED)

    def of_owner(self, name: str) -> Answer:
        """Return the answer to a question about the owner; FAILED if it was not asked."""
        return self.owner.get(name, _UNASKED)
