import { insists, type ProgramProfile, reads, runs } from "../profile.ts";

/** Names that bind to this machine only. */
const local = /^(?:localhost|127\.0\.0\.1|::1|\[::1\])(?::\d+)?$/;

const destroys = "it throws away data";

const uvicornOptions = `--host=text --port=text --uds=write --fd=text --reload --reload-dir=read --reload-include=text
  --reload-exclude=text --reload-delay=text --workers=text --loop=text --http=text --ws=text --ws-max-size=text
  --lifespan=text --interface=text --env-file=read --log-config=read --log-level=text --access-log --no-access-log
  --use-colors --no-use-colors --proxy-headers --no-proxy-headers --forwarded-allow-ips=text --root-path=text
  --limit-concurrency=text --backlog=text --limit-max-requests=text --timeout-keep-alive=text
  --timeout-graceful-shutdown=text --ssl-keyfile=read --ssl-certfile=read --header=text --factory --date-header
  --no-date-header --server-header --no-server-header --app-dir!=read`;

const gunicornOptions = `-c,--config=read -b,--bind=text --backlog=text -w,--workers=text -k,--worker-class=text
  --threads=text --worker-connections=text --max-requests=text --max-requests-jitter=text -t,--timeout=text
  --graceful-timeout=text --keep-alive=text --reload --check-config --print-config --preload --access-logfile=write
  --error-logfile=write --log-file=write --log-level=text --access-logformat=text --capture-output --name=text -n=text
  --env=text -e=text --forwarded-allow-ips=text -p,--pid=write -D,--daemon! --chdir!=read --pythonpath!=read
  --paste!=read --user!=text --group!=text -u!=text -g!=text --reload-engine=text --logger-class!=text --spew!`;

const djangoOptions =
  "--settings=text --traceback --no-color --force-color --skip-checks -v,--verbosity=text --pythonpath!=read";

const celeryTool = runs(
  `-A,--app=text -l,--loglevel=text -c,--concurrency=text -P,--pool=text -Q,--queues=text -n,--hostname=text
    -E,--task-events -B,--beat -s,--schedule=write -f,--logfile=write --pidfile=write --without-gossip
    --without-mingle --without-heartbeat --max-tasks-per-child=text --port=text -D,--detach!`,
);

