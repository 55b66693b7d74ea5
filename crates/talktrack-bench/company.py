"""A company of any size as Parquet files, with work for every question.

    python crates/talktrack-bench/company.py --uses 1000000 FOLDER

Deals open one after the other through two years and live for a twentieth of them. A deal holds three
conversations, each with a stage and an outcome, and one deal in four is won; its owner does three
fifths of what is done on it, and two colleagues the rest. Few assets are used much, and two of three
never. Reps are trained, advised and asked. What there is of everything grows with the uses: 50 of them
a deal, and 5,000 a rep. Only the assets stay 5,000.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

START = 1_704_067_200_000_000  # 2024-01-01T00:00:00Z
SECOND = 1_000_000
DAY = 86_400 * SECOND
SPAN = 730 * DAY
# How long a deal lives, and so how many of them are open at a time.
OPEN = 20
LIFE = SPAN // OPEN
ASSETS, USED, TRAINED = 5_000, 1_750, 300
TEAM = 10
BATCH = 1_000_000
# What a rep gets in two years, which of the deals ask for something, and which of the uses are looked at.
TRAININGS, RATINGS, ADVICE, ASKING, TRACKED = 12, 12, 52, 10, 500
ACTIONS = ["opened", "downloaded", "tailored", "presented", "shared"]
HELD = ["relevant-meeting", "definition-of-success", "tangible-value"]
SEGMENTS = ["enterprise", "midmarket", "small"]
REASONS = ["relevant", "too-generic", "outdated", "hard-to-find", "wrong-audience"]

Columns = dict[str, pa.Array]


@dataclass
class Company:
    """How much there is, and where it is written."""

    uses: int
    folder: Path
    ids: str = "random"

    def __post_init__(self) -> None:
        self.deals = max(self.uses // 50, 1_000)
        self.reps = max(self.uses // 5_000, 200)
        self.chance = np.random.default_rng(1)

    def make(self) -> None:
        """All files: one line or row is one record."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = "".join(json.dumps(entry) + "\n" for entry in self.catalogue())
        (self.folder / "catalogue.jsonl").write_text(lines)
        for start in range(0, self.deals, BATCH):
            self.write_deals(start, min(start + BATCH, self.deals))
        self.write_teams()
        for start in range(0, self.uses, BATCH):
            self.write_uses(start, min(start + BATCH, self.uses))

    def write(self, kind: str, columns: Columns) -> None:
        """One more file of records of a type, as `export` names its columns."""
        folder = self.folder / kind
        folder.mkdir(exist_ok=True)
        rows = len(next(iter(columns.values())))
        table = pa.table({"type": words(np.zeros(rows, int), [kind]), **columns})
        number = len(list(folder.iterdir()))
        parquet.write_table(table, folder / f"part-{number:04}.parquet", compression="zstd")

    def catalogue(self) -> Iterator[dict[str, object]]:
        """Everything but the deals."""
        since = {"at": "2023-12-01T00:00:00Z"}
        for conversation in HELD:
            yield {
                "type": "stage-map",
                "stage": conversation,
                "means": conversation,
                **since,
            }
        side = {"answered_by": "marketing", "days": 10}
        yield {"type": "agreement", "kind": "collateral", **side, **since}
        for number in range(ASSETS):
            supports = [HELD[(number + more) % 3] for more in range(min(number % 5, 2))]
            asset = {
                "type": "asset",
                "key": f"asset-{number}",
                "supports": supports,
                **since,
            }
            at = datetime.fromtimestamp(int(published(np.array(number))) / SECOND, UTC)
            yield {
                **asset,
                "kind": f"kind-{number % 7}",
                "published_at": at.isoformat(),
            }
        for number in range(self.reps):
            team, region = f"team-{number // TEAM}", f"region-{number % 4}"
            yield {
                "type": "rep",
                "key": f"rep-{number}",
                "team": team,
                "region": region,
                **since,
            }

    def opened(self, deals: np.ndarray) -> np.ndarray:
        """When these deals were opened."""
        return START + (SPAN - LIFE) // SECOND * deals // self.deals * SECOND

    def write_deals(self, first: int, last: int) -> None:
        """Deals, with what became of their conversations."""
        deals = np.arange(first, last)
        opened = self.opened(deals)
        key = pa.array([f"deal-{deal}" for deal in deals.tolist()])
        columns = {
            "at": times(opened),
            "key": key,
            "opened_at": times(opened),
            "owner": words(deals % self.reps, named("rep", self.reps)),
            "amount": pa.array(1_000 * (1 + deals % 97)),
            "currency": words(np.zeros(len(deals), int), ["EUR"]),
            "tag:segment": words(deals % 3, SEGMENTS),
        }
        self.write("deal", columns)
        for place, conversation in enumerate(HELD):
            held = words(np.zeros(len(deals), int), [conversation])
            begin = opened + LIFE // 3 * place
            self.write("stage", {"at": times(begin), "deal": key, "stage": held})
            failed = deals % 4 != 0 if place == len(HELD) - 1 else (deals + place) % 3 == 0
            result = words(failed.astype(int), ["succeeded", "failed"])
            at = times(begin + LIFE // 3 - SECOND)
            columns = {"at": at, "deal": key, "conversation": held, "result": result}
            self.write("outcome", columns)

    def write_uses(self, first: int, last: int) -> None:
        """Uses of assets on the deals that are open, and what buyers looked at of them."""
        rows, number = last - first, np.arange(first, last)
        asset = (USED ** self.chance.random(rows)).astype(int) - 1
        at = START + SPAN // SECOND * number // self.uses * SECOND
        asset -= at < published(asset)
        window = max(self.deals // OPEN, 1)
        newest = (self.deals - window) * number // self.uses
        open_deals = named("deal", int(newest[-1]) + window, int(newest[0]))
        deal = newest + self.chance.integers(0, window, rows)
        helper = np.maximum(self.chance.integers(0, 5, rows) - 2, 0)
        ids = self.identities(at)
        columns = {
            "id": ids,
            "at": times(at),
            "rep": words((deal + helper) % self.reps, named("rep", self.reps)),
            "asset": words(asset, named("asset", USED)),
            "action": words(self.chance.integers(0, 5, rows), ACTIONS),
            # Two uses of five say in which conversation they were.
            "conversation": words((asset + number) % 3, HELD, self.chance.random(rows) < 0.6),
            "deal": words(deal - newest[0], open_deals),
        }
        self.write("use", columns)
        tracked = slice(0, None, TRACKED)
        look = {
            "at": times(at[tracked] + DAY),
            "use": ids.take(pa.array(np.arange(rows)[tracked])),
        }
        self.write("engagement", {**look, "seconds": pa.array(np.full(len(at[tracked]), 60.0))})

    def write_teams(self) -> None:
        """What the teams tell and ask each other."""
        reps = named("rep", self.reps)

        def of_reps(each: int, used: int) -> Columns:
            rep, rows = np.tile(np.arange(self.reps), each), each * self.reps
            asset = self.chance.integers(0, used, rows)
            return {"at": self.moments(rows), "rep": words(rep, reps)} | {
                "asset": words(asset, named("asset", used))
            }

        training = of_reps(TRAININGS, TRAINED)
        rows = len(training["at"])
        self.write("training", {**training, "level": words(np.zeros(rows, int), ["trained"])})
        rating = of_reps(RATINGS, USED)
        why = self.chance.integers(0, 5, len(rating["at"]))
        self.write(
            "feedback",
            {**rating, "rating": pa.array(why + 1), "reason": words(why, REASONS)},
        )
        advice = of_reps(ADVICE, USED)
        of = self.chance.integers(0, 3, len(advice["at"]))
        self.write("recommendation", {**advice, "conversation": words(of, HELD)})

        deals = np.arange(0, self.deals, ASKING)
        at = self.opened(deals)
        ids = pa.array([f"ask-{deal}" for deal in deals.tolist()])
        none = np.zeros(len(deals), int)
        ask = {"id": ids, "at": times(at), "kind": words(none, ["collateral"])}
        ask["asked_by"] = words(none, ["sales"])
        self.write(
            "ask",
            {**ask, "deal": pa.array([f"deal-{deal}" for deal in deals.tolist()])},
        )
        later = at + DAY * self.chance.integers(1, 16, len(deals))
        result = words((deals // ASKING % 10 == 0).astype(int), ["delivered", "declined"])
        self.write("answer", {"at": times(later), "ask": ids, "result": result})

    def moments(self, rows: int) -> pa.Array:
        """Any moments of the two years."""
        return times(START + self.chance.integers(0, SPAN // SECOND, rows) * SECOND)

    def identities(self, at: np.ndarray) -> pa.Array:
        """UUIDs as texts, by chance or by time."""
        raw = self.chance.integers(0, 256, (len(at), 16), dtype=np.uint8)
        if self.ids == "by-time":
            raw[:, :6] = (at // 1_000).astype(">u8").view(np.uint8).reshape(-1, 8)[:, 2:]
        raw[:, 6] = (raw[:, 6] & 0x0F) | (0x70 if self.ids == "by-time" else 0x40)
        raw[:, 8] = (raw[:, 8] & 0x3F) | 0x80
        digits = np.frombuffer(raw.tobytes().hex().encode(), np.uint8).reshape(-1, 32)
        text = np.insert(digits, [8, 12, 16, 20], ord("-"), axis=1)
        ends = np.arange(0, text.size + 1, 36, dtype=np.int32)
        buffers = [None, pa.py_buffer(ends), pa.py_buffer(text.tobytes())]
        return pa.Array.from_buffers(pa.string(), len(at), buffers)


def published(asset: np.ndarray) -> np.ndarray:
    """When assets were published: one in four in the first year, the others before it."""
    return START + np.where(asset % 4 == 3, asset % 365 + 1, -31) * DAY


def named(kind: str, last: int, first: int = 0) -> list[str]:
    return [f"{kind}-{number}" for number in range(first, last)]


def words(
    numbers: np.ndarray, known: Sequence[str], missing: np.ndarray | None = None
) -> pa.DictionaryArray:
    numbers = pa.array(numbers.astype(np.int32), mask=missing)
    return pa.DictionaryArray.from_arrays(numbers, pa.array(known))


def times(micros: np.ndarray) -> pa.Array:
    return pa.array(micros, pa.timestamp("us", tz="UTC"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--uses", type=int, default=1_000_000)
    parser.add_argument("--ids", choices=["random", "by-time"], default="random")
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    Company(given.uses, given.folder, given.ids).make()


if __name__ == "__main__":
    main()
