import { ModelFailed } from "../../errors.ts";

/** One event of a `text/event-stream`; `event` is `message` where the server names none. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * The events of a stream of lines (WHATWG HTML §9.2.6), except that an event which the end of the stream cuts off is
 * still given: servers leave out the last empty line.
 * @throws {ModelFailed} when the data of an event is longer than `maxCharacters`.
 */
export async function* readEvents(
  lines: AsyncIterable<string>,
  maxCharacters: number,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  let event = "";
  let data: string[] = [];
  let size = 0;
  for await (const line of lines) {
    if (line === "") {
      if (data.length > 0) yield { event: event || "message", data: data.join("\n") };
      event = "";
      data = [];
      size = 0;
      continue;
    }
    const { field, value } = fieldOf(line);
    if (field === "event") event = value;
    if (field !== "data") continue;
    data.push(value);
    size += value.length + 1;
    if (size > maxCharacters)
      throw new ModelFailed(`the model server sent an event longer than ${maxCharacters} characters`);
  }
  if (data.length > 0) yield { event: event || "message", data: data.join("\n") };
}

/** A comment has the empty field. */
function fieldOf(line: string): { readonly field: string; readonly value: string } {
  const colon = line.indexOf(":");
  if (colon < 0) return { field: line, value: "" };
  const start = line[colon + 1] === " " ? colon + 2 : colon + 1;
  return { field: line.slice(0, colon), value: line.slice(start) };
}
