"""``flask --app wsgi …``, each in a process of its own."""

import os
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from tests.functional.commands import FLASK, run, sentence
from tests.support.servers import free_port
from tests.support.stack import PROJECT, eventually

PASSWORD = "correct horse battery\n"
ALICE = ("user", "create", "alice", "--email", "alice@example.org", "--password-stdin")


@pytest.fixture
def instance(light_stack) -> Path:
    return Path(light_stack.environment["INSTANCE_PATH"])


def test_fresh_host_is_set_up_by_commands_alone(light_stack):
    assert run(light_stack, "db", "upgrade").stdout == "The database is up to date.\n"
    assert run(light_stack, *ALICE, stdin=PASSWORD).stdout == "Made administrator alice.\n"
    bob = ("user", "create", "bob", "--email", "bob@example.org", "--password-stdin")
    assert run(light_stack, *bob, stdin=PASSWORD).stdout == "Made member bob.\n"
    again = sentence(run(light_stack, *bob, stdin=PASSWORD))
    assert again.startswith("Error: That name is taken.")
    rows = [line.split("\t") for line in run(light_stack, "user", "list").stdout.splitlines()]
    assert [row[:3] for row in rows] == [
        ["alice", "alice@example.org", "administrator"],
        ["bob", "bob@example.org", "member"],
    ]
    reset = run(light_stack, "user", "reset-password", "bob", "--password-stdin", stdin=PASSWORD)
    assert reset.stdout.startswith("bob has a new password")


def test_token_stands_alone_on_the_last_line(light_stack):
    light_stack.prepare("alice")
    done = run(light_stack, "token", "create", "--user", "alice", "--name", "laptop")
    token = done.stdout.splitlines()[-1]
    assert token.startswith("rpf_")
    assert token == token.strip()
    assert token not in done.stderr
    light_stack.start_web()
    answer = light_stack.api(token).get("/api/github/repos/")
    assert "No GitHub account" in answer.json()["error"]


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (ALICE, "short\n", "at least 8 characters"),
        (ALICE, "", "at least 8 characters"),
        (ALICE, b"\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\n", "UTF-8"),
        (("user", "reset-password", "nobody", "--password-stdin"), PASSWORD, "no account named"),
        (("token", "create", "--user", "nobody", "--name", "x"), "", "no account named"),
        (("import", "pallets/flask", "--user", "nobody"), "", "no account named"),
    ],
)
def test_wrong_use_is_told_in_a_sentence(light_stack, arguments, stdin, said):
    run(light_stack, "db", "upgrade")
    assert said in sentence(run(light_stack, *arguments, stdin=stdin))


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (("user", "list"), ""),
        (("sweep",), ""),
        (("worker",), ""),
    ],
)
def test_database_without_tables_is_told_with_the_command_that_makes_them(
    light_stack, arguments, stdin
):
    said = sentence(run(light_stack, *arguments, stdin=stdin))
    assert said.endswith("not up to date; run: flask --app wsgi db upgrade")


def test_first_account_of_a_fresh_host_makes_its_database(light_stack):
    assert "administrator alice" in run(light_stack, *ALICE, stdin=PASSWORD).stdout
    assert "alice@example.org" in run(light_stack, "user", "list").stdout


@pytest.mark.parametrize(
    "arguments", [("db", "upgrade"), ("user", "list"), ("sweep",), ("worker",), ("serve",)]
)
def test_dead_postgresql_is_told_in_a_sentence(light_stack, arguments):
    dead = f"postgresql://someone:canary@127.0.0.1:{free_port()}/repofolio"
    said = sentence(run(light_stack, *arguments, DATABASE_URL=dead))
    assert said.startswith("Error: The database cannot be used (")
    assert "correct DATABASE_URL" in said
    assert "canary" not in said


def test_dead_redis_is_told_in_a_sentence(light_stack):
    light_stack.prepare()
    said = sentence(run(light_stack, "worker", QUEUE_URL=f"redis://127.0.0.1:{free_port()}/0"))
    assert said.startswith("Error: The queue cannot be reached (")
    assert "correct QUEUE_URL" in said


@pytest.mark.parametrize("queue", ["postgresql://x@127.0.0.1:{port}/x", "sqlite:////nowhere/q.db"])
def test_queue_that_cannot_be_opened_is_told_in_a_sentence(light_stack, queue):
    said = sentence(run(light_stack, "user", "list", QUEUE_URL=queue.format(port=free_port())))
    assert said.startswith("Repofolio cannot start: QUEUE_URL must lead to a queue")


def test_wrong_setting_is_told_in_a_sentence(light_stack):
    assert "PORT must be a whole number" in sentence(run(light_stack, "user", "list", PORT="x"))


def test_sweep_says_what_it_did(light_stack):
    light_stack.prepare()
    assert run(light_stack, "sweep").stdout.startswith("Swept: 0 dead workers, 0 jobs taken back")


def _import(stack, address: str):
    return run(stack, "import", address, "--user", "alice", "--public")


