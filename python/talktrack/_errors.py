"""What can go wrong. The compiled part raises these."""


class TalktrackError(Exception):
    """Something went wrong. Every message says what was attempted, why it failed and what to do.

    Catch it to catch every error of talktrack:

    >>> import talktrack as tt
    >>> try:
    ...     tt.open(":memory:").unused(by="kimd")
    ... except tt.TalktrackError as error:
    ...     print(error)
    no asset has a tag "kimd" to group by: did you mean kind?
    """


class InvalidInput(TalktrackError, ValueError):
    """A value is not what it should be; also a `ValueError`.

    The message names the field and, where one is near, the word that was probably meant:

    >>> import talktrack as tt
    >>> tt.Use(rep="ada", asset="deck", action="sharred", at="2026-03-01T09:30:00Z")
    Traceback (most recent call last):
    talktrack.InvalidInput: action: "sharred" is not known: did you mean shared?
    """


class NotFound(TalktrackError, LookupError):
    """A question or a path names something that is not there; also a `LookupError`.

    >>> import talktrack as tt
    >>> tt.open(":memory:").within(team="EMEA").unused()
    Traceback (most recent call last):
    talktrack.NotFound: there is no team "EMEA" in this ledger
    """


class Conflict(TalktrackError):
    """An event with this source and id was recorded before, and says something else.

    What was refused is kept in quarantine.

    >>> import talktrack as tt
    >>> tracker = tt.open(":memory:")
    >>> shared = {"type": "use", "id": "e1", "at": "2026-03-01T09:30:00Z", "rep": "ada",
    ...           "asset": "deck", "action": "shared"}
    >>> tracker.record(shared).recorded
    1
    >>> try:
    ...     tracker.record(shared | {"action": "opened"})
    ... except tt.Conflict:
    ...     print(tracker.quarantine()[0]["place"])
    row 1
    """


class StorageError(TalktrackError):
    """The ledger's file cannot be read or written, or is not a ledger.

    >>> import talktrack as tt
    >>> tt.open("/dev/null/usage.db")
    Traceback (most recent call last):
    talktrack.StorageError: cannot create /dev/null/usage.db: Not a directory ...
    """
