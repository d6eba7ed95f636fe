// Record forms: the list, and one form's words on the left with a draft of a sample on the right.
import { desk, tell, toast } from "./desk.js";
import { time } from "./shelf.js";
import { h, language, w } from "./words.js";

const TRY_AFTER = 350;
const mayView = (me) => ["doctor", "clerk", "admin"].includes(me.role);
const maySign = (me) => ["doctor", "admin"].includes(me.role);

export async function formsView(me) {
  const { templates } = await desk.templates();
  const rows = templates.map((one) => h("a.row.form", { href: `#/forms/${encodeURIComponent(one.name)}` },
    h("span.who", {}, h("b", {}, one.name), h("small", {}, one.deadline)),
    h("span", {}, h(`span.pill.${one.origin}`, {}, w(`f_${one.origin}`, one.version ?? "")), one.to_check ? h("span.pill.draft", {}, w("f_to_check")) : "", one.steps ? h("span.pill", {}, w("f_steps")) : ""),
    h("small", {}, one.sections.map((part) => part.name).join(" · "))));
  return h("section.shelf", {}, h("div.head", {}, h("h1", {}, w("forms")), maySign(me) && h("a.primary", { href: "#/forms/+" }, w("f_new"))),
    h("p.hint", {}, w("f_intro")), h("div.rows", {}, rows));
}

const BLANK = () => `[[template]]
name = "${w("f_blank_name")}"
language = "${language()}"
deadline = "${w("f_blank_deadline")}"
source = "${w("f_blank_source")}"
elsewhere = "${w("f_blank_history")}"
sections = [
  { name = "${w("f_blank_chief")}", required = true, takes = ["chief"] },
  { name = "${w("f_blank_history")}", required = true, takes = ["present", "course", "past"] },
  { name = "${w("f_blank_exam")}", required = false, takes = ["exam", "result"] },
  { name = "${w("f_blank_plan")}", required = true, takes = ["diagnosis", "plan"] },
  { name = "${w("f_blank_signature")}", required = true, filled_by = "person" },
]
`;

