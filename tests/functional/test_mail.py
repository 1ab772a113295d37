"""A mail through the real queue and a real worker, also when the queue forgets."""

import pytest

from importer import tasks
from importer.database import writing
from importer.mail import OutgoingMessage, outbox
from tests.support import backends
from tests.support.mail import mail_server
from tests.support.stack import eventually, running
from tools.sample_forge.control import SampleForge


@pytest.mark.slow
def test_the_worker_sends_what_it_is_told_of_and_what_the_queue_forgot(tmp_path, session_servers):
    with mail_server() as server, SampleForge() as forge:
        settings = backends.environment("sqlite", tmp_path / "instance", session_servers)
        settings |= server.settings() | forge.environment()
        with running(settings, tmp_path / "log") as stack:
            stack.prepare("mira")
            stack.start_worker()
            with stack.inside():
                tasks.post(OutgoingMessage("a@example.org", "Told", "text"))
                with writing() as session:
                    outbox.put(session, OutgoingMessage("a@example.org", "Forgotten", "text"))
            eventually(lambda: len(server.mails) == 2)
            assert {mail["Subject"] for mail in server.mails} == {"Told", "Forgotten"}
            # The test's own process made it, which has no umask of ours.
            (tmp_path / "instance" / "app.db").chmod(0o600)
            doctor = stack.flask("doctor")
            assert "from Repofolio <mail@us.example>" in doctor
