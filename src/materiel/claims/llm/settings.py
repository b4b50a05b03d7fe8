"""Which model to ask, and where: read from the environment, checked before anything is sent."""

import math
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from materiel.core.errors import InputError

URL, MODEL, KEY = "MATERIEL_LLM_URL", "MATERIEL_LLM_MODEL", "MATERIEL_LLM_KEY"
TIMEOUT, CACHE = "MATERIEL_LLM_TIMEOUT", "MATERIEL_CACHE"
_LONGEST_MODEL = 200
_LONGEST_WAIT = 3600.0  # [s]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """An OpenAI-compatible endpoint and the model to ask there.

    The key is kept out of `repr`, errors, the cache and the ledger.

    Raises:
        InputError: No URL or model, or one that cannot be used. The message never shows the key,
            nor a URL that might hold one.

    >>> ModelSettings(url="http://localhost:8080/v1/", model="qwen", key="secret", cache=Path("c"))
    ModelSettings(url='http://localhost:8080/v1', model='qwen', cache=PosixPath('c'), timeout_s=60.0, retries=2, backoff_s=1.0)
    """

    url: str  # up to, and without, /chat/completions
    model: str
    key: str | None = field(default=None, repr=False)
    cache: Path
    timeout_s: float = 60.0  # for one answer, from the first byte sent to the last received
    retries: int = 2
    backoff_s: float = 1.0  # doubles with each retry

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", _checked_url(self.url))
        object.__setattr__(self, "model", _checked_model(self.model))
        object.__setattr__(self, "key", _checked_key(self.key))
        if not (math.isfinite(self.timeout_s) and 0 < self.timeout_s <= _LONGEST_WAIT):
            raise InputError(
                f"time-out of {self.timeout_s:g} s; expected more than 0 and at most {_LONGEST_WAIT:g}",
                where=TIMEOUT,
                way_out="Give seconds, such as 300 for a model on a slow machine.",
            )

    @property
    def host(self) -> str:
        """Host and port, as errors show them.

        >>> ModelSettings(url="http://[::1]:8080/v1", model="m", cache=Path("c")).host
        '[::1]:8080'
        """
        return urlsplit(self.url).netloc


def settings_from_environment(environ: Mapping[str, str] | None = None) -> ModelSettings:
    """The settings that the variables MATERIEL_LLM_URL, _MODEL, _KEY and _TIMEOUT give.

    Args:
        environ: Instead of the environment of this process.

    Raises:
        InputError: A variable is missing or cannot be used.
    """
    given = os.environ if environ is None else environ
    waits = given.get(TIMEOUT, "").strip()
    try:
        timeout_s = float(waits) if waits else 60.0
    except ValueError as error:
        raise InputError(
            f"{waits[:40]!r} is not a number of seconds",
            where=TIMEOUT,
            way_out="Give seconds, such as 300, or leave it away for 60.",
        ) from error
    return ModelSettings(
        url=given.get(URL, ""),
        model=given.get(MODEL, ""),
        key=given.get(KEY, ""),
        cache=cache_folder(given),
        timeout_s=timeout_s,
    )


def cache_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Where answers are kept: below MATERIEL_CACHE, else in the user's cache of the platform.

    >>> cache_folder({"MATERIEL_CACHE": "/var/cache/m"}).as_posix()
    '/var/cache/m/llm'
    >>> cache_folder({"XDG_CACHE_HOME": "/x/.cache"}, platform="linux").as_posix()
    '/x/.cache/materiel/llm'
    """
    own = environ.get(CACHE, "").strip()
    if own:
        return Path(own).expanduser() / "llm"
    if platform == "win32":
        base = environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "materiel" / "llm"


def _checked_url(url: str) -> str:
    """The URL without its last slash. What is wrong is said without showing all of it."""
    way_out = f"Set {URL} to the endpoint's base, such as http://localhost:8080/v1."
    url = url.strip()
    if not url:
        raise InputError(
            "the language model has no URL", where=URL, way_out=f"{way_out} See docs/llm.md."
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InputError("the URL cannot be read", where=URL, way_out=way_out) from None
    if parts.scheme not in ("http", "https"):
        raise InputError(
            f"the URL begins with {parts.scheme[:20]!r}; http or https is needed",
            where=URL,
            way_out=way_out,
        )
    if not parts.hostname or port == 0 or any(c.isspace() or not c.isprintable() for c in url):
        raise InputError("the URL names no host that can be asked", where=URL, way_out=way_out)
    if "@" in parts.netloc:
        raise InputError(
            "the URL holds a user name or password",
            where=URL,
            way_out=f"Leave it out, and put the key into {KEY}.",
        )
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise InputError(
            "the URL goes on behind its path, with ? or #",
            where=URL,
            way_out=f"{way_out} A key belongs into {KEY}.",
        )
    return url.rstrip("/").removesuffix("/chat/completions")


def _checked_model(model: str) -> str:
    model = model.strip()
    if not model or len(model) > _LONGEST_MODEL or not model.isprintable():
        raise InputError(
            "the language model has no name" if not model else f"model name {model[:40]!r}",
            where=MODEL,
            way_out=f"Set {MODEL} to a name that the server knows; GET …/models lists them.",
        )
    return model


def _checked_key(key: str | None) -> str | None:
    """The key without blanks around it; it must fit into a header, and is never shown."""
    key = (key or "").strip()
    if not key:
        return None
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise InputError(
            "the key holds blanks or signs that no header may carry",
            where=KEY,
            way_out="Set it anew, on one line, as the provider gave it.",
        )
    return key
