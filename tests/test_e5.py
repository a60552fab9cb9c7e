"""e5 without torch: a strict reader, the same pieces and vectors as others compute, one vector a text, one space."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from data.build.e5 import bundled_names, english_texts, preferred_labels
from matcher.embed import AUTO, E5, LIGHT, PACKAGED, Embedder, Student, network
from matcher.embed.e5 import MEANS, SHA256, WEIGHTS
from matcher.embed.e5_file import BLOCK, BLOCKS, PACKED, E5File, Shape, Tokens, read_e5, tensor_sizes, write_e5
from matcher.embed.network import STEP, Network
from matcher.embed.ready import ready_vectors
from matcher.embed.unigram import Unigram, normalised
from matcher.errors import ModelError, SettingError
from matcher.files import data_folder, sha256_of
from matcher.languages import UNTOLD
from matcher.vocabulary import LANGUAGES, load_vocabulary

PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    "▁rail",
    "way",
    "s",
    "▁wind",
    "er",
    "p",
    "o",
    "w",
    "å",
    "▁skog",
    "e",
    "r",
]
SHAPE = Shape(hidden=64, layers=2, heads=4, feed_forward=96, rows=len(PIECES), positions=24, types=2)
TEXTS = ["railway", "railways", "wind power", "skog", "p", "wind wind wind wind wind wind wind wind", "power rail"]


def save_tiny(path: Path, seed: int = 1) -> Path:
    """A model with random weights in the format of the bundled one."""
    rng = np.random.default_rng(seed)
    tensors = {}
    for name, (kind, count) in tensor_sizes(SHAPE).items():
        if kind == BLOCKS:
            blocks = np.zeros(count // BLOCK, PACKED)
            blocks["scale"] = rng.uniform(0.01, 0.05, len(blocks))
            blocks["halves"] = rng.integers(0, 256, (len(blocks), BLOCK // 2))
            tensors[name] = blocks.tobytes()
        else:
            tensors[name] = rng.normal(1 if name.endswith("ln.w") else 0, 0.2, count).astype("<f4").tobytes()
    scores = np.array([0, 0, 0, 0, *np.linspace(-2, -6, len(PIECES) - 4)], dtype=np.float32)
    write_e5(path, SHAPE, 1e-12, Tokens(PIECES, scores, begin=0, end=2, pad=1, unknown=3), tensors)
    return path


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny(tmp_path_factory.mktemp("tiny") / WEIGHTS)


@pytest.fixture(scope="module")
def file(tiny: Path) -> E5File:
    return read_e5(tiny)


# -- the file ---------------------------------------------------------------------------------------------------------


def test_what_is_written_is_read(file: E5File) -> None:
    assert file.shape == SHAPE
    assert file.epsilon == pytest.approx(1e-12)
    assert file.tokens.pieces == PIECES
    assert file.tokens.special == (0, 2, 1, 3)
    assert set(file.tensors) == set(tensor_sizes(SHAPE))
    assert file.blocks("emb.word", SHAPE.rows).shape == (SHAPE.rows, SHAPE.hidden // BLOCK)


@pytest.mark.parametrize("kept", [0, 3, 8, 40, 100, 300, 900, 1500, -1, -64, -5000])
def test_a_truncated_file_is_refused_in_one_line(tiny: Path, tmp_path: Path, kept: int) -> None:
    short = tmp_path / WEIGHTS
    short.write_bytes(tiny.read_bytes()[:kept])
    with pytest.raises(ModelError, match=r"(is damaged or another|cannot be read).*install matcher again$") as found:
        read_e5(short)
    assert "\n" not in str(found.value)


def test_every_number_before_the_tensors_is_checked(tiny: Path, tmp_path: Path, file: E5File) -> None:
    """A header or table with any four bytes overwritten gives a clear line, or the same network with other numbers."""
    whole = tiny.read_bytes()
    start = len(whole) - sum(len(tensor) for tensor in file.tensors.values()) - 64 * len(file.tensors)
    damaged = tmp_path / WEIGHTS
    refused = 0
    for place in range(0, start, 4):
        damaged.write_bytes(whole[:place] + b"\xff\xff\xff\x7f" + whole[place + 4 :])
        try:
            found = read_e5(damaged)
        except ModelError:
            refused += 1
        else:
            assert found.shape == file.shape
            assert set(found.tensors) == set(file.tensors)
    assert refused > start / 4 * 0.8  # what is left: scores, and letters of pieces


@pytest.mark.parametrize(
    ("place", "value", "found"),
    [
        (0, b"E5S2", "another kind of file"),
        (4, struct.pack("<I", 2), "version 2"),
        (8, struct.pack("<i", -64), "hidden -64"),
        (12, struct.pack("<i", 3), "tensors"),
        (16, struct.pack("<i", 5), "heads that share"),
        (40, struct.pack("<i", 16), "other blocks"),
    ],
)
def test_another_file_says_what_it_is(tiny: Path, tmp_path: Path, place: int, value: bytes, found: str) -> None:
    other = tmp_path / WEIGHTS
    whole = tiny.read_bytes()
    other.write_bytes(whole[:place] + value + whole[place + len(value) :])
    with pytest.raises(ModelError, match=found):
        read_e5(other)


def test_more_bytes_than_tensors_are_refused(tiny: Path, tmp_path: Path) -> None:
    longer = tmp_path / WEIGHTS
    longer.write_bytes(tiny.read_bytes() + b"\0")
    with pytest.raises(ModelError, match="expected the end of the file; found 1 more bytes"):
        read_e5(longer)


def test_one_changed_byte_of_the_bundled_weights_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "e5"
    shutil.copytree(data_folder() / "e5", folder)
    assert sha256_of(folder / WEIGHTS) == SHA256
    with (folder / WEIGHTS).open("r+b") as stream:
        stream.seek(30_000_000)
        (byte,) = stream.read(1)
        stream.seek(30_000_000)
        stream.write(bytes([byte ^ 1]))
    monkeypatch.setattr("matcher.embed.e5.data_folder", lambda: tmp_path)
    with pytest.raises(
        ModelError, match=rf"{WEIGHTS} is damaged or another: expected SHA-256 {SHA256}; found [0-9a-f]"
    ):
        E5(cache=None).encode(["a text that no vocabulary has"])


def test_damaged_means_are_refused(tmp_path: Path) -> None:
    whole = (data_folder() / "e5" / MEANS).read_bytes()
    (tmp_path / MEANS).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match=r"means\.npz are damaged"):
        E5(tmp_path)
    np.savez(tmp_path / MEANS, languages=np.array([UNTOLD]), means=np.zeros((1, 2, 3), dtype=np.float32))
    with pytest.raises(ModelError, match=r"means\.npz are damaged: expected a row for each language"):
        E5(tmp_path)


def test_other_bundled_means_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with np.load(data_folder() / "e5" / MEANS) as file:
        arrays = dict(file)
    (tmp_path / "e5").mkdir()
    np.savez(tmp_path / "e5" / MEANS, languages=arrays["languages"], means=arrays["means"][::-1])
    monkeypatch.setattr("matcher.embed.e5.data_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match=r"means\.npz are damaged or others: expected SHA-256 [0-9a-f]{64}; found"):
        E5()


# -- pieces -----------------------------------------------------------------------------------------------------------


def test_the_likeliest_cut_wins() -> None:
    unigram = Unigram(["<unk>", "▁", "a", "b", "ab", "ba", "▁a"], [0, -1, -2, -2, -1, -3, -1.5], [0], 0)
    names = ["<unk>", "▁", "a", "b", "ab", "ba", "▁a"]
    # ▁ + ab + a: -4; ▁a + ba: -4.5
    assert [names[number] for number in unigram.numbers("aba")] == ["▁", "ab", "a"]
    assert unigram.numbers("ö ö") == [1, 0, 1, 0]
    assert unigram.numbers("öä") == [1, 0]  # unknown neighbours are one
    assert unigram.numbers("") == unigram.numbers(" \t ") == []
    assert unigram.numbers("ab ab ab", most=3) == unigram.numbers("ab ab ab")[:3]


def test_letters_are_composed_and_spaces_single() -> None:
    assert normalised("cafe\u0301  au\u00a0lait\n") == "café au lait"


def test_pieces_equal_those_of_tokenizers() -> None:
    """On a sample of all labels in 26 languages, and on odd texts; the bundled vocabulary."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    tokens = read_e5(data_folder() / "e5" / WEIGHTS).tokens
    own = Unigram(tokens.pieces, tokens.scores, tokens.special, tokens.unknown)
    scored = list(zip(tokens.pieces, tokens.scores.astype(float).tolist(), strict=True))
    theirs = Tokenizer(models.Unigram(scored, unk_id=tokens.unknown, byte_fallback=False))
    theirs.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " "), normalizers.Strip()]
    )
    theirs.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    vocabulary = load_vocabulary()
    texts = sorted({label for code in LANGUAGES for labels in vocabulary.labels[code].values() for label in labels})
    texts = texts[:: 1 if os.environ.get("MATCHER_ALL_LABELS") else 25]
    texts += [
        "naïve cafe\u0301s",
        "a\u00a0b",
        "ﬁne ½ ㎡ №5",
        "tab\tnew\nline",
        "Ünïcödé—dash…",
        "ΥΓΕΊΑ",
        "ıßẞ",
        "a" * 99,
    ]
    texts += ["日本語 text", "\u200bzero", "e-mail@x.y", "★★", "🙂 smile", "1 234,5 %", "Łódź/Gdańsk", "водород", "l·l"]
    assert len(texts) > 4000
    found = theirs.encode_batch(texts)
    assert [text for text, other in zip(texts, found, strict=True) if own.numbers(text) != other.ids] == []


