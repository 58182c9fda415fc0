import { asks, insists, type ProgramProfile } from "../profile.ts";

const speaks = "it acts on a database, and its own commands can start programs";
const stores = "it changes what a database holds";

/** A name of a database that is a list of settings, which may name another host, files of keys, or more. */
const settings =
  /^\s*(?:host(?:addr)?|port|dbname|user|pass\w+|require_auth|channel_binding|connect_timeout|client_encoding|options|(?:fallback_)?application_name|keepalives\w*|tcp_\w+|replication|gss\w+|krb\w+|ssl\w+|requiressl|service|target_\w+|load_\w+|m(?:in|ax)_\w+)\s*=|[?&](?:host\w*|service\w*|passfile|ssl(?!mode)\w+|options|krb\w*|gss\w*)=/i;

/** Output that goes into a program, beside such settings. */
const piped = new RegExp(`^\\||${settings.source}`, "i");

const postgresConnection =
  "-h,--host=url -p,--port=text -U,--username=text -w,--no-password -W,--password -d,--dbname=source --role=text";

const psql: ProgramProfile = asks(["network", "read", "write"], speaks, {
  options: `${postgresConnection} -c,--command=code -f,--file!=read -l,--list -v,--set,--variable=text -X,--no-psqlrc
    -1,--single-transaction -a,--echo-all -b,--echo-errors -e,--echo-queries -E,--echo-hidden -L,--log-file=write
    -n,--no-readline -o,--output=write -q,--quiet -s,--single-step -S,--single-line -A,--no-align --csv
    -F,--field-separator=text -H,--html -P,--pset=text -R,--record-separator=text -t,--tuples-only -T,--table-attr=text
    -x,--expanded -z,--field-separator-zero -0,--record-separator-zero -V,--version -?`,
  operands: ["source", "text"],
  language: "sql",
  unless: ["command", "file", "list", "version", "help"],
  hazard: piped,
  match: [
    "psql -c 'select count(*) from users'",
    "psql -U app -d shop -At -c 'SELECT id, name FROM orders ORDER BY id LIMIT 5'",
    "psql postgres://app@localhost:5432/shop -c '\\d users'",
    "psql -d shop -v ON_ERROR_STOP=1 -q --csv -c 'table users'",
    "psql -l",
  ],
  notMatch: [
    "psql shop",
    "psql -c '\\! id'",
    "psql -c 'drop table users'",
    "psql -c \"copy t from program 'id'\"",
    "psql -c \"select pg_read_file('/etc/passwd')\"",
    "psql -o '|id' -c 'select 1'",
    "psql -f a.sql",
    "psql --fil=/tmp/a.sql",
    "psql -d 'host=h dbname=x' -c 'select 1'",
    "psql --log=/tmp/x -c 'select 1'",
  ],
});

const dumpOptions = `-F,--format=text -j,--jobs=text -v,--verbose -V,--version -Z,--compress=text --lock-wait-timeout=text --no-sync -?
  -a,--data-only -b,--blobs,--large-objects -B,--no-blobs,--no-large-objects -c,--clean -C,--create -e,--extension=text
  -E,--encoding=text -n,--schema=text -N,--exclude-schema=text -O,--no-owner -s,--schema-only -S,--superuser=text
  -t,--table=text -T,--exclude-table=text -x,--no-privileges,--no-acl --binary-upgrade --column-inserts,--attribute-inserts
  --disable-dollar-quoting --disable-triggers --enable-row-security --exclude-table-data=text --extra-float-digits=text
  --if-exists --include-foreign-data=text --inserts --load-via-partition-root --no-comments --no-publications
  --no-security-labels --no-subscriptions --no-table-access-method --no-tablespaces --no-toast-compression
  --no-unlogged-table-data --on-conflict-do-nothing --quote-all-identifiers --restrict-key=text --rows-per-insert=text
  --section=text --serializable-deferrable --snapshot=text --strict-names --use-set-session-authorization
  --exclude-database=text -g,--globals-only -r,--roles-only --no-role-passwords --filter!=read`;

const dump = (name: string, operands: readonly ["source"] | readonly ["text"]): ProgramProfile =>
  asks(["network", "read", "write"], "it copies a whole database", {
    options: `${postgresConnection} ${dumpOptions} -f,--file=write`,
    operands,
    hazard: settings,
    match: [`${name} -s -O -f schema.sql`, `${name} -h localhost -U app --no-owner --clean`],
    notMatch: [`${name} -f /tmp/x`, `${name} --file=/tmp/x`, `${name} -d 'host=h dbname=x'`, `${name} --filter rules`],
  });

const administers =
  "-h,--host=url -p,--port=text -U,--username=text -w,--no-password -W,--password -e,--echo -V,--version";

