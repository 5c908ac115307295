"""The MCP server as programs use it: the SDK's own client, real processes, a real site."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import anyio
import httpx2
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult
from pytest_django.live_server_helper import LiveServer

from silian.services.accounts.actions import issue_token
from silian.services.accounts.models import Scope, User
from silian.services.matching.models import Decision
from tests.services.matching.conftest import World, world

__all__ = ["world"]
SILIAN = ["-c", "from silian.config.cli import main; main()"]
READING = {"search", "read", "match", "explain"}
Story = Callable[[Client], Awaitable[Any]]


def secret_of(name: str, *scopes: Scope) -> str:
    return issue_token(User.objects.get(username=name), "mcp", scopes or (Scope.READ,))[1]


def over_stdio(address: str, story: Story, token: str = "", *options: str, lang: str = "zh") -> Any:
    """Run ``story`` with a server process of its own."""
    environment = {"SILIAN_TOKEN": token}
    command = [*SILIAN, "--lang", lang, "mcp", "--url", address, *options]
    server = StdioServerParameters(command=sys.executable, args=command, env=environment)

    async def told() -> Any:
        async with Client(stdio_client(server)) as client:
            return await story(client)

    return anyio.run(told)


def over_http(address: str, story: Story, token: str = "") -> Any:
    """Run ``story`` with a server that others ask too."""

    async def told() -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=60) as carrier,
            Client(streamable_http_client(f"{address}/mcp", http_client=carrier)) as client,
        ):
            return await story(client)

    return anyio.run(told)


def asking(tool: str, **arguments: Any) -> Story:
    async def story(client: Client) -> CallToolResult:
        answer = await client.call_tool(tool, arguments)
        assert isinstance(answer, CallToolResult)
        return answer

    return story


def words(answer: CallToolResult) -> str:
    return "\n".join(getattr(part, "text", "") for part in answer.content)


def content(answer: CallToolResult) -> dict[str, Any]:
    assert not answer.is_error, words(answer)
    assert answer.structured_content is not None
    return answer.structured_content


def titles(answer: CallToolResult) -> set[str]:
    return {item["title"] for item in content(answer)["items"]}


@pytest.fixture
def site(live_server: LiveServer, world: World) -> str:
    return str(live_server.url)


@pytest.fixture
def http_server(site: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name != "SILIAN_TOKEN"}
    command = [sys.executable, *SILIAN, "mcp", "--url", site, "--http", "--port", str(port)]
    process = subprocess.Popen(command, env=kept, stdout=subprocess.PIPE, text=True)
    while process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    process.communicate()


def test_a_server_offers_only_what_reads_and_says_so(site: str) -> None:
    async def story(client: Client) -> dict[str, bool | None]:
        tools = (await client.list_tools()).tools
        return {tool.name: tool.annotations and tool.annotations.read_only_hint for tool in tools}

    assert over_stdio(site, story) == dict.fromkeys(READING, True)
    assert over_stdio(site, story, "", "--writing") == {**dict.fromkeys(READING, True), "decide": False}


def test_a_visitor_without_a_token_finds_what_is_public_only(site: str) -> None:
    assert titles(over_stdio(site, asking("search", query="隔膜", register="needs"))) == {
        "防爆锂离子电池隔膜"
    }
    hidden = over_stdio(site, asking("read", register="achievements", key="hidden"))
    assert hidden.is_error
    assert "对您的令牌不公开" in words(hidden)


def test_a_token_sees_what_its_person_sees(site: str) -> None:
    found = over_stdio(site, asking("search", query="隔膜", register="needs"), secret_of("owner"))
    assert titles(found) == {"防爆锂离子电池隔膜", "机密型号电池隔膜"}
    told = over_stdio(
        site, asking("match", kind="result", text="锂离子电池陶瓷涂覆隔膜"), secret_of("stranger")
    )
    assert titles(told) == {"防爆锂离子电池隔膜"}


def test_over_http_each_request_carries_its_own_token(http_server: str) -> None:
    asked = asking("search", query="隔膜", register="needs")
    assert titles(over_http(http_server, asked)) == {"防爆锂离子电池隔膜"}
    both = {"防爆锂离子电池隔膜", "机密型号电池隔膜"}
    assert titles(over_http(http_server, asked, secret_of("owner"))) == both
    assert titles(over_http(http_server, asked, secret_of("stranger"))) == {"防爆锂离子电池隔膜"}
    refused = over_http(http_server, asked, "silian_wrong")
    assert refused.is_error
    assert "令牌无效或已撤销" in words(refused)


def test_a_need_told_in_words_is_matched_with_reasons(site: str) -> None:
    story = asking("match", kind="need", title="防爆隔膜", text="锂离子电池隔膜，要求陶瓷涂覆、耐高温。")
    found = content(over_stdio(site, story, secret_of("lab")))
    best = found["items"][0]
    assert best["key"] == "a1"
    assert best["match"]["level"] == 4
    assert {"陶瓷涂覆", "锂离子电池"} & {term["text"] for term in best["match"]["terms"]}
    assert round(sum(best["match"]["parts"].values()), 1) == round(best["match"]["score"], 1)


def test_a_need_that_nothing_fits_gets_an_empty_answer(site: str) -> None:
    found = content(over_stdio(site, asking("match", kind="need", title="海上风电叶片除冰")))
    assert found["items"] == []


def test_a_registered_need_is_matched_by_its_key(site: str) -> None:
    found = content(over_stdio(site, asking("match", kind="need", key="n1")))
    assert found["items"][0]["achievement"] == "a1"


def test_any_pair_is_explained_also_one_that_does_not_fit(site: str) -> None:
    fits = content(over_stdio(site, asking("explain", need="n1", result="a1")))
    assert (fits["match"]["rank"], fits["match"]["level_name"]) == (1, "强")
    not_so = content(over_stdio(site, asking("explain", need="n1", result="b1"), lang="en"))
    assert (not_so["match"]["level"], not_so["match"]["level_name"]) == (1, "none")
    assert any(line.startswith("The result does not mention") for line in not_so["match"]["missing"])
    hidden = over_stdio(site, asking("explain", need="n2", result="a1"), secret_of("stranger"))
    assert hidden.is_error


def test_a_decision_needs_the_option_and_a_token_that_may_write(site: str) -> None:
    story = asking("decide", need="n1", result="a1", side="need", verdict="decline", reason="price")
    reader = over_stdio(site, story, secret_of("owner"), "--writing")
    assert reader.is_error
    assert "write" in words(reader)
    over_stdio(site, story, secret_of("owner", Scope.READ, Scope.WRITE), "--writing")
    assert list(Decision.objects.values_list("verdict", "reason")) == [("decline", "price")]


def test_a_site_that_does_not_answer_is_said_in_one_sentence() -> None:
    answer = over_stdio("http://127.0.0.1:9", asking("search", query="隔膜"))
    assert answer.is_error
    assert "http://127.0.0.1:9 连不上" in words(answer)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--url", "127.0.0.1:8000"], "http:// 或 https:// 开头"),
        (["--http", "--token", "silian_x"], "每个请求自带令牌"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(options: list[str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, *SILIAN, "mcp", *options], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
