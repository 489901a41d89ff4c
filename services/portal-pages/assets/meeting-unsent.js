// Warns on a meeting's page of what this device has not sent yet.
import { openStore, whoseDevice } from "/assets/meeting-store.js";

const sign = document.getElementById("unsent");
const officer = whoseDevice();
if (sign && officer) {
  const store = await openStore(officer, () => {});
  const all = await store.entries();
  const unsent = all.filter(({ meeting, state }) => meeting === sign.dataset.meeting && state !== "sent");
  if (unsent.length > 0) {
    sign.textContent = JSON.parse(sign.dataset.words).unsent.replace("%n", unsent.length);
    sign.hidden = false;
  }
}
