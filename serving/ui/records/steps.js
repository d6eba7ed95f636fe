// Records decided step by step: each section is accepted, edited or rejected before anybody signs.
import { desk, tell, toast } from "./desk.js";
import { h, w } from "./words.js";

const isStep = (section) => section.filled_by !== "person";
const waits = (section) => isStep(section) && (section.missing ? section.required : !section.decision);
const stateOf = (section) => (waits(section) ? (section.missing ? "lacking" : "todo") : section.decision?.verdict ?? "none");
const MARKS = { accept: "✓", edit: "✎", reject: "✕", todo: "○", lacking: "＋", none: "–" };

const told = (section) => `${MARKS[stateOf(section)]} ${w(`step_${stateOf(section)}`)}`;

export function stepBadge(page, sheet, section) {
  if (!isStep(section)) return "";
  const state = stateOf(section);
  const may = page.me.role === "doctor";
  return h(`button.check.step.${state}`, { disabled: !may, data: { step: section.name }, title: section.decision ? `${section.decision.by.name ?? ""}` : null,
    onclick: () => startSteps(page, sheet, section.name) }, told(section));
}

export function stepsCard(page, sheet) {
  const steps = page.draft.sections.filter(isStep);
  const done = steps.filter((one) => !waits(one)).length;
  const may = page.me.role === "doctor";
  return h("section.card", {},
    h("h3", {}, done === steps.length ? w("steps_done") : w("steps_progress", done, steps.length)),
    h("div.meter", { role: "progressbar", ariaLabel: w("steps"), ariaValueNow: String(done), ariaValueMax: String(steps.length) }, h("i", { style: `--share:${steps.length ? done / steps.length : 1}` })),
    h("ol.steps", {}, steps.map((one) => h("li", {}, h(`button.${stateOf(one)}`, { disabled: !may, onclick: () => startSteps(page, sheet, one.name) }, h("span", {}, one.name), h("small", {}, told(one)))))),
    may ? "" : h("p.hint", {}, w("steps_doctor")));
}

export function startSteps(page, sheet, first = null) {
  page.stopWalk?.();
  page.walking = true;
  const bar = h("div.walk.stepping", { role: "dialog", ariaLabel: w("steps") });
  document.body.append(bar);
  addEventListener("keydown", keys);
  page.stopWalk = stop;
  let name = first;
  let since = Date.now();

  const current = () => page.draft.sections.find((one) => one.name === name);
  const next = () => {
    const steps = page.draft.sections.filter(isStep);
    const at = steps.findIndex((one) => one.name === name);
    return [...steps.slice(at + 1), ...steps.slice(0, at + 1)].find(waits)?.name ?? null;
  };

  function show({ editing = false } = {}) {
    const section = current();
    if (!section) { toast(w("steps_done")); stop(); return; }
    const steps = page.draft.sections.filter(isStep);
    const number = page.draft.sections.indexOf(section);
    const lines = section.sentences.flatMap((line) => line.sources.map((one) => ("fact" in one ? one.fact
      : `${w(`speaker_${page.draft.turns[one.turn].speaker}`)}：“${[...page.draft.turns[one.turn].text].slice(one.start, one.end).join("")}”`)));
    const write = editing || section.missing;
    const area = write ? h("textarea", { rows: 3, ariaLabel: section.name, maxLength: 20000, value: section.missing ? "" : section.text }) : null;
    bar.replaceChildren(...[
      h("div.line", {}, h("b", {}, `${w("walk_of", steps.indexOf(section) + 1, steps.length)}　${section.name}`), h("span.state", {}, told(section))),
      lines.length ? h("p.source", {}, h("small", {}, `${w("sources")} `), lines.join("；")) : null,
      write ? area : h("p.proposed", {}, section.text),
      h("div.line", {}, write
        ? [h("button.primary", { onclick: () => decide("edit", area.value) }, w("step_save")), section.missing ? null : h("button.quiet", { onclick: () => show() }, w("cancel"))]
        : [h("button.primary", { onclick: () => decide("accept") }, w("step_do_accept")), h("button.quiet", { onclick: () => show({ editing: true }) }, w("edit")), h("button.danger", { onclick: () => decide("reject") }, w("step_do_reject"))],
      h("button.quiet.skip", { onclick: skip }, w("step_skip")), h("button.quiet", { onclick: stop }, w("close"))),
      h("small", {}, w("steps_keys")),
    ].filter(Boolean));
    page.light(section.sentences.map((_, l) => `${number}.${l}`), { scroll: "talk" });
    sheet.querySelector(`.part[data-number="${number}"]`)?.scrollIntoView({ block: "center" });
    (area ?? bar.querySelector(".primary")).focus({ preventScroll: true });
  }

  async function decide(verdict, text = "") {
    try {
      await page.flush();
      const seconds = (Date.now() - since) / 1000;
      page.take(await desk.step(page.id, { version: page.draft.version, section: name, verdict, text, seconds }));
      since = Date.now();
      name = next();
      show();
    } catch (fault) {
      if (fault.slug === "record-moved") await page.reload();
      tell(fault);
    }
  }

  function skip() {
    const after = next();
    if (after && after !== name) name = after;
    since = Date.now();
    show();
  }

  function keys(event) {
    if (event.key === "Escape") { event.preventDefault(); stop(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || !current() || current().missing || event.target.closest?.("[contenteditable=plaintext-only], input, textarea, dialog")) return;
    const act = { a: () => decide("accept"), e: () => show({ editing: true }), r: () => decide("reject") }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  }

  function stop() {
    removeEventListener("keydown", keys);
    bar.remove();
    page.walking = false;
    page.stopWalk = null;
    page.light([]);
  }

  name ??= next();
  show();
}
