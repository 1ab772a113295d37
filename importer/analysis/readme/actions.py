"""Which links are ways on from the project: what their words say."""

import re

from importer.analysis.result import LinkKind

_POLITE = r"(?:(?:read|see|view|full|official|online|complete|project|the|our|latest|a|→) )*"
SAID: tuple[tuple[LinkKind, re.Pattern[str]], ...] = (
    ("demo", re.compile(
        rf"{_POLITE}(?:live |online )?(?:demo(?: site| page| app)?|playground)(?: here)?"
        r"|try it(?: out)?(?: now| online| live)?"
        r"|在线(?:演示|体验|预览)|演示(?:地址)?|デモ|데모|демо")),
    ("documentation", re.compile(
        rf"{_POLITE}(?:(?:api |user |developer )?(?:documentation|docs)(?: site| website)?|"
        r"user guide|manual|api reference|dokumentation|documentación|documentação|文档|"
        r"(?:使用|官方|在线|项目)文档|ドキュメント|文书|documentazione|документация)")),
)  # fmt: skip
_MORE = (
    ("homepage", re.compile(
        rf"{_POLITE}(?:website|web site|homepage|home page|home|官网|网站|сайт)")),
    ("download", re.compile(
        rf"{_POLITE}downloads?(?: now| here| the app| for \w+)?|get (?:it|the app)|releases?"
        r"|下载|ダウンロード|скачать|télécharger|descargar|herunterladen")),
)  # fmt: skip


def action_of(words: str) -> str:
    """``demo``, ``documentation``, ``homepage``, ``download`` or empty."""
    said = bare_words(words)
    return next((kind for kind, known in (*SAID, *_MORE) if known.fullmatch(said)), "")


def bare_words(words: str) -> str:
    """Lower case, without what people decorate links with."""
    letters = [index for index, one in enumerate(words) if one.isalnum()]
    return words[letters[0] : letters[-1] + 1].lower() if letters else ""
