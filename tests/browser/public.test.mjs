// What anybody may see: areas first, published petitions, the state of one's own by its code; and
// the receipt and the poster that lead there.
import assert from "node:assert/strict";
import { test } from "node:test";

import { look, open, openAs, realm } from "./harness.mjs";

const SECRET = "Bà Nguyễn Thị Bí Mật";
const ORIGINAL = "Nhà tôi ở số 12 ngõ 9, xin đừng nói tên.";

/** A petition with a public wording, recorded now; its number and tracking code. */
const recorded = async (wording) => {
  const { body: { petitions: [known] } } = await realm.api("to-1", "/petitions?area=hoa-phu&limit=1");
  const done = await realm.give("to-1", "intake", "RecordPetition", {
    body: realm.bodyOf("to-1").body,
    data: { council: known.council.body, via: "deputy", raised_with: realm.bodyOf("to-1").body, area: "hoa-phu", field: "do-thi", original: ORIGINAL, raised_by: SECRET, public_wording: wording },
  });
  return done;
};

test("a villager finds what was asked in the commune, without an account and without marks", async () => {
  const wording = `Đề nghị lắp đèn ở ngã ba số ${Date.now()}.`;
  const { number } = await recorded(wording);
  const { page, context, faults } = await open();
  await page.goto(`${realm.url}/cong-khai`);
  await page.click(".areas >> text=xã Hòa Phú");
  await page.waitForURL("**/cong-khai?area=hoa-phu");
  await page.fill("#q", "lap den nga ba");
  await page.click("button.main");
  await page.click(`text=${wording}`);
  await page.waitForURL(`**/cong-khai/${number}`);
  const shown = await page.textContent("body");
  assert.ok(!shown.includes("Bí Mật") && !shown.includes("ngõ 9"));
  assert.deepEqual(await context.cookies(), []);
  await page.click("text=English");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.deepEqual(faults, []);
  await context.close();
});

test("the receipt's code shows where one's own petition is, and a wrong one says no more than that", async () => {
  const { number, tracking_code: code } = await recorded(undefined);
  const group = await openAs("to-1");
  await group.page.goto(`${realm.url}/kien-nghi/${number}`);
  await group.page.click("text=In biên nhận");
  await group.page.waitForURL("**/bien-nhan");
  assert.ok((await group.page.textContent("main")).includes(code));
  assert.ok((await group.page.locator("svg.qr path").count()) === 2);
  const voter = await open();
  await voter.page.goto(`${realm.url}/tra-cuu`);
  await voter.page.fill("#code", "AAAA-BBBB-CCCC-DDDD");
  await voter.page.click("button.main");
  await voter.page.waitForSelector(".said.bad");
  assert.equal(await voter.page.inputValue("#code"), "AAAA-BBBB-CCCC-DDDD");
  await voter.page.fill("#code", code.toLowerCase().replaceAll("-", " "));
  await voter.page.click("button.main");
  await voter.page.waitForSelector(".state");
  const shown = await voter.page.textContent("body");
  assert.ok(shown.includes(number) && !shown.includes("ngõ 9"));
  // Without its code nobody finds a petition that has no public wording.
  const answer = await voter.page.goto(`${realm.url}/cong-khai/${number}`);
  assert.equal(answer.status(), 404);
  // Somebody who may not read the petition gets no receipt.
  const other = await openAs("hnd");
  const refused = await other.context.request.get(`${realm.url}/kien-nghi/${number}/bien-nhan`);
  assert.equal(refused.status(), 403);
  for (const { context, faults } of [group, voter, other]) {
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test("caches may keep a public page, and ask only whether it changed", async () => {
  const path = `${realm.url}/cong-khai?area=hoa-phu`;
  const first = await fetch(path);
  assert.match(first.headers.get("cache-control"), /public, max-age=30/);
  assert.equal(first.headers.get("vary"), null);
  assert.equal(first.headers.get("set-cookie"), null);
  const again = await fetch(path, { headers: { "if-none-match": first.headers.get("etag") } });
  assert.ok([200, 304].includes(again.status));
  if (again.status === 200) assert.notEqual(again.headers.get("etag"), first.headers.get("etag"));
  const tracked = await fetch(`${realm.url}/tra-cuu`);
  assert.match(tracked.headers.get("cache-control"), /no-store/);
});

test("public pages, receipt and poster are within reach of everybody", async () => {
  const { number } = await recorded("Đề nghị sửa cầu dân sinh.");
  const stranger = await open({ bypassCSP: true });
  const wrong = [];
  for (const lang of ["", "lang=en"]) {
    const name = lang === "" ? "vi" : "en";
    wrong.push(...await look(stranger, [
      [`public-${name}`, `/cong-khai?${lang}`],
      [`public-area-${name}`, `/cong-khai?area=hoa-phu&${lang}`],
      [`public-none-${name}`, `/cong-khai?q=khongcogi&${lang}`],
      [`public-petition-${name}`, `/cong-khai/${number}?${lang}`],
      [`tracking-${name}`, `/tra-cuu?${lang}`],
    ], { languages: ["vi"] }));
  }
  const group = await openAs("to-1", { bypassCSP: true });
  wrong.push(...await look(group, [["receipt", `/kien-nghi/${number}/bien-nhan`], ["poster", "/ap-phich?area=hoa-phu"]]));
  assert.deepEqual(wrong, []);
  await stranger.context.close();
  await group.context.close();
});
