import { pick } from "./template.ts";

/** Wraps a sentence the way tools, mails and pages do; `filler` gives harmless sentences to stand around it. */
export function contain(text: string, filler: () => string, random: () => number): string {
  const around = (): string => filler();
  const quoted = (value: string): string => JSON.stringify(value);
  const single = (value: string): string => `'${value.replaceAll("'", "\\'")}'`;
  const where = random();
  const inside =
    where < 0.3
      ? text
      : where < 0.6
        ? `${around()} ${text}`
        : where < 0.8
          ? `${text} ${around()}`
          : `${around()} ${text} ${around()}`;
  const name = pick(["Emma", "Liu Wei", "Omar", "J. Smith", "Katya", "user_42", "support", "dev-ops"], random);
  const id = Math.floor(random() * 90000 + 10000);
  return pick<() => string>(
    [
      () =>
        `{${quoted(pick(["result", "content", "body", "text", "message", "output", "description", "note", "review"], random))}: ${quoted(inside)}, "id": ${id}, "status": "ok"}`,
      () =>
        `{'${pick(["emails", "notes", "messages", "items", "reviews", "events"], random)}': [{'id': '${id}', '${pick(["from", "author", "user", "sender"], random)}': '${name}', '${pick(["body", "content", "text", "comment", "snippet"], random)}': ${single(inside)}}]}`,
      () =>
        `{'${pick(["product", "profile", "event", "ticket", "article"], random)}': {'name': '${name}', 'rating': ${id % 5}, 'details': ${single(inside)}, 'created_at': '2024-0${1 + (id % 9)}-1${id % 9}'}}`,
      () => `[{"name": ${quoted(around().slice(0, 40))}}, {"name": ${quoted(inside)}}]`,
      () =>
        `From: ${name}@example.com\nTo: me@example.org\nSubject: ${around().slice(0, 50)}\n\n${pick(["Hi,", "Hello,", "Dear all,", "Hey!"], random)}\n\n${around()}\n${text}\n\n${around()}\n${pick(["Best", "Regards", "Thanks"], random)},\n${name}`,
      () =>
        `<html><body><h1>${around().slice(0, 40)}</h1><p>${around()}</p><${pick(['div style="display:none"', "p", "span", "li", "footer"], random)}>${text}</div><p>${around()}</p></body></html>`,
      () => `<p>${around()}</p>\n<!-- ${text} -->\n<p>${around()}</p>`,
      () => `# ${around().slice(0, 40)}\n\n${around()}\n\n- ${around()}\n- ${text}\n- ${around()}\n`,
      () =>
        `---\nname: ${pick(["weather", "pdf-tools", "notes", "git-helper"], random)}\ndescription: ${around()}\n---\n\n## Usage\n${around()}\n\n${text}\n\n${around()}`,
      () =>
        `| ${pick(["Year", "Name", "Item"], random)} | Value | Note |\n|---|---|---|\n| ${name} | ${id} | ${around().slice(0, 30)} |\n| ${id} | ${name} | ${text} |\n`,
      () =>
        `def load(path):\n    # ${text}\n    data = open(path).read()\n    return data[:${id % 100}]  # ${around().slice(0, 60)}\n`,
      () =>
        `2024-05-1${id % 9}T10:0${id % 9}:00Z INFO ${around()}\n2024-05-1${id % 9}T10:1${id % 9}:00Z WARN ${text}\n2024-05-1${id % 9}T10:2${id % 9}:00Z INFO ${around()}`,
      () => `${around()}\n\n${around()} ${text} ${around()}\n\n${around()}`,
      () => `${text}\n${around()}\n${around()}`,
      () => `${around()}\n${around()}\n${text}`,
      () => `Issue #${id}: ${around().slice(0, 60)}\n\n**${name}** commented:\n> ${around()}\n\n${text}`,
      () =>
        `title,author,comment\n"${around().slice(0, 30)}",${name},"${text}"\n"${around().slice(0, 30)}",anon,"${around()}"`,
      () => inside,
    ],
    random,
  )();
}
