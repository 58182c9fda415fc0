import { asks, insists, type ProgramProfile, reads, runs, writes } from "../profile.ts";

/**
 * Words of a make command line that run something else: a makefile from the input, a variable that names a program with
 * arguments or by a path, a value that is expanded, a plug-in of the compiler.
 */
const makeHazard = new RegExp(
  [
    "^-$|^/dev/|^[^=]*!=",
    String.raw`^[\w.]+\s*(?:::?:?|[?+])?=[^]*(?:[$\x60;|&<>\n]|-fplugin|-wrapper|-B\s*[./]|@)`,
    String.raw`^(?:SHELL|\.SHELLFLAGS|MAKE\w*|GNUMAKEFLAGS|BASH_ENV|ENV|PATH|LD_\w+|IFS)\s*(?:::?:?|[?+])?=`,
    String.raw`^\w*(?:CC|CXX|CPP|LD|AR|AS|NM|FC|GO|RM|CP|MV|LN|SH|SED|AWK|GREP|ECHO|MKDIR|INSTALL|PYTHON3?|PERL|RUBY|NODE|NPM|CARGO|DOCKER|GIT|CURL|TAR|SUDO|TOOL|COMPILER|LINKER|LAUNCHER|WRAPPER|RUNNER|RUN|EXEC|CMD|COMMAND|EDITOR|PAGER|BROWSER|BIN)\s*(?:::?:?|[?+])?=[^]*[\s/]`,
  ].join("|"),
);

const makeOptions = `-b -m -B,--always-make -C,--directory=read -d --debug[=text] -e,--environment-overrides -f,--file,--makefile=read
    -h -i,--ignore-errors -I,--include-dir=read -j,--jobs[=text] --jobserver-style=text -k,--keep-going
    -l,--load-average,--max-load[=text] -L,--check-symlink-times -n,--just-print,--dry-run,--recon
    -o,--old-file,--assume-old=read -O,--output-sync[=text] -p,--print-data-base -q,--question -r,--no-builtin-rules
    -R,--no-builtin-variables --shuffle[=text] -s,--silent,--quiet --no-silent -S,--no-keep-going,--stop -t,--touch
    --trace -v -w,--print-directory --no-print-directory -W,--what-if,--new-file,--assume-new=read
    --warn-undefined-variables -E,--eval!=code`;

const make: ProgramProfile = runs(makeOptions, {
  operands: ["text"],
  hazard: makeHazard,
  language: "other",
  forms: { file: /(?:^|\/)(?:GNU)?[Mm]akefile[\w.-]*$|\.(?:mk|mak)$/ },
  match: [
    "make -j4 test",
    "make -C packages/a build VERBOSE=1",
    "make CC=clang CFLAGS='-O2 -g' all",
    "make -f Makefile.ci lint",
    "make -n install PREFIX=/usr/local",
  ],
  notMatch: [
    "make --eval='x:' x",
    "make SHELL=./x test",
    "make 'X=$(shell touch a)'",
    "make -f -",
    "make -f notes.txt",
    "make -C /srv/x",
    "make --ev x",
    "make CC='touch a #'",
    "make 'X!=touch a'",
    "make RM=./x clean",
  ],
});

const compilers = String.raw`(?:[\w-]+-)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|gfortran|nvcc)(?:-[\d.]+)?$`;

/** Settings of a build that name programs, or files of code outside the workspace. */
const cmakeHazard = new RegExp(
  [
    String.raw`^CMAKE_\w*(?:LAUNCHER|LINKER|PROJECT\w*INCLUDE|RULE_|MAKE_PROGRAM|EMULATOR|CLANG_TIDY|CPPCHECK|CPPLINT|WHAT_YOU_USE|USER_MAKE_RULES|RUNTIME_LINKER|_AR|RANLIB|STRIP|OBJCOPY)\w*(?::\w+)?=`,
    String.raw`^CMAKE_\w+_COMPILER(?::\w+)?=(?!${compilers})`,
    String.raw`^CMAKE_TOOLCHAIN_FILE(?::\w+)?=(?:[/~]|.*\.\.)`,
    String.raw`^CMAKE_\w*FLAGS\w*(?::\w+)?=.*(?:-fplugin|-wrapper|-B\s*[./]|-fuse-ld=\S*/|@)`,
    String.raw`_(?:EXECUTABLE|COMMAND|PROGRAM)(?::\w+)?=`,
  ].join("|"),
);

const cmake: ProgramProfile = runs(
  `-S=read -B=write -B*=write -D=text -D*=text -U=text -U*=text -G=text -A=text -T=text -W* -L* -N -P=read
    --preset=text --fresh --build=write --target=text -t=text --config=text --clean-first -j[=text] -j*=text
    --parallel[=text] -v --verbose --resolve-package-references=text --install=read --prefix=write --component=text
    --strip --default-directory-permissions=text --install-prefix=text --log-level=text --log-context --debug-find
    --debug-output --debug-trycompile --trace --trace-expand --trace-format=text --trace-source=text
    --trace-redirect=write --warn-uninitialized --warn-unused-vars --no-warn-unused-cli --check-system-vars
    --profiling-output=write --profiling-format=text --graphviz=write --list-presets[=text] --workflow
    --system-information[=write] --use-stderr --compile-no-warning-as-error --link-no-warning-as-error -h -C!=read -E!
    --open!=read --toolchain!=read --debugger! --debugger-pipe!=text --find-package!`,
  {
    operands: ["read"],
    words: true,
    hazard: cmakeHazard,
    match: [
      "cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release",
      "cmake --build build -j 8 --target test",
      "cmake . -DCMAKE_C_COMPILER=clang",
      "cmake --preset dev",
      "cmake --install build --prefix out",
    ],
    notMatch: [
      "cmake -E touch a",
      "cmake -B /tmp/x",
      "cmake -DCMAKE_C_COMPILER_LAUNCHER=./x .",
      "cmake -D CMAKE_CXX_COMPILER=./x .",
      "cmake -P /tmp/x.cmake",
      "cmake --install build --prefix /usr",
    ],
  },
);

