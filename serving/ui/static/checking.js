// The page "check": sends the pasted text over our own guarded address and puts the escaped result on screen.
(() => {
  "use strict";
  let running = null;
  const at = (id) => document.getElementById(id);
  const label = (key) => document.querySelector(`template[data-yz-text="${key}"]`).innerHTML;

  // The hospital has stopped the assistant: its own words say whom to call.
  function notice(text) {
    fault("fault_broken");
    at("yz-checked").querySelector("p").textContent = text;
  }

  function fault(key) {
    at("yz-checked").innerHTML = `<section class="yz-panel yz-fault" role="alert"><p>${label(key)}</p></section>`;
  }

  function progress(on) {
    at("yz-check-progress").hidden = !on;
    at("yz-check-progress").innerHTML = on ? label("checking") : "";
  }

  async function check() {
    running?.abort();
    const mine = (running = new AbortController());
    const text = at("yz-check-text").value;
    at("yz-checked").innerHTML = "";
    if (!text.trim()) { progress(false); fault("check_empty"); return; }
    progress(true);
    try {
      const answer = await fetch("/ui/check", {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ text, as_of: at("yz-check-day").value || null }),
        signal: mine.signal,
      });
      const html = await answer.text();
      if (mine !== running) return;
      if (answer.status === 401 || answer.status === 403) fault("fault_signed_out");
      else if (answer.status === 503) notice(JSON.parse(html).detail);
      else if (!answer.ok) fault("fault_broken");
      else at("yz-checked").innerHTML = html;
    } catch (broken) {
      if (mine === running && broken.name !== "AbortError") fault("fault_broken");
    }
    if (mine === running) progress(false);
  }

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "yz-check") return;
    event.preventDefault();
    check();
  });
})();
