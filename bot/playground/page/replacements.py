"""Texts of simcord's page and its scripts, and ours in their place.

They are texts of this version of simcord; a test fails if another version has other texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.playground.page.message_links import MESSAGE_LINKS
from bot.playground.page.script import SCRIPT
from bot.playground.page.style import STYLE

NAMES = {
    "<title>SimCord Preview</title>": "<title>Lilt's playground</title>",
    '<span class="brand-mark" aria-hidden="true">S</span>': (
        '<span class="brand-mark" aria-hidden="true">♪</span>'
    ),
    "<strong>SimCord</strong><small>Preview</small>": "<strong>Lilt</strong><small>Playground</small>",
    'class="preview-shell"': 'class="preview-shell messages-closed"',
    ">End preview session<": ">End the playground<",
}

SAME_CHOICE = {'changed) dispatch("select"': 'values.length) dispatch("select"'}
"""In menus: what is shown as chosen can be chosen again, as on Discord after an edit."""

DESCRIPTIONS = {
    'if (optional) item.append(node("span", "command-suggestion-ellipsis", "…"));': (
        "if (value.description) "
        'item.append(node("span", "command-suggestion-description", value.description));'
    ),
    "announce?.(`${matches.length} commands`);": (
        'announce?.(matches.length === 1 ? "1 command" : `${matches.length} commands`);'
    ),
}
"""In the list of a command's options: what they are for."""

STATUS = {
    'if (pending) return pendingLabels[pending.kind] || "Completing action…";': (
        'if (pending) return pending.kind === "viewer" ? "Switching viewer…" : "";'
    ),
    'Object.keys(pages).length) return "Updating preview…";': 'Object.keys(pages).length) return "";',
    'return "Action was not completed.";': 'return "This was not done.";',
    'return "Action is awaiting a confirmed result.";': 'return "";',
    'return labels[kind || ""] || "Action completed";': 'return "";',
    'ready ? "Preview ready" : "Loading preview…"': 'ready ? "" : "Loading…"',
}
"""At the top: nothing is said where nothing is wrong."""

TURNS = {
    """function dispatch(kind, extra = {}, metadata = null) {
  syncActionContext();
""": """const turns = [];
function takeTurn() {
  syncActionContext();
  if (state.uncertainAction) turns.length = 0;
  else if (!actions.admissionBlocked()) {
    const next = turns.shift();
    if (next.viewerId === state.viewerId) act(next.kind, next.extra, next.metadata);
  }
  if (turns.length) setTimeout(takeTurn, 50);
}
function dispatch(kind, extra = {}, metadata = null) {
  syncActionContext();
  const waits = ["click", "select", "modal_submit", "run_command", "send_message"].includes(kind);
  if (!waits) { act(kind, extra, metadata); return; }
  const seen = { ...extra, seen_revision: state.publishedRevision };
  if (!turns.length && !actions.admissionBlocked()) { act(kind, seen, metadata); return; }
  const key = extra.control_key;
  const again = turns.some((one) => one.kind === kind && one.extra.control_key === key)
    || (key && state.pendingAction?.controlKey === key);
  if (again || state.uncertainAction) return;
  if (turns.push({ kind, extra: seen, metadata, viewerId: state.viewerId }) === 1) setTimeout(takeTurn, 50);
}
function act(kind, extra = {}, metadata = null) {
""",
}
"""An action while another one is on its way waits for its turn, and then means what was seen at the press.

The same one twice counts once: a button that was pressed waits for its answer, as on Discord.
"""

REPLACEMENTS: Mapping[str, Mapping[str, str]] = {
    "/": NAMES,
    "/select-drafts.js": SAME_CHOICE,
    "/commands.js": DESCRIPTIONS,
    "/actions.js": STATUS,
    "/app.js": TURNS,
}
"""By the path on which simcord's server sends a text: its words -> ours."""

ADDITIONS = {"/preview.css": STYLE, "/app.js": SCRIPT + MESSAGE_LINKS}
"""What is sent after simcord's own text."""


def replace_texts(server: Any) -> None:
    """Make a preview's server send our texts, style and script. Call it before the server starts."""
    plain = server._static

    async def replaced(request: web.Request) -> web.Response:
        response: web.Response = await plain(request)
        if request.path in REPLACEMENTS.keys() | ADDITIONS.keys():  # a font has no text
            text = response.text or ""
            for theirs, ours in REPLACEMENTS.get(request.path, {}).items():
                text = text.replace(theirs, ours)
            response.text = text + ADDITIONS.get(request.path, "")
        return response

    vars(server)["_static"] = replaced
