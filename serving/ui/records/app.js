// Which view is on screen, and what belongs to all of them.
import { desk, tell } from "./desk.js";
import { codesView } from "./codes.js";
import { formsView, formView } from "./forms.js";
import { shelfView, newView, learnedView } from "./shelf.js";
import { openSheet } from "./sheet.js";
import { h, language, speak, w } from "./words.js";

const main = document.getElementById("main");
let leave = () => {};
let me = null;

function words() {
  for (const one of document.querySelectorAll("[data-w]")) one.textContent = w(one.dataset.w);
  document.getElementById("language").textContent = w("other_language");
}

async function route() {
  leave();
  leave = () => {};
  const [, view = "", id] = location.hash.split("/");
  let named = view === "" ? "shelf" : view;
  main.replaceChildren(h("p.waiting", {}, "…"));
  try {
    me ??= await desk.me();
    // An administrator keeps forms and code tables, not records.
    if (me.role === "admin" && named !== "codes") named = "forms";
    document.querySelector(".views").classList.toggle("forms-only", me.role === "admin");
    for (const link of document.querySelectorAll(".views a")) {
      link.toggleAttribute("aria-current", link.dataset.view === named);
    }
    if (named === "shelf") main.replaceChildren(await shelfView());
    else if (named === "new") main.replaceChildren(await newView());
    else if (named === "forms") main.replaceChildren(id ? await formView(me, decodeURIComponent(id)) : await formsView(me));
    else if (named === "codes") main.replaceChildren(await codesView(me));
    else if (named === "learned") main.replaceChildren(await learnedView());
    else if (named === "draft" && id) leave = await openSheet(main, decodeURIComponent(id), me);
    else location.hash = "#/";
  } catch (fault) {
    main.replaceChildren(h("p.waiting", {}, h("a", { href: "#/" }, w("back"))));
    tell(fault);
  }
}

document.getElementById("language").addEventListener("click", () => {
  speak(language() === "en" ? "zh" : "en");
  words();
  route();
});
document.getElementById("leave").addEventListener("click", async () => {
  await desk.leaveHouse().catch(() => {});
  location.assign("/sign-in");
});
addEventListener("hashchange", route);
speak(language());
words();
route();
