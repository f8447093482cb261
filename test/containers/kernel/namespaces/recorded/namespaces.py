"""Small cases about namespaces, on this machine's kernel: what each step answers. Needs root. python3 namespaces.py > namespaces.json"""
import ctypes, errno, json, os, socket

libc = ctypes.CDLL(None, use_errno=True)
FLAGS = {"mnt": 0x20000, "cgroup": 0x2000000, "uts": 0x4000000, "ipc": 0x8000000, "user": 0x10000000, "pid": 0x20000000, "net": 0x40000000}


def answer(result):
    return "done" if result == 0 else errno.errorcode[ctypes.get_errno()]


def attempt(function):
    try:
        result = function()
        return "done" if result is None else str(result)
    except OSError as error:
        return errno.errorcode[error.errno]


def write(path, text):
    def go():
        fd = os.open(path, os.O_WRONLY)
        try:
            os.write(fd, text.encode())
        finally:
            os.close(fd)
    return attempt(go)


def setns(kind, pid):
    fd = os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY)
    return answer(libc.setns(fd, 0))


def connect(port):
    with socket.socket() as one:
        return attempt(lambda: one.connect(("127.0.0.1", port)))


def bind(address, port):
    one = socket.socket()
    return attempt(lambda: one.bind((address, port)))


def steps(case):
    out = []
    for name, *arguments in case:
        if name == "setuid":
            out.append(attempt(lambda: os.setresuid(*arguments * 3)))
            libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE: its files in /proc stay its own.
        elif name == "unshare":
            out.append(answer(libc.unshare(sum(FLAGS[kind] for kind in arguments))))
        elif name == "fork":
            out.append(attempt(lambda: reap(os.fork())))
        elif name == "getuid":
            out.append(str(os.getuid()))
        elif name == "sethostname":
            out.append(attempt(lambda: socket.sethostname(arguments[0])))
        elif name == "write":
            out.append(write(*arguments))
        elif name == "setns":
            out.append(setns(arguments[0], "self"))
        elif name == "mount":
            out.append(answer(libc.mount(b"none", arguments[0].encode(), arguments[1].encode(), 0, None)))
        elif name == "setgroups":
            out.append(attempt(lambda: os.setgroups([])))
        elif name == "connect":
            out.append(connect(arguments[0]))
        elif name == "bind":
            out.append(bind(*arguments))
    return out


def reap(pid):
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


CASES = [
    [["unshare", "uts"], ["sethostname", "x"]],
    [["setuid", 1000], ["unshare", "uts"]],
    [["setuid", 1000], ["unshare", "pid"]],
    [["setuid", 1000], ["sethostname", "x"]],
    [["setuid", 1000], ["unshare", "user"], ["getuid"], ["sethostname", "x"]],
    [["setuid", 1000], ["unshare", "user", "uts"], ["sethostname", "x"]],
    [["setuid", 1000], ["unshare", "user"], ["unshare", "uts"], ["sethostname", "x"]],
    [["setuid", 1000], ["unshare", "user"], ["write", "/proc/self/uid_map", "0 1000 1"], ["getuid"], ["write", "/proc/self/uid_map", "0 1000 1"]],
    [["setuid", 1000], ["unshare", "user"], ["write", "/proc/self/uid_map", "0 0 1"]],
    [["setuid", 1000], ["unshare", "user"], ["write", "/proc/self/uid_map", "0 1000 2"]],
    [["setuid", 1000], ["unshare", "user"], ["write", "/proc/self/uid_map", "7 1000 1"], ["getuid"], ["setuid", 0]],
    [["unshare", "user"], ["getuid"], ["write", "/proc/self/uid_map", "0 0 1"], ["getuid"]],
    [["unshare", "user"], ["setuid", 0]],
    [["unshare", "user"], ["setgroups"]],
    [["unshare", "user"], ["write", "/proc/self/setgroups", "deny"], ["write", "/proc/self/setgroups", "allow"]],
    [["unshare", "user"], ["mount", "/mnt", "tmpfs"]],
    [["unshare", "user", "mnt"], ["mount", "/mnt", "tmpfs"]],
    [["unshare", "user", "mnt"], ["mount", "/mnt", "devtmpfs"]],
    [["unshare", "mnt"], ["mount", "/mnt", "nosuchfs"]],
    [["unshare", "mnt"], ["mount", "/nosuch", "tmpfs"]],
    [["unshare", "pid"], ["unshare", "pid"]],
    [["unshare", "pid"], ["fork"], ["fork"]],
    [["setns", "user"]],
    [["setns", "uts"]],
    [["setns", "pid"]],
    [["setuid", 1000], ["setns", "uts"]],
    [["unshare", "net"], ["connect", 81]],
    [["unshare", "net"], ["bind", "0.0.0.0", 80]],
    [["connect", 1]],
    [["bind", "0.0.0.0", 4711], ["bind", "127.0.0.1", 0]],
    [["unshare", "user", "net"], ["bind", "0.0.0.0", 80]],
]


def run(case):
    read, send = os.pipe()
    if os.fork() == 0:
        libc.unshare(FLAGS["mnt"] | FLAGS["uts"])
        libc.mount(b"none", b"/", b"none", 16384 | 262144, None)
        os.write(send, json.dumps(steps(case)).encode())
        os._exit(0)
    os.close(send)
    text = os.fdopen(read).read()
    os.wait()
    return {"steps": case, "answers": json.loads(text)}


print(json.dumps({"kernel": os.uname().release.split("-")[0], "cases": []})[:-2] + "\n" + ",\n".join(json.dumps(run(case)) for case in CASES) + "\n]}")
