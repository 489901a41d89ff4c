// The desk of a contact meeting: one form after the other by keyboard, what is typed kept on the
// device at once, what is finished sent as soon as there is a network. The same script serves the
// page of the portal and, without a network, the page that the worker keeps.
import { inMemory, newKey, openStore, warnOfSignOut, whoseDevice } from "/assets/meeting-store.js";
import { sender } from "/assets/meeting-send.js";

const by = (id) => document.getElementById(id);
const [desk, form, sign, told, kept, taken] = ["desk", "entry", "sign", "told", "kept", "taken"].map(by);
const words = JSON.parse(desk.dataset.words);
const say = (id, n) => words[id].replace("%n", n);
const withoutNetwork = desk.dataset.offline === "true";
const stream = location.pathname.split("/")[2];
const RECORD = ["who", "where", "original", "opinion", "raised_with", "area", "field"];
const ANSWER = ["by", "speaker", "outcome", "answer", "promised_by", "not_accepted"];
const control = (name) => by("i-" + name);
// An answer on the spot says at least by whom, what came of it, and in which words.
const NEEDED = ["by", "outcome", "answer"];
const EXCERPT = 160;

let store = inMemory();
let meeting = desk.dataset.meeting ? JSON.parse(desk.dataset.meeting) : null;
let officer = meeting?.officer ?? whoseDevice();
let draft = null;
let release = () => {};
let pump = () => {};
let net = navigator.onLine ? "" : "offline";
let ready = "";
let wasSent = false;
let burst = [];

const made = (tag, text, className) => {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (className) element.className = className;
  return element;
};
const short = (text) => (text.length > EXCERPT ? text.slice(0, EXCERPT) + "…" : text);

// What stands in the form, and putting something there.
const typed = () => {
  const fields = {};
  for (const name of [...RECORD, ...ANSWER]) {
    const at = control(name);
    const value = at.type === "checkbox" ? (at.checked ? "true" : "") : at.value;
    if (value) fields[name] = value;
  }
  return fields;
};
const put = (fields) => {
  form.reset();
  for (const name of [...RECORD, ...ANSWER]) {
    const at = control(name);
    if (at.type === "checkbox") at.checked = fields?.[name] === "true";
    else if (fields) at.value = fields[name] ?? "";
    else if (at.tagName !== "SELECT") at.value = "";
  }
  by("answer").open = Boolean(fields && ANSWER.some((name) => fields[name]));
};
const isEmpty = (fields) => !["who", "where", "original", "answer", "speaker", "by"].some((name) => fields[name]?.trim());

// What describes a field: its hint, and what is wrong with it.
const describe = (at, name, error) => {
  const ids = [by("h-" + name)?.id, error].filter(Boolean).join(" ");
  if (ids) at.setAttribute("aria-describedby", ids);
  else at.removeAttribute("aria-describedby");
};
// What an answer on the spot lacks, when one is given.
const lacking = (fields) => {
  if (!ANSWER.some((name) => fields[name]?.trim())) return "";
  const needed = fields.outcome === "promised" ? [...NEEDED, "promised_by"] : NEEDED;
  return needed.find((name) => !fields[name]?.trim()) ?? "";
};

// The field that is wrong says so itself.
const mark = (name, text) => {
  for (const old of form.querySelectorAll(".field.wrong")) {
    old.classList.remove("wrong");
    old.querySelector(".error")?.remove();
    const was = old.querySelector("[aria-invalid]");
    was?.removeAttribute("aria-invalid");
    if (was) describe(was, was.name);
  }
  const at = name && control(name);
  if (!at) return;
  const error = made("p", text, "error");
  error.id = "e-" + name;
  at.closest(".field").classList.add("wrong");
  at.before(error);
  at.setAttribute("aria-invalid", "true");
  describe(at, name, error.id);
  if (ANSWER.includes(name)) by("answer").open = true;
  at.focus();
};

// A draft belongs to one window; a window that is gone leaves it to the next.
const claim = (key) =>
  new Promise((resolve) => {
    if (!navigator.locks) return resolve(() => {});
    navigator.locks.request("hoiam-draft-" + key, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(null);
      return new Promise((free) => resolve(free));
    });
  });