/** Tools of Python that serve an application of the workspace, or look after its data. */
export const pythonServers = (): Readonly<Record<string, ProgramProfile>> => ({
  flask: runs("-A,--app=text -e,--env-file=read --debug --no-debug", {
    subcommands: {
      run: runs(
        `-h,--host=text -p,--port=text --cert=read --key=read --reload --no-reload --debugger --no-debugger
          --with-threads --without-threads --extra-files=read --exclude-patterns=text`,
        { forms: { host: local } },
      ),
      routes: runs("-s,--sort=text --all-methods"),
      shell: insists(["exec"], "it runs the code it is given"),
      db: runs("-d,--directory=read -m,--message=text --autogenerate --sql --tag=text --rev-id=text -v"),
    },
    otherwise: [[/^[\w-]+$/, runs("", { lenient: true })]],
    match: ["flask --app app run --port 5000", "flask db upgrade", "flask routes"],
    notMatch: ["flask run --host 0.0.0.0", "flask shell", "flask --env-file /etc/x run"],
  }),
  uvicorn: runs(uvicornOptions, {
    forms: { host: local, interface: /^(?:auto|asgi3|asgi2|wsgi)$/, loop: /^(?:auto|asyncio|uvloop|none)$/ },
    match: ["uvicorn app.main:app --reload --port 8000"],
    notMatch: ["uvicorn app:app --host 0.0.0.0", "uvicorn --app-dir /srv/x app:app"],
  }),
  gunicorn: runs(gunicornOptions, {
    forms: {
      bind: local,
      "worker-class": /^(?:sync|eventlet|gevent|tornado|gthread|uvicorn\.workers\.UvicornWorker)$/,
    },
    match: ["gunicorn app:app -w 4 -b 127.0.0.1:8000"],
    notMatch: ["gunicorn -b 0.0.0.0:80 app:app", "gunicorn --chdir /srv/x app:app", "gunicorn -c /tmp/x.py app:app"],
  }),
  streamlit: runs("", {
    subcommands: {
      run: runs(
        `--server.port=text --server.headless=text --server.address!=text --browser.gatherUsageStats=text
          --logger.level=text`,
        { operands: ["read", "text"], hazard: /^https?:/ },
      ),
      version: reads(""),
      docs: insists(["network"], "it opens a browser"),
    },
    match: ["streamlit run app.py --server.port 8501"],
    notMatch: ["streamlit run https://h/app.py", "streamlit run /tmp/app.py"],
  }),
  celery: runs("-A,--app=text -b,--broker!=url --workdir!=read --config!=text -q,--quiet --no-color", {
    subcommands: {
      worker: celeryTool,
      beat: celeryTool,
      status: celeryTool,
      inspect: celeryTool,
      report: celeryTool,
      list: celeryTool,
      events: celeryTool,
      purge: insists(["loss"], destroys),
      control: insists(["loss"], "it stops workers"),
      shell: insists(["exec"], "it runs the code it is given"),
    },
    match: ["celery -A app worker -l info"],
    notMatch: ["celery -A app purge -f", "celery -A app shell"],
  }),
  alembic: runs("-c,--config=read -n,--name=text -x=text -q,--quiet --raiseerr", {
    subcommands: {
      ...Object.fromEntries(
        [
          "upgrade",
          "revision",
          "current",
          "history",
          "heads",
          "branches",
          "show",
          "check",
          "merge",
          "stamp",
          "init",
          "list_templates",
        ].map((name) => [
          name,
          runs(
            `-m,--message=text --autogenerate --sql --head=text --splice --branch-label=text --version-path=write
              --rev-id=text --depends-on=text --tag=text -v,--verbose -r,--rev-range=text -i,--indicate-current
              --check-heads --purge! -t=text`,
          ),
        ]),
      ),
      downgrade: insists(["loss"], destroys),
      edit: insists(["exec"], "it starts an editor"),
    },
    match: ["alembic upgrade head", "alembic revision --autogenerate -m 'add a'"],
    notMatch: ["alembic downgrade base", "alembic -c /tmp/x.ini upgrade head"],
  }),
  "django-admin": runs(djangoOptions, {
    subcommands: {
      ...Object.fromEntries(
        [
          "check",
          "makemigrations",
          "migrate",
          "showmigrations",
          "sqlmigrate",
          "test",
          "collectstatic",
          "startapp",
          "startproject",
          "makemessages",
          "compilemessages",
          "diffsettings",
          "inspectdb",
          "createcachetable",
          "findstatic",
        ].map((name) => [
          name,
          runs(
            `${djangoOptions} --dry-run --merge --noinput --no-input -n,--name=text --check --plan --fake
              --fake-initial --database=text -k=text --keepdb --parallel[=text] --failfast --tag=text -c --clear!
              -l,--locale=text -a,--all --template!=source`,
          ),
        ]),
      ),
      ...Object.fromEntries(
        ["shell", "dbshell"].map((name) => [name, insists(["exec"], "it runs the code it is given")]),
      ),
      ...Object.fromEntries(
        ["flush", "sqlflush", "loaddata", "dumpdata"].map((name) => [name, insists(["loss"], destroys)]),
      ),
      runserver: runs(`${djangoOptions} --noreload --nothreading --nostatic --insecure -6`, {
        hazard: /^(?!(?:localhost:|127\.0\.0\.1:|\[::1\]:)?\d+$)/,
      }),
      help: reads("", { operands: ["text"] }),
    },
    match: ["django-admin check", "django-admin startapp blog", "django-admin runserver 8000"],
    notMatch: [
      "django-admin flush --noinput",
      "django-admin shell",
      "django-admin runserver 0.0.0.0:80",
      "django-admin startproject x --template https://h/t.zip",
    ],
  }),
});
