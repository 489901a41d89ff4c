// What every file of browser tests shares: the demo of this run, a browser, windows in which every
// fault of a page counts, signing in, and the look that each screen must stand.
//
// The demo is shared with files that run at the same time: a test makes the petitions that it acts
// on, and counts nothing that others may add to.
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before } from "node:test";

import { realmAt } from "./realm.mjs";

const require = createRequire(join(process.env.HOIAM_MODULES, "x.js"));
const { chromium } = require("playwright-core");
const AXE = require.resolve("axe-core/axe.min.js");
const SHOTS = process.env.HOIAM_SHOTS;
// The reader of accessibility is slow: the brief look has it read two windows of the six.
const BRIEF = process.env.HOIAM_BRIEF === "yes" ? ["vi 320", "en 1280"] : undefined;
const WEIGHT_MAX = 150 * 1024;
const WITHIN = 20_000;
/** For accounts that a test makes. */
export const PASSWORD = "một câu dài dễ nhớ";

export const realm = realmAt(JSON.parse(process.env.HOIAM_REALM));
let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.HOIAM_CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  if (SHOTS) await mkdir(SHOTS, { recursive: true });
}, { timeout: 60_000 });

after(() => browser?.close());

/** A window of its own, in which every fault of a page counts. */
export const open = async (options = {}) => {
  const context = await browser.newContext({ locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh", ...options });
  context.setDefaultTimeout(WITHIN);
  const page = await context.newPage();
  const faults = [];
  page.on("console", (line) => {
    // What was refused is answered with its status, which the browser tells as well.
    if (line.type() === "error" && !/status of (403|404|409|422)/.test(line.text())) faults.push(line.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => {
    if (new URL(request.url()).hostname !== "127.0.0.1" && !/^(data|blob):/.test(request.url())) faults.push(`asked for ${request.url()}`);
  });
  return { context, page, faults };
};

/** A window in which the officer of a role is signed in. */
export const openAs = async (role, options = {}) => {
  const opened = await open(options);
  const form = new URLSearchParams({ login: role, password: realm.password, to: "/" });
  const answer = await fetch(`${realm.urlOf(role)}/dang-nhap`, { method: "POST", body: form, redirect: "manual" });
  const [name, value] = (answer.headers.getSetCookie().find((cookie) => cookie.startsWith("hoiam_session=")) ?? "").split(";")[0].split("=");
  if (!value) throw new Error(`${role} cannot sign in: ${answer.status}`);
  await opened.context.addCookies([{ name, value, url: realm.urlOf(role) }]);
  return opened;
};

/** The demo's own petitions of a stage, newest first. */
export const atStage = async (stage) => {
  const { body } = await realm.api("tt", `/petitions?stage=${stage}&limit=50`);
  return body.petitions.filter((petition) => petition.number.startsWith("LH26"));
};

/**
 * Looks at screens, `[name, path]` each, in both languages and at three widths: none wider than the
 * window, heavier than it may be, or out of somebody's reach. Gives what is wrong.
 */
export const look = async ({ page, context }, screens, { languages = ["vi", "en"] } = {}) => {
  const wrong = [];
  for (const [name, path] of screens) {
    for (const language of languages) {
      await context.addCookies([{ name: "hoiam_language", value: language, url: realm.url }]);
      let weight = 0;
      const weigh = async (response) => { weight += (await response.body().catch(() => "")).length; };
      page.on("response", weigh);
      await page.goto(realm.url + path);
      page.off("response", weigh);
      if (weight > WEIGHT_MAX) wrong.push(`${name}: ${weight} bytes`);
      let most = 0;
      for (const width of [1280, 768, 320]) {
        await page.setViewportSize({ width, height: 900 });
        const within = await page.locator("main :is(a, button, [type=checkbox]):visible").count();
        most = Math.max(most, within);
        if (within < most * 0.8) wrong.push(`${name} ${language} ${width}: ${within} of ${most} things to use are there`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) wrong.push(`${name} ${language} ${width}: ${wide} px too wide`);
        if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}-${language}-${width}.png`), fullPage: true });
        if (BRIEF && languages.length > 1 && !BRIEF.includes(`${language} ${width}`)) continue;
        await page.addScriptTag({ path: AXE });
        const found = await page.evaluate(() =>
          globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
        for (const { id, nodes } of found.violations) {
          wrong.push(`${name} ${language} ${width}: ${id} ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
        }
      }
    }
  }
  return [...new Set(wrong)];
};