const begin = async (found) => {
  release();
  draft = found ?? { key: newKey(), answer_key: newKey(), meeting: stream, mends: null };
  put(found?.fields);
  release = (await claim(draft.key)) ?? (() => {});
};
const leftOver = async () => {
  const mine = (await store.drafts()).filter((old) => old.meeting === stream && old.key !== draft?.key);
  for (const old of mine.toSorted((one, other) => other.at - one.at)) {
    const free = await claim(old.key);
    if (!free) continue;
    free();
    return old;
  }
  return null;
};

// A device that stops keeping things is told of at once; what it had goes on in memory.
const safely = async (act) => {
  try {
    return await act();
  } catch {
    const [drafts, entries] = await Promise.all([store.drafts(), store.entries()]).catch(() => [[], []]);
    store = inMemory({ drafts, entries });
    await show();
    return act();
  }
};

const keepDraft = () => {
  const fields = typed();
  if (isEmpty(fields) && draft.mends === null) return safely(() => store.dropDraft(draft.key));
  draft = { ...draft, fields, at: Date.now() };
  const now = draft;
  return safely(() => store.saveDraft(now));
};

// Where windows cannot keep their drafts apart, two may have gone on from one: they are two entries.
const keepFinished = async (key, entry) => {
  try {
    await store.finish(key, entry);
  } catch (error) {
    if (error?.name !== "ConstraintError") throw error;
    entry.key = newKey();
    await store.finish(key, entry);
  }
};

const finish = async () => {
  const fields = typed();
  if (!fields.original?.trim()) return mark("original", words.empty);
  const lacks = lacking(fields);
  if (lacks) return mark(lacks, words.missing);
  mark("");
  const { key, answer_key, mends, number } = draft;
  const entry = { key, answer_key, meeting: stream, fields, state: "kept", number: number ?? "", at: Date.now() };
  if (mends !== null) entry.n = mends;
  // The next one may be typed while this one is being kept.
  burst.push(key);
  const next = begin(null);
  by("alike").textContent = "";
  lock(false);
  control("who").focus();
  await safely(() => keepFinished(key, entry));
  await next;
  if (isEmpty(typed()) && mends !== null) await begin(await leftOver());
  await changed();
  pump();
};

// Mending what was refused: the form takes it, and gives back what was in it afterwards.
const lock = (on, text = "") => {
  const number = on ? draft.number : "";
  for (const name of RECORD) control(name)[control(name).matches("select, [type=checkbox]") ? "disabled" : "readOnly"] = Boolean(number);
  by("mending").hidden = by("mend-not").hidden = !on;
  by("mending").textContent = text;
};
const showMending = (entry) => {
  const { why } = entry;
  const lead = draft.number ? say("mending-answer", draft.number) : words.mending;
  lock(true, `${lead} ${why?.title ?? words.unknown}. ${why?.next ?? ""}`);
  if (why?.field && control(why.field)) mark(why.field, why.wrong ?? why.title);
  else control("original").focus();
};
const mend = async (entry) => {
  await keepDraft();
  // What is in the book keeps its key; what was refused is recorded under its own, so it gets another.
  const key = entry.number ? entry.key : newKey();
  await begin({ key, answer_key: newKey(), meeting: stream, mends: entry.n, number: entry.number, fields: entry.fields });
  showMending(entry);
  await keepDraft();
};
const mendNot = async () => {
  await safely(() => store.dropDraft(draft.key));
  mark("");
  draft = null;
  await begin(await leftOver());
  lock(false);
  control("who").focus();
};

