"""Names of git objects, held against git itself and against real trees."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.unit.tools.conftest import SHARED
from tools.sample_forge.bundled import bundled_repositories, content_of
from tools.sample_forge.corpus import corpus_repositories
from tools.sample_forge.gitobjects import with_trees

CORPUS = SHARED / "corpus"


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
def test_a_tree_has_the_name_git_gives_it(tmp_path: Path):
    files = {
        "a/inside": b"1",
        "a.txt": b"2",
        "a-b": b"3",
        "a0": b"",
        "ä/ö/ü": b"4\r\n",
        "Z/deep/er/still": b"5",
    }
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)

    def git(*arguments: str) -> str:
        command = ["git", "-c", "core.autocrlf=false", *arguments]
        done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    git("init", "--quiet")
    git("add", "--all")
    tree = git("write-tree")
    listed = git("-c", "core.quotePath=false", "ls-tree", "-r", "-t", "--name-only", tree)
    content = content_of(files, "2026-01-01T00:00:00Z")
    assert content.commit.tree == tree
    assert [entry.path for entry in content.entries] == listed.splitlines()


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no ../shared/corpus")
def test_folders_of_real_trees_are_named_from_their_files():
    for repository in corpus_repositories(CORPUS):
        assert repository.content
        leaves = [entry for entry in repository.content.entries if entry.kind != "tree"]
        sha, entries = with_trees(leaves)
        assert sha == repository.content.commit.tree, repository.full_name
        assert entries == repository.content.entries


def test_written_repositories_have_the_same_commits_on_every_start():
    first = {repo.full_name: repo.content for repo in bundled_repositories()}
    again = {repo.full_name: repo.content for repo in bundled_repositories()}
    assert len(first) >= 15
    for name, content in first.items():
        other = again[name]
        assert (content and content.commit) == (other and other.commit)
