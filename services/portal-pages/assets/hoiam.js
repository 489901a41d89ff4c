// The pages' own script: news as they happen, and a warning before typed words are lost.
// Every page works without it.
"use strict";
(() => {
  const live = document.getElementById("live");
  const toasts = document.getElementById("toasts");
  if (!live || !toasts) return;
  let lost = null;

  const say = (text, stay) => {
    const toast = document.createElement("div");
    toast.className = "toast";
    const words = document.createElement("p");
    words.textContent = text;
    toast.append(words);
    toasts.prepend(toast);
    dress(toast, stay);
    return toast;
  };

  // Every toast can be hidden, and goes by itself unless it must stay.
  const dress = (toast, stay) => {
    if (toast.querySelector("button")) return;
    const hide = document.createElement("button");
    hide.type = "button";
    hide.className = "quiet";
    hide.textContent = live.dataset.dismiss;
    hide.addEventListener("click", () => toast.remove());
    toast.append(hide);
    if (!stay) setTimeout(() => toast.remove(), 12000);
  };

  // What is being read is made new where it lies; what somebody ticked, typed, or was refused stays.
  let touched = false;
  document.addEventListener("input", (event) => { touched ||= event.target.closest("#main") !== null; });
  document.addEventListener("htmx:before:swap", (event) => {
    // It was asked for before the first key was struck.
    if (touched && event.detail.ctx?.target?.id === "main") event.preventDefault();
  });
  const renew = () => {
    if (touched || document.querySelector("form[data-guard], #main .error, #refused")) return;
    const main = document.getElementById("main");
    if (!main || main.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) return;
    const keep = kept(main);
    new MutationObserver((_, observer) => {
      if (main.isConnected) return;
      observer.disconnect();
      keep();
    }).observe(main.parentNode, { childList: true });
    htmx.ajax("GET", location.pathname + location.search, { target: "#main", select: "#main", swap: "outerHTML" });
  };

  // Where somebody reads stays: what was open is open again, and the focus is where it was.
  const kept = (main) => {
    const opened = [...main.querySelectorAll("details")].map((details) => details.open);
    const focused = main.contains(document.activeElement) ? document.activeElement : null;
    const key = (element) => element.id || element.getAttribute("href") || element.textContent.trim();
    const same = focused && [...main.querySelectorAll(focused.tagName)].filter((element) => key(element) === key(focused));
    const nth = same ? same.indexOf(focused) : 0;
    return () => {
      const now = document.getElementById("main");
      if (!now) return;
      [...now.querySelectorAll("details")].forEach((details, n) => { details.open ||= opened[n] === true; });
      if (!focused || document.activeElement !== document.body) return;
      const again = [...now.querySelectorAll(focused.tagName)].filter((element) => key(element) === key(focused));
      (again[nth] ?? again[0] ?? now).focus({ preventScroll: true });
    };
  };

  // What comes at once is asked for and shown at once; while much happens, every few seconds.
  let heard = null;
  let told = 0;
  const tell = () => {
    const { after, here } = heard;
    heard = null;
    told = Date.now();
    htmx.ajax("GET", "/thong-bao?after=" + after, { target: "#toasts", swap: "afterbegin" });
    if (here) renew();
  };
  live.addEventListener("notice", (event) => {
    const notice = JSON.parse(event.detail.data);
    const about = live.dataset.about;
    if (!heard) {
      heard = { after: notice.position - 1, here: false };
      setTimeout(tell, Math.max(300, told + 3000 - Date.now()));
    }
    heard.here ||= about === "*" || about === notice.petition;
  });
  const connected = () => { live.dataset.connected = "yes"; };
  live.addEventListener("heartbeat", connected);
  live.addEventListener("reset", () => say(live.dataset.reset, true));
  live.addEventListener("htmx:sse:error", () => {
    if (!lost) lost = say(live.dataset.lost, true);
  });
  live.addEventListener("htmx:sse:after:connection", () => {
    if (lost) lost.remove();
    lost = null;
    connected();
  });
  new MutationObserver(() => {
    for (const toast of toasts.querySelectorAll(".toast")) dress(toast, false);
    const all = toasts.querySelectorAll(".toast");
    for (let n = 4; n < all.length; n += 1) all[n].remove();
  }).observe(toasts, { childList: true });

  // What the desk of a meeting keeps on this device is the officer's: it goes when the officer goes.
  const { officer } = live.dataset;
  const remembered = (act) => { try { return act(localStorage); } catch { return null; } };
  remembered((store) => store.setItem("hoiam-officer", officer));
  const forget = async (leaving) => {
    const gone = new Promise((resolve) => {
      const request = indexedDB.deleteDatabase("hoiam-meeting-" + officer);
      request.onsuccess = request.onerror = request.onblocked = resolve;
      setTimeout(resolve, 2000);
    });
    await gone.catch(() => {});
    remembered((store) => store.removeItem("hoiam-officer"));
    remembered((store) => Object.keys(store).filter((key) => key.includes(officer)).forEach((key) => store.removeItem(key)));
    leaving.submit();
  };
  for (const leaving of document.querySelectorAll("form[action='/dang-xuat'], form[action='/tai-khoan/dang-xuat-het']")) {
    leaving.addEventListener("submit", (event) => {
      event.preventDefault();
      const warning = remembered((store) => store.getItem("hoiam-unsent-" + officer));
      if (!warning || confirm(warning)) forget(leaving);
    });
  }

  // Words that were typed and not sent are not lost by a slip.
  const form = document.querySelector("form[data-guard]");
  let typed = false;
  if (form) {
    form.addEventListener("input", () => { typed = true; });
    form.addEventListener("submit", () => { typed = false; });
    addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
  }
})();
