"""How the page looks: simcord's preview without the tools of a workbench, and with Lilt's name on it."""

from __future__ import annotations

from typing import Any

from aiohttp import web

NAMES = {
    "<title>SimCord Preview</title>": "<title>Lilt's playground</title>",
    '<span class="brand-mark" aria-hidden="true">S</span>': (
        '<span class="brand-mark" aria-hidden="true">♪</span>'
    ),
    "<strong>SimCord</strong><small>Preview</small>": "<strong>Lilt</strong><small>Playground</small>",
    'class="preview-shell"': 'class="preview-shell messages-closed"',
    ">End preview session<": ">End the playground<",
}
"""What stands in simcord's page, and what in ours."""

STYLE = """
#messages-toggle, #refresh, #capture-open, #inspector-toggle, #action-status, #view-action-output {
  display: none !important;
}
.audio-player::before {
  content: attr(aria-label);
  display: block;
  margin-bottom: 8px;
  font-size: 14px;
}
"""


def dress(server: Any) -> None:
    """Have a preview's server send our words and style; before it is started."""
    plain = server._static

    async def dressed(request: web.Request) -> web.Response:
        response: web.Response = await plain(request)
        if request.path == "/" and response.text is not None:
            for theirs, ours in NAMES.items():
                response.text = response.text.replace(theirs, ours)
        elif request.path == "/preview.css" and response.text is not None:
            response.text += STYLE
        return response

    vars(server)["_static"] = dressed
