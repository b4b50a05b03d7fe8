"""SDEverywhere as a peer: a Vensim model to C, to a library that can be called in process.

Node packages go into the user's cache, not into the repository. The translator is the npm package
`@sdeverywhere/compile`; the C files that its code is compiled with are those of `@sdeverywhere/cli`,
or of the folder that SDEVERYWHERE_C names (`packages/cli/src/c` of the source, same release).
Whatever is not there raises, and the benchmark names the peer as missing.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

COMPILE, CLI = "0.7.28", "0.7.40"  # the cli that came with that translator
SOURCES = ("model.c", "vensim.c", "macros.c")
GENERATE = """
import { readFileSync } from 'fs'
import { parseAndGenerate } from '@sdeverywhere/compile'
const spec = JSON.parse(readFileSync('spec.json', 'utf8'))
const model = readFileSync('network.mdl', 'utf8')
await parseAndGenerate(model, 'vensim', spec, ['generateC'], '.', 'network', '.')
"""


def library(model: Path, inputs: list[str], outputs: list[str]) -> Path:
    """Translate and compile a model.

    Args:
        model: A `.mdl` file.
        inputs: Names of the constants that each run sets, in their order.
        outputs: Names of the variables that each run gives, in their order.

    Raises:
        OSError, subprocess.SubprocessError: node, npm, a package or a C compiler is missing.
    """
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(root) / "materiel" / "bench" / f"sdeverywhere-{COMPILE}"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "node_modules" / "@sdeverywhere" / "compile").exists():
        _install(folder)
    shutil.copy(model, folder / "network.mdl")
    spec = {"inputVarNames": inputs, "outputVarNames": outputs}
    (folder / "spec.json").write_text(json.dumps(spec))
    (folder / "generate.mjs").write_text(GENERATE)
    _call(folder, "node", "generate.mjs")
    headers = _runtime(folder)
    made = folder / "network.so"
    # Its functions are called `run`, `step`…: -Bsymbolic keeps them from being taken for others.
    _call(
        folder, "cc", "-O3", "-march=native", "-shared", "-fPIC", "-Wl,-Bsymbolic", f"-I{headers}",
        "-o", str(made), "network.c", *(str(headers / name) for name in SOURCES), "-lm",
    )  # fmt: skip
    return made


def _install(folder: Path) -> None:
    """The translator alone; it reads no workbook here, so the package for them is left out."""
    empty = folder / "no-workbooks"
    empty.mkdir(exist_ok=True)
    (empty / "package.json").write_text('{"name": "xlsx", "version": "0.20.2", "main": "index.js"}')
    (empty / "index.js").write_text("module.exports = { set_fs() {} }\n")
    package = {
        "private": True,
        "type": "module",
        "dependencies": {"@sdeverywhere/compile": COMPILE},
        "overrides": {"xlsx": "file:./no-workbooks"},
    }
    (folder / "package.json").write_text(json.dumps(package))
    _call(folder, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")


def _runtime(folder: Path) -> Path:
    """The C files that generated code is compiled with."""
    if given := os.environ.get("SDEVERYWHERE_C"):
        return Path(given).resolve()
    if not (folder / "package").exists():
        _call(folder, "npm", "pack", f"@sdeverywhere/cli@{CLI}")
        (packed,) = folder.glob("sdeverywhere-cli-*.tgz")
        _call(folder, "tar", "-xzf", packed.name)
    return folder / "package" / "src" / "c"


def _call(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, timeout=180, capture_output=True)
