"""Links to messages of the page's channel, such as a winner's: short, and leading there.

The bot writes them for Discord, which shows them as a name and jumps to the message. Here they would be three
lines of address on a phone, and lead to the real Discord, which has no such message.
"""

from __future__ import annotations

MESSAGE_LINKS = """
{
  // Added to app.js, which keeps the shown channel in `state`. A button, because a change of the page's
  // own address would end its session.
  const timeline = document.getElementById("channel-timeline");
  const list = document.getElementById("channel-message-list");
  const NAME = "this message";
  const MISSING = "a message that is not on this page any more";
  const leadTo = (id, button) => {
    const message = list.querySelector(`[data-message-id="${id}"]`);
    if (!message) {
      button.textContent = MISSING;
      return;
    }
    timeline.scrollTop += message.getBoundingClientRect().top - timeline.getBoundingClientRect().top;
    message.animate([{ backgroundColor: "#f0b23240" }, { backgroundColor: "transparent" }], 2000);
  };
  const shorten = () => {
    const { guildId, id: channelId } = state.snapshot?.channel ?? {};
    const here = `https://discord.com/channels/${guildId}/${channelId}/`;
    for (const link of list.querySelectorAll("a.markdown-link")) {
      const id = link.href.slice(here.length);
      if (!link.href.startsWith(here) || !/^[0-9]+$/.test(id)) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "markdown-link message-link";
      button.textContent = link.textContent === link.href ? NAME : link.textContent;
      button.addEventListener("click", () => leadTo(id, button));
      link.replaceWith(button);
    }
  };
  new MutationObserver(shorten).observe(list, { childList: true, subtree: true });
  shorten();
}
"""
