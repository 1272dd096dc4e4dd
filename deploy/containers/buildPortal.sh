#!/bin/sh
# Puts a portal that is ready to run into a folder: `buildPortal.sh /out`, from a checkout with its dependencies.
set -eu
out=$1
root=$PWD
mkdir -p "$out"

# backstage-cli calls `yarn`: the one that the project is pinned to.
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
ln -s "$root/.tools/node_modules/@yarnpkg/cli-dist/bin/yarn.js" "$tools/yarn"
PATH=$tools:$PATH

# Back end, front end, and every package of ours that they need.
(cd packages/backend && NODE_ENV=production "$root/node_modules/.bin/backstage-cli" package build)

# Their packages as a workspace, with the dependencies of production only, as the lock file has them.
cp yarn.lock package.json .yarnrc.yml backstage.json LICENSE "$out/"
tar -xzf packages/backend/dist/skeleton.tar.gz -C "$out"
(cd "$out" && YARN_ENABLE_IMMUTABLE_INSTALLS=false yarn workspaces focus --all --production)
tar -xzf packages/backend/dist/bundle.tar.gz -C "$out"

# The gateway is a program of its own, which the portal looks for as an installed package.
(cd packages/gateway && NODE_ENV=production node build.mjs)
gateway=$out/node_modules/@remote-env/gateway
mkdir -p "$gateway/dist"
cp packages/gateway/package.json "$gateway/"
cp packages/gateway/dist/gateway.js packages/gateway/dist/sqliteWorker.js "$gateway/dist/"

node deploy/containers/removeUnused.mjs "$out/node_modules"
rm -rf "$out/.yarn"
cp app-config.production.yaml "$out/"

# The archives carry the modes of a temporary folder; the portal runs as somebody who does not own this one.
chmod -R a+rX "$out"

# What either program needs is there, and the portal finds the gateway.
node --no-node-snapshot deploy/containers/loadPackages.mjs "$out/packages/backend"
node deploy/containers/loadPackages.mjs "$out/node_modules/@remote-env/gateway" \
  better-sqlite3 @nats-io/transport-node @nats-io/jetstream
node deploy/containers/loadPackages.mjs "$out/plugins/remote-env-backend/dist" @remote-env/gateway/package.json