# -- the network ------------------------------------------------------------------------------------------------------


def test_vectors_equal_those_of_transformers(tiny: Path, file: E5File) -> None:
    """`transformers.BertModel` with the same weights, mean pooling and unit length; each text alone."""
    import torch
    from transformers import BertConfig, BertModel

    from matcher.embed.e5_file import unpacked

    h, f = SHAPE.hidden, SHAPE.feed_forward
    state = {
        "embeddings.word_embeddings.weight": unpacked(file.blocks("emb.word", SHAPE.rows)),
        "embeddings.position_embeddings.weight": file.floats("emb.pos", SHAPE.positions, h),
        "embeddings.token_type_embeddings.weight": file.floats("emb.type", SHAPE.types, h),
        "embeddings.LayerNorm.weight": file.floats("emb.ln.w", h),
        "embeddings.LayerNorm.bias": file.floats("emb.ln.b", h),
    }
    names = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
             "ao": "attention.output.dense", "fi": "intermediate.dense", "fo": "output.dense"}  # fmt: skip
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(SHAPE.layers):
        for short, long in names.items():
            outputs = f if short == "fi" else h
            state[f"encoder.layer.{layer}.{long}.weight"] = unpacked(file.blocks(f"l{layer}.{short}.w", outputs))
            state[f"encoder.layer.{layer}.{long}.bias"] = file.floats(f"l{layer}.{short}.b", outputs)
        for short, long in norms.items():
            state[f"encoder.layer.{layer}.{long}.weight"] = file.floats(f"l{layer}.{short}.w", h)
            state[f"encoder.layer.{layer}.{long}.bias"] = file.floats(f"l{layer}.{short}.b", h)
    config = BertConfig(
        vocab_size=SHAPE.rows, hidden_size=h, num_hidden_layers=SHAPE.layers, num_attention_heads=SHAPE.heads,
        intermediate_size=f, max_position_embeddings=SHAPE.positions, layer_norm_eps=file.epsilon, pad_token_id=1,
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in state.items()})
    model.eval()
    network, unigram = Network(tiny), Unigram(PIECES, file.tokens.scores, file.tokens.special, 3)
    for text, found in zip(TEXTS, network.encode(TEXTS), strict=True):
        numbers = torch.tensor([[0, *unigram.numbers(text, SHAPE.positions - 2), 2]])
        with torch.no_grad():
            mean = model(numbers).last_hidden_state[0].mean(dim=0).numpy()
        assert found == pytest.approx(mean / np.linalg.norm(mean), abs=STEP * 0.51)


