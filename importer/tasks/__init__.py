"""The only Huey tasks, and the doors to them. Each takes an id and makes one call.

Whatever stands beside this file is imported here, so that the worker knows every task by name.
"""

from importer.tasks.batches import (
    add_to_queue,
    cancel,
    plan_batch,
    remove,
    resume,
    retry_failed,
    retry_one,
    start_batch,
)
from importer.tasks.doors import identity, toolbox
from importer.tasks.images import fetch_images, fetch_images_of, sweep_images
from importer.tasks.imports import (
    nudge,
    preview,
    publish_preview,
    refresh,
    run_import,
    run_sweep,
    submit,
    submit_again,
)
from importer.tasks.mail import nudge_mail, post, send_mail

__all__ = [
    "add_to_queue",
    "cancel",
    "fetch_images",
    "fetch_images_of",
    "identity",
    "nudge",
    "nudge_mail",
    "plan_batch",
    "post",
    "preview",
    "publish_preview",
    "refresh",
    "remove",
    "resume",
    "retry_failed",
    "retry_one",
    "run_import",
    "run_sweep",
    "send_mail",
    "start_batch",
    "submit",
    "submit_again",
    "sweep_images",
    "toolbox",
]
