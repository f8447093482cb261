/**
 * The one page of the front end, and the addresses that lead to it.
 *
 * ```text
 * /, /tree…  ──> redirected      /lab, /lab/tree/<path>, /lab/workspaces/<name>  ──> the page, which reads its address itself
 * ```
 *
 * Source: Project Jupyter, jupyterlab_server: handlers.py, `LabConfig`; jupyterlab/examples/app.
 *
 * @packageDocumentation
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { logo } from "./kernelSpec";
import type { ServerContext } from "./options";
import { addressOf } from "./security";

/** Adds the page, its scripts and its icon. */
export async function addPageRoutes(app: FastifyInstance, context: ServerContext): Promise<void> {
  await addStaticFiles(app, context.frontendDir);
  const files = await startFiles(context.frontendDir);
  for (const url of ["/lab", "/lab/*", "/doc", "/doc/*"]) {
    app.get(url, (request, reply) => {
      const page = files ? pageOf(files, pageConfig(context, addressOf(request).pathname)) : unbuiltPage;
      return reply.type("text/html; charset=utf-8").send(page);
    });
  }
  app.get("/", (_request, reply) => reply.redirect(pathOf(context)));
  app.get("/tree", (_request, reply) => reply.redirect("/lab"));
  for (const url of ["/tree/*", "/notebooks/*", "/edit/*"]) {
    app.get(url, (request, reply) => reply.redirect(treePath((request.params as { "*": string })["*"])));
  }
  app.get("/favicon.ico", (_request, reply) =>
    reply.type("image/svg+xml").header("cache-control", "max-age=3600").send(logo),
  );
}

/** The path of the page that opens first. */
export function pathOf({ defaultNotebook }: Pick<ServerContext, "defaultNotebook">): string {
  return defaultNotebook === undefined ? "/lab" : treePath(defaultNotebook);
}

/** What is sent in place of the page to a browser that has no token. */
export const refusedPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Strata</title>
<body style="font: 16px sans-serif; max-width: 36em; margin: 4em auto">
<h1>This page needs its token</h1>
<p>Open the whole address that was printed where Strata was started; it ends in <code>?token=…</code>.</p>
<form><input name="token" placeholder="or paste the token here" size="50" autofocus> <button>Open</button></form>
`;

/** Names with a hash in them never change what they hold; a theme's name has none. */
async function addStaticFiles(app: FastifyInstance, folder: string | undefined): Promise<void> {
  const { default: fastifyStatic } = await import("@fastify/static");
  if (folder === undefined) {
    await app.register(fastifyStatic, { root: __dirname, serve: false });
    return;
  }
  await app.register(fastifyStatic, {
    root: folder,
    prefix: "/static/",
    index: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const hashed = /\.[0-9a-f]{12}\.\w+$/.test(path);
      reply.setHeader("cache-control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  await app.register(fastifyStatic, {
    root: join(folder, "themes"),
    prefix: "/lab/api/themes/",
    decorateReply: false,
    index: false,
    cacheControl: false,
    setHeaders: (reply) => {
      reply.setHeader("cache-control", "no-cache");
    },
  });
}

const unbuiltPage =
  "<!doctype html><title>Strata</title><p>The notebook page is not built. Run <code>npm run build</code>.";

function pageOf(files: string[], config: object): string {
  const links = files.map((file) =>
    file.endsWith(".css")
      ? `<link rel="stylesheet" href="/static/${file}">`
      : `<script defer src="/static/${file}"></script>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Strata</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="/favicon.ico">
<script id="jupyter-config-data" type="application/json">${JSON.stringify(config).replace(/</g, "\\u003c")}</script>
<style>@media (prefers-color-scheme: dark) { body { background: #111; } }</style>
${links.join("\n")}
</head>
<body></body>
</html>
`;
}

async function startFiles(folder: string | undefined): Promise<string[] | undefined> {
  if (folder === undefined) return undefined;
  try {
    return (JSON.parse(await readFile(join(folder, "page.json"), "utf8")) as { files: string[] }).files;
  } catch {
    return undefined;
  }
}

/** Lab's configuration. No token: the page's requests carry the cookie, which no script can read. */
function pageConfig(context: ServerContext, pathname: string): object {
  const [, kind, workspace, tree] = /^\/(lab|doc)(?:\/workspaces\/([^/]+))?(?:\/tree\/(.*))?/.exec(pathname) ?? [];
  return {
    appName: "Strata",
    appNamespace: "lab",
    appVersion: "4.6",
    baseUrl: "/",
    wsUrl: "",
    appUrl: "/lab",
    docUrl: "/doc",
    treeUrl: "/lab/tree",
    workspacesUrl: "/lab/workspaces",
    staticUrl: "/static",
    fullStaticUrl: "/static",
    settingsUrl: "/lab/api/settings",
    themesUrl: "/lab/api/themes",
    fullThemesUrl: "/lab/api/themes",
    translationsApiUrl: "/lab/api/translations",
    workspacesApiUrl: "/lab/api/workspaces",
    listingsUrl: "/lab/api/listings",
    mode: kind === "doc" ? "single-document" : "multiple-document",
    workspace: decodePath(workspace) || "default",
    treePath: decodePath(tree),
    preferredPath: "",
    serverRoot: context.contents.root,
    cacheFiles: "true",
    devMode: "false",
    exposeAppInBrowser: "false",
    terminalsAvailable: "false",
    buildAvailable: "false",
    buildCheck: "false",
    delete_to_trash: "false",
    allow_hidden_files: "false",
    quitButton: "true",
    news: { disabled: true },
    federated_extensions: [],
    disabledExtensions: [],
    deferredExtensions: [],
    token: "",
  };
}

/** Lab asks the contents API for this path; what is no path, is not opened. */
function decodePath(text = ""): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function treePath(path: string): string {
  return `/lab/tree/${path.split("/").map(encodeURIComponent).join("/")}`;
}
