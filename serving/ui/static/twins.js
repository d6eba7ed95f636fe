// The twins' page: puts the server's escaped fragment on screen, sends cards and signatures to /v1/twins.
window.yizhengTwins = (() => {
  "use strict";
  const room = () => document.getElementById("yz-twins");
  const label = (key) => document.querySelector(`template[data-yz-text="${key}"]`).innerHTML;

  async function list() {
    try {
      const answer = await fetch("/ui/twins", { credentials: "same-origin" });
      if (answer.ok) room().innerHTML = await answer.text();
      else fault(await told(answer));
    } catch { fault(""); }
  }

  async function told(answer) {
    const problem = await answer.json().catch(() => ({}));
    return problem.detail ?? "";
  }

  function fault(words) {
    room().querySelector(".yz-fault")?.remove();
    const panel = document.createElement("section");
    panel.className = "yz-panel yz-fault";
    panel.setAttribute("role", "alert");
    const line = document.createElement("p");
    if (words) line.textContent = words; else line.innerHTML = label("fault_broken");
    panel.append(line);
    room().prepend(panel);
    panel.scrollIntoView({ block: "nearest" });
  }

  async function send(method, path, body) {
    try {
      const answer = await fetch(`/v1/twins${path}`, {
        method,
        credentials: "same-origin",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body ?? {}),
      });
      if (answer.ok) await list(); else fault(await told(answer));
    } catch { fault(""); }
  }

  function card(form) {
    const given = new FormData(form);
    const topics = given.get("topics").split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
      const [name, words = ""] = line.split(/[:：](.*)/s);
      const listed = words.split(/[、,，;；]/).map((word) => word.trim()).filter(Boolean);
      return { name: name.trim(), words: listed.length ? listed : [name.trim()] };
    });
    return {
      topics,
      families: given.getAll("families"),
      opening: given.get("opening"),
      closing: given.get("closing"),
      days: Number(given.get("days")),
    };
  }

  function answer(form) {
    const given = new FormData(form);
    const lines = given.get("sentences").split("\n").map((line) => line.trim()).filter(Boolean);
    const sentences = lines.map((line) => {
      const [text, ids = ""] = line.split(/[|｜](.*)/s);
      const passages = ids.split(/[、,，;；]/).map((id) => id.trim()).filter(Boolean);
      return { text: text.trim(), passages: passages.map((id) => ({ passage_id: id })) };
    });
    return { question: given.get("question"), sentences, sign: given.has("sign") };
  }

  // What is filled in is tried as it stands; a later try supersedes one that is still under way.
  let tries = 0;
  async function preview(form) {
    const sample = form.elements.sample.value.trim();
    const place = form.querySelector(".yz-previewed");
    if (!sample) { form.elements.sample.focus(); return; }
    const mine = ++tries;
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch("/ui/twins/preview", {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ ...card(form), question: sample }),
      });
      const words = answer.ok ? await answer.text() : await told(answer);
      if (mine !== tries) return;
      if (answer.ok) { place.innerHTML = words; return; }
      const line = document.createElement("p");
      line.className = "yz-fault";
      line.textContent = words;
      place.replaceChildren(line);
    } catch { if (mine === tries) place.innerHTML = label("fault_broken"); } finally {
      if (mine === tries) place.removeAttribute("aria-busy");
    }
  }

  let waits = 0;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("#yz-twins .yz-card-form:not(.yz-answer-form)");
    if (!form?.querySelector(".yz-previewed").hasChildNodes()) return;
    clearTimeout(waits);
    waits = setTimeout(() => { if (form.elements.sample.value.trim()) preview(form); }, 1200);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".yz-preview input")) return;
    event.preventDefault();
    preview(event.target.form);
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".yz-card-form")) return;
    event.preventDefault();
    const twin = event.target.closest(".yz-twin");
    if (event.target.matches(".yz-answer-form"))
      send("POST", `/${twin.dataset.yzTwin}/answers`, answer(event.target));
    else if (twin) send("PUT", `/${twin.dataset.yzTwin}`, card(event.target));
    else send("POST", "", card(event.target));
  });
  document.addEventListener("click", (event) => {
    const tried = event.target.closest("[data-yz-preview]");
    if (tried) { preview(tried.form); return; }
    const renewed = event.target.closest("[data-yz-answer-step]");
    if (renewed) {
      const held = `/${renewed.closest(".yz-twin").dataset.yzTwin}/answers/${renewed.closest("[data-yz-answer]").dataset.yzAnswer}`;
      if (renewed.dataset.yzAnswerStep === "approve") send("POST", `${held}/approve`);
      else send("DELETE", held);
      return;
    }
    const button = event.target.closest("[data-yz-twin-step]");
    const twin = button?.closest(".yz-twin");
    if (!twin) return;
    if (button.dataset.yzTwinStep === "revoke") send("POST", `/${twin.dataset.yzTwin}/revoke`);
    else if (twin.querySelector("[data-yz-agree]").checked)
      send("POST", `/${twin.dataset.yzTwin}/sign`, { sign: true, version: Number(twin.dataset.yzVersion) });
    else twin.querySelector("[data-yz-agree]").focus();
  });
  return { list };
})();
