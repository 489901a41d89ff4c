// The follow-up desk: a claim refused and then accepted, reminders for two bodies at once.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";

import { look, openAs, realm } from "./harness.mjs";
import { forwarded, give, here } from "./story.mjs";

const answer = { outcome: "in_progress", text: "Đang sửa.", public_answer: "Đang sửa.", roadmap: "Trong quý.", done_by: "2027-03-31" };

/** A petition that a delegate group follows and that an agency promised to see to. */
const followed = async (wording, { by, to, follower }) => {
  const petition = await forwarded({ wording, by, area: "hoa-phu", to });
  const document = { symbol: here(), issued_on: petition.today };
  await give(to, "forwarding", "AnswerPetition", { ...(await petition.seen(to)), document, data: answer });
  await give("tt", "monitoring", "NameFollower", { ...(await petition.seen("tt")), data: { follower: realm.bodyOf(follower).body } });
  return petition;
};

test("a claim is looked at, refused, claimed again and accepted, one tap from the desk", async () => {
  const mark = here();
  const petition = await followed(`Đề nghị vá đường thôn Đoài (${mark})`, { by: "to-1", to: "so-nn", follower: "to-1" });
  const group = await openAs("to-1");
  const { page } = group;
  await page.goto(`${realm.url}/theo-doi`);
  const task = page.locator("li.task", { hasText: mark });
  assert.match(await task.textContent(), /thực hiện xong.*31\/03\/2027/s);
  await page.waitForSelector("#live[data-connected]", { state: "attached" });

  const claim = async (text) =>
    give("so-nn", "monitoring", "ClaimDone", { ...(await petition.seen("so-nn")), data: { text } });
  await claim("Đã vá xong 40 mét.");
  // The desk has it by itself, with the words that were claimed.
  await task.locator("text=Đã vá xong 40 mét.").waitFor();
  await task.locator("text=không kèm ảnh hay tệp").waitFor();
  await task.locator("a.button").click();
  await page.waitForURL("**/kiem-tra/*");
  assert.match(await page.textContent("main"), /Đã vá xong 40 mét\./);

  // Nothing seen, nothing recorded; what is wrong is told beside the field.
  await page.$eval("form[data-guard]", (form) => { form.noValidate = true; });
  await page.setInputFiles("#i-attachments", { name: "hien-truong.txt", mimeType: "text/plain", buffer: Buffer.from("Ổ gà, km 3.") });
  await page.click("text=Chưa đạt");
  await page.waitForSelector("#e-text");
  // The file is here already: it goes with the form that came back.
  assert.equal(await page.locator("input[name=kept]:checked").count(), 1);
  await page.fill("#i-text", "Mới vá 25 mét, 15 mét còn ổ gà.");
  await page.click("text=Chưa đạt");
  await page.waitForURL("**/theo-doi");
  assert.match(await page.textContent(".said.good"), /Đã ghi/);
  assert.match(await task.textContent(), /Kiểm tra: chưa đạt/);
  const [{ checks }] = (await petition.read("to-1")).addressees;
  assert.equal(checks[0].said.attachments.length, 1);

  await claim("Đã vá nốt 15 mét.");
  await task.locator("text=Đã vá nốt 15 mét.").waitFor();
  await task.locator("a.button").click();
  assert.match(await page.textContent("main"), /Mới vá 25 mét, 15 mét còn ổ gà\./);
  await page.fill("#i-text", "Cả 40 mét đều phẳng.");
  await page.click("button:text-is('Đạt')");
  await page.waitForURL("**/theo-doi");
  assert.equal(await task.count(), 1, "it waits to be closed");
  assert.equal((await petition.read("to-1")).stage.code, "settled");
  assert.deepEqual(group.faults, []);
  await group.context.close();
});

