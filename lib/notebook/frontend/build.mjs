// Bundles JupyterLab and our additions for the browser, once: .build/frontend.
//
//   main.<hash>.js, main.<hash>.css   what every page needs
//   <name>.<hash>.js                  plotly, mathjax, mermaid, editor modes: fetched when first used
//   themes/<package>/index.css        one file a theme, loaded and unloaded by Lab
//   schemas.json                      the settings schemas of all packages, with our defaults put in
//   page.json                         which files the page starts with
//
// Plain JavaScript, because it runs before anything is built. Shape after jupyterlab/examples/app.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rspack } from "@rspack/core";
import { defaults } from "./defaults.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const output = join(root, ".build/frontend");
const fresh = `${output}.new`;
const require = createRequire(import.meta.url);
const packages = Object.keys(require(join(root, "package.json")).devDependencies).filter((name) =>
  name.startsWith("@jupyterlab/"),
);

try {
  rmSync(fresh, { recursive: true, force: true });
  const page = await bundle();
  writeFileSync(join(fresh, "page.json"), `${JSON.stringify(page, null, 1)}\n`);
  writeFileSync(join(fresh, "schemas.json"), JSON.stringify(schemas()));
  // Swapped in whole, so that a build that is stopped leaves the previous page working.
  rmSync(output, { recursive: true, force: true });
  renameSync(fresh, output);
  console.error(`Built the notebook page: ${(sizeOf(output) / 1e6).toFixed(1)} MB in .build/frontend.`);
} catch (error) {
  console.error(`The notebook page could not be built: ${error.message}`);
  process.exit(1);
}

/** Runs the bundler and answers the names of the files that the page starts with. */
function bundle() {
  mkdirSync(fresh, { recursive: true });
  const compiler = rspack(configuration());
  let shown = -1;
  new rspack.ProgressPlugin((fraction) => {
    const tenth = Math.floor(fraction * 10);
    if (tenth <= shown) return;
    shown = tenth;
    process.stderr.write(process.stderr.isTTY ? `\r  ${tenth * 10} % ` : `  ${tenth * 10} %\n`);
  }).apply(compiler);
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      if (process.stderr.isTTY) process.stderr.write("\r");
      if (error) return reject(error);
      if (stats.hasErrors()) return reject(new Error(stats.toString({ all: false, errors: true })));
      const files = stats.toJson({ all: false, entrypoints: true }).entrypoints.main.assets.map((asset) => asset.name);
      compiler.close(() => resolve({ files }));
    });
  });
}

function configuration() {
  const themes = packages.filter((name) => manifestOf(name).jupyterlab?.themePath);
  const themeEntries = themes.map((name) => [
    `themes/${name}`,
    { import: require.resolve(`${name}/${manifestOf(name).jupyterlab.themePath}`) },
  ]);
  return {
    mode: "production",
    context: root,
    devtool: false,
    entry: { main: join(here, "index.ts"), ...Object.fromEntries(themeEntries) },
    output: {
      path: fresh,
      publicPath: "auto",
      filename: "[name].[contenthash:12].js",
      chunkFilename: "[name].[contenthash:12].js",
      cssFilename: "[name].[contenthash:12].css",
      assetModuleFilename: "assets/[name].[contenthash:12][ext]",
      hashFunction: "xxhash64",
    },
    resolve: {
      extensions: [".ts", ".js", ".json"],
      alias: { "lib0/logging$": join(here, "quietLogging.ts") },
      fallback: { path: require.resolve("path-browserify"), url: false, buffer: false, fs: false, crypto: false },
    },
    module: {
      rules: [
        {
          test: /\.ts$/,
          use: {
            loader: "builtin:swc-loader",
            options: { jsc: { parser: { syntax: "typescript" }, target: "es2022" } },
          },
        },
        { test: /\.raw\.css$/, type: "asset/source" },
        {
          test: /\.css$/,
          exclude: /\.raw\.css$/,
          use: [rspack.CssExtractRspackPlugin.loader, "css-loader"],
          type: "javascript/auto",
        },
        // Every browser that runs Lab takes the woff2 of a font; the older forms are not packed.
        { test: /fontawesome.*\.(svg|eot|ttf|woff)$/, type: "asset/resource", generator: { emit: false } },
        { test: /\.svg$/, issuer: /\.css$/, exclude: /fontawesome/, type: "asset/inline" },
        { test: /\.svg$/, issuer: /\.[jt]s$/, type: "asset/source" },
        { test: /\.(png|jpg|gif|ttf|woff2?|eot)$/, exclude: /fontawesome.*\.(eot|ttf|woff)$/, type: "asset/resource" },
        { test: /\.(m?js)$/, resolve: { fullySpecified: false } },
      ],
    },
    optimization: {
      splitChunks: { chunks: "async" },
      minimizer: [
        new rspack.SwcJsMinimizerRspackPlugin({
          extractComments: false,
          minimizerOptions: { format: { comments: false } },
        }),
        new rspack.LightningCssMinimizerRspackPlugin(),
      ],
    },
    performance: { hints: false },
    plugins: [
      new rspack.DefinePlugin({
        "process.env": "{}",
        "process.platform": '"browser"',
        "process.argv": "[]",
        "process.cwd": "(() => '/')",
      }),
      new rspack.CssExtractRspackPlugin({
        // Lab asks for a theme by this very name.
        filename: ({ chunk }) =>
          chunk.name?.startsWith("themes/") ? "[name]/index.css" : "[name].[contenthash:12].css",
        chunkFilename: "[name].[contenthash:12].css",
        ignoreOrder: true,
      }),
    ],
    ignoreWarnings: [() => true],
  };
}

/** Every settings schema by plugin, as the server hands them out. */
function schemas() {
  const found = {};
  for (const name of packages) {
    const { version, jupyterlab } = manifestOf(name);
    if (!jupyterlab?.schemaDir) continue;
    const folder = join(root, "node_modules", name, jupyterlab.schemaDir);
    for (const file of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
      if (file === "package.json.orig") continue;
      const id = `${name}:${file.slice(0, -5)}`;
      found[id] = { version, schema: withDefaults(id, JSON.parse(readFileSync(join(folder, file), "utf8"))) };
    }
  }
  const unknown = Object.keys(defaults).filter((id) => !found[id]);
  if (unknown.length > 0) throw new Error(`defaults.mjs names ${unknown[0]}, which no package has.`);
  return found;
}

function withDefaults(id, schema) {
  for (const [key, value] of Object.entries(defaults[id] ?? {})) {
    if (!schema.properties?.[key]) throw new Error(`defaults.mjs names ${key} of ${id}, which has no such setting.`);
    schema.properties[key].default = value;
  }
  return schema;
}

function manifestOf(name) {
  return JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8"));
}

function sizeOf(path) {
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return readdirSync(path).reduce((sum, child) => sum + sizeOf(join(path, child)), 0);
}
