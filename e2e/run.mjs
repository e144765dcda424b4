// Looks at every page that the given accounts reach: at 1280 and 390 px, in light and dark, with axe, and listens for
// errors. Then walks the first minutes by keyboard.
//
//   node run.mjs --url https://localhost:8443 --accounts FILE --out DIR [--only access|incident]
//
// ACCOUNTS is what `baileed demo --accounts FILE` writes, or a JSON list of { name, email, password, totp_secret,
// client }. Exit code 1 when axe finds something serious or critical, a page errs, scrolls sideways at 390 px, or a
// journey fails.

import { createHmac } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { access, confirmDevice } from "./access.mjs";
import { incident } from "./incident.mjs";
import { journeys } from "./journeys.mjs";

const { values: options } = parseArgs({
  options: {
    url: { type: "string" },
    accounts: { type: "string" },
    out: { type: "string", default: "out" },
    only: { type: "string" },
    chromium: { type: "string", default: process.env.CHROMIUM ?? "/usr/bin/chromium" },
  },
});
if (!options.url || !options.accounts) {
  console.error("Usage: node run.mjs --url URL --accounts FILE [--out DIR]");
  process.exit(2);
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const told = JSON.parse(readFileSync(options.accounts, "utf8"));
const accounts = Array.isArray(told)
  ? told
  : told.sign_in.people.map((person) => ({ ...person, password: told.sign_in.password, totp_secret: person.totp }));
const origin = new URL(options.url).origin;
const trouble = [];
const seen = [];
mkdirSync(options.out, { recursive: true });

// ---- Signing in

const base32 = (text) => {
  const bits = [...text.replace(/[ =]/g, "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
};

// RFC 6238, as an authenticator does it.
export const totp = (secret, at = Date.now()) => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac("sha1", base32(secret)).update(counter).digest();
  const offset = digest[19] & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
};

// A code works once, and whoever made these accounts may have used this moment's: then the next one is waited for.
const signIn = async (page, account) => {
  for (const attempt of ["now", "next"]) {
    await page.goto(`${origin}/sign-in`);
    await page.fill("#email", account.email);
    await page.fill("#password", account.password);
    await page.fill("#code", totp(account.totp_secret));
    await page.press("#code", "Enter");
    await page.waitForLoadState();
    if (!new URL(page.url()).pathname.startsWith("/sign-in")) return;
    if (attempt === "now") await page.waitForTimeout(30_000 - (Date.now() % 30_000) + 500);
  }
  throw new Error(`${account.email} cannot sign in`);
};

// ---- Looking at a page

const listen = (page) => {
  page.on("pageerror", (error) => trouble.push({ page: page.url(), what: "script error", detail: error.message }));
  page.on("console", (message) => {
    const expected = /status of (401|403|404|409|422)/.test(message.text());
    if (message.type() === "error" && !expected) trouble.push({ page: page.url(), what: "console", detail: message.text() });
  });
  page.on("request", (request) => {
    const url = request.url();
    // The one address outside is the agent on this computer, where its link is pressed.
    if (!url.startsWith(origin) && !url.startsWith("data:") && !url.startsWith("http://127.0.0.1:47321/confirm?")) trouble.push({ page: page.url(), what: "asks elsewhere", detail: url });
  });
  page.on("response", (response) => {
    if (response.status() >= 500) trouble.push({ page: response.url(), what: "server error", detail: String(response.status()) });
  });
};

const show = (page, name) => page.screenshot({ path: join(options.out, `${name}.png`), fullPage: true });

const look = async (page, name) => {
  for (const [width, height, scheme] of [[1280, 900, "light"], [1280, 900, "dark"], [390, 844, "light"]]) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: join(options.out, `${name}.${width}.${scheme}.png`), fullPage: true });
    const found = await check(page);
    trouble.push(...found.map((violation) => ({ page: page.url(), what: `axe, ${width} px, ${scheme}: ${violation.id} (${violation.impact})`, detail: violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" · ") })));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) trouble.push({ page: page.url(), what: `scrolls sideways at ${width} px`, detail: `${wide} px` });
  }
  seen.push(name);
};

// A page's session with the browser is kept: to detach one would take the page's authenticator away.
const sessions = new WeakMap();
const sessionOf = async (page) => {
  if (!sessions.has(page)) sessions.set(page, await page.context().newCDPSession(page));
  return sessions.get(page);
};

// In a world of its own, so that the page's policy need not allow it.
const check = async (page) => {
  const session = await sessionOf(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "axe" });
  await session.send("Runtime.evaluate", { expression: axe, contextId: executionContextId });
  const expression = "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((found) => JSON.stringify(found.violations))";
  const { result } = await session.send("Runtime.evaluate", { expression, contextId: executionContextId, awaitPromise: true, returnByValue: true });
  return JSON.parse(result.value).filter((violation) => ["serious", "critical"].includes(violation.impact));
};

