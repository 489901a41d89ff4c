// A contact meeting: opened, taken down by keyboard, through cuts of the network, sessions that end,
// answers that are lost; each petition is in the book once.
import assert from "node:assert/strict";
import { test } from "node:test";

import { look, open, openAs, realm } from "./harness.mjs";

const OFFLINE = /net::ERR_|Failed to fetch/;
/** Faults but those of a network that was cut on purpose. */
const true_ = (faults) => faults.filter((fault) => !OFFLINE.test(fault));

let councils;
/** The council of a role's delegate group. */
const councilOf = async (role) => {
  councils ??= (await realm.api(role, "/directory")).body.bodies;
  return councils.find(({ body }) => body === realm.bodyOf(role).body).under;
};

/** A meeting of a role's group, held today; its stream. */
const hold = async (role, place, more = {}) => {
  const { body } = realm.bodyOf(role);
  const data = { councils: [await councilOf(role)], groups: [body], area: "hoa-phu", place, invited: [], ...more };
  return (await realm.give(role, "intake", "HoldMeeting", { body, data })).stream;
};

/** The petitions of a meeting, as the log has them. */
const raisedAt = async (role, stream) =>
  (await realm.api(role, `/petitions?meeting=${stream}&limit=200`)).body.petitions;

/** The voters' words of a meeting's petitions. */
const wordsAt = async (role, stream) => {
  const petitions = await raisedAt(role, stream);
  const all = await Promise.all(petitions.map(({ number }) => realm.api(role, `/petitions/${number}`)));
  return all.map(({ body }) => body.texts.original.text).toSorted();
};

