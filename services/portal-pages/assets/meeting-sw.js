// Keeps one page and its files for when there is no network: the desk of a contact meeting. Nothing
// that anybody said or that the portal answered is ever in here. Another version, or another
// language, is another address of this file: it makes its own copy and removes the one before.
"use strict";
const CACHE = "meeting-" + new URL(location.href).searchParams.get("v");
const SHELL = "/buoi-tiep-xuc/khung";
const FILES = ["hoiam.css", "meeting.css", "meeting.js", "meeting-store.js", "meeting-send.js", "icon.svg"].map((name) => "/assets/" + name);
const DESK = /^\/buoi-tiep-xuc\/[0-9a-f-]{36}\/ghi$/;
const WAIT_MS = 6000;

addEventListener("install", (event) => {
  const kept = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([SHELL, ...FILES].map((path) => new Request(path, { cache: "reload" })));
    await skipWaiting();
  };
  event.waitUntil(kept());
});

addEventListener("activate", (event) => {
  const cleaned = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("meeting-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(cleaned());
});

// The network first: what is kept is for when there is none, or it does not answer.
const fresh = async (request, path) => {
  const kept = async () => (await caches.match(path, { cacheName: CACHE, ignoreVary: true })) ?? Response.error();
  const late = new Promise((resolve) => setTimeout(() => resolve(null), WAIT_MS));
  const answer = await Promise.race([fetch(request).catch(() => null), late]);
  return answer ?? kept();
};

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && DESK.test(url.pathname)) event.respondWith(fresh(request, SHELL));
  else if (FILES.includes(url.pathname)) event.respondWith(fresh(request, url.pathname));
});
