import test from "ava";
import fc from "fast-check";
import {
  applyLayer,
  BlobStore,
  BuildCache,
  type BuildOptions,
  baseImage,
  buildImage,
  containerRoot,
  type Image,
  imageContents,
  kernelFiles,
  layersOf,
  listTree,
  MemoryFileSystem,
  type NewTarEntry,
  packLayer,
  runCommand,
  tarEntry,
  unpackImage,
  unpackLayer,
} from "../../../../lib/containers";
import { DomainError } from "../../../../lib/errors";

const store = new BlobStore();
const images = { alpine: baseImage(store, "alpine") };
function contextOf(files: Readonly<Record<string, string>>): MemoryFileSystem {
  const context = new MemoryFileSystem();
  applyLayer(
    context,
    Object.entries(files).map(([path, content]) => tarEntry({ path, type: "file", content })),
  );
  return context;
}
const build = (dockerfile: string, more: Partial<BuildOptions> = {}) =>
  buildImage({ dockerfile, store, images, ...more });
function treeOf(image: Image | undefined): Map<string, ReturnType<typeof tarEntry>> {
  const files = new MemoryFileSystem();
  unpackImage(store, image!, files);
  return new Map(listTree(files).map((entry) => [entry.path, entry]));
}
const textOf = (image: Image | undefined, path: string) => new TextDecoder().decode(treeOf(image).get(path)?.content);
const config = (image: Image | undefined) => image!.config.config!;

test("RUN changes files, and what it changed is the layer", (t) => {
  const { image, steps } = build("FROM alpine\nRUN echo one > /srv/a && rm /etc/hostname && chmod 600 /etc/hosts\n");
  t.deepEqual(
    steps.map(({ outcome }) => outcome),
    ["base", "built"],
  );
  const layer = unpackLayer(store.read(layersOf(image!)[1]!.descriptor));
  t.deepEqual(
    layer.map(({ path }) => path),
    ["", "etc", "etc/.wh.hostname", "etc/hosts", "srv", "srv/a"],
  );
  t.is(textOf(image, "srv/a"), "one\n");
  t.false(treeOf(image).has("etc/hostname"));
});

test("a command that fails ends the build, with its line, its status and its words", (t) => {
  const { image, failure, steps } = build("FROM alpine\n\nRUN ls /nothing\nRUN echo never\n");
  t.is(image, undefined);
  t.deepEqual([failure!.line, failure!.text, steps.at(-1)!.outcome], [3, "RUN ls /nothing", "failed"]);
  t.true(failure!.exitCode > 0);
  t.regex(failure!.output, /nothing: No such file or directory/);
});

test("the exec form runs without a shell", (t) => {
  t.is(build('FROM alpine\nRUN ["echo", "$HOME", ";"]\n').steps[1]!.output, "$HOME ;\n");
});

test("variables: ENV stays, ARG ends with its stage, and ENV wins", (t) => {
  const dockerfile =
    'ARG TAG=alpine\nFROM $TAG AS one\nARG TAG\nARG V=1\nENV W=w$V X="${V:-9} z"\nARG W=arg\nRUN echo $V $W $X $TAG\nFROM one\nRUN echo "[$V]" $W $X\n';
  t.deepEqual(
    build(dockerfile)
      .steps.filter(({ text }) => text.startsWith("RUN"))
      .map(({ output }) => output),
    ["1 w1 1 z alpine\n", "[] w1 1 z\n"],
  );
  const given = build(dockerfile, { args: { V: "2" } });
  t.is(given.steps.find(({ text }) => text.startsWith("RUN"))!.output, "2 w2 2 z alpine\n");
  t.true(config(given.image).Env!.includes("W=w2"));
  t.false(config(given.image).Env!.some((one) => one.startsWith("V=")));
});

test("settings change the configuration and no file", (t) => {
  const { image } = build(
    'FROM alpine\nCMD ["a"]\nENTRYPOINT ["e"]\nUSER nobody\nEXPOSE 80 53/udp\nVOLUME /data "/more"\nLABEL a=1 b="2 3"\nWORKDIR /tmp\nWORKDIR x/../../srv\n',
  );
  t.deepEqual(config(image), {
    ...config(images.alpine),
    Cmd: ["a"],
    Entrypoint: ["e"],
    User: "nobody",
    ExposedPorts: { "80/tcp": {}, "53/udp": {} },
    Volumes: { "/data": {}, "/more": {} },
    Labels: { a: "1", b: "2 3" },
    WorkingDir: "/srv",
  });
  t.deepEqual(
    config(build("FROM alpine\nENTRYPOINT e f\n").image).Cmd,
    [],
    "an entry point forgets its base's command",
  );
  t.is(image!.config.history!.filter((one) => one.empty_layer).length, 8);
});

