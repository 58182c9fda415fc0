/** What may stand between a name and its value, most particular first: what matches first is not given back. */
const connections = [
  // {"name": "KEY", "value": "…"}, <add key="key" value="…"/>, - name: KEY\n  value: …
  "\\\\{0,2}[\"']\\s{0,2},\\s{0,12}\\\\{0,2}[\"']?(?:value|default|content|secret)\\\\{0,2}[\"']?\\s{0,2}[:=]\\s{0,4}",
  "[\"']?\\s{1,16}value[\"']?\\s{0,2}[:=]\\s{0,4}",
  // variable "key" { default = "…" }, VALUES ('key', '…')
  "[\"'] ?\\{\\s{1,16}(?:type\\s{0,8}= ?[a-z]{1,8}\\s{1,8})?default\\s{0,12}=\\s{0,4}",
  "[\"'],\\s{0,4}[\"']",
  "[\"'`\\])*\\\\]{0,4}\\s{0,4}(?::\\s{0,2}(?:string|str|String)\\s{0,2})?(?:=>|->|:=|[:=>])[\\s*]{0,6}",
  "[\"'`*]{0,2} {1,4}",
].join("|");

/** Words of a sentence between the two, each by itself, so that a stream holds back one at most. */
const sentence = "(?:[A-Za-z']{1,14}[ :=*]{1,4}\\n{0,2})?".repeat(6);

/** The pattern of a value that stands behind one of the names, as configurations, code, logs and people write it. */
export function assigned(names: readonly string[], value: string): string {
  const name = names.length === 0 ? "" : `(?:${names.join("|").replaceAll(".", "\\.")})`;
  return `${name}[A-Za-z0-9_.-]{0,24}(?:${connections})${sentence}\\\\{0,2}["'\`*(]{0,3}(${value})`;
}

/** How what stands between says that a value follows: as an assignment, in a sentence, or not at all. */
export function says(lead: string): "assignment" | "prose" | "nothing" {
  const between = lead.replace(/^[^\s:=>"'`,*]+/, "");
  if (/[:=>][\s"'`*(\\]*$|[:=>] {0,4}\n+[\s"'`]*$|^["'],\s*["']/.test(between)) return "assignment";
  if (/(?:\s|^)(?:is|was|are|be|to|now)[\s:]+["'`*(]*$|^ {1,4}["'`]$/i.test(between)) return "prose";
  return /^ $/.test(between) && lead === lead.toUpperCase() ? "assignment" : "nothing";
}

/** Without the next field of a query or a connection string, and without what ends a sentence. */
export function trimmed(taken: string, lead: string): number {
  const field = /[&;][A-Za-z_][\w. -]{0,30}=/.exec(taken);
  if (field !== null) return field.index;
  return /["'`]$/.test(lead) ? taken.length : taken.replace(/[.,;:)\]}*]+$/, "").length;
}
