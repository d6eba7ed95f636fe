// Which of the two languages the page shows, and the way out: on every page with the head band.
window.yizhengLanguage = (() => {
  "use strict";
  const root = document.documentElement;
  let chosen = "zh";
  try { chosen = localStorage.getItem("yz-language") === "en" ? "en" : "zh"; } catch { /* private mode */ }
  root.dataset.yz = chosen;

  function speak(language) {
    chosen = root.dataset.yz = language;
    root.lang = language === "en" ? "en" : "zh-Hans";
    const button = document.querySelector('[data-yz="language"]');
    if (button) {
      button.textContent = language === "en" ? "中文" : "English";
      button.lang = language === "en" ? "zh-Hans" : "en";
    }
    for (const one of document.querySelectorAll("[data-en][data-zh]")) {
      if (one.tagName === "INPUT") one.placeholder = one.dataset[language];
      else one.textContent = one.dataset[language];
    }
    document.dispatchEvent(new CustomEvent("yz-language", { detail: language }));
    try { localStorage.setItem("yz-language", language); } catch { /* private mode: keep it for this page */ }
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-yz]");
    if (button?.dataset.yz === "language") speak(chosen === "en" ? "zh" : "en");
    if (button?.dataset.yz === "sign-out") {
      await fetch("/v1/session", { method: "DELETE", credentials: "same-origin" });
      location.assign("/sign-in");
    }
  });

  // Ways are shown to whom they lead somewhere; the pages behind them refuse all others in any case.
  fetch("/v1/session", { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : {}))
    .then((caller) => { root.dataset.role = caller.role ?? ""; })
    .catch(() => { /* the pages behind the ways say themselves who may see them */ });

  return { speak, now: () => chosen };
})();
