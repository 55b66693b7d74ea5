"""What a ledger says of itself and of what it was handed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from talktrack._types import ImportParts, ReceiptParts


@dataclass(frozen=True, slots=True)
class Rejection:
    """One row that was refused.

    Attributes:
        place: Where the row stands, in words.
        line: The row or line, counted from 1.
        reason: Why it was refused, and what to do.
        number: Its number in the quarantine.

    Example:
        >>> import talktrack as tt
        >>> receipt = tt.open(":memory:").put_reps([{"key": "ada"}, {"key": ""}])
        >>> receipt.rejections[0]
        Rejection(place='row 2', line=2, reason='key: is empty', number=1)
    """

    place: str
    line: int
    reason: str
    number: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of what was handed over.

    Recorded, duplicates and rejected add up to it.

    Attributes:
        recorded: How many records are now in the ledger and were not before.
        duplicates: How many were there already, word for word, or changed nothing.
        rejected: How many were refused; all of them are kept in quarantine.
        rejections: The first thousand of them.
        id: The id of the event, where one event was recorded alone.
        seq: The number of the ledger's last write.

    Example:
        >>> import talktrack as tt
        >>> tt.open(":memory:").put_reps([{"key": "ada"}, {"key": "ada"}])
        Receipt(recorded=1, duplicates=1, rejected=0, rejections=(), id=None, seq=1)
    """

    recorded: int
    duplicates: int
    rejected: int
    rejections: tuple[Rejection, ...]
    id: str | None
    seq: int


@dataclass(frozen=True)
class Imported(Receipt):
    r"""What became of a file: a receipt, and what the import came to.

    Attributes:
        understood: What the file was understood as, in words.
        reconciliation: What it came to, to be held against the report of the system that the file
            comes from: `rows`, `recorded`, `duplicates`, `conflicting`; `refused` and `left_out`,
            by reason; when its events `happened` and were `logged`, first and last; `totals` by
            source and by what the source calls it; `uses`, `unplaced_uses`, `uncatalogued_assets`
            and `unmapped_stages`.

    Example:
        >>> import talktrack as tt
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     people = Path(folder, "people.csv")
        ...     written = people.write_text("type,key,team\nrep,ada,EMEA\nrep,,APAC\n")
        ...     imported = tt.open(":memory:").import_file(people)
        >>> imported.reconciliation["refused"]
        [{'reason': 'key: is missing', 'rows': 1}]
    """

    understood: str
    reconciliation: dict[str, Any]


def imported(parts: ImportParts) -> Imported:
    """What the compiled part says of a file."""
    told, understood, reconciliation, _ = parts
    recorded, duplicates, rejected, rejections, event_id, seq = told
    refused = tuple(Rejection(*rejection) for rejection in rejections)
    counted = json.loads(reconciliation)
    return Imported(recorded, duplicates, rejected, refused, event_id, seq, understood, counted)


def receipt(parts: ReceiptParts) -> Receipt:
    """The receipt that the compiled part gave."""
    recorded, duplicates, rejected, rejections, event_id, seq = parts
    refused = tuple(Rejection(*rejection) for rejection in rejections)
    return Receipt(recorded, duplicates, rejected, refused, event_id, seq)


@dataclass(frozen=True, slots=True)
class State:
    """What a ledger is and how far it has come.

    Attributes:
        ledger: Its own id, given when it was created.
        seq: The number of its last write.
        digest: A digest of all facts: two ledgers with the same digest hold the same facts.
        currency: The currency of its amounts, once there is one.
        generation: Of the digest: how many reps were forgotten. Digests of one generation can be
            compared.

    Example:
        >>> import talktrack as tt
        >>> tt.open(":memory:").state().seq
        0
    """

    ledger: str
    seq: int
    digest: str
    currency: str | None
    generation: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What forgetting a rep came to. It names neither the rep nor the pseudonym.

    Attributes:
        already: Whether the rep had been forgotten before.
        events: Events that name the pseudonym now, or lost texts that mentioned the rep.
        versions: Versions of catalogue entries that do.
        quarantined: Rows in quarantine whose text was dropped.
        names_kept: Names of other things that hold the key or a name, and stay: keys of assets and
            deals, sources, and words that figures group by.
        generation: The generation of digests that began.
        seq: The last write of the ledger after it.

    Example:
        >>> import talktrack as tt
        >>> tracker = tt.open(":memory:")
        >>> tracker.put_reps([{"key": "ada"}]).recorded
        1
        >>> tracker.forget("ada").versions
        1
    """

    already: bool
    events: int
    versions: int
    quarantined: int
    names_kept: int
    generation: int
    seq: int


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check of a ledger found. It is true if all is well.

    Attributes:
        checked: What was checked, in words.
        problems: What is wrong; empty if all is well.

    Example:
        >>> import talktrack as tt
        >>> findings = tt.open(":memory:").check()
        >>> bool(findings), findings.problems
        (True, ())
    """

    checked: tuple[str, ...]
    problems: tuple[str, ...]

    def __bool__(self) -> bool:
        return not self.problems
