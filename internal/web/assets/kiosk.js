// A survey on a tablet: one thing at a time, back to the start when nobody is
// there, and answers that wait while the server is away. Without this script the
// page is one long form.
"use strict";

(() => {
  const form = document.querySelector("[data-kiosk]");
  if (!form) return;
  const path = form.getAttribute("action");
  const key = "fb-kiosk:" + path;
  const start = document.getElementById("kiosk-start");
  const thanks = document.getElementById("kiosk-thanks");
  const warning = document.getElementById("kiosk-warning");
  const waiting = document.getElementById("kiosk-waiting");
  const wrong = document.getElementById("kiosk-wrong");
  const back = document.getElementById("kiosk-back");
  const next = document.getElementById("kiosk-next");
  const send = document.getElementById("kiosk-send");
  const idle = 60000, grace = 15000;
  const parts = [...form.querySelector("[data-form]").children].filter((e) => e.matches(".nhsuk-form-group, .fb-form__when, fieldset, .fb-form__group, .fb-form__table, .fb-form__words"));
  let at = -1, timer = 0;

  const queue = () => { try { return JSON.parse(localStorage.getItem(key) || "[]"); } catch { return []; } };
  const keep = (list) => { try { localStorage.setItem(key, JSON.stringify(list)); return true; } catch { return false; } };
  const word = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

  const say = (note) => {
    const n = queue().length;
    waiting.textContent = note || (n === 0 ? "" : n === 1 ? "1 answer waits to be sent." : n + " answers wait to be sent.");
    waiting.hidden = waiting.textContent === "";
  };

  let sending = false;
  const flush = async () => {
    if (sending) return;
    sending = true;
    let note = "";
    try {
      for (let list = queue(); list.length > 0; list = queue()) {
        const answer = await fetch(path + "/send", { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: list[0], credentials: "omit", cache: "no-store" });
        if (answer.status === 409) { note = "This survey has closed. Please tell the staff: " + list.length + " answers came too late."; break; }
        if (answer.status >= 500 || answer.status === 429) break;
        keep(queue().filter((x) => x !== list[0]));
      }
    } catch { /* away: it is tried again */ }
    sending = false;
    say(note);
  };

  const open = (part) => part && !part.hidden && part.querySelector("input, select, textarea, p, h2, legend");
  const step = (from, by) => { let i = from + by; while (i >= 0 && i < parts.length && !open(parts[i])) i += by; return i; };

  const show = (i) => {
    at = i;
    start.hidden = i >= 0;
    thanks.hidden = true;
    wrong.hidden = true;
    form.hidden = i < 0;
    parts.forEach((p, n) => p.classList.toggle("fb-kiosk__away", n !== i));
    const last = i >= 0 && step(i, 1) >= parts.length;
    next.hidden = last;
    send.hidden = !last;
    window.scrollTo(0, 0);
    const target = i < 0 ? start : parts[i];
    target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
  };

  const reset = () => {
    form.reset();
    form.querySelectorAll("input, select, textarea").forEach((e) => e.dispatchEvent(new Event("change", { bubbles: true })));
    warning.hidden = true;
    history.replaceState(null, "", location.pathname);
    show(-1);
  };

  const stir = () => {
    clearTimeout(timer);
    warning.hidden = true;
    if (form.hidden && thanks.hidden) return;
    timer = setTimeout(() => {
      warning.hidden = false;
      timer = setTimeout(reset, grace);
    }, thanks.hidden ? idle : grace);
    if (!thanks.hidden) { clearTimeout(timer); timer = setTimeout(reset, grace); }
  };

  const answered = (part) => [...part.querySelectorAll("input, select, textarea")].some((e) => (e.type === "radio" || e.type === "checkbox") ? e.checked : e.type !== "hidden" && e.value.trim() !== "");
  const lacks = () => at >= 0 && parts[at].querySelector(".fb-form__needed") && !answered(parts[at]);

  document.getElementById("kiosk-begin").addEventListener("click", () => { show(step(-1, 1)); stir(); });
  document.getElementById("kiosk-again").addEventListener("click", reset);
  document.getElementById("kiosk-stay").addEventListener("click", stir);
  back.addEventListener("click", () => { const i = step(at, -1); show(i); });
  next.addEventListener("click", () => { if (lacks()) { wrong.hidden = false; wrong.focus(); } else show(step(at, 1)); });
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    if (lacks()) { wrong.hidden = false; return; }
    if (send.hidden) { next.click(); return; }
    const fields = new URLSearchParams(new FormData(form));
    fields.set("_sent", word());
    if (!keep([...queue(), fields.toString()])) { form.submit(); return; }
    form.reset();
    form.hidden = true;
    thanks.hidden = false;
    thanks.focus();
    flush();
    stir();
  });
  for (const kind of ["pointerdown", "keydown", "input"]) document.addEventListener(kind, stir);
  window.addEventListener("online", flush);
  setInterval(flush, 20000);
  window.addEventListener("pageshow", reset);
  document.querySelectorAll(".fb-kiosk__script").forEach((e) => { e.hidden = false; });
  document.querySelectorAll(".fb-kiosk__plain").forEach((e) => e.remove());
  reset();
  say();
  flush();

  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/surveys/kiosk/worker.js", { scope: "/surveys/kiosk/" }).catch(() => {});
    navigator.serviceWorker.ready.then((r) => {
      const assets = [...document.querySelectorAll("link[href], script[src]")].map((e) => new URL(e.href || e.src).pathname);
      r.active.postMessage({ keep: [location.pathname, ...assets] });
    });
  }
})();
