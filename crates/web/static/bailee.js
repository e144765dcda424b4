// What the platform does not do by itself: copying an identifier, the list of keys, moving through rows, and live
// progress. Every page works without this file.
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.remove("no-script");

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("copied");
    const said = document.getElementById("said");
    if (said) said.textContent = button.dataset.said ?? "";
    setTimeout(() => button.classList.remove("copied"), 1500);
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // A choice that changes the page needs no second press.
  document.addEventListener("change", (event) => {
    const select = event.target.closest("select[data-submits]");
    if (select) select.form.requestSubmit();
  });

  const rows = () => [...document.querySelectorAll("main tbody tr")].filter((row) => row.querySelector("a, button"));
  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.classList.contains("here"));
    const next = all[Math.min(all.length - 1, Math.max(0, now + step))];
    all.forEach((row) => row.classList.toggle("here", row === next));
    next.querySelector("a, button").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, select, textarea");
    if (typing) {
      if (event.key === "Escape") typing.blur();
      return;
    }
    const keys = document.getElementById("keys");
    if (event.key === "?" && keys) keys.open ? keys.close() : keys.showModal();
    else if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (!search) return;
      event.preventDefault();
      search.focus();
    } else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "c") document.querySelector("main button[data-copy]")?.click();
    else return;
  });

  document.querySelectorAll("[data-keys]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) document.getElementById("keys")?.showModal();
  });

  // Ctrl+Enter runs the question or saves the document that is being written.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest("form")?.requestSubmit();
  });

  // Long work: ask once a second, put the server's own fragment in place, and stop when it has ended.
  const live = document.querySelector("[data-live]");
  if (live) {
    const look = async () => {
      try {
        const answer = await fetch(live.dataset.live, { headers: { accept: "text/html" }, credentials: "same-origin" });
        if (answer.ok) {
          const page = new DOMParser().parseFromString(await answer.text(), "text/html");
          const fresh = page.querySelector("[data-live]");
          if (!fresh) return location.reload();
          live.replaceChildren(...fresh.childNodes);
          document.title = page.title;
        }
      } catch {
        // The server is away for a moment; the next look tells.
      }
      setTimeout(look, 1000);
    };
    setTimeout(look, 1000);
  }
})();
