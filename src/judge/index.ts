export type { JudgeDesk, Matter, Ruling } from "./desk.ts";
export { judgeGuard } from "./guard.ts";
export type { JudgeModelSettings } from "./model/open.ts";
export { type JudgeSettings, type JudgeStatus, type OpenedJudge, openDesk, openJudge } from "./open.ts";
export { withholdPassages } from "./withhold.ts";
