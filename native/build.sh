#!/bin/sh
# Builds warden-x64 and warden-arm64 into the directory named, or beside the source. The same compiler gives the same
# bytes, wherever and whenever: nothing of the machine, the path or the time goes in. Needs gcc and aarch64-linux-gnu-gcc.
set -eu
cd -- "$(dirname -- "$0")"
to=${1:-.}
for pair in x64=gcc arm64=aarch64-linux-gnu-gcc; do
  "${pair#*=}" -std=c2x -Os -Wall -Wextra -Werror -ffreestanding -fno-builtin -fno-ident -fno-pie -fno-stack-protector \
    -fno-asynchronous-unwind-tables -fno-tree-loop-distribute-patterns -fcf-protection=none -nostdlib -static -no-pie -s \
    -Wl,--build-id=none -Wl,-z,noexecstack -Wl,-z,norelro -Wl,-z,noseparate-code -Wl,--gc-sections -ffunction-sections \
    sys.c warden.c enter.c watch.c relay.c carry.c confine.c broker.c \
    places.c operand.c kin.c -o "$to/warden-${pair%%=*}"
  chmod 755 "$to/warden-${pair%%=*}"
done
