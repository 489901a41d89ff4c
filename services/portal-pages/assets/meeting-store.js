// What lies on this device until the portal has taken it: drafts and finished entries, each officer's
// in a database of its own. Whoever owns the device can read it; another officer's page never does.
// A browser that keeps nothing gets a store in memory, and is told so.
const NAME = "hoiam-meeting-";

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const ended = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });

const opened = (officer) =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME + officer, 1);
    const late = setTimeout(() => reject(new Error("late")), 5000);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("meetings", { keyPath: "stream" });
      request.result.createObjectStore("drafts", { keyPath: "key" });
      const entries = request.result.createObjectStore("entries", { keyPath: "n", autoIncrement: true });
      entries.createIndex("key", "key", { unique: true });
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      clearTimeout(late);
      resolve(request.result);
    };
  });

// A keystroke is put down at once where that needs no waiting, until the database has it: a page that
// goes in that moment loses nothing.
const TYPING = "hoiam-typing-";
const noted = (act) => {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
};
const leftTyping = (officer) =>
  noted((notes) => {
    const keys = Object.keys(notes).filter((key) => key.startsWith(TYPING + officer));
    return keys.map((key) => JSON.parse(notes.getItem(key)));
  }) ?? [];

/** The store on the device. Every write is over when its promise is. */
const onDevice = (db, officer) => {
  const note = (key) => TYPING + officer + key;
  const read = (name) => db.transaction(name).objectStore(name);
  const write = async (names, act, durability = "strict") => {
    const transaction = db.transaction(names, "readwrite", { durability });
    const over = ended(transaction);
    act((name) => transaction.objectStore(name));
    await over;
  };
  return {
    durable: true,
    meeting: (stream) => asked(read("meetings").get(stream)),
    saveMeeting: (meeting) => write(["meetings"], (of) => of("meetings").put(meeting)),
    drafts: () => asked(read("drafts").getAll()),
    saveDraft: async (draft) => {
      const text = JSON.stringify(draft);
      noted((notes) => notes.setItem(note(draft.key), text));
      await write(["drafts"], (of) => of("drafts").put(draft), "relaxed");
      noted((notes) => notes.getItem(note(draft.key)) === text && notes.removeItem(note(draft.key)));
    },
    dropDraft: (key) => {
      noted((notes) => notes.removeItem(note(key)));
      return write(["drafts"], (of) => of("drafts").delete(key), "relaxed");
    },
    entries: () => asked(read("entries").getAll()),
    // The draft becomes an entry in one step: it is never both, and never neither.
    finish: async (draft, entry) => {
      await write(["drafts", "entries"], (of) => {
        of("drafts").delete(draft);
        of("entries").put(entry);
      });
      noted((notes) => notes.removeItem(note(draft)));
    },
    save: (entry) => write(["entries"], (of) => of("entries").put(entry)),
    drop: (n) => write(["entries"], (of) => of("entries").delete(n)),
  };
};

/** The same in memory: it ends with the page. */
export const inMemory = (before = { drafts: [], entries: [] }) => {
  const drafts = new Map(before.drafts.map((draft) => [draft.key, draft]));
  const entries = new Map(before.entries.map((entry) => [entry.n, entry]));
  let last = Math.max(0, ...entries.keys());
  const save = async (entry) => {
    entry.n ??= last += 1;
    entries.set(entry.n, entry);
  };
  return {
    durable: false,
    meeting: async () => undefined,
    saveMeeting: async () => {},
    drafts: async () => [...drafts.values()],
    saveDraft: async (draft) => void drafts.set(draft.key, draft),
    dropDraft: async (key) => void drafts.delete(key),
    entries: async () => [...entries.values()].toSorted((one, other) => one.n - other.n),
    finish: async (draft, entry) => {
      drafts.delete(draft);
      await save(entry);
    },
    save,
    drop: async (n) => void entries.delete(n),
  };
};

/** The officer's store. `gone` is called when it is deleted: the officer has signed out. */
export const openStore = async (officer, gone) => {
  try {
    const db = await opened(officer);
    db.onversionchange = () => {
      db.close();
      gone();
    };
    const store = onDevice(db, officer);
    // Whether it truly keeps something is known only by trying.
    await store.saveDraft({ key: "try", meeting: "" });
    await store.dropDraft("try");
    const finished = new Set((await store.entries()).filter(({ state }) => state !== "refused").map(({ key }) => key));
    for (const draft of leftTyping(officer)) {
      await (finished.has(draft.key) ? store.dropDraft(draft.key) : store.saveDraft(draft));
    }
    navigator.storage?.persist?.().catch(() => false);
    return store;
  } catch {
    return inMemory();
  }
};

/** Who is signed in on this device, as its last page with a network said. */
export const whoseDevice = () => {
  try {
    return localStorage.getItem("hoiam-officer") ?? "";
  } catch {
    return "";
  }
};

/** What is said before the officer signs out while something is unsent; nothing for nothing. */
export const warnOfSignOut = (officer, words) => {
  try {
    if (words) localStorage.setItem("hoiam-unsent-" + officer, words);
    else localStorage.removeItem("hoiam-unsent-" + officer);
  } catch {
    // A browser that keeps nothing has nothing to warn of.
  }
};

/** Visible ASCII that nobody else has made. */
export const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
