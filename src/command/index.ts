export { analyseCommand, type CommandAnalysis, type Program, programNames } from "./analyse.ts";
export { type Explanation, explainCommand, explanationOf } from "./explain.ts";
export type { FeatureKind } from "./feature.ts";
export { compilePathPattern, matchesPath, type PathBases, type PathPattern } from "./glob.ts";
export type { Refusal } from "./guard.ts";
export { commandRuleApplies, type JudgeOptions, judgeCommand } from "./judge.ts";
export type { Surroundings } from "./paths.ts";
export { type CommandCondition, type CommandRule, compileCondition } from "./rules.ts";
export type { Span } from "./span.ts";
