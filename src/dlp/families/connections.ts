import type { Detector, Evidence } from "../detector.ts";
import { isMixed, isWords, startsAsPlaceholder } from "../plausible.ts";
import { oneOf } from "./prefixed.ts";
import { sample } from "./sample.ts";

/** Refuses `user:<password>@`, `user:${PASSWORD}@` and the words that documentation puts there. */
const isPassword = ({ secret }: Evidence) =>
  !/^(?:[<$*[]|pserver:|\{\{|%s|x{3}|(?:your[-_]?)?(?:password|passwd|pass|pwd|secret|token)$)/i.test(secret);

/** A password in the URL of a service. */
function inUrl(family: string, schemes: readonly string[]): Detector {
  const [scheme] = schemes as [string];
  const longestFirst = schemes.toSorted((a, b) => b.length - a.length);
  return {
    family,
    keywords: schemes.map((name) => `${name}://`),
    pattern: `${oneOf(longestFirst)}://[^\\s/?#:@"'<>\`]{0,100}:([^\\s/?#@"'<>\`]{1,255})@`,
    ignoreCase: true,
    accepts: isPassword,
    match: [sample(`${scheme}://app:`, "s3cr3t-Horse", "@db.internal:5432/app")],
    not_match: [`${scheme}://app:\${PASSWORD}@db/app`, `${scheme}://db.internal:5432/app`],
  };
}

/** Connection strings and credentials in URLs. */
export const connections: readonly Detector[] = [
  inUrl("postgres-password", ["postgresql", "postgres", "postgresql+asyncpg", "postgresql+psycopg2"]),
  inUrl("mysql-password", ["mysql", "mysql2", "mysql+pymysql", "mariadb"]),
  inUrl("mongodb-password", ["mongodb", "mongodb+srv"]),
  inUrl("redis-password", ["redis", "rediss", "valkey"]),
  inUrl("amqp-password", ["amqp", "amqps"]),
  inUrl("sqlserver-password", ["mssql", "sqlserver", "mssql+pyodbc"]),
  inUrl("mail-password", ["smtp", "smtps", "imap", "imaps"]),
  inUrl("ldap-password", ["ldap", "ldaps"]),
  inUrl("ftp-password", ["ftp", "ftps", "sftp"]),
  inUrl("broker-password", ["nats", "mqtt", "mqtts"]),
  inUrl("search-password", ["elasticsearch", "clickhouse", "neo4j", "bolt"]),
  inUrl("proxy-password", ["socks5", "socks5h", "socks4"]),
  {
    family: "url-password",
    keywords: ["://"],
    pattern: "://[^\\s/?#:@\"'<>`]{0,100}:([^\\s/?#@\"'<>`]{1,255})@",
    accepts: isPassword,
    match: [sample("https://ann:", "hunter2", "@example.com/"), sample("other://app:", "s3cr3t", "@host")],
    not_match: ["http://localhost:8080/a@b", "https://ann:${PASSWORD}@host/", "https://example.com/@user"],
  },
  {
    family: "url-token",
    keywords: ["://"],
    pattern: "://([A-Za-z0-9_.~-]{20,255})@",
    accepts: ({ secret }) => isMixed(secret) && !isWords(secret),
    match: [sample("git clone https://", "kT9xVd3WnPeR5uYhJ8sGf2Cc", "@git.example.com/a.git")],
    not_match: ["ssh://deploy@git.example.com/a.git"],
  },
  {
    family: "connection-string-password",
    keywords: [";password=", "; password=", ";pwd=", "; pwd="],
    pattern: ";\\s?(?:password|pwd)=([^;\\s\"'`]{3,255})",
    ignoreCase: true,
    tail: "[^;\\s\"'`]",
    accepts: ({ secret }) => !startsAsPlaceholder(secret) && !/[()]/.test(secret),
    match: [sample("Server=db;User Id=app;Pass", "word=correcthorse;")],
    not_match: ["Server=db;Password=<password>;", "if (x) y;password=prompt();"],
  },
  {
    family: "jdbc-password",
    keywords: ["jdbc:"],
    pattern:
      "jdbc:[a-z0-9]{2,16}:[^\\s\"'<>?;&]{1,140}(?:[?&;](?:user|username|useSSL|ssl|sslmode|databaseName|encrypt)=[^\\s\"'<>?&;]{0,40}){0,4}[?&;]password=([^\\s\"'<>&;]{1,80})",
    ignoreCase: true,
    tail: "[^\\s\"'<>&;]",
    accepts: ({ secret }) => !startsAsPlaceholder(secret),
    match: [sample("jdbc:postgresql://db/app?user=app&pass", "word=correcthorse")],
    not_match: ["jdbc:postgresql://db/app?user=app", "jdbc:mysql://db/app?user=app&password=${PASSWORD}"],
  },
  {
    family: "libpq-password",
    keywords: ["host="],
    pattern:
      "host=[^\\s\"']{1,80} (?:(?:port|dbname|user|sslmode|connect_timeout)=[^\\s\"']{1,40} ){0,5}password=([^\\s\"']{1,80})",
    ignoreCase: true,
    accepts: ({ secret }) => !startsAsPlaceholder(secret),
    match: [sample("host=db port=5432 user=app pass", "word=correcthorse dbname=app")],
    not_match: ["host=db port=5432 user=app dbname=app", "host=db user=app password=%s"],
  },
];
