"""How long the steps of an import take on this instance."""

from sqlalchemy import Float, String
from sqlalchemy.orm import Mapped, mapped_column

from importer.database import Base


class StepPace(Base):
    """What the imports of one forge and size class have taught about one step.

    :ivar size: a class of ``importer.workflow.pace``, or ``any`` for all of them together.
    :ivar samples: how many imports.
    :ivar seconds: their mean, the late ones counting for more.
    :ivar spread: mean distance from it, in seconds.
    """

    __tablename__ = "step_paces"

    forge: Mapped[str] = mapped_column(String(20), primary_key=True)
    size: Mapped[str] = mapped_column(String(10), primary_key=True)
    step: Mapped[str] = mapped_column(String(10), primary_key=True)
    samples: Mapped[int] = mapped_column()
    seconds: Mapped[float] = mapped_column(Float)
    spread: Mapped[float] = mapped_column(Float)
