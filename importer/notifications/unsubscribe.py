"""Links that end mails to a person without signing in, as they stand in every such mail.

They are signed and do not expire: https://www.rfc-editor.org/rfc/rfc8058 wants them to work for as
long as the mail lies in somebody's inbox. All they can do is switch mails off.
"""

from itsdangerous import BadSignature, URLSafeSerializer

from importer.config import Settings
from importer.database import db, writing
from importer.mail import links
from importer.models import Channel, User
from importer.notifications import choices


def link(settings: Settings, user_id: int) -> str:
    return links.page(settings, "web.unsubscribe", token=token(settings, user_id))


def token(settings: Settings, user_id: int) -> str:
    """What the link carries."""
    return str(_signer(settings).dumps([user_id, _made(db.session.get_one(User, user_id))]))


def headers(settings: Settings, user_id: int) -> dict[str, str]:
    """What lets mail programs offer it as a button of theirs (RFC 2369, RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{link(settings, user_id)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def person(settings: Settings, given: str) -> int | None:
    """Whose mails the link is about; None if we have not made it."""
    try:
        user_id, made = _signer(settings).loads(given)
    except (BadSignature, TypeError, ValueError):
        return None
    user = db.session.get(User, user_id)
    return user.id if user is not None and _made(user) == made else None


def stop_mails(user_id: int) -> None:
    """From now on the person gets no mails about imports; the other ways stay as they are."""
    with writing() as session:
        chosen = choices.of(session, user_id)
        kept = [box for box in chosen.wanted if not box.startswith(f"{Channel.EMAIL}.")]
        choices.put(session, user_id, wanted=sorted(kept))


def _made(user: User) -> str:
    """Tells an account from a later one that was given the same number."""
    return user.created_at.isoformat()


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret_key, salt="unsubscribe from mails about imports")
