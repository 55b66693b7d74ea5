"""What a tracker records: events, and entries of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from talktrack._ledger import Receipt, receipt

if TYPE_CHECKING:
    from talktrack import _talktrack
    from talktrack._events import Event
    from talktrack._types import Events, Rows, Zone


class Recording:
    """The part of a tracker that records."""

    _core: _talktrack.Tracker

    def record(self, event: Event | Mapping[str, Any], *, tz: Zone | None = None) -> Receipt:
        """Record one event, and return when it is durable.

        Args:
            event: An event, such as `talktrack.Use(…)`, or a dict with `type`.
            tz: The time zone that naive times of a dict are in.

        Returns:
            A receipt with the event's id: a fresh one, unless it had one.

        Raises:
            InvalidInput: A field is missing, unknown or not what it should be.
            Conflict: An event with this source and id was recorded before, and says something else.
            StorageError: The file cannot be written.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> use = tt.Use(id="u1", rep="ada", asset="deck", action="shared",
            ...              at="2026-03-01T09:30:00Z")
            >>> tracker.record(use).recorded, tracker.record(use).duplicates
            (1, 1)
        """
        return receipt(self._core.record(event, zone_name(tz)))

    def record_all(
        self,
        events: Events,
        *,
        type: str | None = None,
        tz: Zone | None = None,
        strict: bool = False,
    ) -> Receipt:
        """Record many events as one commit.

        Events without an id get one that is derived from what they say, so that recording the same
        rows again, in a notebook cell that is run twice, records nothing new.

        Args:
            events: Events, dicts with `type`, or a table of rows with a column `type`.
            type: What the rows are, such as `"use"`, where they do not say.
            tz: The time zone that naive times are in, such as `"Europe/Berlin"`.
            strict: Record all or nothing, and only what names assets, reps and deals of the
                catalogue.

        Returns:
            A receipt that counts what was recorded, what was there already and what was refused.

        Raises:
            InvalidInput: A table has a column that its rows cannot have, or holds what no field
                can; or a row was refused and `strict` is set.
            TypeError: What was handed over is not rows.
            StorageError: The file cannot be written.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> rows = [
            ...     {"rep": "ada", "asset": "deck", "action": "shared", "at": "2026-03-01 09:30"},
            ...     {"rep": "ada", "asset": "deck", "action": "lost", "at": "2026-03-01 09:31"},
            ... ]
            >>> receipt = tracker.record_all(rows, type="use", tz="Europe/Berlin")
            >>> receipt.recorded, receipt.rejected
            (1, 1)
            >>> receipt.rejections[0].reason
            'action: "lost" is not known; it is one of opened, downloaded, ...'
        """
        return self._put(events, type, tz, strict=strict)

    def put_assets(self, rows: Rows, *, tz: Zone | None = None, strict: bool = False) -> Receipt:
        """Put assets into the catalogue, or change them.

        A row has `key`, and may have `title`, `kind`, `supports`, `tags`, `campaign`, `owner`,
        `version`, `published_at`, `expires_at`, `retired_at`, `replaced_by`, `tailorable`, `cost`
        with `currency`, `link`, and `at`, from when it holds (now unless given).

        Args:
            rows: One row an asset.
            tz: The time zone that naive times and dates are in.
            strict: Put all or nothing.

        Returns:
            A receipt. A row equal to what holds already is a duplicate.

        Raises:
            InvalidInput: As in `record_all`.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> tracker.put_assets([{"key": "deck", "kind": "deck", "tag:segment": "enterprise",
            ...                      "supports": ["relevant-meeting"], "cost": 1200,
            ...                      "currency": "EUR"}]).recorded
            1
        """
        return self._put(rows, "asset", tz, strict=strict)

    def put_reps(self, rows: Rows, *, tz: Zone | None = None, strict: bool = False) -> Receipt:
        """Put reps into the catalogue, or change them.

        A row has `key`, and may have `name`, `team`, `region`, `role`, `started_at`, `left_at` and
        `at`, from when it holds (now unless given).

        Args:
            rows: One row a rep.
            tz: The time zone that naive times and dates are in.
            strict: Put all or nothing.

        Returns:
            A receipt. A row equal to what holds already is a duplicate.

        Raises:
            InvalidInput: As in `record_all`.

        Example:
            >>> import talktrack as tt
            >>> tt.open(":memory:").put_reps([{"key": "ada", "team": "EMEA"}]).recorded
            1
        """
        return self._put(rows, "rep", tz, strict=strict)

    def put_deals(self, rows: Rows, *, tz: Zone | None = None, strict: bool = False) -> Receipt:
        """Put deals into the catalogue, or change them.

        A row has `key`, and may have `account`, `tags`, `amount` with `currency`, `opened_at`,
        `owner` (a rep's key) and `at`, from when it holds (now unless given).

        Args:
            rows: One row a deal.
            tz: The time zone that naive times and dates are in.
            strict: Put all or nothing.

        Returns:
            A receipt. A row equal to what holds already is a duplicate.

        Raises:
            InvalidInput: As in `record_all`.

        Example:
            >>> import talktrack as tt
            >>> tt.open(":memory:").put_deals([{"key": "d1", "owner": "ada"}]).recorded
            1
        """
        return self._put(rows, "deal", tz, strict=strict)

    def put_stages(
        self,
        stages: Mapping[str, str] | Rows,
        *,
        tz: Zone | None = None,
        strict: bool = False,
    ) -> Receipt:
        """Say what the stages of the CRM mean.

        Args:
            stages: The meaning of each stage by its name: a conversation, `won` or `lost`. Or rows
                with `stage`, `means` and perhaps `at`, from when it holds.
            tz: The time zone that naive times and dates are in.
            strict: Put all or nothing.

        Returns:
            A receipt. A meaning that holds already is a duplicate.

        Raises:
            InvalidInput: As in `record_all`.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> tracker.put_stages({"Qualification": "right-people", "Closed Won": "won"}).recorded
            2
        """
        if isinstance(stages, Mapping):
            meanings = cast("Mapping[str, str]", stages)
            rows: Rows = [{"stage": stage, "means": means} for stage, means in meanings.items()]
        else:
            rows = stages
        return self._put(rows, "stage-map", tz, strict=strict)

    def put_agreements(
        self, rows: Rows, *, tz: Zone | None = None, strict: bool = False
    ) -> Receipt:
        """Put what the two sides agreed on: how long the answer to a kind of ask may take.

        A row has `kind`, `answered_by` (`sales` or `marketing`) and `days`, in calendar days, and
        may have `at`, from when it holds (now unless given).

        Args:
            rows: One row an agreement.
            tz: The time zone that naive times and dates are in.
            strict: Put all or nothing.

        Returns:
            A receipt. A row equal to what holds already is a duplicate.

        Raises:
            InvalidInput: As in `record_all`.

        Example:
            >>> import talktrack as tt
            >>> agreement = {"kind": "collateral", "answered_by": "marketing", "days": 10}
            >>> tt.open(":memory:").put_agreements([agreement]).recorded
            1
        """
        return self._put(rows, "agreement", tz, strict=strict)

    def put_targets(self, rows: Rows, *, tz: Zone | None = None, strict: bool = False) -> Receipt:
        """Put the values that both teams agreed to reach.

        A row has `measure` (of the scorecard), `period` (`week`, `month`, `quarter` or `year`) and
        `value`, and may have `team` or `tags` with one key, and `at`, from when it holds.

        Args:
            rows: One row a target.
            tz: The time zone that naive times and dates are in.
            strict: Put all or nothing.

        Returns:
            A receipt. A row equal to what holds already is a duplicate.

        Raises:
            InvalidInput: As in `record_all`.

        Example:
            >>> import talktrack as tt
            >>> target = {"measure": "succeeded", "period": "month", "value": 120}
            >>> tt.open(":memory:").put_targets([target]).recorded
            1
        """
        return self._put(rows, "target", tz, strict=strict)

    def _put(self, rows: Events, kind: str | None, tz: Zone | None, *, strict: bool) -> Receipt:
        try:
            parts = self._core.record_all(rows, record=kind, strict=strict, tz=zone_name(tz))
        except ImportError as missing:
            if not type(rows).__module__.startswith("pandas"):
                raise
            advice = "pandas hands a DataFrame over through pyarrow: pip install talktrack[pandas]"
            raise ImportError(advice, name="pyarrow") from missing
        return receipt(parts)


def zone_name(tz: Zone | None) -> str | None:
    """The name of a zone; a `ZoneInfo`, and `datetime.UTC`, say theirs as text."""
    return None if tz is None else str(tz)
