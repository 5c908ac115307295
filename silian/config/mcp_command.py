"""`silian mcp`: the platform for programs that speak the Model Context Protocol."""

from importlib.util import find_spec

import click

from silian import language
from silian.config.faults import Refused
from silian.config.platform_cli import explained
from silian.language import gettext as _


@click.command()
@click.option(
    "--url",
    default="http://127.0.0.1:8000",
    show_default=True,
    envvar="SILIAN_URL",
    help="平台的网址 (address of the site)",
)
@click.option(
    "--token",
    default="",
    envvar="SILIAN_TOKEN",
    help="接口令牌，只用于标准输入输出 (API token, stdio only)",
)
@click.option("--http", is_flag=True, help="用 HTTP 提供，每个请求自带令牌 (over HTTP, a token per request)")
@click.option("--host", default="127.0.0.1", show_default=True, help="HTTP 的主机 (address)")
@click.option("--port", default=8001, show_default=True, help="HTTP 的端口 (port)")
@click.option("--writing", is_flag=True, help="也可以代人认可或回绝匹配 (also decide on matches)")
def mcp(url: str, token: str, http: bool, host: str, port: int, writing: bool) -> None:
    """让支持 MCP 的程序查找、匹配、说明理由 (search, match, explain for MCP programs)."""

    def action() -> None:
        if not url.startswith(("http://", "https://")):
            raise Refused(
                _("平台的网址要以 http:// 或 https:// 开头，不是 {url}。请用 --url 指定。").format(url=url)
            )
        if http and token:
            raise Refused(
                _("用 HTTP 时每个请求自带令牌（Authorization: Bearer …），请去掉 --token 和 SILIAN_TOKEN。")
            )
        if find_spec("mcp") is None:
            raise Refused(_("没有安装 MCP 组件。安装：pip install 'silian[programs]'"))
        _run(url, token, http, host, port, writing)

    explained(action)


def _run(url: str, token: str, http: bool, host: str, port: int, writing: bool) -> None:
    from silian.services.programs import mcp_server  # noqa: PLC0415 optional extra

    spoken = language.current()
    if not http:
        mcp_server.build(mcp_server.holder(url, token, spoken), writing=writing).run("stdio")
        return
    server = mcp_server.build(mcp_server.caller(url, spoken), writing=writing)
    click.echo(_("MCP 服务：http://{host}:{port}/mcp，平台：{url}").format(host=host, port=port, url=url))
    server.run("streamable-http", host=host, port=port, stateless_http=True, json_response=True)
