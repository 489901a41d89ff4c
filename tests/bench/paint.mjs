// When the first words of a page stand on a slow machine over a slow line: first contentful paint
// with the processor slowed four times, 400 kbit/s and 400 ms. The bound is three seconds.
//
// tests/bench/run starts it. Each figure is the median of several windows that have nothing kept
// (first), or that hold the styles and scripts of one other page (again). Compare lines of one run.
import { createRequire } from "node:module";
import { join } from "node:path";

import { realmAt, startRealm } from "../browser/realm.mjs";

const require = createRequire(join(process.env.HOIAM_MODULES, "x.js"));
const { chromium } = require("playwright-core");
const TIMES = 5;
const BOUND_MS = 3000;
const SLOW = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const { place, stop } = await startRealm();
const browser = await chromium.launch({ executablePath: process.env.HOIAM_CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
let status = 0;
try {
  const realm = realmAt(place);
  const form = new URLSearchParams({ login: "tt", password: realm.password, to: "/" });
  const answer = await fetch(`${realm.url}/dang-nhap`, { method: "POST", body: form, redirect: "manual" });
  const session = answer.headers.getSetCookie().find((cookie) => cookie.startsWith("hoiam_session=")).split(";")[0].split("=");
  const { body } = await realm.api("tt", "/petitions?stage=followed&limit=1");
  const [{ number }] = body.petitions;

  /** One look at a page in a window of its own, which may have seen another page before. */
  const paint = async (path, { known, signedIn }) => {
    const context = await browser.newContext({ locale: "vi-VN" });
    try {
      if (signedIn) await context.addCookies([{ name: session[0], value: session[1], url: realm.url }]);
      const page = await context.newPage();
      if (known) await page.goto(`${realm.url}/404`);
      const client = await context.newCDPSession(page);
      await client.send("Network.enable");
      await client.send("Network.emulateNetworkConditions", SLOW);
      await client.send("Emulation.setCPUThrottlingRate", { rate: 4 });
      let bytes = 0;
      client.on("Network.loadingFinished", ({ encodedDataLength }) => { bytes += encodedDataLength; });
      const answer = await page.goto(realm.url + path, { waitUntil: "load", timeout: 60_000 });
      if (!answer.ok()) throw new Error(`${path}: ${answer.status()}`);
      const entry = await page.evaluate(() => new Promise((resolve) => {
        const look = () => {
          const [found] = performance.getEntriesByName("first-contentful-paint");
          if (found) resolve(found.startTime); else setTimeout(look, 50);
        };
        look();
      }));
      return { ms: entry, bytes };
    } finally {
      await context.close();
    }
  };

  const pages = [
    ["sign-in", "/dang-nhap", false],
    ["public", "/cong-khai", false],
    ["today", "/hom-nay", true],
    ["book", "/so", true],
    ["petition", `/kien-nghi/${number}`, true],
    ["lists", "/danh-sach", true],
    ["letters", "/cong-van", true],
    ["follow-up", "/theo-doi", true],
    ["deputy", "/ba-con?area=hoa-phu", true],
    ["statistics", "/thong-ke", true],
    ["directory", "/danh-ba", true],
  ];
  console.log("page          first ms   again ms   KB on the line (first)");
  for (const [name, path, signedIn] of pages) {
    const first = [], again = [];
    for (let n = 0; n < TIMES; n += 1) {
      first.push(await paint(path, { known: false, signedIn }));
      again.push(await paint(path, { known: true, signedIn }));
    }
    const [cold, warm] = [first, again].map((all) => median(all.map(({ ms }) => ms)));
    const over = cold > BOUND_MS ? "  over the bound" : "";
    if (over) status = 1;
    const columns = [name.padEnd(12), cold.toFixed(0).padStart(8), warm.toFixed(0).padStart(10), (median(first.map(({ bytes }) => bytes)) / 1024).toFixed(1).padStart(12)];
    console.log(columns.join("  ") + over);
  }
} finally {
  await browser.close();
  await stop();
}
process.exit(status);
