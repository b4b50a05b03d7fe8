"""A stage that is a folder and a verb at once: `materiel.simulate(...)` and `materiel.simulate.records`."""

import sys
from types import ModuleType
from typing import Any


class CallableStage(ModuleType):
    """A package that passes a call on to its function of the same name."""

    def __call__(self, *values: Any, **options: Any) -> Any:
        return vars(self)[self.__name__.rpartition(".")[2]](*values, **options)


def make_callable(name: str) -> None:
    """Let the package of this name be called; for the last line of its `__init__.py`.

    >>> import materiel.simulate
    >>> callable(materiel.simulate)
    True
    """
    sys.modules[name].__class__ = CallableStage
