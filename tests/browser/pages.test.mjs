// One journey through the pages, and what must hold of every page.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { startRealm } from "./realm.mjs";

const require = createRequire(join(process.env.HOIAM_MODULES, "x.js"));
const { chromium } = require("playwright-core");
const AXE = require.resolve("axe-core/axe.min.js");
const SHOTS = process.env.HOIAM_SHOTS;
const PASSWORD = "một câu dài dễ nhớ";
const WEIGHT_MAX = 150 * 1024;
const WITHIN = 20_000;

let browser;
let realm;

before(async () => {
  realm = await startRealm();
  browser = await chromium.launch({
    executablePath: process.env.HOIAM_CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  if (SHOTS) await mkdir(SHOTS, { recursive: true });
}, { timeout: 150_000 });

after(async () => {
  await browser?.close();
  await realm?.stop();
});

/** A window of its own, in which every fault of a page counts. */
const open = async (options = {}) => {
  const context = await browser.newContext({ locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh", ...options });
  context.setDefaultTimeout(WITHIN);
  const page = await context.newPage();
  const faults = [];
  page.on("console", (line) => {
    // What was refused is answered with its status, which the browser tells as well.
    if (line.type() === "error" && !/status of (403|409|422)/.test(line.text())) faults.push(line.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(realm.url) && !request.url().startsWith("data:")) faults.push(`asked for ${request.url()}`);
  });
  return { context, page, faults };
};

/** Chooses the password of a role's officer; ends up signed in. */
const setUp = async (page, role) => {
  await page.goto(await realm.account(role));
  await page.fill("#new", PASSWORD);
  await page.fill("#again", PASSWORD);
  await page.click("button.main");
  await page.waitForURL("**/hom-nay");
};

/** The petitions of a stage, newest first. */
const atStage = async (stage) => {
  const { body } = await realm.api("tt", `/petitions?stage=${stage}&limit=50`);
  return body.petitions.filter((petition) => petition.number.startsWith("LH26"));
};

test("from the first password to an act that another desk sees at once", async () => {
  const committee = await open();
  await setUp(committee.page, "tt");
  assert.match(await committee.page.textContent("h1"), /Hôm nay/);

  // Out, and in again with the password; a wrong one says no more than that it is wrong.
  await committee.page.click("text=Đăng xuất");
  await committee.page.waitForURL("**/dang-nhap");
  await committee.page.fill("#login", "tt");
  await committee.page.fill("#password", "something else");
  await committee.page.click("button.main");
  await committee.page.waitForSelector(".said.bad");
  assert.equal(await committee.page.inputValue("#login"), "tt");
  await committee.page.fill("#password", PASSWORD);
  await committee.page.click("button.main");
  await committee.page.waitForURL("**/hom-nay");

  // The book, searched without marks; a petition of it.
  const petition = (await atStage("settled")).find(({ raised_with }) => raised_with.name.includes("số 1"));
  await committee.page.click("nav >> text=Sổ kiến nghị");
  await committee.page.fill("#q", petition.number.toLowerCase());
  await committee.page.click("button.main");
  await committee.page.click(`table >> text="${petition.number}"`);
  await committee.page.waitForURL(`**/kien-nghi/${petition.number}`);

  // Somebody else looks at it in another window, and does nothing.
  const group = await open();
  await setUp(group.page, "to-1");
  await group.page.goto(`${realm.url}/kien-nghi/${petition.number}`);
  await group.page.waitForSelector("#live[data-connected]", { state: "attached" });
  assert.match(await group.page.textContent(".state"), /đã giải quyết xong/);

  // A final act: not without the confirmation, though the browser would let it pass.
  await committee.page.click("text=Kết thúc theo dõi");
  await committee.page.fill("#i-note", "Đã nghiệm thu <b>xong</b>.");
  await committee.page.$eval("form[data-guard]", (form) => { form.noValidate = true; });
  await committee.page.click("button.main");
  await committee.page.waitForSelector(".confirm.wrong");
  assert.equal(await committee.page.inputValue("#i-note"), "Đã nghiệm thu <b>xong</b>.");
  await committee.page.check("#i-confirm");
  await committee.page.click("button.main");
  await committee.page.waitForURL(`**/kien-nghi/${petition.number}`);
  assert.match(await committee.page.textContent(".said.good"), /Đã ghi/);
  assert.match(await committee.page.textContent(".state"), /đã kết thúc theo dõi/);

  // The other window has changed by itself.
  await group.page.waitForSelector(".state >> text=đã kết thúc theo dõi");

  // Why it was so decided: taken again, the same.
  await committee.page.click(".timeline li:first-child >> text=Vì sao?");
  await committee.page.waitForURL("**/quyet-dinh/*");
  assert.match(await committee.page.textContent(".said.good"), /cùng kết quả/);
  for (const { faults, context } of [committee, group]) {
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test("what is refused says why beside what was typed", async () => {
  const { page, context, faults } = await open();
  await setUp(page, "ban-kt");
  const [petition] = await atStage("forwarded");
  await page.goto(`${realm.url}/kien-nghi/${petition.number}/viec/forwarding/AnswerPetition`);
  await page.selectOption("#i-outcome", "resolved");
  await page.fill("#i-text", "Câu trả lời của người không có quyền.");
  await page.click("button.main");
  await page.waitForSelector("#refused");
  assert.equal(await page.inputValue("#i-text"), "Câu trả lời của người không có quyền.");
  assert.equal(await page.inputValue("#i-outcome"), "resolved");
  assert.deepEqual(faults, []);
  await context.close();
});

test("a page works without scripts", async () => {
  const { page, context } = await open({ javaScriptEnabled: false });
  await setUp(page, "ban-vx");
  await page.click("nav >> text=Sổ kiến nghị");
  await page.selectOption("#f-stage", "closed");
  await page.click("button.main");
  assert.ok((await page.locator("table.book tbody tr").count()) > 0);
  await page.click("text=English");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.match(page.url(), /stage=closed/);
  await context.close();
});

test("every page is within reach of everybody, in both languages and at three widths", async () => {
  const { page, context, faults } = await open({ bypassCSP: true });
  const link = await realm.account("mttq");
  const [forwarded] = await atStage("forwarded");
  const [contested] = await atStage("contested");
  const { body } = await realm.api("tt", `/petitions/${forwarded.number}/history`);
  const before = [["sign-in", "/dang-nhap?to=%2Fso"], ["set-up", new URL(link).pathname + new URL(link).search]];
  const within = [
    ["today", "/hom-nay"],
    ["book", "/so"],
    ["book-filtered", "/so?stage=forwarded&q=duong&sort=due&body=00000000-0000-0000-0000-000000000000"],
    ["petition", `/kien-nghi/${forwarded.number}`],
    ["petition-contested", `/kien-nghi/${contested.number}`],
    ["petition-past", `/kien-nghi/${forwarded.number}?at=${body.entries[1].position}`],
    ["act", `/kien-nghi/${forwarded.number}/viec/classification/ProposeClassification`],
    ["act-final", `/kien-nghi/${forwarded.number}/viec/monitoring/HandOver`],
    ["decision", `/quyet-dinh/${body.entries[0].command_id}`],
    ["account", "/tai-khoan"],
    ["not-found", "/kien-nghi/LH26-99999"],
  ];
  const wrong = [];
  const look = async ([name, path]) => {
    for (const language of ["vi", "en"]) {
      await context.addCookies([{ name: "hoiam_language", value: language, url: realm.url }]);
      let weight = 0;
      const weigh = async (response) => { weight += (await response.body().catch(() => "")).length; };
      if (language === "vi") page.on("response", weigh);
      await page.goto(realm.url + path);
      page.off("response", weigh);
      if (weight > WEIGHT_MAX) wrong.push(`${name}: ${weight} bytes`);
      for (const width of [320, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) wrong.push(`${name} ${language} ${width}: ${wide} px too wide`);
        if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}-${language}-${width}.png`), fullPage: true });
        await page.addScriptTag({ path: AXE });
        const found = await page.evaluate(() =>
          globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
        for (const { id, nodes } of found.violations) {
          wrong.push(`${name} ${language} ${width}: ${id} ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
        }
      }
    }
  };
  for (const place of before) await look(place);
  await page.goto(link);
  await page.fill("#new", PASSWORD);
  await page.fill("#again", PASSWORD);
  await page.click("button.main");
  await page.waitForURL("**/hom-nay");
  for (const place of within) await look(place);
  await page.emulateMedia({ colorScheme: "dark" });
  await look(["petition-dark", `/kien-nghi/${forwarded.number}`]);
  assert.deepEqual([...new Set(wrong)], []);
  assert.deepEqual(faults.filter((fault) => !/404/.test(fault)), []);
  await context.close();
});
