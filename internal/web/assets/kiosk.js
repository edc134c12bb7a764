// A survey on a tablet: one thing at a time, back to the start when nobody is
// there, and answers that wait while the server is away. Without this script the
// page is one long form.
"use strict";

(() => {
  const form = document.querySelector("[data-kiosk]");
  if (!form || document.querySelector(".nhsuk-error-summary")) return;
  const path = form.getAttribute("action");
  const key = "fb-kiosk:" + path;
  const named = (name) => document.getElementById("kiosk-" + name);
  const start = named("start"), thanks = named("thanks"), warning = named("warning"), waiting = named("waiting"), wrong = named("wrong");
  const back = named("back"), next = named("next"), send = named("send"), again = named("again");
  const idle = 60000, grace = 20000;
  const sheet = form.querySelector("[data-form]");

  // Each question stands alone; a table stays together. What surrounds a question,
  // such as the heading of its group, is shown with it.
  const wrap = ".fb-form__when, .fb-form__under, .fb-form__group";
  const whole = (e) => !e.matches(wrap) || e.querySelector(":scope > .fb-grid");
  const split = (e) => [...e.children].flatMap((c) => (whole(c) ? (c.matches(".nhsuk-form-group, .fb-form__table, .fb-form__words, .fb-form__worked, .fb-form__group") ? [c] : []) : split(c)));
  const parts = split(sheet);
  const around = [...sheet.querySelectorAll(wrap)].filter((e) => !parts.includes(e));
  const before = sheet.querySelectorAll(":scope > .fb-prose, :scope > .fb-form__rule, :scope > .fb-form__page");
  let at = -1, timer = 0;

  const queue = () => { try { return JSON.parse(localStorage.getItem(key) || "[]"); } catch { return []; } };
  const keep = (list) => { try { localStorage.setItem(key, JSON.stringify(list)); return true; } catch { return false; } };
  const word = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  const many = (n) => (n === 1 ? "1 answer" : n + " answers");

  let refused = 0;
  const say = (closed) => {
    const n = queue().length;
    const words = [];
    if (closed && n > 0) words.push("This survey takes no more answers here. Please tell the staff that " + many(n) + " came too late.");
    else if (n > 0) words.push(many(n) + (n === 1 ? " waits" : " wait") + " to be sent.");
    if (refused > 0) words.push("Please tell the staff that " + many(refused) + " could not be taken.");
    waiting.textContent = words.join(" ");
    waiting.hidden = words.length === 0;
  };

  let sending = false;
  const flush = async () => {
    if (sending) return;
    sending = true;
    let closed = false;
    try {
      for (let list = queue(); list.length > 0; list = queue()) {
        const answer = await fetch(path + "/send", { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: list[0], credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(30000) });
        closed = [403, 404, 409, 410].includes(answer.status);
        const never = [400, 413, 422].includes(answer.status);
        // Whatever else answers is not the survey, but something on the way to it.
        if (answer.status !== 204 && !never) break;
        if (never) refused++;
        keep(queue().filter((x) => x !== list[0]));
      }
    } catch { /* away: it is tried again */ }
    sending = false;
    say(closed);
  };

  const open = (part) => !part.closest("[data-when][hidden]");
  const step = (from, by) => { let i = from + by; while (i >= 0 && i < parts.length && !open(parts[i])) i += by; return i; };

  const show = (i) => {
    at = i;
    start.hidden = i >= 0;
    thanks.hidden = true;
    wrong.hidden = true;
    form.hidden = i < 0;
    again.hidden = i < 0;
    parts.forEach((p, n) => p.classList.toggle("fb-kiosk__away", n !== i));
    around.forEach((e) => e.classList.toggle("fb-kiosk__away", i < 0 || !e.contains(parts[i])));
    const first = step(-1, 1);
    before.forEach((e) => e.classList.toggle("fb-kiosk__away", i !== first));
    const last = i >= 0 && step(i, 1) >= parts.length;
    back.hidden = i <= first;
    next.hidden = last;
    send.hidden = !last;
    window.scrollTo(0, 0);
    const target = i < 0 ? start : parts[i];
    target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
  };

  // Nothing of what was answered is left in the page.
  const wipe = () => {
    form.reset();
    for (const kind of ["input", "change"]) form.querySelectorAll("input, select, textarea").forEach((e) => e.dispatchEvent(new Event(kind, { bubbles: true })));
    clearTimeout(timer);
    warning.hidden = true;
  };

  const leave = () => {
    wipe();
    show(-1);
    // The next person begins in the survey's own language.
    if (location.search && (navigator.onLine || (navigator.serviceWorker && navigator.serviceWorker.controller))) location.replace(path);
  };

  const stir = () => {
    clearTimeout(timer);
    if (!warning.hidden) {
      warning.hidden = true;
      if (at >= 0 && !form.hidden) parts[at].focus({ preventScroll: true });
    }
    if (!thanks.hidden) timer = setTimeout(leave, grace);
    else if (!form.hidden) {
      timer = setTimeout(() => {
        warning.hidden = false;
        window.scrollTo(0, 0);
        timer = setTimeout(leave, grace);
      }, idle);
    }
  };

  const answered = (part) => [...part.querySelectorAll("input, select, textarea")].some((e) => ((e.type === "radio" || e.type === "checkbox") ? e.checked : e.type !== "hidden" && e.value.trim() !== ""));
  const lacks = () => at >= 0 && (parts[at].matches(".fb-form__group") ? [...parts[at].querySelectorAll(".fb-grid__row")] : [parts[at]]).some((e) => e.querySelector(".fb-form__needed") && !answered(e));
  const warn = () => { wrong.hidden = false; wrong.focus(); };

  named("begin").addEventListener("click", () => { show(step(-1, 1)); stir(); });
  for (const button of [again, named("finish")]) button.addEventListener("click", leave);
  named("stay").addEventListener("click", stir);
  back.addEventListener("click", () => show(step(at, -1)));
  next.addEventListener("click", () => { if (lacks()) warn(); else show(step(at, 1)); });
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    if (lacks()) { warn(); return; }
    if (send.hidden) { next.click(); return; }
    const fields = new URLSearchParams(new FormData(form));
    fields.set("_sent", word());
    if (!keep([...queue(), fields.toString()])) { form.submit(); return; }
    wipe();
    form.hidden = true;
    again.hidden = true;
    thanks.hidden = false;
    window.scrollTo(0, 0);
    thanks.focus();
    flush();
    stir();
  });

  // The language is chosen before the first question, by an address that can be kept.
  const pages = [path];
  const languages = form.querySelector(".fb-form__languages");
  if (languages) {
    start.prepend(languages);
    for (const button of languages.querySelectorAll("button")) {
      const to = path + "?language=" + encodeURIComponent(button.value.replace("speak ", ""));
      pages.push(to);
      button.type = "button";
      button.addEventListener("click", () => location.replace(to));
    }
  }

  for (const kind of ["pointerdown", "keydown", "input"]) document.addEventListener(kind, stir);
  window.addEventListener("online", flush);
  setInterval(flush, 20000);
  window.addEventListener("pageshow", (e) => { if (e.persisted) leave(); });
  document.querySelectorAll(".fb-kiosk__script").forEach((e) => { e.hidden = false; });
  document.querySelectorAll(".fb-kiosk__plain").forEach((e) => e.remove());
  wipe();
  show(-1);
  say();
  flush();

  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/surveys/kiosk/worker.js", { scope: "/surveys/kiosk/" }).catch(() => {});
    navigator.serviceWorker.ready.then((r) => {
      const assets = [...document.querySelectorAll("link[href], script[src]")].map((e) => new URL(e.href || e.src).pathname);
      r.active.postMessage({ keep: [...pages, ...assets] });
    });
  }
})();
