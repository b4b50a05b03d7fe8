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
