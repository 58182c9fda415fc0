import type { SearchQuery } from "../../files/index.ts";
import type { FileLabels } from "../file-labels.ts";
import type { Memory } from "../memory.ts";
import type { Outbox } from "../outbox.ts";
import type { OwnSettings } from "../own-settings.ts";
import type { Tool } from "../tool.ts";
import { type BrowseServices, browseTool } from "./browse.ts";
import type { Worker } from "./child-turn.ts";
import { configSetTool } from "./config-set.ts";
import type { CronServices } from "./cron.ts";
import { cronAddTool } from "./cron-add.ts";
import { cronListTool } from "./cron-list.ts";
import { cronRemoveTool } from "./cron-remove.ts";
import { cronRunTool } from "./cron-run.ts";
import { type Delegate, delegateTool } from "./delegate.ts";
import { editTool } from "./edit.ts";
import { type ExecServices, execTool } from "./exec.ts";
import { listTool } from "./list.ts";
import { memoryReadTool, memoryWriteTool } from "./memory.ts";
import { messageTool } from "./message.ts";
import { modelSwitchTool } from "./model-switch.ts";
import { readTool } from "./read.ts";
import { searchTool } from "./search.ts";
import { type SessionArchive, sessionsHistoryTool, sessionsListTool } from "./sessions.ts";
import { sessionsSpawnTool } from "./sessions-spawn.ts";
import { type SkillServices, skillRunTool } from "./skill-run.ts";
import { type VerifyIntent, verifiableIntentTool } from "./verifiable-intent.ts";
import { type FetchServices, webFetchTool } from "./web-fetch.ts";
import { type FileText, writeTool } from "./write.ts";

/** What the tools need from the rest of Sallyport. */
export interface ToolServices {
  readonly exec: ExecServices;
  readonly fetch: FetchServices;
  /** Absent where no browser can be started; there is no such tool then. */
  readonly browse?: BrowseServices;
  readonly outbox: Outbox;
  readonly memory: Memory;
  readonly ownSettings: OwnSettings;
  /** Which files hold untrusted text; one for all agents of an installation. */
  readonly labels: FileLabels;
  readonly fileText: FileText;
  readonly secretsIn: NonNullable<SearchQuery["secretsIn"]>;
  readonly sessions: SessionArchive;
  readonly skills: SkillServices;
  /** Absent where nothing is planned for later; there are no such tools then. */
  readonly cron?: CronServices | undefined;
  /** Absent where no issuer is trusted; there is no such tool then. */
  readonly verifyIntent?: VerifyIntent | undefined;
  /** Who does the tasks of sub-agents: the agent itself. */
  readonly worker: Worker;
  /** Other agents that tasks may be handed to; without any there is no such tool. */
  readonly delegates: ReadonlyMap<string, Delegate>;
  /** Names of all models of the configuration; with one alone there is nothing to switch to. */
  readonly models: readonly string[];
}

/** The one list of tools, by name. */
export function createTools(services: ToolServices): ReadonlyMap<string, Tool> {
  const { labels, fileText } = services;
  const exec = execTool(services.exec, labels);
  const tools: readonly Tool[] = [
    exec,
    readTool(labels),
    writeTool(labels, fileText),
    editTool(labels, fileText),
    listTool,
    searchTool(labels, { statePaths: services.exec.statePaths, secretsIn: services.secretsIn }),
    webFetchTool(services.fetch),
    ...(services.browse === undefined ? [] : [browseTool(services.browse)]),
    messageTool(services.outbox),
    memoryReadTool(services.memory),
    memoryWriteTool(services.memory),
    configSetTool(services.ownSettings),
    sessionsListTool(services.sessions),
    sessionsHistoryTool(services.sessions),
    skillRunTool(services.exec, services.skills, labels),
    ...(services.cron === undefined ? [] : cronTools(services.cron, exec)),
    ...(services.verifyIntent === undefined ? [] : [verifiableIntentTool(services.verifyIntent)]),
    sessionsSpawnTool(services.worker),
    ...(services.delegates.size === 0 ? [] : [delegateTool(services.delegates)]),
    ...(services.models.length < 2 ? [] : [modelSwitchTool(services.models)]),
  ];
  return new Map(tools.map((tool) => [tool.name, tool]));
}

function cronTools(cron: CronServices, exec: Tool): readonly Tool[] {
  return [cronAddTool(cron, exec), cronListTool(cron), cronRunTool(cron), cronRemoveTool(cron)];
}
