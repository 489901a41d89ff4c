// Bringing a book in: a messy workbook from the file to the petitions, a table pasted from Word,
// columns mended, what cannot be taken, going on after a break, and files made to do harm.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { randomUUID } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { test } from "node:test";

import { look, openAs, realm } from "./harness.mjs";

const WITHIN = 60_000;

const CRC = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc32 = (bytes) => {
  let c = 0xffffffff;
  for (const byte of bytes) c = CRC[(c ^ byte) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
};

/** A package of parts, `[name, content]` each. */
const zipped = (parts) => {
  const files = [], directory = [];
  let at = 0;
  for (const [name, content] of parts) {
    const [label, raw] = [Buffer.from(name), Buffer.from(content)];
    const packed = deflateRawSync(raw);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0); head.writeUInt16LE(0x0800, 2); head.writeUInt16LE(8, 4); head.writeUInt32LE(0x00210000, 6);
    head.writeUInt32LE(crc32(raw), 10); head.writeUInt32LE(packed.length, 14); head.writeUInt32LE(raw.length, 18);
    head.writeUInt16LE(label.length, 22);
    files.push(Buffer.from("PK\x03\x04", "latin1"), head, label, packed);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), head, place, label);
    at += 30 + label.length + packed.length;
  }
  const whole = Buffer.concat(directory), end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4); end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(whole.length, 8); end.writeUInt32LE(at, 12);
  return Buffer.concat([...files, whole, Buffer.from("PK\x05\x06", "latin1"), end]);
};

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const escaped = (text) => text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);
const letter = (n) => String.fromCharCode(65 + n);

/** A workbook with one sheet; a cell `{formula, result}` is a formula. */
const workbook = (rows, merged = []) => {
  const cell = (value, row, column) => {
    const place = `r="${letter(column)}${row + 1}"`;
    if (value === "" || value === undefined) return "";
    if (typeof value === "number") return `<c ${place}><v>${value}</v></c>`;
    if (value.formula) return `<c ${place} t="str"><f>${escaped(value.formula)}</f><v>${escaped(value.result)}</v></c>`;
    return `<c ${place} t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
  };
  const body = rows.map((cells, row) => `<row r="${row + 1}">${cells.map((value, column) => cell(value, row, column)).join("")}</row>`);
  const merges = merged.length === 0 ? "" : `<mergeCells count="${merged.length}">${merged.map((ref) => `<mergeCell ref="${ref}"/>`).join("")}</mergeCells>`;
  return package_(`<worksheet xmlns="${MAIN}"><sheetData>${body.join("")}</sheetData>${merges}</worksheet>`);
};
const package_ = (sheet) => zipped([
  ["[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`],
  ["_rels/.rels", `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
  ["xl/workbook.xml", `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Sổ" sheetId="1" r:id="r1"/></sheets></workbook>`],
  ["xl/_rels/workbook.xml.rels", `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`],
  ["xl/worksheets/sheet1.xml", sheet],
]);

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const csv = (rows) => Buffer.from(`\ufeff${rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\r\n")}\r\n`);

/** Chooses a file and has it read; ends wherever that leads. */
const bring = async (page, name, buffer, mimeType = XLSX) => {
  await page.goto(`${realm.url}/nhap-so`);
  await page.setInputFiles("#file", { name, mimeType, buffer });
  await Promise.all([page.waitForNavigation(), page.click("button.main")]);
};

/** From the columns to the verdicts. */
const check = async (page) => {
  await Promise.all([page.waitForNavigation(), page.click("button.main")]);
};

/** Confirms, and waits until every row was sent. */
const carryOut = async (page) => {
  await page.check("#i-confirm");
  await page.click("button.main");
  await page.waitForSelector("h1:has-text('Đã nhập xong')", { timeout: WITHIN });
};

const tally = async (page, label) =>
  Number(await page.textContent(`.tallies div:has(dt:text-is("${label}")) dd`));

const HEADER = ["STT", "Địa bàn", "Cử tri", "Nội dung kiến nghị", "Lĩnh vực", "Cơ quan giải quyết", "Ngày tiếp xúc", "Kết quả", "Trả lời"];