const copies: [title: string, lines: string, there: Readonly<Record<string, string>>][] = [
  ["a file into a directory", "COPY a.txt /srv/", { "srv/a.txt": "a" }],
  ["a file to a directory that is there", "COPY a.txt /srv", { "srv/a.txt": "a" }],
  ["a file to a new name", "COPY a.txt /new/name", { "new/name": "a" }],
  ["what is in a directory", "COPY src /srv", { "srv/b.ts": "b", "srv/deep/c.ts": "c" }],
  ["the whole context", "COPY . /all/", { "all/a.txt": "a", "all/src/deep/c.ts": "c" }],
  ["files that fit a pattern", "COPY src/*.ts a.* /x/", { "x/b.ts": "b", "x/a.txt": "a" }],
  ["below the working directory", "WORKDIR /w\nCOPY a.txt b/", { "w/b/a.txt": "a" }],
  ["names in a list, with spaces", 'COPY ["with space", "/x/"]', { "x/with space": "s" }],
  ["names with variables", "ENV N=a\nCOPY ${N}.txt /x/$N", { "x/a": "a" }],
  ["a document", "COPY <<HERE /etc/motd\nhello $PATH\nHERE", { "etc/motd": "hello /usr/sbin:/usr/bin:/sbin:/bin\n" }],
  ["through a link of the image", "RUN ln -s /srv /link\nCOPY a.txt /link/", { "srv/a.txt": "a" }],
  ["an archive, unpacked by ADD", "ADD archive.tar.gz /x/", { "x/inside/file": "i" }],
  ["an archive, kept by COPY", "COPY archive.tar.gz /x", { x: "*" }],
];
const context = contextOf({ "a.txt": "a", "src/b.ts": "b", "src/deep/c.ts": "c", "with space": "s" });
applyLayer(context, [
  tarEntry({
    path: "archive.tar.gz",
    type: "file",
    content: packLayer([tarEntry({ path: "inside/file", type: "file", content: "i" })]).blob,
  }),
]);
for (const [title, lines, there] of copies)
  test(`COPY: ${title}`, (t) => {
    const { image } = build(`FROM alpine\n${lines}\n`, { context });
    for (const [path, content] of Object.entries(there)) {
      t.true(treeOf(image).has(path), [...treeOf(image).keys()].join());
      if (content !== "*") t.is(textOf(image, path), content);
    }
  });

