import { asks, type ProgramProfile, prints, reads, runs, writes } from "../profile.ts";
import { nativeBuilds } from "./native-builds.ts";

const compilerOptions = `-c -S -E -o=write -o*=write -x=text -x*=text -std=text --std=text -ansi -W* -f* -m* -O* -g*
  -D=text -D*=text -U=text -U*=text -I=read -I*=read -L=read -L*=read -l=text -l*=text -isystem=read -isystem*=read
  -iquote=read -idirafter=read -include=read -imacros=read --include=read -isysroot=read --sysroot=read -arch=text
  -target=text --target=text -framework=text -F=read -pthread -shared -static -static-libgcc -static-libstdc++ -pie
  -no-pie -rdynamic -nostdlib -nostdinc -nostdinc++ -nostartfiles -nodefaultlibs -stdlib=text -v -### -pipe
  -save-temps[=text] -M -MM -MD -MMD -MP -MG -MF=write -MT=text -MQ=text -MJ=write -P -C -CC -H -d* -w -pedantic
  -pedantic-errors -print-* -dumpversion -dumpfullversion -dumpmachine --coverage -s -h -u=text -z=text -z*=text
  -T!=read -rpath=text -Xlinker!=text -Xpreprocessor!=text -Xassembler!=text -Xclang!=text -mllvm!=text
  -fplugin*!=text -fpass-plugin*!=text -fplugin-arg*! -wrapper!=program -B!=read -B*!=read -specs!=read --specs!=read
  -iplugindir!=read -fmodule-mapper!=text -fuse-ld=text -fcrash-diagnostics-dir!=write -fprofile-dir!=write
  -ftime-trace*=write -aux-info!=write -dumpdir!=write -load!=read -cc1! -cc1as! -ccc-*! --gcc-toolchain!=read
  --config!=read --gcc-install-dir!=read -working-directory!=read -no-canonical-prefixes -no-integrated-cpp!`;

/** Argument files, and what is handed to the linker that writes, loads or replaces something. */
const compilerHazard =
  /^@|^[pa],(?!-D)|^l,(?:.*,)?(?:-{1,2}plugin|-o\b|@|-T|-{1,2}script|-{1,2}dynamic-linker|-I|-{1,2}Map|-{1,2}out|-{1,2}dependency-file)|^[a-z-]+=(?:[/~]|.*\.\.\/)/;

function compiler(name: string): ProgramProfile {
  return runs(compilerOptions, {
    words: true,
    operands: ["read"],
    hazard: compilerHazard,
    forms: { "fuse-ld": /^(?:gold|lld|bfd|mold)$/ },
    match: [
      `${name} -Wall -Wextra -O2 -g -std=c11 -Iinclude -DNDEBUG -c src/a.c -o a.o`,
      `${name} a.o b.o -lm -lpthread -o app`,
      `${name} -fsanitize=address -fPIC -shared -o liba.so a.c`,
      `${name} --version`,
    ],
    notMatch: [
      `${name} -fplugin=./x.so a.c`,
      `${name} -wrapper ./x a.c`,
      `${name} -B. a.c`,
      `${name} -o /tmp/a a.c`,
      `${name} -specs=./x a.c`,
      `${name} @args`,
      `${name} -I/srv/x a.c`,
      `${name} -Wl,-plugin,./x.so a.c`,
      `${name} -Wp,-MD,/tmp/x a.c`,
      `${name} -fopt-info-all=/tmp/x a.c`,
      `${name} -include /etc/passwd a.c`,
    ],
  });
}

const debuggers = `-h -q,--quiet --silent -n,--nx --nh --nw --tui -cd=read --cd=read -e=read -exec=read -s=read
  -symbols=read -c=read -core=read --core=read -b=text -l=text -readnow -write! -batch --batch -batch-silent --args!
  -args! -p!=text -pid!=text --pid!=text -ex!=code -eval-command!=code --eval-command!=code -ix!=read -iex!=code
  -x!=read -command!=read --command!=read -o!=code -O!=code -S!=read --source!=read --one-line!=code -i!=text
  -interpreter!=text -d!=read -python!`;

