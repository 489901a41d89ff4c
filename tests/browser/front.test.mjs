// The Front's morning: answers made known several at once, and the desk at a glance.
import assert from "node:assert/strict";
import { test } from "node:test";

import { look, openAs, realm } from "./harness.mjs";
import { about, agree, answer, petition, record } from "./petitions.mjs";

test("three answers are made known at once, and what is wrong is said beside it", { timeout: 180_000 }, async () => {
  const made = [];
  for (const place of ["Bản Mạ", "Bản Nưa", "Bản Lằn"]) {
    const { number } = await record(`Tổ chức khám lưu động tại ${place}`, { field: "y-te" });
    await agree(number);
    await answer("so-yt", number, `Đoàn khám lưu động đến ${place} trong tháng 12.`);
    made.push(number);
  }
  const { page, context, faults } = await openAs("mttq", { bypassCSP: true });
  await page.goto(`${realm.url}/hom-nay`);
  // What the desk holds waits on the first page too.
  for (const number of made) assert.match(await page.textContent(`main .task:has-text("${number}")`), /thông báo/i);
  await page.click("nav >> text=Bàn Mặt trận");
  const item = (number) => page.locator("#main .desk .task", { hasText: number });
  for (const number of made) {
    assert.match(await item(number).textContent(), /Đoàn khám lưu động.*giải trình.*Hòa Phú/s);
    await item(number).locator("input[name=k]").check();
  }
  // The place is missing: what was ticked and chosen is still there.
  await page.$eval("form.desk", (form) => { form.noValidate = true; });
  const way = (name) => page.locator(`input[name=channel][value=${name}]`);
  for (const name of ["notice_board", "loudspeaker"]) await way(name).check();
  await page.click("button:text-is('Ghi đã thông báo')");
  await page.waitForSelector("#e-place");
  assert.deepEqual([await way("loudspeaker").isChecked(), await way("meeting").isChecked()], [true, false]);
  assert.equal(await item(made[1]).locator("input[name=k]").isChecked(), true);
  await page.fill("#i-place", "Đài truyền thanh xã Hòa Phú");
  await page.fill("#i-until", "2026-01-01");
  await page.$eval("form.desk", (form) => { form.noValidate = true; });
  await page.click("button:text-is('Ghi đã thông báo')");
  await page.waitForSelector("#refused");
  assert.equal(await page.locator("#main .desk .task .error").count(), 3);
  await page.fill("#i-until", "");
  await page.click("button:text-is('Ghi đã thông báo')");
  await page.waitForSelector(".said.good");
  for (const number of made) {
    assert.equal(await item(number).count(), 0);
    assert.match(await page.textContent("section:has(#known)"), new RegExp(number));
    const { addressees } = await petition(number);
    // Once by each way.
    assert.deepEqual(addressees[0].made_known.map(({ said }) => said.channel).toSorted(), ["loudspeaker", "notice_board"]);
  }
  // A voter speaks; the desk, open, tells it.
  await page.waitForSelector("#live[data-connected]", { state: "attached" });
  await about("mttq", "monitoring", "HearVoter", made[0], { satisfied: false, text: "Chưa thấy đoàn nào đến." });
  await page.waitForSelector("section:has(#heard) >> text=Chưa thấy đoàn nào đến.");
  assert.deepEqual(faults, []);
  await context.close();
});

test("what has no public words is made known only once that is said, and a tick outlives the news", { timeout: 120_000 }, async () => {
  const { number } = await record("Thay cống vỡ đầu ngõ 12", { field: "giao-thong" });
  await agree(number);
  await answer("so-xd", number);
  const { page, context, faults } = await openAs("mttq", { bypassCSP: true, viewport: { width: 360, height: 740 } });
  await page.goto(`${realm.url}/mat-tran`);
  await page.waitForSelector("#live[data-connected]", { state: "attached" });
  const item = page.locator("#main .desk .task", { hasText: number });
  assert.match(await item.textContent(), /Câu trả lời chưa có lời công khai được duyệt/);
  const box = item.locator("input[name=k]");
  await box.check();
  await box.evaluate((at) => at.blur());
  // News come in: whoever has ticked something keeps it, though nothing has the focus.
  const told = page.locator("#toasts .toast", { hasText: number });
  await about("tt", "monitoring", "NameFollower", number, { follower: realm.bodyOf("mttq").body });
  await told.first().waitFor();
  await about("to-1", "monitoring", "HearVoter", number, { satisfied: false, text: "Cống vẫn tắc." });
  // By the second of them the page would be renewed by the first.
  await told.nth(1).waitFor();
  assert.equal(await box.isChecked(), true);
  assert.equal(await page.locator("section:has(#heard) >> text=Cống vẫn tắc.").count(), 0);
  // The form is far below: what is ticked brings the way to it along.
  const jump = page.locator(".to-form a");
  assert.equal(await jump.evaluate((at) => at.getBoundingClientRect().bottom <= innerHeight), true);
  await jump.click();
  await page.check("input[name=channel][value=meeting]");
  await page.fill("#i-place", "Họp tổ dân phố 4");
  await page.click("button:text-is('Ghi đã thông báo')");
  await page.waitForSelector("#e-confirm");
  assert.match(await page.textContent("#e-confirm"), new RegExp(number));
  assert.deepEqual([(await petition(number)).addressees[0].made_known.length, await page.inputValue("#i-place")], [0, "Họp tổ dân phố 4"]);
  await page.check("#i-confirm");
  await page.click("button:text-is('Ghi đã thông báo')");
  await page.waitForSelector(".said.good");
  assert.equal((await petition(number)).addressees[0].made_known.length, 1);
  assert.deepEqual(faults, []);
  await context.close();
});

test("the desk of the Front is within reach of everybody, full and empty", { timeout: 120_000 }, async () => {
  const province = await openAs("mttq", { bypassCSP: true });
  assert.deepEqual(await look(province, [["front", "/mat-tran"]]), []);
  await province.page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await look(province, [["front-dark", "/mat-tran"]], { languages: ["vi"] }), []);
  assert.deepEqual(province.faults, []);
  await province.context.close();
  const commune = await openAs("hp-mt", { bypassCSP: true });
  assert.deepEqual(await look(commune, [["front-commune", "/mat-tran"]]), []);
  assert.deepEqual(commune.faults, []);
  await commune.context.close();
});
