// Sends what is kept on the device, in order, one after the other, until the portal has taken it.
// An entry's key was made before it was finished: whatever is sent twice is in the book once.
const WITHIN_MS = 30_000;
const FIRST_MS = 1000;
const LONGEST_MS = 20_000;

/** What the portal says of an entry: done, refused, later, sign-in or other. */
const given = async (entry, officer) => {
  const body = new URLSearchParams({ ...entry.fields, key: entry.key, answer_key: entry.answer_key, officer });
  let response;
  try {
    response = await fetch(`/buoi-tiep-xuc/${entry.meeting}/ghi`, {
      method: "POST",
      body,
      headers: { accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    if (response.type === "opaqueredirect" || response.status === 401) return { fate: "sign-in" };
    if (response.status >= 500 || response.status === 429) return { fate: "later" };
    const told = response.headers.get("content-type")?.includes("json") ? await response.json() : {};
    if (told.done) return { fate: "done", told };
    return { fate: told.code === "other_officer" ? "other" : "refused", told };
  } catch {
    // Cut before or behind the portal: it will say which when it is asked again.
    return { fate: response ? "later" : "offline" };
  }
};

/** One at a time on this device, where the browser can see to it. */
const alone = (officer, act) =>
  navigator.locks ? navigator.locks.request("hoiam-send-" + officer, act) : act();

/**
 * `store()` gives the store, `changed(fate, entry)` is told after each entry and when nothing is left
 * ("idle").
 */
export const sender = ({ store, officer, changed }) => {
  let busy = false;
  let again = false;
  let pause = FIRST_MS;
  let timer = 0;
  const one = async () => {
    const entry = (await store().entries()).find(({ state }) => state === "kept");
    if (!entry) return "idle";
    changed("sending", entry);
    const { fate, told } = await given(entry, officer);
    const { n, key, meeting } = entry;
    // Its words leave the device with the portal's word that it has them.
    if (fate === "done") await store().save({ n, key, meeting, state: "sent", number: told.number ?? "" });
    if (fate === "refused") {
      const why = { title: told.title, next: told.next, field: told.field, wrong: told.wrong };
      await store().save({ ...entry, state: "refused", why, number: told.number ?? "" });
    }
    changed(fate, { ...entry, number: told?.number ?? "" });
    return fate;
  };
  const pump = async () => {
    clearTimeout(timer);
    again = true;
    if (busy) return;
    busy = true;
    let fate = "idle";
    while (again) {
      again = false;
      fate = await alone(officer, one).catch(() => "later");
      if (fate === "done" || fate === "refused") {
        again = true;
        pause = FIRST_MS;
      }
    }
    busy = false;
    changed("idle", fate);
    if (fate === "later" || fate === "offline") {
      timer = setTimeout(pump, pause);
      pause = Math.min(pause * 2, LONGEST_MS);
    }
  };
  addEventListener("online", pump);
  document.addEventListener("visibilitychange", () => document.hidden || pump());
  return pump;
};
