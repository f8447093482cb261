/**
 * Which kernel brought which system call: calls come, and hardly ever go. That is why old programs run on new kernels.
 *
 * ```text
 *   2.6.16  unshare …     3.0  setns …     3.17  getrandom …     5.3  clone3 …      a program that needs one of them
 *   ──────────┼─────────────┼────────────────┼─────────────────────┼──────────▶      needs this kernel or a later one
 * ```
 *
 * Calls of x86 and of all architectures, up to 5.14; those that only others have are left out. Where a call came to an older series
 * as well, the older version counts. Calls without a version in the source count as 1.0.
 *
 * Source: Linux man-pages 6.03, syscalls(2), "System call list"; clone(2) and namespaces(7) for the flags.
 *
 * @packageDocumentation
 */
import type { CloneFlag } from "../program";
import { isAtLeast } from "./release";

const introduced: Readonly<Record<string, string>> = {
  "1.0": `
    access acct adjtimex alarm brk chdir chmod chroot clone close creat create_module delete_module dup dup2
    execve exit fchdir fchmod fchown fcntl fork fstat fstatfs fsync ftruncate get_kernel_syms getegid geteuid
    getgid getgroups getitimer getpgid getpgrp getpid getppid getpriority getrlimit getrusage gettimeofday
    getuid init_module ioctl ioperm iopl ipc kill lchown link lseek lstat mkdir mknod mmap modify_ldt mount
    mprotect munmap nice oldfstat oldlstat oldolduname oldstat olduname open pause pipe ptrace quotactl read
    readdir readlink reboot rename rmdir select setdomainname setgid setgroups sethostname setitimer setpgid
    setpriority setregid setreuid setrlimit setsid settimeofday setuid setup sgetmask sigaction signal
    sigpending sigprocmask sigreturn sigsuspend socketcall ssetmask stat statfs stime swapoff swapon symlink
    sync syscall sysinfo syslog time times truncate umask umount uname unlink uselib ustat utime vhangup vm86old
    wait4 waitpid write`,
  "1.2": "_llseek bdflush cacheflush personality setfsgid setfsuid sysfs",
  "2.0": `
    _newselect _sysctl accept bind connect fdatasync flock getdents getdtablesize gethostname getpagesize
    getpeername getsid getsockname getsockopt listen mlock mlockall mremap msgctl msgget msgrcv msgsnd msync
    munlock munlockall nanosleep readv recv recvfrom recvmsg sched_get_priority_max sched_get_priority_min
    sched_getparam sched_getscheduler sched_rr_get_interval sched_setparam sched_setscheduler sched_yield semctl
    semget semop send sendmsg sendto setpgrp setsockopt shmat shmctl shmdt shmget shutdown socket socketpair
    writev`,
  "2.0.26": "pciconfig_read pciconfig_write",
  "2.0.28": "vm86",
  "2.0.36": "poll",
  "2.2": `
    capget capset chown getcwd getdomainname getresgid getresuid nfsservctl prctl pread64 pwrite64 query_module
    rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait
    sendfile setresgid setresuid sigaltstack umount2 utimes vfork`,
  "2.2.15": "pciconfig_iobase",
  "2.4": `
    chown32 fchown32 fcntl64 fstat64 ftruncate64 getdents64 getegid32 geteuid32 getgid32 getgroups32 getresgid32
    getresuid32 getuid32 lchown32 lstat64 madvise mincore mmap2 old_getrlimit pivot_root setfsgid32 setfsuid32
    setgid32 setgroups32 setregid32 setresgid32 setresuid32 setreuid32 setuid32 stat64 truncate64 ugetrlimit`,
  "2.4.11": "gettid",
  "2.4.13": "readahead",
  "2.5.36": "alloc_hugepages free_hugepages",
  "2.6": `
    arch_prctl clock_getres clock_gettime clock_nanosleep clock_settime epoll_create epoll_ctl epoll_wait
    exit_group fadvise64 fadvise64_64 fgetxattr flistxattr fremovexattr fsetxattr fstatfs64 futex
    get_thread_area getxattr io_cancel io_destroy io_getevents io_setup io_submit lgetxattr listxattr llistxattr
    lookup_dcookie lremovexattr lsetxattr remap_file_pages removexattr restart_syscall sched_get_affinity
    sched_getaffinity sched_set_affinity sched_setaffinity semtimedop sendfile64 set_thread_area set_tid_address
    setxattr statfs64 tgkill timer_create timer_delete timer_getoverrun timer_gettime timer_settime tkill`,
  "2.6.6": "get_mempolicy mbind mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink set_mempolicy",
  "2.6.10": "add_key keyctl request_key waitid",
  "2.6.13": "inotify_add_watch inotify_init inotify_rm_watch ioprio_get ioprio_set kexec_load",
  "2.6.16": `
    faccessat fchmodat fchownat fstatat64 futimesat linkat migrate_pages mkdirat mknodat newfstatat openat ppoll
    pselect6 readlinkat renameat symlinkat unlinkat unshare`,
  "2.6.17": "get_robust_list set_robust_list splice sync_file_range tee vmsplice",
  "2.6.18": "move_pages",
  "2.6.19": "epoll_pwait getcpu",
  "2.6.22": "eventfd signalfd sync_file_range2 utimensat",
  "2.6.23": "fallocate",
  "2.6.25": "timerfd_create timerfd_gettime timerfd_settime",
  "2.6.27": "dup3 epoll_create1 eventfd2 inotify_init1 pipe2 signalfd4",
  "2.6.28": "accept4",
  "2.6.30": "preadv pwritev",
  "2.6.31": "perf_event_open rt_tgsigqueueinfo",
  "2.6.33": "recvmmsg",
  "2.6.36": "prlimit64",
  "2.6.37": "fanotify_init fanotify_mark",
  "2.6.39": "clock_adjtime name_to_handle_at open_by_handle_at syncfs",
  "3.0": "sendmmsg setns",
  "3.2": "process_vm_readv process_vm_writev",
  "3.5": "kcmp",
  "3.8": "finit_module",
  "3.14": "sched_getattr sched_setattr",
  "3.15": "renameat2",
  "3.17": "getrandom kexec_file_load membarrier memfd_create seccomp",
  "3.18": "bpf",
  "3.19": "execveat",
  "4.3": "userfaultfd",
  "4.4": "mlock2",
  "4.5": "copy_file_range",
  "4.6": "preadv2 pwritev2",
  "4.8": "pkey_alloc pkey_free pkey_mprotect",
  "4.11": "statx",
  "4.18": "io_pgetevents rseq",
  "5.1": "io_uring_enter io_uring_register io_uring_setup pidfd_send_signal",
  "5.2": "fsconfig fsmount fsopen fspick move_mount open_tree",
  "5.3": "clone3 pidfd_open",
  "5.6": "openat2 pidfd_getfd",
  "5.8": "faccessat2",
  "5.9": "close_range",
  "5.10": "process_madvise",
  "5.11": "epoll_pwait2",
  "5.13": "landlock_add_rule landlock_create_ruleset landlock_restrict_self",
  "5.14": "memfd_secret quotactl_fd",
};

