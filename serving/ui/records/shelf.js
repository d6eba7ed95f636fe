// The list of records, the form for a new one, and what edits teach.
import { desk, tell, toast } from "./desk.js";
import { h, language, w } from "./words.js";

const SPEAKERS = ["doctor", "patient", "family", "nurse"];

export const time = (text) => {
  const at = new Date(text);
  const today = new Date().toDateString() === at.toDateString();
  const clock = at.toLocaleTimeString(language() === "en" ? "en-GB" : "zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  return today ? clock : `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")} ${clock}`;
};

export function clock(draft) {
  if (draft.state !== "draft") return null;
  if (!draft.due_at) return h("span.clock", {}, w("no_deadline"));
  const minutes = Math.round((new Date(draft.due_at) - Date.now()) / 60000);
  const span = (m) => (m >= 2880 ? w("days", Math.floor(m / 1440), Math.floor((m % 1440) / 60)) : w("hours", Math.floor(m / 60), m % 60));
  if (new Date(draft.due_at) - new Date(draft.created_at) < 60000 && minutes > -60) return h("span.clock.soon", {}, w("at_once"));
  if (minutes < 0) return h("span.clock.late", {}, w("overdue", span(-minutes)));
  return h(`span.clock${minutes < 120 ? ".soon" : ""}`, {}, w("left", span(minutes)));
}

export const pill = (state) => h(`span.pill.${state}`, {}, w(`s_${state}`));

export async function shelfView() {
  const { drafts } = await desk.shelf();
  if (!drafts.length) return h("section.nothing", {}, h("p", {}, w("empty_shelf")), h("a.primary", { href: "#/new" }, w("fresh")));
  const rows = drafts.map((one) => h("a.row", { href: `#/draft/${one.draft_id}` },
    h("span.who", {}, h("b", {}, one.patient?.name ?? one.patient?.id ?? "—"), h("small", {}, [one.patient?.sex, one.patient?.age, one.patient?.id].filter(Boolean).join(" · "))),
    h("span", {}, one.template), pill(one.state), h("span.when", {}, clock(one)),
    h("span.when", {}, h("small", {}, `${time(one.changed_at)}${one.author.name ? ` · ${one.author.name}` : ""}`))));
  return h("section.shelf", {}, h("div.head", {}, h("h1", {}, w("shelf")), h("a.primary", { href: "#/new" }, w("fresh"))), h("div.rows", {}, rows));
}

// Hospital systems write GB18030 as often as UTF-8; taken for the wrong one, words would come out as other words.
async function wordsOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return new TextDecoder(a === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
  try { return new TextDecoder("utf-8", { fatal: true }).decode(bytes); } catch { /* no UTF-8 */ }
  try { return new TextDecoder("gb18030", { fatal: true }).decode(bytes); } catch { throw new Error(w("no_text")); }
}

