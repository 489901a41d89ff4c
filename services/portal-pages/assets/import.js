// Bringing a book in: files that are dropped, tables that are pasted, progress that is looked at.
// Every page works without it.
"use strict";
(() => {
  const form = document.getElementById("import");
  const file = document.getElementById("file");
  const text = document.getElementById("text");
  if (form && file && text) {
    const said = document.getElementById("file-said");
    const fits = () => {
      const large = [...file.files].some(({ size }) => size > Number(file.dataset.max));
      said.textContent = large ? file.dataset.large : "";
      return !large;
    };
    file.addEventListener("change", fits);
    form.addEventListener("submit", (event) => { if (!fits()) { event.preventDefault(); file.focus(); } });
    const drop = file.closest(".drop");
    const carries = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
    form.addEventListener("dragover", (event) => { if (carries(event)) { event.preventDefault(); drop.classList.add("over"); } });
    for (const end of ["dragleave", "drop"]) form.addEventListener(end, () => drop.classList.remove("over"));
    form.addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      file.files = event.dataTransfer.files;
      fits();
    });

    // A table of a text program: rows and cells as they stand in it, merged cells where they begin.
    // What is pasted is looked at and never shown: nothing in it is run or loaded.
    const cell = (of) => {
      for (const end of of.querySelectorAll("br, p:not(:last-child), div:not(:last-child), li:not(:last-child)")) end.append("\n"), end.tagName === "BR" && end.replaceWith("\n");
      const words = of.textContent.replace(/[ \t\u00a0]*\r?\n[ \t\u00a0]*/g, "\n").replace(/[ \t\u00a0]+/g, " ").trim();
      return /["\t\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
    };
    const rowsOf = (table) => {
      const rows = [...table.rows].slice(0, 20000), held = new Map();
      return rows.map((row, at) => {
        const cells = [];
        const free = () => { while (held.get(cells.length) > at) cells.push(""); };
        for (const of of [...row.cells].slice(0, 64)) {
          free();
          const wide = Math.min(of.colSpan || 1, 64);
          for (let n = 0; n < wide; n += 1) {
            if (of.rowSpan > 1) held.set(cells.length, at + of.rowSpan);
            cells.push(n === 0 ? cell(of) : "");
          }
        }
        free();
        return cells.join("\t");
      });
    };
    text.addEventListener("paste", (event) => {
      const html = event.clipboardData && event.clipboardData.getData("text/html");
      if (!html) return;
      const tables = new DOMParser().parseFromString(html, "text/html").querySelectorAll("table");
      if (tables.length === 0) return;
      event.preventDefault();
      const rows = [...tables].filter((table) => !table.parentElement.closest("table")).flatMap(rowsOf);
      text.setRangeText(rows.join("\n") + "\n", text.selectionStart, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
      document.getElementById("text-said").textContent = text.dataset.taken.replace("0", String(rows.length));
    });
  }

  // While rows are being sent, the page looks again by itself; at the end it says so once.
  const again = () => {
    const progress = document.getElementById("progress");
    if (!progress || !progress.hasAttribute("data-running")) return;
    setTimeout(async () => {
      if (progress.contains(document.activeElement) && document.activeElement.matches("button")) { await step(false); } else { await step(true); }
      again();
    }, 1000);
  };
  const step = async (whole) => {
    const old = document.getElementById("progress");
    let page;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok) return;
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch { return; }
    const fresh = page.getElementById("progress");
    if (!fresh) { location.reload(); return; }
    if (!fresh.hasAttribute("data-running")) { location.reload(); return; }
    if (whole) { old.replaceWith(document.adoptNode(fresh)); return; }
    // Whoever is about to press a button keeps it under the finger.
    for (const part of ["label", "progress"]) {
      const now = fresh.querySelector(part);
      if (now) old.querySelector(part)?.replaceWith(document.adoptNode(now));
    }
  };
  again();
})();
