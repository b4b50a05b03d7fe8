"""Random streams named after what they draw."""

import hashlib

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """The generator of one named parameter.

    A new parameter leaves the others' draws alone, so two scenarios can be compared draw by draw.

    Args:
        seed: The run's seed, 0 or more.
        name: The parameter, for example "projects/lviv/build_months".

    >>> bool(stream(1, "a").random() == stream(1, "a").random())
    True
    >>> bool(stream(1, "a").random() == stream(1, "b").random())
    False
    """
    digest = hashlib.sha256(name.encode("utf-8")).digest()
    words = np.frombuffer(digest, dtype=np.uint32)
    sequence = np.random.SeedSequence([seed, *(int(word) for word in words)])
    return np.random.Generator(np.random.Philox(sequence))


def stream_key(seed: int, name: str) -> int:
    """64 bits that stand for one named parameter under one seed.

    A new parameter leaves the others' draws alone, so two scenarios can be compared draw by draw.

    Args:
        seed: The run's seed, from 0 to 2**63 − 1.
        name: The parameter, for example "projects/lviv/build_months".

    >>> stream_key(1, "a") == stream_key(1, "a"), stream_key(1, "a") == stream_key(2, "a")
    (True, False)
    """
    said = hashlib.blake2b(name.encode("utf-8"), key=seed.to_bytes(8, "little"), digest_size=8)
    return int.from_bytes(said.digest(), "little")
