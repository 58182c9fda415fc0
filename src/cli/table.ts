import type { Command } from "./command.ts";
import { filterOptions, logOption } from "./log-options.ts";

/** Every command, in the order of help: the one list that help, completion and the reference are made from. */
export const commands: readonly Command[] = [
  {
    name: "init",
    summary: "Make the home with a first configuration, or leave the one that is there",
    options: {
      yes: { about: "take the defaults and ask nothing" },
      profile: {
        about: "what the first agent may do",
        value: "NAME",
        choices: ["minimal", "coding", "messaging", "full"],
      },
      model: { about: "demo, ollama:NAME, or openai:NAME with the key in OPENAI_API_KEY", value: "MODEL" },
    },
    examples: [
      ["sallyport init", "ask, then write"],
      ["sallyport init --yes --profile coding --model ollama:qwen3", "write without asking"],
    ],
    load: () => import("./commands/init.ts"),
  },
  {
    name: "config validate",
    summary: "Check the configuration and list everything that is wrong with it",
    findings: "problems were found",
    load: () => import("./commands/config-validate.ts"),
  },
  {
    name: "config show",
    summary: "Show the configuration in force, with every default, and its hash",
    load: () => import("./commands/config-show.ts"),
  },
  {
    name: "config schema",
    summary: "Print the JSON Schema of config.json5, for editors",
    load: () => import("./commands/config-schema.ts"),
  },
  {
    name: "policy test",
    summary: "Check every rule against its own examples, and the policy against files of expectations",
    arguments: [
      { name: "file", about: "expectations: {cases: [{name, request, expect}]}", optional: true, many: true },
    ],
    examples: [["sallyport policy test policy-tests/*.json5", "run a project's own expectations"]],
    findings: "an expectation is not met",
    load: () => import("./commands/policy-test.ts"),
  },
  {
    name: "policy validate",
    summary: "Load the policy and list everything that is wrong with it",
    findings: "problems were found",
    load: () => import("./commands/policy-validate.ts"),
  },
  {
    name: "audit tail",
    summary: "Show the last records of the log, and those that follow",
    options: {
      lines: { about: "how many; default 10", value: "N", number: true },
      follow: { about: "go on with what is appended" },
      ...filterOptions,
      ...logOption,
    },
    examples: [["sallyport audit tail --follow --effect deny", "watch what is refused"]],
    load: () => import("./commands/audit-tail.ts"),
  },
  {
    name: "audit query",
    summary: "Show the records that match, oldest first",
    options: { limit: { about: "at most so many", value: "N", number: true }, ...filterOptions, ...logOption },
    examples: [["sallyport audit query --tool exec --since 2026-11-24T00:00:00Z --json", "one day of commands"]],
    load: () => import("./commands/audit-query.ts"),
  },
  {
    name: "audit verify",
    summary: "Check chain, tree and signed checkpoint of the log, and name the first bad record",
    options: { key: { about: "public key to trust instead of the one beside the log", value: "VKEY" }, ...logOption },
    examples: [['sallyport audit verify --key "$(cat trusted.vkey)"', "with a key that was kept elsewhere"]],
    findings: "the log is not what was written",
    load: () => import("./commands/audit-verify.ts"),
  },
  {
    name: "audit receipt",
    summary: "Print the receipt of a record, which anyone with the public key can check offline",
    arguments: [{ name: "index", about: "of the record" }],
    options: logOption,
    examples: [["sallyport audit receipt 42 > receipt.txt", "keep it"]],
    load: () => import("./commands/audit-receipt.ts"),
  },
  {
    name: "receipt verify",
    summary: "Check a receipt against the public key of its log; needs no log and no network",
    arguments: [{ name: "file", about: "the receipt" }],
    options: { key: { about: "public key of the log (the file vkey beside it)", value: "VKEY" } },
    examples: [['sallyport receipt verify receipt.txt --key "$(cat trusted.vkey)"', "on any machine"]],
    findings: "the receipt does not verify",
    load: () => import("./commands/receipt-verify.ts"),
  },
  {
    name: "completion",
    summary: "Print the completion script of a shell",
    arguments: [{ name: "shell", about: "bash, zsh or fish" }],
    examples: [
      ['eval "$(sallyport completion bash)"', "in ~/.bashrc"],
      ["sallyport completion fish > ~/.config/fish/completions/sallyport.fish", "for fish"],
    ],
    load: () => import("./commands/completion.ts"),
  },
];