const nameOf = (who, url) => {
  // Pages that differ by a name only are looked at once: things by their identifiers, promises by their slugs.
  const path = url.pathname.replace(/[a-z]{3}_[0-9a-z]{26}/g, (id) => id.slice(0, 3)).replace(/(promises|trust)\/\w+$/, "$1/one").replace(/\W+/g, "-").replace(/^-|-$/g, "");
  return `${who}.${path || "home"}`;
};

// Says what one is working for, so that the rooms behind a purpose open too.
const choosePurpose = async (page, purpose) => {
  await page.goto(`${origin}/engagements`);
  const first = page.locator("table a").first();
  if (!(await first.count())) return;
  await first.click();
  if (!(await page.locator(`#purpose-now option[value=${purpose}]`).count())) return;
  await page.selectOption("#purpose-now", purpose);
  await page.locator(".standing button").click();
  await page.waitForLoadState();
};

// ---- Every page an account reaches by links

const crawl = async (page, who, limit = 60) => {
  const queue = ["/", "/nowhere"];
  const shapes = new Set();
  while (queue.length && shapes.size < limit) {
    const path = queue.shift();
    await page.goto(origin + path);
    const url = new URL(page.url());
    // One of a kind: the tenth certificate looks like the first.
    const shape = nameOf(who, path === "/nowhere" ? new URL(origin + path) : url);
    if (shapes.has(shape)) continue;
    shapes.add(shape);
    await look(page, shape);
    const links = await page.$$eval("a[href^='/']:not([download])", (anchors) => anchors.map((anchor) => anchor.getAttribute("href")));
    queue.push(...links.filter((link) => !/^\/(language|api)|\/proof$|\.(zip|txt|json)/.test(link) || link === "/proof").map((link) => link.split("#")[0]));
  }
};

const browser = await chromium.launch({
  executablePath: options.chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"],
});

const visit = async (who, locale, work) => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale });
  const page = await context.newPage();
  listen(page);
  try {
    await work(page);
  } catch (error) {
    trouble.push({ page: page.url(), what: `${who}: broke off`, detail: error.message });
  }
  await context.close();
};

const crawls = options.only === undefined;
for (const locale of crawls ? ["en-CA", "fr-CA"] : []) {
  await visit("nobody", locale, async (page) => {
    for (const path of ["/sign-in", "/enrol", "/help/api"]) {
      await page.goto(origin + path);
      await look(page, nameOf(`nobody-${locale.slice(0, 2)}`, new URL(page.url())));
    }
  });
}

for (const account of crawls ? accounts : []) {
  const who = account.name.split(" ")[0].toLowerCase().normalize("NFD").replace(/\W/g, "");
  await visit(who, "en-CA", async (page) => {
    await signIn(page, account);
    if (!account.client) {
      await confirmDevice(page, origin, "/work");
      await choosePurpose(page, "audit");
    }
    await page.goto(`${origin}/language?to=en&back=/`);
    await crawl(page, `${who}-en`);
    await page.goto(`${origin}/language?to=fr&back=/`);
    await crawl(page, `${who}-fr`, account.client ? 8 : 12);
    await page.goto(`${origin}/language?to=en&back=/`);
    for (const [name, journey] of Object.entries(journeys)) {
      if (!journey.for(account)) continue;
      try {
        await journey.walk(page, { origin, account });
        seen.push(`journey: ${name} (${who})`);
      } catch (error) {
        trouble.push({ page: page.url(), what: `journey: ${name}`, detail: error.message });
      }
    }
  });
}

// The walks, each when all is looked at or it is the only one asked for.
for (const [name, walk] of Object.entries({ access, incident })) {
  if (!crawls && options.only !== name) continue;
  try {
    const steps = await walk({ browser, origin, accounts, signIn, listen, look, show });
    seen.push(...steps.map(({ name: step, seconds }) => `${name}: ${step}${seconds === undefined ? "" : ` (${seconds} s)`}`));
  } catch (error) {
    trouble.push({ page: origin, what: `${name}: broke off`, detail: error.message });
  }
}

await browser.close();
writeFileSync(join(options.out, "report.json"), JSON.stringify({ seen, trouble }, null, 2));
console.log(`${seen.length} looked at, ${trouble.length} to put right.`);
for (const each of trouble.slice(0, 40)) console.log(`- ${each.what}\n  ${each.page}\n  ${each.detail}`);
process.exit(trouble.length ? 1 : 0);
