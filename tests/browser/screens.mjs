// Pictures of the pages: node screens.mjs URL FOLDER [TOKEN-FILE]. Drives the installed Chromium.
import { readFileSync, mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const [url, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--font-render-hinting=none"],
});

async function shot(name, path, { dark = false, width = 1280, height = 800, act, full = false } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(url + path);
  if (act) await act(page);
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: full });
  await context.close();
}

// Answers what is asked until the review, with what is recommended.
async function toReview(page) {
  await page.fill("input[name=other]", "a public API called orders with Postgres and a queue, dev and prod");
  for (let step = 0; step < 12; step++) {
    await page.click("button[value=answer]");
    if (await page.locator("text=Download").count()) return;
    const field = page.locator("input[type=text]").first();
    const key = await page.inputValue("input[name=key]");
    if (key === "owner") await field.fill("team-orders");
    else if (key.endsWith(".image")) await field.fill("registry.acme.example/orders:1.4.2");
  }
}

await shot("catalog", "/");
await shot("module", "/modules/platform/postgres/aws", { dark: true, height: 1000 });
await shot("capabilities", "/capabilities", { height: 1000 });
await shot("question", "/new", { act: async (page) => {} });
await shot("review", "/new", { act: toReview, height: 1000 });
await shot("narrow", "/", { width: 360, height: 740, act: (page) => page.fill("#search", "queue").then(() => page.waitForTimeout(500)) });
await shot("diff", process.env.DIFF ?? "/modules/platform/postgres/aws/diff");
await shot("about", "/about");
if (process.env.MORE) {
  await shot("module-full", "/modules/platform/postgres/aws", { full: true });
  await shot("module-narrow", "/modules/platform/postgres/aws", { width: 320, full: true });
  await shot("blueprints", "/blueprints");
  await shot("blueprint", "/blueprints/http-api", { dark: true });
  await shot("fault", "/nope");
  await shot("review-full", "/new", { act: toReview, full: true });
}
await browser.close();
