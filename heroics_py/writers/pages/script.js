"use strict";
// Search, tabs, the menu of a phone and, where a sandbox serves the page, its forms. Text is set as text, never as HTML.

const root = document.body.dataset.root;
document.documentElement.classList.add("script");

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// -- search

function score(row, words) {
  const [name, method, href, , about] = row.map((cell) => cell.toLowerCase());
  const plain = name.replaceAll("_", " ").replaceAll(".", " ");
  let points = 0;
  for (const word of words) {
    if (name === word) points += 12;
    else if (plain.split(" ").some((part) => part.startsWith(word)) || name.startsWith(word)) points += 6;
    else if (name.includes(word) || method === word) points += 4;
    else if (href.includes(word)) points += 2;
    else if (about.includes(word)) points += 1;
    else return 0;
  }
  return points - name.length / 1000;
}

function found(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const rows = (window.heroicsIndex || []).map((row) => [score(row, words), row]).filter(([points]) => points > 0);
  return rows.sort((one, other) => other[0] - one[0]).slice(0, 12).map(([, row]) => row);
}

function addSearch() {
  const list = make("ul", { id: "page-results", role: "listbox", "aria-label": "Results" });
  const none = make("div", { class: "none", role: "status" });
  const input = make("input", {
    type: "search", placeholder: "Search   /", role: "combobox", "aria-label": "Search", autocomplete: "off",
    spellcheck: "false", "aria-expanded": "false", "aria-controls": "page-results", "aria-autocomplete": "list",
  });
  let chosen = -1;
  list.hidden = none.hidden = true;
  document.getElementById("page-search").append(input, none, list);

  const close = () => {
    list.hidden = none.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (number) => {
    chosen = number;
    [...list.children].forEach((each, index) => each.setAttribute("aria-selected", String(index === number)));
    const option = list.children[number];
    if (!option) return;
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const open = (row) => {
    close();
    input.value = "";
    location.href = root + row[3];
    document.getElementById("page-main").focus({ preventScroll: true });
  };
  const show = () => {
    const rows = found(input.value);
    list.replaceChildren(...rows.map((row, index) => {
      const [name, method, href, , about] = row;
      const request = make("small", {}, [method, href].filter(Boolean).join(" ") || about);
      const option = make("li", { role: "option", id: `page-result-${index}`, "aria-selected": "false" }, make("b", {}, name), request);
      option.addEventListener("mousedown", (event) => event.preventDefault());
      option.addEventListener("click", () => open(row));
      return option;
    }));
    list.hidden = !rows.length;
    none.hidden = Boolean(rows.length) || !input.value.trim();
    none.textContent = none.hidden ? "" : "Nothing has these words.";
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(rows.length ? 0 : -1);
  };
  input.addEventListener("input", show);
  input.addEventListener("focus", () => { if (input.value) show(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") choose(chosen >= last ? 0 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen <= 0 ? last : chosen - 1);
    else if (event.key === "Enter" && !list.hidden) open(found(input.value)[chosen]);
    else if (event.key === "Escape") { input.value = ""; close(); }
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select");
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });
}

// -- code

function copyButton(text) {
  const button = make("button", { type: "button", class: "copy" }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = "Copied";
    } catch {
      button.textContent = "Press Ctrl-C";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  return button;
}

function remember(language) {
  try { localStorage.setItem("heroics-language", language); } catch { /* a browser may forbid it */ }
}

function remembered() {
  try { return localStorage.getItem("heroics-language") || ""; } catch { return ""; }
}

const groups = [];

function chooseLanguage(language) {
  for (const { figures, tabs } of groups) {
    const index = Math.max(0, figures.findIndex((each) => each.dataset.language === language));
    figures.forEach((each, number) => { each.hidden = number !== index; });
    tabs.forEach((each, number) => {
      each.setAttribute("aria-selected", String(number === index));
      each.tabIndex = number === index ? 0 : -1;
    });
  }
}

function addTabs(samples, group) {
  const figures = [...samples.children];
  const bar = make("div", { class: "tabs" });
  const holder = make("div", { role: "tablist", "aria-label": "Language" });
  const tabs = figures.map((figure, number) => {
    figure.id = `page-sample-${group}-${number}`;
    const tab = make("button", { type: "button", role: "tab", id: `page-tab-${group}-${number}`, "aria-controls": figure.id },
      figure.querySelector("figcaption").textContent);
    figure.setAttribute("role", "tabpanel");
    figure.setAttribute("aria-labelledby", tab.id);
    const choose = () => {
      const top = tab.getBoundingClientRect().top;
      chooseLanguage(figure.dataset.language);
      remember(figure.dataset.language);
      window.scrollBy({ top: tab.getBoundingClientRect().top - top, behavior: "instant" });
    };
    tab.addEventListener("click", choose);
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(number + step + tabs.length) % tabs.length];
      next.focus();
      next.click();
      event.preventDefault();
    });
    return tab;
  });
  holder.append(...tabs);
  bar.append(holder, copyButton(() => figures.find((each) => !each.hidden).querySelector("code").textContent));
  samples.prepend(bar);
  samples.classList.add("tabbed");
  groups.push({ figures, tabs });
}

const JSON_TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function colour(code) {
  const text = code.textContent;
  if (text.length > 50000) return;
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(JSON_TOKEN)) {
    parts.push(text.slice(at, match.index));
    if (match[2] !== undefined) parts.push(make("span", { class: "k" }, match[1]), match[2]);
    else parts.push(make("span", { class: match[1] ? "s" : "n" }, match[0]));
    at = match.index + match[0].length;
  }
  code.replaceChildren(...parts, text.slice(at));
}

