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
  await page.selectOption("#i-channel", "loudspeaker");
  await page.click("button:text-is('Ghi đã thông báo')");
  await page.waitForSelector("#e-place");
  assert.equal(await page.inputValue("#i-channel"), "loudspeaker");
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
    assert.equal(addressees[0].made_known.length, 1);
  }
  // A voter speaks; the desk, open, tells it.
  await page.waitForSelector("#live[data-connected]", { state: "attached" });
  await about("mttq", "monitoring", "HearVoter", made[0], { satisfied: false, text: "Chưa thấy đoàn nào đến." });
  await page.waitForSelector("section:has(#heard) >> text=Chưa thấy đoàn nào đến.");
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
