// Beside the sheet: how far the reading is, what is missing, quality control, codes, what was left out.
import { desk, tell } from "./desk.js";
import { stepsCard } from "./steps.js";
import { h, w } from "./words.js";

export function sidePanel(page, sheet) {
  const { draft } = page;
  const open = draft.state === "draft";
  return [open && (draft.steps ? stepsCard(page, sheet) : progress(page, sheet)), findings(page, sheet), codes(page, open), leftOut(draft)].filter(Boolean);
}

function progress({ draft }, sheet) {
  const machine = draft.sections.filter((one) => one.by_machine);
  const seen = machine.filter((one) => one.opened_at).length;
  const all = seen === machine.length && !draft.missing.length;
  return h("section.card", {},
    h("h3", {}, all ? w("all_checked") : w("progress", seen, machine.length)),
    h("div.meter", { role: "progressbar", ariaLabel: w("progress", seen, machine.length), ariaValueNow: String(seen), ariaValueMax: String(machine.length) }, h("i", { style: `--share:${machine.length ? seen / machine.length : 1}` })),
    draft.missing.length ? h("div.chips", {}, h("small", {}, w("required_left")), draft.missing.map((name) =>
      h("button.chip.need", { onclick: () => go(sheet, name) }, name))) : "");
}

const go = (sheet, name) => {
  const text = sheet.querySelector(`.text[data-section="${CSS.escape(name)}"]`);
  text?.scrollIntoView({ block: "center" });
  text?.focus();
};

function findings(page, sheet) {
  const { draft } = page;
  const told = draft.warnings.filter((one) => one.rule !== "missing_section" && one.rule !== "deadline" && !(one.rule === "patient" && draft.state === "draft"));
  return h("section.card", {}, h("h3", {}, `${w("findings")}${told.length ? ` · ${told.length}` : ""}`),
    told.length ? h("ul.findings", {}, told.map((one) => h("li", {}, h("button", { onclick: () => show(page, one.at, sheet) }, one.message), h("small", {}, one.source)))) : h("p.hint", {}, w("no_findings")));
}

function show(page, at, sheet) {
  if (!at) return;
  const keys = page.draft.sections.flatMap((section, s) => section.sentences.map((line, l) => (line.sources.some((one) =>
    ("fact" in at ? one.fact === at.fact : one.turn === at.turn && one.start < at.end && at.start < one.end)) ? `${s}.${l}` : null))).filter(Boolean);
  if (keys.length) { page.light(keys, { scroll: "talk" }); sheet.querySelector(`.s[data-key="${keys[0]}"]`)?.scrollIntoView({ block: "center" }); }
}

function codes(page, open) {
  const { draft, me } = page;
  const doctor = me.role === "doctor" && open;
  const chosen = h("div.chips", {}, draft.codes.map((one) => h("span.chip.code", {}, `${one.name} `, h("code", {}, one.code),
    doctor && h("button", { ariaLabel: w("remove"), onclick: () => put(draft.codes.filter((other) => other !== one)) }, "×"))));
  const found = h("div.offers", { role: "group", ariaLabel: w("codes") });
  const search = h("input", { type: "search", placeholder: w("codes_search"), ariaLabel: w("codes_search"), maxLength: 64 });
  let wait;
  search.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(() => offer(search.value.trim() ? { q: search.value.trim() } : { draft: page.id }), 200); });
  search.addEventListener("focus", () => { if (!search.value) offer({ draft: page.id }); });

  async function offer(query) {
    try {
      const { codes: entries } = await desk.codes(query);
      found.replaceChildren(...(entries.length ? entries.map((one) => h("button", { onclick: () => put([...draft.codes, one]) }, one.name, h("code", {}, `${one.code} · ${one.system}`))) : [h("p.hint", {}, w("none_found"))]));
    } catch (fault) { tell(fault); }
  }
  async function put(list) {
    try {
      await page.flush();
      const unique = [...new Map(list.map((one) => [`${one.system}|${one.code}`, { system: one.system, code: one.code }])).values()];
      page.take(await desk.code(page.id, page.draft.version, unique));
    } catch (fault) { tell(fault); }
  }
  if (!doctor && !draft.codes.length) return null;
  return h("section.card", {}, h("h3", {}, w("codes")), chosen, doctor && h("p.hint", {}, w("codes_hint")), doctor && search, doctor && found);
}

function leftOut(draft) {
  if (!draft.dropped.length) return null;
  return h("details.card", {}, h("summary", {}, `${w("dropped")} · ${draft.dropped.length}`),
    h("ul.findings", {}, draft.dropped.map((one) => h("li", {}, h("s", {}, one.text), h("small", {}, one.why)))));
}
