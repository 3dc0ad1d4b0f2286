// Looks at the pages of a running registry in Chromium: node check.mjs PART URL, with an
// administrator's token in PAVE_TOKEN. Prints what is wrong, a line each, and ends with 1 then.
//
// Parts: axe (accessibility, layout, valid HTML), keyboard, plain (without a script), script.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parse } from "parse5";
import { chromium } from "playwright-core";

const [part, url] = process.argv.slice(2);
const token = process.env.PAVE_TOKEN;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PARCEL = "/modules/platform/parcel/aws";
const PAGES = [
  "/",
  "/?q=database",
  "/?q=xyzzy",
  "/modules/platform/postgres/aws",
  PARCEL,
  `${PARCEL}/1.0.0`,
  `${PARCEL}/1.1.0`,
  `${PARCEL}/1.3.0`,
  `${PARCEL}/diff`,
  `${PARCEL}/diff?from=1.2.0&to=1.0.0`,
  "/capabilities",
  "/blueprints",
  "/blueprints/http-api",
  "/new",
  "/new?blueprint=http-api",
  "/about",
  "/login",
  "/audit",
  "/audit?action=nothing",
  "/nope",
];
const SENTENCE = "a public API called orders with Postgres and a queue, dev and prod";

const problems = [];
const wrong = (what) => problems.push(what);
const must = (holds, what) => holds || wrong(what);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