def test_import_ends_with_the_address_of_its_page(light_stack, forge):
    light_stack.prepare("alice")
    done = _import(light_stack, f"{forge.web_url}/ferrous/sieve.git")
    assert done.returncode == 0, done.stderr
    *_, success, address = done.stdout.splitlines()
    assert success == "Successfully imported ferrous/sieve"
    assert address == f"{light_stack.url}/alice/sieve"
    again = sentence(_import(light_stack, "Ferrous/Sieve"))
    assert again == "Error: Repository already imported: /alice/sieve"
    missing = _import(light_stack, "ferrous/nothing")
    assert missing.returncode == 1
    assert "does not exist, or this account cannot see it" in missing.stderr
    nonsense = sentence(_import(light_stack, "what is this?"))
    assert "An address looks like" in nonsense


def test_interrupted_import_is_canceled_and_makes_room(light_stack, forge):
    token = light_stack.prepare("alice")["alice"]
    with forge.holding("/repos/ferrous/sieve") as hold:
        process = subprocess.Popen(
            [*FLASK, "import", "ferrous/sieve", "--user", "alice"],
            cwd=PROJECT,
            env=light_stack.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Tests that were started in the background of a shell have it ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        hold.wait()
        light_stack.start_web()
        refused = light_stack.api(token).post("/api/github/import-async/", {"url": "a/b"})
        assert refused.json()["error_code"] == "IMPORT_IN_PROGRESS"
        second = sentence(_import(light_stack, "lumen/orrery"))
        assert second.startswith("Error: You already have an import in progress: /imports/")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said.strip().endswith("Error: The import was canceled.")
    assert light_stack.api(token).status(refused.json()["task_id"])["status"] == "REVOKED"
    assert _import(light_stack, "lumen/orrery").returncode == 0


def _findings(done) -> dict[str, str]:
    lines = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    return {line[:11].strip(): line[12:].split("  ")[0].strip() for line in lines}


def test_doctor_finds_everything_well(light_stack):
    run(light_stack, "db", "upgrade")
    light_stack.start_worker()

    def well() -> dict[str, str] | None:
        done = run(light_stack, "doctor")
        return _findings(done) if done.returncode == 0 else None

    found = eventually(well)
    assert set(found) == {
        *("database", "migrations", "queue", "worker"),
        *("tasks", "file modes", "disk", "mail", "forge"),
    }
    assert set(found.values()) == {"ok"}


def test_doctor_names_what_is_not_well(light_stack, instance, forge):
    before = run(light_stack, "doctor")
    assert before.returncode == 1
    assert _findings(before)["migrations"] == "needs you"
    assert "→ Run: flask --app wsgi db upgrade" in before.stdout
    light_stack.prepare()
    os.chmod(instance / "app.db", 0o644)
    dead = f"http://127.0.0.1:{free_port()}"
    found = run(light_stack, "doctor", GITHUB_API_URL=dead, OUTBOUND_ALLOW=dead[7:])
    assert found.returncode == 1
    ill = {name for name, mark in _findings(found).items() if mark == "needs you"}
    assert ill == {"worker", "file modes", "forge"}
    assert "no worker is running; none was ever seen" in found.stdout
    assert f"→ Run: chmod 600 {instance}/app.db" in found.stdout


def test_doctor_outlives_dead_servers(light_stack):
    done = run(
        light_stack,
        "doctor",
        DATABASE_URL=f"postgresql://someone:canary@127.0.0.1:{free_port()}/repofolio",
        QUEUE_URL=f"redis://127.0.0.1:{free_port()}/0",
    )
    assert done.returncode == 1
    ill = {name for name, mark in _findings(done).items() if mark == "needs you"}
    assert ill == {"database", "migrations", "queue", "worker"}
    assert "correct DATABASE_URL" in done.stdout
    assert "correct QUEUE_URL" in done.stdout
    assert "canary" not in done.stdout + done.stderr


def test_what_commands_make_is_for_this_account_alone(light_stack, instance):
    light_stack.environment.pop("SECRET_KEY")
    run(light_stack, "db", "upgrade")
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in instance.iterdir()}
    assert {"secret_key", "app.db", "queue.db"} <= set(files)
    assert {name for name, mode in files.items() if mode & 0o077} == set()
    (instance / "secret_key").chmod(0o640)
    assert "can be read by others" in sentence(run(light_stack, "user", "list"))


@pytest.mark.parametrize(
    "command",
    [
        *(("serve",), ("worker",), ("db", "upgrade"), ("import",), ("user", "create")),
        *(("user", "list"), ("user", "reset-password"), ("token", "create"), ("sweep",)),
        ("doctor",),
    ],
)
def test_every_command_has_help(app, command):
    done = app.test_cli_runner().invoke(args=[*command, "--help"])
    assert done.exit_code == 0
    assert done.output.startswith("Usage: ")
    assert len(done.output.split("\n\n")[1].strip()) > 15
