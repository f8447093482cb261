/**
 * Programs of the small kernel, and every call that they can make: the system-call interface on one page.
 *
 * ```text
 *   program                                kernel
 *   const fd = yield* sys.open("/etc/x")
 *        └── yields { call: "open", args } ──▶ does it now, or lets the process sleep until it can
 *        ◀───────────── a Result ────────────┘
 * ```
 *
 * A program is a generator: it stops at each `yield*` until the kernel answers, so many of them take turns. It must reach the rest of
 * the world through `sys` alone; what it keeps in variables stands for registers. Numbers, flags and error names are Linux's.
 *
 * Source: syscalls(2), and the page of each call in section 2 of the Linux manual.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import type { containers } from "strata";
 *
 * const hello: containers.Program = function* (sys, args) {
 *   yield* sys.write(1, `Hello, ${args[1] ?? "world"}\n`);
 *   return 0;
 * };
 * assert.equal(hello.length, 2);
 * ```
 *
 * @packageDocumentation
 */
import type { Capability, DeviceNumber, DirectoryEntry, Stat } from "../files";
import type { Result } from "../result";
import type { LinkMessage, LinkRow } from "./network/netlink";

/** A program: arguments as `main` gets them, the name first; it returns its exit status, 0 to 255. */
export type Program = (sys: SystemCalls, args: readonly string[]) => Generator<Request, number, unknown>;

/** What a program yields: one call, to be answered with a {@link Result}. */
export interface Request {
  readonly call: keyof SystemCallTable;
  readonly args: readonly unknown[];
}

/** How a file is opened, as in `<fcntl.h>`. Without an access mode it is read only. */
export type OpenFlag =
  | "O_RDONLY"
  | "O_WRONLY"
  | "O_RDWR"
  | "O_CREAT"
  | "O_EXCL"
  | "O_TRUNC"
  | "O_APPEND"
  | "O_DIRECTORY"
  | "O_NOFOLLOW"
  | "O_NONBLOCK";

/** Which namespaces are new, as in `<sched.h>`. */
export type CloneFlag =
  | "CLONE_NEWNS"
  | "CLONE_NEWPID"
  | "CLONE_NEWNET"
  | "CLONE_NEWIPC"
  | "CLONE_NEWUTS"
  | "CLONE_NEWUSER"
  | "CLONE_NEWCGROUP";

/** What `mount` does, as in `<sys/mount.h>`. */
export type MountFlag =
  | "MS_RDONLY"
  | "MS_BIND"
  | "MS_REC"
  | "MS_REMOUNT"
  | "MS_MOVE"
  | "MS_PRIVATE"
  | "MS_SHARED"
  | "MS_SLAVE"
  | "MS_UNBINDABLE";

/** Signals of the small kernel. */
export type Signal =
  | "SIGHUP"
  | "SIGINT"
  | "SIGKILL"
  | "SIGSEGV"
  | "SIGPIPE"
  | "SIGTERM"
  | "SIGUSR1"
  | "SIGCHLD"
  | "SIGSTOP"
  | "SIGCONT"
  | "SIGSYS";

/** What a signal does: what is usual, nothing, or wake a sleeping call with `EINTR` and be remembered. */
export type SignalAction = "default" | "ignore" | "catch";

/** How a child ended. */
export interface Waited {
  /** As the waiting process sees it. */
  readonly pid: number;
  /** The exit status, if it returned. */
  readonly exitCode: number | undefined;
  /** The signal, if one ended it. */
  readonly signal: Signal | undefined;
}

/** A socket's address: IPv4 as text and a port, or the path of a Unix socket (abstract if it begins with an at sign). */
export type SocketAddress = { readonly address: string; readonly port: number } | { readonly path: string };

/** What uname tells. */
export interface KernelName {
  readonly sysname: "Linux" | "Windows";
  readonly nodename: string;
  readonly release: string;
  readonly machine: string;
}

