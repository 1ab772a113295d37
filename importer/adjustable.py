"""The settings an administrator may change on a page, while everything runs.

Only those are here that a mistake, or a stranger at an administrator's browser, cannot turn into
more than inconvenience: no address that is called, no key, no place where data are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from importer.config_source import ConfigError as ConfigError
from importer.config_source import Source


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """A setting that is a number from ``lowest`` to ``highest``."""

    name: str
    default: int
    lowest: int
    highest: int

    def read(self, source: Source) -> int:
        """:raises ConfigError: it is none of these."""
        return source.number(self.name, self.default, self.lowest, self.highest)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A setting that is one of ``choices``."""

    name: str
    default: str
    choices: tuple[str, ...]

    def read(self, source: Source) -> str:
        """:raises ConfigError: it is none of these."""
        return source.choice(self.name, self.default, self.choices)


SIGNUP = OneOf("SIGNUP", "closed", ("closed", "invite", "open"))
IMPORTS_PER_HOUR = WholeNumber("IMPORTS_PER_HOUR", 0, 0, 1_000_000)
API_CALLS_PER_MINUTE = WholeNumber("API_CALLS_PER_MINUTE", 600, 0, 1_000_000)
IMPORT_TIMEOUT = WholeNumber("IMPORT_TIMEOUT", 300, 1, 86400)
LLM_CALLS_PER_HOUR = WholeNumber("LLM_CALLS_PER_HOUR", 60, 0, 100_000)

Adjustable = WholeNumber | OneOf
_ALL: tuple[Adjustable, ...] = (
    SIGNUP,
    IMPORTS_PER_HOUR,
    API_CALLS_PER_MINUTE,
    IMPORT_TIMEOUT,
    LLM_CALLS_PER_HOUR,
)
ADJUSTABLE: Mapping[str, Adjustable] = MappingProxyType({one.name: one for one in _ALL})


def parsed(name: str, value: str) -> int | str:
    """What ``value`` means as the setting of that name.

    :raises ConfigError: it is not what the setting may be.
    :raises KeyError: there is no adjustable setting of that name.
    """
    # An empty value would stand for the default; here it is a mistake.
    return ADJUSTABLE[name].read(Source({name: value or "nothing"}, {}))


def origins(source: Source) -> Mapping[str, str]:
    """Where each of them comes from at the start."""
    return MappingProxyType({name: source.came_from(name) for name in ADJUSTABLE})
