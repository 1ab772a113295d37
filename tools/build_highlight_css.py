"""Build static/css/highlight.css: colours for code, light and dark, from two Pygments styles.

    python tools/build_highlight_css.py

Every colour is moved away from its background until it has the contrast WCAG 2.2 AA asks of text
(4.5:1). Measured against the darkest light and the lightest dark background a block may stand on.
"""

import colorsys
from collections.abc import Iterator
from pathlib import Path

from pygments.style import Style
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES, Token

TARGET = Path(__file__).parents[1] / "static" / "css" / "highlight.css"
LIGHT = ("friendly", "#f1eee6")
DARK = ("github-dark", "#262621")
CONTRAST = 4.5

Rgb = tuple[float, float, float]


def luminance(color: Rgb) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """From 1 to 21, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def rgb(hex_color: str) -> Rgb:
    value = hex_color.lstrip("#")
    return (int(value[:2], 16) / 255, int(value[2:4], 16) / 255, int(value[4:6], 16) / 255)


def hex_of(color: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in color)


def readable(color: Rgb, background: Rgb) -> Rgb:
    """The nearest lightness of the same hue that can be read on ``background``."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*color)
    step = -0.01 if luminance(background) > 0.5 else 0.01
    while contrast(color, background) < CONTRAST and 0 <= lightness <= 1:
        lightness += step
        color = colorsys.hls_to_rgb(hue, min(1, max(0, lightness)), saturation)
        color = rgb(hex_of(color))
    return color


def rules(style: type[Style], background: str) -> Iterator[str]:
    """One rule for each look, naming all classes that have it."""
    looks: dict[str, list[str]] = {}
    for token, name in STANDARD_TYPES.items():
        if not name or token in (Token.Text, Token.Text.Whitespace):
            continue
        definition = style.style_for_token(token)
        parts = []
        if definition["color"]:
            parts.append(f"color: {hex_of(readable(rgb(definition['color']), rgb(background)))}")
        if definition["bold"]:
            parts.append("font-weight: 600")
        if definition["italic"]:
            parts.append("font-style: italic")
        if parts:
            looks.setdefault("; ".join(parts), []).append(f".highlight .{name}")
    for look, selectors in looks.items():
        yield f"{', '.join(selectors)} {{ {look}; }}"


def scheme(name: str, style: str, background: str) -> str:
    """Each scheme in a query of its own, so that none shows through where the other is silent."""
    lines = "\n".join(f"  {rule}" for rule in rules(get_style_by_name(style), background))
    return f"@media (prefers-color-scheme: {name}) {{\n{lines}\n}}\n"


def build() -> str:
    note = "/* Made by tools/build_highlight_css.py; change that instead. */\n"
    return note + scheme("light", *LIGHT) + "\n" + scheme("dark", *DARK)


def main() -> None:
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(build(), encoding="utf-8")


if __name__ == "__main__":
    main()
