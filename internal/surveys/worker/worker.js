// Keeps the survey of a tablet usable while the server is away: the empty page
// and what it needs are kept, never what somebody answered.
"use strict";

const store = "kiosk-1";
const kept = (at) => caches.match(at, { ignoreVary: true });

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (e) => e.waitUntil(self.clients.claim()));

self.addEventListener("message", (e) => {
  if (Array.isArray(e.data && e.data.keep)) {
    e.waitUntil(caches.open(store).then((c) => Promise.all(e.data.keep.map((a) => c.add(a).catch(() => {})))));
  }
});

// page is the page as the server has it, or the kept one while the server or what
// stands before it is out of order.
const page = async (request, url, later) => {
  const at = url.pathname + url.search;
  const spare = async () => (await kept(at)) || kept(url.pathname);
  let answer;
  try {
    answer = await fetch(request);
  } catch {
    return (await spare()) || Response.error();
  }
  if (answer.status >= 500) return (await spare()) || answer;
  if (answer.ok && !url.pathname.endsWith("/thanks")) {
    const copy = answer.clone();
    later(caches.open(store).then((c) => c.put(at, copy)));
  }
  return answer;
};

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/assets/")) {
    e.respondWith(kept(e.request).then((one) => one || fetch(e.request)));
  } else if (e.request.mode === "navigate") {
    e.respondWith(page(e.request, url, (work) => e.waitUntil(work)));
  }
});
