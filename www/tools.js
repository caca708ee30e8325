// Tools beside the verdict: a report to hand over, thumbprints to convert, and a new certificate.
"use strict";

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
 * @param {(format: string, redacted: boolean) => Promise<string>} write
 */
function watchSharing(write) {
  const format = /** @type {HTMLSelectElement} */ (byId("share-format"));
  const redacted = /** @type {HTMLInputElement} */ (byId("share-redacted"));
  const details = /** @type {HTMLDetailsElement} */ (byId("share"));
  const draw = async () => {
    if (!details.open) return;
    const text = await write(format.value, redacted.checked);
    const markdown = format.value === "markdown";
    byId("share-preview").textContent = text;
    byId("share-actions").replaceChildren(
      copyButton(text, "the report"),
      saveButton(markdown ? "assertion-inspection.md" : "assertion-inspection.json", text, markdown ? "text/markdown" : "application/json", "Save as a file"),
      pressable("", () => print(), "Print or save as PDF"),
    );
    byId("share-say").textContent = redacted.checked
      ? "Signatures are cut, so that no token in it can be sent. Keys and passwords are never part of a report. Client ids, tenant ids and names are in it."
      : "The tokens in it are whole: until they expire, whoever has one can sign in as the application.";
  };
  details.addEventListener("toggle", draw);
  format.addEventListener("change", draw);
  redacted.addEventListener("change", draw);
  return draw;
}

/**
 * A new key and certificate. The browser makes the key, the module the certificate.
 * @param {(key: Uint8Array, subject: string, days: number, password: string) => Promise<MadeCertificate>} certify
 */
function watchNewCertificate(certify) {
  const form = /** @type {HTMLFormElement} */ (byId("new-certificate"));
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const say = byId("new-certificate-say");
    say.replaceChildren("Making the key …");
    try {
      const algorithm = { name: "RSASSA-PKCS1-v1_5", modulusLength: Number(field("bits")), publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
      const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
      const key = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
      const made = await certify(key, field("subject"), Number(field("days")), field("password"));
      key.fill(0);
      const stem = field("subject").replace(/[^A-Za-z0-9_-]/g, "-");
      const saves = element("p", "wish", saveButton(`${stem}.cert.pem`, made.certificate, "application/x-pem-file", "Save the certificate"));
      if (field("password")) saves.append(saveButton(`${stem}.pfx`, /** @type {BlobPart} */ (made.pfx), "application/x-pkcs12", "Save the PFX"));
      saves.append(saveButton(`${stem}.key.pem`, made.key, "application/x-pem-file", "Save the private key"));
      const command = `az ad app credential reset --id '<client id>' --append --cert @'${stem}.cert.pem'`;
      say.replaceChildren(
        element("p", "", "Its thumbprint is ", valueElement(made.sha1), copyButton(made.sha1, "the thumbprint")),
        saves,
        element("p", "", "Register the certificate, and only that. The private key and the PFX belong on the machine that signs in; this page forgets both when it is closed."),
        element("p", "", valueElement(command, { most: 200 }), copyButton(command, "the command")),
      );
    } catch (problem) {
      say.replaceChildren(`It was not made: ${problem instanceof Error ? problem.message : String(problem)}`);
    }
  });
}

/**
 * The workbench: any value in any notation in, every notation out, and whose it is.
 * @param {(text: string) => Promise<import("./report").Identified>} identify
 */
function watchWorkbench(identify) {
  const field = /** @type {HTMLInputElement} */ (byId("workbench-text"));
  const draw = async () => {
    const text = field.value;
    const say = byId("workbench-say");
    if (!text.trim()) return say.replaceChildren();
    const { what, notations, belongs } = await identify(text);
    // While it was worked out, more may have been typed.
    if (field.value !== text) return;
    const rows = notations.flatMap(({ label, value }) => [element("dt", "", label), element("dd", "", valueElement(value, { most: 120 }), copyButton(value, label))]);
    const owners = belongs.length > 0 ? belongs : notations.length > 0 ? ["Nothing among the inputs has it."] : [];
    say.replaceChildren(element("p", "", `This is ${what}.`), ...owners.map((one) => element("p", "", element("strong", "", one))), element("dl", "facts notations", ...rows));
  };
  field.addEventListener("input", draw);
  return draw;
}
