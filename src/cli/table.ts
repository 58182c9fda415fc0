import type { Command } from "./command.ts";

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