const messy = (mark) => workbook([
  ["TỔNG HỢP KIẾN NGHỊ CỬ TRI"],
  [],
  HEADER,
  ["I", "LĨNH VỰC ĐIỆN"],
  ["1", "xã Hòa Phú", "Bà Mẫu Một", `Đèn đường ${mark} tắt`, "Điện", "UBND xã Hoà Phú cũ", "05/11/2026"],
  ["2", "xã Hòa Phú", "Ông Mẫu Hai", { formula: "A1", result: `Trạm bơm ${mark} hỏng <script>alert(1)</script>` }, "Chiếu sáng công cộng", "Sở Xây dựng tỉnh Lam Hà (giả định)", 46331],
  ["3", "xã Hòa Phú", "Bà Mẫu Ba", `Đường ${mark} ngập`, "", "", "tháng 10", "Đã giải quyết", "Đã nạo vét cống."],
  [],
  ["4", "xã Hòa Phú", "Bà Mẫu Bốn", "", "", "Sở Xây dựng"],
  ["5", "xã Hòa Phú", "Bà Mẫu Năm", `Giấu \u202Echữ ${mark}`],
  ["6", "xã Hòa Phú", "Ông Mẫu Sáu", `Ngày xa ${mark}`, "", "", "01/02/1990"],
  ["Tổng cộng", "", "", "6 kiến nghị"],
], ["A1:I1"]);

