// Sign-in and set-up: one form, posted as JSON; the server sets the session cookie.
(() => {
  "use strict";
  const form = document.querySelector("form");
  const fault = document.querySelector(".fault");
  const button = form.querySelector("button");

  function tell(text) { fault.textContent = text; fault.hidden = false; fault.focus(); }

  // A right password of somebody with a second factor: the field for its code appears, or is emptied.
  function askForCode(type) {
    const field = form.querySelector(".code");
    if (!field || !/:(code-needed|second-factor)$/.test(type)) { return false; }
    const again = !field.hidden;
    field.hidden = false;
    const input = field.querySelector("input");
    input.value = "";
    if (again) { tell("验证码不正确或已用过 / The code is wrong or was used"); }
    input.focus();
    return true;
  }

  const refusals = {
    "#refused": "统一登录未完成 / The hospital's sign-on was not completed",
    "#unknown": "统一登录成功，但这里没有您的账号；请联系管理员 / No account here is yours; ask an administrator",
    "#code": "您的账号有二次验证，请用用户名、密码和验证码登录 / Your account takes name, password and code",
  };
  const single = document.querySelector(".single");
  if (single) {
    if (refusals[location.hash]) { tell(refusals[location.hash]); }
    fetch("/v1/session/ways").then((answer) => answer.json()).then((ways) => { single.hidden = !ways.oidc; }, () => {});
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fault.hidden = true;
    const body = Object.fromEntries(new FormData(form));
    if ("again" in body) {
      if (body.again !== body.password) { tell("两次输入的密码不一致 / The passwords differ"); return; }
      delete body.again;
      // The one-time token stands behind the hash sign, so that it reaches no log.
      body.token = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
    }
    button.disabled = true;
    try {
      const answer = await fetch(form.dataset.post, {
        method: "POST", credentials: "same-origin",
        headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      });
      if (answer.ok) {
        const told = await answer.json().catch(() => ({}));
        location.replace(told.account?.must_change ? "/account" : "/");
        return;
      }
      const problem = await answer.json().catch(() => ({}));
      if (askForCode(problem.type ?? "")) { return; }
      tell(answer.status === 401 && !("token" in body) ? "用户名或密码不正确 / Wrong name or password" : (problem.detail || "未能完成，请重试 / Not completed, try again"));
    } catch {
      tell("无法连接服务器 / The server cannot be reached");
    } finally {
      button.disabled = false;
    }
  });
})();
