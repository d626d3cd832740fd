"""How the page looks: simcord's preview without the tools of a workbench, and with Lilt's name on it.

If a later version of simcord says something in other words, theirs stay; a test says so.
"""

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
#messages-toggle, #refresh, #capture-open, #inspector-toggle, #view-action-output {
  display: none !important;
}
.audio-player::before {
  content: attr(aria-label);
  display: block;
  margin-bottom: 8px;
  font-size: 14px;
}
"""

SCRIPT = """
{
  // Whoever has just asked for something wants to see the answer: go to the end with it, as Discord does.
  const timeline = document.getElementById("channel-timeline");
  const ASKING = "#send-message, .component-button, .select-option, .modal-root button, #channel-composer";
  const PATIENCE = 4000;
  let asked = -PATIENCE;
  for (const kind of ["click", "keydown"]) {
    document.addEventListener(kind, (event) => {
      const enters = event.type === "click" || event.key === "Enter";
      if (event.isTrusted && enters && event.target.closest?.(ASKING)) asked = performance.now();
    }, true);
  }
  const toTheEnd = () => { timeline.scrollTop = timeline.scrollHeight; };
  new MutationObserver(() => {
    if (performance.now() - asked < PATIENCE) requestAnimationFrame(toTheEnd);
  }).observe(document.getElementById("channel-message-list"), { childList: true });
}
"""


def dress(server: Any) -> None:
    """Have a preview's server send our words, style and script too; before it is started."""
    plain = server._static

    async def dressed(request: web.Request) -> web.Response:
        response: web.Response = await plain(request)
        if request.path == "/" and response.text is not None:
            for theirs, ours in NAMES.items():
                response.text = response.text.replace(theirs, ours)
        elif request.path == "/preview.css" and response.text is not None:
            response.text += STYLE
        elif request.path == "/app.js" and response.text is not None:
            response.text += SCRIPT
        return response

    vars(server)["_static"] = dressed
