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

  // A comparison that is not finished goes on by itself, while nobody is writing.
  const again = document.querySelector("[data-yz-again]");
  if (again) {
    setTimeout(() => {
      if (!document.activeElement.matches("input, select")) location.assign(again.href);
    }, Number(again.dataset.yzAgain) * 1000);
  }

  // A page is turned with the arrow keys, unless somebody writes.
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, select, textarea, [tabindex='0']")) return;
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = rel && document.querySelector(`.yz-pager a[rel=${rel}]`);
    if (link) { event.preventDefault(); link.click(); }
  });
})();
