function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/** Words with which statements begin that read, or add to what is there. */
const beginnings = words(
  "select with values explain show describe desc table pragma insert create alter begin commit rollback analyze use",
);

/** Words with which, wherever they stand, such a statement loses data, stores code, or reaches files and other servers. */
const reaching = words(
  `delete drop truncate update merge outfile dumpfile infile program call do execute procedure virtual directory connection
   federated tablespace fsdir zipfile csv`,
);

/** Tables of SQLite that are directories and files; a name in quotes is one too. */
const files = words("fsdir zipfile csv");

/** Functions that only compute, and other words that may stand before a parenthesis. */
const harmless = words(
  `select from where and or not in any all some exists as on using over filter within partition by order group having values
   when then else union except intersect join lateral if constraint key unique primary check default with distinct between
   like ilike is limit offset returning analyze explain case materialized btree gin gist brin hash
   char character varchar varying nvarchar decimal numeric float double real int integer bigint smallint tinyint bit time
   timestamp timestamptz interval enum binary varbinary vector precision text
   count sum avg min max total abs ceil ceiling floor round trunc mod power pow sqrt exp ln log log10 sign random rand
   greatest least lower upper initcap length char_length character_length octet_length bit_length substr substring left
   right trim ltrim rtrim btrim lpad rpad replace reverse position strpos instr locate concat concat_ws group_concat
   string_agg split_part regexp_match regexp_matches ascii chr hex unhex md5 sha256 quote printf typeof coalesce nullif
   ifnull iif nvl cast convert isnull date datetime julianday strftime unixepoch date_trunc date_part extract age now
   current_timestamp current_date to_char to_date to_timestamp to_number date_format str_to_date datediff timestampdiff
   date_add date_sub unix_timestamp from_unixtime curdate curtime year month day hour minute second week weekday dayofweek
   make_date make_interval timezone row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value
   nth_value percentile_cont percentile_disc mode stddev variance array_agg array_length array_to_string string_to_array
   unnest cardinality generate_series bool_and bool_or every row grouping rollup cube sets json json_extract json_each
   json_tree json_object json_array json_array_length json_agg json_group_array json_group_object json_type json_valid
   json_unquote json_keys json_contains json_value json_build_object json_build_array json_array_elements json_each_text
   json_object_keys json_typeof jsonb jsonb_agg jsonb_build_object jsonb_array_elements jsonb_array_elements_text
   jsonb_array_length jsonb_each jsonb_each_text jsonb_object_keys jsonb_path_query jsonb_pretty jsonb_typeof to_json
   to_jsonb row_to_json version database current_database current_schema current_schemas current_user session_user
   connection_id last_insert_id last_insert_rowid changes sqlite_version pg_size_pretty pg_relation_size
   pg_total_relation_size pg_table_size pg_indexes_size pg_database_size pg_get_constraintdef pg_get_indexdef
   pg_get_viewdef pg_postmaster_start_time obj_description col_description to_regclass format_type pg_table_is_visible
   gen_random_uuid uuid uuid_generate_v4 similarity to_tsvector to_tsquery plainto_tsquery ts_rank
   pragma_table_info pragma_index_list pragma_foreign_key_list`,
);

/** Words after which a name with a parenthesis is a table with its columns. */
const introducing = words("into references as with recursive");
const creating = words("table exists on");

/** Settings that SQLite only tells. */
const told =
  /^pragma (?:\w+ \. )?(?:table_x?info|table_list|index_list|index_x?info|foreign_key_list|foreign_key_check|integrity_check|quick_check|database_list|compile_options|function_list|collation_list|user_version|schema_version|page_count|page_size|encoding|journal_mode|freelist_count)(?: \( \w+ \))?$/;

/** What may be added to a schema, one thing at a time. */
const additions =
  /^(?:create (?:temp |temporary |unlogged )?(?:table|view) |create (?:unique )?index |alter table (?:if exists |only )*\w+(?: \. \w+)? add (?:[^,()]|\([^()]*\))*$)/;

/** Commands of the clients themselves that only tell, or say how to print. */
const clientCommand =
  /^(?:\.(?:tables?|schema|fullschema|ind(?:exe|ice)s|databases|dbinfo|dump|help|headers?|mode|width|nullvalue|timeout|stats|show|quit|exit|version|changes|bail|echo|eqp|separator)|\\(?:d[A-Za-z]*[S+]*|l\+?|z|s[fv]\+?|conninfo|x|timing|encoding|q|\?|h|dconfig))(?:[ \t]+[\w.*?"', -]*)?;?$/;

/**
 * Comments, which may hold code or quotes; backslashes, which begin commands of the client or say that a text goes on;
 * texts that are not quoted with quotes; names of other dialects; and lines that a client may take for its own.
 */
const obscure =
  /\\|\/\*|--|#(?![>-])|\$\$|\$\w+\$|\$\{|\[[^\]\d]*['"`]|^\s*(?:[.!]|(?:system|source|pager|tee|edit|delimiter|prompt|connect)\b)/im;

const quoted = /'((?:[^']|'')*)'|"((?:[^"]|"")*)"|`([^`]*)`/g;

/** True for SQL that only reads, or adds to what is there, by functions that only compute. Pure and conservative. */
export function isInertSql(code: string): boolean {
  const text = code.trim().replace(/\\[gG]$/, "");
  if (clientCommand.test(text)) return true;
  if (obscure.test(text)) return false;
  const plain = text.toLowerCase().replaceAll(quoted, (_, ...parts: readonly (string | undefined)[]) => {
    const inside = parts.slice(0, 3).find((part) => part !== undefined) ?? "";
    return files.has(inside) ? ` ${inside} ` : " quoted_ ";
  });
  return !/['"`]/.test(plain) && plain.split(";").every(isInertStatement);
}

function isInertStatement(statement: string): boolean {
  const tokens = statement.match(/[\w\u0080-\uffff]+|[^\s\w\u0080-\uffff]/g) ?? [];
  const [first] = tokens;
  if (first === undefined) return true;
  if (!beginnings.has(first)) return false;
  const written = tokens.join(" ");
  if (first === "pragma") return told.test(written);
  if ((first === "create" || first === "alter") && !additions.test(written)) return false;
  return tokens.every((token, i) => {
    if (token === "into") return tokens[i - 1] === "insert";
    // `on delete cascade` says what a foreign key does later.
    if ((token === "delete" || token === "update") && tokens[i - 1] === "on")
      return first === "create" || first === "alter";
    return !reaching.has(token) && (token !== "(" || !isCall(tokens, i - 1));
  });
}

/** Whether what stands before a parenthesis is a function that may do more than compute. */
function isCall(tokens: readonly string[], at: number): boolean {
  const name = tokens[at] ?? "(";
  if (/^[-=<>+*/%|,(&!~^:?]$|^\d/.test(name) || harmless.has(name)) return false;
  const before = tokens[tokens[at - 1] === "." ? at - 3 : at - 1] ?? "";
  if (introducing.has(before)) return false;
  // `on` comes once in an index, before its table; what follows `as` is a query.
  return !(tokens[0] === "create" && creating.has(before) && !tokens.slice(0, at).includes("as"));
}
