"""The platform as an MCP server: search, match and explain, with the permissions of the token that asks."""

from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from silian.services.programs.client import Client, Unanswered

INSTRUCTIONS = """Silian brings research results and companies' needs together. Search the registers, match a need or
a result (registered or told in words), and explain any pair. Scores are points; levels are 4 strong, 3 good, 2 weak and
1 none; money is yuan; readiness is TRL 1-9. Where nothing fits, the lists are empty: say so and do not make matches up."""

Kind = Literal["need", "result"]
Clients = Callable[[Mapping[str, str] | None], Client]
READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
DECIDES = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)
_PLURALS = {"need": "needs", "result": "achievements"}


def caller(address: str, language: str) -> Clients:
    """Return clients that carry the token of each request, for a server that many people ask."""

    def client(headers: Mapping[str, str] | None) -> Client:
        scheme, _space, token = (headers or {}).get("authorization", "").partition(" ")
        return Client(address, token.strip() if scheme.lower() == "bearer" else "", language)

    return client


def holder(address: str, token: str, language: str) -> Clients:
    """Return one client that carries ``token``, for a server that one person started for themselves."""
    one = Client(address, token, language)
    return lambda _headers: one


def _answer(ask: Callable[[], Any]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = ask()
    except Unanswered as fault:
        raise ToolError(str(fault)) from fault
    return found


def build(clients: Clients, *, writing: bool = False) -> MCPServer[Any]:
    """Return the server; tools that change something exist only with ``writing``."""
    server: MCPServer[Any] = MCPServer(
        "silian", title="Silian 四链", instructions=INSTRUCTIONS, version=version("silian"), log_level="ERROR"
    )
    _add_reading(server, clients)
    _add_matching(server, clients)
    if writing:
        _add_writing(server, clients)
    return server


def _add_reading(server: MCPServer[Any], clients: Clients) -> None:
    @server.tool(title="Search", annotations=READS)
    def search(
        ctx: Context[Any, Any],
        query: Annotated[str, Field(description="Words that must all occur.")],
        register: Annotated[str, Field(description="needs, achievements, companies …; empty for all.")] = "",
        limit: Annotated[int, Field(ge=1, le=50)] = 5,
    ) -> dict[str, Any]:
        """Find records of the registers by their words."""
        client = clients(ctx.headers)
        return _answer(lambda: client.get("search", q=query, slug=register, limit=limit))

    @server.tool(title="Read a record", annotations=READS)
    def read(
        ctx: Context[Any, Any],
        register: Annotated[str, Field(description="The slug of the register, as search names it.")],
        key: Annotated[str, Field(description="The record's key, as search names it.")],
    ) -> dict[str, Any]:
        """Return one record with all fields that the caller may see."""
        client = clients(ctx.headers)
        return _answer(lambda: client.get(register, key))


def _add_matching(server: MCPServer[Any], clients: Clients) -> None:
    @server.tool(title="Match", annotations=READS)
    def match(
        ctx: Context[Any, Any],
        kind: Annotated[
            Kind, Field(description="What is matched: a need with results, a result with needs.")
        ],
        key: Annotated[str, Field(description="A registered one; else give a title, a text or both.")] = "",
        title: str = "",
        text: str = "",
        field: Annotated[str, Field(description="Technology field.")] = "",
        place: str = "",
        readiness: Annotated[
            int | None, Field(description="TRL: least of a need, state of a result.")
        ] = None,
        yuan: Annotated[int | None, Field(description="Budget of a need, price of a result.")] = None,
        top: Annotated[int, Field(ge=1, le=100)] = 10,
    ) -> dict[str, Any]:
        """Return what fits a need or a result, best first, each with level, score and reasons."""
        client = clients(ctx.headers)
        if key:
            return _answer(lambda: client.get("matches", _PLURALS[kind], key))
        told = {"kind": kind, "title": title, "text": text, "field": field, "place": place, "top": top}
        body = {**told, "readiness": readiness, "yuan": yuan}
        return _answer(lambda: client.post("matches", "text", body=body))

    @server.tool(title="Explain", annotations=READS)
    def explain(
        ctx: Context[Any, Any],
        need: Annotated[str, Field(description="Key of the need.")],
        result: Annotated[str, Field(description="Key of the result.")],
    ) -> dict[str, Any]:
        """Return why a result fits a need, or why it does not and what is missing."""
        client = clients(ctx.headers)
        return _answer(lambda: client.get("matches", need, result, "explanation"))


def _add_writing(server: MCPServer[Any], clients: Clients) -> None:
    @server.tool(title="Decide", annotations=DECIDES)
    def decide(
        ctx: Context[Any, Any],
        need: str,
        result: str,
        side: Annotated[Kind, Field(description="For whom the caller decides.")],
        verdict: Literal["accept", "decline"],
        reason: Literal["direction", "readiness", "price", "partners", "organisation", "other"] | None = None,
    ) -> dict[str, Any]:
        """Accept a match, or decline it with a reason, for one side."""
        body = {"side": side, "verdict": verdict, "reason": reason}
        client = clients(ctx.headers)
        return _answer(lambda: client.post("matches", need, result, "decisions", body=body))
