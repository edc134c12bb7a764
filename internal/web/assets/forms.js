// Questionnaires: shows and hides what depends on other answers, counts
// characters, keeps "none of these" alone, and lets an answer be taken back. All
// of it is only a help: the server decides, and the page works without.
"use strict";

for (const sheet of document.querySelectorAll("[data-form]")) {
  const form = sheet.closest("form");
  if (!form) continue;
  const dependent = [...sheet.querySelectorAll("[data-when]")].map((el) => ({ el, when: JSON.parse(el.dataset.when) }));
  for (const { el } of dependent) {
    for (const hint of el.querySelectorAll("[data-only]")) {
      if (hint.closest("[data-when]") === el) hint.hidden = true;
    }
  }

  // What was answered under a field's name: nothing where it is hidden.
  const asked = (control) => !control.closest("[data-when][hidden]");
  const one = (name) => {
    const found = [...form.elements].filter((c) => c.name === name && asked(c));
    const values = found.filter((c) => (c.type === "radio" || c.type === "checkbox" ? c.checked : true)).map((c) => c.value.trim());
    const own = form.elements[name + "-other"];
    if (own && asked(own) && own.value.trim()) values.push(own.value.trim());
    const part = (p) => (form.elements[name + "-" + p] && asked(form.elements[name + "-" + p]) ? form.elements[name + "-" + p].value.trim() : "");
    const [d, m, y] = [part("day"), part("month"), part("year")];
    if (d && m && y) values.push(`${y.padStart(4, "0")}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`);
    return values.filter((v) => v !== "");
  };

  const compare = (kind, a, b) => {
    if (["integer", "decimal", "Quantity"].includes(kind)) return Number(a) - Number(b);
    return a < b ? -1 : a > b ? 1 : 0;
  };
  const holds = (c) => {
    const values = c.names.flatMap(one);
    switch (c.is) {
      case "exists": return (values.length > 0) === (c.value === "true");
      case "in": return values.some((v) => c.equal.includes(v));
      case "!=": return !values.some((v) => compare(c.kind, v, c.value) === 0);
      case "=": return values.some((v) => compare(c.kind, v, c.value) === 0);
      case ">": return values.some((v) => compare(c.kind, v, c.value) > 0);
      case "<": return values.some((v) => compare(c.kind, v, c.value) < 0);
      case ">=": return values.some((v) => compare(c.kind, v, c.value) >= 0);
      default: return values.some((v) => compare(c.kind, v, c.value) <= 0);
    }
  };

  // One change may decide about the next: until nothing changes, and never for ever.
  const update = () => {
    for (let round = 0; round <= dependent.length; round++) {
      let changed = false;
      for (const { el, when } of dependent) {
        const show = when.any ? when.of.some(holds) : when.of.every(holds);
        if (el.hidden === show) {
          el.hidden = !show;
          changed = true;
        }
      }
      if (!changed) break;
    }
  };

  const counted = new Map();
  for (const box of sheet.querySelectorAll("[data-most]")) {
    const words = document.getElementById(box.id + "-limit");
    if (!words || (sheet.lang && !sheet.lang.startsWith("en"))) continue;
    const aloud = document.createElement("span");
    aloud.className = "nhsuk-u-visually-hidden";
    aloud.setAttribute("aria-live", "polite");
    words.after(aloud);
    counted.set(box, { words, aloud, before: words.textContent, later: 0 });
  }
  const count = (box) => {
    const c = counted.get(box);
    if (!c) return;
    const left = Number(box.dataset.most) - [...box.value.trim()].length;
    const many = (n) => n + (n === 1 ? " character" : " characters");
    c.words.textContent = left < 0 ? `You have ${many(-left)} too many` : `You have ${many(left)} left`;
    c.words.classList.toggle("nhsuk-error-message", left < 0);
    clearTimeout(c.later);
    c.later = setTimeout(() => { c.aloud.textContent = c.words.textContent; }, 1000);
  };
  for (const box of counted.keys()) if (box.value) count(box);

  const alone = (box) => {
    if (!box.checked) return;
    for (const other of form.elements) {
      if (other !== box && other.type === "checkbox" && other.name === box.name && (box.hasAttribute("data-exclusive") || other.hasAttribute("data-exclusive"))) other.checked = false;
    }
  };

  // An answer that was chosen can be taken back.
  for (const answers of sheet.querySelectorAll("[data-clear]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fb-link-button fb-form__clear";
    button.textContent = answers.dataset.clear;
    const chosen = () => answers.querySelector("input[type=radio]:checked");
    button.hidden = !chosen();
    button.addEventListener("click", () => {
      const radio = chosen();
      if (radio) {
        radio.checked = false;
        radio.focus();
      }
      button.hidden = true;
      update();
    });
    answers.addEventListener("change", () => { button.hidden = !chosen(); });
    answers.append(button);
  }

  form.addEventListener("input", (event) => {
    const box = event.target;
    if (box.name && box.name.endsWith("-other") && box.value) {
      const choose = document.getElementById(box.id + "-choose");
      if (choose) choose.checked = true;
    }
    if (box.type === "radio" && box.value !== "") {
      const own = form.elements[box.name + "-other"];
      if (own) own.value = "";
    }
    if (box.type === "checkbox") alone(box);
    count(box);
    update();
  });
  // Typing in what is on paper: a digit chooses the answer of that number, Enter
  // leads to the next question, and nothing is sent by mistake.
  if (sheet.hasAttribute("data-quick")) {
    const group = (c) => (c.type === "radio" || c.type === "checkbox" ? c.name : c.id);
    const next = (from) => {
      const all = [...form.elements].filter((c) => c.id && c.type !== "hidden" && c.tabIndex >= 0 && c.offsetParent !== null);
      const to = all.slice(all.indexOf(from) + 1).find((c) => group(c) !== group(from));
      if (to) to.focus();
    };
    sheet.addEventListener("keydown", (event) => {
      const c = event.target;
      const picks = c.type === "radio" || c.type === "checkbox";
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Enter" && c.tagName !== "TEXTAREA" && c.tagName !== "BUTTON") {
        event.preventDefault();
        next(c);
      } else if (picks && /^[0-9]$/.test(event.key)) {
        const all = [...form.elements].filter((o) => o.name === c.name && o.type === c.type);
        const numbers = all.every((o) => /^[0-9]+$/.test(o.value));
        const chosen = numbers ? all.find((o) => o.value === event.key) : all[Number(event.key) - 1];
        if (!chosen) return;
        event.preventDefault();
        chosen.focus();
        chosen.click();
        if (chosen.type === "radio") next(chosen);
      }
    });
  }

  form.addEventListener("reset", () => setTimeout(update));
  update();
}
