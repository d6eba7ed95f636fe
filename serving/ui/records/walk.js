// Line by line: each sentence of the machine with its source, to accept, remove or reword, by keyboard too.
import { desk, tell, toast } from "./desk.js";
import { h, w } from "./words.js";

export function startWalk(page, sheet) {
  const steps = page.draft.sections.flatMap((section) => section.sentences.filter((line) => line.by === null).map((line) => ({ section: section.name, text: line.text })));
  if (!steps.length) { toast(w("walk_done")); return; }
  let at = 0;
  page.walking = true;
  const count = h("b");
  const source = h("p.source");
  const bar = h("div.walk", { role: "dialog", ariaLabel: w("walk") }, count, source,
    h("div.line", {}, h("button.primary", { onclick: accept }, w("accept")), h("button.danger", { onclick: reject }, w("reject")), h("button.quiet", { onclick: edit }, w("edit")), h("button.quiet", { onclick: stop }, w("close"))),
    h("small", {}, w("walk_keys")));
  document.body.append(bar);
  addEventListener("keydown", keys);
  page.stopWalk = stop;

  const find = (step) => {
    const s = page.draft.sections.findIndex((one) => one.name === step.section);
    const l = page.draft.sections[s]?.sentences.findIndex((line) => line.text === step.text) ?? -1;
    return l < 0 ? null : { key: `${s}.${l}`, line: page.draft.sections[s].sentences[l] };
  };

  function show() {
    while (at < steps.length && !find(steps[at])) at += 1;
    if (at >= steps.length) { toast(w("walk_done")); stop(); return; }
    const found = find(steps[at]);
    count.textContent = `${w("walk_of", at + 1, steps.length)}　${steps[at].section}`;
    source.replaceChildren(h("small", {}, `${w("sources")} `), found.line.sources.map((one) => ("fact" in one ? one.fact
      : `${w(`speaker_${page.draft.turns[one.turn].speaker}`)}：“${[...page.draft.turns[one.turn].text].slice(one.start, one.end).join("")}”`)).join("；"));
    page.light([found.key], { scroll: "talk" });
    sheet.querySelector(`.s[data-key="${found.key}"]`)?.scrollIntoView({ block: "center" });
  }

  async function accept() {
    const { section } = steps[at];
    at += 1;
    // A section counts as checked once its last sentence was accepted.
    if (!steps.slice(at).some((one) => one.section === section)) await page.markOpened([section]);
    show();
  }

  async function reject() {
    const step = steps[at];
    const section = page.draft.sections.find((one) => one.name === step.section);
    try {
      const text = section.text.replace(step.text, "");
      page.take(await desk.edit(page.id, page.draft.version, { [step.section]: text }, {}));
      await accept();
    } catch (fault) { tell(fault); }
  }

  function edit() {
    const { section } = steps[at];
    stop();
    sheet.querySelector(`.text[data-section="${CSS.escape(section)}"]`)?.focus();
  }

  function keys(event) {
    if (event.target.closest?.("[contenteditable=plaintext-only], input, textarea, dialog")) return;
    const act = { Enter: accept, Delete: reject, Backspace: reject, e: edit, E: edit, Escape: stop }[event.key];
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
  show();
}
