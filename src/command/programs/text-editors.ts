import { asks, type ProgramProfile, reads } from "../profile.ts";

const changes = "an editor can start programs and change any file";

function vim(name: string): ProgramProfile {
  return asks(["exec"], changes, {
    options: `-v -e -E -s!=read -d -y -R -Z -m -M -b -l -C -N -V![=write] -D! -n -r -L -A -H -F -T=text --not-a-term
      --ttyfail -u!=read -U!=read --noplugin -p[=text] -o[=text] -O[=text] --cmd!=code -c!=code -S!=read -w!=write
      -W!=write -x -X --startuptime!=write --log!=write -i!=write --clean --literal -t=text -q[=read] -f -g -h
      --nofork --headless --embed! --listen!=text --remote! --remote-expr!=code --remote-send!=code --servername!=text
      --server!=text -P!=text`,
    operands: ["write"],
    hazard: /^\+(?!\d*$)/,
    match: [`${name} src/a.ts`, `${name} +12 -R src/a.ts`, `${name} -O src/a.ts src/b.ts`],
    notMatch: [
      `${name} -c ':!id' a.txt`,
      `${name} '+!id' a.txt`,
      `${name} --cmd 'so x.vim' a.txt`,
      `${name} -S x.vim`,
      `${name} -u ./vimrc a.txt`,
      `${name} /etc/hosts`,
    ],
  });
}

function ed(name: string): ProgramProfile {
  return asks(["exec"], changes, {
    options: `-E,--extended-regexp -G,--traditional -l,--loose-exit-status -p,--prompt=text -r,--restricted
       -s,--quiet,--silent -v,--verbose -h -V`,
    operands: ["write"],
    hazard: /^!/,
    match: [`${name} -s a.txt`, `${name} -r -p '*' a.txt`],
    notMatch: [`${name} '!id'`, `${name} /etc/passwd`],
  });
}