// -- forms

const etags = new Map();

function figureOf(caption, text, language) {
  const code = make("code", { class: language }, text);
  const figure = make("figure", {}, make("figcaption", {}, ...[].concat(caption)), make("pre", { tabindex: "0" }, code));
  if (language === "json") colour(code);
  return figure;
}

function valuesOf(form) {
  const values = {};
  for (const each of form.elements) if (each.name && each.value !== "") values[each.name] = each.value;
  return values;
}

async function prepared(form) {
  const token = document.getElementById("page-token").value;
  const response = await fetch(`${root}request`, {
    method: "POST",
    headers: { "Content-Type": "application/vnd.heroics.form+json" },
    body: JSON.stringify({ call: form.dataset.call, values: valuesOf(form), token }),
    cache: "no-store",
  });
  return response.json();
}

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

async function exchange(request) {
  const headers = new Headers(request.headers);
  const key = `${request.path} ${headers.get("Accept")}`;
  if (request.method === "GET" && etags.has(key)) headers.set("If-None-Match", etags.get(key));
  const body = request.body === null ? undefined : bytesOf(request.body);
  const response = await fetch(request.path, { method: request.method, headers, body, cache: "no-store", credentials: "omit" });
  const text = await response.text();
  if (request.method === "GET" && response.ok && response.headers.get("ETag")) etags.set(key, response.headers.get("ETag"));
  return { sent: headers, response, text };
}

function headerLines(headers, hidden = []) {
  return [...headers].filter(([name]) => !hidden.includes(name)).map(([name, value]) => `${name}: ${value}`);
}

function pretty(text, type) {
  if (!/json/i.test(type || "")) return [text, "text"];
  try { return [JSON.stringify(JSON.parse(text), null, 2), "json"]; } catch { return [text, "text"]; }
}

async function send(form) {
  const output = form.querySelector("output");
  const failed = (text) => output.replaceChildren(make("p", { class: "failed", role: "alert" }, text));
  const request = await prepared(form);
  if (request.error) return failed(request.error);
  const { sent, response, text } = await exchange(request);
  const shownBody = request.body === null ? "" : new TextDecoder().decode(bytesOf(request.body));
  const lines = [`${request.method} ${request.path}`, ...headerLines(sent, ["authorization"])];
  const status = `${response.status} ${response.statusText}`.trim();
  const kind = response.status === 304 ? "same" : response.ok ? "ok" : "no";
  const [body, language] = pretty(text, response.headers.get("Content-Type"));
  const shown = [...headerLines(response.headers, ["date", "connection", "content-length", "server"])].join("\n");
  const caption = ["Response ", make("span", { class: `status ${kind}` }, "\u00a0" + status)];
  output.replaceChildren(
    figureOf("The same in Python", request.python, "python"),
    figureOf("Request", lines.join("\n") + (shownBody ? `\n\n${shownBody}` : ""), "text"),
    figureOf(caption, shown, "text"),
    ...(body ? [figureOf("Body", body, language)] : []),
  );
  if (response.status === 304) output.append(make("p", { class: "kind" }, "Nothing has changed since the last answer, so the server sends no body."));
  return undefined;
}

function addForm(form) {
  const button = form.querySelector("button[type=submit]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await send(form);
    } catch (error) {
      form.querySelector("output").replaceChildren(make("p", { class: "failed", role: "alert" }, `The sandbox can't be reached: ${error.message}`));
    } finally {
      button.disabled = false;
      button.focus();
    }
  });
}

// -- the menu

function addMenu() {
  const button = document.getElementById("page-menu-button");
  const menu = document.getElementById("page-menu");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", String(menu.classList.toggle("open")));
  });
  menu.addEventListener("click", (event) => {
    if (event.target.closest("a")) { menu.classList.remove("open"); button.setAttribute("aria-expanded", "false"); }
  });
  const current = menu.querySelector("[aria-current]");
  const top = current ? current.getBoundingClientRect().top - menu.getBoundingClientRect().top : 0;
  if (top > menu.clientHeight - 150) menu.scrollTop = top - menu.clientHeight / 3;
  const seen = (id) => menu.querySelectorAll("ul ul a").forEach((each) => {
    each.classList.toggle("seen", decodeURIComponent(each.hash.slice(1)) === id);
  });
  const watch = new IntersectionObserver((entries) => {
    for (const each of entries) if (each.isIntersecting) seen(each.target.id);
  }, { rootMargin: "-25% 0px -65%" });
  document.querySelectorAll("main section").forEach((each) => watch.observe(each));
}

addSearch();
addMenu();
document.querySelectorAll(".samples").forEach(addTabs);
chooseLanguage(remembered());
document.querySelectorAll("code.json").forEach(colour);
document.querySelectorAll("form[data-call]").forEach(addForm);
