// A model writes the draft in a record's words: how far it is, and a way to stop; nothing is kept before the end.
import { desk, tell, toast } from "./desk.js";
import { h, w } from "./words.js";

export function startWording(page) {
  if (page.walking) return;
  page.walking = true;
  const stopping = new AbortController();
  const told = h("b", {}, w("wording_waits"));
  const meter = h("div.meter", { role: "progressbar", ariaLabel: w("wording"), ariaValueMin: "0", ariaValueMax: "1", ariaValueNow: "0" }, h("i", { style: "--share:0" }));
  const bar = h("div.walk", { role: "dialog", ariaLabel: w("wording") },
    h("div.line", {}, told, h("button.quiet.skip", { onclick: stop }, w("cancel"))), meter, h("small", {}, w("wording_hint")));
  document.body.append(bar);
  page.stopWalk = stop;
  run().catch((fault) => { if (!stopping.signal.aborted) tell(fault); }).finally(end);

  async function run() {
    for await (const { event, body } of desk.word(page.id, page.draft.version, stopping.signal)) {
      if (event === "error") throw Object.assign(new Error(body.detail ?? ""), { status: body.status ?? 500, slug: (body.type ?? "").split(":").pop() });
      if (event === "progress") {
        told.textContent = w("wording_of", body.done, body.of);
        meter.setAttribute("aria-valuemax", String(body.of));
        meter.setAttribute("aria-valuenow", String(body.done));
        meter.firstChild.style.setProperty("--share", body.of ? body.done / body.of : 1);
      }
      if (event === "draft") {
        page.take(body);
        toast(body.phrasing.phrased ? w("wording_done", body.phrasing.phrased, body.phrasing.kept) : w("wording_none"));
      }
    }
  }

  function stop() { stopping.abort(); end(); }
  function end() {
    bar.remove();
    page.walking = false;
    page.stopWalk = null;
  }
}