/** What `stat` tells beside the inode: the number of the file system. */
export type FileStat = Stat & { readonly dev: number };

/** Bytes, or a text that stands for its bytes in UTF-8. */
export type Bytes = Uint8Array | string;

/** Calls about files, by path and by descriptor. */
export interface FileRequests {
  open(path: string, flags?: readonly OpenFlag[], mode?: number): Result<number>;
  close(fd: number): Result;
  /** At most `length` bytes; none at the end of a file or of a pipe without writers. */
  read(fd: number, length?: number): Result<Uint8Array>;
  write(fd: number, bytes: Bytes): Result<number>;
  lseek(fd: number, offset: number, whence?: "set" | "current" | "end"): Result<number>;
  ftruncate(fd: number, size: number): Result;
  dup2(from: number, to: number): Result<number>;
  pipe(): Result<readonly [read: number, write: number]>;
  fstat(fd: number): Result<FileStat>;
  fchown(fd: number, uid: number, gid: number): Result;
  getdents64(fd: number): Result<readonly DirectoryEntry[]>;
  stat(path: string): Result<FileStat>;
  lstat(path: string): Result<FileStat>;
  /** Which of reading, writing and executing is asked about; none asks whether the file is there. */
  access(path: string, want?: readonly ("read" | "write" | "execute")[]): Result;
  mkdir(path: string, mode?: number): Result;
  rmdir(path: string): Result;
  unlink(path: string): Result;
  rename(from: string, to: string): Result;
  link(from: string, to: string): Result;
  symlink(target: string, path: string): Result;
  readlink(path: string): Result<string>;
  chmod(path: string, mode: number): Result;
  chown(path: string, uid: number, gid: number): Result;
  lchown(path: string, uid: number, gid: number): Result;
  truncate(path: string, size: number): Result;
  mknod(path: string, type: "file" | "character" | "block" | "fifo", mode: number, device?: DeviceNumber): Result;
  chdir(path: string): Result;
  getcwd(): Result<string>;
  chroot(path: string): Result;
  umask(mask: number): Result<number>;
}

/** Calls about processes, signals and time. */
export interface ProcessRequests {
  getpid(): Result<number>;
  getppid(): Result<number>;
  /** A child that runs `child` with a copy of the memory and the descriptors, in new namespaces where flags say so. */
  clone(child: Program, flags?: readonly CloneFlag[], args?: readonly string[]): Result<number>;
  /** Replaces the program. Answers only if it fails. */
  execve(path: string, args: readonly string[], environment?: Readonly<Record<string, string>>): Result;
  exit(code: number): Result<never>;
  /** Waits for a child (any, if -1) to end. `ECHILD` if there is none. */
  wait4(pid?: number, options?: readonly "WNOHANG"[]): Result<Waited | undefined>;
  /** Signal 0 asks whether one could. */
  kill(pid: number, signal: Signal | 0): Result;
  sigaction(signal: Signal, action: SignalAction): Result;
  /** The signals that were caught since the last question. */
  sigpending(): Result<readonly Signal[]>;
  pause(): Result;
  nanosleep(seconds: number): Result;
  sched_yield(): Result;
  setpriority(nice: number): Result;
  clock_gettime(): Result<number>;
  /** Sets the seconds that everybody's clock shows. CAP_SYS_TIME. */
  clock_settime(seconds: number): Result;
  /** Not a system call: computes for so many microseconds of CPU time. */
  compute(microseconds: number): Result;
  /** Not a system call: the environment variables, which the kernel puts on a process's stack. */
  environment(): Result<Readonly<Record<string, string>>>;
}