// A page of a browser of its own; what its console says is wrong.
async function open(options = {}) {
  const context = await browser.newContext({
    reducedMotion: "reduce",
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
    bypassCSP: false,
    ...options,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.on("pageerror", (error) => wrong(`${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    // The page of an error is one all the same.
    const expected = message.text().includes("404") || message.text().includes("status of 4");
    if (message.type() === "error" && !expected) wrong(`${page.url()}: console: ${message.text()}`);
  });
  return page;
}

// What axe finds, and whether anything sticks out at the side.
async function look(page, how) {
  const name = `${new URL(page.url()).pathname}${new URL(page.url()).search} ${how}`;
  // evaluate goes by the debugger, which the page's policy does not bind.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    axe.run(document, { resultTypes: ["violations"] }),
  );
  for (const { id, help, nodes } of violations) {
    for (const node of nodes.slice(0, 3)) wrong(`${name}: ${id}: ${help}: ${node.html.slice(0, 200)}`);
  }
  const { wide, room } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  }));
  must(wide <= room, `${name}: is ${wide} wide where there is room for ${room}`);
}

async function valid(path) {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` , accept: "text/html" } });
  const html = await response.text();
  parse(html, {
    onParseError: (error) => wrong(`${path}: HTML: ${error.code} in line ${error.startLine}`),
  });
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map((found) => found[1]);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  must(twice.length === 0, `${path}: ids twice: ${twice.join(", ")}`);
}

// Fills in what is asked, as a person who reads would; says whether it was the review.
async function answer(page) {
  if (await page.locator("form[action='/new/download']").count()) return true;
  const key = await page.inputValue("input[name=key]");
  const text = page.locator("#wizard input[type=text]").first();
  if (key === "intent") await text.fill(SENTENCE);
  else if (key === "owner") await text.fill("team-orders");
  else if (key.endsWith(".image")) await text.fill("registry.acme.example/orders:1.4.2");
  await page.click("button[value=answer]");
  await page.waitForLoadState();
  return false;
}

const parts = {
  async axe() {
    for (const path of PAGES) await valid(path);
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1280, 320]) {
        const how = `(${colorScheme}, ${width})`;
        const page = await open({ colorScheme, viewport: { width, height: 800 } });
        for (const path of PAGES) {
          await page.goto(url + path);
          await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
          await look(page, how);
        }
        await page.goto(`${url}/new`);
        await page.click("button[value=answer]");
        await look(page, `${how} nothing answered`);
        for (let step = 0; step < 15; step++) {
          if (await answer(page)) break;
          await look(page, `${how} step ${step}`);
        }
        must(await page.locator("form[action='/new/download']").count(), "the wizard ends at a review");
        await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
        await look(page, `${how} review`);
        await page.context().close();
      }
    }
  },

  async keyboard() {
    const page = await open({ viewport: { width: 1280, height: 800 } });
    const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent.trim());
    await page.goto(`${url}/`);
    await page.keyboard.press("Tab");
    must((await focused()) === "Skip to the content", `the first stop is ${await focused()}`);
    await page.keyboard.press("Enter");
    must((await focused()) === "main", `the skip link leads to ${await focused()}`);
    await page.keyboard.press("/");
    must((await focused()) === "search", `a slash leads to ${await focused()}`);
    // Every stop can be seen.
    await page.goto(`${url}/modules/platform/postgres/aws`);
    for (let stop = 0; stop < 25; stop++) {
      await page.keyboard.press("Tab");
      const seen = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      });
      must(seen, `no outline on ${await focused()}`);
    }
    // The wizard, from the first question to the review, and back.
    await page.goto(`${url}/new`);
    const to = async (selector) => {
      for (let stop = 0; stop < 40; stop++) {
        await page.keyboard.press("Tab");
        if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return true;
      }
      wrong(`${selector} cannot be reached from the keyboard on ${await page.title()}`);
      return false;
    };
    await to("#wizard input[type=text]");
    await page.keyboard.type(SENTENCE);
    await page.keyboard.press("Enter");
    await page.waitForSelector("input[name=key]:not([value=intent])", { state: "attached" });
    for (let step = 0; step < 15; step++) {
      if (await page.locator("form[action='/new/download']").count()) break;
      const key = await page.inputValue("input[name=key]");
      const before = await page.inputValue("#wizard input[name=session]");
      if (key === "owner" || key.endsWith(".image")) {
        await to("#wizard input[type=text]");
        await page.keyboard.type(key === "owner" ? "team-orders" : "registry.acme.example/orders:1.4.2");
      } else if (await page.locator("#wizard input[type=radio]").count()) {
        await to("#wizard input[type=radio]");
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("ArrowUp");
      }
      await to("#wizard button[value=answer]");
      await Promise.all([page.waitForLoadState("load"), page.keyboard.press("Enter")]);
      await page.waitForFunction((b) => document.querySelector("input[name=session]")?.value !== b, before);
    }
    must(await page.locator("form[action='/new/download']").count(), "the review is reached by keyboard");
    await to("form[action='/new/download'] button");
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    must(download.suggestedFilename() === "orders.zip", `the archive is called ${download.suggestedFilename()}`);
    await page.context().close();
  },

  async plain() {
    const page = await open({ javaScriptEnabled: false, viewport: { width: 1280, height: 800 } });
    await page.goto(`${url}/`);
    await page.fill("#search", "queue");
    await page.click("#search-form button");
    const first = await page.locator(".card h2").first().textContent();
    must(first === "queue", `the first that is found for queue is ${first}`);
    await page.selectOption("select[name=capability]", "network");
    await page.fill("#search", "");
    await page.click("#search-form button");
    must(page.url().includes("capability=network"), "a filter is part of the address");
    await page.goto(url + PARCEL);
    await page.selectOption("select[name=from]", "1.0.0");
    await page.click("text=What changed?");
    must((await page.locator("h1").textContent()).includes("What changed"), "two versions are compared");
    await page.goto(`${url}/new`);
    for (let step = 0; step < 15; step++) if (await answer(page)) break;
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.click("text=Download orders.zip"),
    ]);
    must(download.suggestedFilename() === "orders.zip", "the archive is downloaded");
    must(!(await page.locator("#theme button, .copy .button").count()), "no button that does nothing");
    await page.context().close();
  },

  async script() {
    const page = await open({ colorScheme: "light", permissions: ["clipboard-read", "clipboard-write"] });
    await page.goto(`${url}/`);
    await page.locator("#search").pressSequentially("queue", { delay: 20 });
    await page.waitForFunction(() => document.querySelector("#count").textContent.includes("“queue”"));
    must((await page.locator(".card h2").first().textContent()) === "queue", "what is typed is looked for");
    must(page.url().endsWith("/?q=queue"), `the address says so: ${page.url()}`);
    await page.reload();
    must((await page.inputValue("#search")) === "queue", "and leads there again");
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.click("#theme button");
    const dark = await ground();
    must(light !== dark, "the button changes the colours");
    await page.goto(`${url}/modules/platform/postgres/aws`);
    must((await ground()) === dark, "the next page has them too");
    await page.locator(".copy .button").first().click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    must(copied.includes('"registry.acme.example/platform/postgres/aws"'), `copied: ${copied}`);
    // What a module says is in no way a script, whatever it says.
    await page.goto(`${url}/?q=${encodeURIComponent("<img src=x onerror=window.hit=1>")}`);
    await page.fill("#search", "<img src=x onerror=window.hit=1>");
    await page.waitForTimeout(400);
    must(!(await page.evaluate(() => window.hit)), "a query is run");
    await page.context().close();
  },
};

await parts[part]();
await browser.close();
for (const problem of problems) console.log(problem);
process.exit(problems.length ? 1 : 0);
