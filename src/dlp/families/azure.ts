import type { Detector } from "../detector.ts";
import { isMixed } from "../plausible.ts";
import { alnum, base64, base64url, hex, lowerAlnum, textOf } from "./alphabet.ts";
import { beside } from "./beside.ts";
import { sample } from "./sample.ts";

const plain = "[A-Za-z0-9+/]";

/** A key that bears the mark of its service near its end, as Azure makes them for scanners. */
function marked(family: string, mark: string, before: number, behind: string): Detector {
  return {
    family,
    keywords: [mark],
    before: { set: plain, min: before - 2, max: before },
    pattern: `${mark.replace("+", "\\+")}${behind}`,
    startsWord: true,
    accepts: ({ secret }) => isMixed(secret),
    match: [`key: ${textOf(alnum, before)}${mark}AAbCdQ==`.replace(/==$/, behind.endsWith("==") ? "==" : "=")],
    not_match: [`${mark}AAbCdQ==`],
  };
}

const long = `${plain}{5,6}==`;
const short = `${plain}{5,6}=`;

/** Microsoft Azure. */
export const azure: readonly Detector[] = [
  {
    family: "azure-client-secret",
    keywords: ["Q~"],
    before: { set: "[A-Za-z0-9_~.-]", min: 4, max: 4 },
    pattern: "Q~[A-Za-z0-9_~.-]{24,44}",
    tail: "[A-Za-z0-9_~-]",
    match: [sample("kT9", "8Q", `~${textOf(alnum, 34)}`)],
    not_match: ["Q~ is what stands in the middle", "abcdQ~short"],
  },
  {
    family: "azure-devops-token",
    keywords: ["AZDO"],
    before: { set: "[A-Za-z0-9]", min: 76, max: 76 },
    pattern: "AZDO[A-Za-z0-9]{4}",
    startsWord: true,
    match: [`${textOf(alnum, 76)}AZDO${textOf(alnum, 4)}`],
    not_match: ["AZDO1234 is a board"],
  },
  {
    family: "azure-annotated-key",
    keywords: ["JQQJ9"],
    before: { set: "[A-Za-z0-9]", min: 32, max: 52 },
    pattern: "JQQJ9[9DH][A-Za-z0-9]{12,40}",
    tail: "[A-Za-z0-9=]",
    startsWord: true,
    match: [`${textOf(alnum, 52)}JQQJ99${textOf(alnum, 26)}`],
    not_match: ["JQQJ99AKACYeBjF"],
  },
  marked("azure-storage-key", "+ASt", 76, long),
  marked("azure-batch-key", "+ABa", 76, long),
  marked("azure-cosmos-key", "ACDb", 76, long),
  marked("azure-api-management-key", "APIM", 76, long),
  marked("azure-functions-key", "AzFu", 44, long),
  marked("azure-container-registry-key", "+ACR", 42, `${plain}{5,6}`),
  marked("azure-search-key", "AzSe", 42, `${plain}{5,6}`),
  marked("azure-redis-key", "AzCa", 33, short),
  marked("azure-iot-key", "AIoT", 33, short),
  marked("azure-event-hub-key", "+AEh", 33, short),
  marked("azure-service-bus-key", "+ASb", 33, short),
  {
    family: "azure-account-key",
    keywords: ["accountkey=", "sharedaccesskey=", "accesskey="],
    pattern: "(?:account|sharedaccess|access)key=([A-Za-z0-9+/]{32,128})",
    ignoreCase: true,
    tail: "[A-Za-z0-9+/=]",
    accepts: ({ secret }) => isMixed(secret),
    match: [
      sample("AccountName=x;Account", "Key=", "k2Wm9Zt4Rb8Nc3Vd5Lp1Xj6Hf0GeUaQzMnBvCxLkJhGfDsAp+OiUyTrEw==;"),
      `Endpoint=sb://x.servicebus.windows.net/;SharedAccessKey=${textOf(alnum, 43)}=`,
    ],
    not_match: ["AccountKey=<key>", "AccountKey=shared"],
  },
  {
    family: "azure-signed-url",
    keywords: ["&sig=", "?sig=", "&amp;sig="],
    pattern: "(?:&amp;|[&?])sig=([A-Za-z0-9%+/_-]{30,128})",
    ignoreCase: true,
    tail: "[A-Za-z0-9%+/=_-]",
    accepts: ({ secret, context }) => isMixed(secret) && /[?&;]s[a-z]{1,3}=|\/(?:invoke|paths)/.test(context),
    match: [sample("?sv=2024-11-04&se=2027-01-01&sp=r&s", "ig=", `${textOf(alnum, 40)}%2Fk%3D`)],
    not_match: ["https://example.com/?a=1&sig=<signature>"],
  },
  {
    family: "azure-function-url-key",
    keywords: [".azurewebsites.net/api/"],
    pattern: "\\.azurewebsites\\.net/api/[A-Za-z0-9_/-]{1,80}\\?code=([A-Za-z0-9_/+=%-]{30,120})",
    ignoreCase: true,
    match: [sample("https://x.azureweb", "sites.net/api/hook?co", `de=${textOf(base64url, 54)}==`)],
    not_match: ["https://x.azurewebsites.net/api/hook?code=<key>"],
  },
  {
    family: "azure-app-configuration-secret",
    keywords: [".azconfig.io;"],
    pattern: "\\.azconfig\\.io;Id=[A-Za-z0-9+/:=_-]{4,60};Secret=([A-Za-z0-9+/]{30,120})",
    ignoreCase: true,
    tail: "[A-Za-z0-9+/=]",
    match: [sample("Endpoint=https://x.azcon", "fig.io;Id=Xy1-l0-s0:kT9xVd3W;Sec", `ret=${textOf(base64, 43)}=`)],
    not_match: ["Endpoint=https://x.azconfig.io;Id=<id>;Secret=<secret>"],
  },
  beside(
    "azure-openai-key",
    ["azure_openai", "azureopenai", "azure-openai", "cognitive_services", "ocp-apim"],
    hex,
    32,
  ),
  beside(
    "azure-devops-token",
    ["azure_devops", "azuredevops", "azure-devops", "azure devops", "azure.devops", "vsts_"],
    lowerAlnum,
    52,
  ),
];
