// Letters: one for three petitions, received, returned, assigned; answered by an agency at its own
// portal; chased. Other windows change by themselves, and what is wrong is said beside its field.
import assert from "node:assert/strict";
import { test } from "node:test";

import { atStage, look, openAs, realm } from "./harness.mjs";

const TODAY = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);

/** Asks again until there is something, for a while. */
const until = async (ask, what) => {
  for (let tries = 0; tries < 150; tries += 1) {
    const found = await ask();
    if (found) return found;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  throw new Error(`never: ${what}`);
};

const read = async (number, role = "tt") => (await realm.api(role, `/petitions/${number}`)).body;

/** A petition of this test, agreed by all four parties as the rules suggest it. */
const agreed = async (wording, field) => {
  const council = (await atStage("forwarded"))[0].council.body;
  const { body } = realm.bodyOf("to-1");
  const data = { council, via: "meeting", raised_with: body, area: "hoa-phu", field, original: wording, public_wording: wording };
  const { stream, number } = await realm.give("to-1", "intake", "RecordPetition", { body, data });
  await until(async () => (await read(number)).proposal, `a proposal for ${number}`);
  for (const role of ["to-1", "hoa-phu", "tt", "mttq"]) {
    const { proposal, version } = await read(number, role);
    if (proposal.agreed) break;
    if (proposal.consents.some(({ party }) => party.body === realm.bodyOf(role).body)) continue;
    await realm.give(role, "classification", "GiveConsent", {
      body: realm.bodyOf(role).body, stream, seen_version: version, data: { petitions: [{ petition: stream, proposal: proposal.number }] },
    });
    await until(async () => (await read(number)).version > version, `the consent of ${role}`);
  }
  await until(async () => (await read(number)).stage.code === "agreed", `${number} agreed`);
  return number;
};

const tick = (page, number) => page.check(`#kn-${number}`);
const press = (page, text) => page.click(`main button:has-text("${text}")`);
const noRequired = (page) => page.$eval("form[data-guard]", (form) => { form.noValidate = true; });

/** Issues a letter for petitions that wait, and gives its address. */
const issue = async (page, to, numbers, symbol) => {
  await page.goto(`${realm.url}/cong-van?muc=cho`);
  await page.click(`a.button:has-text("Soạn công văn chuyển")[aria-label*="${to}"]`);
  for (const box of await page.locator("input[name=kn]").all()) {
    const value = await box.inputValue();
    await box.setChecked(numbers.includes(value.split(":")[0]));
  }
  await page.fill("#i-symbol", symbol);
  await press(page, "Xem lại trước khi ban hành");
  await page.waitForSelector(".confirm");
  for (const number of numbers) await page.waitForSelector(`ol.stack h2:has-text("${number}")`);
  await press(page, "Ban hành");
  await page.waitForURL(/cong-van\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
};

test("a letter of three petitions goes from the standing committee to the end of its answers", { timeout: 240_000 }, async () => {
  const wordings = ["Đề nghị nâng trợ cấp cho người cao tuổi.", "Đề nghị hỗ trợ nhà ở hộ nghèo.", "Đề nghị sớm chi trả tiền điện hộ nghèo."];
  const numbers = [];
  for (const wording of wordings) numbers.push(await agreed(wording, "chinh-sach"));
  const [first, second, third] = numbers;

  const committee = await openAs("tt", { bypassCSP: true });
  const { page } = committee;
  await page.goto(`${realm.url}/cong-van`);
  await page.waitForSelector(`text=${first}`);
  assert.deepEqual(await look(committee, [["letters-to-send", "/cong-van"], ["letters-out", "/cong-van?muc=gui"], ["letters-work", "/cong-van?muc=dang-lam"]]), []);
  await page.setViewportSize({ width: 1280, height: 900 });

  // Without symbol, and with nothing ticked: said beside each, the date stays.
  const ubnd = realm.bodyOf("ubnd").body;
  await committee.context.addCookies([{ name: "hoiam_language", value: "vi", url: realm.url }]);
  await page.goto(`${realm.url}/cong-van/viec/chuyen?den=${ubnd}`);
  for (const box of await page.locator("input[name=kn]").all()) await box.uncheck();
  await noRequired(page);
  await page.fill("#i-note", "Kính gửi Ủy ban nhân dân tỉnh.");
  await press(page, "Xem lại trước khi ban hành");
  await page.waitForSelector("#e-symbol");
  await page.waitForSelector("#e-kn");
  assert.equal(await page.inputValue("#i-note"), "Kính gửi Ủy ban nhân dân tỉnh.");
  assert.equal(await page.inputValue("#i-issued_on"), TODAY);

  // One of them changes while the letter is written: told which, the rest stays ticked.
  await page.goto(`${realm.url}/cong-van/viec/chuyen?den=${ubnd}`);
  for (const box of await page.locator("input[name=kn]").all()) {
    await box.setChecked(numbers.includes((await box.inputValue()).split(":")[0]));
  }
  await page.fill("#i-symbol", "91/TTHĐND-CV");
  const { stream, version } = await read(first);
  await realm.give("tt", "classification", "ProposeClassification", {
    body: realm.bodyOf("tt").body, stream, seen_version: version,
    data: { field: "y-te", competence: "province", addressees: [realm.bodyOf("so-yt").body], reason: "Thuộc ngành y tế." },
  });
  await press(page, "Xem lại trước khi ban hành");
  await page.waitForSelector(".confirm");
  await press(page, "Ban hành");
  await page.waitForSelector("#refused");
  assert.equal(await page.inputValue("#i-symbol"), "91/TTHĐND-CV");
  assert.deepEqual(await page.$$eval("input[name=kn]:checked", (all) => all.map(({ value }) => value.split(":")[0]).sort()), [second, third].sort());
  const fourth = await agreed("Đề nghị miễn phí thẻ cho hộ cận nghèo.", "chinh-sach");
  const three = [second, third, fourth];
  const letter = await issue(page, realm.bodyOf("ubnd").name, three, "92/TTHĐND-CV");

  // The addressee: received, one sent back, two given to agencies.
  const addressee = await openAs("ubnd", { bypassCSP: true });
  const desk = addressee.page;
  await desk.goto(`${realm.url}/cong-van`);
  await desk.click("text=92/TTHĐND-CV");
  await desk.waitForURL(`**${letter}`);
  await desk.fill("#i-issued_on", "2026-01-01");
  await press(desk, "Xác nhận đã nhận");
  await desk.waitForSelector("#e-issued_on");
  assert.equal(await desk.inputValue("#i-issued_on"), "2026-01-01");
  await desk.fill("#i-issued_on", TODAY);
  await press(desk, "Xác nhận đã nhận");
  await desk.waitForSelector(".said.good");

  // The standing committee and the raiser look on.
  await page.goto(realm.url + letter);
  await page.waitForSelector("#live[data-connected]", { state: "attached" });
  const raiser = await openAs("to-1");
  await raiser.page.goto(`${realm.url}/kien-nghi/${third}`);
  await raiser.page.waitForSelector("#live[data-connected]", { state: "attached" });

  await tick(desk, second);
  await press(desk, "Trả lại");
  await desk.waitForSelector("#i-reason");
  await noRequired(desk);
  await press(desk, "Trả lại các kiến nghị");
  await desk.waitForSelector("#e-reason");
  await desk.fill("#i-reason", "Thuộc thẩm quyền của điện lực.");
  await press(desk, "Trả lại các kiến nghị");
  await desk.waitForURL(`**${letter}`);
  await desk.waitForSelector(`tr:has-text("${second}") >> text=đã trả lại`);
  await page.waitForSelector(`tr:has-text("${second}") >> text=đã trả lại`);

  await tick(desk, third);
  await tick(desk, fourth);
  await press(desk, "Giao đơn vị thực hiện");
  await desk.selectOption("#i-lead", realm.bodyOf("so-xd").body);
  await desk.check(`input[name=supporting][value="${realm.bodyOf("so-nn").body}"]`);
  await desk.fill("#i-inner_due", "2035-01-01");
  await press(desk, "Giao các kiến nghị");
  await desk.waitForSelector("#e-inner_due");
  assert.equal(await desk.inputValue("#i-inner_due"), "2035-01-01");
  await desk.fill("#i-inner_due", TODAY);
  await press(desk, "Giao các kiến nghị");
  await desk.waitForURL(`**${letter}`);
  await desk.waitForSelector(`tr:has-text("${third}") >> text=Sở Xây dựng`);

  // The lead agency sees it at its own portal, with the inner clock.
  const agency = await openAs("so-xd");
  const there = realm.urlOf("so-xd");
  await agency.page.goto(`${there}/cong-van?muc=duoc-giao`);
  await agency.page.waitForSelector(`tr:has-text("${third}") >> text=hôm nay`);

  // The answer: bad first, then as it should be; looked at before it goes.
  await tick(desk, third);
  await tick(desk, fourth);
  await press(desk, "Soạn trả lời");
  await desk.waitForSelector(`#i-outcome-${third}`);
  await desk.selectOption(`#i-outcome-${third}`, "in_progress");
  await desk.selectOption(`#i-outcome-${fourth}`, "explained");
  await press(desk, "Điền mẫu");
  await desk.waitForFunction((id) => document.getElementById(id)?.value.includes("Bước 1"), `i-roadmap-${third}`);
  await desk.fill(`#i-roadmap-${third}`, "");
  await desk.fill(`#i-text-${fourth}`, "");
  await noRequired(desk);
  await press(desk, "Xem lại trước khi ban hành");
  await desk.waitForSelector("#e-symbol");
  for (const id of [`#e-text-${fourth}`, `#e-roadmap-${third}`, `#e-done_by-${third}`]) await desk.waitForSelector(id);
  assert.match(await desk.inputValue(`#i-text-${third}`), /đang giải quyết/);
  await desk.fill("#i-symbol", "455/UBND-VX");
  await desk.fill("#i-issued_on", "2026-01-01");
  await desk.fill(`#i-text-${fourth}`, "Mức hỗ trợ do Chính phủ quy định.");
  await desk.fill(`#i-roadmap-${third}`, "Chi trả xong trong quý I.");
  await desk.fill(`#i-done_by-${third}`, "2027-03-31");
  // A template that was not filled in, and a day before the letter, are told before anything goes out.
  await press(desk, "Xem lại trước khi ban hành");
  await desk.waitForSelector(`#e-text-${third}`);
  await desk.fill(`#i-text-${third}`, "Cơ quan đang giải quyết: đã lập danh sách.");
  await press(desk, "Xem lại trước khi ban hành");
  await desk.waitForSelector("#refused");
  await desk.waitForSelector("#e-issued_on");
  assert.equal(await desk.inputValue(`#i-roadmap-${third}`), "Chi trả xong trong quý I.");
  // Kept as a draft, and gone on with from the desk.
  await press(desk, "Lưu bản thảo");
  await desk.waitForSelector(".said.good");
  await desk.goto(`${realm.url}/cong-van?muc=ban-thao`);
  await desk.click(`th a:has-text("${third}")`);
  assert.equal(await desk.inputValue("#i-symbol"), "455/UBND-VX");
  await desk.fill("#i-issued_on", TODAY);
  await press(desk, "Xem lại trước khi ban hành");
  await desk.waitForSelector(".confirm");
  assert.match(await desk.textContent("main"), /Ủy ban MTTQ.*Tổ đại biểu/s);
  await press(desk, "Ban hành");
  await desk.waitForURL(`**${letter}`);
  await desk.waitForSelector(`tr:has-text("${third}") >> text=Chi trả xong trong quý I.`);
  await page.waitForSelector(`tr:has-text("${fourth}") >> text=giải trình`);
  await raiser.page.waitForSelector(".state >> text=/trả lời/");

  const path = (act) => `/cong-van/viec/${act}?kn=${third}&kn=${fourth}`;
  const states = [["letter", letter], ["letters-in", "/cong-van"], ["letters-empty", "/cong-van?nhan=chua"], ["letters-below", "/cong-van?muc=dang-lam"], ["letters-drafts-empty", "/cong-van?muc=ban-thao"], ["letters-table", "/cong-van/bang-tra-loi"]];
  for (const act of ["tra-loi", "tra-lai", "giao"]) states.push([`letters-${act}`, path(act)]);
  assert.deepEqual(await look(addressee, states), []);
  for (const { faults, context } of [committee, addressee, raiser, agency]) {
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test("an agency of the second site answers two petitions in one letter", { timeout: 120_000 }, async () => {
  const one = await agreed("Đề nghị vá đường liên xã.", "giao-thong");
  const other = await agreed("Đề nghị lắp biển báo ở ngã ba.", "giao-thong");
  const committee = await openAs("tt");
  const letter = await issue(committee.page, realm.bodyOf("so-xd").name, [one, other], "93/TTHĐND-CV");
  const agency = await openAs("so-xd");
  const { page } = agency;
  const there = realm.urlOf("so-xd");
  await page.goto(`${there}/cong-van`);
  await page.waitForSelector("text=93/TTHĐND-CV");
  await page.goto(there + letter);
  await press(page, "Xác nhận đã nhận");
  await page.waitForSelector(".said.good");

  // Chased: one reminder for both, from the standing committee's list of work.
  await committee.page.goto(realm.url + letter);
  await tick(committee.page, one);
  await tick(committee.page, other);
  await press(committee.page, "Đôn đốc");
  await committee.page.fill("#i-text", "Đề nghị trả lời trước kỳ họp.");
  await press(committee.page, "Gửi văn bản nhắc");
  await committee.page.waitForURL(`**${letter}`);
  await until(async () => (await read(other)).addressees[0].reminders.length === 1, "a reminder");
  await committee.page.goto(realm.url + letter);
  await committee.page.waitForSelector("#live[data-connected]", { state: "attached" });

  await page.goto(there + letter);
  await tick(page, one);
  await tick(page, other);
  await press(page, "Soạn trả lời");
  await page.selectOption(`#i-outcome-${one}`, "in_progress");
  await page.fill(`#i-text-${one}`, "Đã lập dự toán.");
  await page.fill(`#i-roadmap-${one}`, "Thi công quý I năm 2027.");
  await page.fill(`#i-done_by-${one}`, "2027-03-31");
  await page.selectOption(`#i-outcome-${other}`, "resolved");
  await page.fill(`#i-text-${other}`, "Đã lắp hai biển báo.");
  await page.fill("#i-symbol", "777/SXD-HT");
  await press(page, "Xem lại trước khi ban hành");
  await page.waitForSelector(".confirm");
  await press(page, "Ban hành");
  await page.waitForURL(`**${letter}`);
  await page.waitForSelector(`tr:has-text("${other}") >> text=Đã lắp hai biển báo.`);
  await committee.page.waitForSelector(`tr:has-text("${one}") >> text=Thi công quý I năm 2027.`);
  const answered = await read(one);
  assert.equal(answered.addressees[0].answers[0].said.outcome, "in_progress");

  // A later answer shows what it replaces.
  await page.goto(`${there}/cong-van/viec/tra-loi?kn=${other}`);
  await page.waitForSelector("text=Đã lắp hai biển báo.");
  await page.selectOption(`#i-outcome-${other}`, "explained");
  await page.fill(`#i-text-${other}`, "Biển thứ ba không cần.");
  await page.fill("#i-symbol", "778/SXD-HT");
  await press(page, "Xem lại trước khi ban hành");
  await page.waitForSelector("text=Thay câu trả lời trước");
  for (const { faults, context } of [committee, agency]) {
    assert.deepEqual(faults, []);
    await context.close();
  }
});
