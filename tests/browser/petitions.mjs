// Petitions that a test makes for itself, by the API, and takes as far as it needs.
import { realm } from "./harness.mjs";

const WITHIN_MS = 60_000;

/** Asks until `found` gives something; not for ever. */
export const eventually = async (what, found) => {
  const until = Date.now() + WITHIN_MS;
  for (;;) {
    const value = await found();
    if (value) return value;
    if (Date.now() > until) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

/** A petition as it stands. */
export const petition = async (name) => (await realm.api("tt", `/petitions/${name}`)).body;

/** The council of the demo's province. */
export const council = async () => {
  const { body } = await realm.api("tt", "/petitions?limit=50&stage=forwarded");
  return body.petitions.find(({ number }) => number.startsWith("LH26")).council.body;
};

/** Gives a command about a petition, as it stands. */
export const about = async (role, context, command, name, data, more = {}) => {
  const { stream, version } = await petition(name);
  const body = { body: realm.bodyOf(role).body, stream, seen_version: version, data, ...more };
  return realm.give(role, context, command, body);
};

/** Records a petition that the first delegate group took in the round before the third session. */
export const record = async (wording, { field, area = "hoa-phu", on = "2026-11-12", role = "to-1" } = {}) => {
  const { body } = realm.bodyOf(role);
  const data = { council: await council(), via: "delegate_group", raised_with: body, area, original: `${wording} (lời cử tri)`, public_wording: wording };
  if (field) data.field = field;
  const done = await realm.give(role, "intake", "RecordPetition", { body, occurred_on: on, data });
  // The system's suggestion comes by itself, where the rules have one.
  await eventually("the suggestion", async () => {
    const found = await petition(done.stream);
    return found.number && (!field || found.proposal);
  });
  return petition(done.stream);
};

/** Lets a role consent to the last proposal of a petition. */
export const consent = async (role, name) => {
  const { stream, proposal } = await petition(name);
  return about(role, "classification", "GiveConsent", name, { petitions: [{ petition: stream, proposal: proposal.number }] });
};

/** Takes a petition through both pairs; what they agreed on follows by itself. */
export const agree = async (name) => {
  for (const role of ["to-1", "hoa-phu", "tt", "mttq"]) await consent(role, name);
  await eventually("the agreement", async () => (await petition(name)).stage.code === "agreed");
};

/** Sends an agreed petition to its addressee, by a letter of the standing committee, and lets it answer. */
export const answer = async (role, name, publicAnswer) => {
  const { stream, version } = await petition(name);
  const { body } = realm.bodyOf("tt");
  const data = { to: realm.bodyOf(role).body, petitions: [{ petition: stream, seen_version: version }] };
  const document = { symbol: `${name}/HĐND-VP`, issued_on: "2026-11-16" };
  await realm.give("tt", "forwarding", "IssueLetter", { body, occurred_on: "2026-11-16", document, data });
  const said = { outcome: "explained", text: "Đã kiểm tra và giải trình.", public_answer: publicAnswer };
  const paper = { symbol: `${name}/TL`, issued_on: "2026-11-20" };
  return about(role, "forwarding", "AnswerPetition", name, said, { occurred_on: "2026-11-20", document: paper });
};
