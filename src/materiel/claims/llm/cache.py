"""Answers kept in files, so that the same question is asked once."""

import json
from pathlib import Path

from materiel.core.errors import InputError
from materiel.core.files import replace_file
from materiel.core.hashes import sha256

_MOST_BYTES = 8_000_000  # a larger file is none of ours


class AnswerCache:
    """A folder of answers, each in a file named by the SHA-256 of model, prompt and schema.

    An entry that is damaged is as good as none: the question is asked again and the file made anew.

    >>> import tempfile
    >>> cache = AnswerCache(Path(tempfile.mkdtemp()) / "llm")
    >>> cache.get("0" * 64) is None
    True
    >>> cache.put("0" * 64, "{}"); cache.get("0" * 64)
    '{}'
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> str | None:
        """The answer kept under a key, or None."""
        path = self._path(key)
        try:
            if path.stat().st_size > _MOST_BYTES:
                return None
            entry = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(entry, dict) or entry.get("question") != key:
            return None
        answer = entry.get("answer")
        if not isinstance(answer, str) or entry.get("sha256") != _digest(answer):
            return None
        return answer

    def put(self, key: str, answer: str) -> None:
        """Keep an answer, whole or not at all.

        Raises:
            InputError: The folder cannot be written.
        """
        entry = {"question": key, "sha256": _digest(answer), "answer": answer}
        self.prepare()
        try:
            replace_file(self._path(key), json.dumps(entry).encode("ascii"))
        except OSError as error:
            raise self._unwritable(error) from error

    def prepare(self) -> None:
        """Make the folder, for its owner only: answers quote the documents.

        Raises:
            InputError: It cannot be made.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise self._unwritable(error) from error

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _unwritable(self, error: OSError) -> InputError:
        return InputError(
            f"the answers of the language model cannot be kept: {error.strerror or error}",
            where=str(self.folder),
            way_out="Name a folder that can be written in MATERIEL_CACHE.",
        )


def _digest(answer: str) -> str:
    """An answer may hold half a surrogate pair, which UTF-8 cannot: JSON text can."""
    return sha256(json.dumps(answer).encode("ascii"))