const wrong: [title: string, lines: string, message: RegExp][] = [
  ["a source that is not there", "COPY none /x", /line 2 to name files that are in the build context, got "none"/],
  ["a pattern that fits nothing", "COPY *.java /x/", /line 2 to name files that are in the build context/],
  ["a source outside the context", "COPY ../secret /x", /line 2 to stay in the build context, got "\.\.\/secret"/],
  ["a source outside, reached from within", "COPY src/../../x /x", /line 2 to stay in the build context/],
  [
    "several sources to a file",
    "COPY a.txt src/b.ts /x",
    /line 2 to end the destination of several sources with a slash, got "\/x"/,
  ],
  [
    "a directory to a file",
    "COPY src /etc/hosts",
    /line 2 to copy a directory to a directory, got "\/etc\/hosts, a file"/,
  ],
  [
    "ADD from the network",
    "ADD https://example.org/x /x",
    /line 2 to take files from the build context, not the network/,
  ],
  ["an unknown user", "COPY --chown=me a.txt /x", /line 2 to name a user of the image's \/etc\/passwd, got "me"/],
  ["permissions that are no number", "COPY --chmod=u+x a.txt /x", /line 2 to give --chmod an octal number/],
  ["an unknown stage", "COPY --from=nothing a /x", /line 2 to copy from an earlier stage or an image that is here/],
  ["an unknown image", "FROM nothing", /line 2 to begin with an image that is here \(alpine\), got "nothing"/],
  [
    "another platform",
    "FROM --platform=linux/arm64 alpine",
    /line 2 to ask for the platform of alpine, linux\/amd64, got "linux\/arm64"/,
  ],
  ["a port that is none", "EXPOSE 70000", /line 2 to expose a port from 0 to 65535/],
  ["a user that the image does not know", "USER me\nRUN id", /line 3 to name a user/],
];
for (const [title, lines, message] of wrong)
  test(`refused: ${title}`, (t) => {
    t.regex(
      t.throws(() => build(`FROM alpine\n${lines}\n`, { context }), { instanceOf: DomainError }).message,
      message,
    );
  });

test("owners and permissions are what the flags say, by the image's own names", (t) => {
  const { image } = build(
    "FROM alpine\nCOPY --chown=www-data:daemon --chmod=0640 a.txt /x\nCOPY a.txt /y\nUSER www-data\nRUN echo mine > /tmp/z\n",
    { context },
  );
  const tree = treeOf(image);
  t.deepEqual(
    ["x", "y", "tmp/z"].map((path) => [tree.get(path)!.uid, tree.get(path)!.gid, tree.get(path)!.mode.toString(8)]),
    [
      [33, 1, "640"],
      [0, 0, "644"],
      [33, 33, "644"],
    ],
  );
});

test("a .dockerignore keeps files out of the context", (t) => {
  const files = contextOf({
    ".dockerignore": "*.log\n**/secret\n!keep.log\n",
    "a.log": "1",
    "keep.log": "2",
    "x/secret/key": "3",
    "x/open": "4",
  });
  const paths = [...treeOf(build("FROM scratch\nCOPY . /\n", { context: files }).image).keys()];
  t.deepEqual(paths, ["", ".dockerignore", "keep.log", "x", "x/open"]);
});

test("a later stage takes from an earlier one, and stages that nobody needs are not built", (t) => {
  const dockerfile =
    "FROM alpine AS build\nRUN echo compiled > /srv/app\nFROM alpine AS unused\nRUN false\nFROM scratch\nCOPY --from=build /srv/app /app\nCOPY --from=0 /etc/hosts /hosts\nCOPY --from=alpine /etc/passwd /passwd\n";
  const { image, steps } = build(dockerfile);
  t.deepEqual([...treeOf(image).keys()], ["", "app", "hosts", "passwd"]);
  t.false(steps.some(({ stage }) => stage === "unused"));
  t.is(build(dockerfile, { target: "BUILD" }).steps.length, 2);
  t.throws(() => build(dockerfile, { target: "none" }), { message: /one of build, unused, 2, got "none"/ });
});

test("an edit builds its own step and all below it again, and none above", (t) => {
  const cache = new BuildCache();
  const dockerfile = "FROM alpine\nRUN apk add curl\nCOPY a.txt /srv/\nRUN cat /srv/a.txt > /srv/b\nCMD x\n";
  const outcomes = (text: string, files: Record<string, string>) =>
    build(text, { cache, context: contextOf(files) }).steps.map(({ outcome }) => outcome);
  t.deepEqual(outcomes(dockerfile, { "a.txt": "1" }), ["base", "built", "built", "built", "setting"]);
  t.deepEqual(outcomes(dockerfile, { "a.txt": "1", unused: "" }), ["base", "cached", "cached", "cached", "setting"]);
  t.deepEqual(outcomes(dockerfile, { "a.txt": "2" }), ["base", "cached", "built", "built", "setting"]);
  t.deepEqual(outcomes(dockerfile.replace("curl", "nginx"), { "a.txt": "2" }), [
    "base",
    "built",
    "built",
    "built",
    "setting",
  ]);
  t.deepEqual(outcomes(dockerfile.replace("CMD x", "CMD y"), { "a.txt": "1" }), [
    "base",
    "cached",
    "cached",
    "cached",
    "setting",
  ]);
});

test("a cached build gives the same image as one without a cache", (t) => {
  const line = fc.constantFrom(
    "RUN echo $RANDOM_X > /srv/a",
    "RUN rm -f /srv/a",
    "COPY src /srv/",
    "ENV RANDOM_X=1",
    "WORKDIR /srv",
    "ARG A=b",
    "USER nobody",
    "USER root",
    "RUN mkdir -p /srv/d && echo 1 >> /srv/d/e",
    "LABEL a=b",
  );
  const cache = new BuildCache();
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
      const dockerfile = ["FROM alpine", ...lines, ""].join("\n");
      const [first, second] = [build(dockerfile, { context, cache }), build(dockerfile, { context })];
      t.deepEqual([first.image?.id, first.failure?.line], [second.image?.id, second.failure?.line]);
    }),
    { seed: 9, numRuns: 40 },
  );
});

