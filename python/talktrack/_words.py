"""The closed vocabularies, as types.

Each is a literal or any text: an editor offers the words, and a word that a program has in a
variable is accepted all the same, because the core reads it in any case and checks it anyway.
"""

from datetime import date, datetime
from typing import Literal, TypeAlias

Time: TypeAlias = datetime | date | str
"""A moment: an aware datetime, or ISO text with an offset."""

ActionWord = Literal["opened", "downloaded", "tailored", "presented", "shared"]
AnswerWord = Literal["acknowledged", "delivered", "declined"]
ConversationWord = Literal[
    "point-of-view", "right-people", "relevant-meeting", "definition-of-success", "tangible-value"
]
LevelWord = Literal["introduced", "trained", "certified"]
OutcomeWord = Literal["succeeded", "failed"]
ReasonWord = Literal[
    "relevant",
    "too-generic",
    "outdated",
    "hard-to-find",
    "wrong-audience",
    "objection",
    "pain-point",
]
SideWord = Literal["sales", "marketing"]

Action: TypeAlias = ActionWord | str
AnswerResult: TypeAlias = AnswerWord | str
Conversation: TypeAlias = ConversationWord | str | int
"""A conversation: its slug, its title or its number from 1 to 5."""
Level: TypeAlias = LevelWord | str
OutcomeResult: TypeAlias = OutcomeWord | str
Reason: TypeAlias = ReasonWord | str
Side: TypeAlias = SideWord | str
