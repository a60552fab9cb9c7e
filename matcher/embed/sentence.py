"""The encoder as a module of sentence-transformers, so that its folder loads like any other model.

``SentenceTransformer("data/encoder", trust_remote_code=True)`` works where matcher is installed: `modules.json` in that
folder names this class.
The vectors are those of `Student`; torch only carries them.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import torch
from sentence_transformers.base.modules import InputModule

from matcher.embed.encoder import WEIGHTS, Student

__all__ = ["StudentModule"]


class StudentModule(InputModule):
    """Wraps a `Student`.

    Parameters
    ----------
    folder : str
        Folder with `student.npz`.
    """

    save_in_root = True

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.student = Student(folder)

    def preprocess(self, inputs: list[str], prompt: str | None = None, **_: Any) -> dict[str, torch.Tensor]:
        """The vectors themselves: all of the work is done where the texts still are texts."""
        texts = [f"{prompt}{text}" for text in inputs] if prompt else inputs
        return {"sentence_embedding": torch.from_numpy(self.student.encode(texts))}

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:
        """Hands the vectors on."""
        return features

    def get_embedding_dimension(self) -> int:
        """Length of a vector."""
        return self.student.dimensions

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Copy the weights."""
        shutil.copyfile(self.student.folder / WEIGHTS, Path(output_path) / WEIGHTS)

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", **options: Any) -> StudentModule:
        """Find the weights in a folder or on the hub."""
        known = {"token", "cache_folder", "revision", "local_files_only"}
        chosen = {name: value for name, value in options.items() if name in known}
        path = cls.load_file_path(model_name_or_path, filename=WEIGHTS, subfolder=subfolder, **chosen)
        return cls(str(Path(str(path)).parent))
