export { decideByShortPolicy, type ShortSurroundings } from "./decide-short.ts";
export { type PolicyDocument, parsePolicyDocument } from "./document.ts";
export { requestOf } from "./example.ts";
export {
  type PolicyCase,
  type PolicyCaseResult,
  type PolicyTestReport,
  readPolicyCases,
  runPolicyTests,
} from "./expectations.ts";
export { applyLayers, type Layer, type LayerViolation } from "./layers.ts";
export { loadPolicy, type PolicySource } from "./load.ts";
export {
  commandRulesFor,
  type DecideFacts,
  decidePolicy,
  type Policy,
  type Profile,
  type ProfileName,
  policyFor,
  profileNames,
  profileScope,
  type ScopeText,
  tierScope,
} from "./policy.ts";
export type { Conditions, Example, ExampleFields, Rule } from "./rule.ts";
export { shippedPolicies } from "./shipped.ts";
export { shippedCedarSchema } from "./shipped-cedar.ts";
export { shippedGrammar } from "./shipped-grammar.ts";
export { isShortPolicy, readShortPolicy, type ShortPolicy } from "./short-form.ts";
export { expandTools, type ToolEntry, toolCatalogue, toolGroups, toolNames, type UnknownTool } from "./tools.ts";
export { decideWithCommands } from "./with-commands.ts";
