// Tools beside the verdict: a report to hand over, thumbprints to convert, and a new certificate.
"use strict";

/** @typedef {{redacted: boolean, short_ids: boolean}} Redaction what a report is to lack */
/** @typedef {{certificate: string, key: string, pfx: Uint8Array, sha1: string}} MadeCertificate */

/**
 * A button that saves something as a file.
 * @param {string} name
 * @param {BlobPart} content
 * @param {string} type
 * @param {string} words
 */
function saveButton(name, content, type, words) {
  return pressable("", () => {
    const address = URL.createObjectURL(new Blob([content], { type }));
    const link = /** @type {HTMLAnchorElement} */ (element("a"));
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }, words);
}

/**
 * The report to hand over: exactly what would leave is shown before it does.
 * @param {(format: string, wish: Redaction) => Promise<string>} write
 * @param {() => void} changed what is to be left out has changed
 */
function watchSharing(write, changed) {
  const format = /** @type {HTMLSelectElement} */ (byId("share-format"));
  const redacted = /** @type {HTMLInputElement} */ (byId("share-redacted"));
  const shortIds = /** @type {HTMLInputElement} */ (byId("share-short-ids"));
  const details = /** @type {HTMLDetailsElement} */ (byId("share"));
  const wish = () => ({ redacted: redacted.checked, short_ids: shortIds.checked });
  const draw = async () => {
    if (!details.open) return;
    const text = await write(format.value, wish()).catch(() => undefined);
    // The inspection was begun anew: it will be drawn for that one.
    if (text === undefined) return;
    const markdown = format.value === "markdown";
    byId("share-preview").textContent = text;
    byId("share-actions").replaceChildren(
      copyButton(text, say`Copy the report`, say`Copied the report`),
      saveButton(markdown ? "assertion-inspection.md" : "assertion-inspection.json", text, markdown ? "text/markdown" : "application/json", say`Save as a file`),
      pressable("", () => print(), say`Print or save as PDF`),
    );
    const ids = shortIds.checked ? say`Of every id only the first eight characters are in it, and of every token only the header.` : say`Client ids, tenant ids and names are in it.`;
    byId("share-say").textContent = inARow([
      redacted.checked
        ? say`Signatures are cut, so that no token in it can be sent. Keys and passwords are never part of a report.`
        : say`The tokens in it are whole: until they expire, whoever has one can sign in as the application.`,
      ids,
      say`The same holds for what is printed.`,
    ]);
  };
  details.addEventListener("toggle", draw);
  format.addEventListener("change", draw);
  for (const box of [redacted, shortIds]) {
    box.addEventListener("change", () => {
      draw();
      changed();
    });
  }
  return { draw, wish };
}

/**
 * A new key and certificate. The browser makes the key, the module the certificate.
 * @param {(key: Uint8Array, subject: string, days: number, password: string) => Promise<MadeCertificate>} certify
 */
function watchNewCertificate(certify) {
  const form = /** @type {HTMLFormElement} */ (byId("new-certificate"));
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value;
  // What stands below the form, to be said again in another language.
  let draw = () => {};
  const drawNow = (/** @type {() => void} */ how) => {
    draw = how;
    draw();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const area = byId("new-certificate-say");
    drawNow(() => area.replaceChildren(say`Making the key …`));
    try {
      const algorithm = { name: "RSASSA-PKCS1-v1_5", modulusLength: Number(field("bits")), publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
      const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
      const key = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
      const [subject, password] = [field("subject"), field("password")];
      const made = await certify(key, subject, Number(field("days")), password).finally(() => key.fill(0));
      const stem = subject.replace(/[^A-Za-z0-9_-]/g, "-");
      drawNow(() => area.replaceChildren(...madeElements(made, stem, password !== "")));
    } catch (problem) {
      const message = problem instanceof Error ? problem.message : String(problem);
      drawNow(() => area.replaceChildren(say`It was not made: ${message}`));
    }
  });
  return () => draw();
}

/**
 * A new certificate: its thumbprint, what to save, and what to do with it.
 * @param {MadeCertificate} made
 * @param {string} stem what its files are named by
 * @param {boolean} withPfx
 */
function madeElements({ certificate, key, pfx, sha1 }, stem, withPfx) {
  const saves = element("p", "wish", saveButton(`${stem}.cert.pem`, certificate, "application/x-pem-file", say`Save the certificate`));
  if (withPfx) saves.append(saveButton(`${stem}.pfx`, /** @type {BlobPart} */ (pfx), "application/x-pkcs12", say`Save the PFX`));
  saves.append(saveButton(`${stem}.key.pem`, key, "application/x-pem-file", say`Save the private key`));
  const command = `az ad app credential reset --id '<client id>' --append --cert @'${stem}.cert.pem'`;
  return [
    element("p", "", ...woven(say`Its thumbprint is ${HERE}`, [valueElement(sha1)]), copyButton(sha1, say`Copy the thumbprint`, say`Copied the thumbprint`)),
    saves,
    element("p", "", say`Register the certificate, and only that. The private key and the PFX belong on the machine that signs in; this page forgets both when it is closed.`),
    element("p", "", valueElement(command, { most: 200 }), copyButton(command, say`Copy the command`, say`Copied the command`)),
  ];
}

/**
 * The workbench: any value in any notation in, every notation out, and whose it is.
 * @param {(text: string) => Promise<import("./report").Identified>} identify
 */
function watchWorkbench(identify) {
  const field = /** @type {HTMLInputElement} */ (byId("workbench-text"));
  const draw = async () => {
    const text = field.value;
    const area = byId("workbench-say");
    if (!text.trim()) return area.replaceChildren();
    const found = await identify(text).catch(() => undefined);
    // While it was worked out, more may have been typed, or the inspection begun anew.
    if (!found || field.value !== text) return;
    const { what, notations, belongs } = found;
    const rows = notations.flatMap(({ label, value }) => [element("dt", "", label), element("dd", "", valueElement(value, { most: 120 }), copyNamed(value, label))]);
    const owners = belongs.length > 0 ? belongs : notations.length > 0 ? [say`Nothing among the inputs has it.`] : [];
    area.replaceChildren(element("p", "", say`This is ${what}.`), ...owners.map((one) => element("p", "", element("strong", "", one))), element("dl", "facts notations", ...rows));
  };
  field.addEventListener("input", draw);
  return draw;
}
