"""What is left of a forge's rate limit, shared by all imports of the instance."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from importer.database import Base, UtcDateTime


class RateBudget(Base):
    """:ivar credential: the credential's label, never the token.
    :ivar remaining: calls left in the window that ends at ``reset_at``, less what running imports
        have reserved."""

    __tablename__ = "rate_budgets"

    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    credential: Mapped[str] = mapped_column(String(60), primary_key=True)
    quota: Mapped[int] = mapped_column()
    remaining: Mapped[int] = mapped_column()
    reset_at: Mapped[datetime] = mapped_column(UtcDateTime)