/** Calls that are gone, and since when. */
const removed: Readonly<Record<string, string>> = {
  _sysctl: "5.5",
  alloc_hugepages: "2.5.44",
  create_module: "2.6",
  free_hugepages: "2.5.44",
  get_kernel_syms: "2.6",
  getdtablesize: "2.6.26",
  nfsservctl: "3.1",
  query_module: "2.6",
  setup: "2.2",
};

/** The first kernel that knows each kind of namespace. */
export const namespaceReleases: Readonly<Record<CloneFlag, string>> = {
  CLONE_NEWNS: "2.4.19",
  CLONE_NEWUTS: "2.6.19",
  CLONE_NEWIPC: "2.6.19",
  CLONE_NEWPID: "2.6.24",
  CLONE_NEWNET: "2.6.29",
  CLONE_NEWUSER: "3.8",
  CLONE_NEWCGROUP: "4.6",
};

const releaseOf: ReadonlyMap<string, string> = new Map(
  Object.entries(introduced).flatMap(([release, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, release] as const),
  ),
);

/** Whether a kernel has a system call. */
export function hasCall(release: string, call: string): boolean {
  const since = releaseOf.get(call);
  const until = removed[call];
  return since !== undefined && isAtLeast(release, since) && (until === undefined || !isAtLeast(release, until));
}

/**
 * The system calls of a kernel, in the order of the alphabet.
 *
 * @example
 * ```ts
 * import assert from "node:assert";
 * import { containers } from "strata";
 *
 * assert.ok(containers.systemCallsOf("3.17").includes("getrandom"));
 * assert.ok(!containers.systemCallsOf("3.16").includes("getrandom"));
 * ```
 *
 * @throws DomainError if the release is no version
 */
export function systemCallsOf(release: string): readonly string[] {
  return [...releaseOf.keys()].filter((call) => hasCall(release, call)).sort();
}

/** The kernel that brought a call; nothing if none did. */
export function releaseOfCall(call: string): string | undefined {
  return releaseOf.get(call);
}