const postgresPrograms: Readonly<Record<string, ProgramProfile>> = {
  psql,
  pg_dump: dump("pg_dump", ["source"]),
  pg_dumpall: dump("pg_dumpall", ["text"]),
  pg_restore: asks(["network", "read", "write"], stores, {
    options: `-h,--host=url -p,--port=text -U,--username=text -w,--no-password -W,--password --role=text -d,--dbname!=source
      -f,--file=write -F,--format=text -l,--list -v,--verbose -V,--version -? -a,--data-only -c,--clean -C,--create
      -e,--exit-on-error -I,--index=text -j,--jobs=text -L,--use-list=read -n,--schema=text -N,--exclude-schema=text
      -O,--no-owner -P,--function=text -s,--schema-only -S,--superuser=text -t,--table=text -T,--trigger=text
      -x,--no-privileges,--no-acl -1,--single-transaction --disable-triggers --enable-row-security --if-exists --no-comments
      --no-data-for-failed-tables --no-publications --no-security-labels --no-subscriptions --no-table-access-method
      --no-tablespaces --restrict-key=text --section=text --strict-names --use-set-session-authorization`,
    operands: ["read"],
    match: ["pg_restore -l a.dump", "pg_restore -f out.sql --no-owner a.dump"],
    notMatch: ["pg_restore -d shop a.dump", "pg_restore --db=shop a.dump", "pg_restore -f /tmp/x a.dump"],
  }),
  createdb: asks(["network"], stores, {
    options: `${administers} -D,--tablespace=text -E,--encoding=text -l,--locale=text --lc-collate=text --lc-ctype=text
      --icu-locale=text --locale-provider=text -O,--owner=text -S,--strategy=text -T,--template=text --maintenance-db=source`,
    operands: ["text"],
    hazard: settings,
    match: ["createdb shop_test", "createdb -h localhost -U app -E UTF8 shop_test"],
    notMatch: ["createdb --maintenance-db='host=h' x", "createdb --maint=service=x x"],
  }),
  dropdb: insists(["network", "loss"], "it removes a database", {
    options: `${administers} -f,--force! -i,--interactive --if-exists --maintenance-db=source`,
    match: [],
    notMatch: ["dropdb shop", "dropdb --if-exists shop"],
  }),
  createuser: insists(["network", "privilege"], "it changes who may use a database", {
    options: administers,
    match: [],
    notMatch: ["createuser me", "createuser -s me"],
  }),
  dropuser: insists(["network", "loss"], "it changes who may use a database", {
    options: administers,
    match: [],
    notMatch: ["dropuser me"],
  }),
  pg_isready: asks(["network"], "it asks a server", {
    options:
      "-h,--host=url -p,--port=text -U,--username=text -d,--dbname=source -q,--quiet -t,--timeout=text -V,--version -?",
    operands: ["text"],
    hazard: settings,
    match: ["pg_isready", "pg_isready -h localhost -p 5432 -q"],
    notMatch: ["pg_isready -d 'host=h'", "pg_isready --db=service=x"],
  }),
};

const mysqlConnection = `-u,--user=text -p,--password[=text] -h,--host=url -P,--port=text -S,--socket=read --protocol=text -C,--compress
  --compression-algorithms=text --connect-timeout=text --ssl --skip-ssl --ssl-mode=text --ssl-ca=read --ssl-capath=read
  --ssl-cert=read --ssl-key=read --ssl-cipher=text --tls-version=text --get-server-public-key --default-character-set=text
  --max-allowed-packet=text -v,--verbose -V,--version -? --no-defaults --print-defaults --login-path=text
  --defaults-file!=read --defaults-extra-file!=read --defaults-group-suffix!=text --plugin-dir!=read --default-auth!=text
  --character-sets-dir!=read --debug![=write] --debug-check --debug-info`;

function mysql(name: string): ProgramProfile {
  return asks(["network", "read", "write"], speaks, {
    options: `${mysqlConnection} -e,--execute=code -D,--database=text -B,--batch -N,--skip-column-names -t,--table -r,--raw -s,--silent
      -E,--vertical -H,--html -X,--xml -n,--unbuffered -q,--quick -f,--force -G,--named-commands! -A,--no-auto-rehash
      -U,--safe-updates -w,--wait --binary-mode --column-names --show-warnings --skip-reconnect --line-numbers -L
      --local-infile![=text] --load-data-local-dir!=read --init-command!=code --pager![=program] --tee!=write
      --delimiter!=text --enable-cleartext-plugin! --skip-pager --skip-tee`,
    operands: ["text"],
    language: "sql",
    unless: ["execute", "version", "help", "print-defaults"],
    match: [
      `${name} -u root -p shop -e 'select count(*) from users'`,
      `${name} --host=localhost -N -B -e 'SHOW TABLES' shop`,
      `${name} shop -e 'select * from users limit 1\\G'`,
      `${name} --version`,
    ],
    notMatch: [
      `${name} shop`,
      `${name} -e '\\! id'`,
      `${name} -e 'system id'`,
      `${name} -e 'drop table users'`,
      `${name} -e "select 1 into outfile '/tmp/x'"`,
      `${name} -e "select load_file('/etc/passwd')"`,
      `${name} -e 'select 1' --pager=./x`,
      `${name} -e 'select 1' --te=/tmp/x`,
      `${name} --defaults-file=./rc -e 'select 1'`,
      `${name} -e 'select 1 /*! into outfile 1 */'`,
    ],
  });
}