test("two bodies are reminded at once, and what changed meanwhile is told without keeping back the other", async () => {
  const mark = here();
  const one = await forwarded({ wording: `Đề nghị thêm thuốc trạm xá (${mark})`, by: "to-1", area: "hoa-phu", to: "so-yt", field: "y-te" });
  const other = await forwarded({ wording: `Đề nghị sửa mái trường (${mark})`, by: "to-1", area: "hoa-phu", to: "so-gd", field: "giao-duc" });
  const { page, context, faults } = await openAs("tt");
  const tick = async () => {
    await page.goto(`${realm.url}/theo-doi?state=answer&area=hoa-phu`);
    for (const petition of [one, other]) await page.check(`input[name=t][value^="${petition.number}~"]`);
    await page.click("text=Đôn đốc những việc đã chọn");
    await page.waitForURL("**/theo-doi/don-doc?*");
  };
  await tick();
  assert.match(await page.textContent("h1"), /2 kiến nghị/);
  assert.match(await page.textContent("main"), /Sở Y tế.*Sở Giáo dục|Sở Giáo dục.*Sở Y tế/s);
  await page.fill("#i-text", "Đề nghị báo cáo trước kỳ họp.");
  await page.click("button.main");
  await page.waitForURL("**/theo-doi");
  for (const petition of [one, other]) {
    const { addressees } = await petition.read("tt");
    assert.equal(addressees[0].reminders[0].said.text.text, "Đề nghị báo cáo trước kỳ họp.");
  }

  // Between looking and sending one of them is answered in full: nothing is owed any more.
  await tick();
  await give("so-yt", "forwarding", "AnswerPetition", {
    ...(await one.seen("so-yt")), document: { symbol: here(), issued_on: one.today }, data: { outcome: "explained", text: "Đã cấp thuốc.", public_answer: "Đã cấp thuốc." },
  });
  await page.fill("#i-text", "Nhắc lần hai.");
  await page.click("button.main");
  await page.waitForSelector("#refused");
  assert.match(await page.textContent("#refused"), /Đã ghi 1 việc/);
  assert.equal(await page.locator("input[name=t]").count(), 1);
  assert.equal(await page.inputValue("#i-text"), "Nhắc lần hai.");
  assert.match(await page.textContent("li.wrong"), new RegExp(one.number));
  assert.equal((await other.read("tt")).addressees[0].reminders.length, 2);

  // A follower for what has none, as the rules propose.
  await page.goto(`${realm.url}/theo-doi?state=unfollowed&area=hoa-phu`);
  await page.check(`input[name=t][value^="${other.number}~"]`);
  await page.click("button:text-is('Phân công theo dõi')");
  await page.waitForURL("**/theo-doi/phan-cong?*");
  await page.click("button.main");
  await page.waitForURL("**/theo-doi");
  assert.ok((await other.read("tt")).follower);
  assert.deepEqual(faults, []);
  await context.close();
});

test("every state of the desk stands the look", async () => {
  const mark = here();
  const petition = await followed(`Đề nghị nạo vét mương (${mark})`, { by: "to-1", to: "so-nn", follower: "to-1" });
  await give("so-nn", "monitoring", "ClaimDone", { ...(await petition.seen("so-nn")), data: { text: "Đã nạo vét." } });
  const group = await openAs("to-1", { bypassCSP: true });
  const check = `/theo-doi/${petition.number}/kiem-tra/${realm.bodyOf("so-nn").body}`;
  assert.deepEqual(await look(group, [["follow-group", "/theo-doi"], ["follow-check", check]]), []);
  const committee = await openAs("tt", { bypassCSP: true });
  const [{ number, version }] = [await petition.read("tt")];
  const wrong = await look(committee, [
    ["follow-committee", "/theo-doi"],
    ["follow-overdue", "/theo-doi?state=overdue&field=giao-thong"],
    ["follow-none", "/theo-doi?state=resources&field=khac"],
    ["follow-not-yours", check],
    ["follow-remind", `/theo-doi/don-doc?t=${number}~${version}~${realm.bodyOf("to-1").body}`],
    ["follow-remind-none", "/theo-doi/don-doc"],
    ["follow-name", `/theo-doi/phan-cong?t=${number}~${version}~`],
  ]);
  assert.deepEqual(wrong, []);
  assert.deepEqual([...group.faults, ...committee.faults], []);
  await group.context.close();
  await committee.context.close();
});
