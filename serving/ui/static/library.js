// The ledger's pages: language, the way to the quotation, a wider page. Everything works without it.
(() => {
  "use strict";
  window.yizhengLanguage.speak(window.yizhengLanguage.now());

  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const quote = document.getElementById("yz-quote");
  if (quote && location.hash === "#yz-quote") {
    quote.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    quote.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const zoom = event.target.closest('[data-yz="zoom"]');
    if (!zoom) return;
    const wide = zoom.closest(".yz-reader").classList.toggle("yz-zoomed");
    zoom.setAttribute("aria-pressed", String(wide));
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest('[data-yz="print"]')) print();
  });

  // A comparison that is not finished goes on behind the page; what somebody reads does not move.
  async function goOn(link) {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const left = fresh.querySelector("[data-yz-again]");
    link.innerHTML = (left ?? link.nextElementSibling).innerHTML;
    if (left) setTimeout(goOn, 500, link);
  }
  const again = document.querySelector("[data-yz-again]");
  if (again) goOn(again).catch(() => { /* the link is still there to be followed */ });

  // A page is turned with the arrow keys, unless somebody writes.
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, select, textarea, [tabindex='0']")) return;
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = rel && document.querySelector(`.yz-pager a[rel=${rel}]`);
    if (link) { event.preventDefault(); link.click(); }
  });
})();
