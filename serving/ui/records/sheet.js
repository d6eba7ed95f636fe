// One record: the conversation left, the sheet right, each sentence tied to its source, edited in place.
import { desk, tell } from "./desk.js";
import { amendDialog, exportMenu, historyDialog, signDialog } from "./dialogs.js";
import { sidePanel } from "./panel.js";
import { clock, pill } from "./shelf.js";
import { startSteps, stepBadge } from "./steps.js";
import { startWalk } from "./walk.js";
import { startWording } from "./wording.js";
import { h, w } from "./words.js";

const SAVE_AFTER = 900;
const LOOK_AGAIN = 20000;

export async function openSheet(main, id, me) {
  const page = { id, me, draft: await desk.one(id), dirty: new Map(), spent: {}, saving: null, timer: null };
  const doctor = me.role === "doctor";
  const left = h("section.talk", { ariaLabel: w("conversation") });
  const sheet = h("article.sheet", { ariaLabel: w("record") });
  const side = h("aside.side");
  const band = h("div.band");
  main.replaceChildren(h("div.desk", {}, band, left, sheet, side));

  page.render = () => { page.stale = false; drawBand(); drawTalk(); drawSheet(); drawSide(); };
  page.take = (draft, { quietly = false } = {}) => {
    page.draft = draft;
    if (quietly) { drawBand(); drawSide(); } else page.render();
  };
  page.flush = flush;
  page.markOpened = async (names) => {
    await flush();
    try { page.take(await desk.opened(id, names), { quietly: true }); drawMarks(); } catch (fault) { tell(fault); }
  };
  page.light = light;
  page.reload = async () => { page.dirty.clear(); page.take(await desk.one(id)); };

  function drawBand() {
    const { draft } = page;
    const open = draft.state === "draft";
    const patient = draft.patient;
    const menu = band.querySelector(".menu")?.open;
    band.replaceChildren(
      h("div.patient", {}, h("b", {}, patient.name ?? patient.id),
        h("span", {}, [patient.sex, patient.age].filter(Boolean).join(" · ")), h("span.pid", {}, `${w("pid")} ${patient.id}`)),
      h("div.what", {}, h("span", {}, draft.template), pill(draft.state), clock(draft)),
      h("p.saved", { id: "saved", role: "status" }, w("saved", draft.version)),
      h("div.acts", {},
        open && undoTo() > 0 && h("button.quiet", { onclick: undo, title: w("undo") }, `↶ ${w("undo")}`),
        h("button.quiet", { onclick: () => historyDialog(page) }, w("history")),
        exportMenu(page),
        open && draft.wordable && h("button.quiet", { onclick: () => startWording(page) }, w("wording")),
        open && (draft.steps ? doctor && h("button.quiet", { onclick: () => startSteps(page, sheet) }, w("steps"))
          : h("button.quiet", { onclick: () => startWalk(page, sheet) }, w("walk"))),
        open && doctor && h("button.primary", { onclick: async () => { await flush(); signDialog(page); } }, w("sign")),
        !open && draft.state !== "discarded" && doctor && h("button.primary", { onclick: () => amendDialog(page) }, w("amend"))),
      ...strangers(draft),
      ...page.draft.others.map((one) => h("p.others", { role: "alert" }, w("others", one.name ?? one.id))));
    if (menu) band.querySelector(".menu").open = true;
  }

  const strangers = (draft) => (draft.state !== "draft" ? [] : draft.warnings.filter((one) => one.rule === "patient")
    .map((one) => h("p.stranger", { role: "alert" }, h("button", { onclick: () => left.querySelector(`[data-turn="${one.at?.turn}"]`)?.scrollIntoView({ block: "center" }) }, `⚠ ${one.message}`))));

  // The conversation, cut where sources begin and end, so that a sentence lights exactly its words.
  function drawTalk() {
    const { draft } = page;
    const cuts = draft.turns.map((turn) => new Set([0, [...turn.text].length]));
    const ranges = draft.turns.map(() => []);
    draft.sections.forEach((section, s) => section.sentences.forEach((line, l) => line.sources.forEach((source) => {
      if (!("turn" in source)) return;
      cuts[source.turn].add(source.start).add(source.end);
      ranges[source.turn].push({ ...source, key: `${s}.${l}` });
    })));
    const bubbles = draft.turns.map((turn, number) => {
      const points = [...turn.text];
      const edges = [...cuts[number]].sort((a, b) => a - b);
      const pieces = edges.slice(0, -1).map((start, at) => {
        const keys = ranges[number].filter((one) => one.start <= start && one.end >= edges[at + 1]).map((one) => one.key);
        const text = points.slice(start, edges[at + 1]).join("");
        return keys.length ? h("mark", { data: { keys: keys.join(" ") }, tabIndex: 0 }, text) : text;
      });
      return h(`div.turn.${turn.speaker}`, { data: { turn: number } }, h("span.speaker", {}, w(`speaker_${turn.speaker}`)), h("p", {}, pieces));
    });
    const rows = draft.facts.map((fact) => h("tr", { data: { fact: fact.name, keys: keysOfFact(fact.name) } },
      h("th", { scope: "row" }, fact.name), h("td", {}, `${fact.value}${fact.unit ? ` ${fact.unit}` : ""}`), h("td", {}, [fact.time, fact.source].filter(Boolean).join(" · "))));
    left.replaceChildren(h("h2", {}, w("conversation")), h("div.turns", {}, bubbles),
      rows.length ? h("div.held", {}, h("h3", {}, w("facts")), h("table", {}, h("tbody", {}, rows))) : "");
  }

  const keysOfFact = (name) => page.draft.sections.flatMap((section, s) => section.sentences
    .map((line, l) => (line.sources.some((one) => one.fact === name) ? `${s}.${l}` : null))).filter(Boolean).join(" ");

  function drawSheet() {
    const { draft } = page;
    const open = draft.state === "draft";
    sheet.replaceChildren(
      h(`p.ai${draft.signature ? ".signed" : ""}`, {}, draft.label),
      h("h1", {}, draft.template),
      h("p.who", {}, [draft.patient.name, draft.patient.sex, draft.patient.age, `${w("pid")} ${draft.patient.id}`].filter(Boolean).join("　")),
      ...draft.sections.map((section, number) => drawSection(section, number, open)),
      draft.amendments.length ? h("section.amendments", {}, h("h2", {}, w("amendments")), draft.amendments.map((one) =>
        h("p", {}, h("b", {}, `${one.by.name} ${new Date(one.at).toLocaleString()}${one.section ? ` · ${one.section}` : ""}`), h("br"), one.text, h("small", {}, `（${one.reason}）`)))) : "",
      draft.signature ? h("p.signature", {}, `${draft.signature.department ?? ""} ${draft.signature.by.name}　${new Date(draft.signature.at).toLocaleString()}`) : "");
  }

  function drawSection(section, number, open) {
    const mine = section.filled_by === "person";
    const text = h("div.text", {
      role: open && !mine ? "textbox" : null, ariaMultiLine: open && !mine ? "true" : null, ariaLabel: open && !mine ? section.name : null,
      contentEditable: open && !mine ? "plaintext-only" : "false", spellcheck: false, data: { section: section.name },
      oninput: () => changed(section.name, text), onfocus: () => startTimer(section.name), onblur: settle,
    }, linesOf(section, number));
    const empty = section.missing ? h("p.missing", { onclick: () => text.focus() },
      mine ? w("from_signature") : `${w("missing")} · ${section.required ? w("missing_required") : w("nobody_said")}`) : null;
    return h(`section.part${section.missing ? ".empty" : ""}${section.required && section.missing && !mine ? ".needed" : ""}`, { data: { number } },
      h("header", {}, h("h2", {}, section.name), mark(section, open)), empty, text);
  }

  function mark(section, open) {
    if (!open) return "";
    if (page.draft.steps) return stepBadge(page, sheet, section);
    return section.by_machine ? checkButton(section) : "";
  }

  function checkButton(section) {
    const seen = Boolean(section.opened_at);
    return h(`button.check${seen ? ".seen" : ""}`, { ariaPressed: String(seen), data: { check: section.name }, title: seen ? w("checked") : w("check_it"), onclick: () => page.markOpened([section.name]) }, `✓ ${seen ? w("checked") : w("check_first")}`);
  }

  function drawMarks() {
    for (const button of sheet.querySelectorAll("[data-check]")) {
      const section = page.draft.sections.find((one) => one.name === button.dataset.check);
      button.replaceWith(checkButton(section));
    }
  }

  // A section's text as sentences; what stands between them stays as it was typed.
  function linesOf(section, number) {
    if (section.missing) return [];
    const made = [];
    let at = 0;
    section.sentences.forEach((line, l) => {
      const start = section.text.indexOf(line.text, at);
      if (start < 0) return;
      if (start > at) made.push(section.text.slice(at, start));
      const kind = line.by === null ? "machine" : line.sources.length ? "reworded" : "unlinked";
      const title = kind === "machine" ? w(line.origin === "model" ? "model_line" : "machine_line") : w(kind === "reworded" ? "edited_line" : "by_line", line.by.name ?? line.by.id);
      made.push(h(`span.s.${kind}${line.origin === "model" && kind === "machine" ? ".model" : ""}`, { data: { key: `${number}.${l}` }, title }, line.text));
      at = start + line.text.length;
    });
    made.push(section.text.slice(at));
    return made;
  }

  function drawSide() { side.replaceChildren(...sidePanel(page, sheet)); }

  // Hovering either side lights the other.
  function light(keys, { scroll = null } = {}) {
    for (const one of main.querySelectorAll(".lit")) one.classList.remove("lit");
    if (!keys.length) return;
    let first = null;
    for (const key of keys) sheet.querySelector(`.s[data-key="${key}"]`)?.classList.add("lit");
    for (const one of left.querySelectorAll("[data-keys]")) {
      if (one.dataset.keys.split(" ").some((key) => keys.includes(key))) { one.classList.add("lit"); first ??= one; }
    }
    const goal = scroll === "talk" ? first : scroll === "sheet" ? sheet.querySelector(".s.lit") : null;
    goal?.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }
  const keysAt = (target) => {
    const sentence = target.closest?.(".s[data-key]");
    if (sentence) return [[sentence.dataset.key], "talk"];
    const source = target.closest?.("[data-keys]");
    return source?.dataset.keys ? [source.dataset.keys.split(" "), "sheet"] : [[], null];
  };
  const over = (event) => { if (!page.walking) light(keysAt(event.target)[0]); };
  const press = (event) => { const [keys, scroll] = keysAt(event.target); if (keys.length) light(keys, { scroll }); };
  for (const side_ of [left, sheet]) {
    side_.addEventListener("mouseover", over);
    side_.addEventListener("focusin", over);
    side_.addEventListener("click", press);
    side_.addEventListener("mouseleave", () => { if (!page.walking) light([]); });
  }

  // A copied stretch carries the label (the machine-readable one goes with a whole copy).
  sheet.addEventListener("copy", (event) => {
    const chosen = String(getSelection());
    if (!chosen) return;
    event.clipboardData.setData("text/plain", `${chosen}\n${page.draft.label}`);
    event.preventDefault();
  });

  // What is drawn anew between press and release swallows the click that the press began.
  let pressed = false;
  const hold = () => { pressed = true; };
  const release = () => { pressed = false; };
  addEventListener("pointerdown", hold, true);
  addEventListener("pointerup", release, true);
  addEventListener("pointercancel", release, true);
  const released = () => (pressed ? new Promise((done) => addEventListener("pointerup", () => setTimeout(done), { once: true })) : null);

  let since = null;
  function startTimer(name) { since = { name, at: Date.now() }; }
  function settle() {
    countTime();
    since = null;
    flush().then(released).then(() => { if (page.stale && !document.activeElement?.closest(".text")) page.render(); }).catch(() => {});
  }
  function countTime() {
    if (!since) return;
    page.spent[since.name] = (page.spent[since.name] ?? 0) + (Date.now() - since.at) / 1000;
    since.at = Date.now();
  }

  function changed(name, text) {
    page.dirty.set(name, text.innerText.replace(/\u00a0/g, " "));
    text.closest(".part").classList.toggle("empty", !text.innerText.trim());
    const missing = text.closest(".part").querySelector(".missing");
    if (missing) missing.hidden = Boolean(text.innerText.trim());
    say("unsaved");
    clearTimeout(page.timer);
    page.timer = setTimeout(() => flush().catch(() => {}), SAVE_AFTER);
  }
  const say = (key, ...values) => { const line = document.getElementById("saved"); if (line) { line.textContent = w(key, ...values); line.className = `saved ${key}`; } };

  // Saves one after the other; what is typed meanwhile waits for the next round.
  async function flush() {
    clearTimeout(page.timer);
    while (page.saving) await page.saving;
    if (!page.dirty.size) return;
    countTime();
    const sections = Object.fromEntries(page.dirty);
    const seconds = page.spent;
    page.dirty.clear();
    page.spent = {};
    say("saving");
    page.saving = desk.edit(id, page.draft.version, sections, seconds);
    try {
      page.take(await page.saving, { quietly: true });
      page.stale = true;
      say("saved", page.draft.version);
    } catch (fault) {
      for (const [name, text] of Object.entries(sections)) if (!page.dirty.has(name)) page.dirty.set(name, text);
      if (fault.slug === "record-moved") moved(sections); else { say("save_failed"); tell(fault); }
      throw fault;
    } finally { page.saving = null; }
  }

  function moved(sections) {
    say("save_failed");
    const dialog = document.getElementById("dialog");
    dialog.replaceChildren(h("form.ask", { method: "dialog" }, h("p", {}, w("moved")), h("h3", {}, w("mine")),
      ...Object.entries(sections).map(([name, text]) => h("pre", {}, `${name}：${text}`)),
      h("div.line", {}, h("button.primary", { onclick: () => page.reload() }, w("load_newest")))));
    if (!dialog.open) dialog.showModal();
  }

  // Each undo goes one version further back, until somebody writes again.
  const undoTo = () => (page.undone?.at === page.draft.version ? page.undone.to : page.draft.version) - 1;
  async function undo() {
    try {
      await flush();
      const to = undoTo();
      const draft = await desk.restore(id, page.draft.version, to);
      page.undone = { at: draft.version, to };
      page.take(draft);
    } catch (fault) { tell(fault); }
  }

  async function lookAgain() {
    if (page.dirty.size || page.saving || document.hidden) return;
    try {
      const newest = await desk.one(id);
      const typing = document.activeElement?.closest?.(".text");
      if (newest.version !== page.draft.version && !typing) page.take(newest);
      else if (newest.version === page.draft.version) page.take(newest, { quietly: true });
    } catch { /* the next look tells */ }
  }
  const watch = setInterval(lookAgain, LOOK_AGAIN);
  const unload = (event) => { if (page.dirty.size) event.preventDefault(); };
  addEventListener("beforeunload", unload);

  page.render();
  if (page.draft.state === "draft") desk.opened(id, []).catch(() => {});
  return () => {
    clearInterval(watch);
    removeEventListener("beforeunload", unload);
    removeEventListener("pointerdown", hold, true);
    removeEventListener("pointerup", release, true);
    removeEventListener("pointercancel", release, true);
    flush().catch(() => {});
    page.stopWalk?.();
    desk.leave(id);
  };
}
