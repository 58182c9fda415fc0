import { expect, it } from "vitest";
import { parseConfig, secretVariables } from "../../src/config/index.ts";

it("[OC-5] the values of all variables that hold keys are secrets: of models, of the judge, of providers, and named ones", async () => {
  const { config } = await parseConfig(`{
    models: { default: { type: "openai", model: "m", apiKeyEnv: "MODEL_KEY" }, local: { type: "ollama", model: "m" } },
    judge: { model: { type: "openai", url: "https://judge.example.com/v1", model: "m", apiKeyEnv: "JUDGE_KEY" } },
    security: {
      providers: {
        corp: { kind: "opa", tokenEnv: "OPA_TOKEN" },
        mine: { kind: "process", command: ["x"], directory: "providers/x", environment: ["MINE_KEY", "MODEL_KEY"] },
      },
    },
    dlp: { secrets: ["NAMED"] },
  }`);
  expect([...secretVariables(config)].sort()).toEqual(["JUDGE_KEY", "MINE_KEY", "MODEL_KEY", "NAMED", "OPA_TOKEN"]);
});
