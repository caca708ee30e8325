// The same from CommonJS.
import inspector = require("assertion-inspector");

export async function verdicts(token: string): Promise<(string | null)[]> {
  const report: inspector.Report = await inspector.inspect(token);
  return report.cases.map((one) => one.verdict.finding);
}
// @ts-expect-error there is no such function
inspector.nothing();
