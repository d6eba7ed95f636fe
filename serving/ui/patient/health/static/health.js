// Says on the patient's page that a doctor's questions wait; nobody signed in has none.
(() => {
  "use strict";
  const strip = document.getElementById("yp-due");
  const POLL_MS = 300_000;
  async function look() {
    if (document.hidden) return;
    try {
      const answer = await fetch("/ui/patient/due", { credentials: "same-origin" });
      strip.hidden = !answer.ok || !(await answer.json()).due;
    } catch { strip.hidden = true; }
  }
  document.addEventListener("yz-news", look);
  setInterval(look, POLL_MS);
  look();
})();
