"""One table per file. ``create_app`` and the migrations import this to know them all."""

from importer.models.api_token import ApiToken, Scope
from importer.models.audit_event import AuditEvent
from importer.models.forge_account import ConnectionKind, ConnectionState, ForgeAccount
from importer.models.forge_handshake import ForgeHandshake
from importer.models.forge_repository import ForgeRepository
from importer.models.image import Image
from importer.models.image_set import ImageSet
from importer.models.import_batch import ImportBatch
from importer.models.import_event import ImportEvent
from importer.models.import_job import (
    ACTIVE_STATES,
    FINISHED_STATES,
    ImportJob,
    JobKind,
    JobState,
    Step,
)
from importer.models.import_lease import ImportLease
from importer.models.import_pause import ImportPause
from importer.models.invitation import Invitation
from importer.models.kept_snapshot import KeptSnapshot
from importer.models.llm_call import LlmCall
from importer.models.notification import Channel, Happening, Notification, NotificationState
from importer.models.notification_choice import NotificationChoice
from importer.models.outgoing_mail import MailState, OutgoingMail
from importer.models.preview import Preview
from importer.models.project import Project
from importer.models.project_image import ProjectImage
from importer.models.project_revision import ProjectRevision
from importer.models.push_device import PushDevice
from importer.models.rate_budget import RateBudget
from importer.models.removed_import import RemovedImport
from importer.models.second_factor import RecoveryCode, SecondFactor
from importer.models.setting_override import SettingOverride
from importer.models.step_pace import StepPace
from importer.models.throttle import Throttle
from importer.models.user import User
from importer.models.user_session import UserSession
from importer.models.webhook import Webhook, WebhookAttempt
from importer.models.worker import Worker

__all__ = [
    "ACTIVE_STATES",
    "FINISHED_STATES",
    "ApiToken",
    "AuditEvent",
    "Channel",
    "ConnectionKind",
    "ConnectionState",
    "ForgeAccount",
    "ForgeHandshake",
    "ForgeRepository",
    "Happening",
    "Image",
    "ImageSet",
    "ImportBatch",
    "ImportEvent",
    "ImportJob",
    "ImportLease",
    "ImportPause",
    "Invitation",
    "JobKind",
    "JobState",
    "KeptSnapshot",
    "LlmCall",
    "MailState",
    "Notification",
    "NotificationChoice",
    "NotificationState",
    "OutgoingMail",
    "Preview",
    "Project",
    "ProjectImage",
    "ProjectRevision",
    "PushDevice",
    "RateBudget",
    "RecoveryCode",
    "RemovedImport",
    "Scope",
    "SecondFactor",
    "SettingOverride",
    "Step",
    "StepPace",
    "Throttle",
    "User",
    "UserSession",
    "Webhook",
    "WebhookAttempt",
    "Worker",
]
