"""With this folder on PYTHONPATH, reading the reply that POISON_MESSAGE names ends the process, and POISON_DEATHS counts."""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
from pathlib import Path
from typing import Any


class PoisonedAnalyzer:
    """Imports ``authentica.analyzer``, when it is first asked for, with a `read` that can kill."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Give out the module's own spec, whose loader patches it."""
        if name != "authentica.analyzer":
            return None
        sys.meta_path.remove(self)
        spec: Any = importlib.util.find_spec(name)
        execute = spec.loader.exec_module

        def execute_and_patch(module: Any) -> None:
            execute(module)
            read = module.Analyzer.read

            def deadly(analyzer: Any, reply: Any) -> Any:
                if reply.message.message_id == os.environ["POISON_MESSAGE"]:
                    with Path(os.environ["POISON_DEATHS"]).open("a", encoding="ascii") as deaths:
                        deaths.write("x")
                    os.kill(os.getpid(), signal.SIGKILL)
                return read(analyzer, reply)

            module.Analyzer.read = deadly

        spec.loader.exec_module = execute_and_patch
        return spec


if "POISON_MESSAGE" in os.environ:
    sys.meta_path.insert(0, PoisonedAnalyzer())
