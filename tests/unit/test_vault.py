"""Secrets at rest: sealed, opened, and sealed anew."""

import stat
from pathlib import Path

import pytest

from importer.config import ConfigError
from importer.vault import Vault, VaultLocked, new_key

SECRET = "ghp_canary"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "token_keys"


def test_what_is_sealed_does_not_show_the_secret_and_opens_again(file):
    vault = Vault((), file)
    sealed = vault.seal(SECRET)
    assert SECRET not in sealed
    assert vault.seal(SECRET) != sealed
    assert vault.open(sealed) == SECRET
    assert Vault((), file).open(sealed) == SECRET


def test_key_file_is_made_when_needed_for_this_account_alone(file):
    vault = Vault((), file)
    assert not file.exists()
    vault.seal(SECRET)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_key_file_others_can_read_is_refused(file):
    Vault((), file).seal(SECRET)
    file.chmod(0o640)
    with pytest.raises(ConfigError, match=r"chmod 600 .*token_keys"):
        Vault((), file).seal(SECRET)


def test_keys_of_the_setting_leave_no_file_and_the_old_one_still_opens(file):
    old, new = new_key(), new_key()
    sealed = Vault((old,), file).seal(SECRET)
    both = Vault((new, old), file)
    assert both.open(sealed) == SECRET
    fresh = both.resealed(sealed)
    assert Vault((new,), file).open(fresh) == SECRET
    with pytest.raises(VaultLocked):
        Vault((new,), file).open(sealed)
    assert not file.exists()
    assert not both.turn()


def test_turned_key_opens_what_running_processes_still_seal(file):
    running, turning = Vault((), file), Vault((), file)
    before = running.seal(SECRET)
    assert turning.turn()
    meanwhile = running.seal(SECRET)
    fresh = turning.resealed(before)
    # The running process reads the file anew as soon as it needs to.
    assert running.open(fresh) == SECRET
    assert turning.open(meanwhile) == SECRET
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    turning.turn()
    with pytest.raises(VaultLocked):
        turning.open(before)


def test_foreign_and_forged_texts_stay_shut(file):
    vault = Vault((), file)
    for text in ("", "x", Vault((new_key(),), file).seal(SECRET), vault.seal(SECRET)[:-2] + "AA"):
        with pytest.raises(VaultLocked):
            vault.open(text)


def test_what_another_process_seals_survives_two_turns_of_the_key(file):
    here, elsewhere = Vault((), file), Vault((), file)
    elsewhere.seal(SECRET)
    here.turn()
    sealed = elsewhere.seal(SECRET)
    here.turn()
    assert Vault((), file).open(sealed) == SECRET
