"""Searching, filtering and paging the mirror."""

import pytest
from sqlalchemy import insert

from importer.clock import now
from importer.connections import picker
from importer.connections.picker import Wish
from importer.database import db, writing
from importer.models import ForgeRepository, Project

ROWS = [
    # name, description, language, private, fork, archived, stars, pushed
    ("alice/zebra", "Stripes", "Python", False, False, False, 5, 3),
    ("alice/apple_pie", "100% fruit", "Go", True, False, False, 9, 2),
    ("Acme/Rocket", "Flies to Étoile", "Rust", True, False, True, 1, 1),
    ("acme/rocket-fork", "Flies too", "Rust", False, True, False, 9, 0),
    ("acme/empty", "", "", False, False, False, 0, None),
]


@pytest.fixture
def rows(alice, bob, connect, forge):
    account = connect(alice)
    other = connect(bob, "guest-token")
    moment = now()
    with writing() as session:
        for number, (name, text, language, private, fork, archived, stars, age) in enumerate(ROWS):
            session.execute(
                insert(ForgeRepository).values(
                    user_id=alice.id,
                    account_id=account.id,
                    host=account.host,
                    forge_repo_id=str(number),
                    full_name=name,
                    name_key=name.lower(),
                    owner_key=name.lower().partition("/")[0],
                    search_text=f"{name.lower()}\n{text.lower()}",
                    web_url=f"https://github.com/{name}",
                    description=text,
                    language=language,
                    is_private=private,
                    is_fork=fork,
                    is_archived=archived,
                    stars=stars,
                    pushed_at=None if age is None else moment.replace(year=2020 + age),
                    source="x",
                )
            )
    return account, other


@pytest.fixture
def names(alice, rows):
    def find(**wish) -> list[str]:
        found = picker.find(db.session(), alice.id, Wish(**wish))
        assert found.total >= len(found.rows)
        return [row.repository.full_name for row in found.rows]

    return find


def test_last_push_comes_first_and_what_was_never_pushed_last(names):
    assert names() == [
        *("alice/zebra", "alice/apple_pie", "Acme/Rocket"),
        *("acme/rocket-fork", "acme/empty"),
    ]
    assert names(sort="name")[:2] == ["acme/empty", "Acme/Rocket"]
    assert names(sort="stars")[:3] == ["acme/rocket-fork", "alice/apple_pie", "alice/zebra"]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("ROCKET", ["Acme/Rocket", "acme/rocket-fork"]),
        ("flies acme", ["Acme/Rocket", "acme/rocket-fork"]),
        ("flies zebra", []),
        ("étoile", ["Acme/Rocket"]),
        # Signs that a database would take for more than themselves.
        ("%", ["alice/apple_pie"]),
        ("_", ["alice/apple_pie"]),
        ("\\", []),
        ("'; DROP TABLE users; --", []),
    ],
)
def test_every_word_has_to_occur_in_name_or_description(names, q, expected):
    assert names(q=q) == expected


def test_filters_narrow_and_combine(names):
    assert names(owner="ACME", hide_forks=True) == ["Acme/Rocket", "acme/empty"]
    assert names(owner="acm") == []
    assert names(visibility="private") == ["alice/apple_pie", "Acme/Rocket"]
    assert names(visibility="private", hide_archived=True) == ["alice/apple_pie"]
    assert names(language="Rust", visibility="public") == ["acme/rocket-fork"]


def test_pages_are_cut_and_counted(alice, names):
    assert names(per_page=2, page=2, sort="name") == ["acme/rocket-fork", "alice/apple_pie"]
    assert names(per_page=2, page=9) == []
    assert picker.find(db.session(), alice.id, Wish(per_page=2)).pages == 3


def test_filters_offer_what_there_is(alice, names):
    owners = picker.owners(db.session(), alice.id)
    assert [(one.value, one.count) for one in owners] == [("acme", 3), ("alice", 2)]
    languages = picker.languages(db.session(), alice.id)
    assert [(one.value, one.count) for one in languages] == [("Rust", 2), ("Go", 1), ("Python", 1)]


def test_nobody_sees_the_list_of_somebody_else(bob, rows, names):
    assert names()
    assert picker.find(db.session(), bob.id, Wish()).total == 0
    assert picker.owners(db.session(), bob.id) == []
    mine = picker.find(db.session(), rows[0].user_id, Wish()).rows[0].repository
    assert picker.owned(db.session(), bob.id, mine.id) is None
    assert picker.owned(db.session(), rows[0].user_id, mine.id) is not None


def test_imported_one_knows_its_project_under_whatever_name(alice, rows):
    with writing() as session:
        session.add(
            Project(
                user_id=alice.id,
                forge="github",
                host=rows[0].host,
                path="alice/older-name",
                source_key="x",
                forge_repo_id="0",
                web_url="https://github.com/alice/older-name",
                slug="older-name",
                title="Zebra",
            )
        )
    found = picker.find(db.session(), alice.id, Wish())
    assert [row.slug for row in found.rows] == ["older-name", "", "", "", ""]