/** Calls about memory. Addresses are numbers; `load` and `store` are what instructions do. */
export interface MemoryRequests {
  /** Anonymous memory, zeroed. `ENOMEM`. */
  mmap(length: number): Result<number>;
  munmap(address: number, length: number): Result;
  /** Not a system call. An address that is not mapped gives SIGSEGV. */
  load(address: number, length: number): Result<Uint8Array>;
  /** Not a system call. An address that is not mapped gives SIGSEGV. */
  store(address: number, bytes: Bytes): Result;
  shmget(key: number, size: number, create?: "IPC_CREAT"): Result<number>;
  shmat(id: number): Result<number>;
  shmdt(address: number): Result;
  /** Removes a segment; those who have it attached keep it. */
  shmctl(id: number, command: "IPC_RMID"): Result;
  msgget(key: number, create?: "IPC_CREAT"): Result<number>;
  msgsnd(id: number, text: string): Result;
  msgrcv(id: number, wait?: "IPC_NOWAIT"): Result<string>;
}

/** Calls about the network. Connected sockets are read and written like files. */
export interface SocketRequests {
  socket(family: "AF_INET" | "AF_UNIX", type: "SOCK_STREAM" | "SOCK_DGRAM"): Result<number>;
  bind(fd: number, address: SocketAddress): Result;
  listen(fd: number, backlog?: number): Result;
  accept(fd: number): Result<number>;
  connect(fd: number, address: SocketAddress): Result;
  sendto(fd: number, bytes: Bytes, address: SocketAddress): Result<number>;
  recvfrom(fd: number): Result<{ readonly bytes: Uint8Array; readonly from: SocketAddress }>;
  getsockname(fd: number): Result<SocketAddress>;
  /** Changes interfaces, addresses and routes, as messages to a netlink socket do. CAP_NET_ADMIN. */
  netlink(message: LinkMessage): Result;
  /** The interfaces that this process's network has. */
  links(): Result<readonly LinkRow[]>;
}

/** Calls about identity, names and namespaces. */
export interface SystemRequests {
  uname(): Result<KernelName>;
  /** Memory of the whole machine, in pages of 4096 bytes. */
  sysinfo(): Result<{ readonly totalPages: number; readonly freePages: number }>;
  sethostname(name: string): Result;
  getuid(): Result<number>;
  getgid(): Result<number>;
  setuid(uid: number): Result;
  setgid(gid: number): Result;
  setgroups(groups: readonly number[]): Result;
  /** Effective capabilities, which hold in the process's user namespace. */
  capget(): Result<readonly Capability[]>;
  /** Keeps only these, for itself and for all that it starts. */
  capset(keep: readonly Capability[]): Result;
  /** From now on, for itself and its children, only these calls are answered; others give `EPERM`. */
  seccomp(allowed: readonly (keyof SystemCallTable)[]): Result;
  unshare(flags: readonly CloneFlag[]): Result;
  /** Joins the namespace behind a descriptor of /proc/PID/ns/…. */
  setns(fd: number, kind?: CloneFlag): Result;
  mount(source: string, target: string, type: string, flags?: readonly MountFlag[]): Result;
  umount2(target: string, options?: readonly "MNT_DETACH"[]): Result;
  pivot_root(newRoot: string, putOld: string): Result;
  getrandom(length: number): Result<Uint8Array>;
  /** Any call by name: how a program tries one that the kernel may not have. `ENOSYS`. */
  syscall(name: string): Result;
}

/** Every call of the small kernel. */
export interface SystemCallTable
  extends FileRequests,
    ProcessRequests,
    MemoryRequests,
    SocketRequests,
    SystemRequests {}

/** The calls as programs make them: `const answer = yield* sys.read(0)`. */
export type SystemCalls = {
  readonly [Name in keyof SystemCallTable]: (
    ...args: Parameters<SystemCallTable[Name]>
  ) => Generator<Request, ReturnType<SystemCallTable[Name]>, unknown>;
};

/** What programs call: each method yields its request once and returns the kernel's answer. */
export const systemCalls: SystemCalls = new Proxy({} as SystemCalls, {
  get: (_, call) =>
    function* (...args: unknown[]): Generator<Request, unknown, unknown> {
      return yield { call: call as keyof SystemCallTable, args };
    },
});
