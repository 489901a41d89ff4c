// The sheet that a deputy takes to a meeting: on a small telephone, on a slow link, live, on paper.
import assert from "node:assert/strict";
import { test } from "node:test";

import { look, openAs, realm } from "./harness.mjs";
import { forwarded, here } from "./story.mjs";

const phone = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };

/** A telephone with a slow processor on a slow link. */
const slow = async ({ context, page }) => {
  const line = await context.newCDPSession(page);
  await line.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 50_000, uploadThroughput: 20_000 });
};

test("the telephone tells by itself that what people asked was answered", async () => {
  const wording = `Đề nghị sửa cầu ao thôn Đoài (${here()})`;
  const petition = await forwarded({ wording, by: "to-1", area: "hoa-phu", to: "so-xd" });
  const deputy = await openAs("dai-bieu", phone);
  const { page } = deputy;
  await slow(deputy);
  // One tap from the beginning; the delegate group has one area, and the address keeps another.
  await page.goto(`${realm.urlOf("dai-bieu")}/hom-nay`);
  await page.click("details.menu summary");
  await page.click("details.menu >> text=Gặp bà con");
  await page.waitForSelector("h1 >> text=xã Hòa Phú");
  const item = page.locator(`#k-${petition.number}`);
  assert.match(await item.textContent(), /Chưa trả lời/);
  assert.match(await item.textContent(), /Phải trả lời trước hết ngày/);
  assert.equal(await item.locator("text=Ghi ý kiến bà con").count(), 0, "nothing was answered yet");
  await page.waitForSelector("#live[data-connected]", { state: "attached" });

  await realm.give("so-xd", "forwarding", "AnswerPetition", {
    ...(await petition.seen("so-xd")),
    document: { symbol: "99/SXD", issued_on: petition.today },
    data: { outcome: "in_progress", text: "Đang làm <b>móng</b>.", public_answer: "Sở đang làm lại <b>móng</b> cầu ao.", done_by: "2027-03-31", roadmap: "Xong trước mùa mưa." },
  });
  await item.locator("text=Sở đang làm lại <b>móng</b> cầu ao.").waitFor();
  assert.match(await item.textContent(), /Đang làm.*Hẹn xong trước hết ngày 31\/03\/2027/s);

  // What people say of it, in one tap, in the deputy's own role.
  await item.locator("text=Ghi ý kiến bà con").tap();
  await page.waitForURL("**/viec/monitoring/HearVoter");
  await page.selectOption("#i-satisfied", "true");
  await page.fill("#i-text", "Bà con mừng.");
  await page.click("button.main");
  await page.waitForURL(`**/kien-nghi/${petition.number}`);
  await page.goto(`${realm.urlOf("dai-bieu")}/ba-con?area=hoa-phu`);
  assert.match(await item.textContent(), /Bà con đã đồng tình/);

  // On paper: no buttons, what is told stays.
  await page.emulateMedia({ media: "print" });
  assert.equal(await item.locator("text=Ghi ý kiến bà con").isVisible(), false);
  assert.equal(await item.locator("h3").isVisible(), true);
  await page.emulateMedia({ media: "screen" });

  assert.deepEqual(deputy.faults, []);
  await deputy.context.close();
});

test("somebody without a body there chooses an area, and reads what is for all", async () => {
  const { page, context, faults } = await openAs("mttq", phone);
  await page.goto(`${realm.url}/ba-con`);
  await page.click(".areas >> text=xã Suối Mơ");
  await page.waitForURL("**/ba-con?area=suoi-mo");
  await page.waitForSelector("text=Đề nghị xây cầu thay ngầm tràn sang chợ phiên.");
  assert.match(await page.textContent(".tallies"), /Đã quá hẹn/);
  const stranger = await openAs("dien-luc");
  await stranger.page.goto(`${realm.url}/ba-con?area=suoi-mo`);
  await stranger.page.waitForSelector("text=Đề nghị xây cầu thay ngầm tràn sang chợ phiên.");
  assert.doesNotMatch(await stranger.page.textContent("main"), /Đã lập dự án cầu bản/);
  assert.match(await stranger.page.content(), /ba-con\?area=hoa-phu/);
  const answer = await page.goto(`${realm.url}/ba-con?area=khong-co`);
  assert.equal(answer.status(), 200);
  await page.waitForSelector("h1 >> text=Lần trước bà con hỏi gì?");
  const bad = await page.goto(`${realm.url}/ba-con?oops=1`);
  assert.equal(bad.status(), 400);
  assert.deepEqual([...faults, ...stranger.faults].filter((line) => !/400/.test(line)), []);
  await context.close();
  await stranger.context.close();
});

test("every state of the sheet stands the look", async () => {
  const opened = await openAs("to-1", { bypassCSP: true });
  const wrong = await look(opened, [
    ["deputy-choose", "/ba-con?area=khong-co"],
    ["deputy-hoa-phu", "/ba-con?area=hoa-phu"],
    ["deputy-suoi-mo", "/ba-con?area=suoi-mo"],
    ["deputy-whole", "/ba-con?area=lam-ha"],
  ]);
  assert.deepEqual(wrong, []);
  assert.deepEqual(opened.faults, []);
  await opened.context.close();
});