test("an image holds a distribution, libraries, configuration and the application, and no kernel; uname tells the host's", (t) => {
  const { image } = build(
    'FROM alpine\nRUN apk add python3\nCOPY <<"EOF" /srv/app.sh\n#!/bin/sh\nuname -r\nEOF\nRUN chmod +x /srv/app.sh\n',
  );
  const rows = imageContents(store, image!);
  const filesOf = (kind: string) => rows.filter((row) => row.kind === kind).reduce((sum, { files }) => sum + files, 0);
  for (const kind of ["programs", "libraries", "configuration", "application", "data"]) t.true(filesOf(kind) > 0, kind);
  t.is(filesOf("kernel"), 0);
  t.deepEqual(kernelFiles(store, image!), []);
  const withKernel = build(
    "FROM scratch\nCOPY <<A /boot/vmlinuz-6.1\nA\nCOPY <<A /lib/modules/6.1/kernel/fs/ext4.ko\nA\n",
  );
  t.deepEqual(
    kernelFiles(store, withKernel.image!).filter((path) => /\d\/|linuz/.test(path)).length > 0,
    true,
    "it would be found",
  );
  for (const release of ["3.5", "4.13", "6.1"]) {
    const { merged } = containerRoot(store, image!);
    t.is(
      runCommand({ root: merged, argv: ["/srv/app.sh"], environment: { PATH: "/bin" }, kernel: { release } }).stdout,
      `${release}\n`,
    );
  }
});

test("the same Dockerfile gives the same digests", (t) => {
  const made = (entry: NewTarEntry) => {
    const fresh = new BlobStore();
    const files = new MemoryFileSystem({ clock: () => 1e12 * Math.max(1, entry.mode ?? 1) });
    applyLayer(files, [tarEntry({ path: "a.txt", type: "file", content: "a" })]);
    return buildImage({
      dockerfile: "FROM alpine\nRUN date > /dev/null; echo x > /x\nCOPY a.txt /\n".replace("date > /dev/null; ", ""),
      store: fresh,
      images: { alpine: baseImage(fresh, "alpine") },
      context: files,
    }).image!.descriptor.digest;
  };
  t.is(made({ path: "", type: "file", mode: 1 }), made({ path: "", type: "file", mode: 2 }));
});

test("whatever Dockerfile comes, it is built or refused with a line", (t) => {
  const piece = fc.constantFrom(
    "FROM alpine\n",
    "FROM constructor\n",
    "FROM alpine AS a\n",
    "RUN x\n",
    "COPY . /\n",
    "COPY a.txt ",
    "COPY --from=a ",
    "COPY --from=toString / /\n",
    "ADD --chown=",
    "x:y ",
    "src ",
    "/../..",
    "/srv/\n",
    "* ",
    "[a-",
    "] ",
    "ENV a=",
    "ARG a\n",
    "ARG b=$a\n",
    "$a ",
    "${a:-b}\n",
    "WORKDIR ",
    "..\n",
    "/etc/hosts\n",
    "USER ",
    "nobody\n",
    "EXPOSE ",
    "1-2/tcp\n",
    "LABEL ",
    '"',
    "\n",
    " ",
    "CMD [",
    "VOLUME x\n",
    "SHELL []\n",
    '["a"]\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      try {
        build(`FROM alpine\n${pieces.join("")}`, { context, run: () => ({ exitCode: 0, stdout: "", stderr: "" }) });
        t.pass();
      } catch (error) {
        t.true(error instanceof DomainError, `${pieces.join("")}: ${String(error)}`);
        t.regex((error as Error).message, /^Expected Dockerfile line \d+/);
      }
    }),
    { seed: 10, numRuns: 600 },
  );
});

test("an archive that would write outside is refused by ADD, with its line", (t) => {
  const bad = packLayer([tarEntry({ path: "aaaaaaa/x", type: "file" })], "none").blob;
  bad.set(new TextEncoder().encode("../../x\0\0"), 0);
  const header = bad.subarray(0, 512).fill(32, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  bad.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
  const files = new MemoryFileSystem();
  applyLayer(files, [tarEntry({ path: "bad.tar", type: "file", content: bad })]);
  t.throws(() => build("FROM alpine\nADD bad.tar /srv/\n", { context: files }), {
    instanceOf: DomainError,
    message: /^Expected Dockerfile line 2: tar entry 1: path to have no part "\.\.", got "\.\.\/\.\.\/x"/,
  });
});

test("a file that a layer cannot hold is refused with the line that copied it", (t) => {
  const files = contextOf({});
  files.create({ directory: files.root, name: ".wh.x" }, { type: "file", mode: 0o644, uid: 0, gid: 0 });
  t.throws(() => build("FROM alpine\nCOPY . /\n", { context: files }), {
    message: /^Expected Dockerfile line 2: a layer's files to have no name with "\.wh\."/,
  });
});

test("the root keeps its permissions, and a change of them is a layer", (t) => {
  const changed = build("FROM alpine\nRUN chmod 700 /\nRUN echo x > /x\n");
  t.deepEqual(
    changed.steps.map(({ outcome, layerBytes }) => [outcome, layerBytes > 0]),
    [
      ["base", false],
      ["built", true],
      ["built", true],
    ],
  );
  t.is(treeOf(changed.image).get("")!.mode, 0o700);
});
