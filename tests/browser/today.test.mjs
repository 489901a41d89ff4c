// The first page of each role: what waits and by when, what changed, and news that find the way back.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { atStage, look, openAs, realm } from "./harness.mjs";

test("each role sees what it owes, the oldest first, and comes to the act at once", async () => {
  const [forwarded] = await atStage("forwarded");
  const { body: petition } = await realm.api("tt", `/petitions/${forwarded.number}`);
  const owing = petition.addressees[0].body;
  const role = realm.roles.find((role) => realm.bodyOf(role).body === owing);
  const { page, context, faults } = await openAs(role);
  await page.goto(`${realm.urlOf(role)}/hom-nay`);
  await page.getByRole("link", { name: `Trả lời: ${forwarded.number}`, exact: true }).click();
  await page.waitForURL(/\/cong-van\/viec\/tra-loi\?kn=/);
  await page.goto(`${realm.urlOf(role)}/hom-nay`);
  const days = await page.$$eval(".task .due time", (times) => times.map((time) => time.dateTime));
  assert.deepEqual(days, days.toSorted());
  assert.deepEqual(faults, []);
  await context.close();
});

test("only who has not agreed yet is asked for consent", async () => {
  const asked = new Map();
  const roles = ["to-1", "to-2", "to-3", "to-4", "hoa-phu", "suoi-mo", "phu-ha", "nam-tien", "tt", "mttq"];
  for (const role of roles) {
    const { page, context } = await openAs(role);
    await page.goto(`${realm.urlOf(role)}/hom-nay`);
    asked.set(role, await page.$$eval('.task a.act[href$="/GiveConsent"]', (links) => links.map((link) => link.pathname.split("/")[2])));
    await context.close();
  }
  const beingAgreed = await atStage("being_agreed");
  for (const { number } of beingAgreed) {
    const { body } = await realm.api("tt", `/petitions/${number}`);
    const given = JSON.stringify(body.proposal.consents);
    for (const role of roles.filter((role) => asked.get(role).includes(number))) {
      assert.ok(!given.includes(realm.bodyOf(role).body), `${role} has agreed to ${number}`);
    }
  }
  const found = beingAgreed.filter(({ number }) => [...asked.values()].flat().includes(number));
  assert.equal(found.length, beingAgreed.length, "somebody is asked for each of them");
});

test("news find the way back after the connection was cut, and none is told twice", async () => {
  const { page, context } = await openAs("mttq");
  await page.goto(`${realm.url}/hom-nay`);
  await page.waitForSelector("#live[data-connected]", { state: "attached" });
  await page.evaluate(() => document.getElementById("live").removeAttribute("data-connected"));
  // The stream breaks, as it does when a portal starts again or a cable is pulled.
  await context.setOffline(true);
  const { body, name } = realm.bodyOf("to-3");
  const council = (await realm.api("to-3", "/directory")).body.bodies.find((one) => one.name.includes("Hội đồng nhân dân tỉnh")).body;
  const done = await realm.give("to-3", "intake", "RecordPetition", {
    body,
    occurred_on: new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10),
    data: { council, via: "by_hand", raised_with: body, area: "phu-ha", original: `Đèn đường ${randomUUID()} tắt`, raised_by: name },
  });
  const { body: made } = await realm.api("to-3", `/petitions/${done.stream}`, { headers: { "hoiam-min-position": String(done.position) } });
  await context.setOffline(false);
  await page.waitForSelector(`.toasts >> text=${made.number}`, { timeout: 60_000 });
  await page.waitForSelector(`.changes >> text=${made.number}`);
  assert.equal(await page.locator(".changes li", { hasText: made.number }).count(), 1);
  assert.ok(await page.locator("#unread").isVisible());
  await page.click("text=Đánh dấu đã xem");
  await page.waitForLoadState();
  assert.equal(await page.locator(".changes li", { hasText: made.number }).count(), 0);
  await context.close();
});

test("where one reads stays where it is when the page renews itself", async () => {
  const { page, context } = await openAs("tt");
  await page.goto(`${realm.url}/hom-nay`);
  await page.waitForSelector("#live[data-connected]", { state: "attached" });
  const link = page.locator(".task > a").nth(1);
  const address = await link.getAttribute("href");
  await link.focus();
  await page.evaluate(() => { document.getElementById("main").dataset.old = "yes"; });
  const [petition] = await atStage("forwarded");
  const { body } = await realm.api("tt", `/petitions/${petition.number}`);
  await realm.give("tt", "monitoring", "SendReminder", {
    body: realm.bodyOf("tt").body, stream: body.stream, seen_version: body.version,
    occurred_on: new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10),
    data: { to: body.addressees[0].body },
  });
  await page.waitForSelector("#main:not([data-old])");
  await page.waitForFunction((address) => document.activeElement?.getAttribute("href") === address, address);
  await context.close();
});

test("the first page is within reach of everybody, for each kind of role", async () => {
  for (const role of ["tt", "to-2", "ubnd", "office"]) {
    const opened = await openAs(role, { bypassCSP: true });
    assert.deepEqual(await look(opened, [[`today-${role}`, "/hom-nay"]], { languages: role === "tt" ? ["vi", "en"] : ["vi"] }), []);
    if (role === "tt") {
      await opened.page.emulateMedia({ colorScheme: "dark" });
      assert.deepEqual(await look(opened, [["today-dark", "/hom-nay"]], { languages: ["vi"] }), []);
    }
    await opened.context.close();
  }
});
