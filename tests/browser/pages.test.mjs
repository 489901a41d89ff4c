// Signing in, the book, a petition, an act, and what must hold of every one of these pages.
import assert from "node:assert/strict";
import { test } from "node:test";

import { PASSWORD, atStage, look, open, openAs, realm } from "./harness.mjs";

/** Chooses the password of a new account of a role's officer; ends up signed in. */
const setUp = async (page, role, login) => {
  await page.goto(await realm.account(role, login));
  await page.fill("#new", PASSWORD);
  await page.fill("#again", PASSWORD);
  await page.click("button.main");
  await page.waitForURL("**/hom-nay");
};

test("from the first password to an act that another desk sees at once", async () => {
  const committee = await open();
  await setUp(committee.page, "tt", "tt-2");
  assert.match(await committee.page.textContent("h1"), /Hôm nay/);

  // Out, and in again with the password; a wrong one says no more than that it is wrong.
  await committee.page.click("text=Đăng xuất");
  await committee.page.waitForURL("**/dang-nhap");
  await committee.page.fill("#login", "tt-2");
  await committee.page.fill("#password", "something else");
  await committee.page.click("button.main");
  await committee.page.waitForSelector(".said.bad");
  assert.equal(await committee.page.inputValue("#login"), "tt-2");
  await committee.page.fill("#password", PASSWORD);
  await committee.page.click("button.main");
  await committee.page.waitForURL("**/hom-nay");

  // The book, searched without marks; a petition of it.
  const petition = (await atStage("settled")).find(({ raised_with }) => raised_with.name.includes("số 1"));
  await committee.page.click("nav >> text=Sổ kiến nghị");
  await committee.page.fill("#q", petition.number.toLowerCase());
  await committee.page.click("button.main");
  await committee.page.click(`table >> text="${petition.number}"`);
  await committee.page.waitForURL(`**/kien-nghi/${petition.number}`);

  // Somebody else looks at it in another window, and does nothing.
  const group = await openAs("to-1");
  await group.page.goto(`${realm.url}/kien-nghi/${petition.number}`);
  await group.page.waitForSelector("#live[data-connected]", { state: "attached" });
  assert.match(await group.page.textContent(".state"), /đã giải quyết xong/);

  // A final act: not without the confirmation, though the browser would let it pass.
  await committee.page.click("text=Kết thúc theo dõi");
  await committee.page.fill("#i-note", "Đã nghiệm thu <b>xong</b>.");
  await committee.page.$eval("form[data-guard]", (form) => { form.noValidate = true; });
  await committee.page.click("button.main");
  await committee.page.waitForSelector(".confirm.wrong");
  assert.equal(await committee.page.inputValue("#i-note"), "Đã nghiệm thu <b>xong</b>.");
  await committee.page.check("#i-confirm");
  await committee.page.click("button.main");
  await committee.page.waitForURL(`**/kien-nghi/${petition.number}`);
  assert.match(await committee.page.textContent(".said.good"), /Đã ghi/);
  assert.match(await committee.page.textContent(".state"), /đã kết thúc theo dõi/);

  // The other window has changed by itself.
  await group.page.waitForSelector(".state >> text=đã kết thúc theo dõi");

  // Why it was so decided: taken again, the same.
  await committee.page.click(".timeline li:first-child >> text=Vì sao?");
  await committee.page.waitForURL("**/quyet-dinh/*");
  assert.match(await committee.page.textContent(".said.good"), /cùng kết quả/);
  for (const { faults, context } of [committee, group]) {
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test("what is refused says why beside what was typed", async () => {
  const { page, context, faults } = await openAs("ban-kt");
  const [petition] = await atStage("forwarded");
  const { number } = petition;
  await page.goto(`${realm.url}/kien-nghi/${number}/viec/forwarding/AnswerPetition`);
  await page.selectOption(`#i-outcome-${number}`, "resolved");
  await page.fill(`#i-text-${number}`, "Câu trả lời của người không có quyền.");
  await page.fill("#i-symbol", "1/X");
  await page.click("button.main");
  await page.waitForSelector("#refused");
  assert.equal(await page.inputValue(`#i-text-${number}`), "Câu trả lời của người không có quyền.");
  assert.equal(await page.inputValue(`#i-outcome-${number}`), "resolved");
  assert.deepEqual(faults, []);
  await context.close();
});

test("a page works without scripts", async () => {
  const { page, context } = await open({ javaScriptEnabled: false });
  await setUp(page, "ban-vx", "ban-vx-2");
  await page.click("nav >> text=Sổ kiến nghị");
  await page.click(".filters .fold > summary");
  await page.selectOption("#f-stage", "closed");
  await page.click("button.main");
  assert.ok((await page.locator("table.book tbody tr").count()) > 0);
  await page.click("text=English");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.match(page.url(), /stage=closed/);
  await context.close();
});

test("every page is within reach of everybody, in both languages and at three widths", async () => {
  const stranger = await open({ bypassCSP: true });
  const link = new URL(await realm.account("mttq", "mttq-2"));
  const before = [["sign-in", "/dang-nhap?to=%2Fso"], ["set-up", link.pathname + link.search]];
  assert.deepEqual(await look(stranger, before), []);
  assert.deepEqual(stranger.faults, []);
  await stranger.context.close();

  const front = await openAs("mttq", { bypassCSP: true });
  const [forwarded] = await atStage("forwarded");
  const [contested] = await atStage("contested");
  const { body } = await realm.api("tt", `/petitions/${forwarded.number}/history`);
  const within = [
    ["today", "/hom-nay"],
    ["book", "/so"],
    ["book-filtered", "/so?stage=forwarded&q=duong&sort=due&body=00000000-0000-0000-0000-000000000000"],
    ["petition", `/kien-nghi/${forwarded.number}`],
    ["petition-contested", `/kien-nghi/${contested.number}`],
    ["petition-past", `/kien-nghi/${forwarded.number}?at=${body.entries[1].position}`],
    ["act", `/kien-nghi/${forwarded.number}/viec/classification/ProposeClassification`],
    ["act-final", `/kien-nghi/${forwarded.number}/viec/monitoring/HandOver`],
    ["decision", `/quyet-dinh/${body.entries[0].command_id}`],
    ["account", "/tai-khoan"],
    ["not-found", "/kien-nghi/LH26-99999"],
  ];
  assert.deepEqual(await look(front, within), []);
  await front.page.emulateMedia({ colorScheme: "dark" });
  assert.deepEqual(await look(front, [["petition-dark", `/kien-nghi/${forwarded.number}`]]), []);
  assert.deepEqual(front.faults, []);
  await front.context.close();
});
