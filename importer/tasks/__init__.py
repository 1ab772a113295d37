"""The only Huey tasks, and the doors to them. Each takes an id and makes one call.

Whatever stands beside this file is imported here, so that the worker knows every task by name.
"""

from importer.tasks.batches import (
    add_to_queue,
    cancel,
    plan_batch,
    remove,
    resume,
    resume_all,
    retry_failed,
    retry_one,
    start_batch,
)
from importer.tasks.doors import identity, toolbox
from importer.tasks.images import fetch_images, fetch_images_of, sweep_images
from importer.tasks.imports import (
    nudge,
    nudge_holder,
    preview,
    publish_preview,
    refresh,
    run_import,
    run_sweep,
    submit,
    submit_again,
)
from importer.tasks.joining import Newcomer, join_with_forge, require_welcome
from importer.tasks.leaving import leave
from importer.tasks.letters import (
    accept,
    ask_for_reset,
    change_email,
    confirm_email,
    invite,
    reset_link,
    sign_up,
)
from importer.tasks.mail import nudge_mail, post, send_mail
from importer.tasks.notifications import (
    courier,
    deliver_notification,
    sweep_notifications,
    tell_again,
)
from importer.tasks.repositories import (
    refresh_if_stale,
    refresh_repositories,
    sync_repositories,
)

__all__ = [
    "Newcomer",
    "accept",
    "add_to_queue",
    "ask_for_reset",
    "cancel",
    "change_email",
    "confirm_email",
    "courier",
    "deliver_notification",
    "fetch_images",
    "fetch_images_of",
    "identity",
    "invite",
    "join_with_forge",
    "leave",
    "nudge",
    "nudge_holder",
    "nudge_mail",
    "plan_batch",
    "post",
    "preview",
    "publish_preview",
    "refresh",
    "refresh_if_stale",
    "refresh_repositories",
    "remove",
    "require_welcome",
    "reset_link",
    "resume",
    "resume_all",
    "retry_failed",
    "retry_one",
    "run_import",
    "run_sweep",
    "send_mail",
    "sign_up",
    "start_batch",
    "submit",
    "submit_again",
    "sweep_images",
    "sweep_notifications",
    "sync_repositories",
    "tell_again",
    "toolbox",
]
