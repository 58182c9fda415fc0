export { checkArguments, type ObjectSchema, type ValueSchema } from "./arguments.ts";
export { Budget, type Exhausted } from "./budget.ts";
export { Conversation, type ConversationBounds } from "./conversation.ts";
export { cleanLabels, type JoinLabels, type Labels } from "./labels.ts";
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
export type { Tool, ToolContext } from "./tool.ts";
export {
  type Act,
  type ActResult,
  runTurn,
  type TurnDeps,
  type TurnEvent,
  type TurnFinish,
  type TurnInput,
} from "./turn.ts";
