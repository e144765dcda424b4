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

  // A form whose answer comes from an authenticator: ask the server what to ask it for, ask it, send the answer.
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const known = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));
  const passkey = async ({ publicKey }) => {
    publicKey.challenge = bytes(publicKey.challenge);
    let made;
    if (publicKey.user) {
      publicKey.user.id = bytes(publicKey.user.id);
      publicKey.excludeCredentials = known(publicKey.excludeCredentials);
      made = await navigator.credentials.create({ publicKey });
    } else {
      publicKey.allowCredentials = known(publicKey.allowCredentials);
      made = await navigator.credentials.get({ publicKey });
    }
    const { attestationObject, authenticatorData, clientDataJSON, signature, userHandle } = made.response;
    const response = attestationObject
      ? { attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON) }
      : { authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON), signature: text(signature), userHandle: text(userHandle) };
    return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults: {} });
  };
  if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach((form) => { form.hidden = false; });
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.passkey || form.elements.credential.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const wrong = form.querySelector("[data-wrong]");
    wrong.hidden = true;
    try {
      const answer = await fetch(form.dataset.passkey, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" });
      if (answer.status === 403) return location.assign(`/step-up?back=${encodeURIComponent(location.pathname)}`);
      if (!answer.ok) throw new Error(answer.statusText);
      const { ceremony, options } = await answer.json();
      form.elements.credential.value = await passkey(options);
      form.elements.ceremony.value = ceremony;
      form.requestSubmit();
    } catch {
      form.elements.credential.value = "";
      wrong.hidden = false;
    }
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

  // A row's decisions have keys of their own; where a reason is asked for, the key leads there first.
  const decide = (key) => {
    const row = document.querySelector("main tbody tr.here") ?? rows().find((each) => each.querySelector("[data-key]"));
    const button = row?.querySelector(`[data-key="${key}"]`);
    if (!button) return;
    rows().forEach((each) => each.classList.toggle("here", each === row));
    const empty = [...button.form.elements].find((field) => field.required && !field.value.trim());
    if (empty) empty.focus();
    else button.form.requestSubmit(button);
  };
  const linked = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  if (linked?.matches("tr")) {
    linked.classList.add("here");
    linked.querySelector("button")?.focus({ preventScroll: true });
  }

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
    else if (/^[1-9]$/.test(event.key)) {
      // Or the digit would be typed into the reason that it leads to.
      event.preventDefault();
      decide(event.key);
    }
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
          if (!fresh) return live.dataset.then ? location.replace(live.dataset.then) : location.reload();
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

  // A session that ends elsewhere (somebody left, a device was revoked, another page signed out) ends here at once. Nothing
  // is kept open while nobody looks.
  const here = document.body.dataset.session;
  let ear = null;
  const hush = () => {
    ear?.close();
    ear = null;
  };
  const listen = () => {
    if (!here || document.hidden) return hush();
    if (ear) return;
    ear = new EventSource("/session/live");
    ear.addEventListener("ended", () => {
      hush();
      location.replace(here);
    });
    ear.addEventListener("error", () => {
      // The browser tries again by itself, unless the server said no.
      if (ear?.readyState !== EventSource.CLOSED) return;
      hush();
      setTimeout(listen, 2000);
    });
  };
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", hush);
  addEventListener("pageshow", listen);
})();
