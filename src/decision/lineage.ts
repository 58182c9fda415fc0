/** The configured agent that a sub-agent descends from, or the session that began a sub-agent's: `main` of `main/notes`. */
export function rootOf(id: string): string {
  return id.split("/", 1)[0] as string;
}
