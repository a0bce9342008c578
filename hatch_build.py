"""Puts the directory and the taxonomy into the wheel as `signpost/_data/`, unless the install is editable."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class DataHook(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        for folder in ("directory_data", "taxonomy"):
            build_data["force_include"][str(Path(self.root) / folder)] = f"signpost/_data/{folder}"
