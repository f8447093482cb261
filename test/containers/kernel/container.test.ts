import test from "ava";
import {
  emptyTree,
  enterContainer,
  Kernel,
  type Program,
  type Request,
  runContainer,
  type SystemCallTable,
  valueOf,
} from "../../../lib/containers";

/** Starts a program in a container, and gives what it wrote to the console. */
function inContainer(program: Program, options: Partial<Parameters<typeof runContainer>[1]> = {}): string {
  const kernel = new Kernel({ hostname: "host" });
  runContainer(kernel, { name: "box", root: emptyTree(), command: program, ...options });
  kernel.run();
  return kernel.console.text;
}

/** A program that makes one call and writes the answer. */
const tell = <Name extends keyof SystemCallTable>(call: Name, ...args: Parameters<SystemCallTable[Name]>): Program =>
  function* (sys) {
    const answer = yield* (sys[call] as (...args: unknown[]) => Generator<Request, { type: string }, unknown>)(...args);
    yield* sys.write(1, JSON.stringify("error" in answer ? answer.error : (answer as { value?: unknown }).value));
    return 0;
  };

const answers: [what: string, program: Program, expected: string][] = [
  ["its first process is number 1", tell("getpid"), "1"],
  ["and has no parent that it could see", tell("getppid"), "0"],
  ["its host name is its own", tell("uname"), '"nodename":"box"'],
  ["its network has a loopback interface alone", tell("links"), '"name":"lo","kind":"loopback","isUp":true'],
  ["it may not mount", tell("mount", "tmpfs", "/tmp", "tmpfs"), "EPERM"],
  ["it may not make namespaces", tell("unshare", ["CLONE_NEWUTS"]), "EPERM"],
  ["it may not set the clock", tell("clock_settime", 5), "EPERM"],
  ["it may not change its host name", tell("sethostname", "other"), "EPERM"],
  ["it sees nobody to kill", tell("kill", 2, 0), "ESRCH"],
  ["its disk is not there", tell("open", "/dev/vda"), "ENOENT"],
  ["the old root is gone", tell("open", "/run/box"), "ENOENT"],
  ["its control group looks like the top", tell("readlink", "/proc/self"), '"1"'],
];
for (const [what, program, expected] of answers)
  test(`in a container ${what}`, (t) => t.true(inContainer(program).includes(expected), inContainer(program)));

test("a node for the disk can be made inside, and not opened", (t) => {
  const text = inContainer(function* (sys) {
    const made = yield* sys.mknod("/tmp/disk", "block", 0o666, { major: 254, minor: 0 });
    const opened = yield* sys.open("/tmp/disk");
    yield* sys.write(1, `${made.type} ${opened.type === "failed" ? opened.error : "opened"}`);
    return 0;
  });
  t.is(text, "done EPERM");
});

test("it ends with the exit status of its first process, and takes the others along", (t) => {
  const kernel = new Kernel();
  const box = runContainer(kernel, {
    name: "box",
    root: emptyTree(),
    command: function* (sys) {
      yield* sys.clone(function* (child) {
        yield* child.nanosleep(1e6);
        return 0;
      });
      yield* sys.nanosleep(1);
      return 7;
    },
  });
  const { sleeping } = kernel.run();
  t.is(box.runtime.ending?.exitCode, 7);
  t.deepEqual(sleeping, []);
  t.true(kernel.nowUs < 2e6);
});

test("several processes live in one container, and one from outside may join them", (t) => {
  const kernel = new Kernel();
  const sleeper: Program = function* (sys) {
    yield* sys.nanosleep(100);
    return 0;
  };
  const box = runContainer(kernel, {
    name: "box",
    root: emptyTree(),
    command: function* (sys) {
      for (const name of ["web", "log"]) yield* sys.clone(sleeper, [], [name]);
      for (;;) if ((yield* sys.wait4()).type === "failed") return 0;
    },
  });
  kernel.run(1e6);
  enterContainer(kernel, box, function* (sys) {
    const pids = valueOf(yield* sys.open("/proc"), "open");
    const names = valueOf(yield* sys.getdents64(pids), "list").map(({ name }) => name);
    yield* sys.write(1, names.filter((name) => /^\d/.test(name)).join(" "));
    return 0;
  });
  kernel.run(2e6);
  t.is(kernel.console.text, "1 2 3 4");
});

test("with a user namespace, its root is a plain user outside", (t) => {
  const kernel = new Kernel();
  const box = runContainer(kernel, {
    name: "box",
    root: emptyTree(),
    namespaces: ["user", "mnt", "pid", "net", "ipc", "uts", "cgroup"],
    command: function* (sys) {
      yield* sys.write(1, `inside ${valueOf(yield* sys.getuid(), "getuid")}`);
      yield* sys.nanosleep(5);
      return 0;
    },
  });
  kernel.run(1e6);
  t.is(kernel.console.text, "inside 0");
  t.is(box.init?.identity.uid, 100_000);
});

