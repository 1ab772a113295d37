"""Two clients that exist already, unchanged but for host and token, against the real processes."""

import json
import shutil
import subprocess

import pytest

SHELL = """
set -eu
TASK_ID=$(curl --silent --show-error --noproxy '*' -X POST \\
  -H "Authorization: Bearer $TOKEN" $TYPE_HEADER \\
  -d '{"url": "https://github.com/ferrous/sieve", "is_showcase": false}' \\
  "$HOST_URL/api/github/import-async/" | jq -r '.data.task_id')
for _ in $(seq 300); do
  STATUS=$(curl --silent --noproxy '*' -H "Authorization: Bearer $TOKEN" \\
    "$HOST_URL/api/integrations/tasks/$TASK_ID/" | jq -r .status)
  case "$STATUS" in SUCCESS|FAILURE) break ;; esac
  sleep 0.1
done
echo "$STATUS"
"""

BROWSER_SCRIPT = """
const headers = {
  "Authorization": `Bearer ${process.env.TOKEN}`, "Content-Type": "application/json" };
async function start(url) {
  const answer = await fetch(`${process.env.HOST_URL}/api/github/import-async/`, {
    method: "POST", headers, body: JSON.stringify({ url }) });
  const { task_id } = await answer.json();
  const timer = setInterval(async () => {
    const status = await (await fetch(
      `${process.env.HOST_URL}/api/integrations/tasks/${task_id}/`, { headers })).json();
    if (status.status === "SUCCESS" || status.status === "FAILURE") {
      clearInterval(timer);
      console.log(JSON.stringify(status));
    }
  }, 2000);
}
start("ferrous/sieve");
"""


@pytest.fixture
def environment_of_a_client(stack) -> dict[str, str]:
    token = stack.prepare("alice")["alice"]
    stack.start_worker()
    stack.start_web()
    return {**stack.environment, "HOST_URL": stack.url, "TOKEN": token, "TYPE_HEADER": ""}


def _require(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")


def _output(*command: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=90, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("header", ["", "-HContent-Type:application/json"])
def test_shell_script_with_curl_and_jq(environment_of_a_client, forge, header):
    _require("curl", "jq")
    script = SHELL.replace("https://github.com", forge.web_url)
    environment = environment_of_a_client | {"TYPE_HEADER": header}
    assert _output("sh", "-c", script, environment=environment) == "SUCCESS"


def test_browser_script_that_polls_every_two_seconds(environment_of_a_client):
    _require("node")
    status = json.loads(_output("node", "-e", BROWSER_SCRIPT, environment=environment_of_a_client))
    assert status["status"] == "SUCCESS"
    assert status["result"]["project"]["url"] == "/alice/sieve"
