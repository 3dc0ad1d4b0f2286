// Pictures of the pages of a running registry: node screens.mjs URL FOLDER.
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const [url, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

async function shot(name, path, { dark = false, width = 1280, height = 800, act } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(url + path);
  await act?.(page);
  await page.screenshot({ path: `${folder}/registry-${name}.png` });
  await context.close();
}

// Answers what is asked until the review, where something must be said.
async function toReview(page) {
  await page.fill("input[name=other]", "a public API called orders with Postgres and a queue, dev and prod");
  for (let step = 0; step < 15; step++) {
    await page.click("button[value=answer]");
    if (await page.locator("form[action='/new/download']").count()) return;
    const key = await page.inputValue("input[name=key]");
    const field = page.locator("#wizard input[type=text]").first();
    if (key === "owner") await field.fill("team-orders");
    if (key.endsWith(".image")) await field.fill("registry.acme.example/orders:1.4.2");
  }
}

const typed = (text) => async (page) => {
  await page.fill("#search", text);
  await page.waitForFunction((t) => document.querySelector("#count").textContent.includes(t), text);
};

await shot("catalog", "/");
await shot("module", "/modules/platform/postgres/aws", { dark: true, height: 900 });
await shot("diff", "/modules/platform/queue/aws/diff?from=1.0.0&to=1.1.0");
await shot("capabilities", "/capabilities", { height: 900 });
await shot("review", "/new", { act: toReview, height: 900 });
await shot("narrow", "/", { width: 360, height: 720, act: typed("queue") });
await browser.close();
