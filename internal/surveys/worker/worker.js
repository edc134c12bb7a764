// Keeps the survey of a tablet usable while the server is away: the empty page
// and what it needs are kept, never what somebody answered.
"use strict";

const store = "kiosk-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (e) => e.waitUntil(self.clients.claim()));

self.addEventListener("message", (e) => {
  if (Array.isArray(e.data && e.data.keep)) {
    e.waitUntil(caches.open(store).then((c) => Promise.all(e.data.keep.map((a) => c.add(a).catch(() => {})))));
  }
});

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/assets/")) {
    e.respondWith(caches.match(e.request).then((kept) => kept || fetch(e.request)));
    return;
  }
  if (e.request.mode !== "navigate") return;
  e.respondWith(
    fetch(e.request)
      .then((answer) => {
        if (answer.ok && !url.pathname.endsWith("/thanks")) {
          const copy = answer.clone();
          caches.open(store).then((c) => c.put(url.pathname, copy));
        }
        return answer;
      })
      .catch(() => caches.match(url.pathname).then((kept) => kept || Response.error())),
  );
});