function mysqldump(name: string): ProgramProfile {
  return asks(["network", "read", "write"], "it copies a whole database", {
    options: `${mysqlConnection} -A,--all-databases -B,--databases --tables --add-drop-database --add-drop-table --skip-add-drop-table
      --add-locks -c,--complete-insert --compact --compatible=text --column-statistics=text -e,--extended-insert
      --skip-extended-insert -E,--events -f,--force --flush-logs -F --hex-blob --ignore-table=text --insert-ignore -l,--lock-tables
      --skip-lock-tables --master-data[=text] --source-data[=text] -n,--no-create-db -t,--no-create-info -d,--no-data
      --no-tablespaces --opt --skip-opt --order-by-primary -q,--quick -Q,--quote-names -R,--routines --set-gtid-purged=text
      --single-transaction --skip-comments --skip-dump-date --skip-triggers --triggers -w,--where=text -X,--xml --tz-utc
      --column-inserts --disable-keys --create-options --net-buffer-length=text -r,--result-file=write -T,--tab=write
      --fields-terminated-by=text --fields-enclosed-by=text --lines-terminated-by=text --log-error=write --delete-master-logs!
      --delete-source-logs! --init-command!=code --replace`,
    operands: ["text"],
    match: [`${name} --single-transaction -u root shop users`, `${name} --no-data -r schema.sql shop`],
    notMatch: [
      `${name} -r /tmp/x shop`,
      `${name} --tab=/tmp/x shop`,
      `${name} --defaults-file=./rc shop`,
      `${name} --result=/tmp/x shop`,
    ],
  });
}

const sqlite: ProgramProfile = asks(["read", "write"], speaks, {
  options: `-append -ascii -bail -batch -box -column -cmd=code -csv -deserialize -echo -init!=read -header -noheader -help -html
    -interactive! -json -line -list -lookaside=text,text -markdown -maxsize=text -memtrace -mmap=text -newline=text -nofollow
    -nonce!=text -nullvalue=text -pagecache=text,text -qbox -quote -readonly -safe -separator=text -stats -table -tabs -version
    -vfs!=text -zip! -A! -unsafe-testing! -compact -escape=text -ifexists -multiplex! -no-rowid-in-view -pcachetrace -vfstrace`,
  words: true,
  operands: ["write", "code"],
  language: "sql",
  least: 2,
  hazard: /^file:/i,
  match: [
    "sqlite3 app.db 'select * from users limit 5'",
    "sqlite3 -header -column app.db 'SELECT count(*) FROM t WHERE a LIKE '\\''x%'\\'';'",
    "sqlite3 app.db .tables",
    "sqlite3 app.db '.schema users'",
    "sqlite3 -json data/app.db 'PRAGMA table_info(users)'",
    "sqlite3 app.db 'create table t (id integer primary key, name text)'",
    "sqlite3 --version",
  ],
  notMatch: [
    "sqlite3 app.db",
    "sqlite3 app.db '.shell id'",
    "sqlite3 app.db '.system id'",
    "sqlite3 -cmd '.shell id' app.db 'select 1'",
    "sqlite3 app.db \"select load_extension('x')\"",
    "sqlite3 app.db \"select readfile('/etc/passwd')\"",
    "sqlite3 app.db \"select [readfile]('a')\"",
    "sqlite3 app.db \"attach '/tmp/x' as x\"",
    "sqlite3 app.db \"vacuum into '/tmp/x'\"",
    "sqlite3 app.db \"select * from 'fsdir' where path='/etc'\"",
    "sqlite3 app.db '.output /tmp/x' 'select 1'",
    "sqlite3 app.db 'drop table users'",
    "sqlite3 -init rc app.db 'select 1'",
    "sqlite3 /etc/x.db 'select 1'",
    "sqlite3 'file:/etc/x.db' 'select 1'",
    "sqlite3 -A xf a.zip",
  ],
});

