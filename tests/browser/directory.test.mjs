// The directory: following a body that ended, planning a session and a round, agreeing to rules.
import assert from "node:assert/strict";
import { test } from "node:test";

import { look, openAs, realm } from "./harness.mjs";

const council = async () => {
  const { body } = await realm.api("tt", "/directory");
  return body.bodies.find(({ kind, level, stands }) => kind === "council" && level === "province" && stands).body;
};

/** Sends the form though the browser would not. */
const send = async (page) => {
  await page.$eval("form[data-guard]", (form) => { form.noValidate = true; });
  await page.click("form[data-guard] button.main");
};

test("who has the work of a body that ended is found without marks", async () => {
  const { page, context, faults } = await openAs("so-yt");
  await page.goto(`${realm.url}/hom-nay`);
  await page.click("nav >> text=Danh bạ");
  assert.ok((await page.locator(".dir-level").count()) >= 3);
  await page.fill("#q", "thuong truc hdnd thi xa");
  await page.click("search button.main");
  assert.equal(await page.locator(".dir-level").count(), 0);
  const ended = page.locator(".dir-ended li", { hasText: "Thường trực HĐND thị xã Phú Hạ" });
  assert.match(await ended.textContent(), /30\/06\/2025.*Kế thừa nhiệm vụ: .*Thường trực HĐND tỉnh Lam Hà/s);
  await ended.locator("a.name").click();
  await page.waitForSelector("h1 >> text=thị xã Phú Hạ");
  assert.match(await page.textContent(".said"), /Nhiệm vụ do cơ quan sau đảm nhiệm: Thường trực HĐND tỉnh/);
  await page.click(".said >> text=Thường trực HĐND tỉnh");
  await page.waitForSelector("h1 >> text=Thường trực HĐND tỉnh Lam Hà");
  assert.match(await page.textContent("main"), /Nhận nhiệm vụ của.*Thường trực HĐND thị xã Phú Hạ/s);
  assert.match(await page.textContent("main"), /Nguyễn Thu Hiền/);
  // A field of competence is found as well, with whose rules have it and who answers.
  await page.goto(`${realm.url}/danh-ba?q=giao+thong`);
  const field = page.locator(".dir-fields li").first();
  assert.match(await field.textContent(), /[Gg]iao thông/);
  assert.match(await field.locator("a.name").getAttribute("href"), /^\/quy-che\?council=/);
  // On a day before the reform the town's committee stood.
  await page.goto(`${realm.url}/danh-ba?q=thuong+truc&on=2024-01-01`);
  assert.match(await page.textContent("#l-district + .dir-kinds"), /Thường trực HĐND thị xã Phú Hạ/);
  // Who may not change anything is offered nothing, and is refused.
  assert.equal(await page.locator(".dir-acts").count(), 0);
  const refused = await page.goto(`${realm.url}/danh-ba/viec/EstablishBody`);
  assert.equal(refused.status(), 403);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a session is planned and a round opened, and bad days are refused beside their fields", async () => {
  const { page, context, faults } = await openAs("office");
  const id = await council();
  await page.goto(`${realm.url}/lich?council=${id}&year=2027`);
  await page.click(".dir-acts >> text=Lên kế hoạch kỳ họp");
  const number = Number(await page.inputValue("#i-number"));
  assert.ok(number >= 4);
  await page.fill("#i-opens_on", "2027-07-06");
  await page.fill("#i-closes_on", "2027-07-01");
  await send(page);
  assert.match(await page.textContent("#e-closes_on"), /bế mạc trước khi khai mạc/);
  assert.equal(await page.inputValue("#i-opens_on"), "2027-07-06");
  await page.fill("#i-closes_on", "");
  await send(page);
  assert.match(await page.textContent("#e-closes_on"), /Hãy điền/);
  await page.fill("#i-closes_on", "2027-07-08");
  await send(page);
  await page.waitForURL("**/lich?council=*&year=2027");
  const session = page.locator("section.card", { hasText: `Kỳ họp thường lệ lần thứ ${number}` });
  assert.match(await session.textContent(), /06\/07\/2027 – 08\/07\/2027.*Chưa mở đợt tiếp xúc/s);

  await page.click(".dir-acts >> text=Mở đợt tiếp xúc");
  await page.selectOption("#i-session", `kh-${number}-2027`);
  await page.fill("#i-from", "2027-06-01");
  await page.fill("#i-until", "2027-06-10");
  await page.fill("#i-cut_off", "2027-06-05");
  await page.check("text=xã Hòa Phú");
  await send(page);
  assert.match(await page.textContent("#e-cut_off"), /trước khi đợt tiếp xúc kết thúc/);
  assert.ok(await page.isChecked("text=xã Hòa Phú"));
  await page.fill("#i-cut_off", "2027-06-15");
  await send(page);
  await page.waitForURL("**/lich?council=*&year=2027");
  assert.match(await session.textContent(), /Đợt tiếp xúc cử tri trước kỳ họp.*nhận kiến nghị đến hết 15\/06\/2027.*xã Hòa Phú/s);

  // The same number again is another session: it does not move the first unseen.
  await page.click(".dir-acts >> text=Lên kế hoạch kỳ họp");
  await page.fill("#i-number", String(number));
  await page.fill("#i-opens_on", "2027-09-01");
  await page.fill("#i-closes_on", "2027-09-02");
  await send(page);
  assert.match(await page.textContent("#e-number"), /Đã có kỳ họp mang số này/);
  await page.goto(`${realm.url}/lich?council=${id}&year=2027`);
  await session.locator("text=Dời ngày kỳ họp").click();
  await page.fill("#i-closes_on", "2027-07-09");
  await send(page);
  await page.waitForURL("**/lich?council=*&year=2027");
  assert.match(await session.textContent(), /06\/07\/2027 – 09\/07\/2027/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a body is established, staffed, and ended with a successor", async () => {
  const { page, context, faults } = await openAs("office");
  await page.goto(`${realm.url}/danh-ba`);
  await page.click(".dir-acts >> text=Ghi nhận cơ quan mới");
  await page.fill("#i-name", "Trung tâm thử nghiệm (giả định)");
  await page.selectOption("#i-kind", "agency");
  await page.selectOption("#i-level", "province");
  await page.fill("#i-from", "2026-01-01");
  await page.fill("#i-basis", "Quyết định thử (giả định)");
  await send(page);
  await page.waitForSelector("h1 >> text=Trung tâm thử nghiệm");
  await page.click(".dir-acts >> text=Thêm cán bộ");
  await page.fill("#i-name", "Người Thử (giả định)");
  await page.selectOption("#i-role", "officer");
  await send(page);
  await page.waitForSelector(".held >> text=Người Thử");
  await page.click(".held >> text=Kết thúc vai trò");
  await send(page);
  await page.waitForSelector(".confirm.wrong");
  await page.check("#i-confirm");
  await send(page);
  await page.waitForSelector("h1 >> text=Trung tâm thử nghiệm");
  assert.match(await page.textContent(".held"), /đến hết/);
  await page.click(".dir-acts >> text=Chấm dứt hoạt động");
  assert.match(await page.textContent(".confirm"), /không còn kiến nghị nào dang dở/);
  await page.fill("#i-basis", "Quyết định thử (giả định)");
  await page.check("text=Sở Y tế tỉnh Lam Hà");
  await page.check("#i-confirm");
  await send(page);
  await page.waitForSelector("h1 >> text=Trung tâm thử nghiệm");
  assert.match(await page.textContent("main"), /Nhiệm vụ chuyển cho.*Sở Y tế/s);
  assert.equal(await page.locator(".dir-acts").count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test("rules are proposed by one party, read as a comparison and agreed to by another", async () => {
  const id = await council();
  const front = await openAs("mttq");
  await front.page.goto(`${realm.url}/quy-che?council=${id}`);
  assert.match(await front.page.textContent("main"), /60 ngày \(tính cả ngày nghỉ\).*72\/2025/s);
  await front.page.click(".dir-acts >> text=Đề xuất sửa quy chế");
  await front.page.fill("[name='rules/answer/days']", "");
  await send(front.page);
  assert.match(await front.page.textContent("form[data-guard]"), /Hãy điền mục này/);
  await front.page.fill("[name='rules/answer/days']", "45");
  await front.page.fill("[name='rules/escalation']", "30, 15");
  await send(front.page);
  assert.match(await front.page.textContent(".wrong .error"), /không tăng dần/);
  assert.equal(await front.page.inputValue("[name='rules/answer/days']"), "45");
  await front.page.fill("[name='rules/escalation']", "1, 15, 30");
  await send(front.page);
  await front.page.waitForURL("**/quy-che?council=*");

  const people = await openAs("ubnd", { bypassCSP: true });
  assert.deepEqual(await look(people, [["rules-proposed", `/quy-che?council=${id}`]]), []);
  await people.context.addCookies([{ name: "hoiam_language", value: "vi", url: realm.url }]);
  await people.page.goto(`${realm.url}/quy-che?council=${id}`);
  const proposal = people.page.locator(".dir-proposal").first();
  assert.equal(await proposal.locator(".dir-changes li").count(), 1);
  assert.match(await proposal.textContent(), /Trả lời, kể từ ngày công văn.*60 ngày.*45 ngày/s);
  assert.match(await proposal.textContent(), /Thường trực HĐND.*chưa có ý kiến/s);
  await proposal.locator("button.main").click();
  await people.page.waitForSelector(".said.good");
  assert.match(await proposal.textContent(), /Ủy ban nhân dân tỉnh Lam Hà.*đồng ý ngày/s);
  assert.equal(await proposal.locator("button.main").count(), 0);
  assert.deepEqual([...front.faults, ...people.faults], []);
  await front.context.close();
  await people.context.close();
});

test("every state of the directory is within everybody's reach", async () => {
  const { body } = await realm.api("tt", "/directory");
  const ended = body.bodies.find(({ until, successors }) => until && successors?.length);
  const standing = realm.bodyOf("tt").body;
  const id = await council();
  const admin = await openAs("office", { bypassCSP: true });
  const screens = [
    ["directory", "/danh-ba"],
    ["directory-found", "/danh-ba?q=thi+xa"],
    ["directory-none", "/danh-ba?q=khong+co+gi+nhu+the"],
    ["directory-past", "/danh-ba?on=2024-01-01"],
    ["body", `/danh-ba/${standing}`],
    ["body-ended", `/danh-ba/${ended.body}`],
    ["rules", `/quy-che?council=${id}`],
    ["year", `/lich?council=${id}&year=2026`],
    ["year-empty", `/lich?council=${id}&year=2040`],
    ["form-session", `/danh-ba/viec/PlanSession?council=${id}`],
    ["form-round", `/danh-ba/viec/OpenRound?council=${id}`],
    ["form-end", `/danh-ba/viec/EndBody?body=${standing}`],
    ["form-role", `/danh-ba/viec/GiveRole?body=${standing}`],
    ["form-days", "/danh-ba/viec/PublishDaysOff?year=2031"],
  ];
  assert.deepEqual(await look(admin, screens), []);
  assert.deepEqual(admin.faults, []);
  await admin.context.close();
  const party = await openAs("tt", { bypassCSP: true });
  assert.deepEqual(await look(party, [["form-rules", `/danh-ba/viec/ProposeRules?council=${id}`]]), []);
  await party.context.close();
});
