import { originalSpan, type View, viewOf } from "./view.ts";

/** Text that says the same and means nothing to a machine, with the way back to the original as a view has it. */
export interface Neutralised extends View {
  /** How many control tokens of model families, markers of envelopes and imitations of roles were disarmed. */
  readonly tokens: number;
  readonly markers: number;
  readonly roles: number;
}

/** Brackets that no tokenizer gives a meaning. */
const harmless: Readonly<Record<string, string>> = { "<": "‹", ">": "›", "[": "⟦", "]": "⟧", "|": "¦" };

const tagNames = [
  ...[
    "s",
    "bos",
    "eos",
    "pad",
    "unk",
    "system",
    "user",
    "assistant",
    "human",
    "developer",
    "instructions?",
    "sys",
    "inst",
  ],
  ...["start_of_turn", "end_of_turn", "start_of_image", "turn", "think", "thinking", "reasoning", "reflection"],
  ...[
    "tool",
    "tools",
    "tool_calls?",
    "tool_code",
    "tool_outputs?",
    "tool_results?",
    "tool_responses?",
    "function",
    "functions",
  ],
  ...[
    "function_calls?",
    "function_results?",
    "invoke",
    "parameters?",
    "available_tools",
    "antml:[a-z_]{1,32}",
    "system[-_ ]reminder",
  ],
].join("|");

/** What a bar became: no token or marker may reach over one, or disarming would make a new one. */
const spent = "¦";

/** Written for the view: lower case, plain brackets, single blanks. Each finds one token, and its brackets are replaced. */
const tokens = [
  // ChatML, Llama 3, Phi, GPT-OSS, DeepSeek, Command R: anything between bar and angle, and each half by itself.
  `<{1,8} ?\\| ?[^<>|\\n${spent}]{1,64} ?\\| ?>`,
  "<\\|[a-z_/]",
  "[a-z_]\\|>",
  // Llama 2, Mistral.
  "\\[ ?/? ?(?:inst|sys|system_prompt|think|tool_calls|available_tools|tool_results|tool_content|args|call_id|im_start|im_end|gmask|control_\\d{1,3}) ?\\]",
  "<< ?/? ?sys ?>>",
  // Gemma, XML-like calls, sentence marks.
  `<{1,8} ?/? ?(?:${tagNames})(?:[ \\n][^<>${spent}]{0,120})?/? ?>`,
  "<(?:unused|extra_id_|reserved_special_token_)\\d{1,4}>",
  // GLM, Gemma's calls, and families that put their name before a colon.
  "< ?/? ?(?:sop|eop|(?:start|end)_function_(?:call|declaration|response)|escape|[a-z]{2,12}:tool_call) ?>",
].join("|");

const marker = `[<\\[]{2,8}[ \\n/_-]{0,3}(?:(?:end|begin|start|close|stop)[ \\n_-]{0,2}(?:of[ \\n])?)?[ \\n_-]{0,2}(?:external|untrusted|boundary|quoted)[^\\n<>\\[\\]${spent}]{0,160}[>\\]]{0,8}`;

const role = `(?<=^|\\n)[ <>#*_\\[(|${spent}-]{0,8}(?:system|assistant|user|human|developer|operator|tool|function|ai|model|instructions?)(?: (?:message|prompt|notice|override|instructions?|note))?[ \\])*_]{0,4}(?::(?!\\/\\/)|\\](?=[ \\n:]|$))`;

const markersAndTokens = new RegExp(`(?<marker>${marker})|${tokens}`, "g");
const roles = new RegExp(role, "g");

/** The mark in front of a line that begins as a role would. */
const quoted = "❝";

/**
 * Disarms what could be taken for the end of an envelope, for a control token of a model, or for another speaker, in any
 * spelling. Nothing is taken away: brackets become look-alikes without meaning, and lines of roles get a quotation mark.
 */
export function neutralise(original: string): Neutralised {
  let [tokenCount, markerCount, roleCount] = [0, 0, 0];
  const plain = replaced(original, markersAndTokens, (found, match) => {
    if (match.groups?.["marker"] === undefined) tokenCount++;
    else markerCount++;
    return disarmed(found);
  });
  // After the brackets, so that no token hides in what leads up to the name of a role.
  const { text, offsets } = replaced(plain.text, roles, (found) => {
    roleCount++;
    return quoted + found;
  });
  const back = offsets.map((offset) => plain.offsets[offset] as number);
  return { text, offsets: back, tokens: tokenCount, markers: markerCount, roles: roleCount };
}

/** The text with what the pattern finds in its view replaced, each in the spelling of the original, and where it was. */
function replaced(
  original: string,
  pattern: RegExp,
  replacement: (found: string, match: RegExpExecArray) => string,
): View {
  const view = viewOf(original);
  let text = "";
  const offsets: number[] = [];
  let done = 0;
  const keep = (end: number): void => {
    text += original.slice(done, end);
    for (; done < end; done++) offsets.push(done);
  };
  for (const match of view.text.matchAll(pattern)) {
    const [start, end] = originalSpan(view, match.index, match.index + match[0].length);
    if (start < done) continue;
    keep(start);
    const put = replacement(original.slice(start, end), match);
    // What is put in front of the found text begins where that does.
    const ahead = Math.max(0, put.length - (end - start));
    for (let i = 0; i < put.length; i++) offsets.push(Math.min(start + Math.max(0, i - ahead), end - 1));
    text += put;
    done = end;
  }
  keep(original.length);
  return { text, offsets: Uint32Array.from([...offsets, original.length]) };
}

/** Every character that reads as a bracket or a bar, replaced. */
function disarmed(found: string): string {
  let text = "";
  for (const char of found) text += harmless[viewOf(char).text] ?? char;
  return text;
}
