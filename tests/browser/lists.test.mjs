// A consolidated list from building to agreed: four desks, one exception, one conflict.
import assert from "node:assert/strict";
import { test } from "node:test";

import { look, openAs, realm } from "./harness.mjs";
import { about, consent, eventually, petition, record } from "./petitions.mjs";

const ROUND = "truoc-kh-3";
const REASON = "Đường này do xã quản lý theo phân cấp.";

// One after the other: a portal lets nobody try many passwords at a time.
const signed = async (...roles) => {
  const desks = {};
  for (const role of roles) {
    desks[role] = await openAs(role);
    // Four windows at once on a machine that may be busy.
    desks[role].context.setDefaultTimeout(60_000);
  }
  return desks;
};

const done = async (page) => page.waitForSelector(".said.good");

/** Ticks the boxes of these petitions, and no other. */
const tickOnly = async (page, numbers, box = "input[name=k]") => {
  for (const row of await page.locator(`tr:has(${box}:not([disabled]))`).all()) {
    const number = (await row.locator("th a").textContent()).trim();
    await row.locator(box).setChecked(numbers.includes(number));
  }
};

test("a list goes from building to agreed, with an exception, a counter-proposal and a conflict", { timeout: 240_000 }, async () => {
  const made = [];
  for (const [wording, field] of [
    ["Sửa mặt đường liên thôn Bản Pom hư hỏng sau mưa lũ", "giao-thong"],
    ["Bổ sung bác sĩ trực đêm tại trạm y tế", "y-te"],
    ["Làm rãnh thoát nước tuyến đường trước chợ", "giao-thong"],
    ["Thay máy biến áp quá tải của khu tái định cư", "dien"],
    ["Hỗ trợ giống cây sau rét hại", undefined],
    ["Sửa chữa mặt đường liên thôn Bản Pom bị hư hỏng do mưa lũ", "giao-thong"],
  ]) made.push(await record(wording, { field }));
  const numbers = made.map(({ number }) => number);
  const [road, doctor, ditch, , seeds, twin] = numbers;
  const desks = await signed("tt", "to-1", "hoa-phu", "mttq");
  const [committee, group, commune, front] = ["tt", "to-1", "hoa-phu", "mttq"].map((role) => desks[role].page);

  // The standing committee builds it: what looks the same is merged, with its reason.
  await committee.goto(`${realm.url}/danh-sach`);
  await committee.click("main >> text=Lập danh sách");
  await committee.selectOption("#f-round", ROUND);
  await committee.selectOption("#f-area", "hoa-phu");
  await committee.click("main button:has-text('Xem kiến nghị của đợt')");
  const pair = committee.locator(".twins li", { hasText: twin }).filter({ hasText: road });
  assert.match(await pair.textContent(), /xã Hòa Phú.*mặt, đường, liên/s);
  await pair.locator("button").click();
  await done(committee);
  assert.equal((await petition(twin)).stage.code, "merged");

  // Only these; in an order; not without the confirmation.
  await tickOnly(committee, numbers, "input[name=t]");
  await committee.fill(`tr:has-text("${doctor}") input[type=number]`, "900");
  await committee.$eval("form[data-guard]", (form) => { form.noValidate = true; });
  await committee.fill(`tr:has-text("${seeds}") input[type=number]`, "");
  await committee.check("#i-confirm");
  await committee.click("form[data-guard] button.main");
  await committee.waitForSelector("tr.late .error");
  await committee.fill(`tr:has-text("${seeds}") input[type=number]`, "800");
  assert.equal(await committee.inputValue(`tr:has-text("${doctor}") input[type=number]`), "900");
  await committee.check("#i-confirm");
  await committee.click("form[data-guard] button.main");
  await done(committee);
  const list = (await committee.textContent("h1")).trim();
  const path = `/danh-sach/${list}`;
  assert.match(list, /-DS-/);
  const order = await committee.locator("table.sheet tbody th a").allTextContents();
  assert.deepEqual(order.slice(-2), [seeds, doctor]);
  assert.match(await committee.textContent(`tr:has-text("${twin}")`), new RegExp(`gộp vào\\s+${road}`));

  // The commune has it open. The group classifies several rows at once: suggestions, and one by hand.
  await commune.goto(realm.url + path);
  await commune.waitForSelector("#live[data-connected]", { state: "attached" });
  await group.goto(realm.url + path);
  await tickOnly(group, numbers.slice(0, 5));
  await group.click("text=Đề xuất phân loại các dòng đã chọn");
  const choose = (number, value) => group.check(`input[name="c-${number}"][value=${value}]`);
  for (const number of numbers.slice(0, 4)) {
    assert.match(await group.textContent(`li:has(input[name="c-${number}"]) .why`), /theo quy chế|giống kiến nghị/);
    await choose(number, "suggested");
  }
  await choose(seeds, "same");
  await group.click("text=Ghi các đề xuất");
  await group.waitForSelector("#e-field");
  await group.selectOption("#i-field", "nong-nghiep");
  await group.selectOption("#i-competence", "province");
  await group.check(`label:has-text("Sở Nông nghiệp và Môi trường")`);
  await group.fill("#i-reason", "Vượt khả năng của xã.");
  await group.click("text=Ghi các đề xuất");
  await done(group);
  const row = (page, number) => page.locator("table.sheet tbody tr").filter({ has: page.locator(`th a:text-is("${number}")`) });
  // The commune's window has changed by itself.
  await commune.waitForSelector("table.sheet .side.consented");
  await commune.reload();
  assert.match(await row(commune, seeds).textContent(), /Sở Nông nghiệp.*đang chờ ý kiến/s);

  // The commune agrees to all but one row, which it contests with another proposal.
  await row(commune, ditch).locator("input[name=k]").uncheck();
  await commune.click("text=Đồng ý các dòng đã chọn");
  assert.equal(await commune.locator(`.task:has-text("${ditch}") input`).isChecked(), false);
  assert.match(await commune.textContent(".meaning"), /Im lặng không phải là đồng ý/);
  await commune.click("text=Đồng ý các dòng đã đánh dấu");
  await done(commune);
  await row(commune, ditch).locator("text=Nêu ý kiến khác").click();
  await commune.$eval("form[data-guard]", (form) => { form.noValidate = true; });
  await commune.check("#counter-yes");
  await commune.selectOption("#i-competence", "commune");
  await commune.click("form[data-guard] button.main");
  await commune.waitForSelector("#e-reason");
  assert.equal(await commune.inputValue("#i-competence"), "commune");
  await commune.fill("#i-reason", REASON);
  await commune.uncheck(`label:has-text("Sở Xây dựng")`);
  await commune.check(`label:has-text("Ủy ban nhân dân xã Hòa Phú")`);
  await commune.click("form[data-guard] button.main");
  await done(commune);

  // The standing committee is about to agree when one row changes: it is named, the rest is kept.
  await committee.goto(`${realm.url}${path}/dong-y`);
  assert.equal(await committee.locator("input[name=k]").count(), 4);
  await about("to-1", "classification", "ProposeClassification", doctor, {
    field: "y-te", competence: "province", addressees: [realm.bodyOf("ubnd").body], reason: "Cần biên chế.",
  });
  await committee.click("text=Đồng ý các dòng đã đánh dấu");
  await committee.waitForSelector("#changed");
  assert.match(await committee.textContent("#changed"), new RegExp(`${doctor}.*đề xuất lần 3`, "s"));
  assert.equal(await committee.locator("input[name=k]:checked").count(), 3);
  await committee.click("text=Đồng ý các dòng đã đánh dấu");
  await done(committee);

  // The others look again at what changed; then the second pair closes the list.
  await consent("hoa-phu", doctor);
  await group.goto(realm.url + path);
  assert.match(await row(group, ditch).textContent(), /Đề xuất lần 3.*Vì|Đề xuất lần 3/s);
  await group.click("text=Xem và đồng ý cả danh sách");
  await group.click("text=Đồng ý các dòng đã đánh dấu");
  await done(group);
  await committee.goto(`${realm.url}${path}/dong-y`);
  await committee.click("text=Đồng ý các dòng đã đánh dấu");
  await done(committee);
  await front.goto(`${realm.url}/mat-tran`);
  await front.click(`#main section:has(#waiting) a[href="${path}"]`);
  await front.click("text=Xem và đồng ý cả danh sách");
  assert.match(await front.textContent(".meaning"), /ý kiến cuối còn thiếu/);
  await front.click("text=Đồng ý các dòng đã đánh dấu");
  await done(front);
  assert.match(await front.textContent(".title"), /Đã thống nhất/);
  for (const number of numbers.slice(0, 5)) assert.equal((await petition(number)).stage.code, "agreed");

  // A row that came late: a revision, which says what it changed.
  const late = await record("Tiêm phòng cho trẻ ở bản xa", { field: "y-te" });
  await committee.goto(`${realm.url}${path}/sua`);
  await tickOnly(committee, [late.number], "input[name=t]");
  await committee.check("#i-confirm");
  await committee.click("form[data-guard] button.main");
  await done(committee);
  assert.match(await committee.textContent("section:has(#revisions)"), new RegExp(`Chốt lần 2.*Thêm:\\s*${late.number}`, "s"));
  assert.match(await row(committee, late.number).textContent(), /mới trong lần chốt này/);

  for (const { faults, context } of Object.values(desks)) {
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test("every screen of lists is within reach of everybody", { timeout: 240_000 }, async () => {
  const area = "suoi-mo";
  const made = [];
  for (const [wording, field] of [
    ["Nạo vét kênh mương nội đồng cánh đồng Nà Lùng bị bồi lấp", "nong-nghiep"],
    ["Nạo vét kênh mương nội đồng Nà Lùng bồi lấp nhiều năm", "nong-nghiep"],
    ["Cấp nước sạch cho bản vùng cao", undefined],
  ]) made.push(await record(wording, { field, area, role: "to-2" }));
  const committee = await openAs("tt", { bypassCSP: true });
  const build = `/danh-sach/lap?round=${ROUND}&area=${area}`;
  assert.deepEqual(await look(committee, [["lists-build", build], ["lists-build-empty", "/danh-sach/lap"]]), []);
  const council = made[0].council.body;
  const petitions = made.map(({ stream }) => stream);
  const seen = await Promise.all(petitions.map(async (stream) => ({ petition: stream, seen_version: (await petition(stream)).version })));
  const { body } = realm.bodyOf("tt");
  const fixed = await realm.give("tt", "intake", "FixList", { body, data: { council, round: ROUND, area, petitions: seen } });
  const number = await eventually("the list", async () => (await realm.api("tt", `/lists/${fixed.stream}`)).body.number);
  const [one, other, third] = made.map((petition) => petition.number);
  await about("to-2", "classification", "ContestClassification", one, { proposal: 1, reason: "Kênh này của xã." });
  const all = `k=${one}~1&k=${other}~1&k=${third}~0`;
  assert.deepEqual(await look(committee, [
    ["lists", "/danh-sach"],
    ["lists-none", "/danh-sach?area=khong-co"],
    ["list", `/danh-sach/${number}`],
    ["list-propose", `/danh-sach/${number}/phan-loai?${all}`],
    ["list-revise", `/danh-sach/${number}/sua`],
    ["list-consent-none", `/danh-sach/${number}/dong-y`],
  ]), []);
  assert.deepEqual(committee.faults, []);
  await committee.context.close();
  const commune = await openAs("suoi-mo", { bypassCSP: true });
  assert.deepEqual(await look(commune, [
    ["list-commune", `/danh-sach/${number}`],
    ["list-consent", `/danh-sach/${number}/dong-y?k=${other}~0`],
    ["list-contest", `/danh-sach/${number}/khac/${other}?p=1`],
  ]), []);
  await commune.page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await look(commune, [["list-dark", `/danh-sach/${number}`]], { languages: ["vi"] }), []);
  assert.deepEqual(commune.faults, []);
  await commune.context.close();
});
