"""Which questions the compiled part answers: found out, so that none is forgotten."""

from __future__ import annotations

import inspect

import talktrack as tt
from talktrack import _talktrack

QUESTIONS = {
    name
    for name in _talktrack.__all__
    if inspect.isbuiltin(value := getattr(_talktrack, name))
    and "tracker" in inspect.signature(value).parameters
}
# What a question may insist on.
EXAMPLES = {"conversation": "relevant-meeting"}


def ask(tracker: tt.Tracker | tt.spark.SparkTracker, question: str) -> tt.Result:
    """Ask a question, with an example of what it insists on."""
    method = getattr(tracker, question)
    parameters = inspect.signature(method).parameters.values()
    needed = [one.name for one in parameters if one.default is one.empty]
    answer: tt.Result = method(**{name: EXAMPLES[name] for name in needed})
    return answer
