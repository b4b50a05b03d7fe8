"""A file of compiled functions: read without numba, and refused when one bit of it is wrong."""

import base64
import ctypes
import json
from pathlib import Path
from typing import Any

import numpy as np

from materiel.core.hashes import sha256

# The kernel's functions, and of what kind the arrays are whose addresses they get.
FUNCTIONS = {
    "run_program": "i8 f8 i8 i8 f8 u8 f8 f8 i4 f8 f8 f8 f8"
    " f8 f8 i8 i8 f8 f8 u2 u1 f8 i8 i8 i8",
    "reach_values": "f8 f8 f8 i8 i8 f8 f8 u2 i8",
    "count_values": "f8 i8 f8 f8 u2 i8",
    "count_codes": "u2 u1 i8 i8 i8 i8 i8 u2 u2 i8",
    "move_counts": "i8 i8 i8 i8 u2 u2 i8",
    "places_at": "i8 u2 f8 i8",
}  # fmt: skip


class Kernel:
    """The compiled functions by name; each is called with arrays, and lets other threads run.

    Args:
        content: As kernel_build.py writes it.

    Raises:
        ValueError: The content is not what was written.
        OSError, ImportError: llvmlite cannot be used here.
    """

    def __init__(self, content: bytes) -> None:
        told, _, body = content.partition(b"\n")
        if told != sha256(body).encode():
            raise ValueError("the compiled kernel is damaged")
        import llvmlite.binding as llvm

        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
        self._memory = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
        objects = json.loads(body)
        for _, code in objects.values():
            found = llvm.ObjectFileRef.from_data(base64.b64decode(code))
            self._memory.add_object_file(found)
        self._memory.finalize_object()
        self._functions = {
            name: self._function(symbol, len(FUNCTIONS[name].split()))
            for name, (symbol, _) in objects.items()
        }

    def _function(self, symbol: str, count: int) -> Any:
        # numba's way of calling: a place for the answer, one for an error, then the arguments.
        kind = ctypes.CFUNCTYPE(ctypes.c_int32, *[ctypes.c_void_p] * (2 + count))
        return kind(self._memory.get_function_address(symbol))

    def call(self, name: str, *arrays: Any) -> None:
        """Call a function with the addresses of arrays, which must be contiguous and of its kinds."""
        kinds = FUNCTIONS[name].split()
        for array, kind in zip(arrays, kinds, strict=True):
            assert array.dtype.str[1:] == kind, f"{name}: {array.dtype} for {kind}"
            assert array.flags.c_contiguous, f"{name}: not contiguous"
        answer, error = ctypes.c_int64(), ctypes.c_void_p()
        status = self._functions[name](
            ctypes.byref(answer), ctypes.byref(error), *(array.ctypes.data for array in arrays)
        )
        assert status == 0, f"{name}: status {status}"


def read_kernel(path: Path) -> Kernel | None:
    """The kernel of a file; None where there is none, or a damaged one, which is removed."""
    try:
        return Kernel(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        path.unlink(missing_ok=True)
        return None


def array(*numbers: int) -> Any:
    """Whole numbers of 64 bits, as the kernel takes them."""
    return np.array(numbers, dtype=np.int64)
