// One petition: what may be done and why not, files that go with an act, the past, two desks at once,
// and texts that would be script if any page believed them.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { deflateSync } from "node:zlib";

import { atStage, look, openAs, realm } from "./harness.mjs";

const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);

// How far the log had come when this file last wrote: what is read has all of that.
let last = 0;
const give = async (...command) => {
  const done = await realm.give(...command);
  last = Math.max(last, done.position);
  return done;
};

/** A petition of its own, recorded by a delegate group. */
const record = async (words, more = {}) => {
  const [like] = await atStage("forwarded");
  const { body: whole } = await realm.api("tt", `/petitions/${like.number}`);
  const group = realm.bodyOf("to-1").body;
  const made = await give("to-1", "intake", "RecordPetition", {
    body: group,
    data: { council: whole.council.body, via: "by_hand", raised_with: group, original: words, public_wording: words, ...more },
  });
  return { number: made.number, stream: made.stream, whole };
};

/** A petition as a role sees it, with everything in it that this file did before. */
const one = async (role, name) => {
  const { status, body } = await realm.api(role, `/petitions/${name}`, { headers: { "hoiam-min-position": String(last) } });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};

/** Sends an act's form as a browser does, files and all; the page that comes back. */
const submit = async (page) => {
  await page.$eval("form[data-guard]", (form) => { form.noValidate = true; });
  await page.click("button.main");
};

/** A picture of `width` by `height` black points; only the header when `empty`. */
const png = (width, height, { empty = false } = {}) => {
  const crc = (bytes) => {
    let sum = 0xffffffff;
    for (const byte of bytes) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    }
    return (sum ^ 0xffffffff) >>> 0;
  };
  const part = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [len, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    len.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([len, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = empty ? Buffer.alloc(16) : Buffer.alloc(height * (width * 3 + 1));
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), part("IHDR", head), part("IDAT", deflateSync(rows)), part("IEND", Buffer.alloc(0))]);
};

/** A petition of its own that one of the communes has to answer, agreed on by both pairs. */
const forwarded = async (words) => {
  const [group, commune] = ["to-3", "phu-ha"].map((role) => realm.bodyOf(role).body);
  const { body: list } = await realm.api("tt", `/petitions?raised_with=${group}&addressee=${commune}&limit=50`);
  const { body: like } = await realm.api("tt", `/petitions/${list.petitions[0].number}`);
  const { number, stream } = await give("to-3", "intake", "RecordPetition", {
    body: group,
    data: { council: like.council.body, via: "by_hand", raised_with: group, area: like.area, field: like.proposal.field, original: words, public_wording: words },
  });
  const { field, competence } = like.proposal;
  const propose = async (tries) => {
    const { version } = await one("to-3", number);
    const command = { body: group, stream, seen_version: version, data: { field, competence, addressees: [commune], reason: words } };
    // The system's own suggestion may come between.
    await give("to-3", "classification", "ProposeClassification", command).catch((error) => {
      if (tries === 0) throw error;
      return propose(tries - 1);
    });
  };
  await propose(5);
  for (const role of ["phu-ha", "tt", "mttq"]) {
    const { version, proposal } = await one("tt", number);
    const data = { petitions: [{ petition: stream, proposal: proposal.number }] };
    await give(role, "classification", "GiveConsent", { body: realm.bodyOf(role).body, stream, seen_version: version, data });
  }
  const { version } = await one("tt", number);
  const document = { symbol: `${randomUUID().slice(0, 4)}/TTHĐND`, issued_on: today };
  const data = { to: commune, petitions: [{ petition: stream, seen_version: version }] };
  await give("tt", "forwarding", "IssueLetter", { body: realm.bodyOf("tt").body, occurred_on: today, document, data });
  return { number, stream };
};

