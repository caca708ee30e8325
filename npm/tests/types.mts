// What a strict program may write, and what it may not.
import { explain, inspect, redact, repair, type Inputs, type RepairReport, type Report } from "assertion-inspector";

const inputs: Inputs = ["text", new Uint8Array(), { name: "app.pem", content: new ArrayBuffer(0) }];
const report: Report = await inspect(inputs, { at: new Date(), passwords: ["secret"] });
const finding: string | null | undefined = report.cases[0]?.verdict.finding;
const markdown: string = (await redact("text", { shortenIds: true })).markdown;
const mended: RepairReport = await repair(inputs, { tenant: "contoso.onmicrosoft.com", alg: "RS256" });
const meaning: string | null = await explain(700027);
export { finding, markdown, meaning, mended };

// @ts-expect-error a number is not an input
await inspect(5);
// @ts-expect-error not an algorithm that Entra ID takes
await repair(inputs, { alg: "HS256" });
// @ts-expect-error there is no such field
report.cases[0]?.verdict.nothing;
// @ts-expect-error it may be null
(await explain("nothing")).length;
