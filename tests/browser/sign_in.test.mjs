// Signing in: a newcomer, a session that ends under the hands of somebody who writes, guesses, and
// what is shown when something cannot be had.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import net from "node:net";
import { join } from "node:path";
import { test } from "node:test";

import { PASSWORD, atStage, look, open, openAs, realm } from "./harness.mjs";

const signIn = async (page, login, password) => {
  await page.fill("#login", login);
  await page.fill("#password", password);
  await page.click("main button.main");
};

/** The code that an authenticator shows now: RFC 6238. */
const otp = (secret) => {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const tag = createHmac("sha1", key).update(step).digest();
  return String((tag.readUInt32BE(tag[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
};

/** An account of its own for a role, with a password; nobody else's sessions are touched. */
const own = async (role, login) => {
  const link = new URL(await realm.account(role, login));
  const form = new URLSearchParams({ code: link.searchParams.get("code"), new: PASSWORD, again: PASSWORD });
  const answer = await fetch(new URL("/set-up", link), { method: "POST", body: form, redirect: "manual" });
  assert.equal(answer.status, 303);
};

test("a newcomer to the demo signs in as a role with the password that was printed", async () => {
  const { page, context, faults } = await open();
  await page.goto(`${realm.url}/`);
  // Nobody else's tests sign in for it, or tell it anything.
  await signIn(page, "qh", realm.password);
  await page.waitForURL("**/hom-nay");
  assert.match(await page.textContent("header .who"), /Quốc hội/);
  assert.ok(!(await page.locator("#unread").isVisible()), "what happened before is no news");
  await page.goto(`${realm.urlOf("so-xd")}/dang-nhap`);
  await signIn(page, "qh", realm.password);
  await page.waitForSelector(".said.bad");
  assert.deepEqual(faults, []);
  await context.close();
});

test("what was typed when the session had ended is there again, not sent, and then sent once", async () => {
  await own("tt", "tt-draft");
  const [petition] = await atStage("forwarded");
  const writing = await open();
  await writing.page.goto(`${realm.url}/dang-nhap`);
  await signIn(writing.page, "tt-draft", PASSWORD);
  await writing.page.waitForURL("**/hom-nay");
  const path = `/kien-nghi/${petition.number}/viec/monitoring/SendReminder`;
  await writing.page.goto(realm.url + path);
  const text = `Cử tri nói: <b>đường</b> "vẫn" hỏng & ướt.\n${"Kể rất dài. ".repeat(800)}`.trim();
  const [box] = await writing.page.locator("form[data-guard] textarea").all();
  await box.fill(text);
  const { body: shown } = await realm.api("tt", `/petitions/${petition.number}`);
  await writing.page.selectOption("#i-to", shown.addressees[0].body);
  await writing.page.selectOption("#i-body", realm.bodyOf("tt").body);

  // In another window all sessions are ended.
  const other = await writing.context.newPage();
  await other.goto(`${realm.url}/tai-khoan`);
  await other.click("text=Đăng xuất khỏi mọi nơi");
  await other.waitForURL("**/dang-nhap");

  const before = (await realm.api("tt", `/petitions/${petition.number}`)).body.version;
  await writing.page.click("form[data-guard] button.main");
  await writing.page.waitForSelector(".said >> text=vẫn được giữ");
  // A slip of the fingers costs nothing.
  await signIn(writing.page, "tt-draft", "sai mật khẩu rồi");
  await writing.page.waitForSelector(".said.bad");
  await signIn(writing.page, "tt-draft", PASSWORD);
  await writing.page.waitForSelector("#refused >> text=Chưa gửi");
  assert.equal((await writing.page.inputValue("form[data-guard] textarea")).replaceAll("\r\n", "\n"), text);
  assert.equal((await realm.api("tt", `/petitions/${petition.number}`)).body.version, before, "nothing was sent");
  await writing.page.click("form[data-guard] button.main");
  await writing.page.waitForLoadState();
  assert.equal(await writing.page.locator("#refused").textContent({ timeout: 500 }).catch(() => ""), "");
  await writing.page.waitForURL(`**/kien-nghi/${petition.number}`);
  assert.equal((await realm.api("tt", `/petitions/${petition.number}`)).body.version, before + 1, "it was sent once");
  assert.deepEqual(writing.faults, []);
  await writing.context.close();
});

test("what somebody wrote is not shown to whoever signs in next", async () => {
  await own("ban-kt", "kt-draft");
  const [petition] = await atStage("settled");
  const { page, context } = await open({ javaScriptEnabled: false });
  await page.goto(`${realm.url}/dang-nhap`);
  await signIn(page, "kt-draft", PASSWORD);
  await page.goto(`${realm.url}/kien-nghi/${petition.number}/viec/monitoring/HearVoter`);
  await page.locator("form[data-guard] textarea").first().fill("Chỉ mình tôi biết.");
  for (const select of await page.locator("form[data-guard] select[required]").all()) await select.selectOption({ index: 1 });
  await context.clearCookies({ name: "hoiam_session" });
  await page.click("form[data-guard] button.main");
  await page.waitForSelector(".said >> text=vẫn được giữ");
  await signIn(page, "ban-vx", realm.password);
  await page.waitForURL("**/hom-nay");
  assert.match(await page.textContent(".said"), /của người khác/);
  assert.ok(!(await page.content()).includes("Chỉ mình tôi biết"));
  await context.close();
});

test("an error keeps who is signed in, says what to do, and leads back", async () => {
  const { page, context } = await openAs("ban-kt");
  const [petition] = await atStage("settled");
  for (const [path, status] of [
    ["/khong-co", 404],
    ["/kien-nghi/LH26-99999", 404],
    [`/kien-nghi/${petition.number}/viec/monitoring/KhongCo`, 404],
    ["/so?stage=nowhere", 400],
    ["/da-xem", 405],
    ["/dang-xuat", 405],
  ]) {
    const answer = await page.goto(realm.url + path);
    assert.equal(answer.status(), status, path);
    assert.match(await page.textContent("header"), /Ban Kinh tế/, path);
    assert.ok((await page.textContent("h1")).trim().length > 0 && (await page.textContent("main .lead")).trim().length > 0, path);
    assert.ok(await page.locator("main .buttons a").first().isVisible(), path);
  }
  await page.goto(`${realm.url}/kien-nghi/${petition.number}/viec/monitoring/KhongCo`);
  await page.click("main .buttons a");
  await page.waitForURL(`**/kien-nghi/${petition.number}`);
  // Too much at once is a page as well.
  const much = await page.request.post(`${realm.url}/da-xem`, { form: { position: "9".repeat(300_000) }, headers: { accept: "text/html" } });
  assert.equal(much.status(), 413);
  assert.match(await much.text(), /Ban Kinh tế/);
  await context.close();
});

test("nobody is led to another host by signing in", async () => {
  for (const to of ["https://evil.example/", "//evil.example", "/\\evil.example", "/%0d%0aevil: x", "javascript:alert(1)"]) {
    const form = new URLSearchParams({ login: "ban-pc", password: realm.password, to });
    const answer = await fetch(`${realm.url}/dang-nhap`, { method: "POST", body: form, redirect: "manual" });
    assert.equal(answer.status, 303);
    const target = new URL(answer.headers.get("location"), realm.url);
    assert.equal(target.host, new URL(realm.url).host, to);
    for (const cookie of answer.headers.getSetCookie()) assert.match(cookie, /HttpOnly; SameSite=Lax/);
  }
});

test("a session that somebody else chose is not the one that is signed in", async () => {
  const fixed = "0".repeat(64);
  const form = new URLSearchParams({ login: "ban-pc", password: realm.password, to: "/" });
  const answer = await fetch(`${realm.url}/dang-nhap`, { method: "POST", body: form, redirect: "manual", headers: { cookie: `hoiam_session=${fixed}` } });
  assert.ok(!answer.headers.getSetCookie().some((cookie) => cookie.includes(fixed)));
  const seen = await fetch(`${realm.url}/hom-nay`, { redirect: "manual", headers: { cookie: `hoiam_session=${fixed}` } });
  assert.equal(seen.status, 303);
});

const signedIn = async (login, password, from, address = realm.url) => {
  const began = performance.now();
  const answer = await fetch(`${address}/dang-nhap`, {
    method: "POST", redirect: "manual", headers: { "x-forwarded-for": from },
    body: new URLSearchParams({ login, password, to: "/" }),
  });
  const text = await answer.text();
  return { status: answer.status, compared: /không đúng/.test(text), ms: performance.now() - began };
};

test("guesses are slowed down, and do not keep the owner out at home", async () => {
  await own("hnd", "hnd-guess");
  assert.equal((await signedIn("hnd-guess", PASSWORD, "192.0.2.1")).status, 303);
  // Two hundred at once, each from its own address; then many logins from one.
  const guesses = Array.from({ length: 200 }, (_, n) => signedIn("hnd-guess", "wrong wrong wrong", `198.51.100.${n}`));
  const others = Array.from({ length: 60 }, (_, n) => signedIn(`nobody-${n}`, "wrong wrong wrong", "192.0.2.77"));
  const [atOne, byOne] = [await Promise.all(guesses), await Promise.all(others)];
  assert.ok([...atOne, ...byOne].every(({ status }) => status === 403));
  const compared = (all) => all.filter((guess) => guess.compared).length;
  assert.ok(compared(atOne) <= 12, `${compared(atOne)} guesses at one login were looked at`);
  assert.ok(compared(byOne) <= 48, `${compared(byOne)} guesses from one address were looked at`);
  assert.equal((await signedIn("hnd-guess", PASSWORD, "192.0.2.1")).status, 303, "the owner gets in at home");
});

test("thousands of idle connections and slow readers do not keep anybody from signing in", async () => {
  const { hostname, port } = new URL(realm.url);
  const { rows } = JSON.parse(await readFile(join(realm.data, "demo-tokens.json"), "utf8"));
  const tokens = rows.filter((row) => !row.ended && row.site === "MAIN").map((row) => row.token);
  const sockets = [];
  const heard = { 200: 0, 503: 0 };
  const connect = (words) => new Promise((resolve, reject) => {
    const socket = net.connect({ host: hostname, port: Number(port) }, () => { socket.write(words); resolve(socket); });
    socket.on("error", reject);
    sockets.push(socket);
  });
  const hear = (socket) => socket.once("data", (bytes) => { heard[String(bytes).slice(9, 12)] += 1; socket.pause(); });
  try {
    const stream = (n) => `GET /api/v1/notices/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tokens[n % tokens.length]}\r\n\r\n`;
    // Live ones that listen and are read slowly or not at all; some are one too many for an officer.
    for (let n = 0; n < 2_000; n += 1) {
      hear(await connect(stream(n)));
    }
    for (let n = 0; n < 130; n += 1) hear(await connect(stream(0)));
    // Others say nothing, or half a sentence.
    for (let n = 0; n < 3_000; n += 1) await connect(n % 2 ? "" : "POST /dang-nhap HTTP/1.1\r\nhost:");
    const answers = [];
    for (let n = 0; n < 5; n += 1) answers.push(await signedIn("ban-pc", realm.password, "192.0.2.200"));
    assert.deepEqual(answers.map(({ status }) => status), Array(5).fill(303));
    const worst = Math.max(...answers.map(({ ms }) => ms));
    assert.ok(worst < 5_000, `the slowest took ${worst} ms`);
    console.log(`# 5,130 connections, ${heard[200]} streams, ${heard[503]} one too many; the slowest of five sign-ins took ${Math.round(worst)} ms`);
    assert.ok(heard[200] >= 2_000 && heard[503] > 0, JSON.stringify(heard));
  } finally {
    for (const socket of sockets) { socket.removeAllListeners("error"); socket.on("error", () => {}); socket.destroy(); }
  }
});

test("with codes switched on the password alone is not enough", async () => {
  await own("thanh-tra", "tt-code");
  const { page, context } = await open({ bypassCSP: true });
  await page.goto(`${realm.url}/dang-nhap`);
  await signIn(page, "tt-code", PASSWORD);
  await page.goto(`${realm.url}/tai-khoan`);
  await page.fill("form[action='/tai-khoan/ma'] [name=current]", PASSWORD);
  await page.click("text=Bật mã xác thực");
  await page.waitForSelector("svg.qr");
  const secret = (await page.textContent("section:has(svg.qr) code")).replaceAll(" ", "");
  await page.fill("#codes-otp", "000000");
  await page.click("text=Xác nhận và bật");
  await page.waitForSelector(".said.bad");
  await page.fill("#codes-otp", otp(secret));
  await page.click("text=Xác nhận và bật");
  await page.waitForSelector(".recovery");
  const recovery = await page.locator(".recovery code").allTextContents();
  assert.equal(new Set(recovery).size, 10);
  await page.goto(`${realm.url}/tai-khoan`);
  assert.equal(await page.locator(".recovery").count(), 0, "they are shown once");
  await page.click("text=Đăng xuất");
  await page.waitForURL("**/dang-nhap");
  await signIn(page, "tt-code", PASSWORD);
  await page.waitForSelector("#otp");
  await page.fill("#otp", "123456");
  await page.click("main button.main");
  await page.waitForSelector(".said.bad");
  await page.fill("#otp", recovery[3].toUpperCase());
  await page.click("main button.main");
  await page.waitForURL("**/hom-nay");
  await page.goto(`${realm.url}/tai-khoan`);
  assert.match(await page.textContent("section[aria-labelledby=codes]"), /Còn 9/);
  await page.click("summary:has-text('Tắt mã xác thực')");
  await page.fill("form[action='/tai-khoan/ma/tat'] [name=current]", PASSWORD);
  await page.fill("form[action='/tai-khoan/ma/tat'] [name=otp]", recovery[4]);
  await page.click("button:has-text('Tắt mã xác thực')");
  await page.waitForSelector(".said.good");
  await context.close();
});

test("what is shown around signing in is within reach of everybody", async () => {
  const stranger = await open({ bypassCSP: true });
  assert.deepEqual(await look(stranger, [["sign-in-stranger", "/dang-nhap?to=%2Fso"], ["not-found-stranger", "/khong-co"]]), []);
  await stranger.context.close();
  const inside = await openAs("ban-pc", { bypassCSP: true });
  assert.deepEqual(await look(inside, [["not-found-inside", "/kien-nghi/LH26-99999"], ["account", "/tai-khoan"]]), []);
  await inside.context.addCookies([{ name: "hoiam_language", value: "vi", url: realm.url }]);
  await inside.page.setViewportSize({ width: 320, height: 900 });
  await inside.page.goto(`${realm.url}/hom-nay`);
  assert.ok(!(await inside.page.locator(".menu nav").isVisible()), "the menu is open only when asked");
  await inside.page.click(".menu summary");
  await inside.page.click(".menu nav >> text=Sổ kiến nghị");
  await inside.page.waitForURL("**/so");
  await inside.context.close();
});