/** Programs that show text page by page, or change it by hand. */
export const editorPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  less: asks(["read"], "a pager can start programs and edit files", {
    options: `-a,--search-skip-screen -A,--SEARCH-SKIP-SCREEN -b,--buffers=text -B,--auto-buffers -c,--clear-screen
      -C,--CLEAR-SCREEN -d,--dumb -D,--color=text -e,--quit-at-eof -E,--QUIT-AT-EOF -f,--force -F,--quit-if-one-screen
      -g,--hilite-search -G,--HILITE-SEARCH -h,--max-back-scroll=text -i,--ignore-case -I,--IGNORE-CASE
      -j,--jump-target=text -J,--status-column -k,--lesskey-file!=read -K,--quit-on-intr -L,--no-lessopen
      -m,--long-prompt -M,--LONG-PROMPT -n,--line-numbers -N,--LINE-NUMBERS -o,--log-file!=write -O,--LOG-FILE!=write
      -p,--pattern=text -P,--prompt=text -q,--quiet,--silent -Q,--QUIET,--SILENT -r,--raw-control-chars
      -R,--RAW-CONTROL-CHARS -s,--squeeze-blank-lines -S,--chop-long-lines -t,--tag=text -T,--tag-file=read
      -u,--underline-special -U,--UNDERLINE-SPECIAL -V -w,--hilite-unread -W,--HILITE-UNREAD -x,--tabs=text
      -X,--no-init -y,--max-forw-scroll=text -z,--window=text -~,--tilde -? --no-keypad --mouse --MOUSE --follow-name
      --incsearch --line-num-width=text --no-histdups --rscroll=text --save-marks --search-options=text
      --show-preproc-errors --status-col-width=text --status-line --use-backslash --use-color --wheel-lines=text
      --wordwrap --header=text --file-size --exit-follow-on-close --modelines=text --redraw-on-quit --quotes=text
      --shift=text --lesskey-src!=read --lesskey-content!=code -#`,
    operands: ["read"],
    leading: true,
    hazard: /^\+(?![\dgGF]*$|\/)/,
    match: ["less README.md", "less -FRX logs/app.log", "less +F -N build.log"],
    notMatch: [
      "less -o /etc/motd a.txt",
      "less '+!id' a.txt",
      "less -k keys a.txt",
      "less /etc/passwd",
      "less a.txt -k /etc/x",
    ],
  }),
  more: asks(["read"], "a pager can start programs", {
    options: `-d,--silent -f,--logical -l,--no-pause -c,--print-over -p,--clean-print -e,--exit-on-eof -s,--squeeze
       -u,--plain -n,--lines=text -h -V -#`,
    operands: ["read"],
    match: ["more README.md", "more +20 -s a.txt"],
    notMatch: ["more /etc/passwd"],
  }),
  man: asks(["read"], "it opens a pager, which can start programs", {
    options: `-C,--config-file!=read -d,--debug -D,--default --warnings[=text] -f,--whatis -k,--apropos
      -K,--global-apropos -l,--local-file! -w,--where,--path,--location -W,--where-cat,--location-cat -c,--catman
      -R,--recode=text -L,--locale=text -m,--systems=text -M,--manpath!=read -S,-s,--sections=text -e,--extension=text
      -i,--ignore-case -I,--match-case --regex --wildcard --names-only -a,--all -u,--update --no-subpages
      -P,--pager!=program -r,--prompt=text -7,--ascii -E,--encoding=text --no-hyphenation,--nh --no-justification,--nj
      -p,--preprocessor!=text -t,--troff! -T,--troff-device![=text] -H,--html![=program] -X,--gxditview![=text]
      -Z,--ditroff! -? -h --usage -V`,
    hazard: /\//,
    match: ["man ls", "man 5 crontab", "man -k rename", "man git-rebase"],
    notMatch: ["man -P ./x ls", "man -H./x ls", "man ./page.1", "man --pag=./x ls", "man -l x.1"],
  }),
  info: asks(["read"], "it opens a reader, which can start programs", {
    options: `-a,--all -k,--apropos=text -d,--directory!=read -f,--file=text -h --index-search=text -n,--node=text
      -o,--output=write -O,--show-options,--usage --subnodes -v,--variable!=text -w,--where,--location --restore!=read
      --dribble!=write --strict-node-location -R,--raw-escapes --no-raw-escapes --speech-friendly -b --vi-keys
      --init-file!=read`,
    hazard: /\//,
    match: ["info coreutils", "info --subnodes -o sed.txt sed"],
    notMatch: ["info -o /etc/motd sed", "info --init-file x sed", "info -f ./x.info"],
  }),
  apropos: reads(
    `-d,--debug -v,--verbose -e,--exact -r,--regex -w,--wildcard -a,--and -l,--long -C,--config-file!=read
     -L,--locale=text -m,--systems=text -M,--manpath!=read -s,--sections=text -? --usage -V -h`,
    {
      operands: ["text"],
      match: ["apropos -e rename"],
      notMatch: ["apropos -C x rename"],
    },
  ),
  whatis: reads(
    `-d,--debug -v,--verbose -r,--regex -w,--wildcard -l,--long -C,--config-file!=read -L,--locale=text
     -m,--systems=text -M,--manpath!=read -s,--sections=text -? --usage -V -h`,
    {
      operands: ["text"],
      match: ["whatis ls cp"],
      notMatch: ["whatis -M ./man ls"],
    },
  ),
  vim: vim("vim"),
  vi: vim("vi"),
  view: vim("view"),
  vimdiff: vim("vimdiff"),
  nvim: vim("nvim"),
  ex: vim("ex"),
  ed: ed("ed"),
  red: ed("red"),
  nano: asks(["exec"], changes, {
    options: `-A,--smarthome -B,--backup -C,--backupdir=write -D,--boldtext -E,--tabstospaces -F,--multibuffer
      -G,--locking -H,--historylog -I,--ignorercfiles -J,--guidestripe=text -K,--rawsequences -L,--nonewlines
      -M,--trimblanks -N,--noconvert -O,--bookstyle -P,--positionlog -Q,--quotestr=text -R,--restricted -S,--softwrap
      -T,--tabsize=text -U,--quickblank -V -W,--wordbounds -X,--wordchars=text -Y,--syntax=text -Z,--zap -a,--atblanks
      -b,--breaklonglines -c,--constantshow -d,--rebinddelete -e,--emptyline -f,--rcfile!=read -g,--showcursor -h
      -i,--autoindent -j,--jumpyscrolling -k,--cutfromcursor -l,--linenumbers -m,--mouse -n,--noread
      -o,--operatingdir=write -p,--preserve -q,--indicator -r,--fill=text -s,--speller!=program -t,--saveonexit
      -u,--unix -v,--view -w,--nowrap -x,--nohelp -y,--afterends -%,--stateflags -_,--minibar -0,--zero`,
    operands: ["write"],
    hazard: /^\+(?![\d,]*$)/,
    match: ["nano +12 notes.md", "nano -lv src/a.ts"],
    notMatch: ["nano -s ./x notes.md", "nano --spell=./x notes.md", "nano /etc/hosts", "nano -f ./rc a.txt"],
  }),
  code: asks(["exec"], changes, {
    options: `-d,--diff -m,--merge -a,--add -g,--goto -n,--new-window -r,--reuse-window -w,--wait -v --locale=text
      --list-extensions --status -s --install-extension! --uninstall-extension! --user-data-dir!=write
      --extensions-dir!=read --profile!=text --enable-proposed-api! --disable-extensions -h`,
    operands: ["write"],
    hazard: /^(?:tunnel|serve-web|chat)$/,
    match: ["code .", "code -g src/a.ts:12", "code --wait notes.md"],
    notMatch: ["code --install-extension x.y", "code /etc", "code tunnel"],
  }),
  emacs: asks(["exec"], changes, {
    options: `-nw,-no-window-system -Q,-quick -q,-no-init-file -batch! -script!=read -x!=read -l,-load!=read
      -f,-funcall!=code -e,-eval,-execute!=code -L,-directory!=read -kill -daemon![=text] -fg-daemon![=text]
      -bg-daemon![=text] -insert=read -no-splash -no-site-file -no-site-lisp -u,-user!=text -init-directory!=read
      -chdir!=read -d,-display!=text -debug-init -fullscreen -maximized -T,-title=text -t,-terminal!=text
      -visit,-find-file,-file=write`,
    words: true,
    operands: ["write"],
    match: ["emacs -nw src/a.ts", "emacs -Q +12 notes.md"],
    notMatch: [
      "emacs --batch -l x.el",
      "emacs -eval '(shell-command \"id\")'",
      "emacs /etc/hosts",
      "emacs --script x.el",
    ],
  }),
});
