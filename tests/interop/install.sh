#!/bin/sh
# install.sh FOLDER: the pinned wrangler, and FOLDER/node, a Node.js that is new enough for it. Does nothing if
# FOLDER has been installed from these lock files already. Without a network it fails: a test that is skipped
# in silence proves nothing.
set -eu

source=$(cd "$(dirname "$0")" && pwd)
folder=${1:?usage: install.sh FOLDER}

install() { # PACKAGE-FILES TARGET
    if cmp -s "$1/package-lock.json" "$2/installed.json"; then
        return
    fi
    mkdir -p "$2"
    rm -f "$2/installed.json"
    cp "$1/package.json" "$1/package-lock.json" "$2/"
    # Their programs come inside the packages, so that no package needs to run a script.
    (cd "$2" && npm ci --ignore-scripts --no-audit --no-fund)
    cp "$1/package-lock.json" "$2/installed.json"
}

# wrangler names 20.3 in its package.json and undici, which it uses, 20.18.1; Debian 12 has 18.
is_new_enough() {
    "$1" -e 'const [major, minor] = process.versions.node.split(".").map(Number);
             process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
}

install "$source" "$folder"

if command -v node >/dev/null && is_new_enough node; then
    node=$(node -p process.execPath)
else
    install "$source/node" "$folder/newer-node"
    node=$(echo "$folder"/newer-node/node_modules/node-linux-*/bin/node)
    is_new_enough "$node"
fi
ln -sfn "$node" "$folder/node"

"$folder/node" "$folder/node_modules/wrangler/bin/wrangler.js" --version