def test_a_text_has_the_same_bytes_whatever_its_neighbours(tiny: Path) -> None:
    network = Network(tiny)
    alone = np.concatenate([network.encode([text]) for text in TEXTS])
    order = [4, 1, 1, 5, 0, 3, 2, 6, 4]
    assert np.array_equal(network.encode([TEXTS[place] for place in order]), alone[order])
    crowd = [f"{text} {other}" for text in TEXTS for other in TEXTS] * 5
    assert np.array_equal(network.encode([*crowd, *TEXTS])[-len(TEXTS) :], alone)


def test_vectors_are_steps_of_about_unit_length(tiny: Path) -> None:
    vectors = Network(tiny).encode(TEXTS)
    assert np.array_equal((vectors / STEP).round() * STEP, vectors)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=0.02)


def test_long_texts_are_read_to_the_last_position(tiny: Path) -> None:
    network = Network(tiny)
    assert np.array_equal(network.encode(["wind " * 22]), network.encode(["wind " * 5000]))
    assert not np.array_equal(network.encode(["wind " * 21]), network.encode(["wind " * 22]))


@pytest.mark.slow
def test_bundled_vectors_do_not_depend_on_threads_or_neighbours() -> None:
    texts = ["smart and green ports", "hållbar skogsnäring i Norrbotten", "ветроенергия", "a", "θαλάσσιες μεταφορές"]
    alone = np.concatenate([E5(cache=None).encode([text]) for text in texts])
    assert np.array_equal(E5(cache=None).encode([*texts[::-1], *texts])[-len(texts) :], alone)
    code = """
import sys
from matcher.embed import E5
sys.stdout.buffer.write(E5(cache=None).encode(sys.argv[1:]).tobytes())
"""
    for threads in ("1", "2"):
        environment = os.environ | {"OPENBLAS_NUM_THREADS": threads, "PYTHONUTF8": "1"}
        done = subprocess.run([sys.executable, "-c", code, *texts], env=environment, capture_output=True, check=True)
        assert np.array_equal(np.frombuffer(done.stdout, np.float32).reshape(alone.shape), alone)


