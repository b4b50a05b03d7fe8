"""A server of language models that stalls, breaks, redirects and repeats secrets; and the cache."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest

from materiel.claims.llm import (
    ModelError,
    ModelSettings,
    extract_with_model,
    extractor_version,
)
from materiel.core.errors import InputError

from .conftest import report
from .model_server import HONEST, KEY, TEXT, Server, fails, says, send


def test_the_request_speaks_the_protocol(server, options):
    extract_with_model(report(TEXT), ModelSettings(**options))

    [asked] = server.asked
    assert asked["path"] == "/v1/chat/completions"
    assert (asked["model"], asked["temperature"]) == ("fake", 0)
    assert asked["response_format"]["type"] == "json_schema"
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert "Read also" not in asked["messages"][1]["content"]
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_busy_servers_are_asked_again(server, options, status):
    server.replies = [fails(status, Retry_After="0"), fails(status), says(HONEST)]
    assert len(extract_with_model(report(TEXT), ModelSettings(**options))[0]) == 2
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("reply", "words", "requests"),
    [
        (fails(500), "the server answers 500; asked 3 times", 3),
        (fails(401), "the server answers 401", 1),
        (fails(404), "the server answers 404", 1),
        (lambda handler: send(handler, 200, b"<html>"), "no chat completion", 1),
        (lambda handler: send(handler, 200, b'{"choices": []}'), "no chat completion", 1),
        (lambda handler: send(handler, 200, b"[" * 99999), "no chat completion", 1),
        (lambda handler: send(handler, 200, b"x", Content_Encoding="gzip"), "packs its answer", 1),
        (says("x" * 10_000_000), "an answer of more than 2,000,000 bytes", 1),
        (lambda handler: handler.connection.close(), "the connection broke off; asked 3 times", 3),
    ],
)
def test_servers_that_do_not_answer_end_the_run(server, options, reply, words, requests):
    server.replies = [reply]
    with pytest.raises(ModelError, match=words) as caught:
        extract_with_model(report(TEXT), ModelSettings(**options))
    assert caught.value.where == server.url.split("/")[2] and caught.value.way_out
    assert caught.value.exit_code == 2 and KEY not in str(caught.value)
    assert len(server.asked) == requests


def test_time_outs_end_the_run(server, options):
    server.replies = [lambda handler: server.over.wait(20)]
    with pytest.raises(ModelError, match=r"no answer within 0.2 s; asked 3 times"):
        extract_with_model(report(TEXT), ModelSettings(**options | {"timeout_s": 0.2}))


def test_a_trickle_is_no_answer(server, options):
    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b" ")
            time.sleep(0.02)

    server.replies = [trickle]
    with pytest.raises(ModelError, match=r"no whole answer within 0.2 s"):
        extract_with_model(
            report(TEXT), ModelSettings(**options | {"timeout_s": 0.2, "retries": 0})
        )


def test_nobody_listens(options):
    with pytest.raises(ModelError, match=r"cannot be reached\n  where: 127.0.0.1:9\n  do: Start"):
        extract_with_model(
            report(TEXT), ModelSettings(**options | {"url": "http://127.0.0.1:9/v1"})
        )


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_to_another_host_are_not_followed(server, options, status):
    with Server() as other:
        threading.Thread(target=other.serve_forever, args=(0.01,), daemon=True).start()
        server.replies = [fails(status, Location=f"{other.url}/chat/completions")]
        with pytest.raises(ModelError, match="redirects are not followed"):
            extract_with_model(report(TEXT), ModelSettings(**options))
        other.shutdown()
    assert other.asked == []


def test_proxies_of_the_environment_do_not_see_the_key(server, options, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    extract_with_model(report(TEXT), ModelSettings(**options))
    assert len(server.asked) == 1


def test_a_second_call_asks_nothing(server, options):
    server.replies = [says(HONEST)]
    first = extract_with_model(report(TEXT), ModelSettings(**options))
    assert extract_with_model(report(TEXT), ModelSettings(**options)) == first
    assert len(server.asked) == 1
    extract_with_model(report(TEXT), ModelSettings(**options | {"model": "another"}))
    assert len(server.asked) == 2


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"question": "x"}', None])
def test_damaged_answers_are_made_again(server, options, damage):
    server.replies = [says(HONEST)]
    first = extract_with_model(report(TEXT), ModelSettings(**options))
    [path] = options["cache"].iterdir()
    path.write_bytes(path.read_bytes().replace(b"80,000", b"90,000") if damage is None else damage)
    assert extract_with_model(report(TEXT), ModelSettings(**options)) == first
    assert len(server.asked) == 2


def test_the_key_reaches_no_file_and_no_finding(server, options, tmp_path):
    def repeats(handler: BaseHTTPRequestHandler) -> None:
        says([HONEST[0], HONEST[1] | {"quote": handler.headers["Authorization"]}])(handler)

    server.replies = [repeats]
    chosen = ModelSettings(**options)
    claims, findings = extract_with_model(report(TEXT), chosen)
    assert KEY not in f"{claims}{findings}{chosen!r}{extractor_version(chosen)}"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files and all(KEY.encode() not in path.read_bytes() for path in files)
    assert all(KEY not in json.dumps(asked) for asked in server.asked)


def test_a_cache_that_cannot_be_written_is_told_before_anything_is_sent(server, options, tmp_path):
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(InputError, match="MATERIEL_CACHE"):
        extract_with_model(report(TEXT), ModelSettings(**options))
    assert server.asked == []


def test_other_languages_are_not_sent(server, options):
    claims, [finding] = extract_with_model(report(TEXT, language="xx"), ModelSettings(**options))
    assert (claims, server.asked, finding.severity) == ([], [], "note")
    assert "no lexicon for language xx" in finding.message
