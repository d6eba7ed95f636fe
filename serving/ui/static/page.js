// The doctors' page: asks over our own guarded stream and puts the server's escaped fragments on screen.
window.yizheng = (() => {
  "use strict";
  let running = null;
  const at = (id) => document.getElementById(id);
  const label = (key) => document.querySelector(`template[data-yz-text="${key}"]`).innerHTML;

  // Gradio's own labels hold both languages in one line.
  document.addEventListener("yz-language", (event) => {
    for (const one of document.querySelectorAll("#yz-tabs button[role=tab], #yz-ask, #yz-question [data-testid=block-info]")) {
      one.dataset.both ??= one.textContent.trim();
      const halves = one.dataset.both.split(" / ");
      if (halves.length === 2) one.textContent = halves[event.detail === "en" ? 1 : 0];
    }
  });

  function progress(key) {
    const line = at("yz-progress");
    line.hidden = key === null;
    line.innerHTML = key === null ? "" : label(key);
  }

  function fault(key) {
    progress(null);
    at("yz-answer").insertAdjacentHTML(
      "beforeend", `<section class="yz-panel yz-fault" role="alert"><p>${label(key)}</p></section>`);
  }

  const show = {
    cards(html) {
      at("yz-cards").innerHTML = html;
      at("yz-cards").dataset.since ??= String(performance.now() - running.since);
      if (!running.ended) progress("drafting");
    },
    closed() { at("yz-cards").dataset.closed = ""; },
    sentence(html) { part("ol", "yz-sentences").insertAdjacentHTML("beforeend", html); },
    dropped(html) { part("ul", "yz-dropped yz-live").insertAdjacentHTML("beforeend", html); },
    outcome(html) { running.ended = true; progress(null); at("yz-answer").innerHTML = html; },
    fault(html) { running.ended = true; progress(null); at("yz-answer").insertAdjacentHTML("beforeend", html); },
  };

  function part(tag, names) {
    const selector = tag + "." + names.split(" ").join(".");
    let found = at("yz-answer").querySelector(selector);
    if (!found) {
      found = Object.assign(document.createElement(tag), { className: names });
      if (tag === "ol") at("yz-answer").prepend(found); else at("yz-answer").append(found);
    }
    return found;
  }

  function take(block) {
    let name = "message";
    const data = [];
    for (const line of block.split("\n")) {
      if (line.startsWith("event:")) name = line.slice(6).trim();
      else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
    }
    if (Object.hasOwn(show, name)) show[name](data.join("\n"));
  }

  async function read(answer) {
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value.replaceAll("\r", "")).split("\n\n");
      rest = blocks.pop();
      blocks.forEach(take);
    }
  }

  async function ask(question) {
    running?.abort.abort();
    const mine = (running = { abort: new AbortController(), since: performance.now(), ended: false });
    at("yz-answer").innerHTML = "";
    if (!question || !question.trim()) { fault("fault_empty"); return; }
    at("yz-cards").innerHTML = "";
    delete at("yz-cards").dataset.since;
    delete at("yz-cards").dataset.closed;
    progress("finding");
    try {
      const answer = await fetch("/ui/answer", {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
        body: JSON.stringify({ question, language: window.yizhengLanguage.now(), as_of: at("yz-as-of").value || null }),
        signal: mine.abort.signal,
      });
      if (answer.status === 401 || answer.status === 403) { fault("fault_signed_out"); return; }
      if (!answer.ok) { fault("fault_broken"); return; }
      await read(answer);
      if (mine === running && !mine.ended) fault("fault_broken");
    } catch (broken) {
      if (mine === running && broken.name !== "AbortError") fault("fault_broken");
    }
  }

  async function ledger() {
    try {
      const answer = await fetch("/ui/ledger", { credentials: "same-origin" });
      at("yz-ledger").innerHTML = answer.ok ? await answer.text()
        : `<p class="yz-empty">${label({ 401: "fault_signed_out", 403: "fault_staff" }[answer.status] ?? "fault_broken")}</p>`;
      window.yizhengLanguage.speak(window.yizhengLanguage.now());
    } catch {
      at("yz-ledger").innerHTML = `<p class="yz-empty">${label("fault_broken")}</p>`;
    }
  }

  function jump(link) {
    const quote = document.querySelector(link.getAttribute("href"));
    if (!quote) return;
    quote.closest("details")?.setAttribute("open", "");
    quote.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    quote.focus({ preventScroll: true });
    document.querySelectorAll(".yz-target").forEach((one) => one.classList.remove("yz-target"));
    quote.classList.add("yz-target");
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.yz-ref");
    if (link) { event.preventDefault(); jump(link); }
    // The ledger's pages open beside the answer, so that none is lost.
    const away = event.target.closest('a[href^="/library"]');
    if (away) away.target = "yz-library";
  });
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action")?.startsWith("/library")) event.target.target = "yz-library";
  });

  // Copied answers carry the AI label.
  document.addEventListener("copy", (event) => {
    const chosen = getSelection();
    const label = document.querySelector("#yz-answer .yz-ai");
    if (!label || !chosen.rangeCount || !at("yz-answer").contains(chosen.getRangeAt(0).commonAncestorContainer)) return;
    event.clipboardData.setData("text/plain", `${chosen}\n${label.innerText}`);
    event.preventDefault();
  });

  const ready = new MutationObserver(() => {
    if (!at("yz-answer") || !at("yz-ask")) return;
    ready.disconnect();
    window.yizhengLanguage.speak(window.yizhengLanguage.now());
  });
  ready.observe(document.documentElement, { childList: true, subtree: true });
  return { ask, ledger };
})();