export async function formView(me, name) {
  if (!mayView(me)) return h("p.waiting", {}, w("not_for_you"));
  const fresh = name === "+";
  const held = fresh ? { name: null, text: BLANK(), digest: "", versions: [], origin: "new", ...(await samplesOf()) } : await desk.form(name);
  const words = h("textarea.code", { value: held.text, spellcheck: false, wrap: "off", ariaLabel: w("f_words"), readOnly: !maySign(me) });
  const gutter = h("div.gutter", { ariaHidden: "true" });
  const faults = h("ol.faults", { ariaLive: "polite" });
  const talk = h("textarea.sample", { rows: 8, spellcheck: false, ariaLabel: w("f_sample"), value: "" });
  const choice = h("select", { ariaLabel: w("f_sample") }, held.samples.map((one) => h("option", { value: one.name, selected: one.name === held.sample }, one.name)));
  const file = h("input", { type: "file", hidden: true, accept: ".toml,.txt", onchange: load });
  const shown = h("article.sheet.preview", { ariaLabel: w("f_preview"), tabIndex: 0 });
  const save = h("button.primary", { onclick: sign, disabled: true }, w("f_sign"));
  const state = h("p.saved", { role: "status" });
  let wait = null;
  let round = 0;

  const fill = () => { talk.value = held.samples.find((one) => one.name === choice.value)?.talk ?? ""; soon(0); };
  const soon = (after = TRY_AFTER) => { clearTimeout(wait); wait = setTimeout(look, after); };
  choice.addEventListener("change", fill);
  words.addEventListener("input", () => soon());
  words.addEventListener("scroll", () => { gutter.scrollTop = words.scrollTop; });
  talk.addEventListener("input", () => soon());

  async function look() {
    const mine = ++round;
    try {
      const told = await desk.tryForm(words.value, talk.value);
      if (mine !== round) return;
      number(told.faults);
      save.disabled = !maySign(me) || told.faults.length > 0 || words.value === held.text && !fresh;
      state.textContent = told.faults.length ? w("f_faulty", told.faults.length) : words.value === held.text ? "" : w("f_changed");
      state.className = `saved ${told.faults.length ? "save_failed" : ""}`;
      if (!told.faults.length) draw(told);
      else shown.querySelector(".ai")?.replaceChildren(w("f_stale"));
      shown.classList.toggle("stale", told.faults.length > 0);
    } catch (fault) { tell(fault); }
  }

  function number(found) {
    const bad = new Set(found.map((one) => one.line));
    gutter.replaceChildren(...words.value.split("\n").map((_, at) => h(`span${bad.has(at + 1) ? ".bad" : ""}`, {}, String(at + 1))));
    gutter.scrollTop = words.scrollTop;
    faults.replaceChildren(...found.map((one) => h("li", {}, h("button", { onclick: () => jump(one.line) },
      h("b", {}, one.line ? w("f_line", one.line) : w("f_file")), ` ${w(`ff_${one.kind}`) === `ff_${one.kind}` ? "" : `${w(`ff_${one.kind}`)} · `}`, h("code", {}, one.message)))));
  }

  function jump(line) {
    if (!line) return;
    const lines = words.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    words.focus();
    words.setSelectionRange(start, start + lines[line - 1].length);
    words.scrollTop = Math.max(0, (line - 5) * parseFloat(getComputedStyle(words).lineHeight));
  }

  function draw({ form, draft, notes }) {
    const of = new Map((draft?.sections ?? []).map((one) => [one.name, one]));
    shown.replaceChildren(...[
      h("p.ai", {}, w("f_preview_only")),
      h("h1", {}, form.name),
      h("p.who", {}, [form.deadline, form.source, form.steps ? w("f_steps") : ""].filter(Boolean).join("　")),
      ...form.sections.map((part) => {
        const drafted = of.get(part.name);
        return h(`section.part${drafted?.missing && part.required && part.filled_by !== "person" ? ".needed" : ""}`, {},
          h("header", {}, h("h2", {}, part.name), h("small", {}, part.filled_by === "person" ? w("from_signature") : part.filled_by === "facts" ? w("f_facts") : part.required ? w("f_required") : w("f_optional"))),
          drafted && !drafted.missing ? h("div.text", {}, drafted.text) : h("p.missing", {}, part.filled_by === "person" ? "" : w("missing")));
      }),
      notesOf(notes),
    ].filter(Boolean));
  }

  function notesOf(notes) {
    if (!notes.length) return null;
    const left = notes.filter((one) => one.kind === "elsewhere").map((one) => w(`kind_${one.what}`));
    return h("aside.notes", {}, h("h3", {}, w("f_notes")), h("ul", {},
      left.length ? h("li", {}, w("fn_elsewhere", left.join("、"))) : null,
      notes.filter((one) => one.kind !== "elsewhere").map((one) => h("li", {}, w(`fn_${one.kind}`, one.what)))));
  }

  async function load() {
    const [one] = file.files;
    if (!one) return;
    if (one.size > 64000) { toast(w("f_too_long"), "bad"); return; }
    words.value = await one.text();
    file.value = "";
    soon(0);
  }

  function sign() { signForm({ text: words.value, base: held.digest }, (made) => { location.hash = `#/forms/${encodeURIComponent(made.name)}`; dispatchEvent(new Event("hashchange")); }); }

  const versions = held.versions.length ? h("details.card.versions", {}, h("summary", {}, `${w("history")} · ${held.versions.length}`), h("ol", {}, [...held.versions].reverse().map((one) => h("li", {},
    h("div.line", {}, h("b", {}, w("version", one.version)), h("span.pill", {}, w(`fv_${one.step}`)), h("span", {}, one.by.name ?? one.by.id), h("time", {}, time(one.at)),
      maySign(me) && one.text !== held.text ? h("button.quiet", { onclick: () => { words.value = one.text; soon(0); } }, w("f_load")) : ""), h("small", {}, one.reason))))) : "";

  fill();
  number([]);
  return h("section.bench", {},
    h("div.head", {}, h("h1", {}, h("a", { href: "#/forms" }, w("forms")), ` / ${held.name ?? w("f_new")}`), state,
      h("div.line", {}, h("button.quiet", { type: "button", onclick: () => file.click() }, w("f_upload")), file,
        held.origin === "signed" && maySign(me) ? h("button.danger", { onclick: () => withdrawForm(held) }, w("f_withdraw")) : "",
        maySign(me) ? save : "")),
    h("div.halves", {},
      h("div", {}, h("div.editor", {}, gutter, words), faults,
        h("div.card", {}, h("label", {}, w("f_sample"), choice), talk), versions),
      shown));
}

async function samplesOf() {
  const { templates } = await desk.templates();
  const { samples, sample } = await desk.form(templates.find((one) => one.language === language())?.name ?? templates[0].name);
  return { samples, sample };
}

function reasonDialog(title, button, act) {
  const dialog = document.getElementById("dialog");
  const reason = h("input", { required: true, maxLength: 2000 });
  const fault = h("p.bad", { role: "alert" });
  dialog.replaceChildren(h("form.ask", { onsubmit: async (event) => {
    event.preventDefault();
    try { await act(reason.value); dialog.close(); } catch (problem) { fault.textContent = problem.message; }
  } }, h("h2", {}, title), h("p.hint", {}, w("f_sign_hint")), h("label", {}, w("f_reason"), reason), fault,
  h("div.line", {}, h("button.primary", { type: "submit" }, button), h("button.quiet", { type: "button", onclick: () => dialog.close() }, w("cancel")))));
  dialog.showModal();
}

function signForm(asked, done) {
  reasonDialog(w("f_sign"), w("f_sign"), async (reason) => { const made = await desk.saveForm({ ...asked, reason }); toast(w("f_signed", made.version)); done(made); });
}

function withdrawForm(held) {
  reasonDialog(w("f_withdraw"), w("f_withdraw"), async (reason) => { await desk.withdrawForm(held.name, { base: held.digest, reason }); toast(w("f_withdrawn")); location.hash = "#/forms"; });
}