/** What builds C and C++, and anything else that has a makefile. */
export const nativeBuilds = (): Readonly<Record<string, ProgramProfile>> => ({
  make,
  gmake: { ...make, match: ["gmake -j4"], notMatch: ["gmake --eval x"] },
  cmake,
  ctest: runs(
    `-C=text --build-config=text --preset=text --list-presets --progress -V --verbose -VV --extra-verbose --debug
      --output-on-failure --stop-on-failure -F -j[=text] -j*=text --parallel[=text] --resource-spec-file=read
      --test-load=text -Q --quiet -O=write --output-log=write --output-junit=write -N --show-only[=text] -L=text
      --label-regex=text -R=text --tests-regex=text -E=text --exclude-regex=text -LE=text --label-exclude=text
      -FA=text -I=text -U --union --rerun-failed --tests-from-file=read --repeat=text --repeat-until-fail=text
      --max-width=text --interactive-debug-mode=text --no-label-summary --no-subproject-summary --test-dir=read
      --timeout=text --stop-time=text --print-labels --no-tests=text --schedule-random --http1.0 -h -S!=read -SP!=read
      -D!=text -M!=text -T!=text --build-and-test! --build-command!=program --test-command!=program
      --build-makeprogram!=program --overwrite!=text --extra-submit!=text --add-notes!=read -A!=read`,
    {
      operands: ["text"],
      words: true,
      match: ["ctest --test-dir build --output-on-failure -j8", "ctest -R unit -V"],
      notMatch: ["ctest -S x.cmake", "ctest --build-and-test a b --test-command touch a", "ctest --test-dir /srv/x"],
    },
  ),
  cpack: runs(
    `-G=text -C=text -D=text -P=text -R=text -B=write -V --verbose --debug --trace --preset=text --list-presets
      --config!=read`,
    {
      operands: ["text"],
      words: true,
      hazard: cmakeHazard,
      match: ["cpack -G TGZ"],
      notMatch: ["cpack -B /tmp/x", "cpack --config ./x.cmake"],
    },
  ),
  ninja: runs("-v,--verbose --quiet -C=read -f=read -j=text -k=text -l=text -n -d=text -w=text -h -t=text", {
    operands: ["text"],
    forms: {
      t: /^(?:clean|cleandead|commands|compdb|deps|graph|inputs|missingdeps|query|recompact|restat|rules|targets|list)$/,
      f: /\.ninja$/,
    },
    match: ["ninja -C build -j8 test", "ninja -t compdb"],
    notMatch: ["ninja -t browse", "ninja -C /srv/x", "ninja -f notes.txt"],
  }),
  meson: runs("-h", {
    subcommands: {
      setup: runs(
        `-D=text --prefix=text --bindir=text --libdir=text --buildtype=text --debug --optimization=text
          --default-library=text --warnlevel=text --werror --strip --unity=text --backend=text --wrap-mode=text
          --native-file=read --cross-file=read --reconfigure --wipe --fatal-meson-warnings --clearcache`,
        {
          operands: ["write"],
        },
      ),
      configure: runs("-D=text --clearcache --no-pager", { operands: ["read"] }),
      compile: runs("-C=read -j,--jobs=text -l=text -v,--verbose --clean --ninja-args=text", { operands: ["text"] }),
      test: runs(
        `-C=read -v,--verbose -q,--quiet --suite=text --no-suite=text --list --no-rebuild --repeat=text
          -t,--timeout-multiplier=text -j,--num-processes=text --print-errorlogs --no-stdsplit --benchmark
          --logbase=text --setup=text --max-lines=text --maxfail=text --test-args=text --gdb! --gdb-path!=program
          --wrapper,--wrap!=program`,
        {
          operands: ["text"],
        },
      ),
      install: insists(["write"], "it installs outside the workspace"),
      introspect: reads(
        `--all -a --targets --tests --buildoptions --dependencies --projectinfo -i,--indent -f --installed --ast
          --scan-dependencies`,
      ),
      dist: runs("-C=read --formats=text --no-tests --include-subprojects --allow-dirty"),
      format: runs("-i,--inplace -q,--check-only -r,--recursive -c,--configuration=read -o,--output=write -e", {
        operands: ["read"],
      }),
      wrap: asks(["network", "write"], "it fetches packages", { operands: ["text"] }),
      subprojects: asks(["network", "write"], "it fetches packages", { operands: ["text"] }),
      init: writes("-n,--name=text -e=text -l,--language=text -b -d=text -t,--type=text -v=text --builddir=write", {
        operands: ["read"],
      }),
    },
    match: ["meson setup build --buildtype=release", "meson test -C build --print-errorlogs"],
    notMatch: [
      "meson test --wrap ./x",
      "meson setup /tmp/build",
      "meson install -C build",
      "meson devenv -C build touch a",
    ],
  }),
  autoreconf: runs(
    `-i,--install -f,--force -v,--verbose -s,--symlink -m,--make -W,--warnings=text -I,--include=read
      -B,--prepend-include=read -n,--no-recursive`,
    { operands: ["read"], match: ["autoreconf -fi"], notMatch: ["autoreconf -I /tmp/x", "autoreconf /srv/x"] },
  ),
});
