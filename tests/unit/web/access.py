"""Who may call what: every route, declared. ``test_access`` walks the URL map."""

from enum import Enum, auto


class Access(Enum):
    """Whom a route is for; everybody else is answered as the comment says."""

    EVERYBODY = auto()
    # The same, for people without an account; others are sent on.
    GUESTS = auto()
    # By the visibility of what is asked for: a private thing does not exist (404).
    VISIBILITY = auto()
    # Sent to sign in.
    PEOPLE = auto()
    # What is somebody's: sent to sign in, or, signed in as somebody else, 404.
    OWNER = auto()
    OWNER_AND_ADMINISTRATORS = auto()
    # Sent to sign in, or 404.
    ADMINISTRATORS = auto()
    # 404 but for this machine and administrators.
    WATCHERS = auto()
    # 401 without a bearer token, whatever cookies are sent along.
    TOKEN = auto()
    # With somebody else's token 404.
    TOKEN_OF_OWNER = auto()


ACCESS: dict[str, Access] = {
    **dict.fromkeys(
        [
            "api_docs.described",
            "api_docs.page",
            "static",
            "web.diagram_frame",
            "web.healthz",
            "web.home",
            "web.portfolio",
            "web.portfolio_feed",
            "web.readyz",
            "web.service_worker",
            # Whoever has the link of the mail may end the mails.
            "web.unsubscribe",
            "web.unsubscribe_now",
        ],
        Access.EVERYBODY,
    ),
    **dict.fromkeys(
        [
            "web.accept_invitation",
            "web.confirm_email",
            "web.end_all_sessions",
            "web.forgotten",
            "web.join_invited",
            "web.join_openly",
            "web.oauth_callback",
            "web.reset_password",
            "web.second_step",
            "web.second_step_now",
            "web.setup",
            "web.sign_in",
            "web.sign_in_now",
            "web.sign_in_with_forge",
            "web.sign_out",
            "web.signup",
        ],
        Access.GUESTS,
    ),
    **dict.fromkeys(
        [
            "web.export_project",
            "web.project_card",
            "web.project_image",
            "web.project_page",
            "web.project_thumbnail",
            "web.share_card_image",
        ],
        Access.VISIBILITY,
    ),
    **dict.fromkeys(
        [
            "web.account_settings",
            "web.add_device",
            "web.add_project",
            "web.add_project_now",
            "web.add_several",
            "web.arrange_portfolio",
            "web.cancel_queue",
            "web.change_email",
            "web.change_password",
            "web.ask_device",
            "web.choose_notifications",
            "web.connect_by_device",
            "web.connect_by_token",
            "web.connect_by_web",
            "web.confirm_for_password",
            "web.connections",
            "web.device_code",
            "web.explain_absence",
            "web.delete_account",
            "web.download_data",
            "web.end_session",
            "web.export_portfolio",
            "web.import_list",
            "web.import_picked",
            "web.import_queue",
            "web.notification_pulse",
            "web.notification_settings",
            "web.pause_queue",
            "web.picker_freshness",
            "web.picker_rows",
            "web.picker_selects",
            "web.person_events",
            "web.plan_several",
            "web.portfolio_order",
            "web.prepare_second_factor",
            "web.preview_project",
            "web.refresh_picker",
            "web.renew_recovery_codes",
            "web.resume_queue",
            "web.retry_queue",
            "web.second_factor_settings",
            "web.security_settings",
            "web.settings",
            "web.start_several",
            "web.switch_second_factor_off",
            "web.switch_second_factor_on",
            "web.remove_webhook",
            "web.renew_webhook_secret",
            "web.send_again",
            "web.set_up_webhook",
            "web.switch_webhook_on",
            "web.make_token",
            "web.take_toasts",
            "web.test_webhook",
            "web.token_settings",
            "web.understanding",
        ],
        Access.PEOPLE,
    ),
    **dict.fromkeys(
        [
            "web.arrange_sections",
            "web.change_field",
            "web.confirm_deletion",
            "web.delete_project",
            "web.disconnect",
            "web.dismiss_refresh",
            "web.edit_project",
            "web.field_form",
            "web.field_shown",
            "web.refresh_project",
            "web.remove_device",
            "web.revoke_token",
            "web.set_showcase",
            "web.set_visibility",
            "web.test_device",
            "web.undo_refresh",
        ],
        Access.OWNER,
    ),
    **dict.fromkeys(
        [
            "web.cancel_import",
            "web.import_events",
            "web.import_page",
            "web.import_progress",
            "web.move_import",
            "web.preview_page",
            "web.publish_preview",
            "web.remove_import",
            "web.retry_behind",
            "web.retry_import",
        ],
        Access.OWNER_AND_ADMINISTRATORS,
    ),
    **dict.fromkeys(
        [
            "web.admin",
            "web.admin_settings",
            "web.cancel_person",
            "web.change_role",
            "web.change_setting",
            "web.invitation_settings",
            "web.invite",
            "web.pause_everything",
            "web.pause_person",
            "web.reset_setting",
            "web.resume_everything",
            "web.resume_person",
            "web.role_form",
            "web.withdraw_invitation",
        ],
        Access.ADMINISTRATORS,
    ),
    # Told where a contact is set; without one there is no such file.
    "web.security_txt": Access.GUESTS,
    "web.metrics": Access.WATCHERS,
    **dict.fromkeys(
        [
            "api.batches",
            "api.import_and_wait",
            "api.import_any",
            "api.import_async",
            "api.project_list",
            "api.repositories",
            "api.start_batch",
            "api.unknown",
        ],
        Access.TOKEN,
    ),
    **dict.fromkeys(
        [
            "api.batch_status",
            "api.cancel_batch",
            "api.delete_project",
            "api.edit_project",
            "api.pause_batch",
            "api.project",
            "api.refresh_project",
            "api.resume_batch",
            "api.retry_batch",
            "api.task_status",
        ],
        Access.TOKEN_OF_OWNER,
    ),
}

# Unsafe requests that need no CSRF token, because no cookie counts there.
WITHOUT_CSRF_TOKEN = ("api.", "web.unsubscribe_now")

# What these lead to is there only after more has happened (a preview made, a refresh done): here
# they are 404 for everybody, and their own tests let the owner in.
NOT_THERE_YET = frozenset(
    {
        "web.end_session",
        "web.import_picked",
        "web.preview_page",
        "web.project_image",
        "web.publish_preview",
        "web.undo_refresh",
        "web.withdraw_invitation",
        "web.remove_device",
        "web.remove_webhook",
        "web.renew_webhook_secret",
        "web.send_again",
        "web.switch_webhook_on",
        "web.test_device",
        "web.test_webhook",
    }
)
