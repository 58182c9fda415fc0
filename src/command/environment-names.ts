/** Variables that change only how programs speak, or what a build is called. */
const harmless: ReadonlySet<string> = new Set(
  (
    "CI DEBUG LANG LANGUAGE TZ TERM COLUMNS LINES NO_COLOR FORCE_COLOR CLICOLOR COLORTERM NODE_ENV PORT VERBOSE LOG_LEVEL RUST_LOG RUST_BACKTRACE " +
    "CARGO_TERM_COLOR CARGO_INCREMENTAL GOOS GOARCH CGO_ENABLED GO111MODULE PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE PYTHONHASHSEED " +
    "NODE_NO_WARNINGS APP_ENV RAILS_ENV RACK_ENV FLASK_ENV FLASK_DEBUG DJANGO_DEBUG TEST_TIMEOUT UPDATE_SNAPSHOTS"
  ).split(" "),
);

const harmlessPrefix = /^(?:LC_|VITE_|NEXT_PUBLIC_|REACT_APP_)/;

/** Values with which a variable that could start a program starts none. */
const harmlessValues: Readonly<Record<string, RegExp>> = {
  PAGER: /^(?:cat|)$/,
  GIT_PAGER: /^(?:cat|)$/,
  MANPAGER: /^cat$/,
  GIT_EDITOR: /^(?:true|:)$/,
  GIT_TERMINAL_PROMPT: /^0$/,
  GIT_OPTIONAL_LOCKS: /^0$/,
  NODE_OPTIONS: /^--max-old-space-size=\d+$/,
  BROWSER: /^(?:none|false)$/,
};

/** True for an assignment that cannot make a later program load, start or trust something else. */
export function isHarmlessAssignment(name: string, value: string | undefined): boolean {
  if (value !== undefined && harmlessValues[name]?.test(value) === true) return true;
  return harmless.has(name) || harmlessPrefix.test(name);
}

const influential =
  /^(?:LD_|DYLD_|BASH|GIT_|PYTHON|PERL|RUBY|GEM_|BUNDLE_|NODE_|NPM_|npm_|CARGO_|GO|CGO_|JAVA_|MAVEN_|GRADLE_|AWS_|DOCKER_|SSL_|XDG_|LESS|CURL_|GCONV_|OPENSSL_|TAR_|RIPGREP_|RUST)|^(?:PATH|IFS|ENV|HOME|PWD|OLDPWD|CDPATH|SHELL|SHELLOPTS|PS[0-4]|PROMPT_COMMAND|ZDOTDIR|TMPDIR|PAGER|MANPAGER|EDITOR|VISUAL|BROWSER|CC|CXX|LD|MAKEFLAGS|CFLAGS|WGETRC|KUBECONFIG|POSIXLY_CORRECT|GLOBIGNORE|FIGNORE|HISTFILE|INPUTRC|TERMINFO|NLSPATH|HOSTALIASES)$|_proxy$|_PROXY$/;

/** True for a shell variable that programs may inherit and heed; any other is the script's own. */
export function isInfluential(name: string): boolean {
  return influential.test(name);
}
