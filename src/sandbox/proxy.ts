/** Where the proxy of a spec is found inside. */
export const proxyPort = 3128;

/** How programs learn of the proxy; there is nothing else that they could reach. */
export const proxyVariables: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...["HTTP_PROXY", "HTTPS_PROXY"].map((name) => [name, `http://127.0.0.1:${proxyPort}`] as const),
    ["ALL_PROXY", `socks5h://127.0.0.1:${proxyPort}`] as const,
    ["NO_PROXY", ""] as const,
  ].flatMap(([name, value]) => [
    [name, value],
    [name.toLowerCase(), value],
  ]),
);
