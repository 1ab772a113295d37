"""Any server that speaks OpenAI's chat completions.

Reference: https://platform.openai.com/docs/api-reference/chat/create
"""

import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from importer.http import Answer, HttpClient, HttpError
from importer.rewording import answer, prompt
from importer.rewording.draft import Draft, RewordingFailed, Wording

MOST_TOKENS = 900
"""Of the answer."""

_LARGEST_ANSWER = 256 * 1024
_REFUSES_SHAPE = frozenset({400, 404, 415, 422, 501})
_LONGEST_NAME = 100


class ModelEndpoint:
    """One model at one address. It alone may be called by this client, private or not.

    :param key: sent as a bearer token; empty for none.
    :param seconds: for one wording, all attempts together.
    """

    def __init__(self, base_url: str, key: str, model: str, seconds: float) -> None:
        parts = urlsplit(base_url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        self._http = HttpClient(
            frozenset({((parts.hostname or "").lower(), port)}), threads=2, silence=seconds
        )
        self._url = f"{base_url}/chat/completions"
        self._key = key
        self._seconds = seconds
        self.model = model

    def close(self) -> None:
        self._http.close()

    def word(self, draft: Draft, checkpoint: Callable[[], None]) -> Wording:
        """Ask once; where the endpoint cannot be held to a shape, once more without.

        :raises RewordingFailed: slow, down, or an answer of which nothing holds.
        """
        end = time.monotonic() + self._seconds
        asked: dict[str, Any] = {
            "model": self.model,
            "messages": prompt.messages(draft),
            "temperature": 0.2,
            "max_tokens": MOST_TOKENS,
        }
        shape = {"name": "wording", "strict": True, "schema": prompt.schema(draft)}
        held = {"response_format": {"type": "json_schema", "json_schema": shape}}
        got = self._ask(asked | held, end, checkpoint)
        if got.status in _REFUSES_SHAPE:
            got = self._ask(asked, end, checkpoint)
        if got.status != 200:
            raise RewordingFailed(f"The language model's server answered with {got.status}.")
        return self._read(got, draft)

    def _ask(self, body: dict[str, Any], end: float, checkpoint: Callable[[], None]) -> Answer:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        call = partial(
            self._http.send,
            "POST",
            self._url,
            json.dumps(body).encode(),
            headers=headers,
            max_bytes=_LARGEST_ANSWER,
            deadline=max(0.1, end - time.monotonic()),
        )
        try:
            return self._http.gather([call], checkpoint)[0]
        except HttpError as error:
            raise RewordingFailed("The language model did not answer in time.") from error

    def _read(self, got: Answer, draft: Draft) -> Wording:
        try:
            said = json.loads(got.body)
            content = said["choices"][0]["message"]["content"]
            name = str(said.get("model") or self.model)
            tokens = (said.get("usage") or {}).get("total_tokens")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise RewordingFailed("The language model's answer could not be understood.") from error
        if not isinstance(content, str):
            raise RewordingFailed("The language model said nothing.")
        spent = tokens if isinstance(tokens, int) and 0 <= tokens < 2**31 else 0
        return answer.read(content, draft, name[:_LONGEST_NAME], spent)
