/**
 * What is tried: the giver leaves a secret by one kind of resource, the seeker looks for it by the same kind. If it finds it, the two
 * share the resource.
 *
 * ```text
 *   giver   leaves the secret ──▶ file /tmp/left · port 4242 · /dev/vda · host name · shared memory · …
 *           tells where ────────▶ a pipe that both had before they were set apart
 *   seeker  looks there: is the secret to be seen from here?
 * ```
 *
 * @packageDocumentation
 */
import { PAGE_BYTES } from "../../files";
import type { Request, SystemCalls } from "../program";
import { readFile, writeFile } from "../programs/text";

type Run<T> = Generator<Request, T, unknown>;

/** Kinds of resources; the first five are the lecture's. */
export const resources = [
  "Memory",
  "File system",
  "Network",
  "Devices",
  "OS Kernel",
  "Processes",
  "Host name",
  "IPC",
  "Users",
  "Control groups",
] as const;

/** One of them. */
export type Resource = (typeof resources)[number];

/** How one kind of resource is tried. */
export interface Trial {
  /** Leaves the secret, and says where; nothing if it cannot. */
  readonly leave: (sys: SystemCalls, secret: string) => Run<string | undefined>;
  /** Whether the secret can be seen. */
  readonly look: (sys: SystemCalls, where: string, secret: string) => Run<boolean>;
}

const PORT = 4242;
const KEY = 77;
/** A descriptor of one file that both have from the start. */
const COMMON_FILE = 4;
const TAKEN_PAGES = 512;
const decoder = new TextDecoder();

/** A trial for each resource but processes, whose trial is a signal from the seeker to the giver. */
export const trials: Readonly<Record<Exclude<Resource, "Processes">, Trial>> = {
  Memory: {
    *leave(sys, secret) {
      const address = yield* sys.mmap(4096);
      if (address.type === "failed") return undefined;
      yield* sys.store(address.value, secret);
      return String(address.value);
    },
    *look(sys, where, secret) {
      yield* sys.sigaction("SIGSEGV", "catch");
      const bytes = yield* sys.load(Number(where), secret.length);
      return bytes.type === "done" && decoder.decode(bytes.value) === secret;
    },
  },
  "File system": {
    *leave(sys, secret) {
      return (yield* writeFile(sys, "/tmp/left", secret)) === undefined ? "/tmp/left" : undefined;
    },
    *look(sys, where, secret) {
      return (yield* readFile(sys, where)) === secret;
    },
  },
  Network: {
    *leave(sys, secret) {
      const socket = yield* sys.socket("AF_INET", "SOCK_STREAM");
      if (socket.type === "failed") return undefined;
      const bound = yield* sys.bind(socket.value, { address: "0.0.0.0", port: PORT });
      if (bound.type === "failed") return undefined;
      yield* sys.listen(socket.value);
      yield* sys.clone(function* (server) {
        const connection = yield* server.accept(socket.value);
        if (connection.type === "done") yield* server.write(connection.value, secret);
        return 0;
      });
      return String(PORT);
    },
    *look(sys, where, secret) {
      const socket = yield* sys.socket("AF_INET", "SOCK_STREAM");
      if (socket.type === "failed") return false;
      const connected = yield* sys.connect(socket.value, { address: "127.0.0.1", port: Number(where) });
      if (connected.type === "failed") return false;
      const bytes = yield* sys.read(socket.value);
      return bytes.type === "done" && decoder.decode(bytes.value) === secret;
    },
  },
  Devices: {
    *leave(sys, secret) {
      const disk = yield* openDisk(sys);
      return disk !== undefined && (yield* sys.write(disk, secret)).type === "done" ? "the disk" : undefined;
    },
    *look(sys, _, secret) {
      const disk = yield* openDisk(sys);
      if (disk === undefined) return false;
      const bytes = yield* sys.read(disk, secret.length);
      return bytes.type === "done" && decoder.decode(bytes.value) === secret;
    },
  },
  "Host name": {
    *leave(sys, secret) {
      return (yield* sys.sethostname(secret)).type === "done" ? "uname" : undefined;
    },
    *look(sys, _, secret) {
      const name = yield* sys.uname();
      return name.type === "done" && name.value.nodename === secret;
    },
  },
  IPC: {
    *leave(sys, secret) {
      const id = yield* sys.shmget(KEY, 4096, "IPC_CREAT");
      const address = id.type === "done" ? yield* sys.shmat(id.value) : id;
      if (address.type === "failed") return undefined;
      yield* sys.store(address.value, secret);
      return String(KEY);
    },
    *look(sys, where, secret) {
      const id = yield* sys.shmget(Number(where), 1);
      const address = id.type === "done" ? yield* sys.shmat(id.value) : id;
      if (address.type === "failed") return false;
      const bytes = yield* sys.load(address.value, secret.length);
      return bytes.type === "done" && decoder.decode(bytes.value) === secret;
    },
  },
  Users: {
    // The secret is an owner: does a number mean the same user to both?
    *leave(sys, secret) {
      return (yield* sys.fchown(COMMON_FILE, numberOf(secret), -1)).type === "done" ? "a file's owner" : undefined;
    },
    *look(sys, _, secret) {
      const stat = yield* sys.fstat(COMMON_FILE);
      return stat.type === "done" && stat.value.uid === numberOf(secret);
    },
  },
  "Control groups": {
    // Both were put into groups below one. Do both see its name?
    *leave(sys) {
      const text = yield* readFile(sys, "/proc/self/cgroup");
      return typeof text === "string" ? /^0::(\/[\w-]+)\/\w/.exec(text)?.[1] : undefined;
    },
    *look(sys, where) {
      const text = yield* readFile(sys, "/proc/self/cgroup");
      return typeof text === "string" && text.includes(where);
    },
  },
  "OS Kernel": {
    // The giver takes memory, and tells how much the kernel has left. Who sees the same level asks the same kernel.
    *leave(sys) {
      const address = yield* sys.mmap(TAKEN_PAGES * PAGE_BYTES);
      if (address.type === "failed") return undefined;
      for (let page = 0; page < TAKEN_PAGES; page++) yield* sys.store(address.value + page * PAGE_BYTES, "x");
      const memory = yield* sys.sysinfo();
      return memory.type === "done" ? String(memory.value.freePages) : undefined;
    },
    *look(sys, where) {
      const memory = yield* sys.sysinfo();
      return memory.type === "done" && Math.abs(memory.value.freePages - Number(where)) < TAKEN_PAGES / 2;
    },
  },
};

/** The disk: by its node, or by a node of one's own making. */
function* openDisk(sys: SystemCalls): Run<number | undefined> {
  const disk = yield* sys.open("/dev/vda", ["O_RDWR"]);
  if (disk.type === "done") return disk.value;
  yield* sys.mknod("/tmp/disk", "block", 0o600, { major: 254, minor: 0 });
  const own = yield* sys.open("/tmp/disk", ["O_RDWR"]);
  return own.type === "done" ? own.value : undefined;
}

function numberOf(secret: string): number {
  return 1000 + Array.from(secret).reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
}
