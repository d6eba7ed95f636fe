// The patient's conversation: kept in this tab alone, answered message by message; the server's HTML is escaped there.
window.yizheng = (() => {
  "use strict";
  const STORE = "yz-talk";
  const LEAVE_WORDS = /^\s*(退出|停止|结束|exit|stop|quit)\s*[。.!！]?\s*$/i;
  const at = (id) => document.getElementById(id);
  const root = document.documentElement;
  const log = at("yp-log");
  const box = at("yp-box");
  const welcome = log.innerHTML;
  let talk = fresh();
  let busy = null;
  let pending = null;
  let growing = null;
  let alarmed = false;
  let began = Date.now();
  let reminded = false;

  function fresh() {
    const random = crypto.getRandomValues(new Uint8Array(12));
    return { episode: Array.from(random, (one) => one.toString(16).padStart(2, "0")).join(""), turns: [], mode: null, alarm: null, twin: null };
  }

  function remember(keep) { try { keep(); } catch { /* private mode: this page only */ } }
  const script = () => root.dataset.script;
  const labelHtml = (key) => document.querySelector(`template[data-label="${key}"]`).innerHTML;
  function label(key) {
    const found = document.querySelector(`template[data-label="${key}"]`).content.querySelector(`[lang="${script()}"]`);
    return found ? found.textContent : "";
  }

  // Words: one attribute chooses the script; attributes that a reader hears are set anew.
  function speak(chosen, { lasting = false } = {}) {
    root.dataset.script = chosen;
    root.lang = chosen;
    document.title = `${label("title")} · 医证`;
    for (const one of document.querySelectorAll('a[href^="/patient/health"]')) one.href = `/patient/health?script=${chosen}${one.hash}`;
    for (const one of document.querySelectorAll("[data-speaks]")) {
      const name = one.dataset.speaks;
      one.setAttribute(name, one.getAttribute(`data-${name}-${chosen.toLowerCase()}`) ?? "");
    }
    for (const one of document.querySelectorAll('[data-do="speak"]')) one.setAttribute("aria-pressed", String(one.dataset.script === chosen));
    hint();
    if (lasting) remember(() => localStorage.setItem("yz-script", chosen));
  }

  function hint() { box.placeholder = label(talk.mode === "report" ? "box_hint_report" : talk.mode === "ask" ? "box_hint_ask" : "box_hint"); }

  function size(large) {
    root.dataset.size = large ? "large" : "normal";
    for (const one of document.querySelectorAll('[data-do="size"]')) one.setAttribute("aria-pressed", String(large));
    remember(() => localStorage.setItem("yz-size", large ? "large" : "normal"));
  }

  // Messages.
  function add(html, { focus = false } = {}) {
    const holder = document.createElement("div");
    holder.innerHTML = html;
    const first = holder.firstElementChild;
    for (const one of log.querySelectorAll(".yp-replies button")) one.disabled = true;
    log.append(...holder.childNodes);
    const alarm = first?.classList.contains("yp-alarm");
    // What follows an alarm in the same answer does not push it out of sight.
    if (!alarmed) show(first, focus || alarm);
    alarmed ||= alarm && busy !== null;
    return first;
  }

  function show(one, focus) {
    if (!one) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    one.scrollIntoView({ block: one.offsetHeight > innerHeight * 0.55 ? "start" : "nearest", behavior: calm ? "auto" : "smooth" });
    if (focus) one.focus({ preventScroll: true });
  }

  function note(key) { return add(`<article class="yp-msg yp-bot yp-note" tabindex="-1"><div class="yp-body"><p>${labelHtml(key)}</p></div></article>`); }

  function mine(text, picture = null) {
    const said = document.createElement("article");
    said.className = "yp-msg yp-me";
    const words = document.createElement("p");
    words.textContent = text;
    if (picture) {
      const shown = document.createElement("img");
      shown.src = picture;
      shown.alt = text;
      said.append(shown);
    } else said.append(words);
    for (const one of log.querySelectorAll(".yp-replies button")) one.disabled = true;
    log.append(said);
    show(said);
  }

  function progress(key) {
    const line = at("yp-progress");
    line.hidden = key === null;
    line.innerHTML = key === null ? "" : labelHtml(key);
    if (key !== null) line.scrollIntoView({ block: "nearest" });
  }

  function strip() {
    at("yp-strip").hidden = !talk.alarm;
    document.body.classList.toggle("yp-has-alarm", Boolean(talk.alarm));
  }

  function keep() {
    const html = Array.from(log.children).slice(1).filter((one) => !one.querySelector("img")).map((one) => one.outerHTML).join("");
    remember(() => sessionStorage.setItem(STORE, JSON.stringify({ talk, html })));
  }

  // One message to the server, its fragments on screen as they come.
  const on = {
    html(data) { add(data); },
    begin(data) { growing = add(data); progress("working_ask"); },
    grow(data) { growing?.querySelector(".yp-claims")?.insertAdjacentHTML("beforeend", data); },
    end(data) {
      const holder = document.createElement("div");
      holder.innerHTML = data;
      growing?.replaceWith(...holder.childNodes);
      growing = null;
    },
    fault(data) { growing = null; add(data); },
    state(data) { settle(JSON.parse(data)); },
  };

  function settle(state) {
    if (state.mode) talk.mode = state.mode;
    if (state.alarm) talk.alarm = state.alarm;
    if (state.script && !chosenScript()) speak(state.script);
    if (state.need === "account" || state.need === "consent") {
      // After an alarm the card says already that nobody was told; whoever is in need is not asked to register.
      if (!state.urgent) { pending = busy?.text ?? null; document.dispatchEvent(new CustomEvent("yz-gate", { detail: state.need })); }
      return;
    }
    if (busy?.text && !state.unsaid) talk.turns.push({ speaker: "patient", text: busy.text });
    if (state.turn) talk.turns.push({ speaker: "assistant", text: state.turn });
    if (state.need === "person") queueMicrotask(person);
    hint();
    strip();
    keep();
    document.dispatchEvent(new CustomEvent("yz-news"));
  }

  function chosenScript() { try { return localStorage.getItem("yz-script"); } catch { return null; } }

  function take(block) {
    let name = "message";
    const data = [];
    for (const line of block.split("\n")) {
      if (line.startsWith("event:")) name = line.slice(6).trim();
      else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
    }
    if (Object.hasOwn(on, name)) on[name](data.join("\n"));
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

  const body = (more = {}) => JSON.stringify({ ...talk, turns: talk.turns.slice(-119), script: script(), ...more });

  async function say(text, { again = false } = {}) {
    text = text.trim();
    if (!text || busy) return;
    if (LEAVE_WORDS.test(text)) { box.value = ""; anew(); note("ended"); return; }
    if (!again) mine(text);
    box.value = "";
    grow();
    busy = { text };
    at("yp-form").classList.add("yp-busy");
    progress(talk.mode === "ask" ? "working_ask" : "working");
    try {
      const answer = await fetch("/ui/patient/say", { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", Accept: "text/event-stream" }, body: body({ text }) });
      if (answer.status === 429) note("too_fast");
      else if (answer.status === 413) note("too_long");
      else if (!answer.ok) note("fault");
      else await read(answer);
    } catch { note("offline"); box.value ||= text; }
    finally { done(); }
  }

  function done() {
    busy = null;
    alarmed = false;
    growing = null;
    progress(null);
    at("yp-form").classList.remove("yp-busy");
    // Two hours at a stretch are said (REG-16).
    if (!reminded && Date.now() - began > 7_200_000) { reminded = true; note("two_hours"); }
  }

  async function post(address, content, headers = { "Content-Type": "application/json" }) {
    try {
      const answer = await fetch(address, { method: "POST", credentials: "same-origin", headers, body: content });
      if (answer.status === 401) { document.dispatchEvent(new CustomEvent("yz-gate", { detail: "account" })); return false; }
      if (answer.status === 403) { document.dispatchEvent(new CustomEvent("yz-gate", { detail: "consent" })); return false; }
      if (!answer.ok) { note(answer.status !== 413 ? "fault" : typeof content === "string" ? "too_long" : "file_too_large"); return false; }
      const { html, state } = await answer.json();
      add(html, { focus: true });
      if (state.need === "consent") document.dispatchEvent(new CustomEvent("yz-gate", { detail: "consent" }));
      if (state.mode) talk.mode = state.mode;
      if (state.alarm) talk.alarm = state.alarm;
      strip();
      keep();
      document.dispatchEvent(new CustomEvent("yz-news"));
      return true;
    } catch { note("offline"); return false; }
  }

  async function person() {
    if (busy) return;
    busy = { text: null };
    progress("working");
    const text = box.value.trim();
    pending = () => person();
    if (await post("/ui/patient/person", body({ text }))) { box.value = ""; pending = null; }
    done();
  }

  async function complain(kind, text, about) {
    await post("/ui/patient/feedback", body({ text, kind, about }));
  }

  // A photograph is made smaller before it leaves the phone.
  async function smaller(file) {
    try {
      const whole = await createImageBitmap(file);
      const scale = Math.min(1, 2600 / Math.max(whole.width, whole.height));
      const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(whole.width * scale), height: Math.round(whole.height * scale) });
      canvas.getContext("2d").drawImage(whole, 0, 0, canvas.width, canvas.height);
      return await new Promise((give) => canvas.toBlob((made) => give(made ?? file), "image/jpeg", 0.92));
    } catch { return file; }
  }

  async function photo(file) {
    if (!file || busy) return;
    busy = { text: null };
    const picture = file.type.startsWith("image/") ? await smaller(file) : file;
    if (picture.type.startsWith("image/")) mine(label("photo_sent"), URL.createObjectURL(picture)); else mine(`${label("file_sent")}${file.name}`);
    progress("working_photo");
    pending = () => photo(file);
    const address = `/ui/patient/photo?episode=${talk.episode}&script=${script()}`;
    if (await post(address, picture, { "Content-Type": "application/octet-stream" })) pending = null;
    done();
  }

  // What waited for a sign-in goes on after it.
  function resume() {
    const waiting = pending;
    pending = null;
    if (typeof waiting === "function") waiting();
    else if (waiting) say(waiting, { again: true });
  }

  function anew() {
    talk = fresh();
    pending = null;
    began = Date.now();
    log.innerHTML = welcome;
    remember(() => sessionStorage.removeItem(STORE));
    strip();
    speak(script());
    scrollTo({ top: 0 });
  }

  function leave() {
    remember(() => sessionStorage.clear());
    log.innerHTML = "";
    fetch("/v1/session", { method: "DELETE", credentials: "same-origin", keepalive: true }).catch(() => {});
    location.replace("/ui/patient/away");
  }

  function start(mode) {
    talk.mode = mode;
    note(`opening_${mode}`);
    hint();
    box.focus();
    document.dispatchEvent(new CustomEvent("yz-started", { detail: mode }));
  }

  function grow() { box.style.height = ""; if (box.value) box.style.height = `${Math.min(box.scrollHeight + 3, 160)}px`; }

  async function copy(button) {
    const words = button.closest(".yp-msg").querySelector(".yp-body").innerText;
    try { await navigator.clipboard.writeText(`${words}\n${label("label_full")}`); button.textContent = label("copied"); } catch { /* refused by the browser */ }
  }

  const press = {
    start: (one) => start(one.dataset.mode),
    reply: (one) => say(one.dataset.text),
    fill: (one) => { box.value = `${one.dataset.text}，`; box.focus(); box.setSelectionRange(box.value.length, box.value.length); },
    person: () => person(),
    photo: () => at("yp-photo").click(),
    leave,
    new: () => { document.querySelectorAll("dialog[open]").forEach((sheet) => sheet.close()); anew(); },
    speak: (one) => speak(one.dataset.script, { lasting: true }),
    size: () => size(root.dataset.size !== "large"),
    copy,
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button && Object.hasOwn(press, button.dataset.do)) press[button.dataset.do](button);
  });
  at("yp-form").addEventListener("submit", (event) => { event.preventDefault(); say(box.value); });
  at("yp-photo").addEventListener("change", (event) => { photo(event.target.files[0]); event.target.value = ""; });
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches) { event.preventDefault(); say(box.value); }
  });
  let escapes = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { escapes = []; return; }
    escapes = [...escapes.filter((when) => event.timeStamp - when < 1500), event.timeStamp];
    if (escapes.length >= 3) leave();
  });
  // Copied words carry the AI label (REG-12).
  document.addEventListener("copy", (event) => {
    const chosen = getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed || !log.contains(chosen.getRangeAt(0).commonAncestorContainer)) return;
    event.clipboardData.setData("text/plain", `${chosen}\n${label("label_full")}`);
    event.preventDefault();
  });

  function restore() {
    let held = null;
    remember(() => { held = JSON.parse(sessionStorage.getItem(STORE)); });
    if (!held?.talk?.turns?.length) return;
    talk = held.talk;
    log.insertAdjacentHTML("beforeend", held.html);
    strip();
    hint();
    log.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  let large = false;
  remember(() => { large = localStorage.getItem("yz-size") === "large"; });
  if (large) size(true);
  const tongue = navigator.language ?? "zh-CN";
  speak(chosenScript() ?? (/^zh-(tw|hk|mo|hant)/i.test(tongue) ? "zh-Hant" : /^zh/i.test(tongue) ? "zh-Hans" : "en"));
  restore();
  const choose = (twin) => { talk.twin = twin; keep(); };
  return { add, post, body, choose, keep, label, labelHtml, complain, resume, note, anew, speak, talking: () => talk.turns.length > 0 };
})();
