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

SAME_CHOICE = (
    'changed) dispatch("select"',
    'values.length) dispatch("select"',
)
"""In simcord's menus: what is shown as chosen can be chosen again, as on Discord after an edit."""

STYLE = """
#messages-toggle, #refresh, #capture-open, #inspector-toggle, #view-action-output,
#messages-sidebar, #drawer-scrim, #inspector-panel {
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
/* A form covers the list of commands, not the other way round. */
.preview-app:has(.modal-dialog) .command-popup { display: none !important; }
/* The row is as wide as the page, and an option's field has room for its text, its cross and its error. */
.channel-composer { grid-template-columns: minmax(0, 1fr); }
.command-row { padding: 10px 8px 8px 0; }
.command-pill { flex-wrap: wrap; max-width: 100%; }
.preview-app .command-option-input { box-sizing: content-box; max-width: calc(100% - 16px); }
.command-error { position: static; order: 1; flex-basis: 100%; max-width: none; }
#playground-notice {
  margin: 0 16px 8px;
  padding: 8px 12px;
  color: #fff;
  background: #8f2028;
  border-radius: 8px;
  overflow-wrap: anywhere;
}
#playground-stopped {
  position: fixed;
  z-index: 400;
  inset: 0 0 auto 0;
  padding: 16px;
  color: #1e1f22;
  background: #f0b232;
  font-size: 16px;
  text-align: center;
}
#playground-notice[hidden], #playground-stopped[hidden] { display: none; }
@media (max-width: 760px) {
  .preview-shell { --toolbar-height: 52px; }
  #action-status { flex: 1 1 0; min-width: 0; }
}
"""

SCRIPT = """
{
  // At first and after a user's action, keep the end of the last message in view, as Discord does: while it
  // grows, until the user scrolls.
  const timeline = document.getElementById("channel-timeline");
  const list = document.getElementById("channel-message-list");
  const ASKING = "#send-message, .component-button, .select-option, .modal-root button, #channel-composer";
  const PATIENCE = 60000;
  let asked = -PATIENCE;
  let before = null;
  let following = true;
  const last = () => [...list.querySelectorAll("[data-message-id]")].at(-1)?.dataset.messageId ?? null;
  for (const kind of ["click", "keydown"]) {
    document.addEventListener(kind, (event) => {
      const enters = event.type === "click" || event.key === "Enter";
      if (!event.isTrusted || !enters || !event.target.closest?.(ASKING)) return;
      asked = performance.now();
      before = last();
    }, true);
  }
  for (const kind of ["wheel", "touchmove", "pointerdown"]) {
    timeline.addEventListener(kind, (event) => {
      if (kind !== "pointerdown" || event.target === timeline) following = false;
    }, { passive: true });
  }
  document.addEventListener("keydown", (event) => {
    if (["PageUp", "Home", "ArrowUp", "Tab"].includes(event.key) && timeline.contains(event.target)) {
      following = false;
    }
  }, true);
  const follow = () => {
    if (performance.now() - asked < PATIENCE && last() !== before) {
      following = true;
      asked = -PATIENCE;
    }
    if (following) requestAnimationFrame(() => { timeline.scrollTop = timeline.scrollHeight; });
  };
  new MutationObserver(follow).observe(list, { childList: true, subtree: true });
  const sizes = new ResizeObserver(follow);
  sizes.observe(list);
  sizes.observe(timeline);
}
{
  // Say what the page itself cannot: why a typed command was not sent, and that the playground has ended.
  const said = (id, parent, next) => {
    const element = document.createElement("div");
    element.id = id;
    element.setAttribute("role", "alert");
    element.hidden = true;
    parent.insertBefore(element, next);
    return (text) => { element.textContent = text; element.hidden = !text; };
  };
  const composer = document.getElementById("channel-composer");
  const notice = said("playground-notice", composer.parentNode, composer);
  const stopped = said("playground-stopped", document.body, null);
  const STOPPED = "The playground has ended. Start it again with “make run”, and open the address that it "
    + "prints: the tunes of this channel are there again.";
  composer.addEventListener("input", () => notice(""));
  const plain = window.fetch;
  let failures = 0;
  window.fetch = async (...given) => {
    try {
      const answer = await plain(...given);
      if (failures > 1) stopped("");
      failures = 0;
      if (given[0] === "/api/action") {
        answer.clone().json().then((receipt) => {
          notice(receipt.notice ?? "");
          const ends = typeof given[1].body === "string" && JSON.parse(given[1].body).kind === "close";
          if (ends && !receipt.rejected) stopped(STOPPED);
        }).catch(() => {});
      }
      return answer;
    } catch (error) {
      if (error.name !== "AbortError" && ++failures > 1) stopped(STOPPED);
      throw error;
    }
  };
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
        elif request.path == "/select-drafts.js" and response.text is not None:
            response.text = response.text.replace(*SAME_CHOICE)
        elif request.path == "/preview.css" and response.text is not None:
            response.text += STYLE
        elif request.path == "/app.js" and response.text is not None:
            response.text += SCRIPT
        return response

    vars(server)["_static"] = styled
