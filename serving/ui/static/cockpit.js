// The cockpit: puts the server's escaped fragments on screen, sends steps and replies to /v1/tasks.
window.yizhengTasks = (() => {
  "use strict";
  const at = (id) => document.getElementById(id);
  const label = (key) => document.querySelector(`template[data-yz-text="${key}"]`).innerHTML;
  const room = () => at("yz-task-room");
  let keys = new WeakMap();

  async function put(place, address) {
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (answer.ok) {
        place.innerHTML = await answer.text();
        window.yizhengLanguage.speak(window.yizhengLanguage.now());
      }
      else fault(place, answer.status === 401 ? label("fault_signed_out") : (await detail(answer)));
      return answer.ok;
    } catch { fault(place, label("fault_broken")); return false; }
  }

  async function detail(answer) {
    const told = await answer.json().catch(() => ({}));
    const plain = document.createElement("p");
    plain.textContent = told.detail ?? "";
    return plain.innerHTML || label("fault_broken");
  }

  function fault(place, html) {
    place.querySelector(".yz-fault")?.remove();
    place.insertAdjacentHTML("afterbegin", `<section class="yz-panel yz-fault" role="alert"><p>${html}</p></section>`);
    place.querySelector(".yz-fault").scrollIntoView({ block: "nearest" });
  }

  async function queue() { await put(at("yz-queue"), "/ui/tasks"); mark(); tick(); }

  async function open(ticket) {
    if (await put(room(), `/ui/tasks/${encodeURIComponent(ticket)}`)) room().querySelector("h3")?.focus();
    mark();
    tick();
  }

  function mark() {
    const opened = room().querySelector(".yz-task")?.dataset.yzRef;
    for (const row of document.querySelectorAll(".yz-task-row")) row.setAttribute("aria-current", row.dataset.yzTask === opened);
  }

  // One key an intended act: pressing twice, or again after a broken line, is the same act.
  function keyOf(thing) {
    if (!keys.has(thing)) keys.set(thing, crypto.randomUUID());
    return keys.get(thing);
  }

  async function send(thing, path, body) {
    const task = thing.closest(".yz-task");
    const ticket = task.dataset.yzRef;
    try {
      const answer = await fetch(`/v1/tasks/${encodeURIComponent(ticket)}/${path}`, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "Idempotency-Key": keyOf(thing) },
        body: JSON.stringify({ ...body, version: Number(task.dataset.yzVersion) }),
      });
      if (!answer.ok) { keys.delete(thing); fault(room(), await detail(answer)); return; }
      await open(ticket);
      await queue();
    } catch { fault(room(), label("fault_broken")); }
  }

  async function step(button) {
    const name = button.dataset.yzStep;
    const needed = name === "release" || name === "escalate" || name === "send_back" || (name === "close" && room().querySelector("[data-yz-due]"));
    const holder = document.createElement("div");
    holder.innerHTML = label("step_reason");
    const spoken = [...holder.children].find((one) => getComputedStyle(one).display !== "none") ?? holder;
    const reason = needed ? prompt(pick(holder) || spoken.textContent) : null;
    if (needed && !reason?.trim()) return;
    await send(button, name, name === "countersign" ? { sign: true } : reason ? { reason } : {});
  }

  const pick = (holder) => holder.querySelector(document.documentElement.dataset.yz === "en" ? '[lang="en"]' : '[lang="zh-Hans"]')?.textContent;

  async function reply(form) {
    const claims = [...form.querySelectorAll(".yz-judge")].map((one) => ({
      claim: Number(one.dataset.yzClaim),
      verdict: one.querySelector("input:checked")?.value ?? null,
      text: one.querySelector("input:checked")?.value === "edited" ? one.querySelector("textarea").value : null,
    }));
    const open = claims.find((one) => one.verdict === null);
    if (open) {
      fault(room(), label("reply_unjudged"));
      form.querySelector(`[data-yz-claim="${open.claim}"]`).focus();
      return;
    }
    const given = new FormData(form);
    if (!given.get("sign") || !given.get("decision")) { fault(room(), label("reply_unsaid")); return; }
    const reference = given.get("reference").trim();
    await send(form, "reply", {
      decision: given.get("decision"),
      text: given.get("text"),
      claims,
      basis: [{ kind: given.get("basis"), reference: reference || null }],
      order_id: given.get("order_id").trim() || null,
      follow_up: given.get("follow_up") || null,
      sign: true,
    });
  }

  function judge(place, verdict) {
    place.querySelector(`input[value="${verdict}"]`).checked = true;
    const text = place.querySelector("textarea");
    text.hidden = verdict !== "edited";
    place.dataset.yzVerdict = verdict;
    if (verdict === "edited") text.focus();
  }

  function tick() {
    for (const clock of document.querySelectorAll("[data-yz-due]")) {
      const seconds = Math.round((Date.parse(clock.dateTime) - Date.now()) / 1000);
      const left = Math.abs(seconds);
      const text = label(seconds < 0 ? "clock_late" : "clock_left");
      clock.innerHTML = text.replaceAll("{0}", Math.floor(left / 3600)).replaceAll("{1}", Math.floor((left % 3600) / 60));
      clock.className = `yz-clock yz-${seconds < 0 ? "late" : seconds < 3600 ? "soon" : "calm"}`;
    }
  }

  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-yz-task]");
    if (row) open(row.dataset.yzTask);
    const button = event.target.closest("[data-yz-step]");
    if (button) step(button);
    if (event.target.closest('[data-yz="tasks"]')) queue();
  });
  document.addEventListener("change", (event) => {
    const place = event.target.closest(".yz-judge");
    if (place && event.target.type === "radio") judge(place, event.target.value);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".yz-reply")) return;
    event.preventDefault();
    reply(event.target);
  });
  // A, E and R judge the sentence that has the focus; arrows go to the next one.
  document.addEventListener("keydown", (event) => {
    const place = event.target.closest?.(".yz-judge");
    if (!place || event.target.tagName === "TEXTAREA" || event.ctrlKey || event.metaKey || event.altKey) return;
    const verdict = { a: "accepted", e: "edited", r: "rejected" }[event.key.toLowerCase()];
    const beside = { ArrowDown: place.nextElementSibling, ArrowUp: place.previousElementSibling }[event.key];
    if (!verdict && !beside?.matches(".yz-judge")) return;
    event.preventDefault();
    if (verdict) judge(place, verdict);
    else beside.focus();
  });
  setInterval(tick, 30000);
  return { queue };
})();