const eventually = async (holds, what, within = 20_000) => {
  const until = Date.now() + within;
  for (;;) {
    const found = await holds();
    if (found) return found;
    if (Date.now() > until) throw new Error(`not within ${within} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

const desk = (stream) => `${realm.url}/buoi-tiep-xuc/${stream}/ghi`;
const atDesk = async (page, stream) => {
  await page.goto(desk(stream));
  await page.waitForSelector("#desk[data-ready]");
};
const focused = (page) => page.evaluate(() => document.activeElement.id);

/** Takes one down by keyboard alone, from the first field. */
const takeDown = async (page, who, words) => {
  await page.waitForFunction(() => document.activeElement.id === "i-who");
  await page.keyboard.type(who);
  await page.keyboard.press("Enter");
  await page.keyboard.type("thôn Đoài");
  await page.keyboard.press("Enter");
  await page.keyboard.type(words);
  await page.keyboard.press("Control+Enter");
};
const sign = (page, text) => page.waitForFunction((text) => document.querySelector("#sign").textContent.includes(text), text);
const many = (from, to, what) => Array.from({ length: to - from + 1 }, (_, n) => `${what} số ${from + n}`);

test("a clerk opens a meeting and takes ten petitions down by keyboard alone", async () => {
  const { page, context, faults } = await openAs("to-1");
  await page.goto(`${realm.url}/buoi-tiep-xuc`);
  await page.click("text=Mở buổi tiếp xúc >> nth=0");
  await page.selectOption("#i-area", "hoa-phu");
  await page.fill("#i-held_on", "2199-01-01");
  await page.fill("#i-place", "Nhà văn hóa thôn Bàn phím");
  await page.click("button.main");
  // A day that has not come is told beside its field, and nothing typed is lost.
  await page.waitForSelector(".field.wrong #i-held_on");
  assert.equal(await page.inputValue("#i-place"), "Nhà văn hóa thôn Bàn phím");
  await page.fill("#i-held_on", new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10));
  await page.click("button.main");
  await page.waitForURL("**/ghi");
  await page.waitForSelector("#desk[data-ready]");
  const stream = page.url().split("/").at(-2);
  // The page's own policy lets it start its worker.
  await sign(page, "Sẵn sàng");
  const said = many(1, 10, "Đường liên thôn hỏng, đề nghị sửa đoạn");
  for (const [n, words] of said.entries()) await takeDown(page, `Bà Nguyễn Thị ${n + 1}`, words);
  await eventually(async () => (await raisedAt("to-1", stream)).length === 10, "ten petitions");
  await sign(page, "Đã gửi hết");
  assert.equal(await page.locator("#taken .task").count(), 10);
  assert.deepEqual(await wordsAt("to-1", stream), said.toSorted());
  assert.equal(await focused(page), "i-who");
  // The meeting's page sums it up.
  await page.click("text=Kết thúc, xem tổng hợp");
  await page.waitForSelector("ol.taken");
  assert.equal(await page.locator("ol.taken li").count(), 10);
  assert.match(await page.textContent("ol.taken"), /đoạn số 7/);
  assert.equal(await page.isVisible("#unsent"), false);
  assert.deepEqual(faults, []);
  await context.close();
});

test("the network goes after the third and the page is loaded again: ten petitions, each once", async () => {
  const stream = await hold("to-1", "Hội trường không có mạng");
  const { page, context, faults } = await openAs("to-1", { bypassCSP: true });
  await atDesk(page, stream);
  await sign(page, "Sẵn sàng");
  const said = many(1, 10, "Cầu treo xuống cấp, mong sớm thay ván");
  for (const words of said.slice(0, 3)) await takeDown(page, "Ông Lò Văn A", words);
  await eventually(async () => (await raisedAt("to-1", stream)).length === 3, "three petitions");
  await context.setOffline(true);
  await takeDown(page, "Ông Lò Văn A", said[3]);
  await sign(page, "Mất mạng: 1 lời còn giữ trên máy này");
  // A draft that nobody finished, and a reload without a network.
  await page.keyboard.type("Bà Tòng Thị B");
  await page.reload();
  await page.waitForSelector("#desk[data-ready][data-offline=true]");
  assert.equal(await page.inputValue("#i-who"), "Bà Tòng Thị B");
  assert.match(await page.textContent("h1"), /Hội trường không có mạng/);
  assert.ok(await page.inputValue("#i-raised_with"));
  await page.fill("#i-who", "");
  await page.focus("#i-who");
  for (const words of said.slice(4)) await takeDown(page, "Bà Tòng Thị B", words);
  await sign(page, "Mất mạng: 7 lời còn giữ trên máy này");
  assert.deepEqual(await look({ page, context }, [["meeting-desk-offline", `/buoi-tiep-xuc/${stream}/ghi`]], { languages: ["vi"] }), []);
  await page.waitForSelector("#desk[data-ready]");
  assert.equal(await page.locator("#kept .task").count(), 7);
  // What the worker keeps has nothing of the meeting in it.
  const cached = await page.evaluate(async () => {
    const names = await caches.keys();
    const shell = await (await caches.open(names[0])).match("/buoi-tiep-xuc/khung", { ignoreVary: true });
    return { names: names.length, text: await shell.text() };
  });
  assert.equal(cached.names, 1);
  assert.doesNotMatch(cached.text, /không có mạng<|Tòng Thị|Tổ đại biểu HĐND/);
  await context.setOffline(false);
  await sign(page, "Đã gửi hết");
  assert.equal((await raisedAt("to-1", stream)).length, 10);
  assert.deepEqual(await wordsAt("to-1", stream), said.toSorted());
  const left = await page.evaluate(async () => {
    const officer = localStorage.getItem("hoiam-officer");
    const db = await new Promise((resolve) => { const request = indexedDB.open(`hoiam-meeting-${officer}`); request.onsuccess = () => resolve(request.result); });
    return new Promise((resolve) => { const request = db.transaction("entries").objectStore("entries").getAll(); request.onsuccess = () => resolve(JSON.stringify(request.result)); });
  });
  assert.doesNotMatch(left, /Cầu treo|Tòng/);
  await atDesk(page, stream);
  assert.equal(await page.locator("#taken .task").count(), 10);
  assert.deepEqual(true_(faults), []);
  await context.close();
});

test("an answer that is lost, and a window that is closed in between, double nothing", async () => {
  const stream = await hold("to-2", "Nhà văn hóa bản Mất tin", { area: "suoi-mo" });
  const { page, context } = await openAs("to-2", { serviceWorkers: "block" });
  let lost = 0;
  await context.route("**/ghi", async (route) => {
    if (route.request().method() !== "POST" || lost >= 2) return route.continue();
    lost += 1;
    // The portal has it; nobody here hears so.
    await route.fetch();
    await route.abort();
  });
  await atDesk(page, stream);
  await takeDown(page, "Bà Giàng Thị C", "Mương thủy lợi vỡ, ruộng khô ba vụ liền");
  await eventually(async () => (await raisedAt("to-2", stream)).length === 1, "it is in the log");
  await eventually(() => lost === 1, "its answer was lost");
  await page.close();
  const again = await context.newPage();
  await atDesk(again, stream);
  await sign(again, "Đã gửi hết");
  assert.equal(lost, 2);
  assert.equal((await raisedAt("to-2", stream)).length, 1);
  assert.equal(await again.locator("#taken .task").count(), 1);
  await context.close();
});

test("two windows of one officer take down side by side, and send each entry once", async () => {
  const stream = await hold("to-3", "Nhà văn hóa hai cửa sổ", { area: "phu-ha" });
  const one = await openAs("to-3");
  const other = await one.context.newPage();
  await atDesk(one.page, stream);
  await atDesk(other, stream);
  await one.context.setOffline(true);
  await one.page.bringToFront();
  await takeDown(one.page, "Ông A", "Lời thứ nhất ở cửa sổ một");
  await takeDown(one.page, "Ông A", "Lời thứ hai ở cửa sổ một");
  // Both are typing at the same time: neither takes the other's draft.
  await one.page.keyboard.type("đang gõ ở một");
  await other.bringToFront();
  await takeDown(other, "Ông B", "Lời thứ ba ở cửa sổ hai");
  await sign(one.page, "3 lời");
  assert.equal(await one.page.inputValue("#i-who"), "đang gõ ở một");
  await one.context.setOffline(false);
  await sign(one.page, "Đã gửi hết");
  assert.deepEqual(await wordsAt("to-3", stream), ["Lời thứ ba ở cửa sổ hai", "Lời thứ hai ở cửa sổ một", "Lời thứ nhất ở cửa sổ một"].toSorted());
  assert.deepEqual(true_(one.faults), []);
  await one.context.close();
});

test("a session that ends keeps what was said, and another officer does not see it", async () => {
  const stream = await hold("to-1", "Nhà văn hóa phiên hết hạn");
  const { page, context, faults } = await openAs("to-1");
  await atDesk(page, stream);
  const session = (await context.cookies()).find(({ name }) => name === "hoiam_session");
  await context.clearCookies({ name: "hoiam_session" });
  await takeDown(page, "Bà Hoàng D", "Trạm y tế thiếu thuốc, mong được cấp thêm");
  await sign(page, "Phiên đăng nhập đã hết: 1 lời");
  // Somebody else of the standing committee signs in on the same device.
  const form = new URLSearchParams({ login: "tt", password: realm.password, to: "/" });
  const answer = await fetch(`${realm.url}/dang-nhap`, { method: "POST", body: form, redirect: "manual" });
  const theirs = answer.headers.getSetCookie().find((cookie) => cookie.startsWith("hoiam_session=")).split(";")[0].split("=")[1];
  await context.addCookies([{ ...session, value: theirs }]);
  const committee = await context.newPage();
  await atDesk(committee, stream);
  assert.equal(await committee.locator("#kept .task").count(), 0);
  // The first window is still the first officer's: it does not send under the other's name.
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await sign(page, "tài khoản khác");
  assert.equal((await raisedAt("to-1", stream)).length, 0);
  await committee.close();
  await context.clearCookies({ name: "hoiam_session" });
  await page.reload();
  await page.waitForURL("**/dang-nhap?to=*");
  await page.fill("#login", "to-1");
  await page.fill("#password", realm.password);
  await page.click("button.main");
  await page.waitForSelector("#desk[data-ready]");
  await sign(page, "Đã gửi hết");
  assert.deepEqual(await wordsAt("to-1", stream), ["Trạm y tế thiếu thuốc, mong được cấp thêm"]);
  assert.deepEqual(true_(faults), []);
  await context.close();
});

test("what is refused says why, and is mended; an answer on the spot, an opinion", async () => {
  const { body: agency } = realm.bodyOf("hoa-phu");
  const stream = await hold("to-1", "Nhà văn hóa trả lời ngay", { invited: [agency] });
  const { page, context, faults } = await openAs("to-1");
  await atDesk(page, stream);
  await page.keyboard.type("Ông Vì Văn E");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Đèn đường ngõ năm hỏng đã hai tháng");
  await page.keyboard.press("Alt+t");
  await page.selectOption("#i-by", agency);
  await page.fill("#i-speaker", "Ông Nông Văn Tài, Chủ tịch");
  await page.selectOption("#i-outcome", "promised");
  await page.fill("#i-answer", "Xã sẽ thay bóng.");
  await page.fill("#i-promised_by", "2020-01-01");
  await page.keyboard.press("Control+Enter");
  await sign(page, "Không ghi được 1 lời");
  assert.match(await page.textContent("#kept .why"), /trước cuộc tiếp xúc|trước buổi|ngày/i);
  await page.click("#kept >> text=Sửa");
  await page.waitForSelector("#mending:not([hidden])");
  assert.equal(await focused(page), "i-promised_by");
  // It survives a reload while it is being mended.
  await page.reload();
  await page.waitForSelector("#mending:not([hidden])");
  await page.fill("#i-promised_by", "2199-01-01");
  await page.check("#i-not_accepted");
  await page.keyboard.press("Control+Enter");
  await sign(page, "Đã gửi hết");
  const [petition, ...others] = await raisedAt("to-1", stream);
  assert.deepEqual(others, []);
  const { body } = await realm.api("to-1", `/petitions/${petition.number}/history`);
  const types = body.entries.map(({ type }) => type);
  assert.ok(types.includes("intake.answered_on_the_spot"), types.join(" "));
  assert.ok(types.some((type) => /not_accepted/.test(type)), types.join(" "));
  // The same again is hinted at, and an opinion is one key.
  await page.waitForFunction(() => document.activeElement.id === "i-who");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Đèn đường ở ngõ năm hỏng hai tháng rồi");
  await page.waitForFunction((number) => document.querySelector("#alike").textContent.includes(number), petition.number);
  await page.keyboard.press("Alt+y");
  await page.keyboard.press("Control+Enter");
  await eventually(async () => (await raisedAt("to-1", stream)).some(({ stage }) => stage.code === "opinion_noted"), "an opinion");
  assert.deepEqual(faults, []);
  await context.close();
});

test("signing out warns of what is unsent, and removes it from the device", async () => {
  const stream = await hold("to-4", "Nhà văn hóa đăng xuất", { area: "nam-tien" });
  const { page, context } = await openAs("to-4", { serviceWorkers: "block" });
  await atDesk(page, stream);
  await context.route("**/ghi", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await takeDown(page, "Bà F", "Lời này chưa gửi được");
  await page.waitForSelector("#kept .task");
  await page.goto(`${realm.url}/buoi-tiep-xuc/${stream}`);
  await page.waitForSelector("#unsent:not([hidden])");
  assert.match(await page.textContent("#unsent"), /1 lời/);
  const asked = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    if (asked.length === 1) dialog.dismiss();
    else dialog.accept();
  });
  await page.click("text=Đăng xuất");
  await eventually(() => asked.length === 1, "the first question");
  await page.click("text=Đăng xuất");
  await page.waitForURL("**/dang-nhap");
  assert.match(asked[1], /1 lời/);
  const left = await page.evaluate(async () => [(await indexedDB.databases()).length, Object.keys(localStorage).length]);
  assert.deepEqual(left, [0, 0]);
  await context.close();
});

test("a device that keeps nothing is told of at once, and still sends", async () => {
  const stream = await hold("to-2", "Nhà văn hóa ẩn danh", { area: "suoi-mo" });
  const { page, context, faults } = await openAs("to-2", { serviceWorkers: "block" });
  await page.addInitScript(() => { IDBFactory.prototype.open = () => { throw new DOMException("no", "SecurityError"); }; });
  await atDesk(page, stream);
  await sign(page, "không cho giữ bản nháp");
  await takeDown(page, "Ông G", "Chợ phiên thiếu nước sạch");
  await eventually(async () => (await raisedAt("to-2", stream)).length === 1, "one petition");
  assert.deepEqual(faults, []);
  await context.close();
});

test("without scripts one is taken down after the other, and a single petition by hand", async () => {
  const stream = await hold("to-3", "Nhà văn hóa không kịch bản", { area: "phu-ha" });
  const { page, context } = await openAs("to-3", { javaScriptEnabled: false });
  await page.goto(desk(stream));
  assert.match(await page.textContent("noscript"), /JavaScript/);
  for (const words of ["Lời một không kịch bản", "Lời hai không kịch bản"]) {
    await page.fill("#i-who", "Bà H");
    await page.fill("#i-original", words);
    await page.click("button.main");
    await page.waitForSelector(`#taken >> text=${words}`);
  }
  await page.fill("#i-original", "Lời ba có câu trả lời sai ngày");
  await page.click("#answer summary");
  await page.selectOption("#i-by", realm.bodyOf("phu-ha").body);
  await page.selectOption("#i-outcome", "promised");
  await page.fill("#i-answer", "Sẽ làm.");
  await page.click("#entry button.main");
  await page.waitForSelector("#refused");
  assert.equal(await page.inputValue("#i-answer"), "Sẽ làm.");
  await page.fill("#i-promised_by", "2199-01-01");
  await page.click("#entry button.main");
  await page.waitForSelector(".said.good");
  assert.equal((await raisedAt("to-3", stream)).length, 3);

  await page.goto(`${realm.url}/tiep-nhan`);
  await page.selectOption("#i-via", "deputy");
  await page.fill("#i-original", "Đơn giấy gửi qua đại biểu");
  await page.fill("#i-raised_on", "2199-01-01");
  await page.click("button.main");
  await page.waitForSelector(".field.wrong #i-raised_on");
  await page.fill("#i-raised_on", "2026-11-20");
  await page.click("button.main");
  await page.waitForURL("**/kien-nghi/*");
  assert.match(await page.textContent("main"), /Đơn giấy gửi qua đại biểu/);
  await context.close();
});

