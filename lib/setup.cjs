// Brings a clone up to date and then runs what was asked: `node lib/setup.cjs start|test|build|check [arguments]`.
//
//   node_modules missing or older than package-lock.json -> npm ci
//   .build/lib older than lib/**                          -> TypeScript
//   .build/snapshot missing                               -> the compiler's start-up snapshot
//   .build/frontend older than lib/notebook/frontend/**   -> bundler
//
// The one plain JavaScript file of the library: it runs before anything is installed, and is kept to syntax that an old Node can read,
// so that it can say that it is too old.
"use strict";
var childProcess = require("child_process");
var crypto = require("crypto");
var fs = require("fs");
var path = require("path");

var root = path.join(__dirname, "..");
var steps = { start: start, test: test, build: build, check: check };

main(process.argv.slice(2));

function main(words) {
  var minimum = [20, 19];
  var version = process.versions.node.split(".").map(Number);
  if (version[0] < minimum[0] || (version[0] === minimum[0] && version[1] < minimum[1])) {
    fail(
      "Strata needs Node 20.19 or later; this is Node " +
        process.versions.node +
        ". Get a current one from nodejs.org.",
    );
  }
  process.chdir(root);
  var step = steps[words[0]];
  if (!step) fail("Expected start, test, build or check, got " + (words[0] || "nothing") + ".");
  step(words.slice(1));
}

function start(words) {
  build();
  // In this process, so that whoever ends it ends the server.
  process.argv = [process.execPath, path.join(root, ".build/lib/cli.js"), "start"].concat(words);
  require("../.build/lib/cli.js");
}

function test(words) {
  build();
  run("", ["node_modules/ava/entrypoints/cli.mjs"].concat(words));
}

/** Everything that must hold before a change lands, but for the tests. */
function check() {
  build();
  run("Format", [
    "node_modules/@biomejs/biome/bin/biome",
    "check",
    "--config-path=.config",
    "lib",
    "test",
    "tsconfig.json",
  ]);
  run("Types", ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"]);
  run("Types of the front end", [
    "node_modules/typescript/bin/tsc",
    "-p",
    "lib/notebook/frontend/tsconfig.json",
    "--noEmit",
  ]);
  run("Lint", ["node_modules/eslint/bin/eslint.js", "--config", ".config/eslint.config.mjs", "lib", "test"]);
  run("Dead code", ["node_modules/knip/bin/knip.js"]);
  run("API docs", ["node_modules/typedoc/bin/typedoc", "--treatWarningsAsErrors"]);
  run("Notebooks", [".build/lib/cli.js", "run", "--all"]);
}

function build() {
  install();
  update("lib", hashOf(["lib", "tsconfig.json", "package-lock.json"], "lib/notebook/frontend"), function () {
    // From nothing, so that no output of a deleted source stays.
    fs.rmSync(".build/lib", { recursive: true, force: true });
    fs.rmSync(".build/lib.tsbuildinfo", { force: true });
    run("Building the library", ["node_modules/typescript/bin/tsc", "-p", "lib/tsconfig.build.json"]);
  });
  update("snapshot", hashOf(["lib", "tsconfig.json", "package-lock.json"], "lib/notebook/frontend"), function () {
    run("Preparing the compiler", [".build/lib/notebook/session/prepareSnapshot.js"]);
  });
  update("frontend", hashOf(["lib/notebook/frontend", "package-lock.json"]), function () {
    run("Building the notebook page (once, about half a minute)", ["lib/notebook/frontend/build.mjs"]);
  });
}

function install() {
  var stamp = path.join("node_modules", ".strata-install");
  var hash = hashOf(["package-lock.json"]);
  if (read(stamp) === hash) return;
  say("Installing packages (once, a minute or two)");
  var npm = process.env.npm_execpath;
  var words = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  var done = npm
    ? childProcess.spawnSync(process.execPath, [npm].concat(words), { stdio: "inherit" })
    : childProcess.spawnSync("npm", words, { stdio: "inherit", shell: process.platform === "win32" });
  if (done.status !== 0)
    fail("Packages could not be installed: npm ci ended with status " + done.status + ". Is the network there?");
  fs.writeFileSync(stamp, hash);
}

/** Builds `name` unless its stamp says that the same sources were built before. */
function update(name, hash, work) {
  var stamp = path.join(".build", name + ".stamp");
  if (read(stamp) === hash) return;
  work();
  fs.mkdirSync(".build", { recursive: true });
  fs.writeFileSync(stamp, hash);
}

function run(title, words) {
  if (title) say(title);
  var done = childProcess.spawnSync(process.execPath, words, { stdio: "inherit" });
  if (done.status !== 0) process.exit(done.status === null ? 1 : done.status);
}

function hashOf(names, except) {
  var hash = crypto.createHash("sha256");
  names.forEach(function visit(name) {
    if (name === except || !fs.existsSync(name)) return;
    if (fs.statSync(name).isDirectory()) {
      fs.readdirSync(name)
        .sort()
        .forEach(function (child) {
          visit(name + "/" + child);
        });
      return;
    }
    hash
      .update(name + "\0")
      .update(fs.readFileSync(name))
      .update("\0");
  });
  return hash.digest("hex");
}

function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    return "";
  }
}

function say(text) {
  process.stderr.write(text + " …\n");
}

function fail(text) {
  process.stderr.write(text + "\n");
  process.exit(1);
}
