// A new key and certificate.

import { copyButton } from "./copy.js";
import { byId, element } from "./dom.js";
import { HERE, interpolate, say } from "./language.js";
import { saveButton } from "./save.js";
import { valueElement } from "./values.js";

/** @import { MadeCertificate, Questions } from "./protocol" */

/**
 * A new key and certificate. The browser makes the key, the module the certificate.
 * @param {(request: Questions["certify"]["request"]) => Promise<MadeCertificate>} certify
 */
export function watchNewCertificate(certify) {
  const form = byId("new-certificate", HTMLFormElement);
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value;
  // Draws what stands below the form, again in another language.
  let draw = () => {};
  const drawNow = (/** @type {() => void} */ how) => {
    draw = how;
    draw();
  };
  form.addEventListener("reset", () => drawNow(() => byId("new-certificate-say").replaceChildren()));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const area = byId("new-certificate-say");
    drawNow(() => area.replaceChildren(say`Making the key …`));
    try {
      const algorithm = { name: "RSASSA-PKCS1-v1_5", modulusLength: Number(field("bits")), publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
      const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
      const key = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
      const [subject, password] = [field("subject"), field("password")];
      const asked = Number(field("days"));
      const made = await certify({ key, subject, days: asked, password }).finally(() => key.fill(0));
      const stem = subject.replace(/[^A-Za-z0-9_-]/g, "-");
      drawNow(() => area.replaceChildren(...madeElements(made, stem, password !== "", asked)));
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
 * @param {number} asked for how many days it was to be valid
 */
function madeElements({ certificate, key, pfx, sha1, days }, stem, withPfx, asked) {
  const saves = element("p", "fields", saveButton(`${stem}.cert.pem`, certificate, "application/x-pem-file", say`Save the certificate`));
  if (withPfx) saves.append(saveButton(`${stem}.pfx`, pfx, "application/x-pkcs12", say`Save the PFX`));
  saves.append(saveButton(`${stem}.key.pem`, key, "application/x-pem-file", say`Save the private key`));
  const command = `az ad app credential reset --id '<client id>' --append --cert @'${stem}.cert.pem'`;
  const limited = days < asked ? [element("p", "", say`It is valid for ${days} days, the most that the policy allows.`)] : [];
  return [
    ...limited,
    element("p", "", ...interpolate(say`Its thumbprint is ${HERE}`, [valueElement(sha1)]), copyButton(sha1, say`Copy the thumbprint`, say`Copied the thumbprint`)),
    saves,
    element("p", "", say`Register the certificate, and only that. The private key and the PFX belong on the machine that signs in; this page holds both until you close it.`),
    element("p", "", valueElement(command, { most: 200 }), copyButton(command, say`Copy the command`, say`Copied the command`)),
  ];
}
