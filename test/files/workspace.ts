import { realpathSync } from "node:fs";
import type { JsonObject, Request } from "../../src/decision/index.ts";
import {
  type Edit,
  editFile,
  type FileContent,
  type Found,
  type Listing,
  listDirectory,
  readFile,
  type SearchLimits,
  type SearchQuery,
  searchFiles,
  type Written,
  writeFile,
} from "../../src/files/index.ts";
import { permitFor } from "../fixtures/permit.ts";
import { request } from "../fixtures/request.ts";
import { tempDir } from "../fixtures/temp.ts";

/** A directory of the test's own, with every operation on it properly permitted. */
export class Workspace {
  readonly root: string;

  constructor(root: string = tempDir()) {
    this.root = realpathSync(root);
  }

  at(name: string): string {
    return name.startsWith("/") ? name : `${this.root}/${name}`;
  }

  async read(name: string, maxBytes: number = 1 << 20): Promise<FileContent> {
    const asked = this.request(name, "read");
    return readFile(await permitFor(asked), asked, this.root, maxBytes);
  }

  async write(name: string, content: string): Promise<Written> {
    const asked = this.request(name, "write", { content });
    return writeFile(await permitFor(asked), asked, this.root, content);
  }

  async edit(name: string, edits: readonly Edit[], maxBytes: number = 1 << 20): Promise<Written> {
    const asked = this.request(name, "write", { edits: edits.map((edit) => ({ ...edit })) });
    return editFile(await permitFor(asked), asked, this.root, edits, maxBytes);
  }

  async list(name: string, maxEntries?: number): Promise<Listing> {
    const asked = this.request(name, "read");
    return listDirectory(await permitFor(asked), asked, this.root, maxEntries);
  }

  async search(name: string, query: SearchQuery, limits?: Partial<SearchLimits>): Promise<Found> {
    const asked = this.request(name, "read");
    return searchFiles(await permitFor(asked), asked, this.root, query, limits);
  }

  request(name: string, access: "read" | "write", args: JsonObject = {}): Request {
    return request({
      action: { name: access },
      resource: { type: "path", id: name === "." ? this.root : this.at(name), access },
      context: { arguments: { path: name, ...args } },
    });
  }
}