test("buttons are what would be taken now, and the rest says why not", async () => {
  const { number } = await record("Đèn đường ngõ 12 hỏng đã ba tuần, đề nghị sửa chữa trước mùa mưa");
  const { page, context, faults } = await openAs("tt");
  await page.goto(`${realm.url}/kien-nghi/${number}`);
  const acts = await page.textContent("section:has(> #acts)");
  const hindered = await page.textContent("#hindered");
  assert.match(hindered, /Kết thúc theo dõi/);
  assert.match(hindered, /chưa được giải quyết xong/);
  const buttons = await page.$$eval(".acts a", (links) => links.map((link) => link.textContent.trim()));
  assert.ok(buttons.includes("Duyệt nội dung công khai"), acts);
  assert.ok(!buttons.includes("Kết thúc theo dõi"), acts);

  // Every button's decider takes it: what is said against none of them is a rule about the petition.
  const petition = await one("tt", number);
  for (const text of ["Ghi nhận là ý kiến", "Cử tri rút kiến nghị"]) assert.ok(buttons.includes(text), text);
  await give("tt", "intake", "WithdrawPetition", { body: realm.bodyOf("tt").body, stream: petition.stream, seen_version: petition.version, data: {} });
  await page.reload();
  assert.match(await page.textContent("#hindered"), /rút/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("why not, on the page, is what the decider says when it is asked in earnest", async () => {
  const { page, context, faults } = await openAs("tt");
  // Commands that say nothing but themselves: whatever refuses them is a rule about the petition.
  const bare = ["monitoring/ClosePetition", "intake/UnmergePetition", "intake/RefuseSpotAnswer", "intake/NoteOpinion"];
  const { body: meanings } = await realm.api("tt", "/petitions?limit=200");
  const stages = [...new Set(meanings.petitions.map(({ stage }) => stage.code))];
  let compared = 0;
  for (const stage of stages) {
    const { number, stream } = meanings.petitions.find((petition) => petition.stage.code === stage);
    await page.goto(`${realm.url}/kien-nghi/${number}`);
    const told = await page.$$eval(".hindered li", (all) => all.map((li) => li.innerText));
    const text = await page.locator("#acts").locator("..").textContent();
    for (const command of bare) {
      const href = `a[href="/kien-nghi/${number}/viec/${command}"]`;
      if (await page.locator(href).count()) continue;
      const { version } = await one("tt", number);
      const headers = { "content-type": "application/json", "idempotency-key": randomUUID(), "accept-language": "vi" };
      const body = JSON.stringify({ body: realm.bodyOf("tt").body, stream, seen_version: version, data: {} });
      const answer = await realm.api("tt", `/commands/${command}`, { method: "POST", headers, body });
      assert.equal(answer.status, 409, `${stage} ${command}: ${JSON.stringify(answer.body)}`);
      assert.ok(text.includes(answer.body.title), `${stage} ${command}: ${answer.body.title} is not among ${told.length} reasons`);
      compared += 1;
    }
  }
  assert.ok(stages.length > 8 && compared > 20, `${stages} ${compared}`);
  assert.deepEqual(faults, []);
  await context.close();
});

test("two desks on one petition: the second sees what changed and sends again", async () => {
  const { number, stream } = await record("Cống thoát nước đầu xóm bị tắc, nước tràn vào nhà dân");
  const second = await openAs("to-1");
  await second.page.goto(`${realm.url}/kien-nghi/${number}/viec/intake/NoteOpinion`);
  await second.page.fill("#i-reason", "Chỉ là góp ý, không yêu cầu trả lời.");
  const now = await one("tt", number);
  await give("to-1", "intake", "AnswerOnTheSpot", {
    body: realm.bodyOf("to-1").body, stream, seen_version: now.version,
    data: { by: realm.bodyOf("ubnd").body, outcome: "explained", answer: "Đã giải thích tại chỗ." },
  });
  await second.page.check("#i-confirm");
  await second.page.click("button.main");
  await second.page.waitForSelector("#refused");
  assert.match(await second.page.textContent("#refused"), /Trả lời tại hội nghị – .+, \d\d\/\d\d\/\d{4}/);
  assert.equal(await second.page.inputValue("#i-reason"), "Chỉ là góp ý, không yêu cầu trả lời.");
  await second.page.check("#i-confirm");
  await second.page.click("button.main");
  await second.page.waitForURL(`**/kien-nghi/${number}`);
  assert.match(await second.page.textContent(".timeline li:first-child"), /Chỉ là góp ý/);
  assert.deepEqual(second.faults, []);
  await second.context.close();
});

test("files go with an act; what is no such file is told beside its field", async () => {
  const petition = await forwarded("Ổ gà trước cổng trạm y tế, xe cấp cứu khó vào");
  const { page, context, faults } = await openAs("phu-ha");
  // The letter first: its receipt is of the letter, not of the petition.
  await page.goto(`${realm.url}/kien-nghi/${petition.number}`);
  await page.click("text=Xác nhận đã nhận công văn");
  await page.click("button.main");
  await page.waitForURL(`**/kien-nghi/${petition.number}`);
  assert.match(await page.textContent("section:has(> #addressees)"), /Nhận ngày/);
  assert.match(await page.textContent(".clock"), /còn \d+ ngày/);
  const { number } = petition;
  await page.click(`.acts a[href^="/cong-van/viec/tra-loi?kn=${number}"]`);
  await page.selectOption(`#i-outcome-${number}`, "explained");
  await page.fill(`#i-text-${number}`, "Trạm y tế đã nhận đủ thuốc từ ngày hôm qua.");
  const files = `#i-attachments-${number}`;
  const gif = Buffer.from("GIF89a\x01\0\x01\0");
  const svg = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>");
  const hostile = "../../<img src=x onerror=alert(1)>.png";
  await page.setInputFiles(files, [
    { name: hostile, mimeType: "image/png", buffer: png(40, 30) },
    { name: "trang.png", mimeType: "image/png", buffer: Buffer.concat([png(1, 1).subarray(0, 8), Buffer.from("<html><script>alert(1)</script>")]) },
    { name: "bom.png", mimeType: "image/png", buffer: png(15_000, 15_000, { empty: true }) },
    { name: "a.gif", mimeType: "image/gif", buffer: gif },
  ]);
  await submit(page);
  await page.waitForSelector(`#e-attachments-${number}`);
  assert.match(await page.textContent(`#e-attachments-${number}`), /Loại tệp không được nhận/);
  assert.equal(await page.inputValue(`#i-text-${number}`), "Trạm y tế đã nhận đủ thuốc từ ngày hôm qua.");
  await page.fill("#i-symbol", "12/UBND");
  await page.fill("#i-issued_on", today);
  // The good one is kept; a drawing is no picture, but a text that nothing runs.
  assert.equal(await page.locator("input[name=kept]").count(), 1);
  await page.setInputFiles(files, [{ name: "x.svg", mimeType: "image/svg+xml", buffer: svg }]);
  await submit(page);
  // They are still with it when the answer was looked at.
  await page.waitForSelector(".confirm");
  await page.click('main button[value="give"]');
  await page.waitForURL(`**/kien-nghi/${number}`);
  const listed = page.locator("section:has(> #files) .files li");
  assert.equal(await listed.count(), 2);
  assert.match(await listed.allTextContents().then((all) => all.join()), /Ảnh PNG.*Trả lời/s);
  assert.doesNotMatch(await page.content(), /onerror|onload/);

  for (const address of await page.$$eval("section:has(> #files) .files a", (links) => links.map((link) => link.getAttribute("href")))) {
    const answer = await context.request.get(realm.url + address);
    assert.equal(answer.status(), 200);
    const headers = answer.headers();
    assert.match(headers["content-disposition"], /^attachment; filename="[0-9a-f]{16}\.(png|txt)"$/);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.match(headers["content-security-policy"], /sandbox/);
    assert.match(headers["content-type"], /^(image\/png|text\/plain)/);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

const PAYLOADS = [
  "<script>alert(1)</script>", "\"><script>alert(1)</script>", "'><img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
  "</textarea><script>alert(1)</script>", "</title><script>alert(1)</script>", "<iframe srcdoc='<script>alert(1)</script>'>",
  "javascript:alert(1)", "{{7*7}}", "${alert(1)}", "<a href=javascript:alert(1)>x</a>", "<math><mi xlink:href=javascript:alert(1)>",
  "<details open ontoggle=alert(1)>", "<input autofocus onfocus=alert(1)>", "<!--<script>alert(1)</script>-->",
  "&lt;script&gt;alert(1)&lt;/script&gt;", "]]><script>alert(1)</script>", "<style>*{display:none}</style>", "<meta http-equiv=refresh content=0;url=//evil.example>",
  "<div hx-get=/dang-xuat hx-trigger=load>", "`-alert(1)-`", "<base href=//evil.example/>",
];
const CORPUS = PAYLOADS.join("\n");

/** No part of the page is made of a text, and the text itself is there. */
const shownAsText = async (page, path) => {
  await page.goto(realm.url + path);
  const made = await page.evaluate(() => document.querySelectorAll(
    "body iframe, body base, body style, body math, body script:not([src^='/assets/']), [onerror], [onload], [onfocus], [ontoggle], [hx-get], body meta, a[href^=javascript]",
  ).length);
  assert.equal(made, 0, path);
  return page.textContent("body");
};

test("whatever is typed is shown as text wherever it is shown", async () => {
  const { page, context, faults } = await openAs("to-1");
  page.on("dialog", (dialog) => { faults.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  // By the API: the voter's words, who it was, the public wording.
  const { number, stream } = await record(CORPUS, { raised_by: CORPUS });
  const body = realm.bodyOf("to-1").body;
  const act = async (context, command, data) => {
    const { version } = await one("to-1", number);
    await give("to-1", context, command, { body, stream, seen_version: version, data });
  };
  await act("intake", "AnswerOnTheSpot", { by: realm.bodyOf("ubnd").body, outcome: "explained", answer: CORPUS });
  await act("intake", "RefuseSpotAnswer", { reason: CORPUS });
  // By forms: a correction, then a public wording by the standing committee's desk.
  await page.goto(`${realm.url}/kien-nghi/${number}/viec/intake/CorrectPetition`);
  // It begins with what stands; what is left as it was is not corrected.
  assert.ok((await page.inputValue("#i-original")).includes(PAYLOADS[0]));
  await page.fill("#i-original", `${CORPUS} và thêm`);
  await page.fill("#i-raised_by", `${CORPUS} và thêm`);
  await page.fill("#i-reason", CORPUS);
  await page.click("button.main");
  await page.waitForURL(`**/kien-nghi/${number}`);
  const petition = await shownAsText(page, `/kien-nghi/${number}`);
  for (const payload of PAYLOADS) {
    assert.ok(petition.split(payload).length > 4, `the petition shows ${payload}`);
  }
  const { body: history } = await realm.api("to-1", `/petitions/${number}/history`);
  for (const entry of history.entries) await shownAsText(page, `/quyet-dinh/${entry.command_id}`);
  await shownAsText(page, `/kien-nghi/${number}?at=${history.entries[0].position}`);
  assert.match(await shownAsText(page, `/so?q=${number}`), /<script>alert\(1\)<\/script>/);
  await shownAsText(page, "/hom-nay");
  await shownAsText(page, `/thong-bao?after=${history.entries[0].position - 1}`);
  await shownAsText(page, `/kien-nghi/${number}/viec/intake/ApprovePublicWording`);
  // What was refused comes back as it was typed.
  await page.goto(`${realm.url}/kien-nghi/${number}/viec/intake/WithdrawPetition`);
  await page.fill("#i-reason", CORPUS);
  await submit(page);
  await page.waitForSelector(".confirm.wrong");
  assert.equal(await page.inputValue("#i-reason"), CORPUS);
  assert.equal(await page.locator("main script, main iframe").count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test("an act with the keyboard alone", async () => {
  const { number } = await record("Tuyến kênh nội đồng sạt lở, đề nghị gia cố bờ kênh");
  const { page, context, faults } = await openAs("to-1");
  await page.goto(`${realm.url}/kien-nghi/${number}`);
  const reach = async (wanted) => {
    for (let step = 0; step < 80; step += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((text) => document.activeElement.textContent.trim().startsWith(text), wanted)) return;
    }
    throw new Error(`${wanted} is out of reach`);
  };
  await page.focus("#acts ~ details summary");
  await page.keyboard.press("Enter");
  await reach("Ghi câu trả lời tại hội nghị").catch(() => {});
  await page.goto(`${realm.url}/kien-nghi/${number}/viec/intake/NoteOpinion`);
  await page.focus("#i-reason");
  await page.keyboard.type("Gõ bằng bàn phím.");
  for (let step = 0; step < 20 && !(await page.evaluate(() => document.activeElement.id === "i-confirm")); step += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/kien-nghi/${number}`);
  assert.match(await page.textContent(".state"), /ý kiến/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("the past is plainly the past, and nothing is done in it", async () => {
  const petition = (await atStage("settled")).at(-1);
  const { page, context, faults } = await openAs("mttq");
  await page.goto(`${realm.url}/kien-nghi/${petition.number}`);
  const { raised_on } = await one("mttq", petition.number);
  await page.fill("#on", raised_on);
  await page.click(".travel button");
  await page.waitForURL("**?on=*");
  assert.match(await page.textContent(".past"), /Bạn đang xem tình trạng cũ/);
  assert.equal(await page.locator("#acts, .acts").count(), 0);
  assert.doesNotMatch(await page.textContent(".state"), /giải quyết xong/);
  await page.click(".past a");
  assert.match(await page.textContent(".state"), /giải quyết xong/);

  // On paper: the words, and none of the buttons.
  await page.emulateMedia({ media: "print" });
  for (const gone of ["#acts", ".travel", ".top nav", ".jumps"]) assert.equal(await page.isVisible(gone), false, gone);
  assert.ok(await page.isVisible(".timeline"));
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 5_000);
  if (process.env.HOIAM_SHOTS) await (await import("node:fs/promises")).writeFile(`${process.env.HOIAM_SHOTS}/petition.pdf`, pdf);
  assert.deepEqual(faults, []);
  await context.close();
});

test("two petitions about the same are told, with why, and merged", async () => {
  const words = `Cầu treo thôn ${randomUUID().slice(0, 6)} xuống cấp, ván mục, học sinh qua lại nguy hiểm`;
  const first = await record(words);
  const second = await record(`${words} mùa lũ`);
  const { page, context, faults } = await openAs("tt");
  await page.goto(`${realm.url}/kien-nghi/${second.number}`);
  const twins = page.locator("section:has(> #twins)");
  assert.match(await twins.textContent(), new RegExp(`${first.number}.*từ trùng nhau`, "s"));
  await twins.locator(`li:has-text("${first.number}") a.button`).click();
  assert.equal(await page.inputValue("#i-petitions"), first.number);
  await page.fill("#i-petitions", `${first.number}, LH26-99999`);
  await page.check("#i-confirm");
  await page.click("button.main");
  await page.waitForSelector("#e-petitions");
  await page.fill("#i-petitions", first.number);
  await page.check("#i-confirm");
  await page.click("button.main");
  await page.waitForURL(`**/kien-nghi/${second.number}`);
  await page.click(`.kin >> text=${first.number}`);
  await page.waitForURL(`**/kien-nghi/${first.number}`);
  assert.match(await page.textContent(".kin"), new RegExp(second.number));
  assert.deepEqual(faults, []);
  await context.close();
});

test("each state of a petition is within reach of everybody", async () => {
  const tt = await openAs("tt", { bypassCSP: true });
  const [contested] = await atStage("contested");
  const [settled] = await atStage("settled");
  const { body } = await realm.api("tt", `/petitions/${settled.number}/history`);
  assert.deepEqual(await look(tt, [
    ["petition-contested-tt", `/kien-nghi/${contested.number}`],
    ["petition-settled-tt", `/kien-nghi/${settled.number}`],
    ["petition-past-day", `/kien-nghi/${settled.number}?on=${body.entries[2].occurred_on}`],
    ["act-split", `/kien-nghi/${contested.number}/viec/intake/SplitPetition`],
    ["act-merge", `/kien-nghi/${contested.number}/viec/intake/MergePetitions`],
    ["act-answer", `/kien-nghi/${settled.number}/viec/forwarding/AnswerPetition`],
    ["decision-2", `/quyet-dinh/${body.entries.at(-1).command_id}`],
  ]), []);
  assert.deepEqual(tt.faults, []);
  await tt.context.close();
});
