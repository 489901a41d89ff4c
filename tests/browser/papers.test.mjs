// Papers as files: made of what the demo holds, only for who is signed in, with a file's headers.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { openAs, realm } from "./harness.mjs";

const KEPT = process.env.HOIAM_SHOTS;

/** A file as the browser of a role gets it. */
const got = async ({ context }, path) => {
  const answer = await context.request.get(realm.url + path);
  return { status: answer.status(), headers: answer.headers(), bytes: await answer.body() };
};

test("a clerk gets the letter, the draft, the list and the sheet as files that are papers", async () => {
  const committee = await openAs("tt");
  const { body: { letters } } = await realm.api("tt", "/letters?limit=5");
  const { body: { lists } } = await realm.api("tt", "/lists");
  const [letter] = letters;
  const drafts = letter.petitions.map(({ stream }) => `petition=${stream}`).join("&");
  for (const [name, path] of [
    ["cong-van", `/giay-to/cong-van/${letter.stream}`],
    ["du-thao-cong-van", `/giay-to/cong-van?to=${letter.to.body}&${drafts}`],
    ["danh-sach", `/giay-to/danh-sach/${lists[0].number}`],
    ["niem-yet", "/giay-to/niem-yet?area=hoa-phu"],
  ]) {
    const { status, headers, bytes } = await got(committee, path);
    assert.equal(status, 200, name);
    assert.match(headers["content-disposition"], new RegExp(`^attachment; filename="${name}[\\w-]*\\.docx"$`));
    assert.match(headers["content-type"], /wordprocessingml/);
    assert.equal(headers["x-content-type-options"], "nosniff");
    // A ZIP archive, as every DOCX file is.
    assert.equal(bytes.subarray(0, 4).toString("latin1"), "PK\u0003\u0004");
    if (KEPT) {
      await mkdir(KEPT, { recursive: true });
      await writeFile(join(KEPT, `${name}.docx`), bytes);
    }
  }
  await committee.context.close();
});

test("no paper is given to who is not signed in, and none of what is not there", async () => {
  const answer = await fetch(`${realm.url}/giay-to/niem-yet?area=hoa-phu`, { redirect: "manual" });
  assert.equal(answer.status, 303);
  const committee = await openAs("tt");
  for (const [path, status] of [
    ["/giay-to/cong-van/00000000-0000-4000-8000-000000000000", 404],
    ["/giay-to/cong-van/x", 404],
    ["/giay-to/cong-van?to=x", 400],
    ["/giay-to/danh-sach/LH26-DS-9999", 404],
    ["/giay-to/niem-yet", 400],
  ]) {
    assert.equal((await got(committee, path)).status, status, path);
  }
  await committee.context.close();
});