export async function newView() {
  const { templates } = await desk.templates();
  let facts = [];
  const field = (key, more = {}) => h("label", {}, w(key), h("input", { name: key, autocomplete: "off", maxLength: 128, ...more }));
  const talk = h("textarea", { name: "talk", rows: 16, placeholder: w("paste"), required: true });
  const told = h("p.hint", { role: "status" }, w("file_kinds"));
  const file = h("input", { type: "file", hidden: true, multiple: true, accept: ".txt,.vtt,.srt,.json,.hl7,.md", onchange: () => take(file.files) });
  const held = h("div.facts");
  const who = h("div.facts", { role: "group", ariaLabel: w("who") });
  talk.addEventListener("input", () => who.replaceChildren());
  const condition = h("div");
  const form = h("form.fresh", { onsubmit: submit }, h("h1", {}, w("fresh_title")),
    h("section.card", {}, h("h2", {}, w("conversation")), talk,
      h("div.line", {}, h("button.quiet", { type: "button", onclick: () => file.click() }, w("choose_file")), file, told), who, held),
    h("section.card.side", {}, h("h2", {}, w("patient")),
      field("pid", { required: true, placeholder: w("pid_hint") }), field("name"), h("div.two", {}, field("sex"), field("age")),
      h("h2", {}, w("record")),
      h("label", {}, w("template"), h("select", { name: "template", onchange: conditions }, templates.filter((one) => (one.language ?? language()) === language() || templates.length < 3)
        .concat(templates.filter((one) => one.language && one.language !== language())).map((one) => h("option", { value: one.name }, `${one.name} · ${one.deadline}`)))),
      condition,
      field("started", { type: "datetime-local" }),
      h("button.primary.wide", { type: "submit" }, w("draft_it"))));

  // Where the deadline depends on the patient's condition, the clock waits for it.
  function conditions() {
    const chosen = templates.find((one) => one.name === form.elements.template.value);
    condition.replaceChildren(...(chosen?.due_by.length ? [h("label", {}, w("condition"), h("select", { name: "condition", required: true },
      h("option", { value: "" }, w("choose")), chosen.due_by.map((one) => h("option", { value: one.name }, one.name))))] : []));
  }
  conditions();

  async function take(files) {
    for (const one of files) {
      try {
        const read = await desk.read(await wordsOf(one));
        const pid = form.elements.pid.value.trim() || read.patient?.id;
        const stranger = [read.patient?.id, ...(read.facts ?? []).map((fact) => fact.patient)].find((owner) => owner && pid && owner !== pid);
        if (stranger) { toast(w("other_patient", stranger, pid), "bad"); continue; }
        for (const [key, name] of [["id", "pid"], ["name", "name"], ["sex", "sex"], ["age", "age"]]) {
          if (read.patient?.[key]) form.elements[name].value ||= read.patient[key];
        }
        if (read.turns?.length) showTalk(read);
        facts = facts.concat(read.facts ?? []);
        showFacts();
        told.textContent = w("read_done", read.turns?.length ?? 0, read.facts?.length ?? 0);
      } catch (fault) { tell(fault); }
    }
  }
  // What was read in can be taken out again, one by one.
  function showFacts() {
    held.replaceChildren(...facts.map((fact) => h("span.fact", {}, `${fact.name} ${fact.value}${fact.unit ? ` ${fact.unit}` : ""} `,
      h("button", { type: "button", ariaLabel: `${w("remove")} ${fact.name}`, onclick: () => { facts = facts.filter((other) => other !== fact); showFacts(); } }, "×"))));
  }
  // Names that do not say who speaks were guessed: the guess is shown, and put right by one choice.
  function showTalk({ turns, guessed }) {
    const roles = Object.fromEntries(guessed.map((one) => [one.name, one.speaker]));
    const write = () => { talk.value = lines(turns.map((turn) => ({ ...turn, speaker: roles[turn.name] ?? turn.speaker }))); };
    const choice = ({ name, speaker }) => h("label.fact", {}, name, h("select", { onchange: (event) => { roles[name] = event.target.value; write(); } },
      SPEAKERS.map((role) => h("option", { value: role, selected: role === speaker }, w(`speaker_${role}`)))));
    who.replaceChildren(...(guessed.length ? [h("p.hint", {}, w("who_hint")), ...guessed.map(choice)] : []));
    write();
  }
  const lines = (turns) => turns.map((turn) => `${w(`speaker_${turn.speaker}`)}：${turn.text.replace(/\n/g, " ")}`).join("\n");
  for (const name of ["dragover", "drop"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.toggle("over", name === "dragover");
      if (name === "drop") take(event.dataTransfer.files);
    });
  }
  form.addEventListener("dragleave", () => form.classList.remove("over"));

  async function submit(event) {
    event.preventDefault();
    const given = form.elements;
    const button = form.querySelector("[type=submit]");
    const pid = given.pid.value.trim();
    if (!pid) { toast(w("patient_first"), "bad"); return; }
    const stranger = facts.find((fact) => fact.patient && fact.patient !== pid);
    if (stranger) { toast(w("other_facts", stranger.name, stranger.patient, pid), "bad"); given.pid.focus(); return; }
    button.disabled = true;
    button.textContent = w("drafting");
    try {
      const read = await desk.read(talk.value);
      const { turns } = read;
      if (!turns?.length) { toast(w("read_nothing"), "bad"); return; }
      if (read.guessed.length) { showTalk(read); toast(w("who_first"), "bad"); who.querySelector("select").focus(); return; }
      const made = await desk.keep({
        turns, facts, template: given.template.value,
        patient: { id: given.pid.value.trim(), name: given.name.value.trim() || null, sex: given.sex.value.trim() || null, age: given.age.value.trim() || null },
        condition: given.condition?.value || null,
        started_at: given.started.value ? new Date(given.started.value).toISOString() : null,
      });
      location.hash = `#/draft/${made.draft_id}`;
    } catch (fault) { tell(fault); } finally {
      button.disabled = false;
      button.textContent = w("draft_it");
    }
  }
  return form;
}

export async function learnedView() {
  const { sections, rejected } = await desk.learned();
  const share = (value) => `${Math.round(value * 100)}%`;
  const groups = sections.reduce((all, one) => all.set(one.template, [...(all.get(one.template) ?? []), one]), new Map());
  const tables = [...groups].map(([template, rows]) => {
    const slowest = Math.max(1, ...rows.map((one) => one.seconds));
    const lines = rejected.filter((one) => one.template === template);
    return h("section.card.learned", {}, h("h2", {}, `${template} · ${w("l_of", Math.max(...rows.map((one) => one.records)))}`), h("div.scroll", { tabIndex: 0, role: "region", ariaLabel: template }, h("table", {},
      h("thead", {}, h("tr", {}, ["l_section", "l_changed", "l_rejected", "l_seconds"].map((key) => h("th", { scope: "col" }, w(key))))),
      h("tbody", {}, rows.map((one) => h("tr", {}, h("th", { scope: "row" }, one.section),
        h("td", {}, h("span.bar", { style: `--share:${one.changed}` }), share(one.changed)),
        h("td", {}, h("span.bar.rejected", { style: `--share:${one.rejected}` }), share(one.rejected)),
        h("td", {}, h("span.bar.spent", { style: `--share:${one.seconds / slowest}` }), `${one.seconds} s`)))))),
    lines.length ? [h("h3", {}, w("l_lines")), h("ol.lines", {}, lines.map((one) => h("li", {}, h("span", {}, one.text), h("small", {}, `${one.section} · ${w("l_times", one.records)}`)))), h("p.hint", {}, w("l_lines_hint"))] : "");
  });
  return h("section", {}, h("h1", {}, w("learned")), h("p.hint", {}, w("learned_intro")), tables.length ? tables : h("p.waiting", {}, w("learned_none")));
}
