// Starts one demo, in which every role has an account, and runs test files against it.
import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { startRealm } from "./realm.mjs";

const AT_ONCE = 3;
const FILE_MS = 300_000;

const filters = process.argv.slice(2);
const names = (await readdir(import.meta.dirname)).filter((name) => name.endsWith(".test.mjs")).toSorted();
const chosen = names.filter((name) => filters.length === 0 || filters.some((filter) => name.includes(filter)));
if (chosen.length === 0) throw new Error(`no test file is called like ${filters.join(", ")}: ${names.join(", ")}`);

const { place, stop } = await startRealm();
let status = 1;
try {
  const args = ["--test", `--test-concurrency=${AT_ONCE}`, `--test-timeout=${FILE_MS}`];
  const child = spawn(process.execPath, [...args, ...chosen.map((name) => join(import.meta.dirname, name))], {
    stdio: "inherit",
    env: { ...process.env, HOIAM_REALM: JSON.stringify(place) },
  });
  status = await new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
} finally {
  await stop();
}
process.exit(status);
