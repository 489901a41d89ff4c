// Petitions made for one test file: raised, agreed by every party, forwarded.
import { randomUUID } from "node:crypto";

import { realm } from "./harness.mjs";

let made = 0;

/** A mark that no other petition of this run has. */
export const here = () => `${randomUUID().slice(0, 6)}-${(made += 1)}`;

/** Today as the portal knows it. */
export const today = () => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);

const council = async () => {
  const { body } = await realm.api("tt", "/directory");
  return body.bodies.find(({ kind, level }) => kind === "council" && level === "province").body;
};

let last = 0;

/** Gives a command; what is read afterwards has it. */
export const give = async (role, context, command, body) => {
  const done = await realm.give(role, context, command, body);
  last = Math.max(last, done.position ?? 0);
  return done;
};

/** A petition as `role` reads it, with everything that was given before. */
const read = async (role, stream) => {
  const { status, body } = await realm.api(role, `/petitions/${stream}`, { headers: { "hoiam-min-position": String(last) } });
  if (status !== 200) throw new Error(`${stream}: ${JSON.stringify(body)}`);
  return body;
};

/** A petition's number, what `role` saw of it as a command says it, and how `role` reads it. */
const handle = async (stream, role) => ({
  stream,
  number: (await read(role, stream)).number,
  today: today(),
  seen: async (by) => ({ body: realm.bodyOf(by).body, stream, seen_version: (await read(by, stream)).version }),
  read: (by) => read(by, stream),
});

/** A petition that a delegate group received. */
export const received = async ({ wording, by, area, field = "giao-thong" }) => {
  const { body } = realm.bodyOf(by);
  const done = await give(by, "intake", "RecordPetition", {
    body,
    data: { council: await council(), via: "by_hand", raised_with: body, area, field, original: `${wording} – lời của cử tri`, public_wording: wording },
  });
  return handle(done.stream, by);
};

/** One that all parties agreed on and that its addressees have the letter of. */
export const forwarded = async ({ wording, by, area, to, field = "giao-thong" }) => {
  const petition = await received({ wording, by, area, field });
  const addressees = [to].flat().map((role) => realm.bodyOf(role).body);
  await give("tt", "classification", "ProposeClassification", {
    ...(await petition.seen("tt")), data: { field, competence: "province", addressees, reason: "Thuộc thẩm quyền." },
  });
  for (const party of [by, area, "tt", "mttq"]) {
    const { proposal } = await petition.read(party);
    const done = proposal.consents.some(({ party: { body } }) => body === realm.bodyOf(party).body);
    if (!done && !proposal.agreed) {
      await give(party, "classification", "GiveConsent", {
        ...(await petition.seen(party)), data: { petitions: [{ petition: petition.stream, proposal: proposal.number }] },
      });
    }
  }
  for (const addressee of addressees) {
    const { body, seen_version } = await petition.seen("tt");
    await give("tt", "forwarding", "IssueLetter", {
      body, document: { symbol: `${here()}/HĐND`, issued_on: today() },
      data: { to: addressee, petitions: [{ petition: petition.stream, seen_version }] },
    });
  }
  return petition;
};
