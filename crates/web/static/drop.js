// Sends a file through a drop link by tus 1.0.0: with progress, a pause, and going on after a reload or a broken line. Kept in
// the browser: the upload's address, and nothing of the file. Without this file the form sends it in one go.
"use strict";

(() => {
  const form = document.querySelector("form[data-tus]");
  if (!form) return;
  const words = form.dataset;
  const hold = form.querySelector("[data-hold]");
  const send = form.querySelector("button.primary");
  const bar = form.querySelector("[data-progress]");
  const progress = bar.querySelector("progress");
  const status = form.querySelector("[data-status]");
  const key = `bailee drop ${location.pathname}`;
  const slice = 64 * 1024 * 1024;
  const waits = [1, 2, 5, 10, 30];
  let paused = false;
  let request = null;

  const say = (text) => { if (status.textContent !== text) status.textContent = text; };
  const call = (method, address, headers, body, moved) => new Promise((done, broke) => {
    request = new XMLHttpRequest();
    request.open(method, address);
    request.setRequestHeader("Tus-Resumable", "1.0.0");
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    if (moved) request.upload.addEventListener("progress", (event) => moved(event.loaded));
    request.addEventListener("load", () => done(request));
    ["error", "abort", "timeout"].forEach((name) => request.addEventListener(name, () => broke(new Error(name))));
    request.send(body ?? null);
  });
  const number = (answer, name) => Number(answer.getResponseHeader(name));
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  // What comes again by itself: a line that broke, an upload that stands elsewhere, a link that has to wait.
  const refusal = ({ status }) => Object.assign(new Error("refused"), { refused: status < 500 && ![409, 423].includes(status), later: status === 423 });

  // Where the upload stands: one that was under way with as many bytes, or a new one.
  const begin = async (file) => {
    const kept = localStorage.getItem(key);
    if (kept) {
      const answer = await call("HEAD", kept, {});
      if (answer.status === 200 && number(answer, "Upload-Length") === file.size) return [kept, number(answer, "Upload-Offset")];
      if (answer.status === 423) throw refusal(answer);
      localStorage.removeItem(key);
      if (answer.status === 200) {
        await call("DELETE", kept, {});
        say(words.other);
      }
    }
    const answer = await call("POST", form.dataset.tus, { "Upload-Length": String(file.size), "Upload-Metadata": `filename ${base64(file.name)}` });
    if (answer.status !== 201) throw refusal(answer);
    const address = answer.getResponseHeader("Location");
    localStorage.setItem(key, address);
    return [address, 0];
  };

  const show = (sent, file) => {
    progress.value = file.size ? sent / file.size : 0;
    say(`${words.sending}: ${Math.floor((100 * sent) / file.size)} %`);
  };

  const pour = async (file) => {
    let [address, offset] = await begin(file);
    while (offset < file.size) {
      show(offset, file);
      const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
      const answer = await call("PATCH", address, headers, file.slice(offset, offset + slice), (sent) => show(offset + sent, file));
      if (answer.status !== 204) throw refusal(answer);
      offset = number(answer, "Upload-Offset");
    }
    localStorage.removeItem(key);
    location.assign(`${address}/receipt`);
  };

  const run = async (file) => {
    bar.hidden = hold.hidden = false;
    send.disabled = form.elements.file.disabled = true;
    for (let tries = 0; !paused; tries += 1) {
      try {
        return await pour(file);
      } catch (error) {
        if (error.refused) {
          say(words.refused);
          hold.hidden = true;
          send.disabled = form.elements.file.disabled = false;
          return;
        }
        if (paused) break;
        say(error.later ? words.later : words.broken);
        await new Promise((done) => setTimeout(done, 1000 * waits[Math.min(tries, waits.length - 1)]));
      }
    }
    say(words.paused);
  };

  hold.addEventListener("click", () => {
    paused = !paused;
    hold.textContent = paused ? words.goOn : words.pause;
    if (paused) request?.abort();
    else run(form.elements.file.files[0]);
  });
  form.addEventListener("submit", (event) => {
    const file = form.elements.file.files[0];
    if (!file) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    paused = false;
    run(file);
  });
  if (localStorage.getItem(key)) say(words.resume);
})();