// The lists beside the form.
const entryItem = (entry) => {
  const item = made("li", "", entry.state === "refused" ? "task refused" : "task");
  item.append(made("span", short(entry.fields.original ?? ""), "wording"));
  if (entry.state !== "refused") {
    item.append(made("p", entry.sending ? words["in-flight"] : words.kept, "state"));
    return item;
  }
  item.append(made("p", `${entry.why?.title ?? words.unknown}. ${entry.why?.next ?? ""}`, "why"));
  const buttons = made("p", "", "buttons");
  const button = (id, act) => {
    const made_ = made("button", words[id], "small");
    made_.type = "button";
    made_.dataset.act = `${id}-${entry.n}`;
    made_.addEventListener("click", act);
    buttons.append(made_);
  };
  button("mend", () => mend(entry));
  button("drop", async () => {
    if (!confirm(words["drop-sure"])) return;
    await safely(() => store.drop(entry.n));
    await changed();
    control("who").focus();
  });
  item.append(buttons);
  return item;
};
const takenItem = (number, text) => {
  if (number && taken.querySelector(`[data-number="${CSS.escape(number)}"]`)) return;
  const item = made("li", "", "task");
  item.dataset.number = number;
  const link = made("a", number || "✓", "number");
  if (number) link.href = "/kien-nghi/" + number;
  item.append(link, " ", made("span", short(text), "wording"));
  taken.prepend(item);
  taken.hidden = false;
  by("nothing")?.remove();
};
const show = async () => {
  const all = await store.entries();
  const here = all.filter((entry) => entry.meeting === stream);
  const unsent = all.filter(({ state }) => state === "kept").length;
  const refused = here.filter(({ state }) => state === "refused").length;
  const focused = document.activeElement?.dataset.act;
  kept.replaceChildren(...here.filter(({ state }) => state !== "sent").toReversed().map(entryItem));
  kept.hidden = kept.childElementCount === 0;
  if (focused) kept.querySelector(`[data-act="${focused}"]`)?.focus();
  for (const { state, number } of here) if (state === "sent" && number) takenItem(number, "");
  showSign(unsent, refused);
  warnOfSignOut(officer, store.durable && unsent + refused > 0 ? say("sign-out", unsent + refused) : "");
};
let sending = 0;
const showSign = (unsent, refused) => {
  const tell = (id, tone, n) => ({ text: say(id, n), tone });
  const states = [
    [!store.durable, () => tell("no-store", "bad")],
    [net === "sign-in", () => tell("sign-in", "bad", unsent)],
    [net === "other", () => tell("other", "bad")],
    [net === "offline", () => (unsent ? tell("offline", "bad", unsent) : tell("offline-none", "bad"))],
    [net === "later", () => tell("waiting", "bad", unsent)],
    [refused > 0, () => tell("refused", "bad", refused)],
    [unsent > 0, () => tell("sending", "plain", unsent)],
    [wasSent, () => tell("sent", "good")],
    [ready, () => tell(ready, "plain")],
  ];
  const { text, tone } = states.find(([holds]) => holds)?.[1]() ?? { text: "", tone: "plain" };
  if (text !== say("sending", unsent)) return setSign(text, tone, unsent);
  // A send of a moment is not worth a word.
  clearTimeout(sending);
  sending = setTimeout(() => unsent > 0 && net === "" && kept.querySelector(".task:not(.refused)") && setSign(text, tone, unsent), 1500);
};
const setSign = (text, tone, unsent) => {
  const link = net === "sign-in" || (withoutNetwork && net === "" && unsent === 0);
  const whole = text + (link ? net : "");
  if (sign.dataset.whole === whole) return;
  sign.dataset.whole = whole;
  sign.className = `said sign ${tone}`;
  sign.textContent = text;
  if (!link) return;
  const to = made("a", net === "sign-in" ? words["sign-in-link"] : words.again);
  to.href = net === "sign-in" ? "/dang-nhap?to=" + encodeURIComponent(location.pathname) : location.href;
  sign.append(" ", to);
};

// Other windows of the same officer see what this one does.
const others = "BroadcastChannel" in globalThis ? new BroadcastChannel("hoiam-meeting") : null;
const changed = async () => {
  await show();
  others?.postMessage(officer);
};

const heard = async (fate, entry) => {
  if (fate === "sending") return;
  if (fate === "idle") {
    net = ["sign-in", "other", "later", "offline"].includes(entry) ? entry : "";
    const done = burst.filter((one) => one.number !== undefined);
    if (net === "" && done.length > 0) {
      wasSent = true;
      told.textContent = done.length === 1 ? say("got", done[0].number) : say("got-many", done.length);
      burst = [];
    }
    return changed();
  }
  if (fate === "done") {
    burst = burst.filter((one) => one !== entry.key).concat({ number: entry.number });
    if (entry.meeting === stream) takenItem(entry.number, entry.fields.original ?? "");
  }
  if (["sign-in", "other", "later", "offline"].includes(fate)) net = fate;
  await changed();
};