# -- e5 and the combined space ----------------------------------------------------------------------------------------


def test_ready_vectors_are_the_computed_ones() -> None:
    texts = sorted(label for labels in load_vocabulary().labels["en"].values() for label in labels)[::400]
    e5 = E5(cache=None)
    ready = ready_vectors(texts, e5.weights_fingerprint)
    assert list(ready) == texts
    computed = e5._encode_missing(texts)
    # Steps are wide against the last bits of a machine's arithmetic: hardly a number may fall on the other side.
    assert (np.stack([ready[text] for text in texts]) != computed).mean() < 0.001


def test_the_mean_of_a_language_is_taken_away() -> None:
    e5 = E5(cache=None)
    assert set(e5.languages) == set(LANGUAGES)
    labels = [labels[0] for labels in load_vocabulary().labels["en"].values()]
    means = dict(zip([*LANGUAGES, "und"], e5._means, strict=True))
    assert e5.encode(labels).mean(axis=0) == pytest.approx(means["en"], abs=1e-3)  # labels may have changed since
    assert means["und"] == pytest.approx(np.mean([means[code] for code in LANGUAGES], axis=0), abs=1e-6)
    plain = e5.encode(["vindkraft"])[0] - means["sv"]
    assert e5.centred(["vindkraft"], ["sv"])[0] == pytest.approx(plain / np.linalg.norm(plain), abs=1e-6)
    norwegian = e5.centred(["vindkraft"] * 3, ["nb", "nn", "no"])
    assert np.array_equal(norwegian[0], norwegian[1])
    assert np.array_equal(norwegian[0], norwegian[2])


