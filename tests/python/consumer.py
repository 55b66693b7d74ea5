"""A program as somebody writes it who installed talktrack: type checkers must know every type."""

from datetime import UTC, datetime

import talktrack as tt


def main() -> None:
    published = datetime(2026, 1, 1, tzinfo=UTC)
    assets = [{"key": key, "published_at": published} for key in ("deck", "roi")]
    with tt.open(":memory:") as tracker:
        tracker.put_assets(assets)
        use = tt.Use(
            rep="ada",
            asset="deck",
            action="shared",
            conversation=3,
            at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        )
        receipt: tt.Receipt = tracker.record(use)
        assert receipt.recorded == 1
        assert use.at.year == published.year
        unused: tt.Result = tracker.within(since="2026-01-01", until="2026-04-01").unused()
        interval = tt.stats.wilson(unused.summary["unused"], unused.summary["eligible"])
        assert interval is not None
        low, high = interval
        names: list[str] = [row["asset"] for row in unused if row["status"] == "unused"]
        print(  # noqa: T201 - it is a program
            f"{len(names)} of {len(unused)} assets are unused ({low:.0%} to {high:.0%}), "
            f"first of all {names[0]}"
        )


if __name__ == "__main__":
    main()
