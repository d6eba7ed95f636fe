// What asks before it acts: signing, amending, going back, taking out.
import { desk, tell, toast } from "./desk.js";
import { time } from "./shelf.js";
import { h, w } from "./words.js";

const dialog = () => document.getElementById("dialog");

function ask(...content) {
  dialog().replaceChildren(...content);
  dialog().showModal();
}
const cancel = () => h("button.quiet", { type: "button", onclick: () => dialog().close() }, w("cancel"));

export function signDialog(page) {
  const { draft } = page;
  const unopened = draft.sections.filter((one) => one.by_machine && !one.opened_at).map((one) => one.name);
  const typed = h("input", { required: true, autocomplete: "off", ariaLabel: w("sign_pid"), maxLength: 128 });
  const whole = h("input", { type: "checkbox" });
  const fault = h("p.bad", { role: "alert" });
  const sign = h("button.primary", { type: "submit", disabled: true }, w("sign"));
  const ready = () => { sign.disabled = draft.missing.length > 0 || draft.undecided.length > 0 || typed.value.trim() !== draft.patient.id || (unopened.length > 0 && !whole.checked); };
  typed.addEventListener("input", ready);
  whole.addEventListener("change", ready);
  ask(h("form.ask", { onsubmit: submit }, h("h2", {}, w("sign_title")), h("p.hint", {}, w("sign_who")),
    h("div.identity", {}, h("b", {}, draft.patient.name ?? "—"), h("span", {}, [draft.patient.sex, draft.patient.age].filter(Boolean).join(" · ")), h("code", {}, draft.patient.id), h("span", {}, draft.template)),
    draft.warnings.filter((one) => one.rule === "patient").map((one) => h("p.bad", {}, `⚠ ${one.message}`)),
    h("label", {}, w("sign_pid"), typed),
    draft.missing.length ? h("p.bad", {}, `${w("required_left")}：${draft.missing.join("、")}。${w("write_first")}`) : "",
    draft.undecided.length ? h("p.bad", {}, `${w("steps_left")}：${draft.undecided.join("、")}`) : "",
    unopened.length ? h("div.warn", {}, h("p", {}, `${w("sign_unopened")}：${unopened.join("、")}`), h("label.tick", {}, whole, w("sign_whole"))) : "",
    h("p.hint", {}, `${w("sign_after")}“${draft.label_after_signing}”`),
    fault, h("div.line", {}, sign, cancel())));
  typed.focus();

  async function submit(event) {
    event.preventDefault();
    sign.disabled = true;
    try {
      page.take(await desk.sign(page.id, { version: page.draft.version, patient: typed.value.trim(), read_whole: whole.checked }));
      dialog().close();
      toast(w("signed_toast"));
    } catch (problem) {
      fault.textContent = problem.message;
      ready();
    }
  }
}

export function amendDialog(page) {
  const text = h("textarea", { rows: 4, required: true, maxLength: 20000 });
  const reason = h("input", { required: true, maxLength: 2000 });
  const section = h("select", {}, h("option", { value: "" }, w("whole_record")), page.draft.sections.filter((one) => one.filled_by !== "person").map((one) => h("option", { value: one.name }, one.name)));
  ask(h("form.ask", { onsubmit: submit }, h("h2", {}, w("amend_title")), h("p.hint", {}, w("amend_after")),
    h("label", {}, w("amend_section"), section), h("label", {}, w("amend_text"), text), h("label", {}, w("amend_reason"), reason),
    h("div.line", {}, h("button.primary", { type: "submit" }, w("sign")), cancel())));

  async function submit(event) {
    event.preventDefault();
    try {
      page.take(await desk.amend(page.id, { text: text.value, reason: reason.value, section: section.value || null }));
      dialog().close();
    } catch (fault) { tell(fault); }
  }
}

export async function historyDialog(page) {
  try {
    await page.flush();
    const { versions } = await desk.versions(page.id);
    const open = page.draft.state === "draft";
    ask(h("div.ask.wide", {}, h("h2", {}, w("history")), h("ol.versions", {}, versions.reverse().map((one) => h("li", {},
      h("div.line", {}, h("b", {}, w("version", one.version)), h("span.pill", {}, w(`k_${one.kind}`)), one.decision && h("span", {}, `${one.decision.section}：${w(`step_${one.decision.verdict}`)}`), h("span", {}, one.by.name ?? (one.by.id === "machine" ? w("machine") : one.by.id)), h("time", {}, time(one.at)),
        open && one.version < page.draft.version && h("button.quiet", { onclick: () => restore(one.version) }, w("restore"))),
      one.changes.map((change) => h("p.diff", {}, h("b", {}, `${change.section}　`), change.diff.map((part) => h(part.kind === "removed" ? "del" : part.kind === "added" ? "ins" : "span", {}, part.text))))))),
      h("div.line", {}, h("button.quiet", { onclick: () => dialog().close() }, w("close")))));
  } catch (fault) { tell(fault); }

  async function restore(version) {
    try {
      page.take(await desk.restore(page.id, page.draft.version, version));
      dialog().close();
    } catch (fault) { tell(fault); }
  }
}

export function exportMenu(page) {
  const link = (form) => h("a", { href: desk.exportUrl(page.id, form), download: "", onclick: () => menu.removeAttribute("open") }, w(`x_${form}`));
  const menu = h("details.menu", {}, h("summary.quiet", {}, w("export")), h("div.list", {},
    ["pdf", "docx", "fhir", "hl7", "oru", "text"].map(link), h("button", { onclick: copy }, w("copy")), discard(), h("small", {}, w("x_hint"))));

  function discard() {
    if (page.draft.state !== "draft") return "";
    return h("button.bad", { onclick: async () => {
      if (!confirm(w("discard_sure"))) return;
      try { await desk.discard(page.id); toast(w("discarded")); location.hash = "#/"; } catch (fault) { tell(fault); }
    } }, w("discard"));
  }

  async function copy() {
    menu.removeAttribute("open");
    try {
      await page.flush();
      await navigator.clipboard.writeText(await desk.text(page.id));
      toast(w("copied"));
    } catch (fault) { tell(fault); }
  }
  return menu;
}
