// The sheets: menu, registration with consent, account, tickets, complaint. All state is the server's own.
(() => {
  "use strict";
  const { label, labelHtml, complain, resume, anew } = window.yizheng;
  const at = (id) => document.getElementById(id);
  const POLL_MS = 30_000;
  const QUIET_MS = 600_000;
  let me = { signed: false, name: "", consents: [], waiting: 0, unread: 0 };
  let active = Date.now();
  let about = "";

  async function json(method, address, content) {
    const answer = await fetch(address, { method, credentials: "same-origin", headers: { "Content-Type": "application/json" }, body: content === undefined ? undefined : JSON.stringify(content) });
    return { ok: answer.ok, status: answer.status, value: await answer.json().catch(() => ({})) };
  }

  function open(name) {
    document.querySelectorAll("dialog[open]").forEach((sheet) => sheet.close());
    const sheet = at(`yp-${name}`);
    sheet.showModal();
    sheet.scrollTop = 0;
  }

  async function news() {
    try { me = (await json("GET", "/ui/patient/me")).value; } catch { return; }
    for (const one of document.querySelectorAll("[data-signed]")) one.closest("li").hidden = !me.signed;
    for (const one of document.querySelectorAll("[data-stranger]")) one.closest("li").hidden = me.signed;
    for (const one of document.querySelectorAll(".yp-badge")) {
      one.hidden = !me.unread && !me.waiting;
      one.textContent = String(me.unread || me.waiting || "");
      one.classList.toggle("yp-new", me.unread > 0);
    }
    at("yp-moved").hidden = !me.changed;
    at("yp-who").textContent = me.name ?? "";
    for (const row of document.querySelectorAll("#yp-account li[data-purpose]")) {
      const stands = me.consents.includes(row.dataset.purpose);
      row.querySelector(".yp-stands").innerHTML = labelHtml(stands ? "consent_on" : "consent_off");
      row.querySelector(".yp-stands").classList.toggle("yp-on", stands);
      row.querySelector("button").innerHTML = labelHtml(stands ? "withdraw" : "give");
    }
  }

  // Registration, sign-in, agreement.
  function gate(need) {
    const agree = need === "consent" && me.signed;
    at("yp-gate-why").innerHTML = labelHtml(agree ? "gate_signed" : "gate_text");
    face(agree ? "yp-agree" : "yp-register");
    open("gate");
    at("yp-gate").querySelector("form:not([hidden]) input")?.focus();
  }

  function face(shown) {
    for (const form of document.querySelectorAll("#yp-gate form")) {
      form.hidden = form.id !== shown;
      fault(form, null);
    }
    for (const box of document.querySelectorAll('#yp-agree [name="consents"]')) box.checked = me.consents.includes(box.value);
  }

  // A fault stands beside the field that it is about, and the field is ready to be written in again.
  const FIELD = { fault_name: "name", fault_name_taken: "name", fault_password: "password", fault_wrong: "password", fault_consent: "consents" };

  function fault(form, key) {
    const line = form.querySelector(".yp-fault");
    line.hidden = key === null;
    line.innerHTML = key === null ? "" : labelHtml(key);
    for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
    if (key === null) return;
    const field = form.querySelector(`[name="${FIELD[key]}"]`);
    if (!field) { form.querySelector(".yp-go").before(line); line.focus(); return; }
    (field.closest(".yp-choice") ?? field.closest(".yp-secret") ?? field).after(line);
    field.setAttribute("aria-invalid", "true");
    field.focus();
    line.scrollIntoView({ block: "nearest" });
  }

  function faultOf({ status, value }) {
    const detail = value.detail ?? "";
    if (status === 429) return "fault_locked";
    if (status === 401) return "fault_wrong";
    if (status === 422 && /taken/.test(detail)) return "fault_name_taken";
    if (status === 422 && /password/.test(detail)) return "fault_password";
    return status === 422 ? "fault_name" : "fault";
  }

  const agreed = (form) => Array.from(form.querySelectorAll('[name="consents"]:checked'), (one) => one.value);

  async function submitted(form, send) {
    const button = form.querySelector(".yp-go");
    button.disabled = true;
    fault(form, null);
    try {
      const answer = await send();
      if (!answer.ok) { fault(form, faultOf(answer)); return; }
      form.reset();
      await news();
      if (!me.consents.includes("chat")) { gate("consent"); return; }
      at("yp-gate").close();
      resume();
    } catch { fault(form, "offline"); }
    finally { button.disabled = false; }
  }

  const forms = {
    "yp-register": (form) => {
      const given = Object.fromEntries(new FormData(form));
      if (!given.name.trim()) return fault(form, "fault_name");
      if (given.password.length < 12 || given.password === given.name) return fault(form, "fault_password");
      if (!agreed(form).includes("chat")) return fault(form, "fault_consent");
      return submitted(form, () => json("POST", "/v1/patients", { name: given.name, password: given.password, consents: agreed(form), given_as: given.given_as }));
    },
    "yp-sign-in": (form) => {
      const given = Object.fromEntries(new FormData(form));
      return submitted(form, () => json("POST", "/v1/session", { name: given.name, password: given.password }));
    },
    "yp-agree": (form) => {
      if (!agreed(form).includes("chat")) return fault(form, "fault_consent");
      return submitted(form, async () => {
        let last = { ok: true };
        for (const purpose of agreed(form)) last = await json("POST", "/v1/consents", { purpose, given: true });
        return last;
      });
    },
    "yp-complain": async (form) => {
      const given = Object.fromEntries(new FormData(form));
      at("yp-feedback").close();
      form.reset();
      await complain(given.kind, given.text, about);
    },
  };

  async function tickets() {
    const answer = await fetch("/ui/patient/tickets", { credentials: "same-origin" });
    at("yp-ticket-list").innerHTML = answer.ok ? await answer.text() : `<p>${labelHtml("fault")}</p>`;
    await news();
  }

  const press = {
    open: async (one) => { open(one.dataset.sheet); if (one.dataset.sheet === "tickets") await tickets(); },
    menu: () => open("menu"),
    close: (one) => one.closest("dialog").close(),
    gate: () => gate("account"),
    "have-account": () => { face("yp-sign-in"); at("yp-sign-in-name").focus(); },
    "no-account": () => { face("yp-register"); at("yp-register-name").focus(); },
    show: (one) => {
      const secret = one.previousElementSibling;
      const hidden = secret.type === "password";
      secret.type = hidden ? "text" : "password";
      one.setAttribute("aria-pressed", String(hidden));
    },
    consent: async (one) => {
      const given = !me.consents.includes(one.dataset.purpose);
      await json("POST", "/v1/consents", { purpose: one.dataset.purpose, given });
      await news();
    },
    keepsake: (one) => { location.assign(`/ui/patient/keepsake?form=${one.dataset.form}&script=${document.documentElement.dataset.script}`); },
    feedback: (one) => { about = one.closest(".yp-msg").querySelector(".yp-body").innerText.slice(0, 4000); open("feedback"); },
    withdraw: async (one) => {
      one.disabled = true;
      const sent = await json("POST", `/v1/tasks/${encodeURIComponent(one.dataset.ticket)}/withdraw`, {}).catch(() => null);
      // Refused: somebody has just answered or ended it, which the list shows.
      if (sent) return tickets();
      one.disabled = false;
      one.insertAdjacentHTML("afterend", `<span role="alert">${labelHtml("offline")}</span>`);
    },
    "sign-out": async () => { await fetch("/v1/session", { method: "DELETE", credentials: "same-origin" }); at("yp-menu").close(); anew(); await news(); },
  };

  document.addEventListener("click", (event) => {
    active = Date.now();
    if (event.target.nodeName === "DIALOG") { event.target.close(); return; }
    const button = event.target.closest("[data-do]");
    if (button && Object.hasOwn(press, button.dataset.do)) press[button.dataset.do](button);
  });
  document.addEventListener("submit", (event) => {
    if (!Object.hasOwn(forms, event.target.id)) return;
    event.preventDefault();
    forms[event.target.id](event.target);
  });
  document.addEventListener("yz-gate", (event) => gate(event.detail));
  document.addEventListener("yz-news", () => { if (me.signed) news(); });
  // Looks for replies only while somebody is there, so that a forgotten phone signs itself out.
  setInterval(() => { if (me.signed && !document.hidden && Date.now() - active < QUIET_MS) news(); }, POLL_MS);
  news();
})();