const watches = "it runs a program, or reaches into one that runs";

const tracing = `-h -V -f,--follow-forks -ff -c -C -d -i -k -q -qq -r -t -tt -ttt -T -v -w -x -xx -y -yy -z -Z -a=text
  -e=text -s=text -S=text -P=text -b=text -o=write -O=text -n -E!=text -u!=text -p!=text`;

function tracer(name: string, options: string): ProgramProfile {
  return asks(["exec"], watches, {
    options,
    operands: ["program", "text"],
    leading: true,
    match: [name],
    notMatch: [`${name} ./x`, `${name} -p 1`],
  });
}

function debuggerOf(name: string): ProgramProfile {
  return asks(["exec"], "it runs programs and reaches into others", {
    options: debuggers,
    words: true,
    operands: ["read", "text"],
    language: "other",
    match: [name, `${name} -q`],
    notMatch: [`${name} -p 1`, `${name} -ex 'shell touch a' app`, `${name} -x ./cmds app`, `${name} /usr/bin/x`],
  });
}

/** Compilers, linkers and what looks into their output. */
export const nativePrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  ...nativeBuilds(),
  ...Object.fromEntries(["gcc", "g++", "cc", "c++", "clang", "clang++"].map((name) => [name, compiler(name)])),
  ld: runs(
    `-o=write -o*=write -r -s -S -x -X -g -e=text -u=text -l=text -l*=text -L=read -L*=read -m=text -m*=text -shared
      -static -pie -no-pie -E --export-dynamic --gc-sections --as-needed --no-as-needed --start-group --end-group
      --whole-archive --no-whole-archive -rpath=text -rpath-link=read -soname=text -h=text -z=text -z*=text
      --build-id[=text] --hash-style=text --strip-all --strip-debug --no-undefined --allow-multiple-definition -v -V
      -t --trace --verbose --print-map -M -Map=write --cref -O* -T!=read --script!=read -plugin!=read --plugin!=read
      -plugin-opt!=text -dynamic-linker!=read --dynamic-linker!=read -I!=read --library-path=read --out-implib=write`,
    {
      words: true,
      operands: ["read"],
      hazard: /^@/,
      match: ["ld -r -o out.o a.o b.o"],
      notMatch: ["ld -plugin ./x.so a.o", "ld -o /tmp/x a.o", "ld -T x.ld a.o"],
    },
  ),
  ar: writes("-h -V --plugin!=read --target=text --output!=write --thin --record-libdeps=text -l! -X32_64 -M!", {
    operands: ["text", "write", "read"],
    hazard: /^@/,
    match: ["ar rcs liba.a a.o b.o", "ar t liba.a"],
    notMatch: ["ar rcs /tmp/liba.a a.o", "ar --plugin ./x.so rcs a.a b.o", "ar -M"],
  }),
  ranlib: writes("-t -U -D -v -h -H --plugin!=read", {
    match: ["ranlib liba.a"],
    notMatch: ["ranlib /usr/lib/a.a", "ranlib --plugin ./x a.a"],
  }),
  nm: reads(
    `-a,--debug-syms -A,-o,--print-file-name -B -C,--demangle[=text] --no-demangle -D,--dynamic -e -f,--format=text
      -g,--extern-only -h -l,--line-numbers -n,--numeric-sort -p,--no-sort -P,--portability -r,--reverse-sort
      -S,--print-size -s,--print-armap --size-sort --special-syms -t,--radix=text -u,--undefined-only
      -U,--defined-only -V -W,--no-weak --with-symbol-versions --plugin!=read --target=text --just-symbols -j`,
    {
      hazard: /^@/,
      match: ["nm -C -g liba.so"],
      notMatch: ["nm --plugin ./x.so a", "nm /etc/x"],
    },
  ),
  objdump: reads(
    `-a,--archive-headers -f,--file-headers -p,--private-headers -h,--headers,--section-headers -x,--all-headers
      -d,--disassemble[=text] -D,--disassemble-all -S,--source[=text] --source-comment[=text] -s,--full-contents
      -g,--debugging -e -G,--stabs -W,--dwarf[=text] -L -t,--syms -T,--dynamic-syms -r,--reloc -R,--dynamic-reloc -v
      -i,--info -H -b,--target=text -m,--architecture=text -j,--section=text -M,--disassembler-options=text -EB -EL
      --file-start-context -I,--include=read -l,--line-numbers -F,--file-offsets -C,--demangle[=text] -w,--wide
      -z,--disassemble-zeroes --start-address=text --stop-address=text --no-addresses --prefix-addresses
      --no-show-raw-insn --show-raw-insn --insn-width=text --inlines --visualize-jumps[=text]`,
    {
      hazard: /^@/,
      match: ["objdump -d -C -M intel a.out", "objdump -p liba.so"],
      notMatch: ["objdump -d /etc/x", "objdump @x"],
    },
  ),
  readelf: reads(
    `-a,--all -h,--file-header -l,--program-headers,--segments -S,--section-headers,--sections -g,--section-groups
      -t,--section-details -e,--headers -s,--syms,--symbols --dyn-syms -C,--demangle[=text] -n,--notes -r,--relocs
      -u,--unwind -d,--dynamic -V,--version-info -A,--arch-specific -c,--archive-index -D,--use-dynamic
      -x,--hex-dump=text -p,--string-dump=text -R=text -w,--debug-dump[=text] -I,--histogram -W,--wide -H -v -z`,
    {
      hazard: /^@/,
      match: ["readelf -h a.out", "readelf -d liba.so"],
      notMatch: ["readelf -h /etc/x", "readelf @x"],
    },
  ),
  size: reads("-A -B -d -o -x --format=text -G -t,--totals --common --radix=text --target=text", {
    hazard: /^@/,
    match: ["size a.out"],
    notMatch: ["size /etc/x"],
  }),
  strip: writes(
    `-s,--strip-all -g,-S,-d,--strip-debug --strip-unneeded --strip-dwo -x,--discard-all -X,--discard-locals
      -K,--keep-symbol=text -N,--strip-symbol=text -R,--remove-section=text -o=write -p,--preserve-dates -v,--verbose
      -w,--wildcard --only-keep-debug --keep-file-symbols -D -U --plugin!=read`,
    {
      hazard: /^@/,
      match: ["strip --strip-unneeded app", "strip -o small app"],
      notMatch: ["strip -o /tmp/x app", "strip /usr/bin/x"],
    },
  ),
  objcopy: writes(
    `-I=text -O=text -B=text -S -g -j=text -R=text -K=text -N=text --only-section=text --only-keep-debug --strip-debug
      --strip-all --add-gnu-debuglink=read --compress-debug-sections[=text] --set-section-flags=text
      --rename-section=text --add-section!=text --dump-section!=text --update-section!=text -p -v`,
    {
      operands: ["read", "write"],
      hazard: /^@/,
      match: ["objcopy -O binary a.elf a.bin"],
      notMatch: ["objcopy --dump-section .text=/tmp/x a", "objcopy a /tmp/b"],
    },
  ),
  addr2line: reads(
    `-a,--addresses -e,--exe=read -f,--functions -i,--inlines -p,--pretty-print -s,--basenames -C,--demangle[=text]
      -j,--section=text`,
    {
      operands: ["text"],
      hazard: /^@/,
      match: ["addr2line -e a.out -f 0x1234"],
      notMatch: ["addr2line -e /srv/x 0x1", "addr2line @x"],
    },
  ),
  "c++filt": prints("-_ -n -i -p -t -r -s=text", {
    hazard: /^@/,
    match: ["c++filt _Z3foov"],
    notMatch: ["c++filt @x"],
  }),
  ldd: asks(["exec"], "it may run the program it looks at", {
    options: "-v -u -d -r",
    operands: ["read"],
    match: ["ldd -v app"],
    notMatch: ["ldd /srv/x"],
  }),
  "pkg-config": reads(
    `--cflags --libs --libs-only-l --libs-only-L --libs-only-other --cflags-only-I --cflags-only-other --modversion
      --exists --atleast-version=text --exact-version=text --max-version=text --list-all --variable=text
      --print-variables --print-requires --static --print-errors --silence-errors --errors-to-stdout --short-errors
      --define-variable=text --with-path!=read --prefix-variable=text --path`,
    {
      operands: ["text"],
      match: ["pkg-config --cflags --libs openssl"],
      notMatch: ["pkg-config --with-path ./x --libs a"],
    },
  ),
  "clang-format": runs(
    `-i -n,--dry-run -Werror --Werror -style,--style=text -fallback-style,--fallback-style=text
      -assume-filename,--assume-filename=text -sort-includes --sort-includes -lines,--lines=text -length=text
      -offset=text --verbose -verbose --files=read -output-replacements-xml`,
    {
      words: true,
      operands: ["read"],
      hazard: /^file:[/~.]/,
      match: ["clang-format -i src/a.c", "clang-format --dry-run -Werror --style=file src/a.h"],
      notMatch: ["clang-format -i /etc/a.c", "clang-format --style=file:/tmp/x a.c"],
    },
  ),
  "clang-tidy": runs(
    `-checks=text --checks=text -p=read -p*=read -fix --fix -fix-errors --fix-errors -format-style=text
      --header-filter=text -header-filter=text --quiet -quiet --warnings-as-errors=text --use-color --list-checks
      --dump-config --export-fixes=write -export-fixes=write --line-filter=text --system-headers
      --enable-check-profile --store-check-profile=write --config=text --config-file!=read --load!=read -load!=read
      --extra-arg!=text -extra-arg!=text --extra-arg-before!=text --vfsoverlay!=read`,
    {
      words: true,
      operands: ["read"],
      match: ["clang-tidy -p build src/a.cpp --quiet"],
      notMatch: [
        "clang-tidy --load=./x.so a.cpp",
        "clang-tidy --extra-arg=-fplugin=./x a.cpp",
        "clang-tidy -p /srv/x a.cpp",
      ],
    },
  ),
  strace: tracer("strace", tracing),
  ltrace: tracer("ltrace", `${tracing} -l=text -L -F!=text`),
  valgrind: tracer(
    "valgrind",
    `-h -q,--quiet -v,--verbose -s --tool=text --leak-check=text --show-leak-kinds=text --track-origins=text
      --error-exitcode=text --num-callers=text --log-file=write --xml=text --xml-file=write --suppressions=read
      --gen-suppressions=text --trace-children=text --db-attach!=text --db-command!=program --vgdb!=text`,
  ),
  perf: asks(["exec"], watches, {
    options: "-h -v",
    subcommands: {
      report: asks(["read"], watches, {
        options: `-i,--input=read --stdio -g,--call-graph=text -s,--sort=text --no-children -n -v --percent-limit=text
          --objdump!=program --addr2line!=program`,
      }),
      annotate: asks(["read"], watches, { options: "-i,--input=read --stdio -s,--symbol=text --objdump!=program" }),
      list: asks(["read"], watches, { options: "-v --details" }),
      ...Object.fromEntries(
        ["stat", "record"].map((name) => [
          name,
          asks(["exec"], watches, {
            options: `-e,--event=text -g --call-graph=text -F,--freq=text -o,--output=write -d,--detailed
              -r,--repeat=text -a! -p!=text -v`,
            operands: ["program", "text"],
            leading: true,
          }),
        ]),
      ),
    },
    match: ["perf report --stdio -i perf.data", "perf list"],
    notMatch: ["perf record ./x", "perf stat -a", "perf report --objdump ./x"],
  }),
  gdb: debuggerOf("gdb"),
  lldb: debuggerOf("lldb"),
});
