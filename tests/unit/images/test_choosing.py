"""What an image is for, which are fetched first, and which stands at the head of the page."""

import pytest

from importer.images.download import Key
from importer.images.hero import Candidate, choose
from importer.images.roles import role_of
from importer.images.wanted import MOST_IMAGES, wanted


@pytest.mark.parametrize(
    ("url", "alt", "role"),
    [
        ("https://img.shields.io/pypi/v/flask", "", "badge"),
        ("https://github.com/o/r/actions/workflows/ci.yml/badge.svg", "", "badge"),
        ("https://github.com/o/r/workflows/CI/badge.svg?branch=main", "", "badge"),
        ("https://codecov.io/gh/o/r/graph.svg", "", "badge"),
        ("https://raw.example/o/r/c/docs/logo.svg", "", "logo"),
        ("https://raw.example/o/r/c/docs/a.png", "Flask logo", "logo"),
        ("https://raw.example/o/r/c/banner-dark.png", "", "banner"),
        ("https://raw.example/o/r/c/docs/silicon.png", "", "image"),
        ("https://raw.example/o/r/c/docs/screen.png", "The main window", "image"),
    ],
)
def test_names_and_hosts_tell_what_an_image_is_for(url, alt, role):
    assert role_of(url, alt) == role


def test_pictures_come_before_faces_and_badges_last():
    html = (
        '<img src="https://img.shields.io/a" alt=""><img src="https://x.example/one.png" alt="1">'
        '<img src="https://x.example/one.png" alt="again"><img src="mailto:x" alt="">'
        '<img src="https://x.example/two.png" alt="2">'
    )
    people = [{"login": "ada", "avatar_url": "https://avatars.example/1"}, {"login": "bob"}]
    found = wanted(html, [], ["https://youtu.be/dQw4w9WgXcQ", "https://vimeo.com/1"], people)
    assert [(one.role, one.label) for one in found] == [
        ("image", "1"),
        ("image", "2"),
        ("still", ""),
        ("avatar", "ada"),
        ("badge", ""),
    ]


def test_there_is_an_end_to_it():
    html = "".join(f'<img src="https://x.example/{number}.png" alt="">' for number in range(100))
    assert len(wanted(html, [], [], [])) == MOST_IMAGES


def test_what_the_analysis_has_seen_of_them_counts_more_than_their_names():
    html = "".join(f'<img src="https://x.example/{n}" alt="">' for n in ("a", "logo.png", "b"))
    offered = [
        {"url": "https://x.example/b", "role": "screenshot"},
        {"url": "https://x.example/logo.png", "role": "sponsor"},
        {"url": "https://x.example/a", "role": "badge"},
    ]
    found = wanted(html, offered, [], [])
    assert [(one.url[-1], one.role) for one in found] == [
        ("b", "image"),
        ("g", "mark"),
        ("a", "badge"),
    ]


VIEW = Candidate("view", "image", 800, 500)
LOGO = Candidate("logo", "logo", 200, 200)
SHOT = Candidate("shot", "image", 800, 500, from_tree=True)
BANNER = Candidate("banner", "banner", 1600, 200)


@pytest.mark.parametrize(
    ("candidates", "chosen"),
    [
        ([LOGO, BANNER, VIEW], ("view", "readme")),
        ([BANNER, LOGO], ("logo", "logo")),
        ([BANNER], ("banner", "banner")),
        ([], (None, "card")),
        ([Candidate("badge", "badge", 800, 500)], (None, "card")),
        ([Candidate("face", "avatar", 800, 500)], (None, "card")),
        ([Candidate("icon", "logo", 16, 16)], (None, "card")),
        ([Candidate("strip", "image", 800, 30)], (None, "card")),
        ([Candidate("small", "image", 300, 200), LOGO], ("logo", "logo")),
        ([SHOT], ("shot", "tree")),
        ([SHOT, LOGO], ("logo", "logo")),
        ([Candidate("wide", "banner", 800, 400, from_tree=True)], ("wide", "banner")),
        ([Candidate("ornament", "image", 800, 600, 40), VIEW], ("view", "readme")),
    ],
)
def test_the_head_of_the_page_is_the_best_there_is(candidates, chosen):
    hero = choose(candidates)
    assert (hero.sha256, hero.source) == chosen


@pytest.mark.parametrize(
    "url",
    [
        "https://raw.example/o/secrets/c/a.png",
        "https://raw.example.evil.example/o/r/a.png",
        "https://raw.example/o/r/../secrets/c/a.png",
        "https://raw.example/o/r/%2e%2E/secrets/c/a.png",
        "https://raw.example/o/r/%252e%252e/secrets/c/a.png",
        "https://raw.example/o/r/..\\secrets/a.png",
    ],
)
def test_the_token_is_for_the_repositorys_own_files_alone(url):
    key = Key("https://raw.example/o/r/", "secret")
    assert key.headers("https://raw.example/o/r/c0ffee/docs/a.png") != {}
    assert key.headers(url) == {}
