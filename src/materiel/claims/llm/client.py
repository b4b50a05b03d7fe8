"""The one place that talks to a language model: an OpenAI-compatible endpoint, over httpx."""

import json
import time
from typing import Any

import httpx

from materiel.claims.llm.settings import KEY, MODEL, TIMEOUT, URL, ModelSettings
from materiel.core.errors import MaterielError
from materiel.core.hashes import sha256

MOST_BYTES = 2_000_000  # of one response
_LONGEST_PAUSE = 30.0  # what a server's Retry-After may ask for [s]
_SECRET = 8  # characters; a shorter key ("none", "EMPTY") is a placeholder of a local server
_TRY_AGAIN = (429, 500, 502, 503, 504, 529)


class ModelError(MaterielError):
    """The language model cannot be asked, or its server does not speak the protocol."""


class _UnansweredError(Exception):
    """This attempt failed in a way that another may not."""

    def __init__(self, what: str, pause_s: float | None = None) -> None:
        super().__init__(what)
        self.pause_s = pause_s


class ModelClient:
    """Asks one model. Use it as a context manager; nothing is opened before the first question.

    Redirects are not followed and proxies of the environment not used, so that key and text reach
    the host of the settings and no other.
    """

    def __init__(self, settings: ModelSettings) -> None:
        self.settings = settings
        self._http: httpx.Client | None = None

    def __enter__(self) -> "ModelClient":
        return self

    def __exit__(self, *raised: object) -> None:
        if self._http is not None:
            self._http.close()

    def question(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> bytes:
        """The body of a request: model, messages and schema, in one fixed form."""
        body = {
            "model": self.settings.model,
            "messages": messages,
            "temperature": 0,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "claims", "strict": True, "schema": schema},
            },
        }
        # ASCII: half a surrogate pair in a document is escaped, where UTF-8 would fail.
        return json.dumps(body, sort_keys=True).encode("ascii")

    def ask(self, question: bytes) -> str:
        """The model's answer, as text that nobody has checked yet.

        Raises:
            ModelError: No answer after all retries, or one that is no chat completion.
        """
        attempts = self.settings.retries + 1
        for attempt in range(attempts):
            try:
                return self._without_key(_content(self._post(question), self.settings))
            except _UnansweredError as failure:
                if attempt + 1 == attempts:
                    raise self._gave_up(str(failure), attempts) from failure
                pause = failure.pause_s
                time.sleep(self.settings.backoff_s * 2**attempt if pause is None else pause)
        raise AssertionError("unreachable")

    def _post(self, question: bytes) -> bytes:
        settings = self.settings
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        if settings.key:
            headers["Authorization"] = f"Bearer {settings.key}"
        deadline = time.monotonic() + settings.timeout_s
        try:
            with self._open().stream(
                "POST", f"{settings.url}/chat/completions", content=question, headers=headers
            ) as response:
                self._check(response)
                return self._whole(response, deadline)
        except httpx.TimeoutException as error:
            raise _UnansweredError(f"no answer within {settings.timeout_s:g} s") from error
        except httpx.ConnectError as error:
            raise ModelError(
                "the language model's server cannot be reached",
                where=settings.host,
                way_out=f"Start it, or correct {URL}; or leave out --extractor llm.",
            ) from error
        except httpx.TransportError as error:
            raise _UnansweredError("the connection broke off") from error
        except httpx.InvalidURL as error:
            raise ModelError(
                "the URL cannot be used", where=settings.host, way_out=f"Correct {URL}."
            ) from error

    def _open(self) -> httpx.Client:
        if self._http is None:
            secure = self.settings.url.startswith("https:")
            self._http = httpx.Client(
                timeout=self.settings.timeout_s,
                follow_redirects=False,
                trust_env=False,  # no proxy may read the key
                verify=httpx.create_ssl_context() if secure else True,  # heeds SSL_CERT_FILE
            )
        return self._http

    def _check(self, response: httpx.Response) -> None:
        status = response.status_code
        if status in _TRY_AGAIN:
            raise _UnansweredError(f"the server answers {status}", _pause(response))
        if status == 200 and response.headers.get("Content-Encoding", "identity") == "identity":
            return
        if status == 200:
            self._refuse("the server packs its answer, which was not asked for", f"Correct {URL}.")
        if 300 <= status < 400:
            self._refuse(
                f"the server redirects ({status}); redirects are not followed, for the key's sake",
                f"Set {URL} to where the endpoint is.",
            )
        # The server's own words are not shown: some repeat the key in them.
        way_out = {
            400: f"Is {MODEL} right, and does the server know response_format json_schema?",
            401: f"Set {KEY}.",
            403: f"Set {KEY} to a key that may use this model.",
            404: f"Correct {URL} (it mostly ends in /v1) or {MODEL}.",
        }.get(status, f"Check {URL} and {MODEL} with the server's log.")
        self._refuse(f"the server answers {status}", way_out)

    def _whole(self, response: httpx.Response, deadline: float) -> bytes:
        """The body, as long as it is small enough and in time: a trickle is no answer either."""
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > MOST_BYTES:
                self._refuse(
                    f"an answer of more than {MOST_BYTES:,} bytes",
                    "Is this a chat model? Try another.",
                )
            if time.monotonic() > deadline:
                raise _UnansweredError(f"no whole answer within {self.settings.timeout_s:g} s")
        return bytes(body)

    def _without_key(self, answer: str) -> str:
        """A server that repeats the key must not get it into the cache or a finding."""
        key = self.settings.key
        return answer.replace(key, "[key]") if key and len(key) >= _SECRET else answer

    def _refuse(self, what: str, way_out: str) -> None:
        raise ModelError(what, where=self.settings.host, way_out=way_out)

    def _gave_up(self, what: str, attempts: int) -> ModelError:
        return ModelError(
            f"{what}; asked {attempts} times",
            where=self.settings.host,
            way_out=f"Try later; for a slow model raise {TIMEOUT}. Answers so far are kept.",
        )


def question_hash(question: bytes) -> str:
    """The name of a question in the cache."""
    return sha256(question)


def _pause(response: httpx.Response) -> float | None:
    """What Retry-After asks for in seconds, within reason. [s]"""
    wanted = response.headers.get("Retry-After", "")
    return min(float(wanted), _LONGEST_PAUSE) if wanted.isascii() and wanted.isdigit() else None


def _content(body: bytes, settings: ModelSettings) -> str:
    """choices[0].message.content; empty where the model declined to say anything."""
    try:
        message = json.loads(body, parse_int=float)["choices"][0]["message"]
        content = message.get("content")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(
            "the server's answer is no chat completion",
            where=settings.host,
            way_out=f"Set {URL} to an OpenAI-compatible endpoint; it mostly ends in /v1.",
        ) from error
    return content if isinstance(content, str) else ""
