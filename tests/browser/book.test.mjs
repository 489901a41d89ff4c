// The book: finding petitions by keyboard, keeping and sharing a list, one act for many, a file.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { promisify } from "node:util";

import { look, openAs, realm } from "./harness.mjs";

const run = promisify(execFile);
/** A word that no other petition of the demo has. */
const MARK = "quetanvang";
const DAY = "2026-06-02";
let made = [];

const record = async (n, wording) => {
  const { body: directory } = await realm.api("tt", "/directory");
  const council = directory.bodies.find(({ kind, level }) => kind === "council" && level === "province");
  const group = realm.bodyOf("to-1").body;
  const done = await realm.give("to-1", "intake", "RecordPetition", {
    body: group,
    occurred_on: DAY,
    data: {
      council: council.body, via: "by_hand", raised_with: group, area: "hoa-phu", field: "dien",
      original: `Lời gốc ${MARK} số ${n}: đèn đường trước nhà bà An hỏng.`,
      ...(wording ? { public_wording: wording } : {}),
    },
  });
  return { number: done.number, stream: done.stream };
};

const untilStage = async (number, stage) => {
  for (let tries = 0; tries < 200; tries += 1) {
    const { body } = await realm.api("to-1", `/petitions/${number}`);
    if (body.stage?.code === stage) return body;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${number} did not come to ${stage}`);
};

before(async () => {
  for (const [n, wording] of [`Đèn ${MARK} một`, `=SUM(1) đèn ${MARK} hai`, `Đèn ${MARK} ba`, null].entries()) {
    made.push(await record(n, wording));
  }
  for (const { number } of made) await untilStage(number, "being_agreed");
}, { timeout: 60_000 });

const numbersOf = (page) => page.$$eval("table.book tbody th a", (links) => links.map((link) => link.textContent));

test("petitions are found by keyboard alone, and the address is the list", async () => {
  const group = await openAs("to-1");
  await group.page.goto(`${realm.url}/so`);
  // A slash is a sign like any other.
  await group.page.focus("#q");
  await group.page.keyboard.type(`${MARK}/`);
  assert.equal(await group.page.inputValue("#q"), `${MARK}/`);
  await group.page.keyboard.press("Backspace");
  await group.page.keyboard.press("Tab");
  assert.equal(await group.page.evaluate(() => document.activeElement.id), "f-sort");
  await group.page.selectOption("#f-sort", "number");
  await group.page.focus("#q");
  await group.page.keyboard.press("Enter");
  await group.page.waitForURL(`**/so?q=${MARK}*`);
  // The last one has no public wording: its own clerk finds it by the voter's words.
  assert.deepEqual(await numbersOf(group.page), made.map(({ number }) => number));
  await group.page.click(`.counts >> text=đang thống nhất`);
  await group.page.waitForURL("**stage=being_agreed*");

  // A colleague of another body opens the same address and sees the same list.
  const shared = group.page.url();
  const front = await openAs("mttq");
  await front.page.goto(shared);
  assert.deepEqual(await numbersOf(front.page), await numbersOf(group.page));

  // Who may not read those words neither finds nor counts them.
  const court = await openAs("toa-an");
  await court.page.goto(`${realm.url}/so?q=${MARK}&sort=number`);
  assert.deepEqual(await numbersOf(court.page), made.slice(0, 3).map(({ number }) => number));
  assert.match(await court.page.textContent("h1 small"), /^3 /);
  await court.context.close();

  // What is set can be taken out, one by one.
  await group.page.click(".chips a >> nth=0");
  assert.doesNotMatch(group.page.url(), /q=/);
  for (const { faults, context } of [group, front]) {
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test("the first row is seen without scrolling, and the filters open where they stand", async () => {
  const { page, context, faults } = await openAs("to-1", { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false });
  for (const path of ["/so", `/so?q=${MARK}&stage=being_agreed&via=by_hand&area=hoa-phu`]) {
    await page.goto(realm.url + path);
    const { y, height } = await page.locator("table.book tbody tr").first().boundingBox();
    assert.ok(y + height <= 700, `${path}: the first row ends at ${y + height}`);
    assert.equal(await page.locator(".filters button").count(), 1);
    assert.equal(await page.isVisible("#f-stage"), false);
  }
  assert.match(await page.textContent(".filters .fold > summary"), /3/);
  await page.focus(".filters .fold > summary");
  await page.keyboard.press("Enter");
  await page.selectOption("#f-due", "none");
  await page.click(".filters button.main");
  assert.match(page.url(), /due=none/);
  assert.match(page.url(), /via=by_hand/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("nothing found says what to loosen", async () => {
  const { page, context, faults } = await openAs("to-1");
  await page.goto(`${realm.url}/so?q=${MARK}&stage=closed&via=by_hand`);
  assert.equal(await page.locator(".loosen li").count(), 4);
  await page.click(".loosen a >> text=Tình trạng");
  assert.equal((await numbersOf(page)).length, 4);
  assert.deepEqual(faults, []);
  await context.close();
});

test("the voter's own words are in the rows of those who may read them, and nobody else's", async () => {
  const words = `Lời gốc ${MARK} số 3`;
  const group = await openAs("to-1");
  const court = await openAs("toa-an");
  const path = `/so?raised_with=${realm.bodyOf("to-1").body}&raised_from=${DAY}&raised_until=${DAY}`;
  await group.page.goto(realm.url + path);
  await group.page.waitForSelector(`tr:has-text("${made[3].number}") >> text=${words}`);
  await group.page.waitForSelector(`tr:has-text("${made[3].number}") >> text=chưa công khai`);
  await court.page.goto(realm.url + path);
  await court.page.waitForSelector(`tr:has-text("${made[3].number}") >> text=chưa có nội dung công khai`);
  assert.doesNotMatch(await court.page.content(), new RegExp(words));
  const file = await group.context.request.get(`${realm.url}/so.csv?${path.split("?")[1]}`);
  assert.doesNotMatch(await file.text(), new RegExp(words), "a file has public wordings only");
  for (const { faults, context } of [group, court]) {
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test("a list is kept under a name, without scripts", async () => {
  const { page, context } = await openAs("to-2", { javaScriptEnabled: false });
  await page.goto(`${realm.url}/so?q=${MARK}&sort=due`);
  await page.click("text=Lưu cách xem này");
  await page.fill("#view-name", "Đèn của tôi");
  await page.click(".keep button >> text=Lưu");
  await page.waitForSelector(".said.good");
  await page.goto(`${realm.url}/so`);
  await page.click(".views >> text=Đèn của tôi");
  assert.equal((await numbersOf(page)).length, 3);
  await page.click("text=Lưu cách xem này");
  await page.fill("#view-1", "Đèn đường");
  await page.click("text=Đổi tên");
  await page.waitForSelector(".views >> text=Đèn đường");
  await page.click("text=Lưu cách xem này");
  await page.click(".owned >> text=Xóa");
  await page.waitForSelector(".said.good");
  assert.equal(await page.locator(".views .own").count(), 0);
  await context.close();
});

test("three consents at once, of which one was given before, without scripts and never twice", async () => {
  const group = realm.bodyOf("to-1").body;
  await realm.give("to-1", "classification", "GiveConsent", {
    body: group, occurred_on: DAY, stream: made[1].stream, seen_version: 2,
    data: { petitions: [{ petition: made[1].stream, proposal: 1 }] },
  });
  const { page, context } = await openAs("to-1", { javaScriptEnabled: false });
  await page.goto(`${realm.url}/so?q=${MARK}&sort=number`);
  for (const box of await page.locator(".pick input").all()) await box.check();
  await page.selectOption("#act", "classification/GiveConsent");
  await page.click("text=Xem lại trước khi làm");
  assert.equal(await page.locator(".picked input:checked").count(), 4);
  await page.fill("#i-occurred_on", DAY);
  await page.selectOption("#i-body", group);
  await page.click("button.main");
  await page.waitForSelector(".outcomes");
  assert.equal(await page.locator(".outcomes .done").count(), 3);
  const refused = page.locator(".outcomes .refused");
  assert.equal(await refused.count(), 1);
  assert.match(await refused.textContent(), new RegExp(made[1].number));
  const before = await realm.api("to-1", `/petitions/${made[0].number}/history`);
  await page.reload();
  assert.equal(await page.locator(".outcomes .done").count(), 3);
  const after = await realm.api("to-1", `/petitions/${made[0].number}/history`);
  assert.equal(after.body.version, before.body.version, "loading again does nothing twice");
  assert.ok(after.body.entries.some(({ type }) => type === "classification.consent_given"));
  await context.close();
});

test("the file of a list has its rows, and no cell of it is a formula", async () => {
  const { page, context } = await openAs("to-1");
  await page.goto(`${realm.url}/so?q=${MARK}&sort=number`);
  const folder = await mkdtemp(join(tmpdir(), "hoiam-book-"));
  for (const kind of ["csv", "xlsx"]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(`.pages a[href^="/so.${kind}"]`)]);
    await download.saveAs(join(folder, `book.${kind}`));
  }
  const script = join(folder, "read.py");
  await writeFile(script, "import csv,json,sys\nprint(json.dumps(list(csv.reader(open(sys.argv[1],encoding='utf-8-sig',newline='')))))\n");
  const { stdout } = await run("python3", [script, join(folder, "book.csv")]);
  const [heads, ...rows] = JSON.parse(stdout);
  assert.equal(heads[1], "Số kiến nghị");
  assert.deepEqual(rows.map((row) => row[1]), await numbersOf(page));
  assert.equal(rows[1][2], `'=SUM(1) đèn ${MARK} hai`);
  assert.equal((await readFile(join(folder, "book.xlsx"))).subarray(0, 2).toString(), "PK");
  await context.close();
});

test("every state of the book is within reach of everybody", async () => {
  const group = await openAs("to-1", { bypassCSP: true });
  const ticked = made.map(({ stream }) => `p=${stream}`).join("&");
  const screens = [
    ["book-newest", "/so"],
    ["book-set", `/so?q=${MARK}&stage=being_agreed&raised_from=${DAY}&via=by_hand&sort=due`],
    ["book-none", `/so?q=${MARK}&stage=closed`],
    ["book-private", `/so?raised_with=${realm.bodyOf("to-1").body}&raised_from=${DAY}&raised_until=${DAY}`],
    ["bulk", `/so/viec-chung?act=monitoring/SendReminder&of=%2Fso&${ticked}`],
    ["bulk-final", `/so/viec-chung?act=monitoring/ClosePetition&of=%2Fso&${ticked}`],
    ["bulk-none", "/so/viec-chung?act=classification/GiveConsent&of=%2Fso"],
  ];
  assert.deepEqual(await look(group, screens), []);
  await group.page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await look(group, [["book-dark", `/so?q=${MARK}`]], { languages: ["vi"] }), []);
  assert.deepEqual(group.faults, []);
  await group.context.close();
});
