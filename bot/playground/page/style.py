"""The page's style: simcord's preview without its developer tools."""

from __future__ import annotations

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
/* The buttons over a player stand beside the file's name. */
.attachment-media:has(.audio-player) .audio-player::before { padding-right: 76px; overflow-wrap: anywhere; }
/* Those over a picture, which would cover its last notes, come with the pointer, as on Discord. */
.attachment-media:not(:hover, :focus-within):has(img) .attachment-media-actions { opacity: 0; }
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
/* Long lines, such as a family's or a command's, are wrapped, as on Discord. */
.code-block { white-space: pre-wrap; overflow-wrap: anywhere; }
.code-block code { min-width: 0; }
/* An option's description stands below its name, or beside it where there is room. */
.command-suggestion:has(.command-suggestion-description) { flex-wrap: wrap; gap: 0 12px; }
.command-suggestion-label:has(+ .command-suggestion-description) { flex: 0 0 112px; }
.command-suggestion-description {
  flex: 1 1 200px;
  color: var(--discord-muted);
  font-size: 14px;
  line-height: 18px;
}
.command-entry-description, .command-context-text { overflow: visible; white-space: normal; }
.message-link { padding: 0; border: 0; background: none; font: inherit; text-align: left; cursor: pointer; }
.message-link:hover { text-decoration: underline; }
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
