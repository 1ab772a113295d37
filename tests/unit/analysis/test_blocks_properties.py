"""Whatever a README holds: none of its words is lost, and no block can do harm."""

import itertools
import json
from collections.abc import Iterator
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from importer.analysis.analyse import analyse
from importer.analysis.blocks import Block
from importer.analysis.readme import markdown, restructured
from importer.analysis.readme.links import RepoLinks
from importer.analysis.readme.sanitise import sanitise
from importer.analysis.result import ReadmeDocument
from tests.unit.analysis.builders import with_readme
from tests.unit.analysis.html_checker import problems
from tests.unit.analysis.test_readme_security import PAYLOADS, markup

LINKS = RepoLinks.of(with_readme(""), "README.md")

# Each holds one word, or other pieces, where the braces are.
AROUND = (
    "{}", "**{}**", "_{}_", "~~{}~~", "`{}`", "[{}](https://x.example)", "[{}](#a)", "[{}]()",
    "<b>{}</b>", "<kbd>{}</kbd>", "<span lang='de'>{}</span>", "<a name='x'></a>{}",
    "![alt](i.png) {}", "{} ![](https://img.shields.io/x.svg)", "{}<br>", "{}[^n]",
    "[![](i.png) {}](https://x.example)", "<sub>{}</sub>", "<unknown>{}</unknown>",
)  # fmt: skip
ALONE = (
    "{}", "# {}", "###### {}", "> {}", "> [!NOTE]\n> {}", "- {}", "- [ ] {}", "1. {}",
    "- a\n  - {}", "| {} | b |\n|---|---|\n| 1 | 2 |", "| a |\n|---|\n| {} |",
    "```python\n{}\n```", "```mermaid\n{}\n```", "```c++\n# {}\n```", "    {}", "---\n\n{}",
    "## Installation\n\n{}", "## License\n\n{}", "## Screenshots\n\n{}", "{}\n===",
    "<div align='center'>\n\n{}\n\n</div>", "<p align='right'>{}</p>", "<center>{}</center>",
    "<details><summary>{}</summary>\n\nx\n\n</details>", "<h1>{}</h1>", "<ul><li>{}</li></ul>",
    "<details>\n<summary>x</summary>\n\n{}\n\n</details>", "<table><tr><td>{}</td></tr></table>",
    "<figure><img src='i.png'><figcaption>{}</figcaption></figure>", "<div><div>{}</div></div>",
    "<dl><dt>{}</dt><dd>x</dd></dl>", "<section>{}</section>", "<pre>{}</pre>", "{}\n<div>x</div>",
    "[{}](https://youtu.be/dQw4w9WgXcQ)", "[{}](https://demo.example)", "text[^@]\n\n[^@]: {}",
    "<a href='https://x.example'><img src='i.png'><div>{}</div></a>", "<p>{}<p>x",
)  # fmt: skip


@st.composite
def readmes(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A README and the words that can be read in it."""
    numbers = itertools.count(1)
    words: list[str] = []

    def piece() -> str:
        word = f"word{next(numbers)}x"
        words.append(word)
        return draw(st.sampled_from(AROUND)).replace("{}", word)

    pieces = []
    for number in range(draw(st.integers(1, 8))):
        around = draw(st.sampled_from(ALONE)).replace("@", str(number))
        pieces.append(around.replace("{}", piece()))
    return "\n\n".join(pieces), words


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def said_in(html: str) -> str:
    """Without blanks: where a refused image was, words may touch or part."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    return "".join("".join(reader.said).split())


def every(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from every(block.blocks)


def shown(text: str, path: str = "README.md") -> ReadmeDocument:
    readme = analyse(with_readme(text.encode("utf-8", "surrogatepass"), path)).readme
    assert readme is not None
    return readme


@settings(max_examples=150, deadline=None)
@given(made=readmes())
def test_every_word_is_in_some_block(made: tuple[str, list[str]]) -> None:
    text, words = made
    said = " ".join(block.html for block in every(shown(text).blocks))
    assert [word for word in words if word not in said] == []


# Without colons there are no emoji by name, which become one sign.
plain_markup = markup.map(
    lambda text: (
        text.encode("utf-8", "replace").decode().replace(":", ";").replace("\0", "").strip()
    )
)


@settings(max_examples=100, deadline=None)
@given(text=plain_markup)
def test_no_word_of_any_markup_is_lost(text: str) -> None:
    rendered = sanitise(markdown.render(*markdown.parse(text)), LINKS)
    if "<video" not in rendered:
        assert said_in(shown(text).html) == said_in(rendered)


@settings(max_examples=50, deadline=None)
@given(text=plain_markup)
def test_no_word_of_restructured_text_is_lost(text: str) -> None:
    readme = shown(text, "README.rst")
    if readme.format == "restructuredtext":
        assert said_in(readme.html) == said_in(sanitise(restructured.render(text), LINKS))


@settings(max_examples=100, deadline=None)
@given(made=readmes(), payloads=st.lists(st.sampled_from(PAYLOADS), max_size=3))
def test_every_block_is_harmless_by_itself(
    made: tuple[str, list[str]], payloads: list[str]
) -> None:
    readme = shown("\n\n".join([made[0], *payloads]))
    for block in every(readme.blocks):
        assert problems(block.html) == []
        for address in (block.url, *(link.url for link in block.links)):
            assert address.partition(":")[0] in ("", "http", "https", "mailto")
        for image in block.images:
            for address in (image.url, image.dark_url):
                assert address.partition(":")[0] in ("", "http", "https")
            assert image.href.partition(":")[0] in ("", "http", "https", "mailto") or (
                image.href.startswith("#readme-")
            )
    json.dumps(readme.to_json())