test("a messy book is told row by row, recorded once, and brought again changes nothing", async () => {
  const mark = `lô ${randomUUID().slice(0, 6)}`;
  const { page, faults, context } = await openAs("to-1", { bypassCSP: true });
  await bring(page, "so-2026.xlsx", messy(mark));
  assert.match(page.url(), /\/cot$/);
  assert.equal(await page.inputValue("#c-3"), "content");
  assert.equal(await page.inputValue("#c-6"), "date");
  assert.match(await page.textContent(".columns-map > li:nth-child(4)"), /Đèn đường/);
  const columns = new URL(page.url()).pathname;
  assert.deepEqual(await look({ page, context }, [["import-columns", columns]]), []);
  await context.addCookies([{ name: "hoiam_language", value: "vi", url: realm.url }]);
  await page.goto(realm.url + columns);
  await check(page);
  const verdicts = new URL(page.url()).pathname;
  const told = await page.textContent("main");
  assert.match(told, /Ô D9: Thiếu nội dung/);
  assert.match(told, /Ô D10: Có ký tự ẩn/);
  assert.match(told, /“UBND xã Hoà Phú cũ” chưa biết/);
  assert.match(told, /“tháng 10” không phải ngày/);
  assert.match(told, /Trả lời theo sổ/);
  assert.equal((await page.$$("tr.v-new")).length, 4);
  assert.equal((await page.$$("tr.v-note")).length, 3);
  // Nothing is stored before it is confirmed, and nobody else sees it.
  assert.equal((await realm.api("to-1", `/petitions?flag=unbound&limit=200`)).body.petitions.filter(({ original }) => original?.includes(mark)).length, 0);
  const other = await openAs("to-2");
  const foreign = await other.page.goto(realm.url + verdicts);
  assert.equal(foreign.status(), 404);
  assert.doesNotMatch(await other.page.textContent("main"), /Đèn đường/);
  await other.context.close();
  assert.deepEqual(await look({ page, context }, [["import-check", verdicts], ["import-check-cannot", `${verdicts}?is=cannot`]]), []);
  await context.addCookies([{ name: "hoiam_language", value: "vi", url: realm.url }]);
  await page.goto(realm.url + verdicts);
  await carryOut(page);
  assert.equal(await tally(page, "mới ghi vào sổ"), 3);
  assert.equal(await tally(page, "không nhập được"), 3);
  assert.equal(await tally(page, "trả lời theo sổ mới đưa vào"), 1);
  const result = new URL(page.url()).pathname;
  assert.deepEqual(await look({ page, context }, [["import-done", result]]), []);
  await context.addCookies([{ name: "hoiam_language", value: "vi", url: realm.url }]);
  // The rows that were left come back in a file that is read again as it is.
  await page.goto(realm.url + result);
  const [left] = await Promise.all([page.waitForEvent("download"), page.click("text=Tải các dòng này để sửa")]);
  const file = await (await left.createReadStream()).toArray();
  const rows = Buffer.concat(file).toString();
  assert.match(rows, /Ngày xa/);
  assert.match(rows, /Lý do không nhập/);
  const [numbers] = await Promise.all([page.waitForEvent("download"), page.click("text=Tải số và mã tra cứu")]);
  assert.match(Buffer.concat(await (await numbers.createReadStream()).toArray()).toString(), /LH26-\d+/);
  await bring(page, "chua-nhap.csv", Buffer.from(rows.replace("01/02/1990", "06/11/2026")), "text/csv");
  await check(page);
  assert.equal((await page.$$("tr.v-new")).length, 1);
  // The whole book again: what is there is there.
  await bring(page, "so-2026.xlsx", messy(mark));
  await check(page);
  assert.equal((await page.$$("tr.v-there")).length, 3);
  assert.equal((await page.$$("tr.v-new")).length, 1);
  await carryOut(page);
  assert.equal(await tally(page, "mới ghi vào sổ"), 0);
  assert.equal(await tally(page, "đã có từ trước"), 3);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a name that nobody knows is asked for once and bound wherever it stands", async () => {
  const mark = randomUUID().slice(0, 6);
  const name = `UBND xã Hòa Phú (đội ${mark})`;
  const { page, faults, context } = await openAs("to-1", { bypassCSP: true });
  const rows = [1, 2].map((n) => [String(n), `Việc ${n} của ${mark}`, name]);
  await bring(page, "so.csv", csv([["STT", "Nội dung", "Cơ quan"], ...rows]), "text/csv");
  await check(page);
  await carryOut(page);
  await page.click("a:has-text('Gắn tên chưa biết')");
  const form = page.locator("form.card", { hasText: name });
  assert.match(await form.textContent(), /trong 2 kiến nghị/);
  assert.match(await form.locator("optgroup").first().textContent(), /Ủy ban nhân dân xã Hòa Phú/);
  assert.deepEqual(await look({ page, context }, [["import-names", "/nhap-so/ten"]]), []);
  await context.addCookies([{ name: "hoiam_language", value: "vi", url: realm.url }]);
  await page.goto(`${realm.url}/nhap-so/ten`);
  const body = realm.bodyOf("hoa-phu").body;
  await form.locator("select").selectOption(`body=${body}`);
  await Promise.all([page.waitForNavigation(), form.locator("button.main").click()]);
  assert.match(await page.textContent(".said.good"), /2 kiến nghị/);
  assert.equal(await form.count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a name that nobody knows is mended before the book is recorded, for this book only", async () => {
  const mark = randomUUID().slice(0, 6);
  const name = `UBND xã Hòa Phú (nhóm ${mark})`;
  const { page, faults, context } = await openAs("to-1", { javaScriptEnabled: false });
  const rows = [1, 2].map((n) => [String(n), `Sửa trước ${n} của ${mark}`, name]);
  const book = csv([["STT", "Nội dung", "Cơ quan"], ...rows]);
  await bring(page, "so.csv", book, "text/csv");
  await check(page);
  const unknown = page.locator("form .names li", { hasText: name });
  await unknown.locator("select").selectOption(`body=${realm.bodyOf("hoa-phu").body}`);
  await page.click("text=Gắn và kiểm tra lại");
  assert.equal(await page.locator("form .names li").count(), 0);
  assert.equal(await page.locator("tr.v-new").count(), 2);
  assert.doesNotMatch(await page.textContent("table.verdicts"), /chưa biết/);
  // What was said stays when the columns are looked at again, and goes with the book.
  await page.click("a[href$='/cot']");
  await check(page);
  assert.equal(await page.locator("form .names li").count(), 0);
  await page.click("form[action$='/bo'] button");
  await bring(page, "so.csv", book, "text/csv");
  await check(page);
  assert.equal(await unknown.count(), 1);
  assert.deepEqual(faults, []);
  await context.close();
});

test("what a name means is remembered only by who may, and what was bound is said beside a refusal", async () => {
  const mark = randomUUID().slice(0, 6);
  const name = `UBND xã Hòa Phú 0912345678${mark}`;
  const { page, faults, context } = await openAs("to-1");
  await bring(page, "so.csv", csv([["STT", "Nội dung", "Cơ quan"], ["1", `Nhớ ${mark}`, name]]), "text/csv");
  await check(page);
  await carryOut(page);
  await page.goto(`${realm.url}/nhap-so/ten`);
  const form = page.locator("form.card", { hasText: name });
  // No officer of the demo who keeps a book may also change the directory.
  assert.equal(await form.locator("[name=remember]").count(), 0);
  await form.evaluate((form) => form.insertAdjacentHTML("beforeend", '<input type="hidden" name="remember" value="yes">'));
  await form.locator("select").selectOption(`body=${realm.bodyOf("hoa-phu").body}`);
  await Promise.all([page.waitForNavigation(), form.locator("button.main").click()]);
  assert.match(await page.textContent(".said.good"), /1 kiến nghị/);
  assert.match(await page.textContent("main"), /số điện thoại hoặc số giấy tờ/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a table is pasted from Word, and a column that was guessed wrong is mended", async () => {
  const mark = randomUUID().slice(0, 6);
  const { page, faults, context } = await openAs("to-1", { bypassCSP: true });
  await page.goto(`${realm.url}/nhap-so`);
  const html = `<html><body><p>Biên bản</p><table><tr><td><b>STT</b></td><td>Nội dung trao đổi</td><td>Ý kiến của bà con</td></tr>
    <tr><td>1</td><td>họp tổ</td><td><p>Cầu ${mark}<br>đã yếu</p><p>"rất nguy hiểm"</p><img src="https://nowhere.invalid/x.png" onerror="alert(1)"></td></tr>
    <tr><td>2</td><td rowspan="2">họp thôn</td><td>Chợ ${mark} xuống cấp</td></tr><tr><td>3</td><td>Mương ${mark} tắc</td></tr></table></body></html>`;
  await page.evaluate((html) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    document.getElementById("text").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, html);
  assert.match(await page.textContent("#text-said"), /4 dòng/);
  const pasted = await page.inputValue("#text");
  assert.match(pasted, /3\t\tMương/);
  await Promise.all([page.waitForNavigation(), page.click("button.main")]);
  // "Nội dung trao đổi" was taken for the petition.
  assert.equal(await page.inputValue("#c-1"), "content");
  await page.selectOption("#c-2", "content");
  await Promise.all([page.waitForNavigation(), page.click("button.main")]);
  assert.match(await page.textContent(".columns-map .error"), /Đã có cột khác/);
  await page.selectOption("#c-1", "");
  await check(page);
  assert.equal((await page.$$("tr.v-new")).length, 3);
  assert.match(await page.textContent("tr.v-new .wording"), new RegExp(`Cầu ${mark} đã yếu "rất nguy hiểm"`));
  await carryOut(page);
  assert.equal(await tally(page, "mới ghi vào sổ"), 3);
  assert.deepEqual(faults, []);
  await context.close();
});

test("what was stopped goes on, and no row is recorded twice", async () => {
  const mark = randomUUID().slice(0, 6);
  const { page, faults, context } = await openAs("to-1", { bypassCSP: true });
  const rows = Array.from({ length: 150 }, (_, n) => [String(n + 1), `Việc ${n + 1} của ${mark}`, "xã Hòa Phú"]);
  await bring(page, "so.csv", csv([["STT", "Nội dung", "Địa bàn"], ...rows]), "text/csv");
  await check(page);
  await page.check("#i-confirm");
  await page.click("button.main");
  await page.waitForSelector("progress");
  const running = new URL(page.url()).pathname;
  await page.click("button:text-is('Dừng')");
  await page.waitForSelector("text=Đã dừng theo yêu cầu");
  assert.deepEqual(await look({ page, context }, [["import-stopped", running]]), []);
  await context.addCookies([{ name: "hoiam_language", value: "vi", url: realm.url }]);
  await page.goto(realm.url + running);
  const before = await page.getAttribute("progress", "value");
  assert.ok(Number(before) < 150, before);
  await page.click("button:text-is('Đi tiếp')");
  await page.waitForSelector("h1:has-text('Đã nhập xong')", { timeout: WITHIN });
  assert.equal(await tally(page, "mới ghi vào sổ") + await tally(page, "đã có từ trước"), 150);
  // The same file again, as after a portal that was started anew.
  await bring(page, "so.csv", csv([["STT", "Nội dung", "Địa bàn"], ...rows]), "text/csv");
  await check(page);
  assert.match(await page.textContent(".counts"), /Đã có\s*150/);
  assert.match(await page.textContent("main"), /Không có dòng nào mới/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a file that is broken or made to do harm gets a page that says so, and the portal stays quick", async () => {
  const { page, faults, context } = await openAs("to-1", { bypassCSP: true });
  const bomb = package_(`<worksheet xmlns="${MAIN}"><sheetData>${" ".repeat(230 * 1024 * 1024)}</sheetData></worksheet>`);
  const rows = package_(`<worksheet xmlns="${MAIN}"><sheetData>${Array.from({ length: 40_000 }, (_, n) => `<row r="${n + 1}"><c r="A${n + 1}" t="str"><v>x</v></c></row>`).join("")}</sheetData></worksheet>`);
  for (const [name, buffer, says] of [
    ["trong.xlsx", Buffer.alloc(0), /Tệp trống/],
    ["bom.xlsx", bomb, /bung ra quá lớn/],
    ["dai.xlsx", rows, /Quá nhiều dòng/],
    ["hong.xlsx", package_("<worksheet><sheetData><row"), /Tệp bị hỏng|Tệp trống|không phải bảng tính/],
    ["cu.xls", Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(512)]), /mật khẩu/],
    ["anh.csv", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), /không phải bảng tính/],
    ["cu.csv", Buffer.from([0x4e, 0xf4, 0x69, 0x0a, 0xff]), /UTF-8/],
    ["trang.csv", Buffer.from("<html><script>alert(1)</script></html>"), /không phải bảng tính/],
  ]) {
    await bring(page, name, buffer);
    assert.match(await page.textContent("#refused"), says, name);
    const began = performance.now();
    assert.equal((await page.goto(`${realm.url}/hom-nay`)).status(), 200);
    assert.ok(performance.now() - began < 5_000, name);
  }
  await page.goto(`${realm.url}/nhap-so`);
  await Promise.all([page.waitForNavigation(), page.click("button.main")]);
  assert.match(await page.textContent("#refused"), /Chưa chọn tệp/);
  // Ten thousand rows are a book.
  const book = Array.from({ length: 10_000 }, (_, n) => [String(n + 1), `Việc ${n + 1} ${randomUUID()}`]);
  await bring(page, "lon.csv", csv([["STT", "Nội dung"], ...book]), "text/csv");
  await check(page);
  assert.match(await page.textContent(".counts"), /Sẽ ghi\s*10000/);
  assert.deepEqual(await look({ page, context }, [["import", "/nhap-so"]]), []);
  assert.deepEqual(faults, []);
  await context.close();
});

test("without JavaScript a table is pasted with tabs, and who records no petitions is not asked", async () => {
  const mark = randomUUID().slice(0, 6);
  const { page, context } = await openAs("tt", { javaScriptEnabled: false });
  await page.goto(`${realm.url}/nhap-so`);
  await page.fill("#text", `STT\tNội dung\n1\tCột điện ${mark} nghiêng, dây võng; rất thấp\n`);
  await Promise.all([page.waitForNavigation(), page.click("button.main")]);
  await page.$eval("form.form", (form) => { form.noValidate = true; });
  await Promise.all([page.waitForNavigation(), page.click("button.main")]);
  assert.match(await page.textContent("#refused"), /đánh dấu/);
  await page.selectOption("#i-group", realm.bodyOf("to-1").body);
  await check(page);
  await page.check("#i-confirm");
  await Promise.all([page.waitForNavigation(), page.click("button.main")]);
  await page.waitForSelector("h1:has-text('Đã nhập xong')", { timeout: WITHIN });
  assert.equal(await tally(page, "mới ghi vào sổ"), 1);
  await context.close();
});
