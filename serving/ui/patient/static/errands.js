// Errands beside the conversation: a time is booked or given back, a doctor's twin is chosen.
(() => {
  "use strict";
  const { add, post, body, choose, keep, labelHtml } = window.yizheng;
  const at = (id) => document.getElementById(id);
  const keys = new WeakMap();
  let busy = false;

  // One key a tap: a tap that is sent twice is one booking.
  function keyOf(button) {
    if (!keys.has(button)) keys.set(button, Array.from(crypto.getRandomValues(new Uint8Array(12)), (one) => one.toString(16).padStart(2, "0")).join(""));
    return keys.get(button);
  }

  async function once(button, work) {
    if (busy) return;
    busy = true;
    button.disabled = true;
    try { await work(); } finally { busy = false; button.disabled = false; }
  }

  async function bookings() {
    const answer = await fetch("/ui/patient/bookings", { credentials: "same-origin" }).catch(() => null);
    at("yp-booking-list").innerHTML = answer?.ok ? await answer.text() : `<p>${labelHtml("fault")}</p>`;
  }

  async function unbook(button) {
    const sent = await post("/ui/patient/unbook", JSON.stringify({ booking: button.dataset.booking }));
    if (!sent) return;
    for (const one of document.querySelectorAll(`[data-booking="${CSS.escape(button.dataset.booking)}"]`)) one.remove();
    keep();
    if (at("yp-bookings").open) await bookings();
  }

  async function seen(button) {
    const sent = await fetch("/ui/patient/seen", { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ booking: button.dataset.booking }) }).catch(() => null);
    if (!sent?.ok) return;
    await bookings();
    document.dispatchEvent(new CustomEvent("yz-news"));
  }

  async function again(button) {
    at("yp-bookings").close();
    await post("/ui/patient/again", JSON.stringify({ booking: button.dataset.booking }));
  }

  async function twins() {
    const answer = await fetch("/ui/patient/twins", { credentials: "same-origin" }).catch(() => null);
    const html = answer?.ok ? await answer.text() : "";
    if (html) add(html);
  }

  const press = {
    times: (one) => once(one, () => post("/ui/patient/times", body({ text: "" }))),
    book: (one) => once(one, () => post("/ui/patient/book", body({ text: "", slot: one.dataset.slot, key: keyOf(one) }))),
    seen: (one) => once(one, () => seen(one)),
    again: (one) => once(one, () => again(one)),
    unbook: (one) => once(one, () => unbook(one)),
    open: (one) => { if (one.dataset.sheet === "bookings") bookings(); },
    twin: (one) => {
      for (const other of document.querySelectorAll('[data-do="twin"]')) other.setAttribute("aria-pressed", String(other.dataset.twin === one.dataset.twin));
      choose(one.dataset.twin || null);
    },
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button && Object.hasOwn(press, button.dataset.do)) press[button.dataset.do](button);
  });
  document.addEventListener("yz-started", (event) => { if (event.detail === "ask") twins(); });
})();
