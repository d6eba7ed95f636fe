// The hospital's tables of diagnosis names: what is in force; an administrator takes a CSV file in or one away.
import { desk, tell, toast } from "./desk.js";
import { h, w } from "./words.js";

export async function codesView(me) {
  const keeper = me.role === "admin";
  const view = h("section.shelf");
  const file = h("input", { type: "file", hidden: true, accept: ".csv,text/csv,.txt", onchange: () => { take(file.files[0]); file.value = ""; } });
  const fault = h("p.bad", { role: "alert" });

  async function draw() {
    const { tables } = await desk.tables();
    view.replaceChildren(
      h("div.head", {}, h("h1", {}, w("codes")), keeper && h("button.primary", { type: "button", onclick: () => file.click() }, w("c_import")), file),
      h("p.hint", {}, w("c_intro")), keeper && h("p.hint", {}, w("c_format")), fault, h("div.rows", {}, tables.map(row)));
  }

  const row = (one) => h("div.row.table", {},
    h("span.who", {}, h("b", {}, one.starter ? w("c_starter") : one.name), h("small", {}, [...one.systems, ...one.versions].join(" · "))),
    h("span", {}, w("c_rows", one.rows)), h("small", {}, one.sample.map((entry) => `${entry.code} ${entry.name}`).join("；")),
    keeper && !one.starter ? h("button.quiet", { type: "button", onclick: () => remove(one.name) }, w("remove")) : "");

  async function take(chosen) {
    if (!chosen) return;
    fault.textContent = "";
    const name = chosen.name.replace(/\.[^.]*$/, "").replace(/[^\w\u4e00-\u9fff .-]/g, " ").trim().slice(0, 60);
    try {
      const kept = await desk.putTable(name, chosen);
      toast(w("c_taken", kept.name, kept.rows));
      await draw();
    } catch (problem) { fault.textContent = w("c_refused", problem.message); }
  }

  async function remove(name) {
    if (!confirm(w("c_remove_sure", name))) return;
    try { await desk.removeTable(name); await draw(); } catch (problem) { tell(problem); }
  }

  await draw();
  return view;
}
