"""The page's style: simcord's preview without its developer tools, and with Lilt's name.

The replacements are texts of this version of simcord; a test fails if another version has other texts.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

REPLACEMENTS = {
    "<title>SimCord Preview</title>": "<title>Lilt's playground</title>",
    '<span class="brand-mark" aria-hidden="true">S</span>': (
        '<span class="brand-mark" aria-hidden="true">♪</span>'
    ),
    "<strong>SimCord</strong><small>Preview</small>": "<strong>Lilt</strong><small>Playground</small>",
    'class="preview-shell"': 'class="preview-shell messages-closed"',
    ">End preview session<": ">End the playground<",
}
"""Text of simcord's page -> our text."""

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
.attachment-image {
  width: 550px;
  max-height: none;
}
"""

SCRIPT = """
{
  // After a user's action, scroll to the end when the answer arrives, as Discord does.
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


def apply_style(server: Any) -> None:
    """Make a preview's server send our texts, style and script. Call it before the server starts."""
    plain = server._static

    async def styled(request: web.Request) -> web.Response:
        response: web.Response = await plain(request)
        if request.path == "/" and response.text is not None:
            for theirs, ours in REPLACEMENTS.items():
                response.text = response.text.replace(theirs, ours)
        elif request.path == "/preview.css" and response.text is not None:
            response.text += STYLE
        elif request.path == "/app.js" and response.text is not None:
            response.text += SCRIPT
        return response

    vars(server)["_static"] = styled
