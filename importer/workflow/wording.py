"""Asking the language model, where the administrator has set one, within what it may cost.

Whatever goes wrong, the analysis stands as it was, with a warning that says so.
"""

import dataclasses
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

from sqlalchemy import func, select, update

from importer.analysis.categories import CATEGORIES
from importer.analysis.result import Analysis, Category, Reworded
from importer.clock import now
from importer.database import writing
from importer.models import LlmCall, Step
from importer.rewording.draft import Draft, RewordingFailed, Wording
from importer.rewording.endpoint import ModelEndpoint
from importer.snapshot import ImportWarning, RepoSnapshot
from importer.workflow import runs
from importer.workflow.runs import Run
from importer.workflow.toolbox import Toolbox

log = logging.getLogger("importer.worker")

_LONGEST_TEXT = 64_000
_TAG = re.compile(r"<[^>]*>")


def better(
    run: Run,
    snapshot: RepoSnapshot,
    analysis: Analysis,
    toolbox: Toolbox,
    checkpoint: Callable[[], None],
) -> Analysis:
    """The analysis with the model's words where they hold, or with a warning."""
    endpoint = toolbox.language_model
    most = toolbox.settings.llm_calls_per_hour
    if endpoint is None or not most or not _may_be_sent(snapshot, toolbox):
        return analysis
    runs.report(run, Step.ANALYSE, 75, "Asking the language model for better words")
    call_id = _reserve(run.job_id, endpoint, most)
    if call_id is None:
        return _noted(analysis, "The language model has been asked often enough for this hour.")
    outcome, tokens = "It broke off.", 0
    try:
        wording = endpoint.word(draft(snapshot, analysis), checkpoint)
        outcome, tokens = "used", wording.tokens
        return _with(analysis, wording)
    except RewordingFailed as error:
        outcome = str(error)
        log.warning("Wording of %s: %s", snapshot.ref.path, error)
        return _noted(analysis, outcome)
    finally:
        _close(call_id, outcome, tokens)


def _may_be_sent(snapshot: RepoSnapshot, toolbox: Toolbox) -> bool:
    return snapshot.visibility == "public" or toolbox.settings.llm_private == "yes"


def _reserve(job_id: int, endpoint: ModelEndpoint, most: int) -> int | None:
    """Count this question first, so that a crash does not make it free; None if it is one too
    many."""
    with writing() as session:
        lately = select(func.count()).where(LlmCall.at > now() - timedelta(hours=1))
        if (session.scalar(lately) or 0) >= most:
            return None
        call = LlmCall(job_id=job_id, model=endpoint.model[:100])
        session.add(call)
        session.flush()
        return call.id


def _close(call_id: int, outcome: str, tokens: int) -> None:
    with writing() as session:
        found = update(LlmCall).where(LlmCall.id == call_id)
        session.execute(found.values(outcome=outcome[:200], tokens=tokens))


def draft(snapshot: RepoSnapshot, analysis: Analysis) -> Draft:
    """What the model is told: visible words, no mark-up, no file beyond the README."""
    html = analysis.readme.html[: 4 * _LONGEST_TEXT] if analysis.readme else ""
    words = unescape(_TAG.sub(" ", html))
    stack = ", ".join(dict.fromkeys(item.name for item in analysis.stack))
    topics = ", ".join(topic.name for topic in analysis.topics)
    whole = f"Topics: {topics}\nBuilt with: {stack}\n\n{' '.join(words.split())}"
    return Draft(
        name=analysis.title,
        description=analysis.description,
        features=analysis.features,
        categories=tuple(category.name for category in analysis.categories),
        allowed=tuple(CATEGORIES),
        text=whole[:_LONGEST_TEXT],
    )


def _with(analysis: Analysis, wording: Wording) -> Analysis:
    changes: dict[str, object] = {}
    if wording.description:
        changes |= {"description": wording.description.claim, "description_source": "model"}
    if wording.features:
        changes["features"] = tuple(one.claim for one in wording.features)
    if wording.categories:
        changes["categories"] = tuple(
            Category(one.claim, (f"“{one.evidence}” in the repository’s own words",))
            for one in wording.categories
        )
    fields = tuple(name for name in ("description", "features", "categories") if name in changes)
    reworded = Reworded(wording.model, now().isoformat(timespec="seconds"), fields)
    return dataclasses.replace(analysis, **changes, reworded=reworded)  # type: ignore[arg-type]


def _noted(analysis: Analysis, why: str) -> Analysis:
    message = f"{why} The page says what was concluded without it."
    warning = ImportWarning("REWORDING_SKIPPED", message)
    return dataclasses.replace(analysis, warnings=(*analysis.warnings, warning))
