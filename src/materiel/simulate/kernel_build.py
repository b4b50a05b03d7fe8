"""Compiles the kernel: `python -m materiel.simulate.kernel_build FILE`, in a process of its own.

Machine code for this processor, as one file that llvmlite alone can load: numba takes a second to
import, and its own cache another.
"""

# numba has no types for this.
# mypy: disable-error-code="no-untyped-call"

import base64
import json
import sys
from pathlib import Path
from typing import Any

from materiel.core.files import replace_file
from materiel.core.hashes import sha256
from materiel.simulate.kernel_file import FUNCTIONS

# What machine code may ask of the process that loads it: the plain C functions for memory.
_MAY_NEED = {"memset", "memcpy", "memmove"}


def main(path: Path) -> None:
    """Compile every function and write them to a file, whole or not at all."""
    content = json.dumps({name: _compiled(name) for name in FUNCTIONS}).encode()
    replace_file(path, sha256(content).encode() + b"\n" + content)
    path.chmod(0o600)


def _compiled(name: str) -> list[str]:
    """The symbol of a function and its object file, base64."""
    from numba import types
    from numba.core import compiler
    from numba.core.registry import cpu_target

    from materiel.simulate import kernel, kernel_counts

    flags: Any = compiler.Flags()
    flags.error_model = "numpy"
    flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
    kinds = {f"{kind}{size}": getattr(types, f"{word}{8 * size}")
             for kind, word in (("i", "int"), ("u", "uint"), ("f", "float"))
             for size in (1, 2, 4, 8) if (kind, size) not in (("f", 1), ("f", 2))}  # fmt: skip
    made = compiler.compile_extra(
        cpu_target.typing_context,
        cpu_target.target_context,
        getattr(kernel if hasattr(kernel, name) else kernel_counts, name),
        [types.CPointer(kinds[kind]) for kind in FUNCTIONS[name].split()],
        types.int64,
        flags,
        locals={},
    )
    needs = {
        function.name
        for function in made.library._final_module.functions
        if function.is_declaration and not function.name.startswith("llvm.")
    }
    if needs - _MAY_NEED:
        raise RuntimeError(f"{name} needs {', '.join(sorted(needs - _MAY_NEED))}")
    content = made.library._get_compiled_object()
    return [made.fndesc.llvm_func_name, base64.b64encode(content).decode()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
