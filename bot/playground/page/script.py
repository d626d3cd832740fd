"""What the page does beyond simcord's: it follows the last message, offers it only where it is not seen, and
says what went wrong.
"""

from __future__ import annotations

SCRIPT = """
{
  // At first and after a user's action, keep the last message in view while it grows, until the user scrolls:
  // its end, as Discord does, or its beginning where it is higher than the window.
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
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(".message-link")) following = false;
  }, true);
  document.addEventListener("keydown", (event) => {
    if (["PageUp", "Home", "ArrowUp", "Tab"].includes(event.key) && timeline.contains(event.target)) {
      following = false;
    }
  }, true);
  const show = () => {
    const newest = [...list.querySelectorAll("[data-message-id]")].at(-1);
    const above = newest ? newest.getBoundingClientRect().top - timeline.getBoundingClientRect().top : 0;
    const rest = timeline.scrollHeight - timeline.clientHeight - timeline.scrollTop;
    timeline.scrollTop += Math.min(above, rest);
  };
  // simcord offers the newest message in a bar also where it is seen, but not to its end; the bar covers it.
  const bar = document.getElementById("new-messages");
  const newer = document.getElementById("history-newer");
  const SEEN = 96;
  const lowerBar = () => {
    const newest = [...list.querySelectorAll("[data-message-id]")].at(-1);
    if (bar.hidden || !newer.hidden || !newest) return;
    const { top, height } = newest.getBoundingClientRect();
    if (timeline.getBoundingClientRect().bottom - top >= Math.min(height, SEEN)) bar.hidden = true;
  };
  timeline.addEventListener("scroll", lowerBar, { passive: true });
  new MutationObserver(lowerBar).observe(bar, { attributes: true, attributeFilter: ["hidden"] });
  const follow = () => {
    if (performance.now() - asked < PATIENCE && last() !== before) {
      following = true;
      asked = -PATIENCE;
    }
    if (following) requestAnimationFrame(show);
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
