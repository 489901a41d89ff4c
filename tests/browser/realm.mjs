// A demo of its own: started, asked, and ended by its own id.
import { spawn, execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const START_MS = 300_000;
const LOOKS_MAX = 5;

/** Whether nobody has a port at this moment. */
const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

/** The first of three ports in a row: two portals and the bus. Below those that systems hand out. */
const freePorts = async () => {
  for (let tries = 0; tries < 50; tries += 1) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await Promise.all([first, first + 1, first + 2].map(isFree));
    if (free.every(Boolean)) return first;
  }
  throw new Error("no three free ports in a row");
};

/** Starts a demo, waits until it is ready, and gives what others need to use it. */
export const startRealm = async () => {
  const bin = process.env.HOIAM_BIN;
  const data = await mkdtemp(join(tmpdir(), "hoiam-browser-"));
  const port = await freePorts();
  const url = `http://127.0.0.1:${port}`;
  const args = ["up", "--demo", "--data", data, "--http", new URL(url).host, "--nats-port", String(port + 2)];
  const child = spawn(bin, args, {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let told = "";
  await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not ready in time:\n${told}`)), START_MS);
    child.on("exit", (code) => {
      clearTimeout(late);
      reject(new Error(`ended with ${code}:\n${told}`));
    });
    child.stderr.on("data", (bytes) => { told += bytes; });
    child.stdout.on("data", (bytes) => {
      told += bytes;
      if (!/^ready http/m.test(told)) return;
      clearTimeout(late);
      resolve();
    });
  });
  const { rows, password } = JSON.parse(await readFile(join(data, "demo-tokens.json"), "utf8"));
  const stop = async () => {
    child.removeAllListeners("exit");
    const ended = new Promise((resolve) => child.on("exit", resolve));
    const killed = setTimeout(() => child.kill("SIGKILL"), 20_000);
    if (child.exitCode === null && child.kill("SIGINT")) await ended;
    clearTimeout(killed);
    await rm(data, { recursive: true, force: true });
  };
  return { place: { bin, data, url, password, rows: rows.filter((row) => !row.ended) }, stop };
};

/** What one does with a realm that runs. A role is called as the demo calls it. */
export const realmAt = ({ bin, data, url, password, rows }) => {
  const of = (role) => {
    const found = rows.find(({ key }) => key === role);
    if (!found) throw new Error(`the demo has no role ${role}: ${rows.map(({ key }) => key).join(", ")}`);
    return found;
  };
  /** Asks the API as the officer of a role, at the role's own portal. */
  const api = async (role, path, options = {}) => {
    const headers = { authorization: `Bearer ${of(role).token}`, ...options.headers };
    const response = await fetch(`${of(role).url}/api/v1${path}`, { ...options, headers });
    return { status: response.status, body: await response.json() };
  };
  return {
    url,
    data,
    /** With which every role signs in. */
    password,
    roles: rows.map(({ key }) => key),
    /** The address of a role's portal. */
    urlOf: (role) => of(role).url,
    /** The body of a role: `{body, name}`. */
    bodyOf: (role) => ({ body: of(role).body, name: of(role).name }),
    api,
    /** Gives a command as the officer of a role; the outcome, which must be good. */
    give: async (role, context, command, body) => {
      for (let look = 0; ; look += 1) {
        const headers = { "content-type": "application/json", "idempotency-key": randomUUID() };
        const answer = await api(role, `/commands/${context}/${command}`, { method: "POST", headers, body: JSON.stringify(body) });
        if (answer.status < 300) return answer.body;
        // A reaction came in between by itself: it is given again on what is there now.
        if (answer.body.code !== "conflict" || look === LOOKS_MAX) throw new Error(`${command}: ${JSON.stringify(answer.body)}`);
        const { stream, now } = answer.body;
        const rows = body.data?.petitions;
        const row = rows?.find?.(({ petition }) => petition === stream);
        if (row) row.seen_version = now;
        else if (!rows) body = { ...body, seen_version: now };
      }
    },
    /** A new account for the officer of a role; gives the link of its set-up. */
    account: async (role, login) => {
      const { officer, site, url } = of(role);
      const args = ["--data", data, "--site", site, "--url", url, "--officer", officer, "--login", login];
      const { stdout } = await run(bin, ["account", "new", ...args, "--json"]);
      return JSON.parse(stdout).link;
    },
  };
};
