// Statistics: every figure opens the list that it counts, also as of a day, and for who cannot see.
import assert from "node:assert/strict";
import { test } from "node:test";

import { look, openAs, realm } from "./harness.mjs";

/** The figures of a page with the size of the list that each opens, where the two differ. */
const differing = async (page, path) => {
  const { cookie } = { cookie: (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ") };
  const html = async (address) => (await fetch(realm.url + address, { headers: { cookie } })).text();
  const text = await html(path);
  const figures = [...text.matchAll(/<a href="([^"]*danh-sach[^"]*)" aria-label="[^"]*">(\d+)<\/a>/g)]
    .map(([, address, count]) => ({ address: address.replaceAll(/&amp;|&#38;/g, "&"), count: Number(count) }));
  assert.ok(figures.length > 5, `${path}: ${figures.length} figures`);
  const wrong = [];
  for (const { address, count } of figures) {
    const list = await html(address);
    const counted = Number(/data-count="(\d+)"/.exec(list)?.[1]);
    const rows = (list.match(/<th scope="row">/g) ?? []).length;
    if (counted !== count || rows !== Math.min(count, 100)) wrong.push({ address, count, counted, rows });
  }
  return wrong;
};

test("every figure opens a list of just so many petitions", async () => {
  const { page, context, faults } = await openAs("tt");
  // What others add meanwhile is of today: a day in the past stands still.
  const on = "on=2026-11-18";
  for (const path of [`/thong-ke?session=kh-2&by=field&${on}`, `/thong-ke?session=all&by=body&${on}`, `/thong-ke?session=all&by=session&${on}`, `/thong-ke?session=kh-3&by=area&${on}`]) {
    assert.deepEqual(await differing(page, path), [], path);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test("the figures of the demo are those that a person counts, and one click shows them", async () => {
  const { page, context, faults } = await openAs("mttq");
  await page.goto(`${realm.url}/thong-ke?session=kh-2025`);
  const line = async (words) => (await page.locator(`section:has(#way) tr:has-text("${words}") td`).textContent()).trim();
  assert.equal(await line("Đã tiếp nhận"), "3");
  assert.equal(await line("Đã trả lời"), "3");
  // One of the three was closed and stayed so; one was opened again.
  assert.equal(await line("Đã giải quyết xong"), "1");
  await page.click(`section:has(#honest) tr:has-text("Đã mở lại") a`);
  await page.waitForURL("**/thong-ke/danh-sach*");
  assert.match(await page.textContent("h1"), /Đã mở lại\s*1 kiến nghị/);
  await page.waitForSelector("text=Đề nghị xử lý cột điện nghiêng tại bản Pho.");
  // Back to the same figures; as they stood before it was opened again.
  await page.click(".kicker a");
  await page.fill("#f-on", "2026-03-31");
  await page.click("button.main");
  assert.equal(await line("Đã giải quyết xong"), "2");
  // The bars say in words what they show.
  const said = await page.getAttribute("section:has(#way) svg", "aria-labelledby");
  const words = await page.evaluate((ids) => ids.split(" ").map((id) => document.getElementById(id).textContent).join(" "), said);
  assert.match(words, /Đã tiếp nhận: 3.*Đã giải quyết xong hoặc kết thúc: 2/);
  // As a table file.
  const file = await page.request.get(`${realm.url}/thong-ke.csv?session=kh-2025`);
  assert.match(await file.text(), /"Đã tiếp nhận","3"/);
  const bad = await page.request.get(`${realm.url}/thong-ke?session=khong-co`);
  assert.equal(bad.status(), 400);
  assert.deepEqual(faults, []);
  await context.close();
});

test("every state of the statistics stands the look", async () => {
  const opened = await openAs("tt", { bypassCSP: true });
  const wrong = await look(opened, [
    ["statistics", "/thong-ke?session=kh-2"],
    ["statistics-body", "/thong-ke?session=all&by=body"],
    ["statistics-empty", "/thong-ke?session=kh-2025&on=2024-01-01"],
    ["statistics-list", "/thong-ke/danh-sach?session=kh-2&by=field&figure=answered-unsettled"],
  ]);
  assert.deepEqual(wrong, []);
  assert.deepEqual(opened.faults, []);
  await opened.context.close();
});
