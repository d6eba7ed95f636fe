// One's own account: the password is changed, the second factor set up, confirmed and taken off here.
(() => {
  "use strict";
  const at = (id) => document.getElementById(id);
  const fault = document.querySelector(".fault");
  const prove = at("prove");
  const roles = {
    patient: "患者 / patient", doctor: "医生 / doctor", clerk: "病案员 / records clerk",
    safety_officer: "安全员 / safety officer", admin: "管理员 / administrator", auditor: "审计员 / auditor",
  };
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
    at("who").textContent = [roles[who.role] ?? who.role, who.department].filter(Boolean).join(" · ");
    at("state").textContent = confirmed ? "已启用：登录时需要验证码。 / On: signing in takes a code."
      : standing.needed ? "此账号必须先设置二次验证。 / This account needs one before anything else."
        : "未启用。 / Off.";
    at("gone").hidden = who.role !== "patient";
    at("proof").hidden = at("renew-proof").hidden = !confirmed;
    at("due").hidden = !who.password_due;
    if (who.password_due) { at("change").open = true; }
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

  at("renew").addEventListener("submit", (event) => {
    event.preventDefault();
    trying(async () => {
      const body = Object.fromEntries(new FormData(event.target));
      if (body.again !== body.new) { throw new Error("两次输入的新密码不一致 / The new passwords differ"); }
      delete body.again;
      await ask("POST", "/v1/session/password", body);
      location.replace("/sign-in");
    });
  });

  const kinds = {
    dialogue: "与医务人员的对话 / dialogues with staff", consent: "同意记录 / consents",
    audit: "审计链 / audit links", record: "病历 / medical records",
  };

  at("erase").addEventListener("submit", (event) => {
    event.preventDefault();
    trying(async () => {
      const body = Object.fromEntries(new FormData(event.target));
      event.target.reset();
      const done = await ask("POST", "/v1/me/erase", body);
      const lines = done.kept.map((one) => {
        const line = document.createElement("li");
        const until = one.until ? `至 ${one.until.slice(0, 10)} / until then` : "";
        line.textContent = `${kinds[one.kind]}：${one.count} ${until}`;
        return line;
      });
      const list = document.createElement("ul");
      list.append(...lines);
      at("kept").replaceChildren("已删除。依法保留： / Erased. The law keeps:", list);
      document.querySelector("[aria-labelledby=factor]").hidden = at("gone").hidden = at("take").hidden = true;
      at("kept").focus();
    });
  });

  trying(show);
})();
