// One's own account: the second factor is set up, confirmed and taken off here.
(() => {
  "use strict";
  const at = (id) => document.getElementById(id);
  const fault = document.querySelector(".fault");
  const prove = at("prove");
  let confirmed = false;

  async function ask(method, path, body) {
    const answer = await fetch(path, {
      method, credentials: "same-origin",
      headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body),
    });
    const told = await answer.json().catch(() => ({}));
    if (answer.status === 401 && told.type?.endsWith(":unauthenticated")) { location.replace("/sign-in"); }
    if (!answer.ok) { throw new Error(told.detail || "未能完成，请重试 / Not completed, try again"); }
    return told;
  }

  async function trying(step) {
    fault.hidden = true;
    try { await step(); } catch (problem) {
      fault.textContent = problem.message; fault.hidden = false; fault.focus();
    }
  }

  async function show() {
    const [who, standing] = [await ask("GET", "/v1/session"), await ask("GET", "/v1/session/factor")];
    confirmed = standing.confirmed;
    at("who").textContent = [who.role, who.department].filter(Boolean).join(" · ");
    at("state").textContent = confirmed ? "已启用：登录时需要验证码。 / On: signing in takes a code."
      : standing.needed ? "此账号必须先设置二次验证。 / This account needs one before anything else."
        : "未启用。 / Off.";
    at("begin").hidden = confirmed;
    at("enrol").hidden = true;
    prove.hidden = !confirmed;
    prove.querySelector("button").textContent = confirmed ? "停用 / Take it off" : "启用 / Turn it on";
  }

  at("begin").addEventListener("click", () => trying(async () => {
    const made = await ask("POST", "/v1/session/factor");
    at("picture").innerHTML = made.picture;
    at("secret").textContent = made.secret.match(/.{1,4}/g).join(" ");
    at("begin").hidden = true;
    at("enrol").hidden = prove.hidden = false;
    at("code").focus();
  }));

  prove.addEventListener("submit", (event) => {
    event.preventDefault();
    trying(async () => {
      const code = at("code").value;
      at("code").value = "";
      await (confirmed ? ask("POST", "/v1/session/factor/off", { code }) : ask("PUT", "/v1/session/factor", { code }));
      await show();
    });
  });

  trying(show);
})();
