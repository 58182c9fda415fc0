import type { Detector } from "../detector.ts";
import { isMixed, isNoPlaceholder, isWords } from "../plausible.ts";
import { sample } from "./sample.ts";

/** Models and what hosts them. */
export const models: readonly Detector[] = [
  {
    family: "anthropic-key",
    keywords: ["sk-ant-"],
    pattern: "sk-ant-[a-z]{2,8}\\d{2}-[A-Za-z0-9_-]{32,255}",
    tail: "[A-Za-z0-9_-]",
    startsWord: true,
    accepts: isNoPlaceholder,
    match: [sample("sk", "-ant-", "api03-kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oNzXmA1vKi7DwEr0pSgHyUj3MqTnB5ZfRxAA")],
    not_match: ["sk-ant-api03-…", "sk-ant-your-key-here"],
  },
  {
    family: "openrouter-key",
    keywords: ["sk-or-v1-"],
    pattern: "sk-or-v1-[a-f0-9]{40,128}",
    tail: "[a-f0-9]",
    startsWord: true,
    match: [sample("sk", "-or-v1-", "3f9a27c1e84b06d5a2c7f18e9b3d446051ec0a7b9d2f8364c5e1a0b7d9f24638")],
    not_match: ["sk-or-v1-key"],
  },
  {
    family: "openai-key",
    keywords: ["sk-"],
    pattern: "sk-(?:proj-|svcacct-|service-|admin-)?[A-Za-z0-9_-]{20,255}",
    tail: "[A-Za-z0-9_-]",
    startsWord: true,
    accepts: (evidence) => isNoPlaceholder(evidence) && isMixed(evidence.secret.slice(3)) && !isWords(evidence.secret),
    verifies: ({ secret }) => secret.includes(sample("T3Blbk", "FJ")),
    match: [
      sample("sk", "-", "kT9xVd3WnPeR5uYhJ8sGT3Blbk", "FJCcQ4tLb6oNzXmA1vKi7D"),
      sample("OPENAI_API_KEY=sk", "-proj-", "kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oNzXmA1vKi7DwEr0pSg"),
    ],
    not_match: [
      "sk-loading-spinner-container",
      "task-force-one-hundred-and-nine",
      "sk-your-openai-api-key-here-please",
    ],
  },
  {
    family: "huggingface-token",
    keywords: ["hf_"],
    pattern: "hf_[A-Za-z0-9]{30,128}",
    tail: "[A-Za-z0-9]",
    startsWord: true,
    accepts: isNoPlaceholder,
    match: [sample("hf", "_", "kTxVdWnPeRuYhJsGfCcQtLboNzXmAvKiDw")],
    not_match: ["hf_hub_download"],
  },
  {
    family: "groq-key",
    keywords: ["gsk_"],
    pattern: "gsk_[A-Za-z0-9]{40,128}",
    tail: "[A-Za-z0-9]",
    startsWord: true,
    accepts: isNoPlaceholder,
    match: [sample("gs", "k_", "kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oNzXmA1vKi7DwEr0pSgHyU")],
    not_match: ["gsk_key"],
  },
  {
    family: "xai-key",
    keywords: ["xai-"],
    pattern: "xai-[A-Za-z0-9]{60,160}",
    tail: "[A-Za-z0-9]",
    startsWord: true,
    accepts: isNoPlaceholder,
    match: [sample("xa", "i-", "kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oNzXmA1vKi7DwEr0pSgHyUj3MqTnB5ZfRx9VlOaC8eWq2Kz")],
    not_match: ["xai-org/grok-1"],
  },
  {
    family: "replicate-token",
    keywords: ["r8_"],
    pattern: "r8_[A-Za-z0-9]{32,64}",
    tail: "[A-Za-z0-9]",
    startsWord: true,
    accepts: isNoPlaceholder,
    match: [sample("r8", "_", "kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oNzXmA1")],
    not_match: ["r8_unorm"],
  },
];