/** Commands of Redis that only tell. */
const redisReading =
  /^(?:ping|echo|get|mget|getrange|strlen|exists|type|ttl|pttl|expiretime|keys|scan|randomkey|dbsize|info|time|hget|hgetall|hmget|hkeys|hvals|hlen|hexists|hscan|hstrlen|lrange|llen|lindex|lpos|smembers|scard|sismember|smismember|sscan|srandmember|sinter|sunion|sdiff|zrange|zrangebyscore|zrevrange|zrevrangebyscore|zcard|zscore|zmscore|zrank|zrevrank|zcount|zscan|xlen|xrange|xrevrange|xread|xinfo|xpending|object|lastsave|role|bitcount|getbit|pfcount|geopos|geodist|geosearch|json\.get|json\.type|ft\.search|ft\.info|ft\._list|touch)$/i;

/** Commands of Redis that set one value. */
const redisWriting =
  /^(?:set|setex|psetex|setnx|mset|append|incr|incrby|decr|decrby|hset|hsetnx|hincrby|lpush|rpush|sadd|zadd|xadd|expire|pexpire|persist|pfadd|publish|json\.set)$/i;

const redisOptions = `-h=url -p=text -t=text -s=read -a,--pass=text --user=text --askpass -u=url -r=text -i=text -n=text -2 -3 -x -X=text -d=text -D=text
  -c -e --tls --sni=text --cacert=read --cacertdir=read --cert=read --key=read --tls-ciphers=text --insecure! --raw --no-raw
  --quoted-input --csv --json --quoted-json --show-pushes=text --stat --latency --latency-history --latency-dist --bigkeys
  --memkeys --memkeys-samples=text --hotkeys --scan --pattern=text --count=text --quoted-pattern=text --intrinsic-latency=text
  --verbose --no-auth-warning --lru-test!=text --replica! --slave! --rdb!=write --functions-rdb!=write --pipe! --pipe-timeout=text
  --eval!=read --ldb! --ldb-sync-mode! --cluster! --cluster-yes! --test-hint=text --test-hint-file=read`;

const redis = (name: string): ProgramProfile =>
  asks(["network"], "it acts on a database", {
    options: redisOptions,
    subcommands: {},
    unless: [
      "version",
      "help",
      "scan",
      "bigkeys",
      "memkeys",
      "hotkeys",
      "stat",
      "latency",
      "latency-history",
      "latency-dist",
    ],
    otherwise: [
      [redisReading, asks(["network"], "it asks a database", { leading: true })],
      [redisWriting, asks(["network"], stores, { leading: true })],
      [/^/, insists(["network", "loss"], "it may lose what a database holds, or run code in it", { leading: true })],
    ],
    match: [
      `${name} ping`,
      `${name} -h localhost -p 6379 get session:1`,
      `${name} -n 1 --raw HGETALL user:1`,
      `${name} set a 1 EX 60`,
      `${name} --scan --pattern 'user:*'`,
      `${name} lrange jobs 0 -1`,
    ],
    notMatch: [
      name,
      `${name} flushall`,
      `${name} CONFIG SET dir /tmp`,
      `${name} eval 'return 1' 0`,
      `${name} --eval a.lua`,
      `${name} --rdb /tmp/x`,
      `${name} del a`,
      `${name} module load ./x.so`,
    ],
  });

const mongosh = (name: string): ProgramProfile =>
  asks(["network", "read", "exec"], "it runs JavaScript, which can do anything", {
    options: `--host=url --port=text --tls --ssl --tlsCertificateKeyFile=read --tlsCAFile=read --tlsAllowInvalidCertificates!
      --tlsAllowInvalidHostnames! -u,--username=text -p,--password[=text] --authenticationDatabase=text
      --authenticationMechanism=text --apiVersion=text --retryWrites[=text] --quiet --json[=text] --norc --nodb --verbose -h
      --eval!=code -f,--file!=read --shell! --cryptSharedLibPath!=read --awsIamSessionToken!=text --mongocryptdSpawnPath!=program`,
    operands: ["source", "read"],
    language: "other",
    unless: ["version", "help"],
    match: [`${name} --version`, `${name} --help`],
    notMatch: [`${name} --eval 'db.x.drop()'`, `${name} shop`, `${name} localhost/shop a.js`, `${name} --fi /tmp/x.js`],
  });

/** Clients of databases. */
export const databasePrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  ...postgresPrograms,
  mysql: mysql("mysql"),
  mariadb: mysql("mariadb"),
  mysqldump: mysqldump("mysqldump"),
  "mariadb-dump": mysqldump("mariadb-dump"),
  mysqladmin: insists(["network"], stores, { match: [], notMatch: ["mysqladmin drop shop", "mysqladmin shutdown"] }),
  sqlite3: sqlite,
  sqlite: { ...sqlite, match: ["sqlite app.db .tables"], notMatch: ["sqlite app.db '.shell id'"] },
  "redis-cli": redis("redis-cli"),
  "valkey-cli": redis("valkey-cli"),
  mongosh: mongosh("mongosh"),
  mongo: mongosh("mongo"),
});