test("every page of the meetings is within reach of everybody", async () => {
  await councilOf("to-1");
  const { body: commune, under: council } = councils.find(({ name }) => /Tổ đại biểu HĐND xã Hòa Phú/.test(name));
  const joint = await hold("to-1", "Hội trường hai cấp", {
    councils: [await councilOf("to-1"), council], groups: [realm.bodyOf("to-1").body, commune], voters: 120, round: "truoc-kh-3",
    minutes: "Cử tri hai cấp cùng dự.", invited: [realm.bodyOf("hoa-phu").body],
  });
  for (const [role, group, of, words] of [["to-1", realm.bodyOf("to-1").body, await councilOf("to-1"), "Đề nghị tỉnh sửa quốc lộ qua xã"], ["hp-tt", commune, council, "Đề nghị xã lắp đèn ngõ Ba"]]) {
    const { body } = realm.bodyOf(role);
    await realm.give(role, "intake", "RecordPetition", { body, data: { council: of, via: "meeting", meeting: joint, raised_with: group, original: words, written: [] } });
  }
  const clerk = await openAs("to-1", { bypassCSP: true });
  const screens = [
    ["meetings", "/buoi-tiep-xuc"],
    ["meetings-none", "/buoi-tiep-xuc?body=&area=lam-ha"],
    ["meeting-open", "/buoi-tiep-xuc/mo?round=truoc-kh-3&area=hoa-phu"],
    ["meeting", `/buoi-tiep-xuc/${joint}`],
    ["meeting-desk", `/buoi-tiep-xuc/${joint}/ghi`],
    ["hand", "/tiep-nhan"],
  ];
  assert.deepEqual(await look(clerk, screens), []);
  await clerk.page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await look(clerk, [["meeting-desk-dark", `/buoi-tiep-xuc/${joint}/ghi`]], { languages: ["vi"] }), []);
  assert.deepEqual(clerk.faults, []);
  await clerk.context.close();
  // Whose meeting it is not is told so.
  const front = await openAs("mttq", { bypassCSP: true });
  assert.deepEqual(await look(front, [["meeting-desk-foreign", `/buoi-tiep-xuc/${joint}/ghi`]], { languages: ["vi"] }), []);
  assert.deepEqual(front.faults, []);
  await front.context.close();
  const stranger = await open({ bypassCSP: true });
  await stranger.page.goto(`${realm.url}/buoi-tiep-xuc`);
  assert.match(stranger.page.url(), /dang-nhap/);
  await stranger.context.close();
});
