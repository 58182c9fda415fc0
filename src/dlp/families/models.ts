import type { Detector } from "../detector.ts";
import { isMixed, isRandom, isWords } from "../plausible.ts";
import { alnum, base64url, hex, lowerAlnum, textOf } from "./alphabet.ts";
import { beside } from "./beside.ts";
import { prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";

/** True when the body holds the mark that OpenAI puts in its keys. */
const isMarked = ({ secret }: { readonly secret: string }) => secret.includes(sample("T3Blbk", "FJ"));

/** Models and what hosts them. */
export const models: readonly Detector[] = [
  {
    family: "anthropic-key",
    keywords: ["sk-ant-api"],
    pattern: "sk-ant-api\\d{2}-[A-Za-z0-9_-]{32,255}",
    tail: "[A-Za-z0-9_-]",
    startsWord: true,
    accepts: ({ secret }) => isRandom(secret.slice(13)),
    verifies: ({ secret }) => /^.{106}AA$/.test(secret),
    match: [sample("sk", "-ant-", "api03-kT9xVd3WnPeR5uYhJ8sGf2CcQ4tLb6oNzXmA1vKi7DwEr0pSgHyUj3MqTnB5ZfRxAA")],
    not_match: ["sk-ant-api03-…", "sk-ant-your-key-here"],
  },
  prefixed("anthropic-admin-key", [sample("sk", "-ant-admin01-")], base64url, 95, { least: 32, startsWord: true }),
  prefixed("anthropic-oauth-token", [sample("sk", "-ant-oat01-"), sample("sk", "-ant-ort01-")], base64url, 95, {
    least: 32,
    startsWord: true,
  }),
  prefixed("anthropic-session", [sample("sk", "-ant-sid01-"), sample("sk", "-ant-sid02-")], base64url, 95, {
    least: 32,
    startsWord: true,
  }),
  prefixed("openrouter-key", ["sk-or-v1-"], hex, 64, { startsWord: true, not_match: ["sk-or-v1-key"] }),
  prefixed("minimax-key", ["sk-api-"], base64url, 119, { startsWord: true }),
  prefixed("helicone-key", ["sk-helicone-"], { set: "[a-z0-9-]", units: lowerAlnum.units }, 31, { startsWord: true }),
  prefixed("openai-project-key", ["sk-proj-"], base64url, 156, {
    least: 20,
    startsWord: true,
    verifies: isMarked,
    not_match: ["sk-proj-management-dashboard-widgets"],
  }),
  prefixed("openai-service-key", ["sk-svcacct-", "sk-service-"], base64url, 156, {
    least: 20,
    startsWord: true,
    verifies: isMarked,
  }),
  prefixed("openai-admin-key", ["sk-admin-"], base64url, 124, { least: 20, startsWord: true, verifies: isMarked }),
  prefixed("openai-session", ["sess-"], alnum, 40, { startsWord: true }),
  {
    family: "openai-key",
    keywords: ["sk-"],
    pattern: "sk-[A-Za-z0-9_-]{20,255}",
    tail: "[A-Za-z0-9_-]",
    startsWord: true,
    accepts: ({ secret }) =>
      !/^sk-(?:ssh|ecdsa)-/.test(secret) &&
      isRandom(secret.replace(/^sk-(?:ant-[a-z]+[\d-]*|(?:proj|svcacct|service|admin|or-v1|api|lf|helicone)-)?/, "")),
    verifies: isMarked,
    match: [
      sample("sk", "-", "kT9xVd3WnPeR5uYhJ8sGT3Blbk", "FJCcQ4tLb6oNzXmA1vKi7D"),
      sample("sk", "-", textOf(hex, 32)),
    ],
    not_match: [
      "sk-loading-spinner-container",
      "sk-ssh-ed25519-cert-v01@openssh.com",
      "task-force-one-hundred-and-nine",
      "sk-your-openai-api-key-here-please",
    ],
  },
  prefixed("huggingface-token", ["hf_"], alnum, 34, { startsWord: true, not_match: ["hf_hub_download"] }),
  prefixed("huggingface-organisation-token", ["api_org_"], alnum, 34),
  prefixed("groq-key", ["gsk_"], alnum, 52, { startsWord: true, not_match: ["gsk_key"] }),
  prefixed("xai-key", ["xai-"], alnum, 80, { startsWord: true, not_match: ["xai-org/grok-1"] }),
  prefixed("perplexity-key", ["pplx-"], alnum, 48, { startsWord: true }),
  prefixed("replicate-token", ["r8_"], alnum, 37, { startsWord: true, not_match: ["r8_unorm"] }),
  prefixed("together-key", ["tgp_v1_"], base64url, 43),
  beside("together-legacy-key", ["together_api", "togetherai", "together.xyz", "together-ai"], hex, 64),
  prefixed("cerebras-key", ["csk-"], lowerAlnum, 48, { startsWord: true }),
  prefixed("fireworks-key", ["fw_", "fw-"], alnum, 24, { startsWord: true, least: 20 }),
  prefixed("nvidia-key", ["nvapi-"], base64url, 64),
  {
    family: "elevenlabs-key",
    keywords: ["sk_"],
    pattern: "sk_[a-f0-9]{32,64}",
    tail: "[a-f0-9]",
    startsWord: true,
    accepts: ({ secret }) => isMixed(secret.slice(3)) && !isWords(secret.slice(3)),
    match: [`sk_${textOf(hex, 48)}`],
    not_match: ["sk_buff", "sk_0000"],
  },
  beside("elevenlabs-legacy-key", ["elevenlabs", "eleven_labs", "xi-api-key", "xi_api_key"], hex, 32),
  beside("deepseek-key", ["deepseek"], alnum, 35),
  beside("mistral-key", ["mistral"], alnum, 32),
  beside("cohere-key", ["cohere", "co_api_key"], alnum, 40),
  beside("ai21-key", ["ai21"], alnum, 32),
  beside(
    "zhipu-key",
    ["zhipu", "zai_api", "z.ai", "glm_api", "bigmodel"],
    { set: "[A-Za-z0-9.]", units: alnum.units },
    49,
  ),
  beside("moonshot-key", ["moonshot", "kimi_"], alnum, 48),
  beside("stability-key", ["stability", "dreamstudio"], { set: "[A-Za-z0-9-]", units: alnum.units }, 51),
  beside("ollama-key", ["ollama"], { set: "[A-Za-z0-9_.-]", units: alnum.units }, 57),
  beside("voyage-key", ["voyage"], base64url, 46),
  beside("deepinfra-key", ["deepinfra"], alnum, 32),
  beside("novita-key", ["novita"], base64url, 43),
  beside("fal-key", ["fal_", "fal.ai", "fal-"], { set: "[a-f0-9:-]", units: hex.units }, 69),
  beside("baseten-key", ["baseten"], { set: "[A-Za-z0-9.]", units: alnum.units }, 41),
  prefixed("anyscale-key", ["esecret_"], alnum, 26),
  prefixed("runpod-key", ["rpa_"], { set: "[A-Z0-9a-z]", units: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" }, 43, {
    startsWord: true,
  }),
  prefixed("friendli-token", ["flp_"], alnum, 44, { startsWord: true }),
  prefixed("predibase-token", ["pb_"], base64url, 22, { startsWord: true, least: 20 }),
  prefixed("runway-key", ["key_"], hex, 128, { startsWord: true, least: 64 }),
  beside("cursor-key", ["cursor"], { set: "[a-z0-9_]", units: hex.units }, 68),
];
