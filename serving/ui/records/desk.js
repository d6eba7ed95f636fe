// Everything that this page says to the server, and how faults come back.
import { w } from "./words.js";

export class Fault extends Error {
  constructor(status, slug, detail) {
    super(detail);
    this.status = status;
    this.slug = slug;
  }
}

async function send(method, path, body, signal) {
  const raw = body instanceof Blob;
  let answer;
  try {
    answer = await fetch(`/v1/${path}`, {
      method,
      credentials: "same-origin",
      headers: body === undefined ? {} : { "Content-Type": raw ? "text/csv" : "application/json" },
      body: body === undefined || raw ? body : JSON.stringify(body),
      signal,
    });
  } catch (fault) {
    if (signal?.aborted) throw fault;
    throw new Fault(0, "offline", w("offline"));
  }
  if (answer.status === 401) { location.assign("/sign-in"); throw new Fault(401, "unauthenticated", ""); }
  if (answer.status === 204) return null;
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Fault(answer.status, (problem.type ?? "").split(":").pop(), problem.detail ?? String(answer.status));
  }
  return answer;
}

// Events of a stream as they come, each with its name and body.
async function* streamed(path, body, signal) {
  const reader = (await send("POST", path, body, signal)).body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const lines = block.split("\n");
      const event = lines.find((line) => line.startsWith("event: "))?.slice(7);
      const data = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6)).join("\n");
      if (event && data) yield { event, body: JSON.parse(data) };
    }
  }
}

const json = async (method, path, body) => (await send(method, path, body))?.json() ?? null;
const at = (id) => `drafts/${encodeURIComponent(id)}`;

export const desk = {
  me: () => json("GET", "session"),
  leaveHouse: () => send("DELETE", "session"),
  shelf: () => json("GET", "drafts"),
  templates: () => json("GET", "drafts/templates"),
  form: (name) => json("GET", `drafts/templates/${encodeURIComponent(name)}`),
  tryForm: (text, talk) => json("POST", "drafts/templates/preview", { text, talk }),
  saveForm: (asked) => json("PUT", "drafts/templates", { ...asked, sign: true }),
  withdrawForm: (name, asked) => json("POST", `drafts/templates/${encodeURIComponent(name)}/withdraw`, { ...asked, sign: true }),
  learned: () => json("GET", "drafts/learned"),
  read: (text) => json("POST", "drafts/read", { text }),
  keep: (asked) => json("POST", "drafts/kept", asked),
  one: (id) => json("GET", at(id)),
  edit: (id, version, sections, seconds) => json("PATCH", at(id), { version, sections, seconds }),
  restore: (id, version, restore) => json("POST", `${at(id)}/restore`, { version, restore }),
  opened: (id, sections) => json("POST", `${at(id)}/opened`, { sections }),
  leave: (id) => navigator.sendBeacon?.(`/v1/${at(id)}/leave`),
  word: (id, version, signal) => streamed(`${at(id)}/worded`, { version }, signal),
  step: (id, asked) => json("POST", `${at(id)}/steps`, asked),
  versions: (id) => json("GET", `${at(id)}/versions`),
  discard: (id) => json("DELETE", at(id)),
  sign: (id, asked) => json("POST", `${at(id)}/sign`, { ...asked, sign: true }),
  amend: (id, asked) => json("POST", `${at(id)}/amendments`, { ...asked, sign: true }),
  codes: (query) => json("GET", `drafts/codes?${new URLSearchParams(query)}`),
  tables: () => json("GET", "drafts/codes/tables"),
  putTable: (name, file) => json("PUT", `drafts/codes/tables/${encodeURIComponent(name)}`, file),
  removeTable: (name) => json("DELETE", `drafts/codes/tables/${encodeURIComponent(name)}`),
  code: (id, version, codes) => json("PUT", `${at(id)}/codes`, { version, codes }),
  text: async (id) => (await send("GET", `${at(id)}/export?form=text`)).text(),
  exportUrl: (id, form) => `/v1/${at(id)}/export?form=${form}`,
};

export function toast(text, kind = "good") {
  const line = document.createElement("p");
  line.className = kind;
  line.textContent = text;
  document.getElementById("toasts").append(line);
  setTimeout(() => line.remove(), kind === "bad" ? 9000 : 3500);
}

export function tell(fault) {
  if (fault.status === 401) return;
  toast(fault.status === 403 && fault.slug === "access-denied" ? w("not_for_you") : w("fault", fault.message), "bad");
}
