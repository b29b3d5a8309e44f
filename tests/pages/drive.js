// Opens the reference pages in Chromium, and prints what each check found: {"check": "" or what is wrong}.
//
//   usage: node drive.js CHROMIUM FOLDER-OF-A-SITE URL-OF-A-SANDBOX
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const modules = process.env.BROWSER_MODULES;
const { chromium } = require(path.join(modules, "playwright-core"));
const axe = fs.readFileSync(path.join(modules, "axe-core", "axe.min.js"), "utf8");

const [program, folder, served] = process.argv.slice(2);
const site = (name) => pathToFileURL(path.join(folder, name)).href;
const noise = [];

async function opened(browser, url, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, ...options });
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) noise.push(message.text()); });
  page.on("pageerror", (error) => noise.push(error.message));
  await page.goto(url);
  return page;
}

async function filled(page, call, values) {
  await page.locator(`.try:has(form[data-call="${call}"])`).evaluate((each) => {
    each.open = true;
    each.querySelectorAll("details").forEach((inner) => { inner.open = true; });
  });
  for (const [name, value] of Object.entries(values)) await page.locator(`[id="${call}-${name}"]`).fill(value);
}

async function sent(page, call, values = {}) {
  const form = page.locator(`form[data-call="${call}"]`);
  await filled(page, call, values);
  await form.locator("output").evaluate((each) => each.replaceChildren());
  await form.locator("button[type=submit]").click();
  await form.locator("output > *").first().waitFor();
  return form.locator("output").innerText();
}

const checks = {
  async "the search of a folder"(browser) {
    const page = await opened(browser, site("index.html"));
    await page.keyboard.press("/");
    await page.keyboard.type("book create");
    await page.keyboard.press("Enter");
    await page.waitForURL(/book\.html#create$/);
    assert.ok(await page.locator("#create").isVisible());
  },
  async "a search that finds nothing"(browser) {
    const page = await opened(browser, site("index.html"));
    await page.getByRole("combobox").fill("zzzz");
    assert.equal(await page.locator(".none").innerText(), "Nothing has these words.");
  },
  async "navigation by the menu and by links"(browser) {
    const page = await opened(browser, site("index.html"));
    await page.locator("nav").getByRole("link", { name: "loan", exact: true }).click();
    assert.equal(await page.locator("h1").innerText(), "loan");
    await page.locator(".requests a").first().click();
    assert.ok(new URL(page.url()).hash);
    await page.locator(".home").click();
    assert.equal(await page.locator("h1").innerText(), "Bookshelf API");
  },
  async "a language that is chosen is kept"(browser) {
    const page = await opened(browser, site("book.html"));
    await page.getByRole("tab", { name: "curl" }).first().click();
    const tabs = page.getByRole("tab", { name: "curl", selected: true });
    assert.equal(await tabs.count(), await page.locator(".samples").count());
    assert.ok(await page.locator("figure[data-language=curl]").first().isVisible());
    assert.ok(!(await page.locator("figure[data-language=python]").first().isVisible()));
  },
  async "the keyboard alone"(browser) {
    const page = await opened(browser, site("book.html"));
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "page-main");
    const tab = page.getByRole("tab", { name: "Python" }).first();
    await tab.focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "curl");
  },
  async "a phone without a scroll bar below"(browser) {
    const page = await opened(browser, site("book.html"), { viewport: { width: 390, height: 844 } });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    assert.ok(!(await page.locator("nav").isVisible()));
    await page.getByRole("button", { name: "Menu" }).click();
    assert.ok(await page.locator("nav").isVisible());
  },
  async "paper has all lines and no menu"(browser) {
    const page = await opened(browser, site("book.html"));
    await page.emulateMedia({ media: "print" });
    assert.ok(!(await page.locator("nav").isVisible()));
    for (const name of ["python", "curl", "shell"]) {
      assert.ok(await page.locator(`figure[data-language=${name}]`).first().isVisible(), name);
    }
  },
  async "a page without JavaScript"(browser) {
    const page = await opened(browser, site("book.html"), { javaScriptEnabled: false });
    assert.ok(await page.locator("figure[data-language=shell]").first().isVisible());
  },
  async "a request of a form, then 304"(browser) {
    const page = await opened(browser, `${served}/-/docs/author.html`);
    const created = await sent(page, "author.create", { name: "Ursula" });
    assert.match(created, /201/);
    assert.match(created, /client\.author\.create\(name='Ursula'/);
    assert.match(await sent(page, "author.list"), /200[^]*Ursula/);
    assert.match(await sent(page, "author.list"), /If-None-Match[^]*304/i);
  },
  async "an error of the API"(browser) {
    const page = await opened(browser, `${served}/-/docs/author.html`);
    assert.match(await sent(page, "author.info", { author_identity: "Nobody" }), /404[^]*not_found/);
    noise.splice(0, noise.length, ...noise.filter((each) => !each.includes("404"))); // Chromium reports each one
  },
  async "a value that the schema refuses"(browser) {
    const page = await opened(browser, `${served}/-/docs/book.html`);
    const text = await sent(page, "book.create", { isbn: "1" });
    assert.match(text, /isbn/);
  },
  async "a form by the keyboard"(browser) {
    const page = await opened(browser, `${served}/-/docs/author.html`);
    await page.locator('.try:has(form[data-call="author.list"]) > summary').focus();
    await page.keyboard.press("Enter");
    await page.locator('form[data-call="author.list"] button[type=submit]').focus();
    await page.keyboard.press("Enter");
    await page.locator('form[data-call="author.list"] output figure').first().waitFor();
  },
  async "the first page of a sandbox"(browser) {
    const page = await opened(browser, `${served}/`);
    await page.keyboard.press("/");
    await page.keyboard.type("loan");
    await page.keyboard.press("Enter");
    await page.waitForURL(/-\/docs\/loan\.html/);
  },
  async "no error in the console"() {
    assert.deepEqual(noise, []);
  },
};

for (const scheme of ["light", "dark"]) {
  for (const [where, url] of [["the index", site("index.html")], ["a page", site("book.html")], ["a form", `${served}/-/docs/book.html`]]) {
    checks[`axe: ${where}, ${scheme}`] = async (browser) => {
      const context = await browser.newContext({ colorScheme: scheme, bypassCSP: true });
      const page = await context.newPage();
      await page.goto(url);
      await page.evaluate(() => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run());
      const grave = violations.filter((each) => ["serious", "critical"].includes(each.impact));
      assert.deepEqual(grave.map((each) => `${each.id}: ${each.nodes[0].html} ${each.nodes[0].failureSummary}`), []);
    };
  }
}

(async () => {
  const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
  const found = {};
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check(browser);
      found[name] = "";
    } catch (error) {
      found[name] = String(error.message || error);
    }
  }
  await browser.close();
  console.log(JSON.stringify(found));
})();
