import { explain } from "assertion-inspector";
globalThis.answer = explain(700027);