// The same words at the same meeting, or about the same area.
const parts = (text) => new Set(text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1));
const alike = async () => {
  const mine = parts(control("original").value);
  const out = by("alike");
  if (mine.size < 4) return void (out.textContent = "");
  const known = [...(meeting?.near ?? [])];
  for (const item of taken.children) known.push([item.dataset.number, item.querySelector(".wording")?.textContent ?? ""]);
  for (const entry of await store.entries()) if (entry.fields && entry.n !== draft.mends) known.push([words.kept, entry.fields.original ?? ""]);
  const scored = known.map(([number, text]) => {
    const theirs = parts(text);
    const both = [...mine].filter((word) => theirs.has(word)).length;
    return { number, text, score: theirs.size < 4 ? 0 : both / Math.min(mine.size, theirs.size) };
  });
  const best = scored.filter(({ score }) => score >= 0.7).toSorted((one, other) => other.score - one.score)[0];
  const text = best ? `${words.alike} ${best.number} “${short(best.text)}”` : "";
  if (out.textContent !== text) out.textContent = text;
};

let looking = 0;
const listen = () => {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    finish();
  });
  form.addEventListener("input", (event) => {
    keepDraft();
    if (event.target !== control("original")) return;
    clearTimeout(looking);
    looking = setTimeout(alike, 500);
  });
  form.addEventListener("change", () => keepDraft());
  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key !== "Enter" || !event.target.matches("input:not([type=checkbox])") || event.ctrlKey) return;
    event.preventDefault();
    const all = [...form.querySelectorAll("input:not([type=hidden]), textarea, select, button")].filter((at) => at.offsetParent);
    all[all.indexOf(event.target) + 1]?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) finish();
    else if (event.altKey && event.code === "KeyY") control("opinion").click();
    else if (event.altKey && event.code === "KeyT") {
      by("answer").open = !by("answer").open;
      (by("answer").open ? control("by") : control("original")).focus();
    } else return;
    event.preventDefault();
  });
  by("mend-not").addEventListener("click", mendNot);
  addEventListener("offline", () => {
    net = "offline";
    show();
  });
  addEventListener("beforeunload", (event) => {
    if (!store.durable && (kept.childElementCount > 0 || !isEmpty(typed()))) event.preventDefault();
  });
  others?.addEventListener("message", ({ data }) => data === officer && show());
};

// Where the portal's page could not say what there is to choose, the device does.
const fill = () => {
  by("meeting-place").textContent = meeting.place;
  by("meeting-on").textContent = meeting.on;
  for (const [name, choices] of Object.entries(meeting.choices)) {
    const options = choices.map(([value, label, chosen]) => new Option(label, value, chosen, chosen));
    control(name)?.append(...options);
  }
};
const keepPage = async () => {
  if (!navigator.serviceWorker || !desk.dataset.worker) return void (ready = "no-worker");
  try {
    await navigator.serviceWorker.register(desk.dataset.worker);
    await navigator.serviceWorker.ready;
    ready = "ready";
  } catch {
    ready = "no-worker";
  }
  await show();
};

// The officer has signed out in some window: nothing more is taken down here.
const signedOut = () => {
  store = inMemory();
  net = "sign-in";
  for (const at of form.elements) at.disabled = true;
  show();
};

const start = async () => {
  if (officer) store = await openStore(officer, signedOut);
  if (meeting) {
    await safely(() => store.saveMeeting(meeting));
    // The portal's own list has them.
    for (const entry of await store.entries()) {
      if (entry.state === "sent" && entry.meeting === stream) await safely(() => store.drop(entry.n));
    }
  } else {
    meeting = await store.meeting(stream);
    if (!meeting) {
      for (const at of form.elements) at.disabled = true;
      sign.textContent = words["unknown-here"];
      return;
    }
    fill();
  }
  await begin(await leftOver());
  const mended = draft.mends === null ? null : (await store.entries()).find(({ n }) => n === draft.mends);
  if (mended) showMending(mended);
  else draft.mends = null;
  listen();
  pump = sender({ store: () => store, officer, changed: heard });
  await show();
  if (!mended) control("who").focus();
  desk.dataset.ready = "yes";
  pump();
  if (!withoutNetwork) await keepPage();
};
start();
