import { isInertAwk } from "./awk.ts";
import type { CodeLanguage } from "./profile.ts";
import { isInertSed } from "./sed.ts";
import { isInertSql } from "./sql.ts";

/** Filters of jq and of the programs that speak its language for YAML. */
const jqReaching =
  /\$ENV|(?<![.A-Za-z_$])(?:env|strenv|envsubst|load\w*|system|import|include|modulemeta|get_search_list)\b/;

/** What yq takes for the name of a file when there is no other operand. */
const fileName = /^[^\s|()[\]{}"]*\/|^\.env|\.(?:ya?ml|json|toml|xml|csv|tsv|properties|env|pem|key)$/i;

/** Numbers, arithmetic and printing: no macro, no input, no shell. */
const dcInert = /^[\d\sA-F._+\-*/%~^|vkKiIoOpnfcdrzZX]*$/;

/** What a program in another language may reach beyond its input; `undefined` when it only computes. */
export function codeReaches(language: CodeLanguage | undefined, code: string): string | undefined {
  switch (language) {
    case "sed":
      return isInertSed(code) ? undefined : "the sed script may write files or run programs";
    case "awk":
      return isInertAwk(code) ? undefined : "the awk program may run programs, write files or read the environment";
    case "jq":
      return jqReaching.test(code) ? "the filter may read the environment or other files" : undefined;
    case "yq":
      return jqReaching.test(code) || fileName.test(code)
        ? "the filter may read the environment or other files"
        : undefined;
    case "sql":
      return isInertSql(code) ? undefined : "the statement may lose data, run programs or reach files";
    case "dc":
      return dcInert.test(code) ? undefined : "the dc program may run programs";
    default:
      return "code in an argument can do anything the program can";
  }
}