test("two containers on a bridge talk to each other by address, and use the same port", (t) => {
  const kernel = new Kernel({ hostname: "host" });
  kernel.start(function* (sys) {
    yield* sys.netlink({ type: "newBridge", name: "br0" });
    yield* sys.netlink({ type: "newAddress", name: "br0", address: "10.0.0.1/24" });
    yield* sys.netlink({ type: "setUp", name: "br0" });
    return 0;
  });
  kernel.run();
  const server = (greeting: string): Program =>
    function* (sys) {
      const socket = valueOf(yield* sys.socket("AF_INET", "SOCK_STREAM"), "socket");
      valueOf(yield* sys.bind(socket, { address: "0.0.0.0", port: 80 }), "bind");
      valueOf(yield* sys.listen(socket), "listen");
      const connection = valueOf(yield* sys.accept(socket), "accept");
      yield* sys.write(connection, greeting);
      return 0;
    };
  for (const [at, name] of ["a", "b"].entries())
    runContainer(kernel, {
      name,
      root: emptyTree(),
      command: server(`hello from ${name}`),
      network: { bridge: "br0", address: `10.0.0.${at + 2}/24` },
    });
  const client: Program = function* (sys) {
    yield* sys.nanosleep(1);
    for (const address of ["10.0.0.2", "10.0.0.3", "10.0.0.9", "127.0.0.1", "192.0.2.1"]) {
      const socket = valueOf(yield* sys.socket("AF_INET", "SOCK_STREAM"), "socket");
      const connected = yield* sys.connect(socket, { address, port: 80 });
      const text =
        connected.type === "failed"
          ? connected.error
          : new TextDecoder().decode(valueOf(yield* sys.read(socket), "read"));
      yield* sys.write(1, `${address} ${text}\n`);
    }
    return 0;
  };
  runContainer(kernel, {
    name: "c",
    root: emptyTree(),
    command: client,
    network: { bridge: "br0", address: "10.0.0.4/24" },
  });
  kernel.run();
  t.is(
    kernel.console.text,
    "10.0.0.2 hello from a\n10.0.0.3 hello from b\n10.0.0.9 EHOSTUNREACH\n127.0.0.1 ECONNREFUSED\n192.0.2.1 ENETUNREACH\n",
  );
});

test("the same containers run the same, byte for byte", (t) => {
  const program = tell("getrandom", 8);
  t.is(inContainer(program), inContainer(program));
});

test("a volume is one directory under two names: two containers and the host see each other's changes", (t) => {
  const kernel = new Kernel();
  const write = (text: string): Program =>
    function* (sys) {
      const fd = valueOf(yield* sys.open("/data/log", ["O_CREAT", "O_APPEND", "O_WRONLY"], 0o644), "open");
      yield* sys.write(fd, text);
      return 0;
    };
  kernel.start(function* (sys) {
    yield* sys.mkdir("/srv");
    return 0;
  });
  kernel.run();
  for (const name of ["one", "two"]) {
    const volumes = [{ source: "/srv", target: "/data" }];
    runContainer(kernel, { name, root: emptyTree(), command: write(`${name} `), volumes });
    kernel.run();
  }
  kernel.start(function* (sys) {
    const fd = valueOf(yield* sys.open("/srv/log"), "open");
    yield* sys.write(1, valueOf(yield* sys.read(fd), "read"));
    return 0;
  });
  kernel.run();
  t.is(kernel.console.text, "one two ");
});

test("a volume for reading alone cannot be written to; one that the host does not have stops the start", (t) => {
  const kernel = new Kernel();
  kernel.start(function* (sys) {
    yield* sys.mkdir("/srv");
    return 0;
  });
  kernel.run();
  const command: Program = function* (sys) {
    const fd = yield* sys.open("/data/new", ["O_CREAT", "O_WRONLY"], 0o644);
    yield* sys.write(1, fd.type === "failed" ? fd.error : "written");
    return 0;
  };
  const run = (source: string) => {
    const volumes = [{ source, target: "/data", access: "read" }] as const;
    const box = runContainer(kernel, { name: "box", root: emptyTree(), command, volumes });
    kernel.run();
    return box.runtime.ending?.exitCode;
  };
  t.deepEqual([run("/srv"), run("/missing")], [0, 125]);
  t.is(kernel.console.text, "EROFScontainer: root: ENOENT\n");
});
