// A demo of its own for one run: started, asked, and ended by its own id.
import { spawn, execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const START_MS = 120_000;

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

/** Starts a demo and waits until it is ready. */
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
  const ended = new Promise((resolve) => child.on("exit", resolve));
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
  const tokens = Object.fromEntries(
    told.split("\n").map((line) => line.match(/^(\S+) .* (hoiam_\w+)$/)).filter(Boolean).map((m) => [m[1], m[2]]),
  );
  const api = async (role, path, options = {}) => {
    const headers = { authorization: `Bearer ${tokens[role]}`, ...options.headers };
    const response = await fetch(`${url}/api/v1${path}`, { ...options, headers });
    return { status: response.status, body: await response.json() };
  };
  return {
    url,
    api,
    /** An account for the officer of a role; gives the link of its set-up. */
    account: async (role) => {
      const { body } = await api(role, "/me");
      const args = ["account", "new", "--data", data, "--officer", body.officer, "--login", role, "--url", url, "--json"];
      const { stdout } = await run(bin, args);
      return JSON.parse(stdout).link;
    },
    stop: async () => {
      child.removeAllListeners("exit");
      child.kill("SIGINT");
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20_000).unref())]);
      if (child.exitCode === null) child.kill("SIGKILL");
      await rm(data, { recursive: true, force: true });
    },
  };
};