def test_half_of_the_vector_is_e5() -> None:
    texts, languages = ["vindkraft", "wind power"], ["sv", "en"]
    vectors = Embedder(LIGHT, cache=None).encode(texts, languages)
    assert vectors.shape == (2, 768)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-6)
    assert vectors[:, :384] * 2**0.5 == pytest.approx(Student().encode(texts), abs=1e-6)
    assert vectors[:, 384:] * 2**0.5 == pytest.approx(E5(cache=None).centred(texts, languages), abs=1e-6)
    default = Embedder(AUTO).encode(texts, languages)
    assert np.array_equal(default[:, 384:], vectors[:, 384:])
    assert default[0] == pytest.approx(vectors[0], abs=1e-5)  # Swedish goes through the same models


def test_ready_vectors_are_those_of_the_vocabulary_and_the_bundled_areas_as_they_are() -> None:
    """After a change of either: python -m data.build.e5."""
    english_names, names = bundled_names()
    english = {*english_texts(load_vocabulary()), *english_names}
    every = sorted({*english, *preferred_labels(load_vocabulary()), *names})
    assert len(ready_vectors(every, E5(cache=None).weights_fingerprint)) == len(every)
    assert len(ready_vectors(sorted(english), Embedder().sentences.fingerprint)) == len(english)


def test_parts_name_the_models(tmp_path: Path) -> None:
    light, packaged = Embedder(LIGHT), Embedder(PACKAGED)
    assert set(Embedder(AUTO).parts) == {"all-MiniLM-L6-v2", "encoder", "e5"}
    assert set(light.parts) == {"encoder", "e5"}
    assert packaged.parts == {"encoder": packaged.fingerprint}
    assert len({Embedder(AUTO).fingerprint, light.fingerprint, packaged.fingerprint}) == 3


def test_a_run_made_with_another_model_is_told() -> None:
    import pandas as pd

    from matcher.query.encoding import encode_texts
    from matcher.run import Run

    areas = pd.DataFrame({"area_id": ["a"], "area": ["Rail"], "area_original": [""]})
    vectors = Embedder(LIGHT, cache=None).encode(["Rail"], ["en"])
    ours = {"name": AUTO, "parts": Embedder(LIGHT).parts}
    for model, told in (
        (ours, ""),
        ({"name": AUTO}, "another encoder and e5; fit the data again"),
        (ours | {"parts": ours["parts"] | {"e5": "0" * 64}}, "found another e5; fit the data again"),  # type: ignore[operator]
    ):
        run = Run(areas, areas, areas, pd.DataFrame(), vectors=vectors, settings={"model": model})
        if told:
            with pytest.raises(ModelError, match=told):
                encode_texts(run, ["Rail"], languages=["en"])
        else:
            assert np.array_equal(encode_texts(run, ["Rail"], languages=["en"]), vectors)


def test_no_torch_and_under_a_second_of_work_for_a_first_text() -> None:
    code = """
import sys, time
from matcher.embed import Embedder
Embedder("light", cache=None).encode(["Vindkraft till havs i norr"], ["sv"])
assert "torch" not in sys.modules and "sklearn" not in sys.modules and "transformers" not in sys.modules
print(time.process_time())
"""
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert float(done.stdout) < 3  # 0.9 s on an idle core


def test_one_text_instead_of_a_list_is_refused(tiny: Path) -> None:
    with pytest.raises(SettingError, match="expected a list of texts"):
        Network(tiny).encode("rail")
    with pytest.raises(SettingError, match="expected a list of texts"):
        E5(cache=None).encode("rail")


def test_the_error_function_is_the_same_in_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.concatenate([np.random.default_rng(0).normal(0, scale, 50_000) for scale in (0.05, 0.5, 1, 3)])
    found = []
    for few in (len(values), 0):
        with monkeypatch.context() as patch:
            patch.setattr(network, "FEW", few)
            patch.delitem(sys.modules, "scipy.special", raising=False)
            found.append(network._erf(values.astype(np.float32).reshape(-1, 4)))
            assert ("scipy.special" in sys.modules) == (few == 0)
    assert np.array_equal(*found)
    assert found[0].dtype == np.float32
