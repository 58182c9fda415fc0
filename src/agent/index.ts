export type { JudgedResult, JudgedText } from "./act.ts";
export { Agent, type AgentInput, type AgentParts, type Delegated } from "./agent.ts";
export { checkArguments, type ObjectSchema, type ValueSchema } from "./arguments.ts";
export { Budget, type Exhausted } from "./budget.ts";
export { Conversation, type ConversationBounds, type ConversationOptions } from "./conversation.ts";
export { FileLabels } from "./file-labels.ts";
export { cleanLabels, type JoinLabels, type Labels } from "./labels.ts";
export { Memory } from "./memory.ts";
export type {
  ChatEvent,
  ChatMessage,
  ChatRequest,
  Finish,
  ModelClient,
  ToolCall,
  ToolSchema,
  Usage,
} from "./model.ts";
export { createModel, type ModelSettings, models } from "./models/index.ts";
export type { OpenUpstream } from "./models/upstream.ts";
export { Outbox, type OutgoingMessage } from "./outbox.ts";
export type { OwnSettings } from "./own-settings.ts";
export type { Tool, ToolContext } from "./tool.ts";
export type { BrowseServices } from "./tools/browse.ts";
export type { Worker } from "./tools/child-turn.ts";
export type { CronCaller, CronServices } from "./tools/cron.ts";
export type { Delegate } from "./tools/delegate.ts";
export type { ExecServices } from "./tools/exec.ts";
export { createTools, type ToolServices } from "./tools/index.ts";
export { toolRequest } from "./tools/request.ts";
export type { SessionArchive } from "./tools/sessions.ts";
export type { RunnableSkill, SkillServices, SkillSource } from "./tools/skill-run.ts";
export type { VerifyIntent } from "./tools/verifiable-intent.ts";
export type { Revealed } from "./tools/web-fetch.ts";
export {
  type Act,
  type ActResult,
  runTurn,
  type TurnDeps,
  type TurnEvent,
  type TurnFinish,
  type TurnInput,
} from "./turn.ts";
