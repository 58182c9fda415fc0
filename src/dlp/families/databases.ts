import type { Detector } from "../detector.ts";
import { alnum, base64, base64url, hex, lowerAlnum, textOf, upperAlnum } from "./alphabet.ts";
import { beside, besideUuid } from "./beside.ts";
import { prefixed } from "./prefixed.ts";
import { sample } from "./sample.ts";

/** Databases and what moves data between them. */
export const databases: readonly Detector[] = [
  prefixed("databricks-token", ["dapi"], { set: "[a-f0-9-]", units: hex.units }, 32, {
    startsWord: true,
    least: 24,
    match: [`dapi${textOf(hex, 32)}-2`],
  }),
  prefixed("supabase-token", ["sbp_"], hex, 40, { startsWord: true }),
  prefixed("supabase-secret-key", ["sb_secret_"], base64url, 31, {
    not_match: [`sb_publishable_${textOf(base64url, 31)}`],
  }),
  prefixed("neon-key", ["napi_"], lowerAlnum, 64, { startsWord: true }),
  prefixed(
    "planetscale-token",
    ["pscale_tkn_", "pscale_pw_", "pscale_oauth_"],
    { ...base64url, set: "[A-Za-z0-9_.=-]" },
    43,
    {
      least: 30,
    },
  ),
  prefixed("mongodb-atlas-secret", ["mdb_sa_sk_"], base64url, 40, { not_match: [`mdb_sa_id_${textOf(hex, 24)}`] }),
  besideUuid("mongodb-atlas-key", ["mongodb_atlas", "atlas_private", "atlas_api", "mcli_private"]),
  prefixed("cockroach-key", ["CCDB1_"], { set: "[A-Za-z0-9_]", units: alnum.units }, 63),
  prefixed("astra-token", ["AstraCS:"], { set: "[A-Za-z0-9:]", units: alnum.units }, 89, { least: 30 }),
  prefixed("elastic-cloud-key", ["essu_"], base64url, 90, { startsWord: true }),
  beside("elastic-key", ["elastic_api", "elasticsearch", "elastic_cloud", "elastic_password"], base64, 56),
  prefixed("confluent-secret", ["cflt"], base64, 60, { startsWord: true }),
  beside("confluent-legacy-secret", ["confluent", "kafka_api", "kafka_secret", "schema_registry"], base64, 64),
  beside("upstash-token", ["upstash", "kv_rest_api"], base64, 52),
  prefixed("xata-key", ["xau_"], alnum, 32, { startsWord: true }),
  prefixed("fauna-secret", ["fnAE", "fnAF"], base64url, 36, { startsWord: true }),
  beside("influxdb-token", ["influx"], base64url, 86),
  beside("snowflake-secret", ["snowflake"], base64url, 40),
  beside("clickhouse-key", ["clickhouse"], alnum, 42),
  beside("turso-token", ["turso", "libsql"], { set: "[A-Za-z0-9_.-]", units: alnum.units }, 90),
  beside("meilisearch-key", ["meili_master", "meilisearch", "meili_"], base64url, 43),
  beside("typesense-key", ["typesense"], alnum, 32),
  beside("qdrant-key", ["qdrant"], base64url, 54),
  beside("couchbase-secret", ["couchbase"], alnum, 40),
  beside("neo4j-password", ["neo4j", "aura_"], base64url, 43),
  prefixed("tinybird-token", [sample("p.ey", "J")], { set: "[A-Za-z0-9_.-]", units: alnum.units }, 160, {
    startsWord: true,
    least: 60,
  }),
  prefixed("dbt-token", ["dbtu_", "dbtc_", "dbts_"], base64url, 44, { startsWord: true }),
  beside("fivetran-secret", ["fivetran"], alnum, 32),
  prefixed("prefect-key", ["pnu_", "pnb_"], alnum, 36, { startsWord: true }),
  prefixed("materialize-password", ["mzp_"], hex, 64, { startsWord: true }),
  beside("airbyte-secret", ["airbyte"], alnum, 32),
  beside("hasura-secret", ["hasura"], alnum, 64),
  beside("convex-key", ["convex_deploy"], base64url, 60),
  beside("appwrite-key", ["appwrite"], hex, 128),
  beside("aiven-token", ["aiven"], base64, 88),
  beside("firebolt-secret", ["firebolt"], upperAlnum, 40),
];
