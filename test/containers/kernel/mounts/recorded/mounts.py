"""Runs random sequences of mount(2) and umount2(2) in two mount namespaces of this machine's kernel and writes what came of them.

Needs root on Linux. python3 mounts.py > mounts.json
"""
import ctypes, errno, json, os, random, re, sys, tempfile

libc = ctypes.CDLL(None, use_errno=True)
BIND, MOVE, REC, UNBINDABLE, PRIVATE, SLAVE, SHARED = 4096, 8192, 16384, 1 << 17, 1 << 18, 1 << 19, 1 << 20
NEWNS, DETACH = 0x20000, 2
KINDS = {"shared": SHARED, "private": PRIVATE, "slave": SLAVE, "unbindable": UNBINDABLE}


def call(function, *arguments):
    return "" if function(*arguments) == 0 else errno.errorcode[ctypes.get_errno()]


def mount(source, target, kind, flags):
    return call(libc.mount, source.encode(), target.encode(), kind.encode(), flags, None)


def do(base, op):
    kind, *paths = op
    at = [os.path.join(base, path) for path in paths]
    if kind == "mount":
        error = mount("tmpfs", at[0], "tmpfs", 0)
        if not error:
            for name in "xy":
                try:
                    os.mkdir(os.path.join(at[0], name))
                except OSError:
                    pass  # Something hangs above it.
        return error
    if kind in ("bind", "rbind", "move"):
        flags = {"bind": BIND, "rbind": BIND | REC, "move": MOVE}[kind]
        return mount(at[0], at[1], "none", flags)
    if kind in ("umount", "detach"):
        return call(libc.umount2, at[0].encode(), DETACH if kind == "detach" else 0)
    recursive = kind.startswith("r") and kind[1:] in KINDS
    return mount("none", at[0], "none", KINDS[kind[1:] if recursive else kind] | (REC if recursive else 0))


def state(base):
    rows = []
    for line in open("/proc/self/mountinfo"):
        fields, _ = line.split(" - ")
        ident, parent, device, root, path, _, *optional = fields.split()
        if path == base or path.startswith(base + "/"):
            rows.append({"id": int(ident), "parent": int(parent), "device": device, "root": root, "path": path[len(base) + 1:], "optional": optional})
    return rows


def serve(base, commands, answers):
    for line in commands:
        op = json.loads(line)
        answers.write(json.dumps(state(base) if op == ["state"] else do(base, op)) + "\n")
        answers.flush()


class Place:
    """A process in a mount namespace of its own, which carries out operations."""

    def __init__(self, base, prepare):
        (self.inner, self.commands), (answers, self.outer) = os.pipe(), os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            prepare()
            serve(base, os.fdopen(self.inner), os.fdopen(self.outer, "w"))
            os._exit(0)
        self.answers = os.fdopen(answers)

    def ask(self, op):
        os.write(self.commands, (json.dumps(op) + "\n").encode())
        return json.loads(self.answers.readline())


PATHS = ["", "a", "b", "c", "a/x", "a/y", "b/x", "b/y", "c/x", "a/x/x", "b/x/x"]


def random_op(rng):
    kind = rng.choice(["mount"] * 5 + ["bind"] * 5 + ["rbind"] * 2 + ["move"] * 2 + ["umount"] * 3 + ["detach"] + ["shared"] * 3 + ["private", "slave", "slave", "unbindable", "rshared", "rslave", "rprivate"])
    count = 2 if kind in ("bind", "rbind", "move") else 1
    # The base itself stays mounted.
    return [kind] + [rng.choice(PATHS[1:] if kind in ("umount", "detach", "move", "mount") or at == 1 else PATHS) for at in range(count)]


def canonical(states):
    """Numbers for devices and groups in the order in which they appear, and mounts in an order that does not hang on their ids."""
    names = {"device": {}, "group": {}}
    number = lambda kind, key: names[kind].setdefault(key, len(names[kind]))
    out = []
    for rows in states:
        by_id = {row["id"]: row for row in rows}

        def depth(row):
            return 0 if row["parent"] not in by_id else 1 + depth(by_id[row["parent"]])

        shown = []
        for row in sorted(rows, key=lambda row: (row["path"], depth(row))):
            groups = [":".join([tag.split(":")[0]] + ([str(number("group", tag.split(":")[1]))] if ":" in tag else [])) for tag in sorted(row["optional"], reverse=True) if not tag.startswith("propagate_from")]
            shown.append(" ".join([row["path"] or ".", f"fs{number('device', row['device'])}{row['root']}"] + groups))
        out.append(shown)
    return out


def run(seed):
    rng = random.Random(seed)
    base = tempfile.mkdtemp(prefix="mounts")
    first = rng.choice(["shared", "private", "slave"])

    def prepare():
        libc.unshare(NEWNS)
        mount("none", "/", "none", REC | PRIVATE)
        mount("tmpfs", base, "tmpfs", 0)
        for name in "abc":
            for sub in "xy":
                os.makedirs(os.path.join(base, name, sub, "x"))
        mount("none", base, "none", SHARED)

    # One process prepares; the second comes into being below it, with a copy of its mounts.
    read, write = os.pipe()
    pid = os.fork()
    if pid != 0:
        os.close(write)
        text = os.fdopen(read).read()
        os.waitpid(pid, 0)
        os.rmdir(base)
        return json.loads(text)
    prepare()
    places = [Place(base, lambda: None), Place(base, lambda: (libc.unshare(NEWNS), mount("none", base, "none", KINDS[first])))]
    places[1].ask(["state"])
    steps = []
    for _ in range(rng.randint(4, 14)):
        who, op = rng.randrange(2), random_op(rng)
        steps.append([who, op, places[who].ask(op)])
    result = {"second": first, "steps": steps, "mounts": canonical([place.ask(["state"]) for place in places])}
    for place in places:
        os.kill(place.pid, 9)
    os.write(write, json.dumps(result).encode())
    os._exit(0)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    rows = [run(seed) for seed in range(first, first + count)]
    release = os.uname().release.split("-")[0]
    print(json.dumps({"kernel": release, "runs": []})[:-3] + "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]}")
